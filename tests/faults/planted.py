"""Bugs put into the writer on purpose: a harness that lets one live proves nothing by its silence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from launchkit.domain.failpoints import reach
from launchkit.domain.recorded import Receipt, RowChanges, Write
from launchkit.store.append import Appender
from launchkit.store.engine import Prepared
from launchkit.store.rows import upsert
from launchkit.store.tables import requests
from tests.faults.harness import Install, also
from tests.faults.writer import StoreWriter, Writer, content_of

Ack = Callable[[], None]


class Changed:
    """Stands in front of a prepared statement and does something else."""

    def __init__(
        self,
        real: Prepared,
        *,
        many: Callable[[Connection, Any], None] | None = None,
        run: Callable[..., Any] | None = None,
        one: Callable[..., Any] | None = None,
    ) -> None:
        self.one = one or real.one
        self.run = run or real.run
        self.many = many or real.many


def _appender(writer: Writer) -> Appender:
    return cast("StoreWriter", writer).store._appender


def _replace(writer: Writer, name: str, **how: Any) -> None:
    statements: Any = _appender(writer)._sql
    setattr(statements, name, Changed(getattr(statements, name), **how))


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _after_commit(writer: Writer, later: Callable[[Connection], None]) -> None:
    """Do something in a transaction of its own after each append."""
    appender: Any = _appender(writer)
    append = appender.append

    def changed(write: Write, now: datetime) -> Receipt:
        receipt: Receipt = append(write, now)
        with appender._database.writing() as connection:
            later(connection)
        return receipt

    appender.append = changed


def acknowledged_before_the_commit(_writer: Writer, ack: Ack) -> None:
    """The answer goes out when all rows are written, but not yet committed."""
    also("after_rows", ack)


def file_written_in_place(writer: Writer, _ack: Ack) -> None:
    """The file gets its name first and its bytes one by one."""

    def write(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
            file.flush()
            reach("after_temp_write")
            file.write(content[len(content) // 2 :])
        reach("after_fsync")
        reach("after_rename")

    cast("Any", writer).vault._write = write


def file_not_synced(writer: Writer, _ack: Ack) -> None:
    """The file gets its name while its bytes are only in memory."""

    def write(path: Path, content: bytes) -> None:
        draft = path.with_name(".incoming-x")
        draft.write_bytes(content)
        reach("after_temp_write")
        draft.rename(path)
        reach("after_rename")

    cast("Any", writer).vault._write = write


def file_put_after_the_entry(writer: Writer, _ack: Ack) -> None:
    """The entry is committed and then its file is put."""
    changed: Any = writer

    def act(number: int) -> None:
        vault = changed.vault
        ref = type(vault)(vault.folder.with_name("elsewhere"), random=vault._random).put(
            content_of(number), media="image/jpeg"
        )
        changed.append(number, ref)
        changed.put(number)

    changed.act = act


def stream_head_not_moved(writer: Writer, _ack: Ack) -> None:
    """The entry is written and the end of its stream stays where it was."""
    _replace(writer, "put_head", many=_nothing)


def request_not_kept(writer: Writer, _ack: Ack) -> None:
    """A request is not remembered, so a retry does it again."""
    _replace(writer, "put_request", run=_nothing)


def log_head_not_moved(writer: Writer, _ack: Ack) -> None:
    """The frontier of the tree stays where it was."""
    _replace(writer, "put_log", run=_nothing)


def personal_value_after_the_commit(writer: Writer, _ack: Ack) -> None:
    """The personal value goes into a transaction of its own."""
    real: Prepared = _appender(writer)._sql.value
    kept: list[Mapping[str, Any]] = []
    _replace(writer, "value", many=lambda _connection, rows: kept.extend(rows))

    def later(connection: Connection) -> None:
        real.many(connection, kept)
        kept.clear()

    _after_commit(writer, later)


def rows_after_the_commit(writer: Writer, _ack: Ack) -> None:
    """The derived rows go into a transaction of their own."""
    rows: Any = _appender(writer)._rows
    real, kept = rows.write, list[RowChanges]()
    rows.write = lambda _connection, changes: kept.append(changes)

    def later(connection: Connection) -> None:
        while kept:
            real(connection, kept.pop())

    _after_commit(writer, later)


def message_after_the_commit(writer: Writer, _ack: Ack) -> None:
    """The message goes into the outbox in a transaction of its own."""
    real: Prepared = _appender(writer)._sql.put_notice
    kept: list[Mapping[str, Any]] = []
    _replace(writer, "put_notice", many=lambda _connection, rows: kept.extend(rows))

    def later(connection: Connection) -> None:
        real.many(connection, kept)
        kept.clear()

    _after_commit(writer, later)


def each_statement_by_itself(writer: Writer, _ack: Ack) -> None:
    """Every statement is committed on its own."""

    def cut(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.commit()
        if isinstance(driver, sqlite3.Connection):
            driver.execute("BEGIN IMMEDIATE")

    for name in ("entry", "value", "file", "put_head"):
        real: Prepared = getattr(_appender(writer)._sql, name)

        def many(connection: Connection, rows: Any, real: Prepared = real) -> None:
            real.many(connection, rows)
            cut(connection)

        _replace(writer, name, many=many)


def synchronous_off(writer: Writer, _ack: Ack) -> None:
    """Committing does not wait for the disk."""
    database = cast("StoreWriter", writer).store.database
    with database.reading() as connection:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        off = "PRAGMA synchronous=OFF" if database.is_sqlite else "SET synchronous_commit=off"
        driver.execute(off)
        driver.commit()


def retry_carried_out_again(writer: Writer, _ack: Ack) -> None:
    """A request that was carried out is not recognised when it comes again."""

    def put(connection: Connection, **values: Any) -> None:
        known.run(connection, **values)

    store = cast("StoreWriter", writer).store
    known = upsert(requests, store.database.engine)
    _replace(writer, "request", one=_nothing)
    _replace(writer, "put_request", run=put)


#: each bug, and what the harness has to say about it: the right thing, not just something
PLANTED: tuple[tuple[Install, str], ...] = (
    (acknowledged_before_the_commit, "action [0-9]+ is lost"),
    (file_written_in_place, "before its bytes were on the disk"),
    (file_not_synced, "before its bytes were on the disk"),
    (file_put_after_the_entry, "is not in the vault"),
    (stream_head_not_moved, "end of case:c[0-2] is not where its entries end"),
    (request_not_kept, "the answer to action [0-9]+ is not kept"),
    (retry_carried_out_again, "action [0-9]+ is there 2 times"),
    (log_head_not_moved, "head of the log does not agree"),
    (personal_value_after_the_commit, "personal value of entry [0-9]+ is gone"),
    (rows_after_the_commit, "derived rows of c[0-2] are not those"),
    (message_after_the_commit, "outbox does not hold exactly one"),
    (each_statement_by_itself, "head of the log does not agree"),
    (synchronous_off, "synchronous"),
)
