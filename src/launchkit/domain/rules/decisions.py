"""Deciding on others' work: waivers, approvals, rejections. Nobody decides on what they did or asked themselves."""

from __future__ import annotations

from collections.abc import Iterator

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.deciding import Ground, deciders, ground_of, involved, wanted_roles
from launchkit.domain.entries import Approved, Rejected, WaiverAsked
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import DECIDER
from launchkit.domain.recorded import Draft
from launchkit.domain.rights import require
from launchkit.domain.rules.common import require_day, require_open, require_reason, task_of


def waive(case: Case, ask: Ask, name: str, *, reason: str) -> Iterator[Draft]:
    """Ask that the task need not be done; another person has to approve it."""
    require_open(case)
    task = task_of(case, name)
    require(case, ask, Operation.WAIVE, task)
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
    task, role, ground = _decidable(case, ask, name, Operation.APPROVE)
    entry = Approved(
        task=task.key, subject=task.pending or "", role=role, note=note, ground=ground.value
    )
    yield ask.draft(entry)


def reject(case: Case, ask: Ask, name: str, *, reason: str) -> Iterator[Draft]:
    """Send back what is pending on the task."""
    task, role, _ = _decidable(case, ask, name, Operation.REJECT)
    require_reason(reason, f"launchkit reject {case.number} {task.key}")
    yield ask.draft(Rejected(task=task.key, subject=task.pending or "", role=role, reason=reason))


def _decidable(case: Case, ask: Ask, name: str, operation: Operation) -> tuple[Task, str, Ground]:
    require_open(case)
    task = task_of(case, name)
    require(case, ask, operation, task)
    require_day(case, ask)
    if task.pending is None:
        raise Refused(
            "nothing_pending",
            f"{task.item.code} 没有等待决定的事项。",
            f"Nothing on {task.item.code} waits for a decision.",
        )
    if ask.hands & involved(case, ask, task):
        raise Refused(
            "own_work",
            f"不能批准自己经手的事项（{task.item.code}），须由另一人决定。",
            f"Nobody approves their own work ({task.item.code}); another person has to decide.",
            _who_can(case, ask, task),
        )
    found = ground_of(case, ask, task)
    if found is None:
        wanted = wanted_roles(case, task)
        raise Refused(
            "wrong_role",
            f"{task.item.code} 现在须由 {'、'.join(wanted)} 决定，{ask.person} 不具备该角色。",
            f"{task.item.code} now has to be decided by {', '.join(wanted)}; {ask.person} is not.",
            _who_can(case, ask, task),
        )
    return task, *found


def _who_can(case: Case, ask: Ask, task: Task) -> tuple[Lack, ...]:
    people = dict.fromkeys(one.person for one in deciders(case, ask, task))
    if not people:
        wanted = wanted_roles(case, task)
        return (
            Lack(
                zh=f"本案没有其他人担任 {'、'.join(wanted)}，请总部加派",
                en=f"nobody else holds {', '.join(wanted)} in this case; add one",
                command=f"launchkit team {case.number} --person PERSON --role {next(iter(wanted), DECIDER)}",
            ),
        )
    return tuple(
        Lack(
            zh=f"可由 {one} 批准",
            en=f"{one} can approve",
            command=f"launchkit approve {case.number} {task.key} --as {one}",
        )
        for one in people
    )
