"""Every deadline code of the open-branch checklist with a day worked out by hand.

The comments are the reasoning; the calendar of 2026 is: Spring Festival 15-23 Feb (14 and 28 Feb worked), Qingming 4-6 Apr,
Labour Day 1-5 May (9 May worked), Dragon Boat 19-21 Jun, Mid-Autumn 25-27 Sep (20 Sep worked), National Day 1-7 Oct
(10 Oct worked). 2 March 2026 is a Monday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from launchkit.domain.checklist import Due, Each, LocalRule, Outer, Roll, Unit
from launchkit.domain.deadlines import Deadline, deadline
from tests.domain.dates import EVENT, SHANGHAI, day, work_calendar

CALENDAR, WORKING, MONTH, HOUR = Unit.CALENDAR, Unit.WORKING, Unit.MONTH, Unit.HOUR
TAX, FILING = Roll.TAX_EXTENSION, Roll.TAX_FILING


@dataclass(frozen=True, kw_only=True)
class Row:
    """One worked example."""

    due: Due
    event: str
    last: str
    plan: str
    provisional: bool = False
    place: str | None = None


def within(code: str, count: int, unit: Unit = CALENDAR, roll: Roll = Roll.NONE) -> Due:
    return Due(id=code, after=EVENT, within=count, unit=unit, roll=roll, basis=(code,))


def before(code: str, by: int | None = None, unit: Unit = CALENDAR) -> Due:
    return Due(id=code, before=EVENT, by=by, unit=unit, basis=(code,))


def each(code: str, period: Each, count: int, unit: Unit = CALENDAR, roll: Roll = FILING) -> Due:
    return Due(
        id=code, after=EVENT, each=period, within=count, unit=unit, roll=roll, basis=(code,)
    )


LEASE = Due(
    id="DL35",
    after=EVENT,
    within=30,
    basis=("DL35",),
    local=(LocalRule(place="4101", within=15, basis=("S68",)),),
)

ROWS = [
    # decision to set up the branch: 28 Sep + 30 = 28 Oct, a Wednesday; the holiday in between changes nothing
    Row(due=within("DL01", 30), event="2026-09-28", last="2026-10-28", plan="2026-10-27"),
    # 10 Dec + 30 = 9 Jan, a Saturday; no roll; Friday the 8th is a working day unless the notice says otherwise
    Row(
        due=within("DL01", 30),
        event="2026-12-10",
        last="2027-01-09",
        plan="2027-01-08",
        provisional=True,
    ),
    # no trading before registration: opening on Monday, so registered by Sunday, in practice by Friday
    Row(due=before("DL02"), event="2026-03-16", last="2026-03-15", plan="2026-03-13"),
    # registrar: Fri 13, Sat 14 (worked), then Tue 24 Feb
    Row(due=within("DL03", 3, WORKING), event="2026-02-12", last="2026-02-24", plan="2026-02-14"),
    # 31 Jan + 30: 28 Feb is day 28, so 2 Mar; the Saturday before, 28 Feb, is worked
    Row(due=within("DL04", 30), event="2026-01-31", last="2026-03-02", plan="2026-02-28"),
    # tax registration: 2 Mar + 30 = 1 Apr, a Wednesday, no holiday inside
    Row(
        due=within("DL08", 30, roll=TAX), event="2026-03-02", last="2026-04-01", plan="2026-03-31"
    ),
    # 5 Feb + 30 = Sat 7 Mar; nine holiday days inside: 16 Mar; the plan does not rely on them: Fri 6 Mar
    Row(
        due=within("DL08", 30, roll=TAX), event="2026-02-05", last="2026-03-16", plan="2026-03-06"
    ),
    # 27 Mar + 15 = Sat 11 Apr; Qingming, three days inside: 14 Apr; planned for Fri 10 Apr
    Row(
        due=within("DL09", 15, roll=TAX), event="2026-03-27", last="2026-04-14", plan="2026-04-10"
    ),
    # 5 Jun + 15 = Sat 20 Jun, inside Dragon Boat; only two of its days lie inside: Mon 22 Jun, plan Thu 18 Jun
    Row(
        due=within("DL09", 15, roll=TAX), event="2026-06-05", last="2026-06-22", plan="2026-06-18"
    ),
    Row(
        due=within("DL10", 15, roll=TAX), event="2026-03-02", last="2026-03-17", plan="2026-03-16"
    ),
    Row(
        due=within("DL11", 15, roll=TAX), event="2026-03-10", last="2026-03-25", plan="2026-03-24"
    ),
    # software filed before use on Tuesday after Qingming: last day is the holiday Monday, last office day Friday
    Row(due=before("DL11b"), event="2026-04-07", last="2026-04-06", plan="2026-04-03"),
    # 10 Apr + 30 = Sun 10 May; five days of Labour Day inside: 15 May; planned for Sat 9 May, which is worked
    Row(
        due=within("DL12", 30, roll=TAX), event="2026-04-10", last="2026-05-15", plan="2026-05-09"
    ),
    # September is filed in October: the published day is the 26th, a Monday
    Row(
        due=each("DL13", Each.MONTH, 15), event="2026-09-10", last="2026-10-26", plan="2026-10-23"
    ),
    Row(
        due=each("DL13", Each.QUARTER, 15),
        event="2026-09-30",
        last="2026-10-26",
        plan="2026-10-23",
    ),
    # December is filed in January 2027: no table; Fri 1 to Sun 3 Jan rest, 15 Jan + 3 working days = 20 Jan
    Row(
        due=each("DL13", Each.MONTH, 15),
        event="2026-12-10",
        last="2027-01-20",
        plan="2027-01-14",
        provisional=True,
    ),
    # 2025 had a table: 8 holiday days, 27 Oct
    Row(
        due=each("DL13", Each.MONTH, 15), event="2025-09-01", last="2025-10-27", plan="2025-10-24"
    ),
    # 2023 has none here: derived, 1-6 Oct (29 Sep to 6 Oct rested; 7 and 8 worked): 16-20, 23 Oct
    Row(
        due=each("DL13", Each.MONTH, 15),
        event="2023-09-01",
        last="2023-10-23",
        plan="2023-10-13",
        provisional=True,
    ),
    # corporate income tax: first quarter by 15 April, published 20 April
    Row(
        due=each("DL14", Each.QUARTER, 15),
        event="2026-02-10",
        last="2026-04-20",
        plan="2026-04-17",
    ),
    # annual: five months after 2025 is Sun 31 May, forward only
    Row(
        due=each("DL14", Each.YEAR, 5, MONTH, Roll.FORWARD),
        event="2025-08-01",
        last="2026-06-01",
        plan="2026-05-29",
    ),
    Row(
        due=each("DL15", Each.QUARTER, 15),
        event="2026-07-20",
        last="2026-10-26",
        plan="2026-10-23",
    ),
    # stamp duty per signing: 20 May + 15
    Row(
        due=within("DL15", 15, roll=TAX), event="2026-05-20", last="2026-06-04", plan="2026-06-03"
    ),
    Row(due=within("DL16", 30), event="2026-03-02", last="2026-04-01", plan="2026-03-31"),
    Row(due=within("DL17", 30), event="2026-09-16", last="2026-10-16", plan="2026-10-15"),
    Row(due=within("DL17", 30), event="2026-01-31", last="2026-03-02", plan="2026-02-28"),
    Row(due=within("DL20", 30), event="2026-03-02", last="2026-04-01", plan="2026-03-31"),
    Row(due=within("DL20", 20), event="2026-03-20", last="2026-04-09", plan="2026-04-08"),
    Row(
        due=within("DL21", 30),
        event="2026-12-16",
        last="2027-01-15",
        plan="2027-01-14",
        provisional=True,
    ),
    # wages on Wed 30 Sep: 5 Oct is a holiday and nothing rolls; the only office day left is the pay day itself
    Row(due=within("DL22", 5), event="2026-09-30", last="2026-10-05", plan="2026-09-30"),
    Row(due=within("DL23", 30), event="2026-03-16", last="2026-04-15", plan="2026-04-14"),
    # contract: the month ends on the corresponding day; planned at least one day earlier
    Row(due=within("DL24", 1, MONTH), event="2026-03-02", last="2026-04-02", plan="2026-04-01"),
    Row(due=within("DL24", 1, MONTH), event="2026-01-31", last="2026-02-28", plan="2026-02-27"),
    Row(due=within("DL24", 1, MONTH), event="2024-01-31", last="2024-02-29", plan="2024-02-28"),
    # the safe side as a house rule: on or before the first day
    Row(
        due=Due(id="P1", before=EVENT, by=0),
        event="2026-03-02",
        last="2026-03-02",
        plan="2026-03-02",
    ),
    # wages at once: prepared on the working day before
    Row(due=within("DL29", 0), event="2026-03-16", last="2026-03-16", plan="2026-03-13"),
    Row(due=LEASE, event="2026-02-10", last="2026-03-12", plan="2026-03-11", place="310101"),
    Row(due=LEASE, event="2026-02-10", last="2026-02-25", plan="2026-02-24", place="410105"),
    # dormitory lease: no national day count, so a house rule; Sat 21 Mar is planned for Friday
    Row(
        due=Due(id="DL36", after=EVENT, within=15),
        event="2026-03-06",
        last="2026-03-21",
        plan="2026-03-20",
    ),
    # fire filing: 29 and 30 Sep, 8, 9 and the worked Saturday 10 Oct
    Row(due=within("DL37", 5, WORKING), event="2026-09-28", last="2026-10-10", plan="2026-10-09"),
    # ten working days before opening: 28, 27, 26, 25, 24, 14, 13, 12, 11, 10 Feb
    Row(
        due=before("DL37b", 10, WORKING), event="2026-03-02", last="2026-02-10", plan="2026-02-09"
    ),
    # invoices: 30 Apr, 6, 7, 8 May and the worked Saturday 9 May
    Row(due=within("DL45", 5, WORKING), event="2026-04-29", last="2026-05-09", plan="2026-05-08"),
    # 31 December may still be named by the notice of 2027
    Row(
        due=within("DL49", 30),
        event="2026-12-01",
        last="2026-12-31",
        plan="2026-12-30",
        provisional=True,
    ),
    # footage is kept 30 days: a day to wait for, not one to hurry to
    Row(
        due=Due(id="DL50", after=EVENT, within=30),
        event="2026-03-02",
        last="2026-04-01",
        plan="2026-04-01",
    ),
    Row(due=within("DL51", 30), event="2026-07-01", last="2026-07-31", plan="2026-07-30"),
    # over the leap day: 30 Jan + 30 = 29 Feb 2024
    Row(due=within("DL53", 30), event="2024-01-30", last="2024-02-29", plan="2024-02-28"),
    Row(due=within("DL54", 15), event="2026-09-20", last="2026-10-05", plan="2026-09-30"),
    Row(
        due=within("DL55", 30, roll=TAX), event="2026-05-11", last="2026-06-10", plan="2026-06-09"
    ),
    # leavers: 13 Feb + 7 = 20 Feb, inside the Spring Festival; the Saturday worked before it is the last chance
    Row(due=within("DL56", 7), event="2026-02-13", last="2026-02-20", plan="2026-02-14"),
    Row(due=before("DL59"), event="2026-03-02", last="2026-03-01", plan="2026-02-28"),
    Row(due=before("DL69"), event="2026-03-09", last="2026-03-08", plan="2026-03-06"),
    # pay day on the 10th: Sun 10 May, so earlier, on Sat 9 May, which is worked
    Row(
        due=each("DL71", Each.MONTH, 10, roll=Roll.BACKWARD),
        event="2026-04-15",
        last="2026-05-09",
        plan="2026-05-08",
    ),
    Row(due=before("DL72"), event="2026-10-08", last="2026-10-07", plan="2026-09-30"),
    # annual report: the window of the year after registration
    Row(
        due=Due(id="DL06", after=EVENT, window=("01-01", "06-30"), year=1, basis=("DL06",)),
        event="2026-03-02",
        last="2027-06-30",
        plan="2027-06-29",
        provisional=True,
    ),
]


def compute(due: Due, event: date | datetime | None, place: str | None = None) -> Deadline | None:
    return deadline(
        due, calendar=work_calendar(), resolve=lambda _: event, zone=SHANGHAI, place_code=place
    )


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.due.id}-{row.event}" for row in ROWS])
def test_worked_example(row: Row) -> None:
    found = compute(row.due, day(row.event), row.place)
    assert found is not None
    assert found.id == row.due.id
    assert (found.last_day, found.plan_by) == (day(row.last), day(row.plan))
    assert found.provisional is row.provisional
    assert found.statutory is bool(row.due.basis)
    assert found.at is None


@pytest.mark.parametrize(
    ("code", "hours", "told", "at", "last"),
    [
        # accident: one hour, over midnight
        (
            "DL57",
            1,
            datetime(2026, 3, 2, 23, 30, tzinfo=SHANGHAI),
            datetime(2026, 3, 2, 16, 30, tzinfo=UTC),
            "2026-03-03",
        ),
        # network incident: four hours, in a holiday as on any day
        (
            "DL58",
            4,
            datetime(2026, 10, 1, 2, 0, tzinfo=UTC),
            datetime(2026, 10, 1, 6, 0, tzinfo=UTC),
            "2026-10-01",
        ),
    ],
)
def test_hour_clock(code: str, hours: int, told: datetime, at: datetime, last: str) -> None:
    found = compute(within(code, hours, HOUR), told)
    assert found is not None
    assert (found.at, found.last_day, found.plan_by) == (at, day(last), day(last))
    assert not found.provisional


@pytest.mark.parametrize("code", ["DL05", "DL31"])
def test_permanent_duties_and_limits_have_no_day(code: str) -> None:
    """`{id: DL05, basis: [DL05]}`: a licence is displayed always; overtime is a check on facts."""
    assert compute(Due(id=code, basis=(code,)), day("2026-03-02")) is None


def test_dl16_is_due_with_the_registration_and_at_the_outside_in_30_days() -> None:
    """`{after: event, within: 0, outer: {after: event, within: 30}}`: the earlier of the two."""
    due = Due(
        id="DL16", after=EVENT, within=0, outer=Outer(after=EVENT, within=30), basis=("DL16",)
    )
    found = compute(due, day("2026-03-02"))
    assert found is not None
    assert (found.last_day, found.outer_won) == (day("2026-03-02"), False)


def test_the_codes_of_the_checklist_are_all_here() -> None:
    wanted = "01 02 03 04 08 09 10 11 11b 12 13 14 15 16 17 20 21 22 23 24 29 35 36 37 37b 45 49 50 51 53 54 55 56 59 69 71 72"
    assert {f"DL{code}" for code in wanted.split()} <= {row.due.id for row in ROWS}
