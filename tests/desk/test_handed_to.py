"""A task given to somebody who is away goes on to whoever stands in, at once; whoever gave it away is told so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from launchkit.domain.ask import Ask
from launchkit.domain.telling.standing_in import HandedTo, handed_to
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
items:
  - {id: visit, owner: lead}
  - {id: sign, owner: lead, approval: {by: [hq_lead]}}
"""
TEAM = {"P1": ("lead",), "P2": ("mate",), "P3": ("mate",), "H1": ("hq_lead",)}
DAY = date(2026, 3, 2)


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open(TEAM)
    made.advance()
    return made


def away(desk: TestDesk, person: str, **more: Any) -> None:
    given: dict[str, Any] = {"person": person, "begins": DAY, **more}
    desk.desk.people.state_absence(desk.call("H1"), desk.id, **given)


def given_to(desk: TestDesk, to: str, task: str = "visit") -> HandedTo:
    """The same before the clockwork has looked at it and after, and as the task then stands."""
    desk.desk.assign(desk.call("P1"), desk.id, task, to=to)
    found = told(desk, to, task)
    desk.advance()
    assert told(desk, to, task) == found
    assert desk.case.tasks[task].owner == found.owner
    return found


def told(desk: TestDesk, to: str, task: str) -> HandedTo:
    house = desk.desk.house()
    ask = Ask(actor="P1", now=desk.clock(), people=house.roster())
    return handed_to(desk.case, desk.case.tasks[task], to, ask, house)


def test_who_is_there_has_it(desk: TestDesk) -> None:
    found = given_to(desk, "P2")
    assert (found.to, found.owner, found.away_until) == ("P2", "P2", None)
    assert (found.said.zh, found.said.en) == ("已移交给 姓名P2", "handed over to 姓名P2")


def test_who_is_away_until_a_day_has_somebody_in_their_place(desk: TestDesk) -> None:
    away(desk, "P2", ends=DAY + timedelta(days=3), deputy="P3")
    found = given_to(desk, "P2")
    assert (found.to, found.owner, found.away_until) == ("P2", "P3", DAY + timedelta(days=3))
    assert found.said.zh == (
        "已移交给 姓名P2；姓名P2 到 2026-03-05 周四 都不在，先由 姓名P3 代办，回来后交还"
    )
    assert found.said.en == (
        "handed over to 姓名P2; 姓名P2 is away until 2026-03-05 Thu, so 姓名P3 stands in and it goes back then"
    )
    desk.clock.forward(days=4)
    desk.advance()
    assert desk.case.tasks["visit"].owner == "P2", "as was said"


def test_who_has_not_said_when_they_are_back(desk: TestDesk) -> None:
    away(desk, "P2")
    found = given_to(desk, "P2")
    assert (found.owner, found.away_until) == ("P1", None)
    assert "姓名P2 不在，返岗日未定，先由 姓名P1 代办" in found.said.zh
    assert "is away, return not known, so 姓名P1 stands in" in found.said.en


def test_who_lost_all_rights_gets_nothing_back(desk: TestDesk) -> None:
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P2", reason="调查")
    found = given_to(desk, "P2")
    assert found.owner == "P1"
    assert found.said.zh == "已移交给 姓名P2；姓名P2 现在不能办理，由 姓名P1 负责"
    assert found.said.en == (
        "handed over to 姓名P2; 姓名P2 cannot act at present, so 姓名P1 answers for it"
    )
    assert "调查" not in str(found)


def test_where_nobody_is_there_it_stays(desk: TestDesk) -> None:
    """Headquarters would answer for it in the end: that is who it was given to."""
    for person in TEAM:
        away(desk, person)
    found = given_to(desk, "H1")
    assert found.owner == "H1"
    assert found.said.zh == "已移交给 姓名H1；姓名H1 不在，返岗日未定，眼下也没有人能代办"
    assert found.said.en.endswith("and nobody is there to stand in")


def test_what_was_handed_in_waits_for_a_decision_and_for_nobody_else(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    away(desk, "P2")
    found = given_to(desk, "P2", "sign")
    assert (found.owner, found.said.zh) == ("P2", "已移交给 姓名P2")
