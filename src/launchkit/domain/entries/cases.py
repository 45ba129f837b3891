"""Entries of a case: its tasks, facts, evidence, deadlines, documents and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from launchkit.domain.entries.base import Entry
from launchkit.domain.recorded import Json


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
    """The task has this owner and these helpers; `absence` names the absence for whose time the owner stands in."""

    KIND = "task_assigned"
    VERSION = 2
    PERSONAL = frozenset({"reason"})
    task: str
    owner: str
    helpers: tuple[str, ...] = ()
    reason: Json = ""
    absence: str | None = None


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
    """The task waits on somebody since a date; ask again on another, by this contact."""

    KIND = "task_blocked"
    VERSION = 2
    PERSONAL = frozenset({"waiting_on", "reason", "contact"})
    task: str
    party: str
    since: str
    waiting_on: Json = ""
    reason: Json = ""
    contact: Json = ""
    again_on: str | None = None


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
    """Somebody agrees with what is pending on the task: `done` or `waive`.

    `ground`: by `role`, as `deputy` of its holder, as `fallback` because nobody else could, or through a broken `glass`.
    """

    KIND = "approved"
    VERSION = 2
    PERSONAL = frozenset({"note"})
    task: str
    subject: str
    role: str
    note: Json = ""
    ground: str = "role"


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
    """People are told something once: about a task (none: about the case), a deadline or a finding of it.

    `mark` tells one round of the same notice from the next: the date of the deadline, the number of an entry. An empty mark
    stands for any round: that is how notices were recorded before they had one.
    """

    KIND = "notice_queued"
    VERSION = 2
    task: str
    about: str
    notice: str
    to: tuple[str, ...]
    mark: str = ""


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
