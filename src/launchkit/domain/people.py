"""Who stands behind a role in a case."""

from __future__ import annotations

from collections.abc import Iterable

from launchkit.domain.case import Case, Task
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.roles import ROLES, Authority

#: The flows act under this name; it may advance and issue, never do or decide.
SYSTEM = "system"
DECIDER = "hq_lead"


def owner_of(case: Case, task: Task) -> str | None:
    """Person who answers for the task: the one it was assigned to, else the first with its role, else the lead.

    Who has left the case answers for nothing in it any more. An outside role (landlord, contractor) cannot answer for anything here: the lead does.
    """
    if task.owner in case.team:
        return task.owner
    return person_for(case, task.item.owner)


def person_for(case: Case, role: str) -> str | None:
    """First person with the role, else the lead."""
    found = case.people_with(role) or case.people_with("lead")
    return found[0] if found else None


def helpers_of(case: Case, task: Task) -> tuple[str, ...]:
    """People who may act on the task beside its owner."""
    if task.helpers:
        return task.helpers
    roles = task.item.helpers
    if "everyone" in roles:
        return tuple(case.team)
    owners = case.people_with(task.item.owner)
    named = [person for role in roles for person in case.people_with(role)]
    return tuple(dict.fromkeys((*owners[1:], *named)))


def roles_of(case: Case, person: str) -> tuple[str, ...]:
    """Roles of a person in the case."""
    return tuple(case.team.get(person, ()))


def require_member(case: Case, person: str) -> None:
    """Refuse a person who has no role in the case."""
    if person not in case.team:
        raise Refused(
            "unknown_person",
            f"{person} 不在本案成员之中，不能办理。",
            f"{person} is not a member of this case and cannot act in it.",
            (
                Lack(
                    zh="请总部负责人把此人加入本案",
                    en="ask headquarters to add the person to the case",
                    command=f"launchkit team {case.number} --person {person} --role ROLE --as HQ_LEAD",
                ),
            ),
        )


def authorities_of_roles(roles: Iterable[str]) -> frozenset[Authority]:
    """Authorities that roles carry; what is no role carries none."""
    return frozenset(ROLES[role].authority for role in roles if role in ROLES)
