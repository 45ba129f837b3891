"""What follows from a case is worked out once, and for the case and task that were asked about."""

from __future__ import annotations

from dataclasses import replace

from launchkit.domain.case import Case, Task
from launchkit.domain.worked_out import once
from launchkit.testing import desk_for
from tests.desk.made import definition


def test_it_is_worked_out_once_for_each_value_of_a_case() -> None:
    asked: list[str] = []

    @once
    def find(case: Case, task: Task) -> int:
        asked.append(task.key)
        return len(asked)

    desk = desk_for(definition("items: [{id: visit}, {id: write}]"))
    desk.open()
    case = desk.case
    first, second = case.tasks["visit"], case.tasks["write"]
    assert [find(case, one) for one in (first, second, first, second)] == [1, 2, 1, 2]
    assert find(replace(case, name="x"), first) == 3, "the next value of the case begins anew"
    other = replace(first, owner="P9")
    assert find(case, other) == 4, "a task as it would be is another one"
    assert find(case, first) == 5
    assert asked == [first.key, second.key, first.key, first.key, first.key]
