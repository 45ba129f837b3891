"""Who may do what to the whole house: open a case, register, adopt a calendar, look after accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from launchkit.domain.errors import Lack, Refused
from launchkit.domain.house import House
from launchkit.domain.matrix import HOUSE_MATRIX, HOUSE_TITLES, HouseOperation, Right
from launchkit.domain.people import DECIDER, authorities_of_roles
from launchkit.domain.roles import Authority


def may(house: House, person: str, operation: HouseOperation, held: Iterable[str]) -> bool:
    """Whether somebody may; `held`: their roles in cases, looked at only where nothing else gives the right."""
    if house.roster().is_suspended(person):
        return False
    if person in house.administrators and _allows(operation, Authority.ADMINISTERS):
        return True
    return any(_gives(operation, role) for role in chain(standing(house, person), held))


def may_open(
    house: House, person: str, held: Iterable[str], team: Mapping[str, tuple[str, ...]]
) -> bool:
    """Whether somebody opens this case: headquarters and administrators.

    In a house that has no administrator yet nobody has any role before the first case: who is to decide in it opens it.
    """
    if house.roster().is_suspended(person):
        return False
    if not house.administrators and DECIDER in team.get(person, ()):
        return True
    return may(house, person, HouseOperation.OPEN_CASE, held)


def require(house: House, person: str, operation: HouseOperation, held: Iterable[str]) -> None:
    """Refuse what the matrix does not allow somebody in the whole house."""
    if not may(house, person, operation, held):
        raise refused(operation)


def require_opener(
    house: House, person: str, held: Iterable[str], team: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse whoever may not open this case."""
    if not may_open(house, person, held, team):
        raise refused(HouseOperation.OPEN_CASE)


def standing(house: House, person: str) -> tuple[str, ...]:
    """Roles that somebody has at branches for good."""
    return tuple(
        role for (_, who), roles in house.branch_roles.items() if who == person for role in roles
    )


def refused(operation: HouseOperation) -> Refused:
    """What is said to whoever may not."""
    title = HOUSE_TITLES[operation]
    by, by_en = "系统管理员", "an administrator"
    if _allows(operation, Authority.DECIDES):
        by, by_en = (
            "总部负责人（hq_lead）或系统管理员",
            "headquarters (hq_lead) or an administrator",
        )
    return Refused(
        _CODES[operation],
        f"{title.zh}由{by}办理。",
        f"To {title.en} is for {by_en}.",
        (Lack(zh=f"请{by}办理", en=f"ask {by_en}"),),
    )


_CODES: Mapping[HouseOperation, str] = {
    HouseOperation.OPEN_CASE: "needs_decider",
    HouseOperation.REGISTER: "needs_registrar",
    HouseOperation.ADOPT_CALENDAR: "needs_decider",
    HouseOperation.ADMINISTER: "needs_administrator",
}


def _gives(operation: HouseOperation, role: str) -> bool:
    """Whether a role reaches so far; what administers is named for the house and never by a case."""
    found = authorities_of_roles((role,)) - {Authority.ADMINISTERS}
    return any(_allows(operation, one) for one in found)


def _allows(operation: HouseOperation, authority: Authority) -> bool:
    return HOUSE_MATRIX[operation][authority] is not Right.NONE
