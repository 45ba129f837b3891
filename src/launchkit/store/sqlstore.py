"""The store as the desk and the commands see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from launchkit.domain import trail
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
from launchkit.domain.trail import NO_DIGEST, Anchor, FileState, PublicKey, Verdict
from launchkit.store import backup, checking, reading, tables
from launchkit.store.accounts import SqlAccounts
from launchkit.store.append import Appender, Random
from launchkit.store.board import Board
from launchkit.store.engine import Database, Prepared, dialect_of
from launchkit.store.handed_in import HandedIn
from launchkit.store.keys import SigningKey
from launchkit.store.outbox import SqlOutbox
from launchkit.store.seals import SqlSeals
from launchkit.store.sweeping import Sweeping
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
        self._dialect: Any = dialect_of(database.engine)
        self._program = program
        self._random = random
        self._board = Board(database, fold_version)
        self._sweeping = Sweeping(database)
        self._handed_in = HandedIn(database)
        self.seals = SqlSeals(database)
        self.outbox = SqlOutbox(database)
        self.accounts = SqlAccounts(database)
        self.webhooks = SqlWebhooks(database)

    # Made at the first write: compiling its statements takes longer than a command that reads.

    @cached_property
    def _appender(self) -> Appender:
        return Appender(
            self.database,
            program=self._program,
            random=self._random,
            signer=self.signer,
            rows=self._board.writer,
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

    def load(
        self,
        stream: str,
        *,
        after: int = 0,
        upto: int | None = None,
        kinds: Collection[str] | None = None,
    ) -> Sequence[Recorded]:
        """Entries of a stream in order, after one place and up to another; `kinds`: those alone.

        Personal values stand in `data` again, and `Erased` where they were erased.
        """
        with self.database.reading(steady=True) as connection:
            return reading.read_stream(connection, stream, after, upto, kinds)

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

    def cases_to_sweep(self, now: datetime) -> Iterator[str]:
        """Open cases in which the clock has changed something, or with entries that nobody has advanced them over."""
        return self._sweeping.cases_to_sweep(now)

    def note_advance(self, case: str, seq: int) -> None:
        """Remember up to which entry of its stream a case has been advanced."""
        self._sweeping.note_advance(case, seq)

    def note_sweep(self, at: datetime) -> None:
        """Remember when the last sweep ran."""
        self._sweeping.note_sweep(at)

    def last_sweep(self) -> datetime | None:
        """When the last sweep ran (UTC)."""
        return self._sweeping.last_sweep()

    def cases(self, *, states: Sequence[str] = ()) -> Sequence[CaseRow]:
        """The board, newest case first; all states if none is named."""
        return self._board.cases(states=states)

    def case_row(self, case: str) -> CaseRow | None:
        """One line of the board."""
        return self._board.case_row(case)

    def tasks(self, *, case: str | None = None, owner: str | None = None) -> Sequence[TaskRow]:
        """Tasks of a case, of an owner, or all, by case and code."""
        return self._board.tasks(case=case, owner=owner)

    def derived_rows(self, case: str) -> RowChanges:
        """The derived rows of a case as they are stored, to be compared with a replay."""
        return self._board.derived_rows(case)

    def replace_rows(self, case: str, rows: RowChanges) -> None:
        """Put these derived rows in place of all that a case has.

        Raises `StreamMoved` if the case has grown since the rows were computed.
        """
        self._board.replace_rows(case, rows)

    def cases_to_rebuild(self) -> Sequence[str]:
        """Cases with rows that another version of the fold computed."""
        return self._board.cases_to_rebuild()

    # for verify, doctor and backup

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
