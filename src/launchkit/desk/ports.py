"""What the desk needs from outside: protocols that the adapters implement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from launchkit.domain.checklist import Definition, DocumentSpec, FactSpec
from launchkit.domain.recorded import (
    CaseRow,
    FileRef,
    Head,
    Json,
    Receipt,
    Recorded,
    RowChanges,
    TaskRow,
    Write,
)

#: The present instant, UTC.
Clock = Callable[[], datetime]
#: A fresh identifier: lower-case text without blanks.
Ids = Callable[[], str]
#: Keyed digest (64 hex) of a request, so that its content cannot be guessed from the trail.
Seal = Callable[[bytes], str]


class Store(Protocol):
    """Durable entries, their side tables and the derived rows.

    `append` raises `StreamMoved` when a stream has grown since it was read, `RequestReused` when the request id stands for
    something else, `NumberClash` when a number is taken meanwhile; it writes all or nothing.
    """

    def head(self, stream: str) -> Head:
        """End of a stream; position 0 if it does not exist."""
        ...

    def load(
        self,
        stream: str,
        *,
        after: int = 0,
        upto: int | None = None,
        kinds: Collection[str] | None = None,
    ) -> Sequence[Recorded]:
        """Entries of a stream, by position, personal values put in; `kinds`: those alone."""
        ...

    def append(self, write: Write, *, now: datetime) -> Receipt:
        """Write everything of one request, or nothing."""
        ...

    def answered(self, request: str) -> tuple[str, Mapping[str, Json]] | None:
        """Digest and answer of a request that was carried out."""
        ...

    def next_serial(self, series: str, year: int) -> int:
        """First number of a series that was never taken."""
        ...

    def keep_definition(self, digest: str, body: bytes) -> None:
        """Keep a pinned definition; the same digest twice is the same body."""
        ...

    def definition(self, digest: str) -> bytes | None:
        """Body of a pinned definition."""
        ...

    def cases(self, *, states: Sequence[str] = ()) -> Sequence[CaseRow]:
        """Board rows, newest case first."""
        ...

    def tasks(self, *, case: str | None = None, owner: str | None = None) -> Sequence[TaskRow]:
        """Task rows of a case or an owner."""
        ...

    def derived_rows(self, case: str) -> RowChanges:
        """Every derived row of a case as the store holds it."""
        ...

    def files_in_use(self) -> Sequence[str]:
        """Digests of all files that entries refer to and that are not erased."""
        ...

    def handed_in(self, actor: str, since: datetime) -> int:
        """Bytes that a person has handed in from an instant on, as evidence or as signed papers."""
        ...

    def note_advance(self, case: str, seq: int) -> None:
        """Remember up to which entry of its stream a case has been advanced."""
        ...

    def cases_to_sweep(self, now: datetime) -> Iterator[str]:
        """Open cases in which the clock has changed something by `now`, or that have entries nobody advanced over."""
        ...

    def replace_rows(self, case: str, rows: RowChanges) -> None:
        """Put these rows in place of all rows of the case."""
        ...

    def note_sweep(self, at: datetime) -> None:
        """Remember when the last sweep ended."""
        ...

    def last_sweep(self) -> datetime | None:
        """When the last sweep ended."""
        ...


class Vault(Protocol):
    """Content-addressed, write-once files."""

    def put(self, content: bytes, *, media: str, seal: bool = False) -> FileRef:
        """Store bytes durably, encrypted with `seal`; the same bytes twice are one file."""
        ...

    def get(self, digest: str) -> bytes:
        """Bytes of a file, checked against its digest."""
        ...

    def remove(self, digest: str) -> None:
        """Remove a file for good, after its erasure was recorded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A printed document and the render environment it came from."""

    pdf: bytes
    environment: str


class Press(Protocol):
    """Turns filled documents into PDF; raises `PressFailed`."""

    def template_digest(self, spec: DocumentSpec) -> str:
        """Digest of everything the layout of the document consists of."""
        ...

    def check(self, spec: DocumentSpec, values: Mapping[str, Json]) -> None:
        """Refuse values that cannot be printed, before a number is taken for them."""
        ...

    def print(
        self,
        spec: DocumentSpec,
        values: Mapping[str, Json],
        day: date,
        facts: Mapping[str, FactSpec],
    ) -> Page:
        """Printed page(s) of a document dated `day`; `facts` tell how values are written."""
        ...


def any_case(store: Store) -> str:
    """The outbox keeps messages by case; one that is about none lies with any that is open to all. Empty: there is none."""
    return next((row.case for row in store.cases() if not row.restricted), "")


class PressFailed(Exception):
    """A document cannot be printed; `zh` and `en` say why and what to do.

    `later`: the press stands still, and the same document can be printed when it runs again.
    """

    def __init__(self, zh: str, en: str, *, later: bool = False) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.later = later


class Library(Protocol):
    """Definitions: resolved from the checklists on disk, or read back from their pinned bytes."""

    def resolve(self, checklist: str) -> tuple[str, bytes]:
        """Digest and canonical bytes of a checklist with all it refers to, as it is now."""
        ...

    def read(self, digest: str, body: bytes) -> Definition:
        """Definition from its pinned bytes."""
        ...
