"""When a place is open: hours as people write them, the break at noon, holidays and make-up workdays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.errors import BadValue
from launchkit.domain.opening_hours import (
    Opening,
    Week,
    last_open_day,
    opening_now,
    read_hours,
    read_lines,
    week_of,
)
from launchkit.domain.telling.places import opening_text, week_text
from tests.desk.made import calendars

CALENDAR = WorkCalendar(calendars())
OFFICE = {"mon-fri": "09:00-12:00 13:30-17:00"}


def office(*, holidays: bool = True) -> Week:
    week = week_of(read_hours(OFFICE), holidays=holidays)
    assert week is not None
    return week


@pytest.mark.parametrize(
    "lines",
    [
        ["mon-fri 09:00-12:00 13:30-17:00", "sat 09:30-15:30"],
        ["周一至周五 9:00–12:00、13:30－17:00", "周六 9：30到15：30"],
        ["星期一 - 星期五 9.00-12.00,13.30-17.00", "Sat 9:30 ~ 15:30"],
        ["工作日 9:00-12:00；13:30-17:00", "周六 9:30-15:30", "周日"],
    ],
)
def test_hours_are_read_as_people_write_them(lines: list[str]) -> None:
    days = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-12:00 13:30-17:00")
    assert read_lines(lines) == {**days, "sat": "09:30-15:30"}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["someday 09:00-12:00"], "看不懂“someday”"),
        (["mon-tue-wed 09:00-12:00"], "看不懂"),
        (["fri-mon 09:00-12:00"], "前后颠倒"),
        (["mon 9-12"], "看不懂“9-12”"),
        (["mon 09:70-12:00"], "看不懂"),
        (["mon 12:00-09:00"], "看不懂"),
        (["mon 09:00-24:01"], "看不懂"),
        (["mon 09:00-12:00 11:00-17:00"], "前后对不上"),
        (["mon 09:00-10:00 10:00-11:00"], "前后对不上"),
        (["mon 1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00"], "前后对不上"),
        (["mon 09:00-12:00", "mon 13:00-14:00"], "写了两次"),
        (["mon-fri 09:00-12:00", "wed 13:00-14:00"], "写了两次"),
    ],
)
def test_what_cannot_be_read_is_said(lines: list[str], says: str) -> None:
    with pytest.raises(BadValue) as raised:
        read_lines(lines)
    assert says in raised.value.zh


def test_a_week_in_words() -> None:
    hours = read_lines(["mon-fri 09:00-12:00 13:30-17:00", "sun 00:00-24:00"])
    week = week_of(hours, holidays=True)
    assert week is not None
    assert week_text(week).zh == (
        "周一至周五 09:00–12:00、13:30–17:00；周日 00:00–24:00；法定节假日不开"
    )
    assert week_text(week).en == (
        "Mon–Fri 09:00–12:00, 13:30–17:00; Sun 00:00–24:00; closed on public holidays"
    )
    daily = week_of(read_lines(["每天 09:00-17:30"]), holidays=False)
    assert daily is not None
    assert (week_text(daily).zh, week_text(daily).en) == (
        "每天 09:00–17:30",
        "every day 09:00–17:30",
    )
    assert week_of({}, holidays=True) is None


@pytest.mark.parametrize(
    ("now", "state", "zh", "en"),
    [
        (
            "2026-03-02T08:00",
            Opening.LATER,
            "今天 09:00 开，到 17:00，12:00–13:30 午休",
            "opens today at 09:00, until 17:00, closed 12:00–13:30",
        ),
        (
            "2026-03-02T09:00",
            Opening.OPEN,
            "今天开到 17:00，12:00–13:30 午休",
            "open today until 17:00, closed 12:00–13:30",
        ),
        (
            "2026-03-02T12:00",
            Opening.BREAK,
            "午休，13:30 再开，今天开到 17:00",
            "closed for lunch until 13:30, then open until 17:00",
        ),
        ("2026-03-02T16:59", Opening.OPEN, "今天开到 17:00", "open today until 17:00"),
        (
            "2026-03-02T17:00",
            Opening.SHUT,
            "今天不开了，明天 09:00 开",
            "closed for today, opens tomorrow at 09:00",
        ),
        (
            "2026-03-06T17:00",
            Opening.SHUT,
            "今天不开了，2026-03-09 周一 09:00 开",
            "closed for today, opens 2026-03-09 Mon at 09:00",
        ),
    ],
)
def test_how_a_place_stands(now: str, state: Opening, zh: str, en: str) -> None:
    at = datetime.fromisoformat(now)
    found = opening_now(office(), CALENDAR, at)
    said = opening_text(found, at.date())
    assert (found.state, said.zh, said.en) == (state, zh, en)


def test_a_place_of_the_calendar_is_shut_on_its_holidays_and_open_on_make_up_days() -> None:
    """National day 2026: 1 to 7 October rest, Saturday 10 October is worked."""
    holiday = datetime(2026, 10, 1, 10, tzinfo=UTC)
    found = opening_now(office(), CALENDAR, holiday)
    said = opening_text(found, holiday.date())
    assert said.zh.startswith("今天不开了（国庆节")
    assert found.opens == (date(2026, 10, 8), 9 * 60)
    made_up = datetime(2026, 10, 10, 10, tzinfo=UTC)
    assert opening_now(office(), CALENDAR, made_up).state is Opening.OPEN
    assert opening_now(office(holidays=False), CALENDAR, made_up).state is Opening.SHUT
    assert opening_now(office(holidays=False), CALENDAR, holiday).state is Opening.OPEN
    ordinary = datetime(2026, 10, 17, 10, tzinfo=UTC)
    assert opening_now(office(), CALENDAR, ordinary).state is Opening.SHUT


def test_a_place_of_saturdays_alone_keeps_its_hours_on_a_make_up_saturday() -> None:
    week = week_of({"sat": "10:00-11:00"}, holidays=True)
    assert week is not None
    assert week.on(date(2026, 10, 10), CALENDAR) == ((600, 660),)


def test_a_place_that_never_opens_says_so() -> None:
    week = Week(days=((),) * 7, holidays=False)
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    said = opening_text(opening_now(week, CALENDAR, now), now.date())
    assert (said.zh, said.en) == (
        "今天不开，60 天内都不开",
        "closed today and for the next 60 days",
    )


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ("2026-03-02T10:00", "2026-03-06", "2026-03-06"),
        ("2026-03-02T10:00", "2026-03-08", "2026-03-06"),
        ("2026-03-06T10:00", "2026-03-08", "2026-03-06"),
        ("2026-03-06T17:30", "2026-03-08", None),
        ("2026-03-07T10:00", "2026-03-08", None),
        ("2026-03-07T10:00", "2026-03-06", None),
    ],
)
def test_the_last_day_on_which_one_can_go(now: str, last: str, expected: str | None) -> None:
    found = last_open_day(
        office(), CALENDAR, datetime.fromisoformat(now), date.fromisoformat(last)
    )
    assert (None if found is None else found.isoformat()) == expected
