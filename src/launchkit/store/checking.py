"""Whether what the database holds is whole: the trail itself, and the tables beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from launchkit.domain.trail import (
    EMPTY,
    NO_DIGEST,
    Anchor,
    Envelope,
    FileState,
    Opened,
    OpenedFile,
    PublicKey,
    Seals,
    SideTables,
    TrailError,
    Verdict,
    case_stream,
    digest,
    leaf_hash,
    verify,
)
from launchkit.store import tables
from launchkit.store.reading import decode_value

_CHUNK: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A table that does not agree with the entries; `code` is a stable word for programs."""

    code: str
    #: the entry, stream, request or case meant
    at: str
    zh: str
    en: str


_TEXTS: Final = {
    "columns": (
        "第 {} 条记录的索引列与其内容不符",
        "The columns of entry {} differ from its body",
    ),
    "leaf": ("第 {} 条记录的叶摘要不符", "The leaf of entry {} is not that of its body"),
    "log_head": (
        "日志头与记录不符：{}",
        "The head of the log does not agree with the entries: {}",
    ),
    "stream_head": ("{} 的末端与记录不符", "The recorded end of {} is not where its entries end"),
    "request": ("请求 {} 的登记与记录不符", "Request {} is not registered as its entries say"),
    "case_row": (
        "专案 {} 的派生数据不是按最新记录计算的，请运行 launchkit rebuild",
        "The derived rows of case {} are not those of its last entry; run launchkit rebuild",
    ),
}


def verdict_of(
    connection: Connection,
    *,
    file_state: Callable[[str], FileState] | None,
    public_keys: Sequence[PublicKey],
    anchors: Sequence[Anchor],
) -> Verdict:
    """Verify entries, personal values, files, checkpoints and anchors.

    Without `file_state` (the vault's) files are taken to be there.
    """
    notes = tables.checkpoints
    return verify(
        (bytes(body) for body in _stream(connection)),
        tables=SideTables(
            personal=_personal(connection),
            files=_files(connection),
            file_present=file_state or _there,
        ),
        seals=Seals(
            checkpoints=connection.scalars(select(notes.c.note).order_by(notes.c.size)).all(),
            public_keys=public_keys,
            anchors=anchors,
        ),
        log=connection.scalar(select(tables.log_head.c.log)),
    )


def damages_of(connection: Connection) -> list[Damage]:
    """Compare the tables beside the entries with what the entries say."""
    seen = _Seen()
    for row in connection.execute(_entries(), execution_options={"yield_per": _CHUNK}):
        seen.take(row)
    return [
        *seen.damages,
        *_look_at_log_head(connection, seen),
        *_look_at_streams(connection, seen),
        *_look_at_requests(connection, seen),
        *_look_at_cases(connection, seen),
    ]


def _damage(code: str, at: object) -> Damage:
    zh, en = _TEXTS[code]
    return Damage(code=code, at=str(at), zh=zh.format(at), en=en.format(at))


def _there(_digest: str) -> FileState:
    return "ok"


def _stream(connection: Connection) -> Iterator[bytes]:
    query = select(tables.entries.c.body).order_by(tables.entries.c.seq)
    return iter(connection.scalars(query, execution_options={"yield_per": _CHUNK}))


def _personal(connection: Connection) -> dict[tuple[int, str], Opened]:
    table = tables.personal
    query = select(table.c.seq, table.c.key, table.c.salt, table.c.value).where(
        table.c.value.is_not(None), table.c.salt.is_not(None)
    )
    return {
        (row.seq, row.key): Opened(value=_decode(bytes(row.value)), salt=bytes(row.salt))
        for row in connection.execute(query)
    }


def _decode(raw: bytes) -> object:
    try:
        return decode_value(raw)
    except ValueError:
        # Bytes open no commitment, so the verification says which value it is.
        return raw


def _files(connection: Connection) -> dict[tuple[int, int], OpenedFile]:
    table = tables.files
    query = select(table.c.seq, table.c.position, table.c.salt, table.c.digest).where(
        table.c.digest.is_not(None), table.c.salt.is_not(None)
    )
    return {
        (row.seq, row.position): OpenedFile(digest=row.digest, salt=bytes(row.salt))
        for row in connection.execute(query)
    }


def _entries() -> Any:
    return select(tables.entries).order_by(tables.entries.c.seq)


@dataclass(slots=True)
class _Request:
    digest: str
    first: int
    last: int


@dataclass(slots=True)
class _Seen:
    """What the entries say, gathered in one pass."""

    frontier: Any = EMPTY
    recorded_at: str | None = None
    streams: dict[str, tuple[int, str]] = field(default_factory=dict)
    requests: dict[str, _Request] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    def take(self, row: Row[Any]) -> None:
        raw = bytes(row.body)
        leaf = leaf_hash(raw)
        self.frontier = self.frontier.append(leaf)
        if leaf != bytes(row.leaf):
            self.damages.append(_damage("leaf", row.seq))
        try:
            entry = Envelope.from_bytes(raw)
        except TrailError:
            # The verification of the trail says what is wrong with it.
            return
        if any(getattr(entry, name) != getattr(row, name) for name in _COLUMNS):
            self.damages.append(_damage("columns", row.seq))
        self.recorded_at = entry.recorded_at
        self.streams[entry.stream] = (entry.stream_seq, digest(raw))
        request = self.requests.setdefault(
            entry.request, _Request(entry.request_digest, entry.seq, entry.seq)
        )
        request.last = entry.seq


_COLUMNS: Final = ("seq", "stream", "stream_seq", "kind", "recorded_at", "request")


def _look_at_log_head(connection: Connection, seen: _Seen) -> Iterator[Damage]:
    head = connection.execute(select(tables.log_head)).one()
    sealed = connection.scalar(select(func.max(tables.checkpoints.c.size))) or 0
    if bytes(head.frontier) != seen.frontier.to_bytes():
        yield _damage("log_head", "frontier")
    if head.recorded_at != seen.recorded_at:
        yield _damage("log_head", "recorded_at")
    if head.sealed != sealed:
        yield _damage("log_head", "sealed")


def _look_at_streams(connection: Connection, seen: _Seen) -> Iterator[Damage]:
    stored = {
        row.stream: (row.seq, row.digest)
        for row in connection.execute(select(tables.stream_heads))
    }
    for stream in sorted(stored.keys() | seen.streams.keys()):
        if stored.get(stream) != seen.streams.get(stream):
            yield _damage("stream_head", stream)


def _look_at_requests(connection: Connection, seen: _Seen) -> Iterator[Damage]:
    table = tables.requests
    query = select(table.c.request, table.c.digest, table.c.first_seq, table.c.last_seq)
    stored = {
        row.request: _Request(row.digest, row.first_seq, row.last_seq)
        for row in connection.execute(query.where(table.c.first_seq.is_not(None)))
    }
    for request in sorted(stored.keys() | seen.requests.keys()):
        if stored.get(request) != seen.requests.get(request):
            yield _damage("request", request)


def _look_at_cases(connection: Connection, seen: _Seen) -> Iterator[Damage]:
    table = tables.cases
    for case, stream_seq in connection.execute(select(table.c.case, table.c.stream_seq)):
        if stream_seq != seen.streams.get(case_stream(case), (0, NO_DIGEST))[0]:
            yield _damage("case_row", case)
