"""Who may act: the matrix asked for one person, one operation and one task, with lent and emergency rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Glass, Task
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.matrix import MATRIX, TITLES, Operation, Right, right_of
from launchkit.domain.people import (
    SYSTEM,
    authorities_of_roles,
    helpers_of,
    owner_of,
    require_member,
)
from launchkit.domain.presence import Mandate, mandates
from launchkit.domain.roles import ROLES, Authority

#: What nobody does in another's place: lending on, emergencies, and what changes who may do what or signs for it.
NEVER_LENT = frozenset(
    {
        Operation.DELEGATE,
        Operation.BREAK_GLASS,
        Operation.CHANGE_TEAM,
        Operation.AGREE_ERASURE,
        Operation.ERASE,
        Operation.HAND_OVER,
    }
)
#: Codes of refusals that somebody else's right can lift.
LACKS_RIGHT = frozenset(
    {
        "not_yours",
        "wrong_role",
        "needs_decider",
        "needs_other_role",
        "reads_only",
        "unknown_person",
    }
)
#: What an emergency right opens: work on the task, and deciding on others' work on it.
GLASS_OPENS = frozenset(
    {
        Operation.START,
        Operation.DONE,
        Operation.BLOCK,
        Operation.UNBLOCK,
        Operation.ATTACH,
        Operation.STATE,
        Operation.ASSIGN,
        Operation.APPROVE,
        Operation.REJECT,
    }
)


def require(case: Case, ask: Ask, operation: Operation, task: Task | None = None) -> None:
    """Refuse what the matrix does not allow the person in this case; `task` is what the operation is about.

    Rights by `asked` roles are judged where the decision is taken, because they depend on what is pending.
    """
    if ask.actor == SYSTEM and MATRIX[operation][Authority.SYSTEM] is Right.ANY:
        return
    require_not_suspended(ask)
    if ask.behalf is not None:
        _require_mandate(case, ask, operation, task)
    require_member(case, ask.person)
    if operation in GLASS_OPENS and open_glass(case, ask, task) is not None:
        return
    roles = roles_acting(case, ask, task)
    right = right_of(operation, authorities_of_roles(roles))
    if right in (Right.ANY, Right.ASKED):
        return
    if right is Right.NONE or task is None:
        raise _not_allowed(roles, ask, operation)
    _require_mine(case, ask, task, right)


def _require_mine(case: Case, ask: Ask, task: Task, right: Right) -> None:
    """Refuse a task that is somebody else's, where the right reaches to one's own only."""
    owner = owner_of(case, task)
    mine = (owner,) if right is Right.OWNER else (owner, *helpers_of(case, task))
    if ask.person not in mine and right is Right.OWNER:
        raise Refused(
            "not_yours",
            f"{task.item.code} 只能由负责人 {owner} 或总部负责人移交。",
            f"Only its owner {owner} or hq_lead can hand over {task.item.code}.",
        )
    if ask.person not in mine:
        raise _not_yours(case, task, ask.person, owner)


def roles_acting(case: Case, ask: Ask, task: Task | None) -> tuple[str, ...]:
    """Roles with which somebody acts: their own, or those lent by the person they stand in for."""
    if ask.behalf is None:
        return tuple(case.team.get(ask.actor, ()))
    held = held_mandates(case, ask)
    lent = [
        role
        for one in held
        if one.principal == ask.behalf and one.covers(task)
        for role in one.roles
    ]
    return tuple(dict.fromkeys(lent))


def held_mandates(case: Case, ask: Ask) -> tuple[Mandate, ...]:
    """Mandates the actor holds today."""
    return tuple(mandates(case, ask.people, ask.actor, case.local_day(ask.now)))


def principals(case: Case, ask: Ask) -> Iterator[str]:
    """People in whose place the actor may act today, each once."""
    seen: set[str] = set()
    for one in held_mandates(case, ask):
        if one.principal not in seen:
            seen.add(one.principal)
            yield one.principal


def open_glass(case: Case, ask: Ask, task: Task | None) -> Glass | None:
    """The emergency right the actor holds on the task now."""
    if task is None:
        return None
    return next(
        (
            one
            for one in case.glasses.values()
            if one.person == ask.actor
            and one.task == task.key
            and ask.now < datetime.fromisoformat(one.until)
        ),
        None,
    )


def may_read(case: Case, ask: Ask) -> bool:
    """Whether somebody may see a case: everybody at work an open one, only its people a restricted one."""
    if ask.people.is_suspended(ask.actor):
        return False
    if not case.restricted or ask.actor in (*case.team, SYSTEM):
        return True
    # Headquarters named them to take over: they have to see what they will sign.
    return any(one.open and one.receiver == ask.actor for one in case.handovers.values())


def require_not_suspended(ask: Ask) -> None:
    """Refuse whoever has lost all rights, and whoever stands in for them."""
    for person in (ask.actor, ask.behalf):
        if person is not None and ask.people.is_suspended(person):
            raise Refused(
                "rights_suspended",
                f"{person} 的权限已全部暂停，不能查看也不能办理。",
                f"All rights of {person} are suspended: neither reading nor acting is allowed.",
            )


def _require_mandate(case: Case, ask: Ask, operation: Operation, task: Task | None) -> None:
    if operation in NEVER_LENT:
        raise Refused(
            "never_lent",
            f"{TITLES[operation].zh}不能代他人办理。",
            f"Nobody may {TITLES[operation].en} in another's place.",
        )
    mine = [one for one in held_mandates(case, ask) if one.principal == ask.behalf]
    if not any(one.covers(task) for one in mine):
        raise Refused(
            "no_mandate",
            f"{ask.actor} 今天没有代 {ask.behalf} 办理此事的委托。",
            f"{ask.actor} holds no mandate of {ask.behalf} for this today.",
            (
                Lack(
                    zh="请本人委托",
                    en="ask the principal to delegate",
                    command=f"launchkit delegate {case.number} --to {ask.actor} … --as {ask.behalf}",
                ),
            ),
        )


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


_ACTING = frozenset({Authority.DOES, Authority.DECIDES, Authority.COUNSELS})


def _not_allowed(roles: tuple[str, ...], ask: Ask, operation: Operation) -> Refused:
    title = TITLES[operation]
    if not authorities_of_roles(roles) & _ACTING:
        return Refused(
            "reads_only",
            f"{ask.person} 在本案中只有查阅权，不能{title.zh}。",
            f"{ask.person} may only read in this case, not {title.en}.",
        )
    able = [one.value for one, right in MATRIX[operation].items() if right is not Right.NONE]
    if able == [Authority.DECIDES.value]:
        return Refused(
            "needs_decider",
            f"{title.zh}须由总部负责人（hq_lead）决定。",
            f"Only headquarters (hq_lead) may {title.en}.",
        )
    return Refused(
        "needs_other_role",
        f"{title.zh}不在 {ask.person} 的角色权限之内；可由{'、'.join(_roles_with(able))}办理。",
        f"The roles of {ask.person} do not allow to {title.en}; {', '.join(_roles_with(able))} can.",
    )


def _roles_with(authorities: list[str]) -> list[str]:
    return [role.id for role in ROLES.values() if role.authority.value in authorities]
