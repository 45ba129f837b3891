"""Looking at personal data that pages cover: allowed to those of the case, with a reason, and in the trail."""

from __future__ import annotations

import pytest

from launchkit.domain.entries import PersonAdded
from launchkit.domain.errors import NotFound, Refused
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
facts: [{id: phone, type: phone, personal: ordinary}]
items: [{id: enter, owner: lead, optional_facts: [phone]}]
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open({"P1": ("lead",), "H1": ("hq_lead",), "A1": ("administrator",), "U1": ("auditor",)})
    return made


def test_whoever_looks_at_personal_data_is_in_the_trail_with_the_reason(desk: TestDesk) -> None:
    desk.state("P1", phone="13800138000")
    for who in ("P1", "U1"):
        outcome = desk.desk.people.show_personal(desk.call(who), desk.id, "phone", reason="核对")
        (entry,) = outcome.recorded
        assert entry.envelope.kind == "personal_shown"
        assert (entry.envelope.actor, entry.envelope.data["fact"]) == (who, "phone")
        assert "reason" in entry.envelope.personal


@pytest.mark.parametrize(
    ("who", "fact", "reason", "code"),
    [
        ("A1", "phone", "想看", "reads_only"),
        ("P1", "phone", " ", "reason_missing"),
    ],
)
def test_who_may_not_see_personal_data_or_says_no_reason_is_refused(
    desk: TestDesk, who: str, fact: str, reason: str, code: str
) -> None:
    desk.state("P1", phone="13800138000")
    with pytest.raises(Refused) as refused:
        desk.desk.people.show_personal(desk.call(who), desk.id, fact, reason=reason)
    assert refused.value.code == code


def test_what_was_never_stated_cannot_be_looked_at(desk: TestDesk) -> None:
    with pytest.raises(NotFound):
        desk.desk.people.show_personal(desk.call("P1"), desk.id, "phone", reason="核对")


# --- values of the register ------------------------------------------------------------------------------------------


def test_a_value_of_a_person_is_shown_with_an_entry_of_the_house(desk: TestDesk) -> None:
    registry = desk.desk.registry
    registry.add(desk.call("H1"), PersonAdded(person="P9", name="周一", phone="13800138000"))
    shown = registry.show_personal(desk.call("H1"), person="P9", field="phone", reason="联系不上")
    assert shown == "13800138000"
    assert desk.store.load("house")[-1].data == {
        "fact": "phone",
        "instance": None,
        "person": "P9",
        "reason": "联系不上",
    }


@pytest.mark.parametrize(("field", "reason"), [("phone", ""), ("email", "x"), ("person", "x")])
def test_without_a_reason_or_a_value_nothing_of_a_person_is_shown(
    desk: TestDesk, field: str, reason: str
) -> None:
    registry = desk.desk.registry
    registry.add(desk.call("H1"), PersonAdded(person="P9", name="周一", phone="13800138000"))
    before = len(desk.store.load("house"))
    with pytest.raises((Refused, NotFound)):
        registry.show_personal(desk.call("H1"), person="P9", field=field, reason=reason)
    assert len(desk.store.load("house")) == before
