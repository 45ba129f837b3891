"""The same case twice within a day is a form that was sent twice, unless somebody says that it is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from launchkit.desk import Opening
from launchkit.domain.errors import Refused
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

TEAM = {"P1": ("lead",), "H1": ("hq_lead",)}
WANTED = Opening(
    checklist="test",
    name="测试专案",
    branch="SY",
    start="2026-03-02",
    target="2026-05-01",
    team=TEAM,
    once=True,
)


@pytest.fixture
def desk() -> TestDesk:
    found = desk_for(definition("items: [{id: sign}]"))
    found.open()
    return found


def test_the_second_time_is_refused_with_the_number_of_the_first(desk: TestDesk) -> None:
    with pytest.raises(Refused) as raised:
        desk.desk.open(desk.call("H1"), WANTED)
    assert raised.value.code == "opened_twice"
    assert desk.case.number in raised.value.zh
    assert [one.command for one in raised.value.lacks] == [
        f"launchkit show {desk.case.number}",
        "launchkit open … --again",
    ]
    assert len(desk.desk.reading.cases("H1")) == 1


def test_it_is_opened_where_that_is_meant(desk: TestDesk) -> None:
    desk.desk.open(desk.call("H1"), replace(WANTED, once=False))
    assert len(desk.desk.reading.cases("H1")) == 2


@pytest.mark.parametrize(
    "change", [{"name": "另一个"}, {"start": "2026-03-03"}, {"target": "2026-05-02"}]
)
def test_something_else_is_another_case(desk: TestDesk, change: dict[str, str]) -> None:
    desk.desk.open(desk.call("H1"), replace(WANTED, **change))  # type: ignore[arg-type]
    assert len(desk.desk.reading.cases("H1")) == 2


def test_after_a_day_it_is_another_situation(desk: TestDesk) -> None:
    desk.clock.forward(hours=23)
    with pytest.raises(Refused):
        desk.desk.open(desk.call("H1"), WANTED)
    desk.clock.forward(hours=1)
    desk.desk.open(desk.call("H1"), WANTED)


def test_a_request_that_was_carried_out_is_answered_again(desk: TestDesk) -> None:
    call = desk.call("H1")
    first = desk.desk.open(call, replace(WANTED, name="别的"))
    again = desk.desk.open(call, replace(WANTED, name="别的"))
    assert (again.repeated, again.case.id) == (True, first.case.id)
