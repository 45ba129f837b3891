from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import CalendarYear
from tests.domain.dates import ROOT, calendar_years, day, work_calendar

OFFICIAL = tuple(range(2018, 2027))
NO_OFFICE_DAYS = st.dates(min_value=date(2018, 1, 1), max_value=date(2028, 12, 31))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


# --- the files against two independent packages --------------------------------------------------


@pytest.mark.parametrize("year", OFFICIAL)
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    ours = work_calendar()
    assert [d for d in days_of(year) if ours.is_workday(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize("year", OFFICIAL)
def test_every_day_agrees_with_holidays(year: int) -> None:
    ours, theirs = work_calendar(), holidays.country_holidays("CN", years=(year, year + 1))
    differing = [d for d in days_of(year) if ours.is_workday(d) != theirs.is_working_day(d)]
    assert differing == []


@pytest.mark.parametrize("year", range(2018, 2028))
def test_statutory_days_are_those_of_the_holiday_law(year: int) -> None:
    """11 days until 2024, 13 since: New Year's Eve by the lunar calendar and 2 May were added."""
    ours = work_calendar()
    statutory = {d for d in days_of(year) if ours.is_statutory_holiday(d)}
    assert len(statutory) == (13 if year >= 2025 else 11)
    theirs = holidays.country_holidays("CN", years=year, language="zh_CN")
    added = ("补假", "休息日", "延长")
    oracle = {d for d, name in theirs.items() if not any(word in name for word in added)}
    # The package does not know that Mid-Autumn and 1 October met in 2020 and 4 October was given for it.
    assert statutory == oracle | ({date(2020, 10, 4)} if year == 2020 else set())


def test_files_say_what_they_come_from() -> None:
    years = calendar_years()
    assert [year.year for year in years] == [*OFFICIAL, 2027]
    for year in years:
        assert bool(year.notices) == (year.status == "official")
        assert all(
            link.startswith(("http://www.gov.cn/", "https://www.gov.cn/")) for link in year.notices
        )
        assert set(year.statutory) <= {named.day for named in year.rest}
        assert len(year.tax_filing) in {0, 12}
        assert bool(year.tax_filing) == (year.tax_notice is not None)
        rest, made_up = {d.day for d in year.rest}, {d.day for d in year.make_up}
        assert len(rest) == len(year.rest)
        assert len(made_up) == len(year.make_up)
        assert rest & made_up == set()
        # The second notice of 2020 lengthened the Spring Festival and says itself that work resumes on Monday the 3rd.
        weekdays = {d for d in made_up if day(d).weekday() < 5}
        assert weekdays == ({"2020-02-03"} if year.year == 2020 else set())


def test_first_line_names_the_schema() -> None:
    for file in (ROOT / "checklists" / "calendars").glob("cn_*.yaml"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../calendar.schema.json"


def test_2026_as_the_notice_says() -> None:
    year = calendar_years()[OFFICIAL.index(2026)]
    assert [d.day[5:] for d in year.make_up] == [
        "01-04",
        "02-14",
        "02-28",
        "05-09",
        "09-20",
        "10-10",
    ]
    assert [d.day[5:] for d in year.rest if d.name == "春节"] == [f"02-{n}" for n in range(15, 24)]
    assert len(year.rest) == 33


def test_2027_names_the_statutory_days_only() -> None:
    """No notice was known: no bridged days, nothing worked in exchange."""
    year = calendar_years()[-1]
    assert year.status == "provisional"
    assert year.make_up == ()
    assert [d.day for d in year.rest] == list(year.statutory)


# --- one day -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "worked", "statutory", "name"),
    [
        ("2026-02-14", True, False, "春节"),  # Saturday worked for the Spring Festival
        ("2026-02-15", False, False, "春节"),  # Sunday named by the notice, not a statutory day
        ("2026-02-16", False, True, "春节"),  # New Year's Eve, statutory since 2025
        ("2026-02-23", False, False, "春节"),  # Monday, bridged
        ("2026-02-24", True, False, None),
        ("2026-03-07", False, False, None),  # plain Saturday
        ("2018-12-29", True, False, "元旦"),  # Saturday worked by the notice of 2019
        ("2018-12-31", False, False, "元旦"),  # Monday resting by the notice of 2019
        ("2024-02-09", True, False, None),  # New Year's Eve of 2024 was not statutory
        ("2035-05-01", True, False, None),  # no file: nothing is named
    ],
)
def test_a_day(text: str, worked: bool, statutory: bool, name: str | None) -> None:
    calendar = work_calendar()
    assert calendar.is_workday(day(text)) is worked
    assert calendar.is_statutory_holiday(day(text)) is statutory
    assert calendar.name(day(text)) == name


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2026-12-28", "official"),
        ("2026-12-29", "provisional"),  # the notice of 2027 may still name it
        ("2025-12-31", "official"),
        ("2027-01-01", "provisional"),
        ("2017-12-31", "provisional"),
        ("2030-06-01", "provisional"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert work_calendar().status(day(text)) == status


def test_provisional_years() -> None:
    calendar = work_calendar()
    assert calendar.provisional_years(day("2026-01-01"), day("2026-12-28")) == ()
    assert calendar.provisional_years(day("2026-12-01"), day("2026-12-30")) == (2027,)
    assert calendar.provisional_years(day("2016-06-01"), day("2018-06-01")) == (2016, 2017)
    assert calendar.provisional_years(day("2027-01-01"), day("2028-12-31")) == (2027, 2028, 2029)


def test_tax_filing_day() -> None:
    assert work_calendar().tax_filing_day(2026, 10) == day("2026-10-26")
    assert work_calendar().tax_filing_day(2027, 1) is None


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("2026-02-18", ("2026-02-15", "2026-02-23")),
        ("2024-06-08", ("2024-06-08", "2024-06-10")),  # weekend joined to the named Monday
        ("2026-03-07", None),  # plain weekend
        ("2026-02-14", None),  # worked
    ],
)
def test_holiday_block(text: str, block: tuple[str, str] | None) -> None:
    expected = None if block is None else (day(block[0]), day(block[1]))
    assert work_calendar().holiday_block(day(text)) == expected


# --- counting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02", 1, "2026-03-03"),  # the day after is day 1
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-02-13", 1, "2026-02-14"),  # a worked Saturday counts
        ("2026-02-13", 2, "2026-02-24"),  # over the Spring Festival
        ("2026-02-18", 1, "2026-02-24"),  # from inside the holiday
        ("2026-09-30", 3, "2026-10-10"),  # 8, 9 and the worked Saturday
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-02-24", -2, "2026-02-13"),
        ("2026-02-20", -1, "2026-02-14"),
        ("2026-02-20", 0, "2026-02-20"),
        ("2026-12-31", 1, "2027-01-04"),  # 1 January is a Friday
    ],
)
def test_add_workdays(start: str, count: int, end: str) -> None:
    assert work_calendar().add_workdays(day(start), count) == day(end)


def test_far_years_are_reached() -> None:
    calendar = WorkCalendar([])
    # Weekdays only: 2000-01-03 was a Monday, 261 weekdays later is a Tuesday a year on.
    assert calendar.add_workdays(day("2000-01-03"), 5) == day("2000-01-10")
    assert calendar.add_workdays(day("2000-01-10"), -5) == day("2000-01-03")
    assert calendar.add_workdays(day("2026-01-05"), 5 * 52 * 40) == day("2026-01-05") + timedelta(
        weeks=52 * 40
    )
    assert calendar.add_workdays(day("2026-01-05"), -5 * 52 * 40) == day("2026-01-05") - timedelta(
        weeks=52 * 40
    )
    assert (
        calendar.workdays_between(day("1980-01-07"), day("2060-01-05"))
        == 5 * (day("2060-01-05") - day("1980-01-07")).days // 7
    )


@pytest.mark.parametrize(
    ("text", "after", "before", "last_before"),
    [
        ("2026-10-03", "2026-10-08", "2026-09-30", "2026-09-30"),
        ("2026-10-10", "2026-10-10", "2026-10-10", "2026-10-09"),
        ("2026-10-08", "2026-10-08", "2026-10-08", "2026-09-30"),
    ],
)
def test_nearest_workdays(text: str, after: str, before: str, last_before: str) -> None:
    calendar = work_calendar()
    assert calendar.workday_on_or_after(day(text)) == day(after)
    assert calendar.workday_on_or_before(day(text)) == day(before)
    assert calendar.last_workday_before(day(text)) == day(last_before)


@given(start=NO_OFFICE_DAYS, count=st.integers(min_value=-800, max_value=800).filter(bool))
def test_between_undoes_add(start: date, count: int) -> None:
    calendar = work_calendar()
    end = calendar.add_workdays(start, count)
    assert calendar.is_workday(end)
    assert calendar.workdays_between(start, end) == count


@given(start=NO_OFFICE_DAYS, count=st.integers(min_value=0, max_value=800))
def test_subtract_undoes_add_on_workdays(start: date, count: int) -> None:
    calendar = work_calendar()
    start = calendar.workday_on_or_after(start)
    assert calendar.add_workdays(calendar.add_workdays(start, count), -count) == start


@given(start=NO_OFFICE_DAYS, length=st.integers(min_value=0, max_value=400))
def test_counting_agrees_with_looking_at_each_day(start: date, length: int) -> None:
    calendar = work_calendar()
    end = start + timedelta(days=length)
    worked = sum(calendar.is_workday(start + timedelta(days=n)) for n in range(1, length + 1))
    assert calendar.workdays_between(start, end) == worked
    assert calendar.workdays_between(end, start) == -sum(
        calendar.is_workday(start + timedelta(days=n)) for n in range(length)
    )


def test_a_year_can_be_replaced_by_its_official_file() -> None:
    """`calendar adopt` hands over all years again; nothing of the provisional one remains."""
    official = CalendarYear(
        year=2027, status="official", notices=("notice",), rest=(), make_up=(), statutory=()
    )
    calendar = WorkCalendar([*calendar_years()[:-1], official])
    assert calendar.is_workday(day("2027-01-01"))
    assert calendar.status(day("2026-12-31")) == "official"
    assert calendar.years[2027] is official
