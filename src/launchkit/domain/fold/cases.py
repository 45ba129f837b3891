"""How the entries about tasks, facts, deadlines and documents change a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from launchkit.domain import entries as kinds
from launchkit.domain.approval import approvals_required, enough
from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.case import (
    Agreement,
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
from launchkit.domain.fold.pen import Pen, on
from launchkit.domain.people import SYSTEM
from launchkit.domain.roles import ROLES


@on
def _(entry: kinds.TeamChanged, pen: Pen) -> None:
    team = pen.map("team")
    if entry.roles:
        team[entry.person] = entry.roles
    else:
        team.pop(entry.person, None)


@on
def _(entry: kinds.FactStated, pen: Pen) -> None:
    pen.map("facts")[entry.fact, entry.instance] = Held(
        value=entry.value,
        seq=pen.seq,
        by=pen.actor,
        recorded_at=pen.at,
        happened=pen.recorded.envelope.happened,
        corrected=entry.corrects is not None,
    )


@on
def _(entry: kinds.EvidenceAttached, pen: Pen) -> None:
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


@on
def _(entry: kinds.TaskAssigned, pen: Pen) -> None:
    before = pen.task(entry.task)
    # Handed on twice while the owner is away, it still goes back to the first.
    back_to = (before.back_to or before.owner) if entry.absence else None
    # Whoever takes a task needs no telling; nor does the owner that the clockwork finds first: a notice goes with it.
    first = before.owner is None and pen.actor == SYSTEM
    new = entry.owner not in (before.owner, pen.actor) and not first
    pen.change(
        entry.task,
        handed=(pen.seq, pen.at) if new else before.handed,
        owner=entry.owner,
        helpers=entry.helpers,
        absence=entry.absence,
        back_to=back_to,
    )


@on
def _(entry: kinds.TaskStarted, pen: Pen) -> None:
    pen.change(entry.task, status=TaskStatus.STARTED, started_at=pen.at, wait=None)


@on
def _(entry: kinds.TaskDone, pen: Pen) -> None:
    required = approvals_required(pen.task(entry.task).item, pen.value_for(entry.task))
    pen.change(
        entry.task,
        status=TaskStatus.SUBMITTED if required else TaskStatus.DONE,
        done_at=pen.at,
        done_on=pen.day(),
        done_by=pen.actor,
        done_for=pen.behalf,
        pending_at=pen.at,
        wait=None,
        # Whoever does it no longer asks that it need not be done.
        waiver_by=None,
        waiver_for=None,
        waiver_reason=None,
        agreed=(),
        sent_back=None,
    )


@on
def _(entry: kinds.TaskBlocked, pen: Pen) -> None:
    wait = Wait(
        party=entry.party,
        waiting_on=entry.waiting_on,
        since=entry.since,
        reason=entry.reason,
        seq=pen.seq,
        contact=entry.contact,
        again_on=date.fromisoformat(entry.again_on) if entry.again_on else None,
    )
    pen.change(entry.task, status=TaskStatus.BLOCKED, wait=wait)


@on
def _(entry: kinds.TaskUnblocked, pen: Pen) -> None:
    task = pen.task(entry.task)
    status = TaskStatus.STARTED if task.started_at else TaskStatus.OPEN
    pen.change(entry.task, status=status, wait=None)


@on
def _(entry: kinds.WaiverAsked, pen: Pen) -> None:
    pen.change(
        entry.task,
        waiver_by=pen.actor,
        waiver_for=pen.behalf,
        waiver_reason=entry.reason,
        pending_at=pen.at,
        agreed=(),
    )


@on
def _(entry: kinds.Approved, pen: Pen) -> None:
    task = pen.task(entry.task)
    given = (
        *task.agreed,
        Agreement(person=pen.actor, role=entry.role, seq=pen.seq, behalf=pen.behalf),
    )
    pen.change(entry.task, agreed=given, pending_at=pen.at)
    if entry.subject == "waive":
        pen.change(
            entry.task, status=TaskStatus.WAIVED, done_at=pen.at, done_on=pen.day(), wait=None
        )
    elif enough(approvals_required(task.item, pen.value_for(entry.task)), given):
        pen.change(entry.task, status=TaskStatus.DONE)


@on
def _(entry: kinds.Rejected, pen: Pen) -> None:
    if entry.subject == "waive":
        pen.change(
            entry.task,
            waiver_by=None,
            waiver_for=None,
            waiver_reason=None,
            agreed=(),
            sent_back=entry.reason,
        )
    else:
        pen.change(
            entry.task,
            status=TaskStatus.STARTED,
            done_at=None,
            done_on=None,
            done_by=None,
            done_for=None,
            agreed=(),
            sent_back=entry.reason,
        )


@on
def _(entry: kinds.TaskReopened, pen: Pen) -> None:
    task = pen.task(entry.task)
    pen.change(
        entry.task,
        status=TaskStatus.STARTED if task.started_at else TaskStatus.OPEN,
        done_at=None,
        done_on=None,
        done_by=None,
        done_for=None,
        waiver_by=None,
        waiver_for=None,
        waiver_reason=None,
        agreed=(),
        noticed=_marked(task),
        reopened=task.reopened + 1,
        reopened_at=pen.at,
        told=entry.told,
    )


@on
def _(entry: kinds.ItemAdded, pen: Pen) -> None:
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


@on
def _(entry: kinds.InstanceAdded, pen: Pen) -> None:
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


@on
def _(entry: kinds.CollectionCompleted, pen: Pen) -> None:
    groups = pen.map("groups")
    groups[entry.collection] = replace(groups[entry.collection], complete=True)


@on
def _(entry: kinds.OccurrenceOpened, pen: Pen) -> None:
    item = pen.case.book.items[entry.item]
    period = (date.fromisoformat(entry.begins), date.fromisoformat(entry.ends))
    _add_task(pen, item, f"{item.id}@{entry.period}", period=period)


def _add_task(
    pen: Pen,
    item: Item,
    key: str,
    *,
    instance: str | None = None,
    period: tuple[date, date] | None = None,
) -> None:
    pen.map("tasks")[key] = Task(key=key, item=item, instance=instance, period=period)
    keys = pen.map("keys")
    keys[item.id] = (*keys.get(item.id, ()), key)


@on
def _(entry: kinds.DeadlineExtended, pen: Pen) -> None:
    task = pen.task(entry.task)
    pen.change(
        entry.task,
        extended={**task.extended, entry.due: date.fromisoformat(entry.to)},
        noticed=_marked(task, entry.due),
    )


def _marked(task: Task, due: str | None = None) -> frozenset[tuple[str, str, str]]:
    """What stays told when a task or a deadline begins anew: all that names its round; the rest stood for any round."""
    return frozenset(one for one in task.noticed if one[2] or due not in (None, one[0]))


@on
def _(entry: kinds.DeadlineSuspended, pen: Pen) -> None:
    task = pen.task(entry.task)
    spans = (*task.suspended.get(entry.due, ()), (date.fromisoformat(entry.since), None))
    pen.change(entry.task, suspended={**task.suspended, entry.due: spans})


@on
def _(entry: kinds.DeadlineResumed, pen: Pen) -> None:
    task = pen.task(entry.task)
    *earlier, (since, _open) = task.suspended[entry.due]
    spans = (*earlier, (since, date.fromisoformat(entry.on)))
    pen.change(entry.task, suspended={**task.suspended, entry.due: spans})


@on
def _(entry: kinds.DocumentPrepared, pen: Pen) -> None:
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


def _change_document(pen: Pen, key: str, prepared: int, **values: Any) -> None:
    documents = pen.map("documents")
    documents[key] = tuple(
        replace(one, **values) if one.prepared == prepared else one for one in documents[key]
    )


@on
def _(entry: kinds.DocumentIssued, pen: Pen) -> None:
    _change_document(
        pen,
        entry.document,
        entry.prepared,
        issued=pen.seq,
        file=pen.recorded.files[0],
        issued_at=pen.at,
        environment=entry.environment,
    )


@on
def _(entry: kinds.DocumentVoided, pen: Pen) -> None:
    _change_document(pen, entry.document, entry.prepared, voided=pen.seq)


@on
def _(entry: kinds.CalendarAdopted, pen: Pen) -> None:
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


@on
def _(entry: kinds.NoticeQueued, pen: Pen) -> None:
    told = (entry.about, entry.notice, entry.mark)
    if entry.task:
        pen.change(entry.task, noticed=pen.task(entry.task).noticed | {told})
    else:
        pen.fields["noticed"] = pen.fields.get("noticed", pen.case.noticed) | {told}


@on
def _(entry: kinds.FindingRaised, pen: Pen) -> None:
    pen.map("findings")[entry.finding] = OpenFinding(
        finding=entry.finding, about=entry.about, task=entry.task, raised_at=pen.at
    )


@on
def _(entry: kinds.FindingAnswered, pen: Pen) -> None:
    findings = pen.map("findings")
    findings[entry.finding] = replace(findings[entry.finding], answer=entry.answer, answered=True)


@on
def _(_entry: kinds.CaseClosed, pen: Pen) -> None:
    pen.fields["closed_at"] = pen.at
