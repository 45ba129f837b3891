"""Deciding on others' work: waivers, approvals, rejections. Nobody decides on what they did or asked themselves."""

from __future__ import annotations

from collections.abc import Iterator

from launchkit.domain.approval import approvals_required, missing_roles
from launchkit.domain.case import Case, Task
from launchkit.domain.entries import Approved, Rejected, WaiverAsked
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import DECIDER, owner_of, require, roles_of
from launchkit.domain.recorded import Draft
from launchkit.domain.rules.common import Ask, require_day, require_open, require_reason, task_of
from launchkit.domain.standing import values_for


def waive(case: Case, ask: Ask, name: str, *, reason: str) -> Iterator[Draft]:
    """Ask that the task need not be done; another person has to approve it."""
    require_open(case)
    task = task_of(case, name)
    require(case, ask.actor, Operation.WAIVE, task)
    if task.closed or task.pending is not None:
        raise Refused(
            "already",
            f"{task.item.code} 已经办结或正等待决定。",
            f"{task.item.code} is done or already waits for a decision.",
        )
    require_reason(reason, f"launchkit waive {case.number} {task.key}")
    yield ask.draft(WaiverAsked(task=task.key, reason=reason))


def approve(case: Case, ask: Ask, name: str, *, note: str) -> Iterator[Draft]:
    """Agree with what is pending on the task."""
    task, role = _decidable(case, ask, name, Operation.APPROVE)
    yield ask.draft(Approved(task=task.key, subject=task.pending or "", role=role, note=note))


def reject(case: Case, ask: Ask, name: str, *, reason: str) -> Iterator[Draft]:
    """Send back what is pending on the task."""
    task, role = _decidable(case, ask, name, Operation.REJECT)
    require_reason(reason, f"launchkit reject {case.number} {task.key}")
    yield ask.draft(Rejected(task=task.key, subject=task.pending or "", role=role, reason=reason))


def wanted_roles(case: Case, task: Task) -> tuple[str, ...]:
    """Roles any of which may decide next on what is pending."""
    if task.pending == "waive":
        return (DECIDER,)
    rules = approvals_required(task.item, values_for(case, task))
    return tuple(
        dict.fromkeys(role for rule in rules for role in missing_roles(rule, task.agreed))
    )


def _decidable(case: Case, ask: Ask, name: str, operation: Operation) -> tuple[Task, str]:
    require_open(case)
    task = task_of(case, name)
    require(case, ask.actor, operation, task)
    require_day(case, ask)
    if task.pending is None:
        raise Refused(
            "nothing_pending",
            f"{task.item.code} 没有等待决定的事项。",
            f"Nothing on {task.item.code} waits for a decision.",
        )
    _require_other_person(case, task, ask.actor)
    wanted = wanted_roles(case, task)
    for role in wanted:
        if role in roles_of(case, ask.actor):
            return task, role
    raise Refused(
        "wrong_role",
        f"{task.item.code} 现在须由 {'、'.join(wanted)} 决定，{ask.actor} 不具备该角色。",
        f"{task.item.code} now has to be decided by {', '.join(wanted)}; {ask.actor} is not.",
        _who_can(case, task, wanted),
    )


def _require_other_person(case: Case, task: Task, person: str) -> None:
    own = {task.waiver_by} if task.pending == "waive" else {task.done_by, owner_of(case, task)}
    if person in own or person in {one.person for one in task.agreed}:
        raise Refused(
            "own_work",
            f"不能批准自己经手的事项（{task.item.code}），须由另一人决定。",
            f"Nobody approves their own work ({task.item.code}); another person has to decide.",
            _who_can(case, task, wanted_roles(case, task), without=person),
        )


def _who_can(
    case: Case, task: Task, roles: tuple[str, ...], without: str | None = None
) -> tuple[Lack, ...]:
    people = [one for role in roles for one in case.people_with(role) if one != without]
    if not people:
        return (
            Lack(
                zh=f"本案没有其他人担任 {'、'.join(roles)}，请总部加派",
                en=f"nobody else holds {', '.join(roles)} in this case; add one",
                command=f"launchkit team {case.number} --person PERSON --role {roles[0] if roles else DECIDER}",
            ),
        )
    return tuple(
        Lack(
            zh=f"可由 {one} 批准",
            en=f"{one} can approve",
            command=f"launchkit approve {case.number} {task.key} --as {one}",
        )
        for one in dict.fromkeys(people)
    )
