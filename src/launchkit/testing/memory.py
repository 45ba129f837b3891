"""Store and vault in memory: they answer and refuse as the real ones do, and keep nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from launchkit.domain.entries import HANDED_IN, PersonalErased
from launchkit.domain.recorded import (
    CaseRow,
    Draft,
    Erased,
    FileRef,
    Head,
    Json,
    Notice,
    Receipt,
    Recorded,
    RowChanges,
    TaskRow,
    Write,
)
from launchkit.domain.store_errors import NumberClash, RequestReused, StreamMoved, VaultBroken
from launchkit.domain.trail import NO_DIGEST, CommittedFile, Envelope, canonical, instant_text

_ZEROS = "0" * 64


@dataclass(slots=True)
class MemoryStore:
    """The store's protocol in dictionaries: same answers and refusals, nothing durable, no hash tree."""

    entries: dict[str, list[Recorded]] = field(default_factory=dict)
    requests: dict[str, tuple[str, Mapping[str, Json]]] = field(default_factory=dict)
    definitions: dict[str, bytes] = field(default_factory=dict)
    taken: set[tuple[str, int, int]] = field(default_factory=set)
    case_rows: dict[str, CaseRow] = field(default_factory=dict)
    task_rows: dict[tuple[str, str], TaskRow] = field(default_factory=dict)
    document_rows: dict[tuple[str, str], object] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    advances: dict[str, int] = field(default_factory=dict)
    swept: datetime | None = None

    def head(self, stream: str) -> Head:
        """End of a stream."""
        found = self.entries.get(stream, [])
        seq = len(found)
        return Head(seq=seq, digest=_digest(stream, seq) if seq else NO_DIGEST)

    def load(
        self,
        stream: str,
        *,
        after: int = 0,
        upto: int | None = None,
        kinds: Collection[str] | None = None,
    ) -> Sequence[Recorded]:
        """Entries of a stream by position."""
        found = self.entries.get(stream, [])[after:upto]
        return [one for one in found if kinds is None or one.envelope.kind in kinds]

    def append(self, write: Write, *, now: datetime) -> Receipt:
        """Write all or nothing, as the real store."""
        known = self.requests.get(write.request)
        if known is not None:
            if known[0] != write.request_digest:
                raise RequestReused(write.request)
            return Receipt(seqs=(), answer=known[1], repeated=True)
        self._require(write)
        recorded = [
            self._append(write, stream.stream, draft, now)
            for stream in write.streams
            for draft in stream.drafts
        ]
        self._erase(write)
        self.requests[write.request] = (write.request_digest, dict(write.answer))
        self.taken.update((one.series, one.year, one.serial) for one in write.numbers)
        self._rows(write.rows)
        for notice in write.notices:
            self.notices.setdefault(notice.key, notice)
        return Receipt(
            seqs=tuple(one.envelope.seq for one in recorded),
            answer=write.answer,
            repeated=False,
            recorded=tuple(recorded),
        )

    def _require(self, write: Write) -> None:
        for stream in write.streams:
            actual = self.head(stream.stream).seq
            if actual != stream.expected_seq:
                raise StreamMoved(stream.stream, stream.expected_seq, actual)
        for one in write.numbers:
            if (one.series, one.year, one.serial) in self.taken:
                raise NumberClash(one.series, one.year, one.serial)

    def _append(self, write: Write, stream: str, draft: Draft, now: datetime) -> Recorded:
        seq = sum(len(one) for one in self.entries.values()) + 1
        place = len(self.entries.get(stream, [])) + 1
        clear = {key: value for key, value in draft.data.items() if key not in draft.personal}
        canonical(clear)
        envelope = Envelope(
            log=_ZEROS[:32],
            seq=seq,
            stream=stream,
            stream_seq=place,
            prev=self.head(stream).digest,
            kind=draft.kind,
            kind_version=draft.kind_version,
            recorded_at=instant_text(now),
            happened=draft.happened,
            actor=write.actor,
            on_behalf_of=write.on_behalf_of,
            channel=write.channel,
            request=write.request,
            request_digest=write.request_digest,
            data=clear,
            personal=dict.fromkeys(draft.personal, _ZEROS),
            files=tuple(
                CommittedFile(commitment=_ZEROS, size=one.size, media=one.media)
                for one in draft.files
            ),
            definition=write.definition,
            program="launchkit testing",
        )
        one = Recorded(envelope=envelope, data=dict(draft.data), files=draft.files)
        self.entries.setdefault(stream, []).append(one)
        return one

    def _erase(self, write: Write) -> None:
        drafts = (one for stream in write.streams for one in stream.drafts)
        said = [one for one in drafts if one.kind == PersonalErased.KIND]
        for (stream, seq, key), draft in zip(write.erase, said, strict=True):
            old = self.entries[stream][seq - 1]
            if key.startswith("files#"):
                self.entries[stream][seq - 1] = replace(old, files=(None,))
                continue
            mark = Erased(on=str(draft.data["on"]), basis=str(draft.data["basis"]))
            self.entries[stream][seq - 1] = replace(old, data={**old.data, key: mark})

    def _rows(self, rows: RowChanges) -> None:
        self.case_rows.update({row.case: row for row in rows.cases})
        self.task_rows.update({(row.case, row.task): row for row in rows.tasks})
        self.document_rows.update({(row.case, row.document): row for row in rows.documents})

    def answered(self, request: str) -> tuple[str, Mapping[str, Json]] | None:
        """Digest and answer of a request."""
        return self.requests.get(request)

    def next_serial(self, series: str, year: int) -> int:
        """First free number."""
        used = [serial for name, when, serial in self.taken if (name, when) == (series, year)]
        return max(used, default=0) + 1

    def keep_definition(self, digest: str, body: bytes) -> None:
        """Keep a definition."""
        self.definitions[digest] = body

    def definition(self, digest: str) -> bytes | None:
        """A kept definition."""
        return self.definitions.get(digest)

    def cases(self, *, states: Sequence[str] = ()) -> Sequence[CaseRow]:
        """Board rows."""
        return [row for row in self.case_rows.values() if not states or row.state in states]

    def tasks(self, *, case: str | None = None, owner: str | None = None) -> Sequence[TaskRow]:
        """Task rows."""
        return [
            row
            for row in self.task_rows.values()
            if case in (None, row.case) and owner in (None, row.owner)
        ]

    def derived_rows(self, case: str) -> RowChanges:
        """All rows of a case."""
        return RowChanges(
            cases=(self.case_rows[case],),
            tasks=tuple(row for key, row in self.task_rows.items() if key[0] == case),
            documents=tuple(row for key, row in self.document_rows.items() if key[0] == case),  # type: ignore[misc]
        )

    def cases_to_sweep(self, now: datetime) -> Iterator[str]:
        """Cases that wait for the clockwork."""
        at = instant_text(now)
        for row in list(self.case_rows.values()):
            behind = self.advances.get(row.case, 0) < row.stream_seq
            if row.state == "open" and (behind or (row.next_change and row.next_change <= at)):
                yield row.case

    def replace_rows(self, case: str, rows: RowChanges) -> None:
        """Rows anew."""
        for table in (self.task_rows, self.document_rows):
            for key in [one for one in table if one[0] == case]:
                del table[key]
        self._rows(rows)

    def files_in_use(self) -> Sequence[str]:
        """Digests that entries refer to."""
        every = (one for entries in self.entries.values() for one in entries)
        return sorted({file.digest for one in every for file in one.files if file is not None})

    def handed_in(self, actor: str, since: datetime) -> int:
        """Bytes that a person has handed in."""
        every = (one.envelope for entries in self.entries.values() for one in entries)
        return sum(
            file.size
            for one in every
            if one.actor == actor
            and one.kind in HANDED_IN
            and one.recorded_at >= instant_text(since)
            for file in one.files
        )

    def note_advance(self, case: str, seq: int) -> None:
        """Remember an advance."""
        self.advances[case] = seq

    def note_sweep(self, at: datetime) -> None:
        """Remember a sweep."""
        self.swept = at

    def last_sweep(self) -> datetime | None:
        """When the last sweep ran."""
        return self.swept


def _digest(stream: str, seq: int) -> str:
    return hashlib.sha256(f"{stream}:{seq}".encode()).hexdigest()


@dataclass(slots=True)
class MemoryVault:
    """The vault's protocol in a dictionary."""

    files: dict[str, bytes] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)

    def put(self, content: bytes, *, media: str, seal: bool = False) -> FileRef:
        """Keep bytes; remembers which were to be sealed."""
        digest = hashlib.sha256(content).hexdigest()
        if seal:
            self.sealed.add(digest)
        self.files[digest] = content
        return FileRef(digest=digest, size=len(content), media=media)

    def get(self, digest: str) -> bytes:
        """Kept bytes."""
        if digest not in self.files:
            raise VaultBroken("没有这个文件", "no such file")
        return self.files[digest]

    def remove(self, digest: str) -> None:
        """Forget bytes."""
        self.files.pop(digest, None)
