"""Where to go: a place as people need it told, how it stands now, and whether one still gets there in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Text
from launchkit.domain.opening_hours import (
    DAYS,
    LOOK_AHEAD,
    Opening,
    OpeningNow,
    Stretch,
    Week,
    clock,
    last_open_day,
    opening_now,
)
from launchkit.domain.places import TaskPlace
from launchkit.domain.telling.words import NOTHING, day_text, typed
from launchkit.domain.times import running_deadlines

_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: A last open day before the deadline is a risk from so many days before it on.
CHANCE_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A place at an instant."""

    #: one key, one way
    key: str
    #: id of the recorded place; None: nobody recorded it in this case
    place: str | None
    kind: str
    kind_text: Text
    title: Text
    address: Text
    phone: Text
    note: Text
    #: the hours of the week, empty where nobody knows them
    hours: Text
    #: the hours such places usually keep; nobody asked this one
    usual: bool
    #: day on which somebody recorded the place
    said_on: str | None
    online: bool
    #: `open`, `break`, `later`, `shut`; None where nobody knows the hours, or where they do not matter
    state: str | None
    #: how it stands, in a sentence without an end: 今天开到 17:00
    now: Text
    #: local time at which it closes for today
    closes: str | None

    @property
    def shut(self) -> bool:
        """Nobody can go there today any more."""
        return self.state == Opening.SHUT


def place_line(case: Case, place: TaskPlace, now: datetime) -> PlaceLine:
    """A place as told."""
    known, local = place.recorded, now.astimezone(case.zone)
    found = None if place.week is None else opening_now(place.week, case.calendar, local)
    return PlaceLine(
        key=place.key,
        place=None if known is None else known.place,
        kind=place.kind,
        kind_text=place.kind_text,
        title=place.kind_text if known is None else typed(known.name),
        address=NOTHING if known is None else typed(known.address),
        phone=NOTHING if known is None else typed(known.phone),
        note=NOTHING if known is None else typed(known.note),
        hours=NOTHING if place.week is None else week_text(place.week),
        usual=place.usual,
        said_on=None if known is None else known.said_on.isoformat(),
        online=place.online,
        state=None if found is None else found.state.value,
        now=NOTHING if found is None else opening_text(found, local.date()),
        closes=None if found is None or found.closes is None else clock(found.closes),
    )


# --- hours in words -----------------------------------------------------------------------------------------


def week_text(week: Week) -> Text:
    """`周一至周五 09:00–12:00、13:30–17:00；周六 09:00–12:00`."""
    zh, en = [], []
    for first, last in _runs(week.days):
        stretches = week.days[first]
        if stretches:
            days = (first, last)
            zh.append(f"{_days(_ZH, days, '至')} {_hours(stretches, '、')}")
            en.append(f"{_days(_EN, days, '–')} {_hours(stretches, ', ')}")
    if week.holidays:
        zh.append("法定节假日不开")
        en.append("closed on public holidays")
    return Text(zh="；".join(zh), en="; ".join(en))


def _runs(days: tuple[tuple[Stretch, ...], ...]) -> Iterable[tuple[int, int]]:
    """First and last day of neighbours with the same hours."""
    first = 0
    for number in range(1, len(days) + 1):
        if number == len(days) or days[number] != days[first]:
            yield first, number - 1
            first = number


def _days(names: tuple[str, ...], days: tuple[int, int], between: str) -> str:
    if days == (0, len(DAYS) - 1):
        return "每天" if names is _ZH else "every day"
    first, last = days
    return names[first] if first == last else f"{names[first]}{between}{names[last]}"


def _hours(stretches: tuple[Stretch, ...], between: str) -> str:
    return between.join(_stretch(one) for one in stretches)


def _stretch(one: Stretch) -> str:
    return f"{clock(one[0])}–{clock(one[1])}"


def opening_text(found: OpeningNow, today: date) -> Text:
    """How a place stands: 今天开到 17:00，12:00–13:30 午休."""
    closes = "" if found.closes is None else clock(found.closes)
    pause = "" if found.pause is None else _stretch(found.pause)
    rest_zh, rest_en = (f"，{pause} 午休", f", closed {pause}") if pause else ("", "")
    match found.state:
        case Opening.OPEN:
            return Text(zh=f"今天开到 {closes}{rest_zh}", en=f"open today until {closes}{rest_en}")
        case Opening.BREAK:
            begins = clock(found.opens[1]) if found.opens else ""
            return Text(
                zh=f"午休，{begins} 再开，今天开到 {closes}",
                en=f"closed for lunch until {begins}, then open until {closes}",
            )
        case Opening.LATER:
            begins = clock(found.opens[1]) if found.opens else ""
            return Text(
                zh=f"今天 {begins} 开，到 {closes}{rest_zh}",
                en=f"opens today at {begins}, until {closes}{rest_en}",
            )
        case _:
            return _shut(found, today)


def _shut(found: OpeningNow, today: date) -> Text:
    why_zh = f"（{found.festival}）" if found.festival else ""
    why_en = f" ({found.festival})" if found.festival else ""
    if found.opens is None:
        return Text(
            zh=f"今天不开{why_zh}，{LOOK_AHEAD} 天内都不开",
            en=f"closed today{why_en} and for the next {LOOK_AHEAD} days",
        )
    day, minute = found.opens
    tomorrow = day - today == timedelta(days=1)
    when = Text(zh="明天", en="tomorrow") if tomorrow else day_text(day)
    return Text(
        zh=f"今天不开了{why_zh}，{when.zh} {clock(minute)} 开",
        en=f"closed for today{why_en}, opens {when.en} at {clock(minute)}",
    )


# --- in time? -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A place that closes before the last day of what is done there: nothing in the deadline changes by it."""

    last_day: date
    #: the last day on which one can still go there; None: none is left
    go_by: date | None
    #: today is that day
    only_today: bool
    said: Text


def chance_of(
    place: TaskPlace | None, last: date, calendar: WorkCalendar, local: datetime
) -> Chance | None:
    """Whether a place closes before a last day; None: it does not, nobody knows, or the day has passed.

    `local` is the instant in the zone of the branch.
    """
    if place is None or place.week is None or last < local.date():
        return None
    go_by = last_open_day(place.week, calendar, local, last)
    if go_by == last:
        return None
    return Chance(
        last_day=last,
        go_by=go_by,
        only_today=go_by == local.date(),
        said=_chance_text(place, last, go_by, local.date()),
    )


def chance_for(case: Case, task: Task, place: TaskPlace | None, now: datetime) -> Chance | None:
    """The same for the nearest last day of a task."""
    if place is None or place.week is None:
        return None
    days = [
        one.deadline.last_day
        for one in running_deadlines(case, task)
        if not one.deadline.suspended
    ]
    local = now.astimezone(case.zone)
    return chance_of(place, min(days), case.calendar, local) if days else None


def is_near(chance: Chance, today: date) -> bool:
    """Whether one has to go soon, or cannot go in time any more."""
    return chance.go_by is None or (chance.go_by - today).days <= CHANCE_DAYS


def _chance_text(place: TaskPlace, last: date, go_by: date | None, today: date) -> Text:
    known = place.recorded
    name = place.kind_text if known is None else typed(known.name)
    usual = Text(zh="按通常时间，", en="by the usual hours, ") if place.usual else NOTHING
    end = day_text(last)
    if go_by is None:
        return Text(
            zh=f"{usual.zh}期限 {end.zh} 之前，{name.zh}不再开门",
            en=f"{usual.en}{name.en} does not open again before the deadline on {end.en}",
        )
    when = Text(zh="今天", en="today") if go_by == today else day_text(go_by)
    return Text(
        zh=f"{usual.zh}期限 {end.zh} 之前，{name.zh}只开到 {when.zh}",
        en=f"{usual.en}before the deadline on {end.en}, {name.en} is open only until {when.en}",
    )
