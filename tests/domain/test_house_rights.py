"""Who may do what to the whole house: every operation by every role, held in a case or at a branch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from launchkit.domain.errors import Refused
from launchkit.domain.house import House
from launchkit.domain.matrix import HOUSE_MATRIX, HOUSE_TITLES, HouseOperation
from launchkit.domain.roles import ROLES, Authority
from launchkit.domain.rules.house import may, may_open, require, require_opener
from launchkit.testing import desk_for
from tests.desk.made import definition

#: a house with an administrator: nobody has a right by being the first
RUN = House(administrators=frozenset({"A1"}))


def test_the_table_has_every_operation_and_every_authority() -> None:
    assert set(HOUSE_MATRIX) == set(HOUSE_TITLES) == set(HouseOperation)
    assert all(set(row) == set(Authority) for row in HOUSE_MATRIX.values())


@pytest.mark.parametrize("operation", HouseOperation)
@pytest.mark.parametrize("role", list(ROLES))
def test_only_who_decides_reaches_beyond_a_case(operation: HouseOperation, role: str) -> None:
    allowed = role == "hq_lead" and operation is not HouseOperation.ADMINISTER
    assert may(RUN, "X1", operation, (role,)) is allowed
    at_a_branch = House(
        administrators=frozenset({"A1"}), branch_roles={("SY", "X1"): (role,), ("SY", "X2"): ()}
    )
    assert may(at_a_branch, "X1", operation, ()) is allowed
    assert not may(at_a_branch, "X2", operation, ())


@pytest.mark.parametrize("operation", HouseOperation)
def test_an_administrator_may_without_any_role(operation: HouseOperation) -> None:
    assert may(RUN, "A1", operation, ())
    assert not may(RUN, "X1", operation, ())
    require(RUN, "A1", operation, ())
    with pytest.raises(Refused, match="is for") as refused:
        require(RUN, "X1", operation, ())
    assert ("hq_lead" in refused.value.en) is (operation is not HouseOperation.ADMINISTER)


def test_who_is_suspended_may_nothing() -> None:
    house = House(
        administrators=frozenset({"A1"}),
        suspended=frozenset({"A1"}),
        joined={"A2": "A1", "A1": "A1"},
    )
    for person in ("A1", "A2"):
        assert not may(house, person, HouseOperation.OPEN_CASE, ("hq_lead",))
        assert not may_open(house, person, ("hq_lead",), {person: ("hq_lead",)})
    first = House(suspended=frozenset({"H1"}))
    assert not may_open(first, "H1", (), {"H1": ("hq_lead",)})


def test_the_first_case_of_a_house_is_opened_by_who_decides_in_it() -> None:
    team: dict[str, tuple[str, ...]] = {"H1": ("hq_lead",), "P1": ("lead",)}
    assert may_open(House(), "H1", (), team)
    assert not may_open(House(), "P1", (), team)
    assert not may_open(House(), "U1", (), team)
    # Once the house has an administrator nobody opens a case by writing themselves into it.
    assert not may_open(RUN, "H1", (), team)
    assert may_open(RUN, "H1", ("mate", "hq_lead"), team)


def test_roles_in_cases_are_looked_at_only_where_they_are_needed() -> None:
    seen: list[str] = []

    def looked() -> Iterator[str]:
        seen.append("cases were folded for nothing")
        yield "hq_lead"

    standing = House(administrators=RUN.administrators, branch_roles={("SY", "H1"): ("hq_lead",)})
    assert may(standing, "H1", HouseOperation.OPEN_CASE, looked())
    assert may(RUN, "A1", HouseOperation.OPEN_CASE, looked())
    assert may_open(House(), "H1", looked(), {"H1": ("hq_lead",)})
    assert seen == []
    assert may(RUN, "H1", HouseOperation.OPEN_CASE, looked())
    assert len(seen) == 1
    with pytest.raises(Refused):
        require_opener(RUN, "P1", (), {"P1": ("lead",)})


def test_the_desk_refuses_a_case_by_somebody_else_before_it_takes_a_number() -> None:
    from launchkit.desk import Opening  # noqa: PLC0415

    desk = desk_for(definition("items: []"))
    desk.open({"P1": ("lead",), "H1": ("hq_lead",), "U1": ("auditor",)})
    wanted = Opening(
        checklist="test",
        name="另一案",
        branch="SY",
        start="2026-03-02",
        target="2026-06-01",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
    )
    for person in ("P1", "U1", "X9"):
        for act in (desk.desk.open, desk.desk.preview):
            with pytest.raises(Refused, match="To open a case is for headquarters"):
                act(desk.call(person), wanted)
    assert desk.desk.open(desk.call("H1"), wanted).case.number.endswith("〕2号")


def test_an_administrator_opens_a_case_with_its_facts_and_has_no_right_in_it() -> None:
    """A new house has an administrator before anybody has a role."""
    from launchkit.desk import Opening  # noqa: PLC0415
    from launchkit.domain.entries import AdministratorNamed  # noqa: PLC0415

    desk = desk_for(definition("facts: [{id: rent, type: money}]\nitems: []"))
    desk.open()
    named = AdministratorNamed(person="A1", administrator=True)
    desk.desk.registry.add(desk.call("H1"), named)
    wanted = Opening(
        checklist="test",
        name="另一案",
        branch="SY",
        start="2026-03-02",
        target="2026-06-01",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
        facts={"rent": "1200"},
    )
    case = desk.desk.open(desk.call("A1"), wanted).case
    held = case.held("rent", None)
    assert held is not None
    assert held.value == 120_000
    with pytest.raises(Refused, match="not a member"):
        desk.desk.state(desk.call("A1"), case.id, {"rent": "1300"})
