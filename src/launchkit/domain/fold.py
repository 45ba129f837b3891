"""State = fold(definition, entries): one function per kind of entry, no rule, no clock.

The fold trusts the trail: what it reads was allowed when it was written. It therefore never refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import singledispatch
from typing import Any
from zoneinfo import ZoneInfo

from launchkit.domain import entries as kinds
from launchkit.domain.approval import approvals_required, enough
from launchkit.domain.book import Book
from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.case import (
    Agreement,
    Case,
    CaseDocument,
    EvidenceHeld,
    Group,
    Held,
    OpenFinding,
    Task,
    TaskStatus,
    Wait,
)
from launchkit.domain.checklist import (
    Anchor,
    CalendarYear,
    CasePoint,
    Due,
    Estimate,
    Item,
    NamedDay,
    Text,
)
from launchkit.domain.entries import Entry, entry_of
from launchkit.domain.recorded import Recorded
from launchkit.domain.roles import ROLES

#: Changes whenever the same entries fold to something else; derived rows carry it.
FOLD_VERSION = 1


@dataclass(slots=True)
class _Pen:
    """A case being changed: maps are copied once, at the first change, so that older values stay as they were."""

    case: Case
    fields: dict[str, Any]
    recorded: Recorded

    def map(self, name: str) -> dict[Any, Any]:
        if name not in self.fields:
            self.fields[name] = dict(getattr(self.case, name))
        found: dict[Any, Any] = self.fields[name]
        return found

    def task(self, key: str) -> Task:
        found: Task = self.map("tasks")[key]
        return found

    def change(self, key: str, **values: Any) -> None:
        tasks = self.map("tasks")
        tasks[key] = replace(tasks[key], **values)

    def value_for(self, key: str) -> Callable[[str], Any]:
        """Reads facts as they stand in the middle of the batch, for the task's instance."""
        instance = self.task(key).instance
        facts = self.fields.get("facts", self.case.facts)
        specs = self.case.book.facts

        def value(fact: str) -> Any:
            per = fact in specs and specs[fact].per
            held = facts.get((fact, instance if per else None))
            return None if held is None else held.value

        return value

    @property
    def seq(self) -> int:
        return self.recorded.envelope.stream_seq

    @property
    def at(self) -> str:
        return self.recorded.envelope.recorded_at

    @property
    def actor(self) -> str:
        return self.recorded.envelope.actor

    def day(self) -> date:
        """Local day the entry speaks of: when it happened if told, else when it was recorded."""
        happened = self.recorded.envelope.happened
        if happened is not None and len(happened) == len("2026-01-01"):
            return date.fromisoformat(happened)
        return self.case.local_day(datetime.fromisoformat(happened or self.at))


def fold(book: Book, recorded: Iterable[Recorded]) -> Case:
    """Case from its entries; the first has to be `case_opened`."""
    items = iter(recorded)
    first = next(items)
    return apply(opened(book, first), items)


def apply(case: Case, recorded: Iterable[Recorded]) -> Case:
    """Next value of the case; the one given is not changed. Cost: one copy of each map that changes, plus the entries."""
    pen: _Pen | None = None
    for one in recorded:
        if pen is None:
            pen = _Pen(case, {}, one)
        pen.recorded = one
        _write(entry_of(one), pen)
        pen.fields["seq"] = one.envelope.stream_seq
        pen.fields["last_at"] = one.envelope.recorded_at
    return case if pen is None else replace(case, **pen.fields)


def opened(book: Book, first: Recorded) -> Case:
    """Case as it is right after `case_opened`."""
    entry = entry_of(first)
    assert isinstance(entry, kinds.CaseOpened)  # noqa: S101  the trail was verified; this only narrows the type
    envelope = first.envelope
    tasks: dict[str, Task] = {}
    for item in book.items.values():
        if item.per is None and item.recurs is None:
            tasks[item.id] = Task(key=item.id, item=item)
    return Case(
        id=envelope.stream.removeprefix("case:"),
        book=book,
        calendar=book.calendar,
        number=entry.number,
        series=entry.series,
        year=entry.year,
        serial=entry.serial,
        company=entry.company,
        branch=entry.branch,
        checklist=entry.checklist,
        name=entry.name,
        start=date.fromisoformat(entry.start),
        target=date.fromisoformat(entry.target),
        zone=ZoneInfo(entry.zone),
        division_code=entry.division_code,
        restricted=entry.restricted,
        opened_at=envelope.recorded_at,
        opened_by=envelope.actor,
        team={str(one["person"]): tuple(one["roles"]) for one in entry.team},
        links=entry.links,
        tasks=tasks,
        keys={key: (key,) for key in tasks},
        groups={name: Group() for name in book.collections},
        seq=envelope.stream_seq,
        last_at=envelope.recorded_at,
    )


@singledispatch
def _write(entry: Entry, pen: _Pen) -> None:
    """Kinds without an effect on the state of a case."""


_on: Callable[..., Any] = _write.register


@_on
def _(entry: kinds.TeamChanged, pen: _Pen) -> None:
    team = pen.map("team")
    if entry.roles:
        team[entry.person] = entry.roles
    else:
        team.pop(entry.person, None)


@_on
def _(entry: kinds.FactStated, pen: _Pen) -> None:
    pen.map("facts")[entry.fact, entry.instance] = Held(
        value=entry.value,
        seq=pen.seq,
        by=pen.actor,
        recorded_at=pen.at,
        happened=pen.recorded.envelope.happened,
        corrected=entry.corrects is not None,
    )


@_on
def _(entry: kinds.EvidenceAttached, pen: _Pen) -> None:
    held = tuple(
        EvidenceHeld(
            rule=entry.rule,
            seq=pen.seq,
            by=pen.actor,
            file=file,
            name=entry.name,
            note=entry.note,
            recorded_at=pen.at,
        )
        for file in pen.recorded.files
    )
    pen.change(entry.task, evidence=pen.task(entry.task).evidence + held)


@_on
def _(entry: kinds.TaskAssigned, pen: _Pen) -> None:
    pen.change(entry.task, owner=entry.owner, helpers=entry.helpers)


@_on
def _(entry: kinds.TaskStarted, pen: _Pen) -> None:
    pen.change(entry.task, status=TaskStatus.STARTED, started_at=pen.at, wait=None)


@_on
def _(entry: kinds.TaskDone, pen: _Pen) -> None:
    required = approvals_required(pen.task(entry.task).item, pen.value_for(entry.task))
    pen.change(
        entry.task,
        status=TaskStatus.SUBMITTED if required else TaskStatus.DONE,
        done_at=pen.at,
        done_on=pen.day(),
        done_by=pen.actor,
        wait=None,
        agreed=(),
        sent_back=None,
    )


@_on
def _(entry: kinds.TaskBlocked, pen: _Pen) -> None:
    wait = Wait(
        party=entry.party,
        waiting_on=entry.waiting_on,
        since=entry.since,
        reason=entry.reason,
        seq=pen.seq,
    )
    pen.change(entry.task, status=TaskStatus.BLOCKED, wait=wait)


@_on
def _(entry: kinds.TaskUnblocked, pen: _Pen) -> None:
    task = pen.task(entry.task)
    status = TaskStatus.STARTED if task.started_at else TaskStatus.OPEN
    pen.change(entry.task, status=status, wait=None)


@_on
def _(entry: kinds.WaiverAsked, pen: _Pen) -> None:
    pen.change(entry.task, waiver_by=pen.actor, waiver_reason=entry.reason, agreed=())


@_on
def _(entry: kinds.Approved, pen: _Pen) -> None:
    task = pen.task(entry.task)
    given = (*task.agreed, Agreement(person=pen.actor, role=entry.role, seq=pen.seq))
    pen.change(entry.task, agreed=given)
    if entry.subject == "waive":
        pen.change(entry.task, status=TaskStatus.WAIVED, done_at=pen.at, done_on=pen.day())
    elif enough(approvals_required(task.item, pen.value_for(entry.task)), given):
        pen.change(entry.task, status=TaskStatus.DONE)


@_on
def _(entry: kinds.Rejected, pen: _Pen) -> None:
    if entry.subject == "waive":
        pen.change(
            entry.task, waiver_by=None, waiver_reason=None, agreed=(), sent_back=entry.reason
        )
    else:
        pen.change(
            entry.task,
            status=TaskStatus.STARTED,
            done_at=None,
            done_on=None,
            done_by=None,
            agreed=(),
            sent_back=entry.reason,
        )


@_on
def _(entry: kinds.TaskReopened, pen: _Pen) -> None:
    task = pen.task(entry.task)
    pen.change(
        entry.task,
        status=TaskStatus.STARTED if task.started_at else TaskStatus.OPEN,
        done_at=None,
        done_on=None,
        done_by=None,
        waiver_by=None,
        waiver_reason=None,
        agreed=(),
        noticed=frozenset(),
        reopened=task.reopened + 1,
    )


@_on
def _(entry: kinds.ItemAdded, pen: _Pen) -> None:
    due: tuple[Due, ...] = ()
    if entry.due_on is not None:
        due = (
            Due(
                id="P1",
                after=Anchor(case=CasePoint.START),
                within=0,
                says=Text(zh="约定日期", en="agreed date"),
            ),
        )
    title = Text(zh=str(entry.title), en=str(entry.title))
    item = Item(
        id=entry.item,
        code=entry.item.upper().replace("_", "-"),
        title=title,
        owner=entry.owner if entry.owner in ROLES else "lead",
        why=Text(zh="本案另加", en="added to this case"),
        if_late=Text(zh="见约定日期", en="see the agreed date"),
        effort=Estimate(likely=1),
        needs=entry.needs,
        due=due,
    )
    extended = {"P1": date.fromisoformat(entry.due_on)} if entry.due_on else {}
    owner = None if entry.owner in ROLES else entry.owner
    pen.map("tasks")[entry.item] = Task(
        key=entry.item, item=item, ad_hoc=True, owner=owner, extended=extended
    )
    pen.map("keys")[entry.item] = (entry.item,)
    pen.fields["added"] = (*pen.fields.get("added", pen.case.added), entry.item)
    extra = pen.map("extra_needs")
    for other in entry.needed_by:
        extra[other] = (*extra.get(other, ()), entry.item)


@_on
def _(entry: kinds.InstanceAdded, pen: _Pen) -> None:
    groups = pen.map("groups")
    group: Group = groups[entry.collection]
    groups[entry.collection] = replace(
        group,
        instances=(*group.instances, entry.instance),
        labels={**group.labels, entry.instance: entry.label},
    )
    for item in pen.case.book.items.values():
        if item.per == entry.collection:
            _add_task(pen, item, f"{item.id}#{entry.instance}", instance=entry.instance)


@_on
def _(entry: kinds.CollectionCompleted, pen: _Pen) -> None:
    groups = pen.map("groups")
    groups[entry.collection] = replace(groups[entry.collection], complete=True)


@_on
def _(entry: kinds.OccurrenceOpened, pen: _Pen) -> None:
    item = pen.case.book.items[entry.item]
    period = (date.fromisoformat(entry.begins), date.fromisoformat(entry.ends))
    _add_task(pen, item, f"{item.id}@{entry.period}", period=period)


def _add_task(
    pen: _Pen,
    item: Item,
    key: str,
    *,
    instance: str | None = None,
    period: tuple[date, date] | None = None,
) -> None:
    pen.map("tasks")[key] = Task(key=key, item=item, instance=instance, period=period)
    keys = pen.map("keys")
    keys[item.id] = (*keys.get(item.id, ()), key)


@_on
def _(entry: kinds.DeadlineExtended, pen: _Pen) -> None:
    task = pen.task(entry.task)
    pen.change(
        entry.task,
        extended={**task.extended, entry.due: date.fromisoformat(entry.to)},
        noticed=frozenset(one for one in task.noticed if one[0] != entry.due),
    )


@_on
def _(entry: kinds.DeadlineSuspended, pen: _Pen) -> None:
    task = pen.task(entry.task)
    spans = (*task.suspended.get(entry.due, ()), (date.fromisoformat(entry.since), None))
    pen.change(entry.task, suspended={**task.suspended, entry.due: spans})


@_on
def _(entry: kinds.DeadlineResumed, pen: _Pen) -> None:
    task = pen.task(entry.task)
    *earlier, (since, _open) = task.suspended[entry.due]
    spans = (*earlier, (since, date.fromisoformat(entry.on)))
    pen.change(entry.task, suspended={**task.suspended, entry.due: spans})


@_on
def _(entry: kinds.DocumentPrepared, pen: _Pen) -> None:
    documents = pen.map("documents")
    new = CaseDocument(
        document=entry.document,
        prepared=pen.seq,
        number=entry.number,
        serial=entry.serial,
        date=entry.date,
        facts=entry.facts,
        template=entry.template,
        check_code=entry.check_code,
    )
    documents[entry.document] = (*documents.get(entry.document, ()), new)


def _change_document(pen: _Pen, key: str, prepared: int, **values: Any) -> None:
    documents = pen.map("documents")
    documents[key] = tuple(
        replace(one, **values) if one.prepared == prepared else one for one in documents[key]
    )


@_on
def _(entry: kinds.DocumentIssued, pen: _Pen) -> None:
    _change_document(
        pen,
        entry.document,
        entry.prepared,
        issued=pen.seq,
        file=pen.recorded.files[0],
        issued_at=pen.at,
        environment=entry.environment,
    )


@_on
def _(entry: kinds.DocumentVoided, pen: _Pen) -> None:
    _change_document(pen, entry.document, entry.prepared, voided=pen.seq)


@_on
def _(entry: kinds.CalendarAdopted, pen: _Pen) -> None:
    adopted = pen.map("adopted")
    adopted[entry.year] = calendar_year(entry.body)
    pinned = (one for one in pen.case.book.definition.calendars if one.year not in adopted)
    pen.fields["calendar"] = WorkCalendar([*pinned, *adopted.values()])


def calendar_year(body: Any) -> CalendarYear:
    """Calendar year from the JSON an entry carries."""
    return CalendarYear(
        year=body["year"],
        status=body["status"],
        notices=tuple(body["notices"]),
        rest=tuple(NamedDay(**one) for one in body["rest"]),
        make_up=tuple(NamedDay(**one) for one in body["make_up"]),
        statutory=tuple(body.get("statutory", ())),
        tax_filing=tuple(body.get("tax_filing", ())),
        tax_notice=body.get("tax_notice"),
    )


@_on
def _(entry: kinds.NoticeQueued, pen: _Pen) -> None:
    noticed = pen.task(entry.task).noticed | {(entry.about, entry.notice)}
    pen.change(entry.task, noticed=noticed)


@_on
def _(entry: kinds.FindingRaised, pen: _Pen) -> None:
    pen.map("findings")[entry.finding] = OpenFinding(
        finding=entry.finding, about=entry.about, task=entry.task, raised_at=pen.at
    )


@_on
def _(entry: kinds.FindingAnswered, pen: _Pen) -> None:
    findings = pen.map("findings")
    findings[entry.finding] = replace(findings[entry.finding], answer=entry.answer, answered=True)


@_on
def _(_entry: kinds.CaseClosed, pen: _Pen) -> None:
    pen.fields["closed_at"] = pen.at
