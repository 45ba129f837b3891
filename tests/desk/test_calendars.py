"""Adopting a calendar year: by whom, what it would move, and what it moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from launchkit.desk import Opening
from launchkit.desk.calendars import Calendars
from launchkit.domain.checklist import CalendarYear, NamedDay
from launchkit.domain.entries import AdministratorNamed
from launchkit.domain.errors import Refused
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
items:
  - {id: far, due: [{id: P1, after: {case: start}, within: 250, unit: working}]}
  - {id: near, due: [{id: P1, after: {case: start}, within: 5, unit: working}]}
"""
YEAR = CalendarYear(
    year=2027,
    status="official",
    notices=("某通知",),
    rest=(NamedDay(day="2027-01-01", name="元旦"), NamedDay(day="2027-01-04", name="元旦")),
    make_up=(),
)
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "U1": ("auditor",)}


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open(TEAM)
    return made


def calendars(desk: TestDesk) -> Calendars:
    return Calendars(
        store=desk.store,
        shelf=desk.desk.shelf,
        reading=desk.desk.reading,
        clockwork=desk.desk.clockwork,
        registry=desk.desk.registry,
    )


def test_a_look_ahead_says_what_adopting_then_does(desk: TestDesk) -> None:
    before = desk.case.seq
    seen = calendars(desk).preview(desk.call("H1"), YEAR)
    assert desk.case.seq == before
    assert 2027 not in desk.desk.house().calendars
    assert [one["task"] for one in seen.cases[desk.id]] == ["far"]
    done = calendars(desk).adopt(desk.call("H1"), YEAR)
    assert done == seen
    assert desk.desk.house().calendars[2027].digest == done.digest
    assert desk.case.adopted[2027] == YEAR
    again = calendars(desk).adopt(desk.call("H1"), YEAR)
    assert again.cases == {desk.id: []}


@pytest.mark.parametrize("person", ["P1", "P2", "U1", "X9"])
def test_only_headquarters_and_administrators_adopt(desk: TestDesk, person: str) -> None:
    for act in (calendars(desk).preview, calendars(desk).adopt):
        with pytest.raises(Refused, match="adopt a calendar year is for"):
            act(desk.call(person), YEAR)
    assert 2027 not in desk.desk.house().calendars
    named = AdministratorNamed(person=person, administrator=True)
    desk.desk.registry.add(desk.call("H1"), named)
    assert calendars(desk).adopt(desk.call(person), YEAR).year == YEAR


def test_cases_that_are_not_for_everybody_to_see_are_counted_and_not_named(desk: TestDesk) -> None:
    secret = Opening(
        checklist="test",
        name="涉密",
        branch="SY",
        start="2026-03-02",
        target="2026-06-01",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
        restricted=True,
    )
    hidden = desk.desk.open(desk.call("H1"), secret).case.id
    named = AdministratorNamed(person="A1", administrator=True)
    desk.desk.registry.add(desk.call("H1"), named)
    seen = calendars(desk).preview(desk.call("A1"), YEAR)
    assert set(seen.cases) == {desk.id}
    assert seen.elsewhere == 1
    assert set(calendars(desk).preview(desk.call("H1"), YEAR).cases) == {desk.id, hidden}
    calendars(desk).adopt(desk.call("A1"), YEAR)
    assert desk.desk.case(hidden).adopted[2027] == YEAR


def test_a_provisional_year_does_not_replace_an_official_one(desk: TestDesk) -> None:
    guess = replace(YEAR, status="provisional", notices=())
    calendars(desk).adopt(desk.call("H1"), guess)
    calendars(desk).adopt(desk.call("H1"), YEAR)
    for act in (calendars(desk).preview, calendars(desk).adopt):
        with pytest.raises(Refused, match="does not replace"):
            act(desk.call("H1"), guess)
    assert calendars(desk).adopt(desk.call("H1"), replace(YEAR, notices=("更正",))).cases
