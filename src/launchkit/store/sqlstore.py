"""The store as the desk and the commands see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from launchkit.domain import trail
from launchkit.domain.outbox import NoticeState, QueuedNotice
from launchkit.domain.recorded import (
    CaseRow,
    Head,
    NumberTaken,
    Receipt,
    Recorded,
    RowChanges,
    TaskRow,
    Write,
)
from launchkit.domain.store_errors import StreamMoved
from launchkit.domain.trail import (
    EMPTY,
    NO_DIGEST,
    Anchor,
    FileState,
    PublicKey,
    Verdict,
    case_stream,
    instant_text,
)
from launchkit.store import backup, checking, reading, tables
from launchkit.store.accounts import SqlAccounts
from launchkit.store.append import Appender, Random
from launchkit.store.engine import Database, Prepared, connect, dialect_of
from launchkit.store.erasure import purge
from launchkit.store.handed_in import HandedIn
from launchkit.store.keys import SigningKey
from launchkit.store.migrate import prepare
from launchkit.store.outbox import SqlOutbox
from launchkit.store.outbox import read as read_notices
from launchkit.store.rows import (
    RowWriter,
    cases_of_other_fold,
    read_all,
    read_case,
    read_cases,
    read_tasks,
    upsert,
)
from launchkit.store.webhooks import SqlWebhooks


class SqlStore:
    """Entries, side tables and derived rows in one SQLite or PostgreSQL database.

    Made by `open_store`. Every method may raise `StoreBusy` and `StoreBroken`.
    """

    def __init__(
        self,
        database: Database,
        *,
        program: str,
        random: Random,
        signer: SigningKey | None,
        fold_version: int,
    ) -> None:
        self.database = database
        self.signer = signer
        self._fold_version = fold_version
        self._dialect: Any = dialect_of(database.engine)
        self._program = program
        self._random = random
        #: rows of the board by states, as of a version of the database
        self._boards: dict[tuple[str, ...], tuple[int | None, tuple[CaseRow, ...]]] = {}
        self._handed_in = HandedIn(database)
        self.outbox = SqlOutbox(database)
        self.accounts = SqlAccounts(database)
        self.webhooks = SqlWebhooks(database)

    # Made at the first write: compiling their statements takes longer than a command that reads.

    @cached_property
    def _rows(self) -> RowWriter:
        return RowWriter(self.database.engine, self._fold_version)

    @cached_property
    def _appender(self) -> Appender:
        return Appender(
            self.database,
            program=self._program,
            random=self._random,
            signer=self.signer,
            rows=self._rows,
        )

    def close(self) -> None:
        """Close all connections; they are opened again at the next use."""
        self.database.close()

    # the protocol of the desk

    def log_id(self) -> str:
        """The id that all entries of this database carry."""
        return self._log_id

    @cached_property
    def _log_id(self) -> str:
        with self.database.reading() as connection:
            return str(connection.scalar(select(tables.log_head.c.log)))

    def head(self, stream: str) -> Head:
        """The end of a stream; seq 0 if it does not exist."""
        found = self.database.peek(self._head, stream=stream)
        return (
            Head(seq=0, digest=NO_DIGEST) if found is None else Head(seq=found[0], digest=found[1])
        )

    @cached_property
    def _head(self) -> Prepared:
        table = tables.stream_heads
        query = select(table.c.seq, table.c.digest).where(table.c.stream == bindparam("stream"))
        return Prepared(query, self.database.engine)

    def load(self, stream: str, *, after: int = 0, upto: int | None = None) -> Sequence[Recorded]:
        """Entries of a stream in order, after one place and up to another.

        Personal values stand in `data` again, and `Erased` where they were erased.
        """
        with self.database.reading(steady=True) as connection:
            return reading.read_stream(connection, stream, after, upto)

    def has_kind(self, stream: str, kind: str) -> bool:
        """Whether a stream has an entry of a kind."""
        entries = tables.entries
        query = select(entries.c.seq).where(entries.c.stream == stream, entries.c.kind == kind)
        with self.database.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def tail(self, *, after: int, limit: int) -> Sequence[Recorded]:
        """Entries of all streams in the order of the log, after a place, at most so many."""
        with self.database.reading(steady=True) as connection:
            return reading.read_log(connection, after + 1, after + limit)

    def streams(self, prefix: str = "") -> Sequence[str]:
        """Names of the streams that begin so, in alphabetical order."""
        with self.database.reading() as connection:
            return reading.read_streams(connection, prefix)

    def append(self, write: Write, *, now: datetime) -> Receipt:
        """Write all or nothing; once this returns, it stays.

        Raises `StreamMoved`, `RequestReused`, `NumberClash`; `ValueError` if the write erases
        something without the entry that says so; `TrailError` for a draft that the trail format
        does not allow.
        """
        return self._appender.append(write, now)

    def answered(self, request: str) -> tuple[str, Mapping[str, Any]] | None:
        """Digest and answer of a request that has been written; None if it has not."""
        table = tables.requests
        with self.database.reading() as connection:
            query = select(table.c.digest, table.c.answer).where(table.c.request == request)
            found = connection.execute(query).first()
        return None if found is None else (found[0], json.loads(found[1]))

    def next_serial(self, series: str, year: int) -> int:
        """The number after the highest that was ever taken."""
        with self.database.reading() as connection:
            return reading.highest_serial(connection, series, year) + 1

    def numbers(self, series: str, year: int) -> Sequence[NumberTaken]:
        """The numbers taken, in order."""
        table = tables.numbers
        query = (
            select(table.c.serial)
            .where(table.c.series == series, table.c.year == year)
            .order_by(table.c.serial)
        )
        with self.database.reading() as connection:
            serials = connection.scalars(query).all()
        return [NumberTaken(series=series, year=year, serial=serial) for serial in serials]

    def keep_definition(self, digest: str, body: bytes) -> None:
        """Keep a pinned definition under its digest; keeping it again changes nothing.

        Raises `ValueError` if the bytes do not have this digest.
        """
        if trail.digest(body) != digest:
            raise ValueError("the definition does not have this digest")
        with self.database.writing() as connection:
            connection.execute(
                self._dialect.insert(tables.definitions)
                .values(digest=digest, body=body)
                .on_conflict_do_nothing()
            )

    def definition(self, digest: str) -> bytes | None:
        """The bytes of a pinned definition."""
        table = tables.definitions
        with self.database.reading() as connection:
            body = connection.scalar(select(table.c.body).where(table.c.digest == digest))
        return None if body is None else bytes(body)

    def cases(self, *, states: Sequence[str] = ()) -> Sequence[CaseRow]:
        """The board, newest case first; all states if none is named."""
        # Every page asks for it. The version is looked at first: rows that are newer than it are read once more, never older ones kept.
        version, key = self.database.version(), tuple(states)
        held = self._boards.get(key)
        if held is not None and version is not None and held[0] == version:
            return list(held[1])
        with self.database.reading() as connection:
            rows = read_cases(connection, states)
        self._boards[key] = (version, tuple(rows))
        return rows

    def case_row(self, case: str) -> CaseRow | None:
        """One line of the board."""
        with self.database.reading() as connection:
            return read_case(connection, case)

    def tasks(self, *, case: str | None = None, owner: str | None = None) -> Sequence[TaskRow]:
        """Tasks of a case, of an owner, or all, by case and code."""
        with self.database.reading() as connection:
            return read_tasks(connection, case, owner)

    def cases_to_sweep(self, now: datetime) -> Iterator[str]:
        """Open cases in which the clock has changed something, the longest waiting first.

        And those with entries that nobody has advanced them over.
        """
        table, advanced = tables.cases, tables.advances
        due = table.c.next_change <= instant_text(now)
        behind = func.coalesce(advanced.c.seq, 0) < table.c.stream_seq
        query = (
            select(table.c.case)
            .select_from(table.outerjoin(advanced, advanced.c.case == table.c.case))
            .where(table.c.state == "open", or_(due, behind))
            .order_by(table.c.next_change)
        )
        with self.database.reading() as connection:
            found = connection.scalars(query).all()
        # Read to the end at once: a sweep writes, and must not hold a reading transaction open.
        return iter(found)

    def replace_rows(self, case: str, rows: RowChanges) -> None:
        """Put these derived rows in place of all that a case has.

        Raises `StreamMoved` if the case has grown since the rows were computed.
        """
        with self.database.writing() as connection:
            self._check_place(connection, case, rows)
            self._rows.clear(connection, case)
            self._rows.write(connection, rows)

    def note_advance(self, case: str, seq: int) -> None:
        """Remember up to which entry of its stream a case has been advanced."""
        table = tables.advances
        statement = self._dialect.insert(table).values(case=case, seq=seq)
        newer = statement.excluded.seq
        with self.database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[table.c.case],
                    set_={"seq": newer},
                    # Of two who advanced at once, the one who saw less may come last.
                    where=table.c.seq < newer,
                )
            )

    def note_sweep(self, at: datetime) -> None:
        """Remember when the last sweep ran."""
        with self.database.writing() as connection:
            upsert(tables.sweeps, self.database.engine).run(connection, one=1, at=instant_text(at))

    def last_sweep(self) -> datetime | None:
        """When the last sweep ran (UTC)."""
        with self.database.reading() as connection:
            text = connection.scalar(select(tables.sweeps.c.at))
        return None if text is None else datetime.fromisoformat(text)

    # for rebuild, notify, verify, doctor and backup

    def derived_rows(self, case: str) -> RowChanges:
        """The derived rows of a case as they are stored, to be compared with a replay."""
        with self.database.reading(steady=True) as connection:
            return read_all(connection, case)

    def cases_to_rebuild(self) -> Sequence[str]:
        """Cases with rows that another version of the fold computed."""
        with self.database.reading() as connection:
            return cases_of_other_fold(connection, self._fold_version)

    def claim_notices(
        self, *, now: datetime, until: datetime, limit: int = 100
    ) -> Sequence[QueuedNotice]:
        """Take messages that are due; until that instant nobody else gets them.

        One whose sender then says nothing (it was killed) is given out again after `until`, with
        the same key, by which a channel can tell that it may have sent it already.
        """
        return self.outbox.claim(now=now, until=until, limit=limit)

    def notices_sent(self, keys: Sequence[str], *, now: datetime) -> None:
        """Messages have been handed over to their channel."""
        self.outbox.settle(keys, now=now, state="sent")

    def notice_failed(
        self, key: str, *, now: datetime, reason: str, retry_at: datetime | None
    ) -> None:
        """A message could not be sent: try again at that instant, or (None) never.

        `reason` is a word or code, never what the channel answered.
        """
        state: NoticeState = "failed" if retry_at is None else "waiting"
        self.outbox.settle([key], now=now, state=state, reason=reason, not_before=retry_at)

    def withdraw_notices(self, keys: Sequence[str], *, now: datetime) -> None:
        """Messages that are no longer true and have not been sent shall not be sent."""
        self.outbox.settle(keys, now=now, state="withdrawn")

    def notices(
        self, *, case: str | None = None, states: Sequence[NoticeState] = ()
    ) -> Sequence[QueuedNotice]:
        """Messages of a case or in certain states, by the instant from which they may go."""
        with self.database.reading() as connection:
            return read_notices(connection, case=case, states=states)

    def checkpoint(self) -> str | None:
        """Sign the log as it stands, as before a backup; the newest note, None if there is none."""
        self._appender.checkpoint()
        notes = self.checkpoints()
        return notes[-1] if notes else None

    def checkpoints(self) -> Sequence[str]:
        """All signed notes, the oldest first."""
        table = tables.checkpoints
        with self.database.reading() as connection:
            return connection.scalars(select(table.c.note).order_by(table.c.size)).all()

    def names_files(self) -> bool:
        """Whether any entry has ever brought a file; answered without counting them."""
        with self.database.reading() as connection:
            return connection.scalar(select(tables.files.c.seq).limit(1)) is not None

    def files_in_use(self) -> Sequence[str]:
        """Digests of all files that entries refer to and that are not erased."""
        column = tables.files.c.digest
        query = select(column).where(column.is_not(None)).distinct().order_by(column)
        with self.database.reading() as connection:
            return connection.scalars(query).all()

    def handed_in(self, actor: str, since: datetime) -> int:
        """Bytes that a person has handed in from an instant on, as evidence or as signed papers."""
        return self._handed_in.since(actor, since)

    def seal_of(self, digest: str) -> tuple[str, bytes] | None:
        """Name in the vault and key of an encrypted file; None if it is not encrypted."""
        table = tables.seals
        query = select(table.c.stored, table.c.key).where(table.c.digest == digest)
        with self.database.reading() as connection:
            found = connection.execute(query).first()
        return None if found is None else (found.stored, bytes(found.key))

    def keep_seal(self, digest: str, stored: str, key: bytes) -> None:
        """Keep the name in the vault and the key of an encrypted file."""
        with self.database.writing() as connection:
            upsert(tables.seals, self.database.engine).run(
                connection, digest=digest, stored=stored, key=key
            )

    def forget_seal(self, digest: str) -> None:
        """Erase the key of an encrypted file."""
        with self.database.writing() as connection:
            connection.execute(delete(tables.seals).where(tables.seals.c.digest == digest))
        purge(self.database)

    def verify(
        self,
        *,
        file_state: Callable[[str], FileState] | None = None,
        public_keys: Sequence[PublicKey] = (),
        anchors: Sequence[Anchor] = (),
    ) -> Verdict:
        """Verify the trail with its personal values, files, checkpoints and outside anchors.

        `file_state` is the vault's; without it files are taken to be there. The own key is
        trusted unless other public keys are given.
        """
        keys = public_keys or ([self.signer.public] if self.signer is not None else [])
        with self.database.reading(steady=True) as connection:
            return checking.verdict_of(
                connection, file_state=file_state, public_keys=keys, anchors=anchors
            )

    def damages(self) -> Sequence[checking.Damage]:
        """Tables beside the entries that do not agree with them; empty when all is well."""
        with self.database.reading(steady=True) as connection:
            return checking.damages_of(connection)

    def backup_to(self, path: str | Path) -> None:
        """A complete copy as an SQLite file, while others go on writing; see `backup`."""
        backup.backup(self.database, Path(path))

    def _check_place(self, connection: Connection, case: str, rows: RowChanges) -> None:
        stream = case_stream(case)
        # The lock on the log, so that nobody can append between this look and the commit.
        connection.execute(select(tables.log_head.c.one).with_for_update())
        actual = reading.read_head(connection, stream).seq
        for row in rows.cases:
            if row.stream_seq != actual:
                raise StreamMoved(stream, row.stream_seq, actual)


def open_store(
    url: str,
    *,
    program: str,
    log_id: Callable[[], str],
    random: Random,
    signer: SigningKey | None,
    fold_version: int = 1,
) -> SqlStore:
    """Open the database at `sqlite:///FILE` or `postgresql://...`; an empty one is set up.

    `program` is name and version, written into every entry; `log_id` makes the id of a new log;
    `random(n)` gives n random bytes for salts; without a `signer` no checkpoints are signed.
    Raises `StoreBroken`, also if a newer program has written the database.
    """
    database = connect(url)
    try:
        prepare(database)
        _begin_log(database, log_id)
    except BaseException:
        database.engine.dispose()
        raise
    return SqlStore(
        database, program=program, random=random, signer=signer, fold_version=fold_version
    )


def _begin_log(database: Database, log_id: Callable[[], str]) -> None:
    head = tables.log_head
    with database.reading() as connection:
        if connection.scalar(select(head.c.log)) is not None:
            return
    dialect = dialect_of(database.engine)
    with database.writing() as connection:
        connection.execute(
            dialect.insert(head)
            .values(one=1, log=log_id(), frontier=EMPTY.to_bytes(), recorded_at=None, sealed=0)
            .on_conflict_do_nothing()
        )


def copy_store(from_url: str, to_url: str) -> None:
    """Copy a whole database into an empty one of either kind: restore, or move to a server.

    Raises `CopyRefused` if the target is not empty.
    """
    source = connect(from_url)
    try:
        backup.copy(source, connect(to_url))
    finally:
        source.engine.dispose()
