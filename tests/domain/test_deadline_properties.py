from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from launchkit.domain.checklist import Due, LocalRule, Roll, Unit
from tests.domain.dates import EVENT, LAW, compute, work_calendar

EVENTS = st.dates(min_value=date(2018, 1, 1), max_value=date(2027, 12, 31))
DAY_UNITS = st.sampled_from([Unit.CALENDAR, Unit.WORKING, Unit.MONTH])
LENGTHS = st.integers(min_value=0, max_value=60)
ROLLS = st.sampled_from(list(Roll))


@given(
    event=EVENTS,
    unit=DAY_UNITS,
    length=LENGTHS,
    more=st.integers(min_value=0, max_value=30),
    roll=ROLLS,
)
def test_a_longer_period_never_ends_earlier(
    event: date, unit: Unit, length: int, more: int, roll: Roll
) -> None:
    if roll is Roll.TAX_FILING:
        return  # the published day replaces the 15th only
    due = Due(id="P1", after=EVENT, within=length, unit=unit, roll=roll)
    longer = replace(due, within=length + more)
    assert compute(due, event).last_day <= compute(longer, event).last_day


@given(event=EVENTS, unit=DAY_UNITS, length=LENGTHS)
def test_rolls_move_one_way_to_a_working_day(event: date, unit: Unit, length: int) -> None:
    due = Due(id="P1", after=EVENT, within=length, unit=unit)
    plain = compute(due, event).last_day
    forward = compute(replace(due, roll=Roll.FORWARD), event).last_day
    backward = compute(replace(due, roll=Roll.BACKWARD), event).last_day
    extended = compute(replace(due, roll=Roll.TAX_EXTENSION), event).last_day
    assert backward <= plain <= forward <= extended
    assert all(work_calendar().is_workday(d) for d in (backward, forward, extended))


@given(
    event=EVENTS, unit=DAY_UNITS, length=LENGTHS, roll=ROLLS, back=st.booleans(), law=st.booleans()
)
def test_the_plan_lies_before_the_last_day(
    event: date, unit: Unit, length: int, roll: Roll, back: bool, law: bool
) -> None:
    due = Due(
        id="P1",
        after=None if back else EVENT,
        within=None if back else length,
        before=EVENT if back else None,
        by=length if back else None,
        unit=unit,
        roll=roll,
        basis=LAW if law else (),
    )
    found = compute(due, event)
    assert found.plan_by < found.last_day if law else found.plan_by <= found.last_day
    assert found.soon_at < found.plan_missed_at <= found.late_at


@given(
    event=EVENTS,
    unit=DAY_UNITS,
    length=LENGTHS,
    roll=ROLLS,
    local_unit=DAY_UNITS,
    local_length=LENGTHS,
)
def test_a_local_rule_never_makes_it_later(
    event: date, unit: Unit, length: int, roll: Roll, local_unit: Unit, local_length: int
) -> None:
    due = Due(id="DL", after=EVENT, within=length, unit=unit, roll=roll, basis=LAW)
    rule = LocalRule(place="41", within=local_length, unit=local_unit)
    national = compute(due, event)
    both = compute(replace(due, local=(rule,)), event, place="410105")
    assert both.last_day <= national.last_day
    assert (both.local_place is not None) == (both.last_day < national.last_day)


@given(
    event=EVENTS,
    unit=st.sampled_from([Unit.CALENDAR, Unit.WORKING]),
    length=LENGTHS,
    spans=st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=4),
)
def test_suspension_never_makes_it_earlier_nor_adds_more_than_it_lasted(
    event: date, unit: Unit, length: int, spans: list[tuple[int, int]]
) -> None:
    due = Due(id="DL", after=EVENT, within=length, unit=unit, basis=LAW)
    stood = tuple((event + timedelta(days=a), event + timedelta(days=a + b)) for a, b in spans)
    plain, held = compute(due, event), compute(due, event, suspensions=stood)
    assert held.last_day >= plain.last_day
    assert held.suspended_days <= sum(b for _, b in spans)
