"""Derived rows of a case, and which of them an entry can change.

Rows hold nothing that a clock decides: `next_change` is the earliest moment of which nobody was told or that nothing was done
about yet, so two replays at different times give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from launchkit.domain import entries as kinds
from launchkit.domain.book import Book
from launchkit.domain.case import Case, Task
from launchkit.domain.entries import Entry
from launchkit.domain.people import owner_of
from launchkit.domain.presence import next_hand_over
from launchkit.domain.recorded import CaseRow, DocumentRow, RowChanges, TaskRow
from launchkit.domain.recurrence import next_opening
from launchkit.domain.reminders import ladders_of, ladders_of_case, next_at
from launchkit.domain.standing import Standing, standing
from launchkit.domain.times import running_deadlines
from launchkit.domain.trail import instant_text

_STATE = attrgetter("state")
_NEXT_CHANGE = attrgetter("next_change")


def task_row(case: Case, task: Task) -> TaskRow:
    """Row of one task."""
    where = standing(case, task)
    running = [one.deadline for one in running_deadlines(case, task)]
    statutory = [one.last_day for one in running if one.statutory]
    plan_by = min((one.plan_by for one in running), default=None)
    next_change = None if case.closed_at else next_at(case, ladders_of(case, task))
    return TaskRow(
        case=case.id,
        task=task.key,
        code=task.item.code,
        stage=case.book.stage_of.get(task.item.id, ""),
        title_zh="" if task.ad_hoc else task.item.title.zh,
        title_en="" if task.ad_hoc else task.item.title.en,
        owner=owner_of(case, task),
        role=task.item.owner,
        state=where.value,
        ready=where is Standing.READY,
        plan_by=plan_by.isoformat() if plan_by else None,
        last_day=min(statutory).isoformat() if statutory else None,
        statutory=bool(statutory),
        provisional=any(one.provisional for one in running),
        waiting_on=task.wait is not None,
        next_change=instant_text(next_change) if next_change else None,
    )


def case_row(case: Case, tasks: Mapping[str, TaskRow]) -> CaseRow:
    """Row of the case, from the rows of its tasks."""
    leads = case.people_with("lead")
    # Every write passes here for every task of the case: loops of the interpreter's own, not of ours.
    states = list(map(_STATE, tasks.values()))
    changes = list(filter(None, map(_NEXT_CHANGE, tasks.values())))
    changes.extend(_changes_of_case(case))
    return CaseRow(
        case=case.id,
        number=case.number,
        company=case.company,
        year=case.year,
        serial=case.serial,
        name=case.name,
        checklist=case.checklist,
        branch=case.branch,
        state=case.state,
        opened_at=case.opened_at,
        start=case.start.isoformat(),
        target=case.target.isoformat(),
        lead=leads[0] if leads else None,
        tasks=len(states) - states.count(Standing.NOT_APPLICABLE.value),
        closed=states.count(Standing.DONE.value) + states.count(Standing.WAIVED.value),
        restricted=case.restricted,
        next_change=min(changes, default=None),
        stream_seq=case.seq,
    )


def _changes_of_case(case: Case) -> Iterator[str]:
    """Instants at which the clock alone changes something that no task has in its row."""
    if case.closed_at is not None:
        return
    for at in (
        next_opening(case),
        next_hand_over(case),
        next_at(case, ladders_of_case(case)),
    ):
        if at is not None:
            yield instant_text(at)


def document_rows(case: Case, keys: Iterable[str]) -> tuple[DocumentRow, ...]:
    """Rows of the documents named: the newest version of each that is not void."""
    rows = []
    for key in keys:
        newest = case.document(key)
        if newest is not None:
            state = "issued" if newest.issued else "prepared"
            number, stale = newest.number, is_stale(case, key)
        else:
            state, number, stale = "void", None, False
        rows.append(
            DocumentRow(case=case.id, document=key, number=number, state=state, stale=stale)
        )
    return tuple(rows)


def is_stale(case: Case, key: str) -> bool:
    """Whether a fact that the newest version used has changed since it was prepared."""
    document = case.document(key)
    if document is None:
        return False
    for name, seq in document.facts.items():
        fact, _, instance = name.partition("#")
        held = case.facts.get((fact, instance or None))
        if held is not None and held.seq != seq:
            return True
    return False


def all_rows(case: Case) -> RowChanges:
    """Every row of the case, as a replay gives them."""
    tasks = {key: task_row(case, task) for key, task in case.tasks.items()}
    return RowChanges(
        cases=(case_row(case, tasks),),
        tasks=tuple(tasks.values()),
        documents=document_rows(case, case.documents),
    )


def differences(case: Case, stored: RowChanges) -> tuple[str, ...]:
    """Names of stored rows that a replay does not give, and of rows that are missing; empty when all is well."""
    fresh = all_rows(case)
    pairs = (
        (
            {("case", one.case): one for one in fresh.cases},
            {("case", one.case): one for one in stored.cases},
        ),
        (
            {("task", one.task): one for one in fresh.tasks},
            {("task", one.task): one for one in stored.tasks},
        ),
        (
            {("document", one.document): one for one in fresh.documents},
            {("document", one.document): one for one in stored.documents},
        ),
    )
    return tuple(
        f"{kind}:{name}"
        for mine, theirs in pairs
        for kind, name in sorted(mine.keys() | theirs.keys())
        if mine.get((kind, name)) != theirs.get((kind, name))
    )


def touched_tasks(case: Case, entries: Iterable[Entry]) -> set[str] | None:
    """Keys of the tasks whose row the entries may have changed; None: any of them.

    A task's standing depends on its own entries, its facts, and whether its needs are met; being met depends on
    nothing further away than the need's own condition, so two steps reach everything.
    """
    items: set[str] = set()
    keys: set[str] = set()
    for entry in entries:
        if isinstance(entry, _TOUCH_ALL):
            return None
        task = getattr(entry, "task", None)
        if task:
            keys.add(task)
            items.update(_around(case.book, case.tasks[task].item.id))
            items.update((*case.extra_needs, *case.added))
        elif isinstance(entry, kinds.FactStated):
            items.update(case.added)
            for item in case.book.by_fact.get(entry.fact, ()):
                items.add(item)
                items.update(_around(case.book, item))
        else:
            items.update(_touched_items(case, entry))
    for item in items:
        keys.update(case.keys.get(item, ()))
    # What an ad-hoc item needs stands in the case and not in the book's look-ups.
    keys.update(key for key, task in case.tasks.items() if task.ad_hoc)
    return keys


_TOUCH_ALL = (kinds.CaseOpened, kinds.TeamChanged, kinds.CalendarAdopted, kinds.CaseClosed)


def _touched_items(case: Case, entry: Entry) -> set[str]:
    book = case.book
    if isinstance(entry, kinds.OccurrenceOpened):
        return {entry.item}
    if isinstance(entry, kinds.ItemAdded):
        return {entry.item, *entry.needed_by}
    if isinstance(entry, kinds.InstanceAdded | kinds.CollectionCompleted):
        own = {item.id for item in book.items.values() if item.per == entry.collection}
        counted = {
            item
            for fact in book.facts.values()
            if fact.per == entry.collection
            for item in book.by_fact.get(fact.id, ())
        }
        return own | counted | {other for item in own for other in _around(book, item)}
    return set()


def _around(book: Book, item: str) -> Iterable[str]:
    return book.dependants.get(item, ())
