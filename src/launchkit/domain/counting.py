"""Counting days, months and periods; the plain arithmetic under deadlines."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Each, Unit

_DAY = timedelta(days=1)
#: Holiday days in a row inside a tax period from which on they lengthen it (implementing rules, art. 109).
LONG_HOLIDAY = 3
_MONTHS = {Each.MONTH: 1, Each.QUARTER: 3, Each.YEAR: 12}


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later; where the month has none, its last day (Civil Code art. 202)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def count_from(start: date, count: int, unit: Unit, calendar: WorkCalendar) -> date:
    """Last day of a period of `count` units; the start day is not counted, a negative count goes back.

    Hours are counted on instants, not here: ValueError.
    """
    match unit:
        case Unit.HOUR:
            raise ValueError("hours are counted from an instant")
        case Unit.WORKING:
            return calendar.add_workdays(start, count)
        case Unit.MONTH:
            return add_months(start, count)
        case _:
            return start + count * _DAY


def period_of(day: date, each: Each) -> tuple[date, date]:
    """First and last day of the period containing the day; weeks run from Monday to Sunday."""
    if each is Each.DAY:
        return day, day
    if each is Each.WEEK:
        monday = day - day.weekday() * _DAY
        return monday, monday + 6 * _DAY
    months = _MONTHS[each]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months) - _DAY


def holidays_inside(first: date, last: date, calendar: WorkCalendar) -> int:
    """Days of holidays that rest at least three days in a row between the two days, both included.

    Weekends that join a named holiday belong to it, as the published filing days of 2024 to 2026 show.
    """
    found, day = 0, first
    while day <= last:
        block = calendar.holiday_block(day)
        if block is None:
            day += _DAY
            continue
        end = min(block[1], last)
        length = (end - day).days + 1
        found += length if length >= LONG_HOLIDAY else 0
        day = end + _DAY
    return found
