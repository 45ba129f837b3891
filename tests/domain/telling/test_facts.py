"""The facts of a case on one page: by stage and instance, personal ones covered, for whoever asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from launchkit.domain.ask import Ask
from launchkit.domain.telling.facts import FactSection, fact_sections
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
facts:
  - {id: rent, type: money}
  - {id: id_number, type: id_number, personal: sensitive}
  - {id: name, type: text, per: hire, personal: ordinary}
  - {id: nobody_asks, type: text}
collections: [{id: hire}]
items:
  - {id: sign, facts: [rent], optional_facts: [id_number]}
  - {id: train, per: hire, facts: [name]}
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open({"P1": ("lead",), "H1": ("hq_lead",), "A1": ("auditor",)})
    made.advance()
    return made


def sections(desk: TestDesk, person: str = "P1") -> tuple[FactSection, ...]:
    ask = Ask(actor=person, now=desk.clock(), people=desk.desk.house().roster())
    return fact_sections(desk.case, desk.desk.house(), ask)


def test_facts_stand_under_their_stage_and_their_instance(desk: TestDesk) -> None:
    assert [[row.name for row in one.rows] for one in sections(desk)] == [
        ["rent", "id_number"],
        ["nobody_asks"],
    ]
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire", label="小王")
    desk.state("P1", rent="3600.00")
    found = sections(desk)
    assert [(one.instance, one.label.zh, one.stage != "", one.stated) for one in found] == [
        (None, "", True, 1),
        ("hire-1", "小王", True, 0),
        (None, "", False, 0),
    ]
    rent, number = found[0].rows
    assert (rent.value, rent.by_name, rent.task, rent.masked) == (
        360_000,
        desk.desk.house().name("P1"),
        "sign",
        False,
    )
    assert (number.value, number.shown.zh, number.by_name) == (None, "", "")
    assert (found[1].rows[0].name, found[1].rows[0].task) == ("hire-1.name", "train#hire-1")
    assert found[2].rows[0].task is None


def test_what_is_personal_is_covered(desk: TestDesk) -> None:
    desk.state("P1", id_number="11010519491231002X")
    row = sections(desk)[0].rows[1]
    assert (row.value, row.shown.zh) == (None, "•••• 002X")


def test_who_may_state_is_asked_of_the_rules(desk: TestDesk) -> None:
    assert all(row.may for one in sections(desk) for row in one.rows)
    assert not any(row.may for one in sections(desk, "A1") for row in one.rows)
    closed = replace(desk.case, closed_at="2026-04-01T00:00:00.000000Z")
    ask = Ask(actor="P1", now=desk.clock(), people=desk.desk.house().roster())
    found = fact_sections(closed, desk.desk.house(), ask)
    assert not any(row.may for one in found for row in one.rows)
