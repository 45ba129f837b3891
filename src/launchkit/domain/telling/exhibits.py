"""What an auditor takes in hand: statutory deadlines with their margins, proofs, documents with their sources, things in custody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from launchkit.domain import entries as kinds
from launchkit.domain.case import Case, CaseDocument, EvidenceHeld, Task, TaskStatus
from launchkit.domain.checklist import Text
from launchkit.domain.custody import THINGS
from launchkit.domain.entries import entry_of
from launchkit.domain.house import House
from launchkit.domain.recorded import FileRef, Recorded
from launchkit.domain.standing import Standing, standing
from launchkit.domain.telling.deadlines import explained
from launchkit.domain.telling.summary import finding_text
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.telling.trail import EntryLine, entry_line
from launchkit.domain.telling.words import count_text, local_time, typed
from launchkit.domain.times import TaskDeadline, deadlines_of, kept

#: What became of a statutory deadline.
VERDICTS: Mapping[str, Text] = {
    "missed": Text(zh="逾期", en="missed"),
    "late": Text(zh="逾期未办", en="late, still open"),
    "open": Text(zh="未到期", en="open"),
    "kept": Text(zh="按期", en="kept"),
    "waived": Text(zh="已豁免", en="waived"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryLine:
    """A statutory deadline and what became of it."""

    task: str
    code: str
    title: Text
    due: str
    #: one of `VERDICTS`
    verdict: str
    last_day: str
    done_on: str | None
    #: days to spare (negative: too late), to the day it was done, else to today; None for a waived one
    margin: int | None
    provisional: bool
    suspended: bool
    #: law and article of each basis
    law: tuple[str, ...]
    explained: Text


def statutory_lines(case: Case, now: datetime) -> tuple[StatutoryLine, ...]:
    """Every statutory deadline that runs or ran: missed and late ones first, then by last day."""
    lines = [
        _statutory(case, task, one, case.local_day(now))
        for task in case.tasks.values()
        if standing(case, task) is not Standing.NOT_APPLICABLE
        for one in deadlines_of(case, task)
        if one.deadline.statutory
    ]
    order = tuple(VERDICTS)
    return tuple(sorted(lines, key=lambda one: (order.index(one.verdict), one.last_day, one.code)))


def _statutory(case: Case, task: Task, one: TaskDeadline, today: date) -> StatutoryLine:
    found = one.deadline
    waived = task.status is TaskStatus.WAIVED
    end = task.done_on or today
    return StatutoryLine(
        task=task.key,
        code=task.item.code,
        title=task_title(task, case),
        due=one.about,
        verdict="waived" if waived else _verdict(case, task, one, today),
        last_day=found.last_day.isoformat(),
        done_on=None if task.done_on is None or waived else task.done_on.isoformat(),
        margin=None if waived else (found.last_day - end).days,
        provisional=found.last_day_provisional,
        suspended=found.suspended,
        law=tuple(_law(case, one) for one in found.basis),
        explained=explained(case, one.due, found),
    )


def _verdict(case: Case, task: Task, one: TaskDeadline, today: date) -> str:
    was_kept = kept(case, task, one)
    if was_kept is None:
        return "late" if today > one.deadline.last_day else "open"
    return "kept" if was_kept else "missed"


def _law(case: Case, basis: str) -> str:
    statute = case.book.statutes.get(basis)
    return basis if statute is None else f"{statute.law} {statute.article}"


# --- proofs ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """A file that proves something about a task; without `file` it was erased."""

    task: str
    code: str
    title: Text
    rule: Text
    #: entry that attached it
    seq: int
    name: Text
    file: FileRef | None
    by: str
    by_name: str
    local: str


def evidence_lines(case: Case, house: House) -> tuple[EvidenceLine, ...]:
    """Every file attached to a task, in the order of the trail."""
    lines = [
        _evidence(case, task, held, house)
        for task in case.tasks.values()
        for held in task.evidence
    ]
    return tuple(sorted(lines, key=lambda one: one.seq))


def _evidence(case: Case, task: Task, held: EvidenceHeld, house: House) -> EvidenceLine:
    rules = {one.id: one.title for one in task.item.evidence}
    return EvidenceLine(
        task=task.key,
        code=task.item.code,
        title=task_title(task, case),
        rule=rules.get(held.rule, Text(zh=held.rule, en=held.rule)),
        seq=held.seq,
        name=typed(held.name),
        file=held.file,
        by=held.by,
        by_name=house.name(held.by),
        local=local_time(held.recorded_at, case.zone),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """One version of a document with the entries that its facts were taken from."""

    key: str
    title: Text
    number: str | None
    date: str
    #: prepared, issued or void
    state: str
    prepared: int
    issued: int | None
    voided: int | None
    check_code: str
    template: str
    file: FileRef | None
    #: title of a fact and the entry it was taken from
    facts: tuple[tuple[Text, int], ...]


def issue_lines(case: Case) -> tuple[IssueLine, ...]:
    """Every version of every document, in the order of the trail."""
    lines = [_issue(case, one) for versions in case.documents.values() for one in versions]
    return tuple(sorted(lines, key=lambda one: one.prepared))


def _issue(case: Case, one: CaseDocument) -> IssueLine:
    spec = case.book.documents.get(one.document.partition("#")[0])
    state = "prepared" if one.issued is None else "issued"
    return IssueLine(
        key=one.document,
        title=Text(zh=one.document, en=one.document) if spec is None else spec.title,
        number=one.number,
        date=one.date,
        state=state if one.voided is None else "void",
        prepared=one.prepared,
        issued=one.issued,
        voided=one.voided,
        check_code=one.check_code,
        template=one.template,
        file=one.file,
        facts=tuple(
            (_fact_title(case, name), seq)
            for name, seq in one.facts.items()
            if isinstance(seq, int)
        ),
    )


def _fact_title(case: Case, name: str) -> Text:
    fact, _, instance = name.partition("#")
    spec = case.book.facts.get(fact)
    title = Text(zh=fact, en=fact) if spec is None else spec.title
    of = f" {instance}" if instance else ""
    return Text(zh=f"{title.zh}{of}", en=f"{title.en}{of}")


# --- custody ----------------------------------------------------------------------------------------------------------------

_CUSTODY = (kinds.CustodyTaken, kinds.CustodyCounted, kinds.CustodyMoved, kinds.CustodyEnded)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyHistory:
    """A thing with everything that was recorded of it."""

    thing: str
    kind_text: Text
    label: Text
    holder: str
    holder_name: str
    held: bool
    count_text: Text
    lines: tuple[EntryLine, ...]


def custody_histories(
    recorded: Iterable[Recorded], case: Case, house: House
) -> tuple[CustodyHistory, ...]:
    """Every thing that is or was in somebody's hands, with its way from one to the next."""
    lines: dict[str, list[EntryLine]] = {}
    for thing, one in _custody_entries(recorded):
        lines.setdefault(thing, []).append(entry_line(one, case, house))
    return tuple(
        CustodyHistory(
            thing=one.thing,
            kind_text=THINGS[one.kind],
            label=typed(one.label),
            holder=one.holder,
            holder_name=house.name(one.holder),
            held=one.held,
            count_text=count_text(one.kind, one.amount, one.quantity),
            lines=tuple(lines[one.thing]),
        )
        for one in case.custody.values()
    )


def _custody_entries(recorded: Iterable[Recorded]) -> Iterator[tuple[str, Recorded]]:
    for one in recorded:
        entry = entry_of(one)
        if isinstance(entry, _CUSTODY):
            yield entry.thing, one


# --- findings -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAnswer:
    """A finding with who answered it, and when."""

    finding: str
    said: Text
    task: str | None
    raised: str
    answered: bool
    answer: Text
    #: entry of the answer, and who gave it
    seq: int | None
    by_name: str
    local: str


def finding_answers(
    recorded: Iterable[Recorded], case: Case, house: House
) -> tuple[FindingAnswer, ...]:
    """Every finding, those without an answer first."""
    given = {
        entry.finding: one
        for one in recorded
        for entry in (entry_of(one),)
        if isinstance(entry, kinds.FindingAnswered)
    }
    found = []
    for one in case.findings.values():
        answer = given.get(one.finding)
        envelope = None if answer is None else answer.envelope
        found.append(
            FindingAnswer(
                finding=one.finding,
                said=finding_text(one.about),
                task=one.task,
                raised=local_time(one.raised_at, case.zone),
                answered=one.answered,
                answer=typed(one.answer),
                seq=None if envelope is None else envelope.stream_seq,
                by_name="" if envelope is None else house.name(envelope.actor),
                local="" if envelope is None else local_time(envelope.recorded_at, case.zone),
            )
        )
    return tuple(sorted(found, key=lambda one: one.answered))
