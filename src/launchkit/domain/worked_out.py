"""What follows from a case and one of its tasks, worked out once for each value of the case: neither ever changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from launchkit.domain.case import Case, Task

T = TypeVar("T")


def once(find: Callable[[Case, Task], T]) -> Callable[[Case, Task], T]:
    """A function of a case and a task that remembers what it found, with the case and for as long as it."""

    @wraps(find)
    def found(case: Case, task: Task) -> T:
        key = (find, task.key)
        held = case.worked_out.get(key)
        # A task may be looked at as it would be, which is not how the case has it.
        if held is not None and held[0] is task:
            known: T = held[1]
            return known
        made = find(case, task)
        case.worked_out[key] = (task, made)
        return made

    return found
