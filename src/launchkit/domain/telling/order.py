"""What to do first: the tasks of a person in the order in which they should be taken up, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchkit.domain.case import Case, Task
from launchkit.domain.deadlines import Lateness, lateness
from launchkit.domain.house import House
from launchkit.domain.people import owner_of
from launchkit.domain.standing import Standing, standing, unmet
from launchkit.domain.telling.tasks import TaskLine, task_line
from launchkit.domain.times import running_deadlines

#: What somebody can take up right now.
DOABLE = frozenset({Standing.READY, Standing.STARTED})
#: How many tasks that still wait for others are named.
COMING = 5
_NEVER = "9999-12-31"

#: (class, day, standing, code): smaller comes first
Rank = tuple[int, str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a person has before them: to do in order, to decide, and what others owe."""

    #: None: everybody's
    person: str | None
    doable: tuple[TaskLine, ...]
    #: what would be first, were its place open today
    passed: TaskLine | None
    decisions: tuple[TaskLine, ...]
    #: blocked tasks, the longest wait first
    waiting: tuple[TaskLine, ...]
    #: handed in by the person, not decided yet
    submitted: tuple[TaskLine, ...]
    #: what comes next and waits for others' tasks, the fewest needs first; at most `COMING`
    coming: tuple[TaskLine, ...]


def agenda(
    cases: Iterable[Case], house: House, now: datetime, *, person: str | None = None
) -> Agenda:
    """Agenda of a person (None: of everybody) over open cases."""
    doable: list[tuple[Rank, TaskLine]] = []
    decisions: list[tuple[Rank, TaskLine]] = []
    waiting: list[TaskLine] = []
    submitted: list[TaskLine] = []
    coming: list[tuple[int, Case, Task]] = []
    for case, task in _open_tasks(cases):
        where = standing(case, task)
        mine = person is None or owner_of(case, task) == person
        if task.pending is not None:
            line = task_line(case, task, house, now)
            if person is None or person in line.deciders:
                decisions.append((rank(case, task, now), line))
            elif mine:
                submitted.append(line)
        elif mine and where in DOABLE:
            doable.append((rank(case, task, now), task_line(case, task, house, now)))
        elif mine and where is Standing.BLOCKED:
            waiting.append(task_line(case, task, house, now))
        elif mine and where is Standing.WAITING:
            coming.append((sum(1 for _ in unmet(case, task)), case, task))
    coming.sort(key=lambda one: (one[0], rank(one[1], one[2], now)))
    in_order = _sorted(doable)
    first = first_possible(in_order)
    return Agenda(
        person=person,
        doable=in_order
        if first is None
        else (first, *(one for one in in_order if one is not first)),
        passed=_passed(in_order, first),
        decisions=_sorted(decisions),
        waiting=tuple(sorted(waiting, key=lambda one: -(one.wait.days if one.wait else 0))),
        submitted=tuple(submitted),
        coming=tuple(task_line(case, task, house, now) for _, case, task in coming[:COMING]),
    )


def _open_tasks(cases: Iterable[Case]) -> Iterator[tuple[Case, Task]]:
    for case in cases:
        if case.closed_at is None:
            for task in case.tasks.values():
                if not task.closed:
                    yield case, task


def _sorted(ranked: list[tuple[Rank, TaskLine]]) -> tuple[TaskLine, ...]:
    return tuple(line for _, line in sorted(ranked, key=lambda one: one[0]))


def first_possible(lines: Sequence[TaskLine]) -> TaskLine | None:
    """What to take up first: the first whose place can still be reached today.

    Unless a law presses, a place that closes today for the last time before the deadline comes before it.
    """
    going = [line for line in lines if line.at is None or not line.at.shut]
    if not going:
        return lines[0] if lines else None
    if any(one.statutory and one.lateness != Lateness.OK for one in going[0].deadlines):
        return going[0]
    return next((line for line in going if _only_today(line)), going[0])


def _only_today(line: TaskLine) -> bool:
    return line.chance is not None and line.chance.only_today


def _passed(lines: Sequence[TaskLine], first: TaskLine | None) -> TaskLine | None:
    """The first of all, where it is not taken up first because its place is shut."""
    if first is None or lines[0] is first:
        return None
    at = lines[0].at
    return lines[0] if at is not None and at.shut else None


def rank(case: Case, task: Task, now: datetime) -> Rank:
    """Place in the order.

    0 a statutory day has passed, 1 a statutory day is near, 2 by the day to plan by (a house day that has passed is the
    earliest of them), 3 without a day, 4 optional. What was begun comes before what was not.
    """
    code = _natural(task.item.code)
    begun = 0 if task.started_at is not None else 1
    running = [one.deadline for one in running_deadlines(case, task)]
    law = [one for one in running if one.statutory]
    late = [one for one in law if lateness(one, now) is Lateness.LATE]
    near = [one for one in law if lateness(one, now) is not Lateness.OK]
    if late or near:
        pressing = late or near
        return 0 if late else 1, min(one.last_day for one in pressing).isoformat(), begun, code
    if running:
        return 2, min(one.plan_by for one in running).isoformat(), begun, code
    return 4 if task.item.optional else 3, _NEVER, begun, code


def _natural(code: str) -> str:
    """`NB-9` before `NB-16`."""
    head, _, tail = code.rpartition("-")
    return f"{head}-{tail:0>4}" if tail.isdecimal() else code
