"""A clock of the law starts from what has happened: a day that lies ahead is refused, unless it is one that is planned."""

from __future__ import annotations

import pytest

from launchkit.domain.errors import Refused
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
statutes: [{id: S1}]
facts:
  - {id: signed_on, type: date}
  - {id: received_at, type: instant}
  - {id: first_day_on, type: date, planned: true}
  - {id: works_start_on, type: date}
  - {id: party_on, type: date}
  - {id: outer_on, type: date}
  - {id: note, type: text}
items:
  - id: file
    facts: [note]
    due:
      - {id: L1, after: {fact: signed_on}, within: 30, basis: [S1]}
      - {id: L2, after: {fact: received_at}, within: 48, unit: hour, basis: [S1]}
      - {id: L3, after: {fact: first_day_on}, within: 30, basis: [S1]}
      - {id: L4, before: {fact: works_start_on}, by: 3, basis: [S1]}
      - {id: P1, after: {fact: party_on}, within: 3, outer: {after: {fact: outer_on}, within: 9, basis: [S1]}}
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open()
    return made


def state(desk: TestDesk, **facts: object) -> None:
    desk.desk.state(desk.call("P1"), desk.id, facts)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("signed_on", "2026-03-03"),
        ("received_at", "2026-03-03T00:30:00+08:00"),
        ("outer_on", "2026-03-03"),
    ],
)
def test_what_has_not_happened_starts_no_clock(desk: TestDesk, fact: str, value: str) -> None:
    with pytest.raises(Refused) as raised:
        state(desk, **{fact: value})
    assert raised.value.code == "not_happened_yet"
    assert f"（{fact}）是法定期限的起算日，不能晚于今天（2026-03-02）" in raised.value.zh
    assert "it cannot lie after today" in raised.value.en
    assert desk.case.value(fact) is None


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("signed_on", "2026-03-02"),
        ("received_at", "2026-03-02T23:30:00+08:00"),
        ("first_day_on", "2026-04-01"),
        ("works_start_on", "2026-04-01"),
        ("party_on", "2026-04-01"),
        ("note", "2099"),
    ],
)
def test_today_what_is_planned_and_what_is_counted_back_from_are_taken(
    desk: TestDesk, fact: str, value: str
) -> None:
    state(desk, **{fact: value})
    assert desk.case.value(fact) is not None


def test_the_next_day_it_has_happened(desk: TestDesk) -> None:
    desk.clock.forward(days=1)
    state(desk, signed_on="2026-03-03")
    assert desk.case.value("signed_on") == "2026-03-03"
