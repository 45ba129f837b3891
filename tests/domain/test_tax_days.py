"""Tax periods: the published filing days, the formula behind them, and the extension by long holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Due, Each, Roll
from launchkit.domain.counting import holidays_inside
from launchkit.domain.deadlines import deadline
from tests.domain.dates import EVENT, LAW, SHANGHAI, compute, day, work_calendar

PUBLISHED = {
    2024: "01-15 02-23 03-15 04-18 05-22 06-19 07-15 08-15 09-18 10-24 11-15 12-16",
    2025: "01-15 02-20 03-17 04-18 05-22 06-16 07-15 08-15 09-15 10-27 11-17 12-15",
    2026: "01-20 02-24 03-16 04-20 05-22 06-15 07-15 08-17 09-15 10-26 11-16 12-15",
}
FILINGS = [
    (year, int(text[:2]), day(f"{year}-{text}"))
    for year, texts in PUBLISHED.items()
    for text in texts.split()
]
FILING = Due(id="DL13", each=Each.MONTH, within=15, roll=Roll.TAX_FILING, after=EVENT, basis=LAW)


@pytest.mark.parametrize(("year", "month", "filed"), FILINGS)
def test_filing_day_by_table_and_by_formula(year: int, month: int, filed: date) -> None:
    """The published days, and the same days derived where the table is withheld."""
    event = date(year, month, 1) - timedelta(days=1)
    by_table = compute(FILING, event)
    assert (by_table.last_day, by_table.tax_derived) == (filed, False)
    years = [replace(y, tax_filing=(), tax_notice=None) for y in work_calendar().years.values()]
    derived = deadline(
        FILING, calendar=WorkCalendar(years), resolve=lambda _: event, zone=SHANGHAI
    )
    assert derived is not None
    assert (derived.last_day, derived.tax_derived, derived.provisional) == (filed, True, True)
    # What is only derived is not planned on.
    assert derived.plan_by < event + timedelta(days=15)


def test_filing_table_speaks_of_the_fifteenth_only() -> None:
    """`{each: month, within: 10, roll: tax_filing}` is not in the table: derived, provisional."""
    found = compute(replace(FILING, within=10), "2026-09-30")
    # 7 holiday days inside 1-10 October: 12-16, 19, 20
    assert (found.last_day, found.tax_derived) == (day("2026-10-20"), True)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-10-01", "2026-10-15", 7),
        ("2026-10-06", "2026-10-15", 0),  # two days of it only
        ("2026-10-05", "2026-10-15", 3),
        ("2026-02-01", "2026-03-07", 9),
        ("2026-03-07", "2026-03-15", 0),  # weekends are no holidays in a row
        ("2026-04-01", "2026-05-31", 8),  # Qingming and Labour Day
    ],
)
def test_long_holidays_inside(first: str, last: str, days: int) -> None:
    assert holidays_inside(day(first), day(last), work_calendar()) == days


def test_tax_extension_falls_on_a_working_day() -> None:
    # 2026-09-20 + 15 = 5 Oct; 5 of the 7 days lie inside: Sat 10 Oct, which is worked
    due = Due(id="DL09", after=EVENT, within=15, roll=Roll.TAX_EXTENSION, basis=LAW)
    found = compute(due, "2026-09-20")
    assert found.counted_day == day("2026-10-05")
    # 25-27 September are three days in a row as well: 8 in all, 13 October
    assert found.last_day == day("2026-10-13")
    assert found.plan_by == day("2026-09-30")
    assert found.rolled_over == ("中秋节", "国庆节")
