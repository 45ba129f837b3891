"""Erasing personal values and files: the commitment stays in the entry, what opened it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, null, select, update

from launchkit.domain.recorded import Write
from launchkit.domain.trail import PERSONAL_ERASED, Envelope
from launchkit.store import tables
from launchkit.store.engine import Database, Prepared

_FILE: Final = re.compile(r"files#([0-9]+)")
_Erasure = tuple[str, int, str]


class Eraser:
    """Carries out what the erasure entries of a write say, in the same transaction."""

    def __init__(self, engine: Engine) -> None:
        entries, personal, files = tables.entries, tables.personal, tables.files
        self._place = Prepared(
            select(entries.c.stream_seq).where(
                entries.c.stream == bindparam("of"), entries.c.seq == bindparam("at")
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
        said = [each for each in envelopes if each.kind == PERSONAL_ERASED]
        if {self._named(connection, each) for each in said} != set(write.erase):
            raise ValueError("write.erase and the erasure entries must name the same values")
        for erasure in said:
            self._carry_out(connection, erasure)
        return bool(said)

    def _named(self, connection: Connection, erasure: Envelope) -> _Erasure:
        stream, seq, path = (erasure.data[name] for name in ("stream", "seq", "path"))
        place = self._place.run(connection, of=stream, at=seq).scalar()
        if place is None:
            raise ValueError("an erasure names an entry that is not in its stream")
        return stream, place, path

    def _carry_out(self, connection: Connection, erasure: Envelope) -> None:
        seq, path = erasure.data["seq"], erasure.data["path"]
        file = _FILE.fullmatch(path)
        if file is None:
            done = self._value.run(connection, at=seq, path=path, by=erasure.seq)
        else:
            done = self._file.run(connection, at=seq, path=int(file[1]), by=erasure.seq)
        if done.rowcount != 1:
            raise ValueError("an erasure names a value that is not there or already erased")


def purge(database: Database) -> None:
    """After an erasure: fold the write-ahead log into the database and empty it.

    SQLite overwrites erased values in the database itself (`secure_delete`), but the log beside
    it still holds older pages. With a reader at work this is left to the next erasure or restart.
    PostgreSQL keeps old row versions until VACUUM, and its own log until it is recycled.
    """
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM personal, files")
