"""The kinds of entry of a case and of the house: one frozen dataclass each.

An entry says what happened, in the past tense, and holds no conclusion that the fold could draw itself.
`PERSONAL` names the fields that are free text or concern a person: the trail keeps a commitment to them, the side table the
value. A stored shape never changes; a new shape is a new `VERSION` with a step in `UPCASTERS`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from launchkit.domain.recorded import Draft, FileRef, Json, Recorded


class Entry:
    """Base of all kinds; only for typing and the registry."""

    __slots__ = ()
    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1
    PERSONAL: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Entry):
    """A case begins with a pinned definition and a team (`[{person, roles}]`)."""

    KIND = "case_opened"
    number: str
    series: str
    year: int
    serial: int
    company: str
    branch: str
    checklist: str
    name: str
    start: str
    target: str
    team: tuple[Mapping[str, Json], ...]
    zone: str = "Asia/Shanghai"
    division_code: str = ""
    restricted: bool = False
    links: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(Entry):
    """A person has these roles in the case from now on; none: the person has left it."""

    KIND = "team_changed"
    PERSONAL = frozenset({"reason"})
    person: str
    roles: tuple[str, ...]
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStated(Entry):
    """A fact has this value; `corrects` is the entry whose value it replaces."""

    KIND = "fact_stated"
    fact: str
    value: Json
    instance: str | None = None
    source: str = "person"
    corrects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAttached(Entry):
    """A file proves something about a task; the file is in the envelope."""

    KIND = "evidence_attached"
    PERSONAL = frozenset({"name", "note"})
    task: str
    rule: str
    name: Json = ""
    note: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(Entry):
    """The task has this owner and these helpers."""

    KIND = "task_assigned"
    PERSONAL = frozenset({"reason"})
    task: str
    owner: str
    helpers: tuple[str, ...] = ()
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStarted(Entry):
    """Work has begun."""

    KIND = "task_started"
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Entry):
    """The work is finished; where an approval is required it now waits for it."""

    KIND = "task_done"
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBlocked(Entry):
    """The task waits on somebody since a date."""

    KIND = "task_blocked"
    PERSONAL = frozenset({"waiting_on", "reason"})
    task: str
    party: str
    since: str
    waiting_on: Json = ""
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskUnblocked(Entry):
    """The wait is over."""

    KIND = "task_unblocked"
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverAsked(Entry):
    """Somebody asks that the task need not be done."""

    KIND = "waiver_asked"
    PERSONAL = frozenset({"reason"})
    task: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Entry):
    """Somebody agrees with what is pending on the task: `done` or `waive`."""

    KIND = "approved"
    PERSONAL = frozenset({"note"})
    task: str
    subject: str
    role: str
    note: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Entry):
    """Somebody sends back what is pending on the task."""

    KIND = "rejected"
    PERSONAL = frozenset({"reason"})
    task: str
    subject: str
    role: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReopened(Entry):
    """A finished task is open again; `told` are the dependants whose owners were told."""

    KIND = "task_reopened"
    PERSONAL = frozenset({"reason"})
    task: str
    reason: Json
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded(Entry):
    """One more thing to do in this case only."""

    KIND = "item_added"
    PERSONAL = frozenset({"title", "reason"})
    item: str
    title: Json
    owner: str
    reason: Json
    needs: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    due_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceAdded(Entry):
    """One more of a collection: a hire, a licence."""

    KIND = "instance_added"
    PERSONAL = frozenset({"label"})
    collection: str
    instance: str
    label: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCompleted(Entry):
    """No more instances are expected."""

    KIND = "collection_completed"
    collection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineExtended(Entry):
    """A house deadline moves to another date; beside a statutory last day it is only shown."""

    KIND = "deadline_extended"
    PERSONAL = frozenset({"reason"})
    task: str
    due: str
    to: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSuspended(Entry):
    """A clock stands still from a date on."""

    KIND = "deadline_suspended"
    PERSONAL = frozenset({"reason"})
    task: str
    due: str
    since: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineResumed(Entry):
    """A suspended clock runs again from a date on."""

    KIND = "deadline_resumed"
    task: str
    due: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceOpened(Entry):
    """A recurring item has its task for one period (local dates)."""

    KIND = "occurrence_opened"
    item: str
    period: str
    begins: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPrepared(Entry):
    """The input of a document is closed: number, date, facts by entry, template. The page comes after."""

    KIND = "document_prepared"
    document: str
    number: str | None
    series: str | None
    year: int
    serial: int | None
    date: str
    facts: Mapping[str, Json]
    template: str
    check_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(Entry):
    """The page was printed and is in the vault; the file is in the envelope."""

    KIND = "document_issued"
    document: str
    prepared: int
    environment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVoided(Entry):
    """A prepared or issued document is void; its number is never used again."""

    KIND = "document_voided"
    PERSONAL = frozenset({"reason"})
    document: str
    prepared: int
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAdopted(Entry):
    """A calendar year became official; `moved` are the deadlines that changed by it."""

    KIND = "calendar_adopted"
    year: int
    digest: str
    body: Mapping[str, Json]
    moved: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRebased(Entry):
    """The case goes on under another pinned definition. Reserved: no rule writes it yet, no fold reads it."""

    KIND = "definition_rebased"
    PERSONAL = frozenset({"reason"})
    from_digest: str
    to_digest: str
    approver: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQueued(Entry):
    """A person or role is told something about a task, once."""

    KIND = "notice_queued"
    task: str
    about: str
    notice: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRaised(Entry):
    """Something an auditor will ask about; stays until answered."""

    KIND = "finding_raised"
    finding: str
    about: str
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAnswered(Entry):
    """The answer to a finding."""

    KIND = "finding_answered"
    PERSONAL = frozenset({"answer"})
    finding: str
    answer: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Entry):
    """The case is over; only audit and retention follow."""

    KIND = "case_closed"
    PERSONAL = frozenset({"note"})
    note: Json = ""


# --- the house --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Entry):
    """A person, known by a short code; the same code again replaces the values."""

    KIND = "person_added"
    PERSONAL = frozenset({"name", "phone", "id_number", "email"})
    person: str
    name: Json
    phone: Json = None
    id_number: Json = None
    email: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyAdded(Entry):
    """A legal entity; the same code again replaces the values."""

    KIND = "company_added"
    PERSONAL = frozenset({"legal_representative"})
    company: str
    name: str
    short_name: str
    uscc: str
    address: str = ""
    legal_representative: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchAdded(Entry):
    """A branch, existing or planned; the same code again replaces the values."""

    KIND = "branch_added"
    branch: str
    company: str
    name: str
    city: str
    division_code: str = ""
    zone: str = "Asia/Shanghai"
    address: str = ""
    uscc: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAdded(Entry):
    """A public key that signs checkpoints from now on (`name`, base64)."""

    KIND = "key_added"
    name: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalErased(Entry):
    """A personal value is gone from the side table; `seq` is the position in `stream`."""

    KIND = "personal_erased"
    stream: str
    seq: int
    path: str
    on: str
    basis: str


KINDS: Mapping[str, type[Entry]] = {kind.KIND: kind for kind in Entry.__subclasses__()}

#: (kind, stored version) -> step to the next version; applied until the current version is reached.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


def draft_of(
    entry: Entry,
    *,
    personal: frozenset[str] = frozenset(),
    files: tuple[FileRef, ...] = (),
    happened: str | None = None,
) -> Draft:
    """Entry as the store takes it; `personal` adds to the fields that are personal by kind.

    Empty personal fields stay in the entry: there is nothing to protect in an empty text.
    """
    data = {f.name: plain(getattr(entry, f.name)) for f in fields(entry)}  # type: ignore[arg-type]
    hidden = frozenset(key for key in entry.PERSONAL | personal if data[key] not in ("", None))
    return Draft(
        kind=entry.KIND,
        kind_version=entry.VERSION,
        data=data,
        personal=hidden,
        files=files,
        happened=happened,
    )


def entry_of(recorded: Recorded) -> Entry:
    """Typed entry of what was read, brought to the current version of its kind."""
    kind = KINDS[recorded.envelope.kind]
    data = dict(recorded.data)
    for version in range(recorded.envelope.kind_version, kind.VERSION):
        data = UPCASTERS[kind.KIND, version](data)
    for name in _TUPLES[kind.KIND]:
        data[name] = tuple(data[name])
    return kind(**data)


def plain(value: Json) -> Json:
    """Value as the trail writes it: lists for tuples, text in its composed form (NFC), so that twins are one text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return value


_TUPLES: Mapping[str, tuple[str, ...]] = {
    kind.KIND: tuple(f.name for f in fields(kind) if str(f.type).startswith("tuple"))  # type: ignore[arg-type]
    for kind in KINDS.values()
}
