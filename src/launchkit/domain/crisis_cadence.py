"""When a crisis has to be reported, from a table by severity; and when an unanswered question to counsel is overdue.

Nothing here looks at a clock of its own: the instants follow from the trail, so that reminders ask the same table as people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from types import MappingProxyType

from launchkit.domain.case import Case
from launchkit.domain.crisis import CounselQuestion, ReportForm

#: Cases of these checklists are reported from their first day; any other once it was graded.
CRISES = frozenset({"relieve_branch", "take_over_branch"})
#: What a crisis is reported by until somebody grades it.
UNGRADED = 3
#: A report that comes no later than this after its hour is not overdue.
GRACE = timedelta(hours=1)
#: A report filed so long before its hour counts for it.
EARLY = timedelta(hours=2)
#: So many missed hours of one report are reminded of; whoever has not reported by then is asked by telephone.
REMINDED = 8
_DAY = timedelta(days=1)
_MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The local hours at which a report is due, every day or on one day of the week (0: Monday)."""

    hours: tuple[time, ...]
    weekday: int | None = None


def _beat(*hours: str, weekday: int | None = None) -> Beat:
    return Beat(hours=tuple(time.fromisoformat(one) for one in hours), weekday=weekday)


#: severity -> report -> when; a report that is not named is not asked for
CADENCE: Mapping[int, Mapping[ReportForm, Beat]] = MappingProxyType(
    {
        1: {
            # every four hours between 08:00 and 22:00
            ReportForm.SITUATION: _beat("08:00", "12:00", "16:00", "20:00"),
            ReportForm.EXECUTIVE: _beat("18:30"),
        },
        2: {
            ReportForm.SITUATION: _beat("12:00", "18:30"),
            ReportForm.EXECUTIVE: _beat("18:30"),
        },
        3: {
            ReportForm.SITUATION: _beat("18:30"),
            ReportForm.EXECUTIVE: _beat("10:00", weekday=_MONDAY),
        },
        4: {ReportForm.SITUATION: _beat("10:00", weekday=_MONDAY)},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDue:
    """The report that is due next; instants are UTC."""

    form: ReportForm
    due_at: datetime
    #: it is overdue from here on
    overdue_at: datetime
    #: the hour has come
    due: bool
    overdue: bool
    #: id of the last one filed
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMoment:
    """An instant (UTC) at which a report becomes due, or is overdue by an hour."""

    form: ReportForm
    at: datetime
    #: the hour it is due at: one report, two moments
    due_at: datetime
    overdue: bool


def reports_due(case: Case, now: datetime) -> tuple[ReportDue, ...]:
    """The next report of each form, given those that were filed; none where the case is not reported, or closed."""
    found = []
    for form in ReportForm:
        due_at = next(_unfiled(case, form), None)
        if due_at is None:
            continue
        filed = [one.id for one in case.reports.values() if one.form is form]
        found.append(
            ReportDue(
                form=form,
                due_at=due_at,
                overdue_at=due_at + GRACE,
                due=now >= due_at,
                overdue=now >= due_at + GRACE,
                last=filed[-1] if filed else None,
            )
        )
    return tuple(found)


def report_moments(case: Case) -> tuple[ReportMoment, ...]:
    """The instants at which reports become due or overdue, in order: for each form the next `REMINDED` hours that no report covers."""
    found = [
        ReportMoment(form=form, at=due_at + late, due_at=due_at, overdue=bool(late))
        for form in ReportForm
        for due_at in islice(_unfiled(case, form), REMINDED)
        for late in (timedelta(0), GRACE)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.form)))


def overdue_questions(case: Case, now: datetime) -> tuple[CounselQuestion, ...]:
    """Questions to counsel whose day has passed without an answer, oldest first."""
    today = case.local_day(now)
    return tuple(one for one in case.questions.values() if one.overdue(today))


def question_moments(case: Case) -> tuple[tuple[datetime, CounselQuestion], ...]:
    """The instants (UTC) from which unanswered questions to counsel are overdue: the midnight after their day."""
    if case.closed_at is not None:
        return ()
    return tuple(
        (_local(case, one.due + _DAY, time()), one)
        for one in case.questions.values()
        if one.due is not None and not one.answered
    )


def _unfiled(case: Case, form: ReportForm) -> Iterator[datetime]:
    """The hours at which a report of the form is due and for which none was filed, without end."""
    if case.closed_at is not None or not _asked_for(case, form):
        return
    filed = [
        datetime.fromisoformat(one.at) + EARLY for one in case.reports.values() if one.form is form
    ]
    yield from _hours(case, form, covered=max(filed, default=None))


def _asked_for(case: Case, form: ReportForm) -> bool:
    """Whether the case has to be reported in this form as it is graded now."""
    if case.checklist not in CRISES and case.level is None:
        return False
    return form in CADENCE[case.level or UNGRADED]


def _hours(case: Case, form: ReportForm, covered: datetime | None) -> Iterator[datetime]:
    """Every hour after `covered` at which a report is due, by the severity of that time; the last has no end."""
    spans = list(_spans(case))
    for (begin, level), (end, _) in pairwise(spans):
        if form in CADENCE[level]:
            hours = _beats(case, CADENCE[level][form], max(begin, covered or begin))
            yield from takewhile(end.__gt__, hours)
    begin, level = spans[-1]
    yield from _beats(case, CADENCE[level][form], max(begin, covered or begin))


def _spans(case: Case) -> Iterator[tuple[datetime, int]]:
    """From when which severity counts; a crisis that is not graded yet counts from its first day."""
    if case.checklist in CRISES:
        opened = datetime.fromisoformat(case.opened_at)
        yield max(opened, _local(case, case.start, time())), UNGRADED
    for one in case.severities:
        yield datetime.fromisoformat(one.at), one.level


def _beats(case: Case, beat: Beat, after: datetime) -> Iterator[datetime]:
    day = case.local_day(after)
    while True:
        if beat.weekday in (None, day.weekday()):
            for hour in beat.hours:
                due_at = _local(case, day, hour)
                if due_at > after:
                    yield due_at
        day += _DAY


def _local(case: Case, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, case.zone).astimezone(UTC)
