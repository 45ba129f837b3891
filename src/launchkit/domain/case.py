"""The running side: what a case has become by its entries.

A `Case` is a value: `launchkit.domain.fold` makes the next one from an entry. Nothing in it depends on the clock; what the
clock changes (ready, overdue, at risk) is computed in `standing` and `times`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from launchkit.domain.book import Book
from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import RECORDS, CalendarYear, Item
from launchkit.domain.crisis import (
    CounselQuestion,
    FiledReport,
    Happening,
    ReportForm,
    Severity,
    Trace,
)
from launchkit.domain.custody import Custody, Handover, Promise, RecordedPlace, SentOut
from launchkit.domain.recorded import FileRef, Json


class TaskStatus(StrEnum):
    """What people have recorded about a task; never what the clock says."""

    OPEN = "open"
    STARTED = "started"
    BLOCKED = "blocked"
    SUBMITTED = "submitted"
    DONE = "done"
    WAIVED = "waived"


#: Statuses that need nothing more from anybody.
CLOSED = frozenset({TaskStatus.DONE, TaskStatus.WAIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A fact as it stands: value, the entry it comes from, who stated it and for which day."""

    value: Json
    seq: int
    by: str
    recorded_at: str
    happened: str | None
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceHeld:
    """A file attached to a task under one of its rules; `file` is None once erased."""

    rule: str
    seq: int
    by: str
    file: FileRef | None
    name: Json
    note: Json
    recorded_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """On whom a task waits, since when, how to reach them, and how often they were reminded."""

    party: str
    waiting_on: Json
    since: str
    reason: Json
    seq: int
    contact: Json = ""
    #: local day on which to ask again
    again_on: date | None = None
    nudges: int = 0
    #: local day of the last nudge
    nudged_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One person's approval of what is pending; `behalf` is the person they stood in for."""

    person: str
    role: str
    seq: int
    behalf: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An item in a case: once, per instance (`sign_offer#hire-2`) or per period (`close_cash@2026-05-06`)."""

    key: str
    item: Item
    instance: str | None = None
    #: first and last local day of the period of a recurring task
    period: tuple[date, date] | None = None
    status: TaskStatus = TaskStatus.OPEN
    owner: str | None = None
    helpers: tuple[str, ...] = ()
    #: people who are told about it and do not work on it
    watchers: tuple[str, ...] = ()
    #: the absence for whose time the owner stands in, and the owner to whom it goes back
    absence: str | None = None
    back_to: str | None = None
    started_at: str | None = None
    done_at: str | None = None
    #: local day on which the work was finished (happened), else the day of recording
    done_on: date | None = None
    done_by: str | None = None
    #: the person in whose place it was done
    done_for: str | None = None
    wait: Wait | None = None
    waiver_by: str | None = None
    waiver_for: str | None = None
    waiver_reason: Json = None
    agreed: tuple[Agreement, ...] = ()
    sent_back: Json = None
    evidence: tuple[EvidenceHeld, ...] = ()
    extended: Mapping[str, date] = field(default_factory=dict)
    suspended: Mapping[str, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)
    #: (about, notice, mark) of what people were told already
    noticed: frozenset[tuple[str, str, str]] = frozenset()
    #: instant (UTC text) at which what is pending was handed in, or last agreed to by one of several
    pending_at: str | None = None
    #: entry and instant by which it was handed to its present owner by somebody else
    handed: tuple[int, str] | None = None
    reopened: int = 0
    #: instant of the last reopening, and the tasks that build on it and whose owners are told
    reopened_at: str | None = None
    told: tuple[str, ...] = ()
    #: added to this case only
    ad_hoc: bool = False

    @property
    def closed(self) -> bool:
        """Done or waived."""
        return self.status in CLOSED

    @property
    def pending(self) -> str | None:
        """What waits for a decision: `waive`, `done` or nothing."""
        if self.waiver_by is not None and self.status is not TaskStatus.WAIVED:
            return "waive"
        return "done" if self.status is TaskStatus.SUBMITTED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """Rights that a person lends, on local days from `begins` to `ends`."""

    id: str
    principal: str
    deputy: str
    begins: date
    ends: date
    #: none: every role of the principal
    roles: tuple[str, ...]
    #: none: every task
    tasks: tuple[str, ...]
    reason: Json
    ended: bool = False
    #: instants (UTC text) at which it was recorded and, if so, taken back
    at: str = ""
    ended_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A person is away on local days from `begins` to `ends` (None: until they say that they are back)."""

    id: str
    person: str
    begins: date
    ends: date | None
    deputy: str | None
    #: first local day on which they were back
    back_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on a local day."""
        if day < self.begins or (self.back_on is not None and day >= self.back_on):
            return False
        return self.ends is None or day <= self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """A right that a person took in an emergency on one task, until an instant (UTC text)."""

    id: str
    person: str
    task: str
    until: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A personal fact that somebody wants erased: who asked, who decided, whether it was carried out."""

    id: str
    fact: str
    instance: str | None
    asked_by: tuple[str, ...]
    reason: Json
    decided_by: tuple[str, ...] = ()
    agreed: bool | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The instances of a collection so far."""

    instances: tuple[str, ...] = ()
    labels: Mapping[str, Json] = field(default_factory=dict)
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument:
    """A document of the case: `document` is `D31` or `D31#hire-2`."""

    document: str
    prepared: int
    number: str | None
    serial: int | None
    date: str
    #: fact key -> entry it was taken from
    facts: Mapping[str, Json]
    template: str
    check_code: str
    issued: int | None = None
    file: FileRef | None = None
    issued_at: str | None = None
    environment: str | None = None
    voided: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """A finding and, once given, its answer."""

    finding: str
    about: str
    task: str | None
    raised_at: str
    answer: Json = None
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One special situation from opening to closing."""

    id: str
    book: Book
    calendar: WorkCalendar
    number: str
    series: str
    year: int
    serial: int
    company: str
    branch: str
    checklist: str
    name: str
    start: date
    target: date
    zone: ZoneInfo
    division_code: str
    restricted: bool
    opened_at: str
    opened_by: str
    team: Mapping[str, tuple[str, ...]]
    links: tuple[Mapping[str, Json], ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    #: item id -> task keys, in order of appearance
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[tuple[str, str | None], Held] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    #: all versions, oldest first
    documents: Mapping[str, tuple[CaseDocument, ...]] = field(default_factory=dict)
    findings: Mapping[str, OpenFinding] = field(default_factory=dict)
    #: who is told when a person does not act
    deputies: Mapping[str, str] = field(default_factory=dict)
    delegations: Mapping[str, Delegation] = field(default_factory=dict)
    absences: Mapping[str, Absence] = field(default_factory=dict)
    glasses: Mapping[str, Glass] = field(default_factory=dict)
    erasures: Mapping[str, Erasure] = field(default_factory=dict)
    #: things by id, those no longer in anybody's hands included
    custody: Mapping[str, Custody] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    #: where tasks are done, by id; those nobody goes to any more included
    places: Mapping[str, RecordedPlace] = field(default_factory=dict)
    #: by document: the last time it went out for signature
    sent_out: Mapping[str, SentOut] = field(default_factory=dict)
    handovers: Mapping[str, Handover] = field(default_factory=dict)
    #: every severity that was set, oldest first
    severities: tuple[Severity, ...] = ()
    happenings: Mapping[str, Happening] = field(default_factory=dict)
    questions: Mapping[str, CounselQuestion] = field(default_factory=dict)
    reports: Mapping[str, FiledReport] = field(default_factory=dict)
    #: what was recorded about a task (by key), a fact (`fact:rent`) or a kind of finding (`finding:entered_late`)
    traces: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)
    #: items added to this case only
    added: tuple[str, ...] = ()
    #: extra needs that ad-hoc items put on items of the checklist
    extra_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: calendar years that became official after the opening
    adopted: Mapping[int, CalendarYear] = field(default_factory=dict)
    #: (about, notice, mark) of what people were told about the case as a whole
    noticed: frozenset[tuple[str, str, str]] = frozenset()
    closed_at: str | None = None
    #: position in the case's stream, 1 …
    seq: int = 1
    last_at: str = ""
    #: instant (UTC text) of the newest entry that a person made
    last_word: str = ""
    #: what `worked_out` remembers of this value of the case; the next one begins without
    worked_out: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def state(self) -> str:
        """`open` or `closed`."""
        return "closed" if self.closed_at else "open"

    def value(self, fact: str, instance: str | None = None) -> Json:
        """Value of a fact, for the instance if it has one there, else for the case; None if not stated."""
        held = self.held(fact, instance)
        return None if held is None else held.value

    def held(self, fact: str, instance: str | None = None) -> Held | None:
        """Fact as it stands, with its origin; instances see the facts of the case."""
        spec = self.book.facts.get(fact)
        return self.facts.get((fact, instance if spec is not None and spec.per else None))

    def tasks_of(self, item: str) -> Iterator[Task]:
        """Tasks of an item: one, or one per instance or period."""
        return (self.tasks[key] for key in self.keys.get(item, ()))

    def instances(self, per: str) -> tuple[str, ...]:
        """What a document `per` a collection, or per a record of the case, is issued for."""
        if per in RECORDS:
            return tuple(getattr(self, f"{per}s", ()))
        return self.groups[per].instances

    @property
    def severity_changed(self) -> Severity | None:
        """The newest severity, with the one before it; None while the case was never graded."""
        return self.severities[-1] if self.severities else None

    @property
    def level(self) -> int | None:
        """How severe the case is now: 1 the worst, 4 the least."""
        newest = self.severity_changed
        return None if newest is None else newest.level

    @property
    def situation_reports(self) -> tuple[str, ...]:
        """Ids of the situation reports, oldest first."""
        return self._reports(ReportForm.SITUATION)

    @property
    def executive_reports(self) -> tuple[str, ...]:
        """Ids of the executive reports, oldest first."""
        return self._reports(ReportForm.EXECUTIVE)

    def _reports(self, form: ReportForm) -> tuple[str, ...]:
        return tuple(one.id for one in self.reports.values() if one.form is form)

    def people_with(self, role: str) -> tuple[str, ...]:
        """People who hold the role in this case, in the order they were named."""
        return tuple(person for person, roles in self.team.items() if role in roles)

    def document(self, key: str) -> CaseDocument | None:
        """Newest version of a document that is not void."""
        versions = [one for one in self.documents.get(key, ()) if one.voided is None]
        return versions[-1] if versions else None

    def local_day(self, instant: datetime) -> date:
        """Day in the branch's zone."""
        return instant.astimezone(self.zone).date()
