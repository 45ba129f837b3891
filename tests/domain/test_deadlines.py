from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Anchor, CasePoint, Due, Each, LocalRule, Outer, Roll, Unit
from launchkit.domain.counting import add_months, count_from, period_of
from launchkit.domain.deadlines import (
    Lateness,
    deadline,
    lateness,
    next_change,
)
from tests.domain.dates import (
    EVENT,
    LAW,
    OTHER,
    SHANGHAI,
    calendar_years,
    compute,
    day,
    local,
    work_calendar,
)

# --- plain counting ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-03-02", 5, "2026-08-02"),
    ],
)
def test_months_end_on_the_corresponding_day(start: str, months: int, end: str) -> None:
    """Civil Code art. 202."""
    assert add_months(day(start), months) == day(end)


def test_the_start_day_is_not_counted() -> None:
    """Civil Code art. 201: ten days from 1 March end on the 11th."""
    found = compute(Due(id="P1", after=EVENT, within=10), "2026-03-01")
    assert found.last_day == day("2026-03-11")


@pytest.mark.parametrize(
    ("roll", "event", "last"),
    [
        # 2026-09-28 + 5 = 3 October, inside National Day; art. 203: the day after the holiday
        (Roll.FORWARD, "2026-09-28", "2026-10-08"),
        (Roll.BACKWARD, "2026-09-28", "2026-09-30"),
        (Roll.NONE, "2026-09-28", "2026-10-03"),
        # a worked Saturday is no rest day
        (Roll.FORWARD, "2026-10-05", "2026-10-10"),
        (Roll.BACKWARD, "2026-10-05", "2026-10-10"),
        # a plain Sunday
        (Roll.FORWARD, "2026-03-10", "2026-03-16"),
        (Roll.BACKWARD, "2026-03-10", "2026-03-13"),
    ],
)
def test_roll(roll: Roll, event: str, last: str) -> None:
    found = compute(Due(id="P1", after=EVENT, within=5, roll=roll), event)
    assert found.last_day == day(last)


def test_hours_are_not_counted_in_days() -> None:
    with pytest.raises(ValueError, match="instant"):
        count_from(day("2026-03-02"), 1, Unit.HOUR, work_calendar())


@pytest.mark.parametrize(
    ("each", "first", "last"),
    [
        (Each.DAY, "2026-05-13", "2026-05-13"),
        (Each.WEEK, "2026-05-11", "2026-05-17"),
        (Each.MONTH, "2026-05-01", "2026-05-31"),
        (Each.QUARTER, "2026-04-01", "2026-06-30"),
        (Each.YEAR, "2026-01-01", "2026-12-31"),
    ],
)
def test_period_of(each: Each, first: str, last: str) -> None:
    assert period_of(day("2026-05-13"), each) == (day(first), day(last))


# --- shapes --------------------------------------------------------------------------------------


def test_no_value_no_deadline() -> None:
    due = Due(id="P1", after=EVENT, within=3)
    assert deadline(due, calendar=work_calendar(), resolve=lambda _: None, zone=SHANGHAI) is None


@pytest.mark.parametrize(
    "shape", [Due(id="P1", each=Each.MONTH), Due(id="P1", window=("01-01", "06-30"))]
)
def test_a_rule_that_names_no_moment_has_none(shape: Due) -> None:
    assert (
        deadline(
            shape, calendar=work_calendar(), resolve=lambda _: day("2026-01-01"), zone=SHANGHAI
        )
        is None
    )


@pytest.mark.parametrize(
    ("by", "unit", "last"),
    [
        (None, Unit.CALENDAR, "2026-03-15"),  # before: not later than the day before
        (1, Unit.CALENDAR, "2026-03-15"),
        (0, Unit.CALENDAR, "2026-03-16"),  # on or before the day itself
        (7, Unit.CALENDAR, "2026-03-09"),
        (1, Unit.WORKING, "2026-03-13"),
        (1, Unit.MONTH, "2026-02-16"),
    ],
)
def test_before(by: int | None, unit: Unit, last: str) -> None:
    assert compute(Due(id="P1", before=EVENT, by=by, unit=unit), "2026-03-16").last_day == day(
        last
    )


def test_a_case_point_is_an_anchor() -> None:
    target = Anchor(case=CasePoint.TARGET)
    found = deadline(
        Due(id="P1", before=target, by=2),
        calendar=work_calendar(),
        resolve={target: day("2026-03-16")}.get,
        zone=SHANGHAI,
    )
    assert found is not None
    assert (found.anchor, found.count, found.last_day) == (target, -2, day("2026-03-14"))


@pytest.mark.parametrize(
    ("window", "year", "opens", "last"),
    [
        (("01-01", "06-30"), 1, "2027-01-01", "2027-06-30"),
        (("03-01", "05-31"), 0, "2026-03-01", "2026-05-31"),
        (("12-01", "01-15"), 0, "2026-12-01", "2027-01-15"),  # over the turn of the year
        (("02-01", "02-29"), 0, "2026-02-01", "2026-02-28"),
        (("02-01", "02-29"), 2, "2028-02-01", "2028-02-29"),
    ],
)
def test_window(window: tuple[str, str], year: int, opens: str, last: str) -> None:
    rule = LocalRule(place="4101", within=1)
    due = Due(id="DL06", after=EVENT, window=window, year=year, basis=LAW, local=(rule,))
    found = compute(due, "2026-03-02", place="410105")
    assert (found.opens, found.last_day, found.count) == (day(opens), day(last), None)
    assert found.local_place is None


def test_window_may_roll() -> None:
    due = Due(id="P1", after=EVENT, window=("01-01", "05-31"), roll=Roll.FORWARD)
    assert compute(due, "2026-03-02").last_day == day("2026-06-01")


def test_each_counts_from_the_end_of_the_period_given() -> None:
    due = Due(id="DL22", each=Each.MONTH, within=5, basis=LAW)
    found = compute(due, "2026-01-01", period=(day("2026-03-01"), day("2026-03-31")))
    assert (found.began, found.last_day, found.anchor) == (
        day("2026-03-31"),
        day("2026-04-05"),
        None,
    )


def test_a_daily_task_has_a_time() -> None:
    due = Due(id="P1", each=Each.DAY, within=0, after=EVENT)
    found = compute(
        due, "2026-03-07", period=(day("2026-03-07"), day("2026-03-07")), by_time=time(20)
    )
    # A Saturday is worked by those who keep the branch running; the day does not move to Friday.
    assert (found.last_day, found.plan_by) == (day("2026-03-07"), day("2026-03-07"))
    assert found.at == local("2026-03-07T20:00")
    assert found.late_at == found.plan_missed_at == found.at


def test_by_time_leaves_hour_clocks_alone() -> None:
    due = Due(id="DL57", after=EVENT, within=1, unit=Unit.HOUR, basis=LAW)
    found = compute(due, local("2026-03-02T10:00"), by_time=time(20))
    assert found.at == local("2026-03-02T11:00")


# --- hours ---------------------------------------------------------------------------------------


def test_hours_before_an_event() -> None:
    due = Due(id="P1", before=EVENT, by=48, unit=Unit.HOUR)
    found = compute(due, local("2026-03-02T09:00"))
    assert found.at == local("2026-02-28T09:00")
    assert (found.last_day, found.plan_by, found.soon_at) == (
        day("2026-02-28"),
        day("2026-02-28"),
        local("2026-02-28T00:00"),
    )


def test_a_day_starts_an_hour_clock_at_its_first_moment() -> None:
    found = compute(Due(id="P1", after=EVENT, within=4, unit=Unit.HOUR), "2026-03-02")
    assert found.at == local("2026-03-02T04:00")


def test_hours_do_not_jump_with_summer_time() -> None:
    """24 hours are 24 hours, also where a clock is put forward."""
    berlin = ZoneInfo("Europe/Berlin")
    due = Due(id="P1", after=EVENT, within=24, unit=Unit.HOUR)
    start = datetime(2026, 3, 28, 12, tzinfo=berlin)
    found = deadline(due, calendar=work_calendar(), resolve=lambda _: start, zone=berlin)
    assert found is not None
    assert found.at == start.astimezone(UTC) + timedelta(hours=24)


def test_an_instant_is_counted_from_its_local_day() -> None:
    # 17:00 UTC is already the next day in Shanghai
    event = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert compute(Due(id="P1", after=EVENT, within=1), event).last_day == day("2026-03-04")


@pytest.mark.parametrize("unit", Unit)
def test_an_instant_needs_a_zone(unit: Unit) -> None:
    with pytest.raises(ValueError, match="time zone"):
        compute(Due(id="P1", after=EVENT, within=1, unit=unit), datetime(2026, 3, 2, 17))  # noqa: DTZ001


# --- outer and local -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "last", "outer", "basis"),
    [
        ("2026-03-01", "2026-03-31", True, ("DL", "OUT")),
        ("2026-03-20", "2026-04-01", False, ("DL",)),
        ("2026-03-02", "2026-04-01", False, ("DL",)),  # a tie: the rule itself
        (None, "2026-04-01", False, ("DL",)),
    ],
)
def test_outer_bound(other: str | None, last: str, outer: bool, basis: tuple[str, ...]) -> None:
    bound = Outer(after=OTHER, within=30, basis=("OUT",))
    due = Due(id="DL", after=EVENT, within=30, outer=bound, basis=LAW)
    found = compute(due, "2026-03-02", other=other)
    assert (found.last_day, found.outer_won, found.basis) == (day(last), outer, basis)
    assert found.anchor == (OTHER if outer else EVENT)


def test_outer_bound_runs_before_the_rule_itself_does() -> None:
    """A law sets the outside limit of a house rule: the deadline is statutory when that one wins."""
    due = Due(id="P1", after=EVENT, within=1, outer=Outer(after=OTHER, within=30, basis=("OUT",)))
    values = {OTHER: day("2026-03-02")}
    found = deadline(due, calendar=work_calendar(), resolve=values.get, zone=SHANGHAI)
    assert found is not None
    assert (found.last_day, found.statutory, found.outer_won) == (day("2026-04-01"), True, True)


@pytest.mark.parametrize(
    ("place", "last", "won"),
    [
        (None, "2026-04-01", None),
        ("310101", "2026-04-01", None),
        ("410000", "2026-04-01", None),
        ("410105", "2026-03-17", "4101"),
        ("330106", "2026-03-05", "33"),
        ("500101", "2026-04-01", None),  # a longer local limit never wins
    ],
)
def test_local_rule(place: str | None, last: str, won: str | None) -> None:
    rules = (
        LocalRule(place="4101", within=15, basis=("S68",)),
        LocalRule(place="33", within=3, unit=Unit.WORKING, basis=("S69",)),
        LocalRule(place="50", within=60),
    )
    found = compute(
        Due(id="DL35", after=EVENT, within=30, basis=LAW, local=rules), "2026-03-02", place=place
    )
    assert (found.last_day, found.local_place) == (day(last), won)
    assert found.basis == LAW + {"4101": ("S68",), "33": ("S69",)}.get(won or "", ())


def test_a_local_limit_does_not_roll_with_the_national_one() -> None:
    """15 days from 28 February end on Sunday 15 March; the local text has no roll of its own."""
    due = Due(
        id="DL35",
        after=EVENT,
        within=30,
        roll=Roll.FORWARD,
        basis=LAW,
        local=(LocalRule(place="4101", within=15),),
    )
    found = compute(due, "2026-02-28", place="410105")
    assert (found.last_day, found.roll) == (day("2026-03-15"), Roll.NONE)


# --- suspension and extension --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suspensions", "last", "added", "stands"),
    [
        ((), "2026-03-17", 0, False),
        ((("2026-03-10", "2026-03-15"),), "2026-03-22", 5, False),
        ((("2026-03-10", "2026-03-10"),), "2026-03-17", 0, False),
        ((("2026-02-01", "2026-03-05"),), "2026-03-19", 2, False),  # only 3 and 4 March were in it
        ((("2026-03-18", "2026-03-25"),), "2026-03-17", 0, False),  # too late
        ((("2026-03-17", "2026-03-20"),), "2026-03-20", 3, False),  # on the last day
        ((("2026-03-18", "2026-03-25"), ("2026-03-10", "2026-03-12")), "2026-03-26", 9, False),
        ((("2026-03-05", "2026-03-10"), ("2026-03-08", "2026-03-12")), "2026-03-24", 7, False),
        ((("2026-03-10", None),), "2026-03-17", 0, True),
        ((("2026-03-05", "2026-03-08"), ("2026-03-10", None)), "2026-03-20", 3, True),
        ((("2026-03-20", None),), "2026-03-17", 0, False),
    ],
)
def test_suspension(
    suspensions: tuple[tuple[str, str | None], ...], last: str, added: int, stands: bool
) -> None:
    spans = tuple((day(a), day(b) if b else None) for a, b in suspensions)
    found = compute(
        Due(id="DL", after=EVENT, within=15, basis=LAW), "2026-03-02", suspensions=spans
    )
    assert (found.last_day, found.suspended_days, found.suspended) == (day(last), added, stands)


def test_suspended_working_days() -> None:
    """5 working days from Mon 2 March end on the 9th; Thu 5 to Mon 9 (two working days) do not count."""
    due = Due(id="DL45", after=EVENT, within=5, unit=Unit.WORKING, basis=LAW)
    found = compute(due, "2026-03-02", suspensions=((day("2026-03-05"), day("2026-03-09")),))
    assert (found.last_day, found.suspended_days) == (day("2026-03-11"), 2)


def test_suspension_leaves_filings_and_days_before_an_event_alone() -> None:
    stood = ((day("2026-01-01"), day("2026-12-01")),)
    filing = Due(
        id="DL13", each=Each.MONTH, within=15, roll=Roll.TAX_FILING, after=EVENT, basis=LAW
    )
    assert compute(filing, "2026-09-30", suspensions=stood).last_day == day("2026-10-26")
    before = Due(id="P1", before=EVENT, by=5)
    assert compute(before, "2026-10-30", suspensions=stood).last_day == day("2026-10-25")


def test_extension_moves_house_rules_only() -> None:
    house = compute(Due(id="P1", after=EVENT, within=15), "2026-03-02", extended_to="2026-03-22")
    # Sunday, so Friday
    assert (house.last_day, house.plan_by) == (day("2026-03-22"), day("2026-03-20"))
    law = compute(
        Due(id="DL", after=EVENT, within=15, basis=LAW), "2026-03-02", extended_to="2026-03-22"
    )
    assert (law.last_day, law.plan_by) == (day("2026-03-17"), day("2026-03-16"))
    assert house.extended_to == law.extended_to == day("2026-03-22")


def test_extension_of_a_house_hour_clock_gives_the_whole_day() -> None:
    due = Due(id="P1", after=EVENT, within=4, unit=Unit.HOUR)
    found = compute(due, local("2026-03-02T10:00"), extended_to="2026-03-04")
    assert (found.at, found.late_at) == (None, local("2026-03-05T00:00"))


# --- planning ------------------------------------------------------------------------------------


def test_no_working_day_left_means_the_day_of_the_event() -> None:
    """Wages paid on 2 October, 5 days: no office opens before the 7th, and the plan cannot lie before the event."""
    found = compute(Due(id="DL22", after=EVENT, within=5, basis=LAW), "2026-10-02")
    assert (found.last_day, found.plan_by) == (day("2026-10-07"), day("2026-10-02"))


def test_a_house_rule_is_not_planned_before_its_event() -> None:
    assert compute(Due(id="P1", after=EVENT, within=1), "2026-10-02").plan_by == day("2026-10-02")


# --- provisional ---------------------------------------------------------------------------------


def without(year: int) -> WorkCalendar:
    return WorkCalendar([known for known in calendar_years() if known.year != year])


@pytest.mark.parametrize(
    ("unit", "roll", "years"),
    [
        (Unit.WORKING, Roll.NONE, (2025,)),  # the first days were counted in 2025
        (Unit.CALENDAR, Roll.TAX_EXTENSION, (2025,)),
        (Unit.CALENDAR, Roll.TAX_FILING, (2025,)),
        (Unit.CALENDAR, Roll.NONE, ()),
        (Unit.CALENDAR, Roll.FORWARD, ()),  # only the last day was looked at
    ],
)
def test_every_year_that_was_looked_at_counts(
    unit: Unit, roll: Roll, years: tuple[int, ...]
) -> None:
    due = Due(id="DL", after=EVENT, within=20, unit=unit, roll=roll, basis=LAW)
    found = deadline(
        due, calendar=without(2025), resolve=lambda _: day("2025-12-20"), zone=SHANGHAI
    )
    assert found is not None
    assert found.provisional_years == years


def test_an_hour_clock_asks_no_calendar() -> None:
    due = Due(id="DL57", after=EVENT, within=1, unit=Unit.HOUR, basis=LAW)
    assert not compute(due, local("2027-05-01T10:00")).provisional


# --- lateness ------------------------------------------------------------------------------------


def test_lateness_walks_through_its_states() -> None:
    found = compute(Due(id="DL08", after=EVENT, within=30, basis=LAW), "2026-03-02")
    # plan by Tue 31 March, soon from Thu 26 March, late after 1 April
    steps = [
        ("2026-03-25T23:59:59", Lateness.OK, "2026-03-26T00:00"),
        ("2026-03-26T00:00:00", Lateness.SOON, "2026-04-01T00:00"),
        ("2026-03-31T23:59:59", Lateness.SOON, "2026-04-01T00:00"),
        ("2026-04-01T00:00:00", Lateness.PLAN_MISSED, "2026-04-02T00:00"),
        ("2026-04-02T00:00:00", Lateness.LATE, None),
    ]
    for now, state, change in steps:
        assert lateness(found, local(now)) is state
        assert next_change(found, local(now)) == (None if change is None else local(change))


def test_a_house_rule_goes_from_soon_to_late() -> None:
    found = compute(Due(id="P1", after=EVENT, within=2), "2026-03-02")
    assert lateness(found, local("2026-03-04T12:00")) is Lateness.SOON
    assert lateness(found, local("2026-03-05T00:00")) is Lateness.LATE


def test_an_hour_clock_is_soon_at_once() -> None:
    found = compute(
        Due(id="DL57", after=EVENT, within=1, unit=Unit.HOUR, basis=LAW), local("2026-03-02T23:30")
    )
    assert lateness(found, local("2026-03-02T23:30")) is Lateness.SOON
    assert next_change(found, local("2026-03-02T23:30")) == local("2026-03-03T00:30")
    assert lateness(found, local("2026-03-03T00:30")) is Lateness.LATE


def test_a_clock_that_stands_is_never_late() -> None:
    due = Due(id="DL", after=EVENT, within=15, basis=LAW)
    found = compute(due, "2026-03-02", suspensions=((day("2026-03-10"), None),))
    assert lateness(found, local("2027-01-01T00:00")) is Lateness.OK
    assert next_change(found, local("2026-03-12T00:00")) is None
