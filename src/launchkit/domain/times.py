"""Deadlines of the tasks of a case, and the moments at which the clock changes something about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import Anchor, CasePoint, Due, DueKind, Each, Unit
from launchkit.domain.conditions import truth
from launchkit.domain.deadlines import Deadline, deadline
from launchkit.domain.recorded import Erased
from launchkit.domain.standing import SETTLED, applies, standing, values_for
from launchkit.domain.worked_out import once


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDeadline:
    """A deadline of a task; `instance` names the hire it counts for when a plain item has one per hire."""

    task: str
    due: Due
    deadline: Deadline
    instance: str | None = None

    @property
    def about(self) -> str:
        """Name of the deadline inside its task: `DL21` or `DL21#hire-2`."""
        return self.due.id if self.instance is None else f"{self.due.id}#{self.instance}"


@once
def deadlines_of(case: Case, task: Task) -> tuple[TaskDeadline, ...]:
    """Every deadline of the task whose clock has begun, in the order of the checklist."""
    return tuple(_deadlines(case, task))


@once
def running_deadlines(case: Case, task: Task) -> tuple[TaskDeadline, ...]:
    """Deadlines that the task still has to keep; none once it is settled, handed in or does not apply."""
    if task.status is TaskStatus.SUBMITTED or standing(case, task) in SETTLED:
        return ()
    begun = task.started_at is not None
    return tuple(
        one for one in deadlines_of(case, task) if not (one.due.kind is DueKind.START and begun)
    )


def rules_of(task: Task) -> tuple[Due, ...]:
    """Due rules of the task; a recurring item without any is due on its day, a longer one on the first working day after.

    The task of a week or month opens the morning after it: due at its end, it would be late before anybody sees it.
    """
    recurs = task.item.recurs
    if recurs is None or task.item.due:
        return task.item.due
    if recurs.each is Each.DAY:
        return (Due(id="P1", each=recurs.each, within=0),)
    return (Due(id="P1", each=recurs.each, within=1, unit=Unit.WORKING),)


def _deadlines(case: Case, task: Task) -> Iterator[TaskDeadline]:
    value = values_for(case, task)
    recurs = task.item.recurs
    by_time = time.fromisoformat(recurs.by) if recurs is not None and recurs.by else None
    for due in rules_of(task):
        if due.when is not None and truth(due.when, value) is not True:
            continue
        for instance in _counted_for(case, task, due):
            found = deadline(
                due,
                calendar=case.calendar,
                resolve=_resolver(case, instance),
                zone=case.zone,
                place_code=case.division_code,
                suspensions=task.suspended.get(due.id, ()),
                extended_to=task.extended.get(due.id),
                period=task.period,
                by_time=by_time,
            )
            if found is not None:
                shown = instance if task.instance is None else None
                yield TaskDeadline(task=task.key, due=due, deadline=found, instance=shown)


def _counted_for(case: Case, task: Task, due: Due) -> tuple[str | None, ...]:
    """The instances a due rule counts for: the task's own, or each of the collection its fact belongs to."""
    if task.instance is not None:
        return (task.instance,)
    for anchor in (due.after, due.before):
        spec = case.book.facts.get(anchor.fact) if anchor and anchor.fact else None
        if spec is not None and spec.per is not None:
            return case.groups[spec.per].instances
    return (None,)


def _resolver(case: Case, instance: str | None) -> Callable[[Anchor], date | datetime | None]:
    def resolve(anchor: Anchor) -> date | datetime | None:
        return anchor_value(case, anchor, instance)

    return resolve


def anchor_value(case: Case, anchor: Anchor, instance: str | None) -> date | datetime | None:
    """Date or instant an anchor stands for; None while nothing has been recorded for it."""
    if anchor.case is not None:
        return case.start if anchor.case is CasePoint.START else case.target
    if anchor.fact is not None:
        return _moment(case.value(anchor.fact, instance))
    return _finished(case, anchor.item or "", instance)


def _moment(value: object) -> date | datetime | None:
    if value is None or isinstance(value, Erased):
        return None
    text = str(value)
    return (
        date.fromisoformat(text)
        if len(text) == len("2026-01-01")
        else datetime.fromisoformat(text)
    )


def _finished(case: Case, item: str, instance: str | None) -> date | None:
    """Day on which an item was finished: its last task's day, once all of them are."""
    own = case.tasks.get(f"{item}#{instance}") if instance else None
    tasks = [own] if own is not None else list(case.tasks_of(item))
    days = [one.done_on for one in tasks if applies(case, one) is not False]
    if not days or None in days:
        return None
    return max(day for day in days if day is not None)


def nearest(case: Case, task: Task) -> TaskDeadline | None:
    """The running deadline whose plan date comes first."""
    return min(
        running_deadlines(case, task),
        key=lambda one: (one.deadline.plan_by, one.about),
        default=None,
    )


def kept(case: Case, task: Task, one: TaskDeadline) -> bool | None:
    """Whether a deadline was kept: None while the task is neither finished nor handed in.

    A waived task kept nothing and missed nothing. Hours are judged by the recorded instant, days by the day it happened.
    """
    if task.done_on is None or task.status is TaskStatus.WAIVED:
        return None
    if one.due.kind is DueKind.START and task.started_at is not None:
        return case.local_day(datetime.fromisoformat(task.started_at)) <= one.deadline.last_day
    if one.deadline.at is not None and task.done_at is not None:
        return datetime.fromisoformat(task.done_at) <= one.deadline.at
    return task.done_on <= one.deadline.last_day
