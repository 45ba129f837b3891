"""When a recurring task without a due rule of its own has to be done: not before there is something to do."""

from __future__ import annotations

from datetime import date

import pytest

from launchkit.domain.case import Task
from launchkit.domain.checklist import Item
from launchkit.domain.times import rules_of
from tests.domain.dates import compute, day
from tests.domain.definitions import definition


def task_of(recurs: str, period: tuple[str, str]) -> Task:
    stage = definition(
        f"items: [{{id: look, recurs: {{{recurs}, since: {{case: start}}}}}}]"
    ).stages[0]
    item: Item = stage.items[0]
    return Task(key="look", item=item, period=(day(period[0]), day(period[1])))


@pytest.mark.parametrize(
    ("recurs", "period", "last"),
    [
        ("each: day", ("2026-06-13", "2026-06-13"), "2026-06-13"),
        # the week of Monday 8 June opens on Monday the 15th
        ("each: week", ("2026-06-08", "2026-06-14"), "2026-06-15"),
        # its Monday is in the May holidays: the first working day after
        ("each: week", ("2026-04-27", "2026-05-03"), "2026-05-06"),
        ("each: month", ("2026-09-01", "2026-09-30"), "2026-10-08"),
    ],
)
def test_a_longer_period_is_due_on_the_first_working_day_after_it(
    recurs: str, period: tuple[str, str], last: str
) -> None:
    task = task_of(recurs, period)
    (due,) = rules_of(task)
    found = compute(due, period[1], period=task.period)
    assert (due.id, found.last_day) == ("P1", date.fromisoformat(last))
