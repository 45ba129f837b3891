"""Who stands behind a role in a case, and who may act."""

from __future__ import annotations

from launchkit.domain.case import Case, Task
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.matrix import MATRIX, TITLES, Operation, Right, right_of
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


def require(case: Case, person: str, operation: Operation, task: Task | None = None) -> None:
    """Refuse what the matrix does not allow the person in this case; `task` is what the operation is about.

    Rights by `asked` roles are judged where the decision is taken, because they depend on what is pending.
    """
    if person == SYSTEM and MATRIX[operation][Authority.SYSTEM] is Right.ANY:
        return
    require_member(case, person)
    right = right_of(operation, authorities_of(case, person))
    if right is Right.NONE:
        raise _not_allowed(case, person, operation)
    if right in (Right.ANY, Right.ASKED):
        return
    if task is None:
        raise _not_allowed(case, person, operation)
    owner = owner_of(case, task)
    mine = (owner,) if right is Right.OWNER else (owner, *helpers_of(case, task))
    if person not in mine and right is Right.OWNER:
        raise Refused(
            "not_yours",
            f"{task.item.code} 只能由负责人 {owner} 或总部负责人移交。",
            f"Only its owner {owner} or hq_lead can hand over {task.item.code}.",
        )
    if person not in mine:
        raise _not_yours(case, task, person, owner)


def authorities_of(case: Case, person: str) -> frozenset[Authority]:
    """Authorities of a person in the case."""
    return frozenset(ROLES[role].authority for role in roles_of(case, person) if role in ROLES)


def _not_yours(case: Case, task: Task, person: str, owner: str | None) -> Refused:
    return Refused(
        "not_yours",
        f"{task.item.code} 由 {owner} 负责，{person} 不是负责人、协办人或总部负责人。",
        f"{task.item.code} is owned by {owner}; {person} is neither owner, helper nor hq_lead.",
        (
            Lack(
                zh="请负责人移交，或请总部改派",
                en="have the task handed over",
                command=f"launchkit assign {case.number} {task.key} --to {person}",
            ),
        ),
    )


def _not_allowed(case: Case, person: str, operation: Operation) -> Refused:
    title = TITLES[operation]
    if not authorities_of(case, person) & {Authority.DOES, Authority.DECIDES}:
        return Refused(
            "reads_only",
            f"{person} 在本案中只有查阅权，不能{title.zh}。",
            f"{person} may only read in this case, not {title.en}.",
        )
    return Refused(
        "needs_decider",
        f"{title.zh}须由总部负责人（hq_lead）决定。",
        f"Only headquarters (hq_lead) may {title.en}.",
    )
