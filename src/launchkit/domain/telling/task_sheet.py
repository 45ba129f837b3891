"""Everything about one task on one page: its questions with what is known, its proofs, who holds it up, what one may do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, EvidenceHeld, Task
from launchkit.domain.checklist import (
    CounselPoint,
    Due,
    EvidenceRule,
    Statute,
    Text,
)
from launchkit.domain.entries import FactStated
from launchkit.domain.errors import Refused
from launchkit.domain.house import House
from launchkit.domain.matrix import Operation
from launchkit.domain.people import owner_of
from launchkit.domain.recorded import Recorded
from launchkit.domain.rights import open_glass, principals, require
from launchkit.domain.standing import Standing, missing_evidence, missing_facts, standing, unmet
from launchkit.domain.telling.covering import FactTold, is_masked, shown_value, told_covered
from launchkit.domain.telling.tasks import TaskLine, task_line, task_title
from launchkit.domain.telling.trail import EntryLine
from launchkit.domain.telling.words import typed

#: What a task can be asked to go through, each with what has to be true of it.
_OFFERED: Mapping[Operation, frozenset[Standing]] = MappingProxyType(
    {
        Operation.START: frozenset({Standing.READY, Standing.OPTIONAL}),
        Operation.DONE: frozenset(
            {Standing.READY, Standing.STARTED, Standing.OPTIONAL, Standing.WAITING, Standing.BLOCKED, Standing.UNANSWERED}
        ),
        Operation.STATE: frozenset(Standing) - {Standing.NOT_APPLICABLE},
        Operation.ATTACH: frozenset(Standing) - {Standing.NOT_APPLICABLE},
        Operation.BLOCK: frozenset({Standing.READY, Standing.STARTED, Standing.OPTIONAL, Standing.WAITING, Standing.UNANSWERED}),
        Operation.UNBLOCK: frozenset({Standing.BLOCKED}),
        Operation.NUDGE: frozenset({Standing.BLOCKED}),
        Operation.REOPEN: frozenset({Standing.DONE, Standing.WAIVED, Standing.SUBMITTED}),
    }
)  # fmt: skip
#: Offered as long as nobody has to decide and nothing is finished.
_WHILE_OPEN = frozenset(
    {Operation.WAIVE, Operation.ASSIGN, Operation.EXTEND, Operation.BREAK_GLASS, Operation.ASK_COUNSEL}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuestion(FactTold):
    """A fact that the task asks for."""

    required: bool
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSlot:
    """Where the proofs of one rule go, and which are there."""

    rule: EvidenceRule
    held: tuple[EvidenceHeld, ...]
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another task that this one waits for, or that waits for it; without a key there is none yet."""

    key: str | None
    code: str
    title: Text
    owner_name: str
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSheet:
    """A task as its page shows it to somebody."""

    line: TaskLine
    seq: int
    facts: tuple[FactQuestion, ...]
    slots: tuple[EvidenceSlot, ...]
    #: proofs under no rule of the item
    others: tuple[EvidenceHeld, ...]
    needs: tuple[Neighbour, ...]
    waited_by: tuple[Neighbour, ...]
    statutes: tuple[Statute, ...]
    dues: tuple[Due, ...]
    points: tuple[CounselPoint, ...]
    #: what whoever looks may do about it now
    may: frozenset[Operation]
    watching: bool
    #: until when they hold an emergency right on it
    glass_until: str | None
    sent_back: Text
    waiver_reason: Text


def task_sheet(case: Case, task: Task, house: House, ask: Ask) -> TaskSheet:
    """The page of a task for whoever asks."""
    lacking = {one.id for one in missing_evidence(case, task)}
    rules = {one.id for one in task.item.evidence}
    glass = open_glass(case, ask, task)
    may = frozenset(offered(case, task, ask))
    return TaskSheet(
        line=task_line(case, task, house, ask.now),
        seq=case.seq,
        facts=tuple(_questions(case, task, house, working=Operation.STATE in may)),
        slots=tuple(
            EvidenceSlot(
                rule=rule,
                held=tuple(one for one in task.evidence if one.rule == rule.id),
                missing=rule.id in lacking,
            )
            for rule in task.item.evidence
        ),
        others=tuple(one for one in task.evidence if one.rule not in rules),
        needs=tuple(_needs(case, task, house)),
        waited_by=tuple(_waited_by(case, task, house)),
        statutes=tuple(_statutes(case, task)),
        dues=task.item.due,
        points=task.item.counsel,
        may=may,
        watching=ask.actor in task.watchers,
        glass_until=None if glass is None else glass.until,
        sent_back=typed(task.sent_back),
        waiver_reason=typed(task.waiver_reason),
    )


def offered(case: Case, task: Task, ask: Ask) -> Iterator[Operation]:
    """What whoever asks may do about the task as it stands, by their own or by lent rights."""
    if case.closed_at is not None:
        return
    where = standing(case, task)
    fitting = [one for one, standings in _OFFERED.items() if where in standings]
    if not task.closed and task.pending is None and where is not Standing.NOT_APPLICABLE:
        fitting.extend(sorted(_WHILE_OPEN))
    fitting.append(Operation.WATCH)
    for operation in fitting:
        if _may(case, ask, operation, task):
            yield operation


def _may(case: Case, ask: Ask, operation: Operation, task: Task) -> bool:
    asks = [ask, *(replace(ask, behalf=one) for one in principals(case, ask))]
    return any(_allowed(case, one, operation, task) for one in asks)


def _allowed(case: Case, ask: Ask, operation: Operation, task: Task) -> bool:
    try:
        require(case, ask, operation, task)
    except Refused:
        return False
    return True


def _questions(case: Case, task: Task, house: House, *, working: bool) -> Iterator[FactQuestion]:
    missing = set(missing_facts(case, task))
    for name in (*task.item.facts, *task.item.optional_facts):
        spec = case.book.facts[name]
        held = case.held(name, task.instance)
        if task.period is not None and name in missing:
            # Yesterday's answer is none for today.
            held = None
        masked = is_masked(spec, working=working)
        yield FactQuestion(
            spec=spec,
            required=name in task.item.facts,
            missing=name in missing,
            held=held,
            masked=masked,
            shown=shown_value(spec, held, masked=masked),
            by_name="" if held is None else house.name(held.by),
        )


def _needs(case: Case, task: Task, house: House) -> Iterator[Neighbour]:
    if task.closed:
        return
    for need in unmet(case, task):
        other = case.tasks.get(need.task or "")
        if other is not None:
            yield _neighbour(case, other, house)
        else:
            item = case.book.items[need.item]
            yield Neighbour(
                key=None, code=item.code, title=item.title, owner_name="", standing=None
            )


def _waited_by(case: Case, task: Task, house: House) -> Iterator[Neighbour]:
    for item in sorted(case.book.dependants.get(task.item.id, ())):
        for other in case.tasks_of(item):
            waits = standing(case, other) is Standing.WAITING
            if waits and any(need.task == task.key for need in unmet(case, other)):
                yield _neighbour(case, other, house)


def _neighbour(case: Case, task: Task, house: House) -> Neighbour:
    owner = owner_of(case, task)
    return Neighbour(
        key=task.key,
        code=task.item.code,
        title=task_title(task, case),
        owner_name="" if owner is None else house.name(owner),
        standing=standing(case, task),
    )


def _statutes(case: Case, task: Task) -> Iterator[Statute]:
    named = [*task.item.basis, *(one for due in task.item.due for one in due.basis)]
    for name in dict.fromkeys(named):
        if name in case.book.statutes:
            yield case.book.statutes[name]


# --- what happened to it -------------------------------------------------------------------------------------


def concerns(task: Task, recorded: Recorded) -> bool:
    """Whether an entry is about the task: about itself, or about a fact it asks for."""
    data = recorded.data
    if data.get("task") == task.key:
        return True
    if recorded.envelope.kind != FactStated.KIND:
        return False
    own = data.get("fact") in (*task.item.facts, *task.item.optional_facts)
    return own and data.get("instance") in (None, task.instance)


def task_history(
    case: Case, task: Task, entries: Sequence[Recorded], house: House
) -> tuple[EntryLine, ...]:
    """What was recorded about a task, newest first; `entries` are those the reader may see."""
    return tuple(
        told_covered(case, one, house) for one in reversed(entries) if concerns(task, one)
    )


def meanwhile(
    task: Task, entries: Sequence[Recorded], *, person: str, request: str
) -> tuple[Recorded, ...]:
    """What other people recorded about a task, of the entries since somebody looked; their own request apart."""
    return tuple(
        one
        for one in entries
        if one.envelope.actor not in (person, "system")
        and one.envelope.request != request
        and concerns(task, one)
    )
