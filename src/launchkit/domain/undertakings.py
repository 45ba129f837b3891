"""What a case owes beside its tasks, as occasions to tell people: promises, papers and hand-overs to be signed, reports, questions to counsel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from launchkit.domain.case import Case
from launchkit.domain.crisis_cadence import GRACE, question_moments, report_moments
from launchkit.domain.occasions import Ladder, NoticeKind, Occasion, Pace
from launchkit.domain.trail import instant_text

_DAY = timedelta(days=1)


def of_promises(case: Case) -> Iterator[Ladder]:
    """The day that an outsider counts on, and the morning after it."""
    for one in case.promises.values():
        if one.open:
            rungs = (
                (NoticeKind.PROMISE_DUE, one.by),
                (NoticeKind.PROMISE_PAST, one.by + _DAY),
            )
            yield tuple(_on_day(case, kind, one.promise, one.by, day) for kind, day in rungs)


def of_papers(case: Case) -> Iterator[Ladder]:
    """A paper that should have come back signed and has not."""
    for one in case.sent_out.values():
        if one.out and one.expected is not None:
            day = one.expected + _DAY
            yield (_on_day(case, NoticeKind.PAPER_OUT, one.document, one.expected, day),)


def of_handovers(case: Case) -> Iterator[Ladder]:
    """A hand-over that one side has signed: the other side at once, and again on the next working morning."""
    for one in case.handovers.values():
        if not one.open or len(one.signed) != 1:
            continue
        (signature,) = one.signed.values()
        at = datetime.fromisoformat(signature.at)
        day = case.calendar.add_workdays(case.local_day(at), 1)
        again = datetime.combine(day, time(), case.zone).astimezone(UTC)
        rungs = (
            (NoticeKind.HANDOVER_SIGN, at, Pace.AT_ONCE),
            (NoticeKind.HANDOVER_PAST, again, Pace.MORNING),
        )
        yield tuple(
            _occasion(kind, one.handover, signature.at, when, pace) for kind, when, pace in rungs
        )


def of_questions(case: Case) -> Iterator[Ladder]:
    """A question that counsel has not answered by its day."""
    for at, one in question_moments(case):
        yield (_occasion(NoticeKind.QUESTION_PAST, one.id, str(one.due), at, Pace.MORNING),)


def of_reports(case: Case) -> Iterator[Ladder]:
    """The hours at which a crisis is reported: when one comes, and when nothing came an hour later."""
    for one in report_moments(case):
        if not one.overdue:
            mark = instant_text(one.due_at)
            rungs = ((NoticeKind.REPORT_DUE, one.at), (NoticeKind.REPORT_PAST, one.at + GRACE))
            yield tuple(
                _occasion(kind, one.form.value, mark, at, Pace.AT_ONCE) for kind, at in rungs
            )


def _on_day(case: Case, kind: NoticeKind, about: str, due: date, day: date) -> Occasion:
    at = datetime.combine(day, time(), case.zone).astimezone(UTC)
    return _occasion(kind, about, str(due), at, Pace.MORNING)


def _occasion(kind: NoticeKind, about: str, mark: str, at: datetime, pace: Pace) -> Occasion:
    return Occasion(kind=kind, task="", about=about, mark=mark, at=at, pace=pace)
