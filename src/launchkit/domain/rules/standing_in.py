"""What the clockwork does about people: hand on what somebody away or gone answers for, hand it back, see that somebody can decide.

Every draft follows from the state and the day alone, and the state it leads to asks for nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.deciding import deciders
from launchkit.domain.entries import FindingRaised, TaskAssigned
from launchkit.domain.people import helpers_of
from launchkit.domain.presence import absence_of, is_present, stand_in
from launchkit.domain.recorded import Draft
from launchkit.domain.standing import SETTLED, standing

#: What a finding is called when nobody can decide on what was handed in.
NO_DECIDER = "no_decider"


def hand_back(case: Case, ask: Ask) -> Iterator[Draft]:
    """Tasks handed on for the time of an absence that is over, back to whom they were taken from."""
    day = case.local_day(ask.now)
    for task in _open_tasks(case):
        owner = task.back_to
        if owner is None or not is_present(case, ask.people, owner, day):
            continue
        yield ask.draft(TaskAssigned(task=task.key, owner=owner, helpers=task.helpers))


def hand_on(case: Case, ask: Ask) -> Iterator[Draft]:
    """Tasks of an owner who is away, has left or lost all rights: every one finds somebody who answers for it."""
    for task in _open_tasks(case):
        entry = next_owner(case, ask, task)
        if entry is not None:
            yield ask.draft(entry)


def next_owner(case: Case, ask: Ask, task: Task) -> TaskAssigned | None:
    """Whom the clockwork hands an open task to as things stand; None: it stays with its owner."""
    # Of what was handed in nothing is left to do but decide, and whoever answered for it could not: of two people, the
    # second is needed for that.
    return None if task.status is TaskStatus.SUBMITTED else handed_on(case, ask, task)


def handed_on(case: Case, ask: Ask, task: Task) -> TaskAssigned | None:
    """Who answers for a task instead of its owner; None while the owner is there, or nobody else is."""
    day = case.local_day(ask.now)
    if task.owner is None or is_present(case, ask.people, task.owner, day):
        return None
    found = stand_in(case, ask.people, task, day)
    if found is None or found == task.owner:
        return None
    helpers = tuple(one for one in helpers_of(case, task) if one not in (found, task.owner))
    absence = _absence(case, ask, task, day)
    return TaskAssigned(task=task.key, owner=found, helpers=helpers, absence=absence)


def _absence(case: Case, ask: Ask, task: Task, day: date) -> str | None:
    """The absence after which the task goes back; None if it does not: who left or lost all rights gets nothing back."""
    owner = task.back_to or task.owner or ""
    if owner not in case.team or ask.people.is_suspended(owner):
        return None
    absence = absence_of(case, owner, day)
    return task.absence if absence is None else absence.id


def see_deciders(case: Case, ask: Ask) -> Iterator[Draft]:
    """A finding for work handed in on which nobody can decide: it must not wait in silence."""
    for task in case.tasks.values():
        if task.pending is None or deciders(case, ask, task):
            continue
        finding = f"{NO_DECIDER}:{task.key}:{task.reopened}"
        if finding not in case.findings:
            yield ask.draft(FindingRaised(finding=finding, about=NO_DECIDER, task=task.key))


def _open_tasks(case: Case) -> Iterator[Task]:
    return (one for one in case.tasks.values() if standing(case, one) not in SETTLED)
