"""Reminders as one table: of what people are told, from when, who they are; and what follows from it at an instant.

Every kind of notice has one row, and everything that notices do is read off the rows: what is due, when a case changes next,
whether a message may still go out. To add a reminder: a `NoticeKind`, a row here, the sentence in `telling.notices`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from launchkit.domain import occasions, undertakings
from launchkit.domain.addressees import Addressee, people_for
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.occasions import Ladder, NoticeKind, Occasion, Pace
from launchkit.domain.outbox import QueuedNotice

#: Local time of the morning notice.
MORNING: Final = time(8, 30)
_DAY = timedelta(days=1)

OfTask = Callable[[Case, Task], Iterator[Ladder]]
OfCase = Callable[[Case], Iterator[Ladder]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One row: where its occasions are found (in each task, or in the case as a whole) and who is told."""

    to: tuple[Addressee, ...]
    of_task: OfTask | None = None
    of_case: OfCase | None = None
    #: queued by the action that causes it, whose entry is the record that it was; not found by looking
    with_entry: bool = False


_A = Addressee
_HQ = (_A.HQ_LEAD, _A.HQ_OPS)

REMINDERS: Final[Mapping[NoticeKind, Reminder]] = MappingProxyType(
    {
        NoticeKind.READY: Reminder(of_task=occasions.of_readiness, to=(_A.OWNER,), with_entry=True),
        NoticeKind.SOON: Reminder(of_task=occasions.of_deadlines, to=(_A.OWNER,)),
        NoticeKind.TODAY: Reminder(of_task=occasions.of_deadlines, to=(_A.OWNER, _A.HELPERS)),
        NoticeKind.PLAN_MISSED: Reminder(of_task=occasions.of_deadlines, to=(_A.OWNER, _A.DEPUTY)),
        NoticeKind.LATE: Reminder(of_task=occasions.of_deadlines, to=(_A.OWNER, _A.DEPUTY, _A.HQ_LEAD, _A.WATCHERS)),
        NoticeKind.ESCALATED: Reminder(of_task=occasions.of_deadlines, to=_HQ),
        NoticeKind.DECIDE: Reminder(of_task=occasions.of_decisions, to=(_A.DECIDERS,)),
        NoticeKind.UNDECIDED: Reminder(of_task=occasions.of_decisions, to=(_A.DECIDERS_DEPUTIES, _A.HQ_LEAD)),
        NoticeKind.UNDECIDED_LONG: Reminder(of_task=occasions.of_decisions, to=_HQ),
        NoticeKind.SILENT: Reminder(of_task=occasions.of_silence, to=_HQ),
        NoticeKind.ASK_AGAIN: Reminder(of_task=occasions.of_waits, to=(_A.OWNER,)),
        NoticeKind.HANDED_ON: Reminder(of_task=occasions.of_hands, to=(_A.OWNER,)),
        NoticeKind.REOPENED: Reminder(of_task=occasions.of_reopenings, to=(_A.DEPENDANT,)),
        NoticeKind.NO_DECIDER: Reminder(of_case=occasions.of_findings, to=(_A.HQ_LEAD,)),
        NoticeKind.EMERGENCY: Reminder(of_case=occasions.of_findings, to=(_A.HQ_LEAD,)),
        NoticeKind.LENT: Reminder(of_case=occasions.of_delegations, to=(_A.PARTIES,)),
        NoticeKind.LENT_BACK: Reminder(of_case=occasions.of_delegations, to=(_A.PARTIES,)),
        NoticeKind.PROMISE_DUE: Reminder(of_case=undertakings.of_promises, to=(_A.KEEPER,)),
        NoticeKind.PROMISE_PAST: Reminder(of_case=undertakings.of_promises, to=(_A.KEEPER, _A.HQ_LEAD)),
        NoticeKind.PAPER_OUT: Reminder(of_case=undertakings.of_papers, to=(_A.KEEPER,)),
        NoticeKind.HANDOVER_SIGN: Reminder(of_case=undertakings.of_handovers, to=(_A.UNSIGNED,)),
        NoticeKind.HANDOVER_PAST: Reminder(of_case=undertakings.of_handovers, to=(_A.UNSIGNED, _A.HQ_LEAD)),
        NoticeKind.QUESTION_PAST: Reminder(of_case=undertakings.of_questions, to=(_A.COUNSEL, _A.HQ_LEAD)),
        NoticeKind.REPORT_DUE: Reminder(of_case=undertakings.of_reports, to=(_A.LEAD,)),
        NoticeKind.REPORT_PAST: Reminder(of_case=undertakings.of_reports, to=(_A.LEAD, *_HQ)),
        # The sender queues it when it gives a message up; it is true for ever.
        NoticeKind.UNDELIVERED: Reminder(to=(_A.HQ_LEAD,), with_entry=True),
        # Likewise what is for the administrators of the house, whom no case knows: see `house_notices`.
        NoticeKind.WEBHOOK_OFF: Reminder(to=(), with_entry=True),
        NoticeKind.SECOND_ASKED: Reminder(to=(), with_entry=True),
    }
)  # fmt: skip

_FOUND = [row for row in REMINDERS.values() if not row.with_entry]
_OF_TASK = tuple(dict.fromkeys(row.of_task for row in _FOUND if row.of_task))
_OF_CASE = tuple(dict.fromkeys(row.of_case for row in _FOUND if row.of_case))


def ladders_of(case: Case, task: Task) -> Iterator[Ladder]:
    """Everything about one task that people have to be told in time."""
    for find in _OF_TASK:
        yield from find(case, task)


def ladders_of_case(case: Case) -> Iterator[Ladder]:
    """Everything about the case as a whole that people have to be told."""
    for find in _OF_CASE:
        yield from find(case)


def all_ladders(case: Case) -> Iterator[Ladder]:
    """Everything in a case that people have to be told."""
    for task in case.tasks.values():
        yield from ladders_of(case, task)
    yield from ladders_of_case(case)


def untold(case: Case, ladder: Ladder) -> Ladder:
    """The rungs above the highest that people were told."""
    told = [place for place, one in enumerate(ladder) if _is_told(case, one)]
    return ladder[told[-1] + 1 :] if told else ladder


def _is_told(case: Case, one: Occasion) -> bool:
    noticed = case.tasks[one.task].noticed if one.task else case.noticed
    # An entry of the first version names no round.
    return any((one.about, one.kind.value, mark) in noticed for mark in (one.mark, ""))


def due(case: Case, ladder: Ladder, now: datetime) -> Ladder:
    """The rungs that have come and of which nobody was told; the last of them speaks for the others."""
    return tuple(one for one in untold(case, ladder) if one.at <= now)


def next_at(case: Case, ladders: Iterable[Ladder]) -> datetime | None:
    """The earliest instant (UTC) of which nobody was told yet; it may have passed."""
    return min((one.at for ladder in ladders for one in untold(case, ladder)), default=None)


def told_of(case: Case, ask: Ask, rungs: Ladder) -> tuple[str, ...]:
    """The people to be told of the last rung, as the case stands: its own, and those of the rungs it speaks for."""
    to = dict.fromkeys(who for one in rungs for who in REMINDERS[one.kind].to)
    return people_for(case, ask, rungs[-1], to)


def send_at(case: Case, occasion: Occasion, now: datetime) -> datetime:
    """From when the message may go: now, or with the morning notice.

    What belonged into the notice of this very morning and comes too late for it (the machine was off, or a date was stated that
    makes something due today) goes now; older things wait for the next morning.
    """
    if occasion.pace is not Pace.MORNING:
        return now
    first = morning_after(case, occasion.at)
    if first <= now and case.local_day(first) == case.local_day(now):
        return now
    return first if first > now else morning_after(case, now)


def morning_after(case: Case, instant: datetime) -> datetime:
    """The first time for a morning notice at or after an instant (UTC), in the zone of the branch."""
    local = instant.astimezone(case.zone)
    day = local.date() if local.time() <= MORNING else local.date() + _DAY
    return datetime.combine(day, MORNING, case.zone).astimezone(UTC)


# --- right before a message is sent -----------------------------------------------------------------------------------


def why_not(case: Case, ask: Ask, notice: QueuedNotice) -> str | None:
    """A word for why a message about a case must not go out any more; None: it still stands."""
    if case.closed_at is not None:
        return "closed"
    if ask.people.is_suspended(notice.to) or notice.to not in case.team:
        return "gone"
    if notice.kind == NoticeKind.UNDELIVERED:
        return None
    found = _ladder_with(case, notice)
    if found is None:
        return "settled"
    ladder, place = found
    if any(_is_told(case, one) for one in ladder[place + 1 :]):
        return "newer"
    return None if notice.to in told_of(case, ask, ladder[: place + 1]) else "other_person"


def _ladder_with(case: Case, notice: QueuedNotice) -> tuple[Ladder, int] | None:
    """The occasion that a message is about, in its ladder; None: it is over, or it has another date."""
    if notice.kind not in set(NoticeKind):
        return None
    row = REMINDERS[NoticeKind(notice.kind)]
    task = case.tasks.get(notice.task or "")
    if row.of_case is not None:
        ladders: Iterator[Ladder] = row.of_case(case)
    elif row.of_task is not None and task is not None:
        ladders = row.of_task(case, task)
    else:
        return None
    for ladder in ladders:
        for place, one in enumerate(ladder):
            if (one.kind, one.about, one.mark) == (notice.kind, notice.about, notice.mark):
                return ladder, place
    return None
