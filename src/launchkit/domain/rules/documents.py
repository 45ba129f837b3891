"""Issuing documents in two steps: the input is closed and numbered, then the printed page is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, CaseDocument
from launchkit.domain.checklist import DocumentSpec, Field
from launchkit.domain.entries import DocumentIssued, DocumentPrepared, DocumentVoided
from launchkit.domain.errors import Lack, NotFound, Refused
from launchkit.domain.forms import Filled, filled, missing
from launchkit.domain.index import is_stale
from launchkit.domain.matrix import Operation
from launchkit.domain.recorded import Draft, FileRef
from launchkit.domain.rights import require
from launchkit.domain.rules.common import require_open, require_reason, task_for
from launchkit.domain.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A document of a case: its spec and, for a document per hire, the instance."""

    spec: DocumentSpec
    instance: str | None

    @property
    def key(self) -> str:
        """`D31` or `D31#hire-2`."""
        return self.spec.code if self.instance is None else f"{self.spec.code}#{self.instance}"


def wanted(case: Case, name: str) -> Wanted:
    """Document by key, code or folder name; raises `NotFound` with what there is."""
    base, _, instance = name.partition("#")
    for spec in case.book.definition.documents:
        if base.upper() == spec.code.upper() or base == spec.name:
            break
    else:
        known = "、".join(spec.code for spec in case.book.definition.documents)
        raise NotFound(f"没有文书 {name}；有：{known}", f"No document {name}; there are: {known}")
    if spec.per is None:
        return Wanted(spec=spec, instance=None)
    instances = case.instances(spec.per)
    if instance not in instances:
        shown = "、".join(f"{spec.code}#{one}" for one in instances) or "—"
        raise NotFound(
            f"{spec.code} 每个对象一份，请写明：{shown}",
            f"{spec.code} is issued per instance; name one: {shown}",
        )
    return Wanted(spec=spec, instance=instance)


def all_wanted(case: Case) -> Iterator[Wanted]:
    """Every document of the checklist, per instance where it has one."""
    for spec in case.book.definition.documents:
        if spec.per is None:
            yield Wanted(spec=spec, instance=None)
        else:
            for instance in case.instances(spec.per):
                yield Wanted(spec=spec, instance=instance)


def ready_to_issue(case: Case) -> Iterator[Wanted]:
    """Documents the clockwork may issue: an item that names them is at work, all facts are there, none was issued yet.

    A stale document is not re-issued by itself: a person decides whether the changed fact matters on paper.
    """
    for one in all_wanted(case):
        if case.document(one.key) is not None or not _at_work(case, one):
            continue
        if not missing(case, one.spec, one.instance):
            yield one


def unfinished(case: Case) -> Iterator[Wanted]:
    """Documents that have a number and no page: a crash came between."""
    for key in case.documents:
        document = case.document(key)
        if document is not None and document.issued is None:
            yield wanted(case, key)


_WORKING = frozenset(
    {Standing.READY, Standing.STARTED, Standing.BLOCKED, Standing.SUBMITTED, Standing.DONE}
)


def _at_work(case: Case, one: Wanted) -> bool:
    item = case.book.item_of_document.get(one.spec.code)
    tasks = list(case.tasks_of(item)) if item else []
    if one.instance is not None:
        own = [task for task in tasks if task.instance == one.instance]
        tasks = own or tasks
    return any(standing(case, task) in _WORKING for task in tasks)


def prepare(
    case: Case, ask: Ask, one: Wanted, *, template: str, serial: int | None, check_code: str
) -> tuple[Draft, Filled]:
    """Close the input of a document; refused while a fact is missing, all of them named."""
    require_open(case)
    item = case.book.item_of_document.get(one.spec.code)
    require(case, ask, Operation.ISSUE, task_for(case, item, one.instance))
    lacks = missing(case, one.spec, one.instance)
    if lacks:
        raise Refused(
            "facts_missing",
            f"{one.spec.code} {one.spec.title.zh}还缺 {len(lacks)} 项要素。",
            f"{one.spec.code} {one.spec.title.en} lacks {len(lacks)} facts.",
            tuple(_lack(case, field, one.instance) for field in lacks),
        )
    day = case.local_day(ask.now)
    content = filled(case, one.spec, one.instance)
    entry = DocumentPrepared(
        document=one.key,
        number=number_text(case, one.spec, day.year, serial),
        series=series_of(case, one.spec),
        year=day.year,
        serial=serial,
        date=day.isoformat(),
        facts=content.origins,
        template=template,
        check_code=check_code,
    )
    return ask.draft(entry), content


def series_of(case: Case, spec: DocumentSpec) -> str | None:
    """Key of the number series of a document: one per company and kind."""
    return None if spec.series is None else f"{case.company}:{spec.series}"


def number_text(case: Case, spec: DocumentSpec, year: int, serial: int | None) -> str | None:
    """Document number as printed: 特修授〔2026〕3号."""
    if spec.series is None or serial is None:
        return None
    return f"{case.series}{spec.series}〔{year}〕{serial}号"


def issued(ask: Ask, document: CaseDocument, *, file: FileRef, environment: str) -> Draft:
    """The printed page is in the vault."""
    entry = DocumentIssued(
        document=document.document, prepared=document.prepared, environment=environment
    )
    return ask.draft(entry, files=(file,))


def void(case: Case, ask: Ask, name: str, *, reason: str) -> Draft:
    """Headquarters declares the newest version void; its number is not used again."""
    require_open(case)
    key = wanted(case, name).key
    require(case, ask, Operation.VOID)
    document = case.document(key)
    if document is None:
        raise NotFound(f"{key} 没有可作废的版本。", f"{key} has no version to void.")
    require_reason(reason, f"launchkit void {case.number} {key}")
    return ask.draft(DocumentVoided(document=key, prepared=document.prepared, reason=reason))


def may_reissue(case: Case, key: str) -> bool:
    """A document is printed again only when there is none, a fact it used has changed, or a blank in it has been answered.

    The last does not make it stale: what was printed is right, a newer one only says more. The list of a hand-over is printed
    anew while it can still change, and once more when it is signed.
    """
    document = case.document(key)
    if document is None or document.issued is None or is_stale(case, key):
        return True
    code, _, instance = key.partition("#")
    handover = case.handovers.get(instance)
    if handover is not None and handover.cancelled_at is None:
        return case.seq > document.issued if handover.open else handover.seq > document.prepared
    now = filled(case, case.book.documents[code], instance or None).origins
    return not now.keys() <= document.facts.keys()


def _lack(case: Case, field: Field, instance: str | None) -> Lack:
    if field.fact is None:
        command = None
    else:
        spec = case.book.facts[field.fact]
        name = f"{instance or spec.per + '-1'}.{field.fact}" if spec.per else field.fact
        command = f"launchkit state {case.number} {name}=…"
    return Lack(zh=field.label.zh, en=field.label.en, command=command)


def document_date(document: CaseDocument) -> date:
    """Date printed on the document."""
    return date.fromisoformat(document.date)


def numbered(content: Mapping[str, object], document: CaseDocument) -> dict[str, object]:
    """Values with what the preparation fixed: number, date, check code."""
    return {
        **content,
        "document_number": document.number or "",
        "document_date": document.date,
        "check_code": document.check_code,
    }
