"""Appending: everything one request writes, in one transaction, or nothing of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

from sqlalchemy import Connection, bindparam, insert, select, update

from launchkit.domain import trail
from launchkit.domain.failpoints import reach
from launchkit.domain.recorded import Draft, FileRef, Receipt, Recorded, StreamWrite, Write
from launchkit.domain.store_errors import (
    NumberClash,
    RequestReused,
    StoreBroken,
    StreamMoved,
)
from launchkit.domain.trail import (
    MAX_UNSEALED,
    SALT_BYTES,
    Chain,
    CommittedFile,
    Frontier,
    Linked,
    StreamHead,
    commit,
    instant_text,
    leaf_hash,
)
from launchkit.store import tables
from launchkit.store.engine import WAIT_SECONDS, Database, Prepared, dialect_of
from launchkit.store.erasure import Eraser, purge
from launchkit.store.keys import SigningKey
from launchkit.store.outbox import row_of
from launchkit.store.reading import encode_value, read_log
from launchkit.store.rows import RowWriter, upsert

_log = logging.getLogger(__name__)

#: `now` is taken before a writer waits for the lock; meanwhile others commit with later times, and no clock is wrong.
_FASTER: Final = timedelta(seconds=2 * WAIT_SECONDS)

Random = Callable[[int], bytes]
"""So many random bytes."""


@dataclass(slots=True, kw_only=True)
class _Batch:
    """The entries of a write with their places, and what lies beside them."""

    chain: Chain
    heads: dict[str, StreamHead]
    linked: list[Linked] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    personal: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


class Appender:
    """Writes to one log."""

    def __init__(
        self,
        database: Database,
        *,
        program: str,
        random: Random,
        signer: SigningKey | None,
        rows: RowWriter,
    ) -> None:
        self._database = database
        self._program = program
        self._random = random
        self._signer = signer
        self._rows = rows
        self._eraser = Eraser(database.engine)
        self._sql = _Statements(database)

    def append(self, write: Write, now: datetime) -> Receipt:
        """Write; see the protocol `Store` for the errors.

        A repeat of a request gives the first answer again, even if its streams have moved since.
        """
        if write.checkpoint and self._signer is not None:
            # Reading the key takes longer than the whole write, so not under the lock.
            _ = self._signer.public_key
        erased = False
        with self._database.writing() as connection:
            chain, sealed = self._lock(connection)
            reach("after_lock")
            known = self._sql.request.one(connection, of=write.request)
            if known is not None:
                return _again(connection, write, known)
            batch = self._link(connection, write, chain, now)
            self._insert(connection, batch)
            erased = self._eraser.erase(connection, write, (e.envelope for e in batch.linked))
            self._insert_request(connection, write, batch)
            self._take_numbers(connection, write)
            self._rows.write(connection, write.rows)
            reach("after_rows")
            self._queue(connection, write, now)
            self._close(connection, batch, sealed, now_due=write.checkpoint or erased)
        if erased:
            purge(self._database)
        _tell_clock(batch, now)
        reach("before_ack")
        return Receipt(
            seqs=tuple(each.envelope.seq for each in batch.linked),
            answer=write.answer,
            repeated=False,
            recorded=tuple(batch.recorded),
        )

    def checkpoint(self) -> None:
        """Sign the log as it stands now, if it has grown since the last checkpoint."""
        with self._database.writing() as connection:
            chain, sealed = self._lock(connection)
            self._close(connection, _Batch(chain=chain, heads={}), sealed, now_due=True)

    def _lock(self, connection: Connection) -> tuple[Chain, int]:
        """Where the log stands, and up to where it is signed; nobody else can append now."""
        log, frontier, recorded_at, sealed = self._sql.lock.one(connection) or _no_log()
        frontier = Frontier.from_bytes(bytes(frontier))
        return Chain(log=log, frontier=frontier, last_recorded_at=recorded_at), sealed

    def _link(self, connection: Connection, write: Write, chain: Chain, now: datetime) -> _Batch:
        batch = _Batch(chain=chain, heads={})
        for each in write.streams:
            head = batch.heads.get(each.stream) or self._head(connection, each.stream)
            if head.stream_seq != each.expected_seq:
                raise StreamMoved(each.stream, each.expected_seq, head.stream_seq)
            batch.heads[each.stream] = head
            self._link_stream(batch, each, write, now)
        return batch

    def _head(self, connection: Connection, stream: str) -> StreamHead:
        found = self._sql.head.one(connection, of=stream)
        if found is None:
            return StreamHead(stream=stream)
        return StreamHead(stream=stream, stream_seq=found[0], digest=found[1])

    def _link_stream(
        self, batch: _Batch, stream: StreamWrite, write: Write, now: datetime
    ) -> None:
        for draft in stream.drafts:
            seq = batch.chain.size + 1
            personal = self._commit_values(batch, seq, draft)
            files = tuple(
                self._commit_file(batch, seq, place, file)
                for place, file in enumerate(draft.files)
            )
            whole = trail.Unlinked(
                kind=draft.kind,
                kind_version=draft.kind_version,
                happened=draft.happened,
                actor=write.actor,
                on_behalf_of=write.on_behalf_of,
                channel=write.channel,
                request=write.request,
                request_digest=write.request_digest,
                data={key: value for key, value in draft.data.items() if key not in personal},
                personal=personal,
                files=files,
                definition=write.definition if stream.stream != trail.HOUSE else None,
                program=self._program,
            )
            linked = batch.chain.append(whole, batch.heads[stream.stream], now)
            batch.chain = linked.chain
            batch.heads[stream.stream] = linked.head
            batch.linked.append(linked)
            batch.recorded.append(
                Recorded(envelope=linked.envelope, data=dict(draft.data), files=draft.files)
            )

    def _commit_values(self, batch: _Batch, seq: int, draft: Draft) -> dict[str, str]:
        commitments = {}
        for key in sorted(draft.personal):
            salt, value = self._random(SALT_BYTES), draft.data[key]
            commitments[key] = commit(salt, value)
            batch.personal.append(
                {
                    "seq": seq,
                    "key": key,
                    "salt": salt,
                    "value": encode_value(value),
                    "erased_seq": None,
                }
            )
        return commitments

    def _commit_file(self, batch: _Batch, seq: int, place: int, file: FileRef) -> CommittedFile:
        salt = self._random(SALT_BYTES)
        batch.files.append(
            {
                "seq": seq,
                "position": place,
                "salt": salt,
                "digest": file.digest,
                "erased_seq": None,
            }
        )
        return CommittedFile(
            commitment=commit(salt, file.digest), size=file.size, media=file.media
        )

    def _insert(self, connection: Connection, batch: _Batch) -> None:
        self._sql.entry.many(connection, [_entry_row(each) for each in batch.linked])
        reach("after_insert_entries")
        self._sql.value.many(connection, batch.personal)
        self._sql.file.many(connection, batch.files)
        reach("after_side_tables")
        heads = [
            {"stream": head.stream, "seq": head.stream_seq, "digest": head.digest}
            # A stream that is only looked at keeps its head.
            for head in {each.head.stream: each.head for each in batch.linked}.values()
        ]
        self._sql.put_head.many(connection, heads)
        reach("after_heads")

    def _insert_request(self, connection: Connection, write: Write, batch: _Batch) -> None:
        seqs = [each.envelope.seq for each in batch.linked]
        self._sql.put_request.run(
            connection,
            request=write.request,
            digest=write.request_digest,
            first_seq=min(seqs, default=None),
            last_seq=max(seqs, default=None),
            answer=_encode(write.answer),
        )
        reach("after_request")

    def _take_numbers(self, connection: Connection, write: Write) -> None:
        for each in write.numbers:
            number = {"series": each.series, "year": each.year, "serial": each.serial}
            if self._sql.put_number.run(connection, **number) != 1:
                raise NumberClash(each.series, each.year, each.serial)

    def _queue(self, connection: Connection, write: Write, now: datetime) -> None:
        at = instant_text(now)
        rows = [row_of(each, at) for each in write.notices]
        self._sql.put_notice.many(connection, rows)
        reach("after_notices")

    def _close(self, connection: Connection, batch: _Batch, sealed: int, *, now_due: bool) -> None:
        chain = batch.chain
        if now_due or chain.size - sealed >= MAX_UNSEALED:
            sealed = self._sign(connection, chain, sealed)
        self._sql.put_log.run(
            connection,
            to_frontier=chain.frontier.to_bytes(),
            to_recorded_at=chain.last_recorded_at,
            to_sealed=sealed,
        )

    def _sign(self, connection: Connection, chain: Chain, sealed: int) -> int:
        """Sign the log as it stands, if it has grown; how much of it is signed then."""
        signer = self._signer
        if signer is None or chain.size == sealed:
            return sealed
        body = trail.note_body(trail.origin_of(chain.log), chain.size, chain.frontier.root())
        note = trail.sign_note(body, signer.name, signer.public_key, signer)
        self._sql.put_checkpoint.run(connection, size=chain.size, note=note)
        return chain.size


class _Statements:
    """The statements of a write, compiled once."""

    def __init__(self, database: Database) -> None:
        engine = database.engine
        dialect = dialect_of(database.engine)
        log, heads, requests = tables.log_head, tables.stream_heads, tables.requests
        # SQLite has no FOR UPDATE and needs none: the transaction is the only writer already.
        self.lock: Final = Prepared(
            select(log.c.log, log.c.frontier, log.c.recorded_at, log.c.sealed).with_for_update(),
            engine,
        )
        self.request: Final = Prepared(
            select(
                requests.c.digest, requests.c.first_seq, requests.c.last_seq, requests.c.answer
            ).where(requests.c.request == bindparam("of")),
            engine,
        )
        self.head: Final = Prepared(
            select(heads.c.seq, heads.c.digest).where(heads.c.stream == bindparam("of")), engine
        )
        self.entry: Final = Prepared(insert(tables.entries), engine)
        self.value: Final = Prepared(insert(tables.personal), engine)
        self.file: Final = Prepared(insert(tables.files), engine)
        self.put_head: Final = upsert(heads, engine)
        self.put_request: Final = Prepared(insert(requests), engine)
        self.put_number: Final = Prepared(
            dialect.insert(tables.numbers).on_conflict_do_nothing(), engine
        )
        self.put_notice: Final = Prepared(
            dialect.insert(tables.outbox).on_conflict_do_nothing(), engine
        )
        self.put_checkpoint: Final = Prepared(insert(tables.checkpoints), engine)
        self.put_log: Final = Prepared(
            update(log).values(
                frontier=bindparam("to_frontier"),
                recorded_at=bindparam("to_recorded_at"),
                sealed=bindparam("to_sealed"),
            ),
            engine,
        )


def _no_log() -> NoReturn:
    raise StoreBroken("日志头丢失", "the head of the log is gone")


def _again(connection: Connection, write: Write, known: tuple[Any, ...]) -> Receipt:
    digest, first, last, answer = known
    if digest != write.request_digest:
        raise RequestReused(write.request)
    recorded = [] if first is None else read_log(connection, first, last)
    return Receipt(
        seqs=tuple(each.envelope.seq for each in recorded),
        answer=json.loads(answer),
        repeated=True,
        recorded=tuple(recorded),
    )


def _entry_row(linked: Linked) -> dict[str, Any]:
    envelope = linked.envelope
    return {
        "seq": envelope.seq,
        "stream": envelope.stream,
        "stream_seq": envelope.stream_seq,
        "kind": envelope.kind,
        "recorded_at": envelope.recorded_at,
        "request": envelope.request,
        "body": linked.raw,
        "leaf": leaf_hash(linked.raw),
    }


def _encode(answer: Mapping[str, Any]) -> str:
    return json.dumps(dict(answer), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tell_clock(batch: _Batch, now: datetime) -> None:
    """Say that a clock ran back; not where another writer was merely faster by less than one waits for the lock."""
    last = datetime.fromisoformat(batch.chain.last_recorded_at or instant_text(now))
    if _ran_back(batch.linked) and last - now > _FASTER:
        _log.warning(
            "The clock says %s, but the last entry was recorded at %s; its time was used again",
            instant_text(now),
            batch.chain.last_recorded_at,
        )


def _ran_back(linked: Iterable[Linked]) -> bool:
    return any(each.clock_ran_back for each in linked)
