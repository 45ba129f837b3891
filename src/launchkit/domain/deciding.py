"""Who may decide on what is pending, and who decides when those named are away, gone or had a hand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from launchkit.domain.approval import approvals_required, missing_roles
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Delegation, Task
from launchkit.domain.people import DECIDER, owner_of
from launchkit.domain.presence import deputy_of, is_present
from launchkit.domain.rights import open_glass, roles_acting
from launchkit.domain.standing import values_for


class Ground(StrEnum):
    """By what right somebody decides."""

    ROLE = "role"
    DEPUTY = "deputy"
    #: nobody with the role, nor a deputy, can: headquarters decides in their place
    FALLBACK = "fallback"
    GLASS = "glass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """A person who can decide now: for which role, and by what right."""

    person: str
    role: str
    ground: Ground


def wanted_roles(case: Case, task: Task) -> tuple[str, ...]:
    """Roles any of which may decide next on what is pending."""
    if task.pending == "waive":
        return (DECIDER,)
    rules = approvals_required(task.item, values_for(case, task))
    return tuple(
        dict.fromkeys(role for rule in rules for role in missing_roles(rule, task.agreed))
    )


def involved(case: Case, ask: Ask, task: Task) -> frozenset[str]:
    """Human beings who may not decide on what is pending: who did or asked it, who agreed already, and whoever is tied to them.

    So is who did what the approval rule keeps apart: the cashier does not approve spending. Tied is who has lent a right on the task to one of them, or holds one of theirs: the two are one pair of hands.
    """
    if task.pending == "waive":
        own: tuple[str | None, ...] = (task.waiver_by, task.waiver_for)
    else:
        own = (task.done_by, task.done_for, owner_of(case, task))
    rules = approvals_required(task.item, values_for(case, task))
    apart = (
        one
        for rule in rules
        for item in rule.not_by
        for other in case.tasks_of(item)
        for one in (other.done_by, other.done_for)
    )
    agreed = (one for each in task.agreed for one in (each.person, each.behalf))
    found = ask.people.humans((*own, *agreed, *apart))
    ties = [one for one in case.delegations.values() if _reaches(case, ask, one, task)]
    for one in ties:
        pair = ask.people.humans((one.principal, one.deputy))
        if pair & ask.people.humans(own):
            found |= pair
    return found


def _reaches(case: Case, ask: Ask, one: Delegation, task: Task) -> bool:
    """Whether a delegation bears on the task: lent for it by name, while the work was done or now."""
    days = [case.local_day(ask.now), *([task.done_on] if task.done_on else [])]
    return task.key in one.tasks and any(one.begins <= day <= one.ends for day in days)


def deciders(case: Case, ask: Ask, task: Task) -> tuple[Decider, ...]:
    """Everybody who can decide now on what is pending, holders of the role first; empty: nobody can."""
    wanted = wanted_roles(case, task)
    found = dict.fromkeys(
        (*_by_role(case, ask, task, wanted), *_deputies(case, ask, task, wanted))
    )
    if found or not wanted:
        return tuple(found)
    out = involved(case, ask, task)
    day = case.local_day(ask.now)
    return tuple(
        Decider(person=one, role=wanted[0], ground=Ground.FALLBACK)
        for one in case.people_with(DECIDER)
        if ask.people.human(one) not in out and is_present(case, ask.people, one, day)
    )


def _by_role(case: Case, ask: Ask, task: Task, wanted: tuple[str, ...]) -> Iterator[Decider]:
    out, day = involved(case, ask, task), case.local_day(ask.now)
    for role in wanted:
        for one in case.people_with(role):
            if ask.people.human(one) not in out and is_present(case, ask.people, one, day):
                yield Decider(person=one, role=role, ground=Ground.ROLE)


def _deputies(case: Case, ask: Ask, task: Task, wanted: tuple[str, ...]) -> Iterator[Decider]:
    out, day = involved(case, ask, task), case.local_day(ask.now)
    for role in wanted:
        for one in case.people_with(role):
            if is_present(case, ask.people, one, day) or ask.people.is_suspended(one):
                continue
            deputy = deputy_of(case, one, day)
            if deputy is None or ask.people.humans((deputy, one)) & out:
                continue
            if is_present(case, ask.people, deputy, day):
                yield Decider(person=deputy, role=role, ground=Ground.DEPUTY)


def ground_of(case: Case, ask: Ask, task: Task) -> tuple[str, Ground] | None:
    """For which role and by what right the asker decides on what is pending; None: by none."""
    wanted = wanted_roles(case, task)
    roles = roles_acting(case, ask, task)
    for role in wanted:
        if role in roles:
            return role, Ground.ROLE if ask.behalf is None else Ground.DEPUTY
    if not wanted:
        return None
    if open_glass(case, ask, task) is not None:
        return wanted[0], Ground.GLASS
    able = [one for one in deciders(case, ask, task) if one.ground is Ground.FALLBACK]
    if DECIDER in roles and ask.person in [one.person for one in able]:
        return wanted[0], Ground.FALLBACK
    return None
