"""Entries read back, with their personal values and files put in again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from launchkit.domain.recorded import Erased, FileRef, Head, Recorded
from launchkit.domain.store_errors import StoreError
from launchkit.domain.trail import NO_DIGEST, CommittedFile, Envelope, canonical
from launchkit.store import tables

_CHINA: Final = timezone(timedelta(hours=8))
_MANY: Final = 500
"""How many entries a query may name one by one."""


def encode_value(value: object) -> bytes:
    """A personal value as the side table keeps it: the bytes its commitment is over."""
    return canonical(value)


def decode_value(raw: bytes) -> Any:
    """The personal value again."""
    return json.loads(raw)


def read_head(connection: Connection, stream: str) -> Head:
    """The end of a stream; seq 0 if it does not exist."""
    table = tables.stream_heads
    query = select(table.c.seq, table.c.digest).where(table.c.stream == stream)
    found = connection.execute(query).first()
    return Head(seq=0, digest=NO_DIGEST) if found is None else Head(seq=found[0], digest=found[1])


def read_streams(connection: Connection, prefix: str) -> list[str]:
    """Names of the streams that begin so."""
    column = tables.stream_heads.c.stream
    query = select(column).order_by(column)
    if prefix:
        query = query.where(column.startswith(prefix, autoescape=True))
    return list(connection.scalars(query))


def read_stream(
    connection: Connection,
    stream: str,
    after: int,
    upto: int | None,
    kinds: Collection[str] | None = None,
) -> list[Recorded]:
    """Entries of one stream in order, after one place and up to another, of all kinds or of some."""
    place = tables.entries.c.stream_seq
    wanted = [tables.entries.c.stream == stream, place > after]
    if upto is not None:
        wanted.append(place <= upto)
    if kinds is not None:
        wanted.append(tables.entries.c.kind.in_(kinds))
    return _open_all(connection, wanted)


def read_log(connection: Connection, first: int, last: int) -> list[Recorded]:
    """Entries of all streams in the order of the log, from the first place to the last."""
    return _open_all(connection, [tables.entries.c.seq.between(first, last)])


def _open_all(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> list[Recorded]:
    entries = tables.entries
    query = select(entries.c.body).where(*wanted).order_by(entries.c.seq)
    envelopes = [Envelope.from_bytes(bytes(body)) for body in connection.scalars(query)]
    values, files = _Side(), _Side()
    if any(envelope.personal for envelope in envelopes):
        values = _Side.read(connection, _personal(), wanted)
    if any(envelope.files for envelope in envelopes):
        files = _Side.read(connection, _files(), wanted)
    marks = _marks(connection, values.erasures | files.erasures)
    return [_open(envelope, values, files, marks) for envelope in envelopes]


class _Side:
    """Rows of one side table by entry."""

    def __init__(self) -> None:
        self.rows: dict[int, list[Row[Any]]] = {}
        self.erasures: frozenset[int] = frozenset()

    @classmethod
    def read(
        cls, connection: Connection, query: Select[Any], wanted: Sequence[ColumnElement[bool]]
    ) -> _Side:
        side = cls()
        for row in connection.execute(query.where(*wanted)):
            side.rows.setdefault(row.seq, []).append(row)
        found = (row.erased_seq for rows in side.rows.values() for row in rows)
        side.erasures = frozenset(seq for seq in found if seq is not None)
        return side

    def of(self, seq: int) -> Sequence[Row[Any]]:
        return self.rows.get(seq, ())


def _personal() -> Select[Any]:
    table = tables.personal
    return select(table.c.seq, table.c.key, table.c.value, table.c.erased_seq).join(
        tables.entries, tables.entries.c.seq == table.c.seq
    )


def _files() -> Select[Any]:
    table = tables.files
    return select(table.c.seq, table.c.position, table.c.digest, table.c.erased_seq).join(
        tables.entries, tables.entries.c.seq == table.c.seq
    )


def _marks(connection: Connection, erasures: Iterable[int]) -> dict[int, Erased]:
    """What stands in place of the values that these entries erased."""
    marks: dict[int, Erased] = {}
    seqs = sorted(erasures)
    for start in range(0, len(seqs), _MANY):
        table = tables.entries
        query = select(table.c.body).where(table.c.seq.in_(seqs[start : start + _MANY]))
        for body in connection.scalars(query):
            envelope = Envelope.from_bytes(bytes(body))
            marks[envelope.seq] = _mark(envelope)
    return marks


def _mark(erasure: Envelope) -> Erased:
    on = erasure.data.get("on") or erasure.happened
    if on is None:
        recorded = datetime.fromisoformat(erasure.recorded_at).replace(tzinfo=UTC)
        on = recorded.astimezone(_CHINA).date().isoformat()
    return Erased(on=on, basis=erasure.data["basis"])


def _open(envelope: Envelope, values: _Side, files: _Side, marks: dict[int, Erased]) -> Recorded:
    data = dict(envelope.data)
    for row in values.of(envelope.seq):
        if row.erased_seq is not None:
            data[row.key] = marks[row.erased_seq]
        elif row.value is not None:
            data[row.key] = decode_value(bytes(row.value))
    if envelope.personal.keys() - data.keys():
        # Going on without it would show the case as if nobody had ever said it.
        raise StoreError(
            f"第 {envelope.seq} 条记录的个人信息缺失，请运行 launchkit verify",
            f"A personal value of entry {envelope.seq} is gone; run launchkit verify",
        )
    digests = {row.position: row.digest for row in files.of(envelope.seq)}
    refs = tuple(_file(digests.get(place), file) for place, file in enumerate(envelope.files))
    return Recorded(envelope=envelope, data=data, files=refs)


def _file(digest: str | None, file: CommittedFile) -> FileRef | None:
    return None if digest is None else FileRef(digest=digest, size=file.size, media=file.media)


def highest_serial(connection: Connection, series: str, year: int) -> int:
    """The highest number taken in a series and year; 0 for none."""
    table = tables.numbers
    query = select(func.max(table.c.serial)).where(table.c.series == series, table.c.year == year)
    return connection.scalar(query) or 0
