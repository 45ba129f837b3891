"""The limits of one deadline rule (its own, local ones, an outer bound) and where each of them ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Anchor, Due, Each, Roll, Unit
from launchkit.domain.counting import add_months, count_from, holidays_inside, period_of

Moment = date | datetime
Resolve = Callable[[Anchor], Moment | None]
#: First day on which the clock stands, and the day on which it runs again (None: it still stands).
Suspension = tuple[date, date | None]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One of the limits of a rule: the rule itself, a local one, or the outer bound."""

    anchor: Anchor | None
    count: int
    unit: Unit
    roll: Roll
    basis: tuple[str, ...]
    back: bool = False
    each: Each | None = None
    window: tuple[str, str] | None = None
    year: int = 0
    place: str | None = None
    outer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all limits of one rule are counted with."""

    calendar: WorkCalendar
    resolve: Resolve
    zone: tzinfo
    suspensions: tuple[Suspension, ...]
    period: tuple[date, date] | None

    def midnight(self, day: date) -> datetime:
        """First instant of a local day, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def local_day(self, value: Moment) -> date:
        """The local day of a day or an instant."""
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value

    def instant(self, value: Moment) -> datetime:
        """The instant in the zone; a day stands for its first instant."""
        # A bare date starts an hour clock at its first moment: the earliest end is the safe one.
        start = value if isinstance(value, datetime) else self.midnight(value)
        return start.astimezone(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where one limit ends."""

    limit: Limit
    began: Moment
    opens: date | None = None
    counted: date
    last: date
    at: datetime | None = None
    #: earliest day on which the limit may be read to end; what is planned by lies before it
    safe: date
    #: first day that the computation asked the calendar about
    looked_from: date
    festivals: tuple[str, ...] = ()
    tax_derived: bool = False
    suspended: bool = False
    suspended_days: int = 0


def limits_of(due: Due, place_code: str | None) -> Iterator[Limit]:
    """All limits of a rule; the national one first, because it wins a tie."""
    shaped = due.after or due.before or due.each or due.window
    if shaped is not None:
        rule = _rule(due)
        yield rule
        for local in due.local:
            if due.window is None and (place_code or "").startswith(local.place):
                basis = due.basis + local.basis
                yield replace(
                    rule,
                    count=local.within,
                    unit=local.unit,
                    roll=Roll.NONE,
                    basis=basis,
                    place=local.place,
                )
    if due.outer is not None:
        yield Limit(
            anchor=due.outer.after,
            count=due.outer.within,
            unit=due.outer.unit,
            roll=due.outer.roll,
            basis=due.basis + due.outer.basis,
            outer=True,
        )


def _rule(due: Due) -> Limit:
    back = due.before is not None
    # "Before" an event means not later than the day before it; `by: 0` admits the day itself.
    count = (1 if due.by is None else due.by) if back else (due.within or 0)
    return Limit(
        anchor=due.before if back else due.after,
        count=count,
        unit=due.unit,
        roll=due.roll,
        basis=due.basis,
        back=back,
        each=due.each,
        window=due.window,
        year=due.year,
    )


# --- ends -------------------------------------------------------------------------------------


def end_of(limit: Limit, frame: Frame) -> End | None:
    """Where the limit ends; None while its anchor has no value, ValueError for an instant without a zone."""
    value = _began(limit, frame)
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    if limit.window is not None:
        return _window_end(limit, frame.local_day(value), limit.window, frame)
    if limit.unit is Unit.HOUR:
        return _hour_end(limit, frame.instant(value), frame)
    began = frame.local_day(value)
    counted = count_from(
        began, -limit.count if limit.back else limit.count, limit.unit, frame.calendar
    )
    end = End(
        limit=limit,
        began=began,
        counted=counted,
        last=counted,
        safe=counted,
        looked_from=min(began, counted) if limit.unit is Unit.WORKING else counted,
    )
    return _rolled(_with_suspensions(end, began, frame), began, frame.calendar)


def _began(limit: Limit, frame: Frame) -> Moment | None:
    """The anchor's value; for recurring rules the end of the period."""
    if limit.each is not None and frame.period is not None:
        return frame.period[1]
    value = frame.resolve(limit.anchor) if limit.anchor is not None else None
    if value is None or limit.each is None:
        return value
    return period_of(frame.local_day(value), limit.each)[1]


def _window_end(limit: Limit, began: date, window: tuple[str, str], frame: Frame) -> End:
    year = began.year + limit.year
    opens = _month_day(year, window[0])
    last = _month_day(year + (window[1] < window[0]), window[1])
    end = End(
        limit=limit, began=began, opens=opens, counted=last, last=last, safe=last, looked_from=last
    )
    return _rolled(end, began, frame.calendar)


def _month_day(year: int, month_day: str) -> date:
    """The month-day in the year; 29 February is the end of February in other years."""
    month, day = int(month_day[:2]), int(month_day[3:])
    return min(date(year, month, 1) + (day - 1) * _DAY, add_months(date(year, month, 1), 1) - _DAY)


def _hour_end(limit: Limit, began: datetime, frame: Frame) -> End:
    length = timedelta(hours=-limit.count if limit.back else limit.count)
    at = began.astimezone(UTC) + length
    day = frame.local_day(at)
    return End(limit=limit, began=began, counted=day, last=day, safe=day, at=at, looked_from=day)


def _with_suspensions(end: End, began: date, frame: Frame) -> End:
    """Add the days on which the clock stood: calendar days, or working days for working units."""
    if end.limit.back or end.limit.roll is Roll.TAX_FILING:
        return end
    last, free, added = end.counted, began + _DAY, 0
    for since, until in frame.suspensions:
        stands = max(since, free)
        if stands > last:
            break
        if until is None:
            return replace(
                end, counted=last, last=last, safe=last, suspended=True, suspended_days=added
            )
        if until > stands:
            if end.limit.unit is Unit.WORKING:
                days = frame.calendar.workdays_between(stands - _DAY, until - _DAY)
                last = frame.calendar.add_workdays(last, days)
            else:
                days = (until - stands).days
                last += days * _DAY
            free, added = until, added + days
    return replace(end, counted=last, last=last, safe=last, suspended_days=added)


def _rolled(end: End, began: date, calendar: WorkCalendar) -> End:
    match end.limit.roll:
        case Roll.FORWARD:
            return _moved(end, calendar.workday_on_or_after(end.counted), end.counted, calendar)
        case Roll.BACKWARD:
            last = calendar.workday_on_or_before(end.counted)
            return replace(_moved(end, last, last, calendar), safe=last)
        case Roll.TAX_EXTENSION:
            return _tax_extension(end, began, calendar)
        case Roll.TAX_FILING:
            return _tax_filing(end, began, calendar)
        case _:
            return end


def _moved(end: End, last: date, since: date, calendar: WorkCalendar) -> End:
    """The end on another day, with the festivals named since a day."""
    names: dict[str, None] = {}
    if last != end.counted:
        days = range((max(last, end.counted) - since).days + 1)
        rest = (since + n * _DAY for n in days if calendar.is_named_rest(since + n * _DAY))
        names = dict.fromkeys(calendar.name(day) or "" for day in rest)
    return replace(end, last=last, safe=last, festivals=tuple(names))


def _tax_extension(end: End, began: date, calendar: WorkCalendar) -> End:
    """Implementing rules of the tax collection law, art. 109: a rest day rolls; long holidays inside lengthen.

    Whether long holidays lengthen anything but monthly filings is disputed, so the plan does not count on it.
    """
    extra = holidays_inside(began + _DAY, end.counted, calendar)
    last = calendar.workday_on_or_after(end.counted + extra * _DAY)
    since = began + _DAY if extra else end.counted
    moved = replace(_moved(end, last, since, calendar), looked_from=min(began, end.counted))
    return replace(moved, safe=end.counted) if extra else moved


def _tax_filing(end: End, began: date, calendar: WorkCalendar) -> End:
    """The published filing day of the month; where none is published, what the published years follow."""
    published = calendar.tax_filing_day(end.counted.year, end.counted.month)
    if published is not None and end.counted.day == 15:
        return replace(_moved(end, published, began + _DAY, calendar), looked_from=published)
    extra = holidays_inside(began + _DAY, end.counted, calendar)
    last = (
        calendar.add_workdays(end.counted, extra)
        if extra
        else calendar.workday_on_or_after(end.counted)
    )
    moved = _moved(end, last, began + _DAY, calendar)
    looked_from = min(began, end.counted)
    return replace(moved, safe=end.counted, looked_from=looked_from, tax_derived=True)
