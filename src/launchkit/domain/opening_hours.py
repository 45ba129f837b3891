"""When a place is open: hours by days of the week with the break at noon, and what the calendar changes about them.

Times are minutes of the local day; 24:00 is the end of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.errors import BadValue

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: So many days ahead it is looked for the next one on which a place is open.
LOOK_AHEAD: Final = 60
_MOST_SPANS: Final = 4
_CHINESE = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ALIASES = {"工作日": "mon-fri", "每天": "mon-sun", "daily": "mon-sun"}
_CLOSED = frozenset({"不开", "休", "休息", "closed", "-"})
_DASHES = re.compile(r"\s*(?:[-－–—~～至到])\s*")
_COMMAS = re.compile(r"[,，、;；]")
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})-(\d{1,2})[:.](\d{2})", re.ASCII)
_DAY = timedelta(days=1)

#: first and last minute of a stretch without a break
Stretch = tuple[int, int]


class Opening(StrEnum):
    """How a place stands at an instant."""

    OPEN = "open"
    #: between two stretches of the day
    BREAK = "break"
    #: opens later today
    LATER = "later"
    #: opens no more today
    SHUT = "shut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The stretches of each day from Monday to Sunday; with `holidays` the official calendar comes first."""

    days: tuple[tuple[Stretch, ...], ...]
    holidays: bool

    def on(self, day: date, calendar: WorkCalendar) -> tuple[Stretch, ...]:
        """The stretches of a day: none on a rest day of the calendar, those of a Monday on a make-up workday."""
        if self.holidays and calendar.is_named_rest(day):
            return ()
        made_up = self.holidays and day.weekday() > 4 and calendar.is_workday(day)
        return (self.days[0] if made_up else ()) or self.days[day.weekday()]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningNow:
    """How a place stands at an instant, until when, and when it opens next; times in minutes of their day."""

    state: Opening
    #: end of the stretch that runs, and of the last one today
    until: int | None = None
    closes: int | None = None
    #: the next break that still lies ahead today
    pause: Stretch | None = None
    #: day and minute at which it opens next, where it is not open; None: not within `LOOK_AHEAD` days
    opens: tuple[date, int] | None = None
    #: the festival for which it is shut today
    festival: str | None = None


def read_hours(hours: Mapping[str, str]) -> dict[str, str]:
    """Hours by days as people write them (`mon-fri`, 周一至周五), day by day in one form; raises `BadValue`."""
    found: dict[int, tuple[Stretch, ...]] = {}
    for days, text in hours.items():
        stretches = _stretches(text)
        for number in _numbers(days):
            if number in found:
                raise _twice(days)
            found[number] = stretches
    return {
        DAYS[number]: " ".join(f"{clock(first)}-{clock(last)}" for first, last in found[number])
        for number in sorted(found)
        if found[number]
    }


def read_lines(lines: Iterable[str]) -> dict[str, str]:
    """As `read_hours`, from lines like `mon-fri 09:00-12:00 13:30-17:00`."""
    hours: dict[str, str] = {}
    for line in lines:
        days, _, text = _DASHES.sub("-", line.strip()).partition(" ")
        if days in hours:
            raise _twice(days)
        hours[days] = text
    return read_hours(hours)


def _twice(days: str) -> BadValue:
    return BadValue(f"{days}：同一天写了两次开放时间。", f"{days}: one day has its hours twice.")


def week_of(hours: Mapping[str, str], *, holidays: bool) -> Week | None:
    """The week that hours in their one form make; None where nobody knows them."""
    return _week(tuple(sorted(hours.items())), holidays) if hours else None


@lru_cache(maxsize=512)
def _week(hours: tuple[tuple[str, str], ...], holidays: bool) -> Week:  # noqa: FBT001  for the cache
    known = read_hours(dict(hours))
    return Week(days=tuple(_stretches(known.get(day, "")) for day in DAYS), holidays=holidays)


def opening_now(week: Week, calendar: WorkCalendar, now: datetime) -> OpeningNow:
    """How a place stands; `now` is local time of the place."""
    today, minute = now.date(), now.hour * 60 + now.minute
    left = [one for one in week.on(today, calendar) if one[1] > minute]
    if not left:
        why = calendar.name(today) if week.holidays and calendar.is_named_rest(today) else None
        return OpeningNow(state=Opening.SHUT, opens=_next(week, calendar, today), festival=why)
    first, closes = left[0], left[-1][1]
    pause = (first[1], left[1][0]) if len(left) > 1 else None
    if minute >= first[0]:
        return OpeningNow(state=Opening.OPEN, until=first[1], closes=closes, pause=pause)
    begun = len(left) < len(week.on(today, calendar))
    return OpeningNow(
        state=Opening.BREAK if begun else Opening.LATER,
        closes=closes,
        pause=pause,
        opens=(today, first[0]),
    )


def last_open_day(week: Week, calendar: WorkCalendar, now: datetime, last: date) -> date | None:
    """The last day up to `last` on which one can still go there; None: none is left. `now` is local time."""
    today, minute = now.date(), now.hour * 60 + now.minute
    day = last
    while day > today:
        if week.on(day, calendar):
            return day
        day -= _DAY
    open_today = any(one[1] > minute for one in week.on(today, calendar))
    return today if day == today and open_today else None


def clock(minute: int) -> str:
    """A minute of the day as people read it: `13:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _next(week: Week, calendar: WorkCalendar, today: date) -> tuple[date, int] | None:
    for ahead in range(1, LOOK_AHEAD + 1):
        day = today + ahead * _DAY
        stretches = week.on(day, calendar)
        if stretches:
            return day, stretches[0][0]
    return None


def _numbers(days: str) -> tuple[int, ...]:
    """The days meant by `mon`, `mon-fri`, `周六`, `周一至周五`."""
    plain = days.strip().casefold()
    ends = [_number(one) for one in _DASHES.split(_ALIASES.get(plain, plain))]
    if len(ends) > 2 or None in ends:
        raise BadValue(
            f"看不懂“{days}”；日子写作 周一至周五、周六，或 mon-fri、sat。",
            f"“{days}” is no day; write mon-fri or sat.",
        )
    first, last = ends[0] or 0, ends[-1] or 0
    if last < first:
        raise BadValue(
            f"“{days}”前后颠倒；一周从周一写起。",
            f"“{days}” runs backwards; a week begins on Monday.",
        )
    return tuple(range(first, last + 1))


def _number(day: str) -> int | None:
    if day in DAYS:
        return DAYS.index(day)
    bare = day.removeprefix("周").removeprefix("星期").removeprefix("礼拜")
    return _CHINESE.get(bare)


def _stretches(text: str) -> tuple[Stretch, ...]:
    if text.strip().casefold() in _CLOSED:
        return ()
    plain = _COMMAS.sub(" ", _DASHES.sub("-", text.replace("：", ":")))
    found = tuple(_stretch(one) for one in plain.split())
    ends = [minute for stretch in found for minute in stretch]
    if len(found) > _MOST_SPANS or sorted(set(ends)) != ends:
        raise BadValue(
            f"“{text}”前后对不上：时间从早写到晚，不能重叠。",
            f"“{text}” does not fit together: from morning to evening, without overlap.",
        )
    return found


def _stretch(text: str) -> Stretch:
    match = _SPAN.fullmatch(text)
    if match is not None:
        h1, m1, h2, m2 = map(int, match.groups())
        first, last = h1 * 60 + m1, h2 * 60 + m2
        if max(m1, m2) < 60 and first < last <= 24 * 60:
            return first, last
    raise BadValue(
        f"看不懂“{text}”；开放时间写作 09:00-12:00 13:30-17:00。",
        f"“{text}” are no hours; write 09:00-12:00 13:30-17:00.",
    )
