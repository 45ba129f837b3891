"""What people have to be told and from when, read off the state of a case: no clock, no record of who was told.

Occasions about one and the same thing form a ladder: soon, today, late …; the newest that has come speaks for those below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Each, Unit
from launchkit.domain.standing import SETTLED, Standing, standing
from launchkit.domain.times import TaskDeadline, nearest, running_deadlines
from launchkit.domain.trail import instant_text

_DAY = timedelta(days=1)


class NoticeKind(StrEnum):
    """Everything that people are told; each has its row in `reminders.REMINDERS`."""

    READY = "ready"
    SOON = "soon"
    TODAY = "today"
    PLAN_MISSED = "plan_missed"
    LATE = "late"
    ESCALATED = "escalated"
    DECIDE = "decide"
    UNDECIDED = "undecided"
    UNDECIDED_LONG = "undecided_long"
    SILENT = "silent"
    ASK_AGAIN = "ask_again"
    NO_DECIDER = "no_decider"
    EMERGENCY = "break_glass"
    HANDED_ON = "handed_on"
    REOPENED = "reopened"
    LENT = "lent"
    LENT_BACK = "lent_back"
    PROMISE_DUE = "promise_due"
    PROMISE_PAST = "promise_past"
    PAPER_OUT = "paper_out"
    HANDOVER_SIGN = "handover_sign"
    HANDOVER_PAST = "handover_past"
    QUESTION_PAST = "question_past"
    REPORT_DUE = "report_due"
    REPORT_PAST = "report_past"
    UNDELIVERED = "undelivered"
    WEBHOOK_OFF = "webhook_off"
    SECOND_ASKED = "second_asked"


class Pace(StrEnum):
    """When a notice goes out: with the morning notice, at once but not at night, at once whatever the hour."""

    MORNING = "morning"
    AT_ONCE = "at_once"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One reason to tell people something, from an instant (UTC) on; `mark` names its round, as in `NoticeQueued`."""

    kind: NoticeKind
    #: none: the case as a whole
    task: str
    about: str
    mark: str
    at: datetime
    pace: Pace


#: Occasions about one thing, in the order in which they come.
Ladder = tuple[Occasion, ...]


def of_deadlines(case: Case, task: Task) -> Iterator[Ladder]:
    """Each running deadline: before, on the day, after; one that moves begins anew under the mark of its new date."""
    for one in running_deadlines(case, task):
        if not one.deadline.suspended:
            yield _rungs(task, one)


def _rungs(task: Task, one: TaskDeadline) -> Ladder:
    found = one.deadline
    by_hour = found.unit is Unit.HOUR and found.at is not None
    again = f"/{task.reopened}" if task.reopened else ""
    # The plan date and the last day move apart, e.g. when a calendar year becomes official.
    plan = f"{found.plan_by}{again}"
    last = f"{found.last_day if found.at is None else instant_text(found.at)}{again}"
    rungs = (
        (NoticeKind.SOON, last if by_hour else plan, found.soon_at),
        (NoticeKind.TODAY, last if by_hour else plan, found.today_at),
        (NoticeKind.PLAN_MISSED, last if by_hour else plan, found.plan_missed_at),
        (NoticeKind.LATE, last, found.late_at),
        (NoticeKind.ESCALATED, last, found.escalated_at),
    )
    return tuple(
        Occasion(
            kind=kind,
            task=task.key,
            about=one.about,
            mark=mark,
            at=at,
            pace=Pace.URGENT if by_hour else Pace.MORNING,
        )
        for kind, mark, at in rungs
    )


def of_decisions(case: Case, task: Task) -> Iterator[Ladder]:
    """What was handed in and waits: at once, after one working day, after two."""
    if task.pending is None or task.pending_at is None:
        return
    since = datetime.fromisoformat(task.pending_at)
    rungs = (NoticeKind.DECIDE, NoticeKind.UNDECIDED, NoticeKind.UNDECIDED_LONG)
    yield tuple(
        Occasion(
            kind=kind,
            task=task.key,
            about=task.pending,
            mark=task.pending_at,
            at=_workdays_later(case, since, days),
            pace=Pace.AT_ONCE,
        )
        for days, kind in enumerate(rungs)
    )


def _workdays_later(case: Case, since: datetime, days: int) -> datetime:
    """The same time of day so many working days later, local to the branch."""
    local = since.astimezone(case.zone)
    day = case.calendar.add_workdays(local.date(), days)
    return datetime.combine(day, local.time(), case.zone).astimezone(UTC)


def of_silence(case: Case, task: Task) -> Iterator[Ladder]:
    """A daily task of which nobody says by the evening that it is done: silence is a signal."""
    recurs = task.item.recurs
    if recurs is None or recurs.each is not Each.DAY or recurs.by is None or task.period is None:
        return
    if task.pending is not None or standing(case, task) in SETTLED:
        return
    day = task.period[1]
    yield (
        Occasion(
            kind=NoticeKind.SILENT,
            task=task.key,
            about="silence",
            mark=f"{day}/{task.reopened}" if task.reopened else str(day),
            at=_local(case, day, time.fromisoformat(recurs.silent_after)),
            pace=Pace.URGENT,
        ),
    )


def of_waits(case: Case, task: Task) -> Iterator[Ladder]:
    """The day on which to ask again has come."""
    if task.wait is not None and task.wait.again_on is not None:
        again_on = task.wait.again_on
        yield (
            Occasion(
                kind=NoticeKind.ASK_AGAIN,
                task=task.key,
                about=f"wait:{task.wait.seq}",
                mark=str(again_on),
                at=_local(case, again_on, time()),
                pace=Pace.MORNING,
            ),
        )


def of_hands(case: Case, task: Task) -> Iterator[Ladder]:
    """A task that somebody else gave to its owner: another person, or the clockwork in an absence and after it."""
    if task.handed is not None and task.pending is None and standing(case, task) not in SETTLED:
        seq, at = task.handed
        yield (_event(case, task, NoticeKind.HANDED_ON, about="", mark=str(seq), at=at),)


def of_reopenings(case: Case, task: Task) -> Iterator[Ladder]:
    """Work on which others built is open again; each of them is told, until it is done once more."""
    if task.reopened_at is None or task.closed:
        return
    for key in task.told:
        yield (
            _event(
                case,
                task,
                NoticeKind.REOPENED,
                about=key,
                mark=str(task.reopened),
                at=task.reopened_at,
                due=case.tasks[key],
            ),
        )


def of_readiness(case: Case, task: Task) -> Iterator[Ladder]:
    """A task that can be taken up, for its owner; queued together with the entry that names the owner."""
    if standing(case, task) is Standing.READY:
        yield (ready(case, task, datetime.fromisoformat(case.opened_at)),)


def ready(case: Case, task: Task, at: datetime) -> Occasion:
    """The occasion that a task became ready at an instant."""
    return _event(case, task, NoticeKind.READY, about="", mark="", at=instant_text(at))


def _event(  # noqa: PLR0913  the parts of an occasion
    case: Case,
    task: Task,
    kind: NoticeKind,
    *,
    about: str,
    mark: str,
    at: str,
    due: Task | None = None,
) -> Occasion:
    """Something that happened to a task: it waits for the morning, unless what it concerns is due by that day."""
    instant = datetime.fromisoformat(at)
    first = nearest(case, due or task)
    pressing = first is not None and first.deadline.plan_by <= case.local_day(instant)
    return Occasion(
        kind=kind,
        task=task.key,
        about=about,
        mark=mark,
        at=instant,
        pace=Pace.AT_ONCE if pressing else Pace.MORNING,
    )


def of_findings(case: Case) -> Iterator[Ladder]:
    """Findings that cannot wait for an audit: nobody can decide, somebody took an emergency right."""
    for one in case.findings.values():
        if one.about in _PRESSING and not one.answered:
            yield (
                Occasion(
                    kind=NoticeKind(one.about),
                    task="",
                    about=one.finding,
                    mark="",
                    at=datetime.fromisoformat(one.raised_at),
                    pace=Pace.AT_ONCE,
                ),
            )


#: What findings are about that headquarters hears of at once; the notice has the same name.
_PRESSING = frozenset({NoticeKind.NO_DECIDER.value, NoticeKind.EMERGENCY.value})


def of_delegations(case: Case) -> Iterator[Ladder]:
    """Rights that were lent or taken back; both sides know."""
    for one in case.delegations.values():
        lent = (NoticeKind.LENT_BACK, one.ended_at) if one.ended else (NoticeKind.LENT, one.at)
        yield (
            Occasion(
                kind=lent[0],
                task="",
                about=one.id,
                mark="",
                at=datetime.fromisoformat(lent[1]),
                pace=Pace.AT_ONCE,
            ),
        )


def _local(case: Case, day: date, at: time) -> datetime:
    return datetime.combine(day, at, case.zone).astimezone(UTC)
