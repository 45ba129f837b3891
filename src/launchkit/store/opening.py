"""Opening a database, which sets up an empty one, and copying one into another."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from launchkit.domain.trail import EMPTY
from launchkit.store import backup, tables
from launchkit.store.append import Random
from launchkit.store.engine import Database, connect, dialect_of
from launchkit.store.keys import SigningKey
from launchkit.store.migrate import prepare
from launchkit.store.sqlstore import SqlStore


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
