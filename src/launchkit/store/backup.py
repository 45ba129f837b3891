"""Copies of a whole database, made while others go on writing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Boolean, Connection, Table, func, select

from launchkit.domain.store_errors import StoreError
from launchkit.store import tables
from launchkit.store.engine import Database, connect
from launchkit.store.migrate import prepare

_CHUNK: Final = 1000


class CopyRefused(StoreError):
    """A copy would overwrite something."""


def backup(database: Database, path: Path) -> None:
    """Write a complete SQLite copy to a path at which nothing is yet; raises `CopyRefused`.

    An SQLite database goes through the online-backup API (a plain copy of the file of a running
    database is incomplete), a PostgreSQL one is read in one snapshot. The file appears under its
    name only when it is complete.
    """
    if path.exists():
        raise CopyRefused(
            f"{path.name} 已存在，请换一个位置",
            f"{path.name} exists already; choose another place",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.partial")
    draft.unlink(missing_ok=True)
    if database.is_sqlite:
        _copy_file(database, draft)
    else:
        copy(database, connect(f"sqlite:///{draft}"))
    _close_file(draft)
    draft.rename(path)
    _sync(path.parent)


def copy(source: Database, target: Database) -> None:
    """Copy all rows into an empty database of either kind; raises `CopyRefused` if it is not."""
    try:
        prepare(target)
        _copy_tables(source, target)
    finally:
        target.engine.dispose()


def _copy_tables(source: Database, target: Database) -> None:
    with source.reading(steady=True) as reader, target.writing() as writer:
        if writer.scalar(select(func.count()).select_from(tables.log_head)):
            raise CopyRefused("目标数据库不是空的", "The database to copy into is not empty")
        for table in tables.metadata.sorted_tables:
            _copy_table(reader, writer, table)


def _copy_table(reader: Connection, writer: Connection, table: Table) -> None:
    order = list(table.primary_key.columns)
    query = select(table).order_by(*order)
    flags = [column.name for column in table.c if isinstance(column.type, Boolean)]
    for rows in reader.execute(query, execution_options={"yield_per": _CHUNK}).partitions():
        writer.execute(table.insert(), [_plain(row._asdict(), flags) for row in rows])


def _plain(row: dict[str, Any], flags: list[str]) -> dict[str, Any]:
    # SQLite gives 0 and 1 for truth values, which PostgreSQL does not take.
    return row | {name: bool(row[name]) for name in flags}


def _copy_file(database: Database, path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    target = sqlite3.connect(path)
    try:
        with database.reading() as connection:
            driver: Any = connection.connection.driver_connection
            driver.backup(target)
    finally:
        target.close()


def _close_file(path: Path) -> None:
    """Make one file of it: no log beside it that a restore could forget."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
