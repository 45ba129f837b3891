"""Working days of mainland China, from yearly files that quote the official notices.

A year without a file, or whose file carries no notice, is provisional: Saturdays, Sundays and whatever its file names rest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from launchkit.domain.checklist import CalendarYear

#: Zone of the official calendars, and of everything that belongs to no branch.
ZONE: Final = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
#: From this day of December on, next year's notice may still change the days (29-31 December 2018, 31 December 2022).
_NEXT_NOTICE_FROM = 29


class CalendarStatus(StrEnum):
    """How far the days of a date's year are known."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """Working days between two years, as sorted ordinals; counting in it is two binary searches."""

    first: int
    last: int
    workdays: tuple[int, ...]


class WorkCalendar:
    """Which days are worked; counting starts on the day after (civil law, next-day counting).

    Immutable to its callers; what it remembers about far years is only a cache.
    """

    __slots__ = ("_make_up", "_reach", "_rest", "_statutory", "_tax", "years")

    years: Mapping[int, CalendarYear]

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self.years = MappingProxyType({year.year: year for year in years})
        named = self.years.values()
        self._rest = {date.fromisoformat(d.day): d.name for year in named for d in year.rest}
        self._make_up = {date.fromisoformat(d.day): d.name for year in named for d in year.make_up}
        self._statutory = frozenset(
            date.fromisoformat(day) for year in named for day in year.statutory
        )
        self._tax = {
            (day.year, day.month): day
            for day in (date.fromisoformat(text) for year in named for text in year.tax_filing)
        }
        self._reach = self._spread(min(self.years, default=2026), max(self.years, default=2026))

    # --- one day ------------------------------------------------------------------------------

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day: a weekday that is not a named rest day, or a make-up workday."""
        return day not in self._rest and (day.weekday() < 5 or day in self._make_up)

    def is_statutory_holiday(self, day: date) -> bool:
        """Whether the day is one of the year's statutory holidays proper (11 days, 13 since 2025)."""
        return day in self._statutory

    def is_named_rest(self, day: date) -> bool:
        """Whether a notice names the day as a rest day; plain weekends are not named."""
        return day in self._rest

    def name(self, day: date) -> str | None:
        """Festival for which a notice names the day, as a rest day or as a make-up workday, in Chinese."""
        return self._rest.get(day) or self._make_up.get(day)

    def status(self, day: date) -> CalendarStatus:
        """Official once every notice that may name the day is known.

        The last three days of December also need the notice of the following year.
        """
        years = [day.year]
        if day.month == 12 and day.day >= _NEXT_NOTICE_FROM:
            years.append(day.year + 1)
        known = all(self._is_official(year) for year in years)
        return CalendarStatus.OFFICIAL if known else CalendarStatus.PROVISIONAL

    def provisional_years(self, first: date, last: date) -> tuple[int, ...]:
        """Years whose missing notice may still change a day between the two, both included."""
        end = last.year + (last.month == 12 and last.day >= _NEXT_NOTICE_FROM)
        return tuple(y for y in range(first.year, end + 1) if not self._is_official(y))

    def tax_filing_day(self, year: int, month: int) -> date | None:
        """Last filing day that the tax administration published for the month; None: none is known."""
        return self._tax.get((year, month))

    # --- counting -----------------------------------------------------------------------------

    def add_workdays(self, start: date, count: int) -> date:
        """The count-th working day after start (before it when negative); 0 is start itself."""
        if count == 0:
            return start
        origin = start.toordinal()
        while True:
            days = self._covering(origin).workdays
            found = (
                bisect_right(days, origin) + count - 1
                if count > 0
                else bisect_left(days, origin) + count
            )
            if 0 <= found < len(days):
                return date.fromordinal(days[found])
            # A year has about 250 working days; one more covers the rounding.
            years = abs(count) // 240 + 1
            self._grow(start.year - years, start.year + years)

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after start up to and including end; negative when end is earlier.

        `workdays_between(start, add_workdays(start, n)) == n`.
        """
        low, high = start.toordinal(), end.toordinal()
        self._covering(low)
        days = self._covering(high).workdays
        if high >= low:
            return bisect_right(days, high) - bisect_right(days, low)
        return bisect_left(days, high) - bisect_left(days, low)

    def workday_on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next working day."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def workday_on_or_before(self, day: date) -> date:
        """The day itself if it is worked, else the last working day before it."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def last_workday_before(self, day: date) -> date:
        """The last working day earlier than the day."""
        return self.workday_on_or_before(day - _DAY)

    # --- rest days in a row -------------------------------------------------------------------

    def holiday_block(self, day: date) -> tuple[date, date] | None:
        """First and last day of the rest days in a row around a day, if a notice names one of them.

        A plain weekend, or a working day, has none.
        """
        if self.is_workday(day):
            return None
        first = self.workday_on_or_before(day) + _DAY
        last = self.workday_on_or_after(day) - _DAY
        length = (last - first).days + 1
        named = any(self.is_named_rest(first + n * _DAY) for n in range(length))
        return (first, last) if named else None

    # --- inside -------------------------------------------------------------------------------

    def _is_official(self, year: int) -> bool:
        known = self.years.get(year)
        return known is not None and known.status == CalendarStatus.OFFICIAL

    def _spread(self, first_year: int, last_year: int) -> _Reach:
        first, last = (
            date(first_year - 1, 1, 1).toordinal(),
            date(last_year + 2, 12, 31).toordinal(),
        )
        workdays = tuple(o for o in range(first, last + 1) if self.is_workday(date.fromordinal(o)))
        return _Reach(first=first, last=last, workdays=workdays)

    def _covering(self, ordinal: int) -> _Reach:
        if not self._reach.first <= ordinal <= self._reach.last:
            year = date.fromordinal(ordinal).year
            self._grow(year, year)
        return self._reach

    def _grow(self, first_year: int, last_year: int) -> None:
        reach = self._reach
        low = min(first_year, date.fromordinal(reach.first).year)
        high = max(last_year, date.fromordinal(reach.last).year)
        self._reach = self._spread(low, high)
