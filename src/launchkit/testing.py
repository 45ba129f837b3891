"""A desk in memory with a clock that stands still: for our tests and for tests of your own checklists.

desk = desk_for(definition)
desk.open(team={"P1": ("lead",), "H1": ("hq_lead",)})
desk.clock.forward(days=3)
desk.done("P1", "sign_lease", lease_signed_on="2026-03-05")
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from launchkit.desk import Attachment, Call, Desk, Opening, Outcome, Page, Ports, PressFailed
from launchkit.desk.intake import PER_DAY
from launchkit.domain.case import Case
from launchkit.domain.checklist import Definition, DocumentSpec, FactSpec, FactType
from launchkit.domain.entries import (
    HANDED_IN,
    BranchAdded,
    CompanyAdded,
    PersonAdded,
    PersonalErased,
)
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


class FixedClock:
    """A clock that moves only when told."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        """The instant it stands at (UTC)."""
        return self.instant

    def forward(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> datetime:
        """Move on and say where it stands now."""
        self.instant += timedelta(days=days, hours=hours, minutes=minutes)
        return self.instant


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

    def load(self, stream: str, *, after: int = 0, upto: int | None = None) -> Sequence[Recorded]:
        """Entries of a stream by position."""
        return self.entries.get(stream, [])[after:upto]

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


@dataclass(slots=True)
class PlainPress:
    """A press that writes the values down as text: quick, and easy to look into."""

    printed: list[tuple[str, Mapping[str, Json]]] = field(default_factory=list)
    #: raised instead of printing, while it is set
    failure: PressFailed | None = None

    def template_digest(self, spec: DocumentSpec) -> str:
        """One digest per document."""
        return hashlib.sha256(spec.code.encode()).hexdigest()

    def check(self, spec: DocumentSpec, values: Mapping[str, Json]) -> None:
        """Refuse the character that stands for one the fonts do not have."""
        if "\N{REPLACEMENT CHARACTER}" in str(values):
            raise PressFailed(f"{spec.code}：字体里没有这个字", f"{spec.code}: no such letter")

    def print(
        self,
        spec: DocumentSpec,
        values: Mapping[str, Json],
        day: date,
        facts: Mapping[str, FactSpec],
    ) -> Page:
        """The values, one a line."""
        if self.failure is not None:
            raise self.failure
        self.printed.append((spec.code, values))
        lines = [f"{key}: {value}" for key, value in sorted(values.items())]
        head = f"{spec.code} {day} {len(facts)}"
        return Page(pdf="\n".join((head, *lines)).encode(), environment=_ZEROS)


@dataclass(slots=True)
class OneDefinition:
    """A library that knows one definition."""

    known: Definition
    body: bytes = b"{}"

    def resolve(self, checklist: str) -> tuple[str, bytes]:  # noqa: ARG002  there is only one
        """Digest and bytes; the checklist asked for does not matter."""
        return hashlib.sha256(self.body).hexdigest(), self.body

    def read(self, digest: str, body: bytes) -> Definition:  # noqa: ARG002  there is only one
        """The definition."""
        return self.known


class TestDesk:
    """A desk over memory with short calls for tests; `P1` leads, `H1` decides unless told otherwise."""

    __test__ = False

    def __init__(self, definition: Definition, start: datetime, *, per_day: int = PER_DAY) -> None:
        self.clock = FixedClock(start)
        self.store = MemoryStore()
        self.vault = MemoryVault()
        self.press = PlainPress()
        self._numbers = count(1)
        self.desk = Desk(
            Ports(
                store=self.store,
                vault=self.vault,
                library=OneDefinition(definition),
                press=self.press,
                clock=self.clock,
                ids=self.fresh,
                seal=lambda content: hashlib.sha256(content).hexdigest(),
                check=_any_identifier,
                per_day=per_day,
            )
        )
        self.id = ""

    def fresh(self) -> str:
        """Next number as an id."""
        return f"t{next(self._numbers):06d}"

    def call(self, actor: str, **more: str | int | None) -> Call:
        """A call under a fresh request id."""
        return Call(actor=actor, request=self.fresh(), channel="test", **more)  # type: ignore[arg-type]

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.desk.case(self.id)

    def open(
        self,
        team: Mapping[str, tuple[str, ...]] | None = None,
        *,
        days: int = 60,
        facts: Mapping[str, object] | None = None,
    ) -> Case:
        """Register the house and open a case that starts today and aims at `days` from now."""
        people = team or {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",)}
        self.desk.registry.add(
            self.call("H1"),
            CompanyAdded(
                company="RX", name="锐修科技有限公司", short_name="锐修", uscc="91210106MA00000000"
            ),
            BranchAdded(branch="SY", company="RX", name="沈阳分公司", city="沈阳"),
            *(PersonAdded(person=one, name=f"姓名{one}") for one in people),
        )
        start = self.clock().astimezone(UTC).date()
        outcome = self.desk.open(
            self.call("H1"),
            Opening(
                checklist="test",
                name="测试专案",
                branch="SY",
                start=start.isoformat(),
                target=(start + timedelta(days=days)).isoformat(),
                team=people,
                facts=facts or {},
            ),
        )
        self.id = outcome.case.id
        return outcome.case

    def done(
        self, actor: str, task: str, *files: str, on: str | None = None, **facts: object
    ) -> Outcome:
        """A task is done with facts and, by name, files."""
        return self.desk.done(
            self.call(actor, happened=on),
            self.id,
            task,
            stated=facts,
            files=[paper(one) for one in files],
        )

    def state(self, actor: str, **facts: object) -> Outcome:
        """Facts are stated."""
        return self.desk.state(self.call(actor), self.id, facts)

    def approve(self, actor: str, task: str) -> Outcome:
        """What is pending is approved."""
        return self.desk.approve(self.call(actor), self.id, task)

    def agree_erasure(self, fact: str) -> str:
        """`P1` asks for an erasure and `H1` agrees; its id, for somebody else to carry out."""
        number = len(self.case.erasures) + 1
        self.desk.people.ask_erasure(self.call("P1"), self.id, fact, reason="到期")
        self.desk.people.decide_erasure(self.call("H1"), self.id, f"e-{number}", agreed=True)
        return f"e-{number}"

    def advance(self) -> int:
        """The clockwork runs; number of entries it wrote."""
        return self.desk.clockwork.advance(self.id).entries


def paper(name: str) -> Attachment:
    """A file for a test; the name may say the rule: `signed:scan.pdf`."""
    rule, mark, rest = name.partition(":")
    return Attachment(
        content=f"%PDF {name}".encode(),
        name=rest if mark else name,
        media="application/pdf",
        rule=rule if mark else None,
    )


def _any_identifier(kind: FactType, text: str) -> str:  # noqa: ARG001  the shape is the library's matter
    return text


def desk_for(
    definition: Definition, *, start: datetime | None = None, per_day: int = PER_DAY
) -> TestDesk:
    """A desk in memory over a definition; the clock stands at 2026-03-02 09:00 in Shanghai unless told otherwise."""
    return TestDesk(definition, start or datetime(2026, 3, 2, 1, 0, tzinfo=UTC), per_day=per_day)
