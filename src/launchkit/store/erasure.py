"""Erasing personal values and files: the commitment stays in the entry, what opened it goes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, null, select, update
from sqlalchemy.exc import DBAPIError

from launchkit.domain.recorded import Write
from launchkit.domain.trail import PERSONAL_ERASED, Envelope
from launchkit.store import tables
from launchkit.store.engine import Database, Prepared

_log = logging.getLogger(__name__)

_FILE: Final = re.compile(r"files#([0-9]+)")
_Erasure = tuple[str, int, str]


class Eraser:
    """Carries out what the erasure entries of a write say, in the same transaction."""

    def __init__(self, engine: Engine) -> None:
        entries, personal, files = tables.entries, tables.personal, tables.files
        self._place = Prepared(
            select(entries.c.seq).where(
                entries.c.stream == bindparam("of"), entries.c.stream_seq == bindparam("at")
            ),
            engine,
        )
        self._value = Prepared(
            update(personal)
            .where(personal.c.seq == bindparam("at"), personal.c.key == bindparam("path"))
            .where(personal.c.erased_seq.is_(None))
            .values(salt=null(), value=null(), erased_seq=bindparam("by")),
            engine,
        )
        self._file = Prepared(
            update(files)
            .where(files.c.seq == bindparam("at"), files.c.position == bindparam("path"))
            .where(files.c.erased_seq.is_(None))
            .values(salt=null(), digest=null(), erased_seq=bindparam("by")),
            engine,
        )

    def erase(self, connection: Connection, write: Write, envelopes: Iterable[Envelope]) -> bool:
        """Erase, and say whether there was anything to erase.

        Raises `ValueError` if `write.erase` and the erasure entries do not name the same values,
        or name one that is not there or has been erased already.
        """
        said = {_named(each): each.seq for each in envelopes if each.kind == PERSONAL_ERASED}
        if said.keys() != set(write.erase):
            raise ValueError("write.erase and the erasure entries must name the same values")
        for (stream, stream_seq, path), by in said.items():
            (seq,) = self._place.one(connection, of=stream, at=stream_seq) or (None,)
            self._carry_out(connection, seq, path, by)
        return bool(said)

    def _carry_out(self, connection: Connection, seq: int | None, path: str, by: int) -> None:
        file = _FILE.fullmatch(path)
        if file is None:
            done = self._value.run(connection, at=seq, path=path, by=by)
        else:
            done = self._file.run(connection, at=seq, path=int(file[1]), by=by)
        if done != 1:
            raise ValueError("an erasure names a value that is not there or already erased")


def _named(erasure: Envelope) -> _Erasure:
    return erasure.data["stream"], erasure.data["seq"], erasure.data["path"]


def purge(database: Database) -> None:
    """After an erasure: fold the write-ahead log into the database and empty it.

    SQLite overwrites erased values in the database itself (`secure_delete`), but the log beside
    it still holds older pages. With a reader at work this is left to the next erasure or restart.
    PostgreSQL keeps old row versions until VACUUM, and its own log until it is recycled.
    """
    statement = (
        "PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "VACUUM personal, files"
    )
    alone = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with alone as connection:
        try:
            connection.exec_driver_sql(statement)
        except DBAPIError as fault:
            # The erasure itself is committed; whoever asked for it must not be told otherwise.
            _log.warning("Old pages were not cleared: %s", type(fault.orig).__name__)
