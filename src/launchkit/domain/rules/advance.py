"""What the clockwork does in a case: open periods, give ready tasks their owner, queue notices.

Every draft here follows from the state alone, and the state it leads to asks for nothing more: running it twice writes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.deadlines import Lateness
from launchkit.domain.entries import NoticeQueued, OccurrenceOpened, TaskAssigned
from launchkit.domain.people import DECIDER, helpers_of, owner_of
from launchkit.domain.presence import is_present, stand_in
from launchkit.domain.recorded import Draft, Notice
from launchkit.domain.recurrence import to_open
from launchkit.domain.standing import Standing, standing
from launchkit.domain.times import unnoticed
from launchkit.domain.trail import instant_text

#: Notices about decisions and readiness; the other kinds are the moments of deadlines.
READY = "ready"
DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A draft with the outbox rows that belong to it."""

    draft: Draft
    notices: tuple[Notice, ...] = ()


def open_periods(case: Case, ask: Ask) -> Iterator[Step]:
    """Tasks of recurring items whose period has come."""
    for period in to_open(case, ask.now):
        entry = OccurrenceOpened(
            item=period.item,
            period=period.name,
            begins=period.begins.isoformat(),
            ends=period.ends.isoformat(),
        )
        yield Step(draft=ask.draft(entry))


def assign_ready(case: Case, ask: Ask) -> Iterator[Step]:
    """Owners for tasks that became ready, each told once; an owner who left gives way to the role's next holder."""
    for task in case.tasks.values():
        if standing(case, task) is not Standing.READY or task.owner in case.team:
            continue
        owner = _owner_now(case, ask, task)
        if owner is None:
            continue
        helpers = tuple(one for one in helpers_of(case, task) if one != owner)
        entry = TaskAssigned(task=task.key, owner=owner, helpers=helpers)
        yield Step(
            draft=ask.draft(entry),
            notices=(_notice(case, ask, task, f"{READY}:{case.seq}", READY, owner),),
        )


def _owner_now(case: Case, ask: Ask, task: Task) -> str | None:
    """The owner by role, or who stands in where they are away or have lost all rights."""
    owner, day = owner_of(case, task), case.local_day(ask.now)
    if owner is None or is_present(case, ask.people, owner, day):
        return owner
    return stand_in(case, ask.people, task, day)


def queue_notices(case: Case, ask: Ask) -> Iterator[Step]:
    """Moments of deadlines that have passed and about which nobody was told; the newest of a deadline speaks for all."""
    for task in case.tasks.values():
        passed = [one for one in unnoticed(case, task) if one[0] <= ask.now]
        newest = {one.about: moment for _, one, moment in passed}
        for _, one, moment in passed:
            told = _told(case, task, moment) if newest[one.about] is moment else ()
            entry = NoticeQueued(task=task.key, about=one.about, notice=moment.value, to=told)
            yield Step(
                draft=ask.draft(entry),
                notices=tuple(
                    _notice(
                        case, ask, task, f"{one.about}:{moment}:{task.reopened}", moment.value, to
                    )
                    for to in told
                ),
            )


def _told(case: Case, task: Task, moment: Lateness) -> tuple[str, ...]:
    """The owner always; headquarters as soon as a plan date or a last day has passed."""
    owner = owner_of(case, task)
    people = () if owner is None else (owner,)
    if moment is Lateness.SOON:
        return people
    return tuple(dict.fromkeys((*people, *case.people_with(DECIDER))))


def _notice(case: Case, ask: Ask, task: Task, key: str, kind: str, to: str) -> Notice:
    return Notice(
        key=f"{case.id}:{task.key}:{key}:{to}",
        case=case.id,
        task=task.key,
        to=to,
        kind=kind,
        not_before=instant_text(ask.now),
    )
