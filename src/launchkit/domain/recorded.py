"""What goes into the trail and what comes back out of it: the shapes between the rules and the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from launchkit.domain.trail import Envelope

#: JSON-like value: str, int, bool, None, or lists and dicts of these.
Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Stands where a personal value was before it was erased."""

    on: str
    basis: str


@dataclass(frozen=True, slots=True)
class Privileged:
    """Stands where a question to counsel, or an answer, is that the reader has no right to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file in the vault: SHA-256 of its bytes (64 hex), size in bytes, media type."""

    digest: str
    size: int
    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry that the rules allow and that is not written yet.

    `personal` names the keys of `data` whose values go into the erasable side table; the entry keeps a commitment only.
    """

    kind: str
    data: Mapping[str, Json]
    kind_version: int = 1
    personal: frozenset[str] = frozenset()
    files: tuple[FileRef, ...] = ()
    happened: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry as read back: its envelope, and its data with personal values put in again (or `Erased`)."""

    envelope: Envelope
    data: Mapping[str, Json]
    #: same order as `envelope.files`; None where the file was erased
    files: tuple[FileRef | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of the board, derived from a case's entries without any clock."""

    case: str
    number: str
    company: str
    year: int
    serial: int
    name: str
    checklist: str
    branch: str
    state: str
    opened_at: str
    start: str
    target: str
    lead: str | None
    tasks: int
    closed: int
    restricted: bool
    #: next instant (UTC text) at which the clock changes something; None: never
    next_change: str | None
    #: position in the case's stream that this row was computed from
    stream_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task of a case, derived without any clock."""

    case: str
    task: str
    code: str
    stage: str
    title_zh: str
    title_en: str
    owner: str | None
    role: str
    #: open, started, blocked, submitted, done, waived, not_applicable, optional
    state: str
    #: needs met and condition answered true
    ready: bool
    plan_by: str | None
    last_day: str | None
    statutory: bool
    provisional: bool
    waiting_on: bool
    next_change: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document of a case, derived without any clock."""

    case: str
    document: str
    number: str | None
    #: prepared, issued, void
    state: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChanges:
    """Derived rows to write beside the entries: only those that changed."""

    cases: tuple[CaseRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    #: (case, task) pairs that are no longer there
    gone_tasks: tuple[tuple[str, str], ...] = ()
    documents: tuple[DocumentRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to queue in the outbox; `key` makes it unique for ever."""

    key: str
    case: str
    task: str | None
    #: role or person id that shall get it
    to: str
    #: a `NoticeKind`
    kind: str
    #: not before this instant (UTC text)
    not_before: str
    #: what of the task or case it is about (a deadline, a finding), and which round of it: as in `NoticeQueued`
    about: str = ""
    mark: str = ""
    #: a `Pace`: morning, at_once, urgent
    pace: str = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamWrite:
    """Drafts for one stream, valid only if it still ends at `expected_seq` (0: it does not exist yet)."""

    stream: str
    expected_seq: int
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTaken:
    """A number that must be unique: series, year, serial."""

    series: str
    year: int
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Everything one request writes, in one transaction."""

    streams: tuple[StreamWrite, ...]
    actor: str
    channel: str
    request: str
    #: digest of what was asked, so that the same request id with other content is refused
    request_digest: str
    on_behalf_of: str | None = None
    #: digest of the pinned definition (case streams); None in the house
    definition: str | None = None
    rows: RowChanges = RowChanges()
    notices: tuple[Notice, ...] = ()
    numbers: tuple[NumberTaken, ...] = ()
    #: personal values to erase: (stream, stream_seq, key)
    erase: tuple[tuple[str, int, str], ...] = ()
    #: what a repeat of this request is answered
    answer: Mapping[str, Json] = field(default_factory=dict)
    #: sign a checkpoint with this write
    checkpoint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the writer gets back."""

    seqs: tuple[int, ...]
    answer: Mapping[str, Json]
    #: True: this request had been written before; nothing was written now
    repeated: bool
    #: entries written, as they will be read (same order as the drafts of the streams)
    recorded: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """End of a stream."""

    seq: int
    digest: str
