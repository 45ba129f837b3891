"""Recurring items: which periods are due to open, and when the next one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from launchkit.domain.case import Case
from launchkit.domain.checklist import Each, Item, Recurrence
from launchkit.domain.times import anchor_value

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period of a recurring item: its name, first and last local day, and when its task opens (UTC)."""

    item: str
    name: str
    begins: date
    ends: date
    opens_at: datetime


def period_around(each: Each, day: date) -> tuple[str, date, date]:
    """Name, first and last day of the period that contains the day."""
    if each is Each.DAY:
        return day.isoformat(), day, day
    if each is Each.WEEK:
        first = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return f"{year}-w{week:02d}", first, first + 6 * _DAY
    if each is Each.MONTH:
        first = day.replace(day=1)
        return f"{day:%Y-%m}", first, _month_after(first, 1) - _DAY
    if each is Each.QUARTER:
        first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        return f"{day.year}-q{(day.month + 2) // 3}", first, _month_after(first, 3) - _DAY
    return str(day.year), date(day.year, 1, 1), date(day.year, 12, 31)


def _month_after(first: date, months: int) -> date:
    index = first.month - 1 + months
    return date(first.year + index // 12, index % 12 + 1, 1)


def to_open(case: Case, now: datetime) -> Iterator[Period]:
    """Periods whose task should be there at `now` and is not, oldest first."""
    for item in case.book.recurring:
        for period in _unopened(case, case.book.items[item]):
            if period.opens_at > now:
                break
            yield period


def next_opening(case: Case) -> datetime | None:
    """Instant (UTC) at which the next period of any recurring item opens; None: none is in sight."""
    firsts = (next(_unopened(case, case.book.items[item]), None) for item in case.book.recurring)
    return min((one.opens_at for one in firsts if one is not None), default=None)


def _unopened(case: Case, item: Item) -> Iterator[Period]:
    """Periods after the last opened one, without end unless the recurrence has one."""
    recurs = item.recurs
    assert recurs is not None  # noqa: S101  the book lists none other; this only narrows the type
    since = _local(case, anchor_value(case, recurs.since, None))
    if since is None:
        return
    until = _local(case, anchor_value(case, recurs.until, None)) if recurs.until else None
    last = max((task.period[1] for task in case.tasks_of(item.id) if task.period), default=None)
    day = since if last is None else last + _DAY
    while until is None or day <= until:
        name, begins, ends = period_around(recurs.each, day)
        if not _rests(case, recurs, day):
            yield Period(
                item=item.id,
                name=name,
                begins=begins,
                ends=ends,
                opens_at=_opens_at(case, recurs, ends),
            )
        day = ends + _DAY


def _rests(case: Case, recurs: Recurrence, day: date) -> bool:
    return recurs.each is Each.DAY and recurs.workdays_only and not case.calendar.is_workday(day)


def _opens_at(case: Case, recurs: Recurrence, ends: date) -> datetime:
    """A day opens in its own morning, a longer period on the morning after its end: then there is something to report."""
    hour, minute = (int(part) for part in recurs.opens.split(":"))
    day = ends if recurs.each is Each.DAY else ends + _DAY
    return datetime.combine(day, time(hour, minute), tzinfo=case.zone).astimezone(UTC)


def _local(case: Case, moment: date | datetime | None) -> date | None:
    return case.local_day(moment) if isinstance(moment, datetime) else moment
