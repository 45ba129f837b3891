"""What the clockwork does in a case: open periods, give ready tasks their owner, queue notices.

Every draft here follows from the state alone, and the state it leads to asks for nothing more: running it twice writes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.entries import NoticeQueued, OccurrenceOpened, TaskAssigned
from launchkit.domain.occasions import Occasion, ready
from launchkit.domain.people import helpers_of, owner_of
from launchkit.domain.recorded import Draft, Notice
from launchkit.domain.recurrence import to_open
from launchkit.domain.reminders import all_ladders, due, send_at, told_of
from launchkit.domain.rules.standing_in import handed_on
from launchkit.domain.standing import Standing, standing
from launchkit.domain.trail import instant_text


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
        owner = owner_of(case, task)
        if owner is None:
            continue
        helpers = tuple(one for one in helpers_of(case, task) if one != owner)
        yours = TaskAssigned(task=task.key, owner=owner, helpers=helpers)
        # Whoever is away gets it and hands it on at once, so that it comes back to them.
        theirs = handed_on(case, ask, replace(task, owner=owner, helpers=helpers))
        last = theirs or yours
        notice = _notice(case, ask, ready(case, task, ask.now), last.owner, again=str(case.seq))
        if theirs is not None:
            yield Step(draft=ask.draft(yours))
        yield Step(draft=ask.draft(last), notices=(notice,))


def queue_notices(case: Case, ask: Ask) -> Iterator[Step]:
    """What people have to be told by now and were not; each entry is the record that it was queued once."""
    for ladder in all_ladders(case):
        come = due(case, ladder, ask.now)
        if not come:
            continue
        told, occasion = told_of(case, ask, come), come[-1]
        entry = NoticeQueued(
            task=occasion.task,
            about=occasion.about,
            notice=occasion.kind.value,
            to=told,
            mark=occasion.mark,
        )
        yield Step(
            draft=ask.draft(entry),
            notices=tuple(_notice(case, ask, occasion, to) for to in told),
        )


def _notice(case: Case, ask: Ask, occasion: Occasion, to: str, *, again: str = "") -> Notice:
    """The row of the outbox; whatever happens, its key is taken once."""
    parts = (case.id, occasion.task, occasion.about, occasion.kind.value, occasion.mark, again, to)
    return Notice(
        key=":".join(parts),
        case=case.id,
        task=occasion.task or None,
        to=to,
        kind=occasion.kind.value,
        not_before=instant_text(send_at(case, occasion, ask.now)),
        about=occasion.about,
        mark=occasion.mark,
        pace=occasion.pace.value,
    )
