"""Where a task stands without any clock: does it apply, are its needs met, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from launchkit.domain.case import Case, Held, Task, TaskStatus
from launchkit.domain.checklist import EvidenceRule, Item, Need, PartialNeed, Text
from launchkit.domain.conditions import truth
from launchkit.domain.recorded import Erased
from launchkit.domain.worked_out import once


class Standing(StrEnum):
    """What can be said of a task at any moment: recorded statuses, and those that follow from others."""

    #: its condition is answered no
    NOT_APPLICABLE = "not_applicable"
    #: its condition is not answered yet
    UNANSWERED = "unanswered"
    #: needs are not met
    WAITING = "waiting"
    #: enough of its neighbours are met; may be done, need not
    OPTIONAL = "optional"
    READY = "ready"
    STARTED = "started"
    BLOCKED = "blocked"
    SUBMITTED = "submitted"
    DONE = "done"
    WAIVED = "waived"


#: The word for each standing, for people.
STANDINGS: Mapping[Standing, Text] = {
    Standing.NOT_APPLICABLE: Text(zh="不适用", en="not applicable"),
    Standing.UNANSWERED: Text(zh="待答", en="unanswered"),
    Standing.WAITING: Text(zh="等前置", en="waiting"),
    Standing.OPTIONAL: Text(zh="可不办", en="optional"),
    Standing.READY: Text(zh="可办", en="ready"),
    Standing.STARTED: Text(zh="在办", en="started"),
    Standing.BLOCKED: Text(zh="受阻", en="blocked"),
    Standing.SUBMITTED: Text(zh="待批", en="to approve"),
    Standing.DONE: Text(zh="办结", en="done"),
    Standing.WAIVED: Text(zh="豁免", en="waived"),
}

#: Standings that need nothing more.
SETTLED = frozenset({Standing.NOT_APPLICABLE, Standing.DONE, Standing.WAIVED, Standing.OPTIONAL})

_RECORDED = {
    TaskStatus.STARTED: Standing.STARTED,
    TaskStatus.BLOCKED: Standing.BLOCKED,
    TaskStatus.SUBMITTED: Standing.SUBMITTED,
    TaskStatus.DONE: Standing.DONE,
    TaskStatus.WAIVED: Standing.WAIVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A need that is not met: the item, and the task key where one is known (None: no instance yet)."""

    item: str
    task: str | None


def values_for(case: Case, task: Task) -> Callable[[str], Any]:
    """Reads facts as the task sees them; erased values read as not stated.

    A recurring task asks anew: yesterday's count of the till is no answer to today's.
    """
    anew = frozenset((*task.item.facts, *task.item.optional_facts)) if task.period else frozenset()

    def value(fact: str) -> Any:
        if fact in anew and not _answered_for(case, task, fact):
            return None
        found = case.value(fact, task.instance)
        return None if isinstance(found, Erased) else found

    return value


def _answered_for(case: Case, task: Task, fact: str) -> bool:
    held = case.held(fact, task.instance)
    return held is not None and (task.period is None or day_of(case, held) >= task.period[0])


def day_of(case: Case, held: Held) -> date:
    """Local day that a fact was stated for."""
    text = held.happened or held.recorded_at
    if len(text) == len("2026-01-01"):
        return date.fromisoformat(text)
    return case.local_day(datetime.fromisoformat(text))


@once
def applies(case: Case, task: Task) -> bool | None:
    """Answer of the task's condition: yes, no, or None while a fact is missing."""
    if task.item.when is None:
        return True
    return truth(task.item.when, values_for(case, task))


@once
def standing(case: Case, task: Task) -> Standing:
    """The one word that says where the task stands."""
    if task.status in _RECORDED:
        return _RECORDED[task.status]
    answer = applies(case, task)
    if answer is False:
        return Standing.NOT_APPLICABLE
    if answer is None:
        return Standing.UNANSWERED
    if _enough_neighbours(case, task):
        return Standing.OPTIONAL
    return Standing.WAITING if next(unmet(case, task), None) else Standing.READY


def is_met(case: Case, task: Task) -> bool:
    """Done, waived or not applicable: what others may count on."""
    return task.closed or (task.status is TaskStatus.OPEN and applies(case, task) is False)


def unmet(case: Case, task: Task) -> Iterator[Unmet]:
    """Needs that are not met, in the order of the checklist."""
    for need in needs_of(case, task):
        if isinstance(need, PartialNeed):
            open_ones = [one for item in need.of for one in _unmet_item(case, task, item)]
            met = sum(
                1 for item in need.of if not any(True for _ in _unmet_item(case, task, item))
            )
            if met < need.any:
                yield from open_ones
        else:
            yield from _unmet_item(case, task, need)


def needs_of(case: Case, task: Task) -> tuple[Need, ...]:
    """Needs of the checklist and those that ad-hoc items added."""
    return (*task.item.needs, *case.extra_needs.get(task.item.id, ()))


def _unmet_item(case: Case, task: Task, needed: str) -> Iterator[Unmet]:
    item = _item(case, needed)
    if item.per is None or item.per == task.item.per:
        key = needed if item.per is None else f"{needed}#{task.instance}"
        other = case.tasks.get(key)
        if other is None or not is_met(case, other):
            yield Unmet(item=needed, task=key)
        return
    group = case.groups[item.per]
    if not group.complete or len(group.instances) < case.book.collections[item.per].min:
        yield Unmet(item=needed, task=None)
    for other in case.tasks_of(needed):
        if not is_met(case, other):
            yield Unmet(item=needed, task=other.key)


def _item(case: Case, needed: str) -> Item:
    found = case.book.items.get(needed)
    return case.tasks[needed].item if found is None else found


def _enough_neighbours(case: Case, task: Task) -> bool:
    """True if every partial need that names the task is met without it."""
    naming = [
        need
        for other in case.book.dependants.get(task.item.id, ())
        for need in case.book.items[other].needs
        if isinstance(need, PartialNeed) and task.item.id in need.of
    ]
    if not naming:
        return False
    return all(
        sum(1 for item in need.of if item != task.item.id and _whole(case, task, item)) >= need.any
        for need in naming
    )


def _whole(case: Case, task: Task, item: str) -> bool:
    return next(_unmet_item(case, task, item), None) is None


def missing_facts(case: Case, task: Task) -> tuple[str, ...]:
    """Facts the task must have before it is done and that nobody has stated."""
    value = values_for(case, task)
    return tuple(fact for fact in task.item.facts if value(fact) is None)


def missing_evidence(case: Case, task: Task) -> tuple[EvidenceRule, ...]:
    """Evidence rules that are not satisfied yet; a rule with an unanswered condition counts."""
    value = values_for(case, task)
    held = [one.rule for one in task.evidence]
    return tuple(
        rule
        for rule in task.item.evidence
        if held.count(rule.id) < rule.min
        and (rule.when is None or truth(rule.when, value) is not False)
    )


def broken_checks(case: Case, task: Task) -> Iterator[Any]:
    """Legal limits (`Check`) that the stated facts break; unanswered ones do not count."""
    value = values_for(case, task)
    for check in task.item.checks:
        relevant = check.when is None or truth(check.when, value) is True
        if relevant and truth(check.must, value) is False:
            yield check
