"""Names and keys of the files that the vault keeps encrypted; the key goes when the file is erased."""

from __future__ import annotations

from sqlalchemy import delete, select

from launchkit.store import tables
from launchkit.store.engine import Database
from launchkit.store.erasure import purge
from launchkit.store.rows import upsert


class SqlSeals:
    """The key book of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seal_of(self, digest: str) -> tuple[str, bytes] | None:
        """Name in the vault and key of an encrypted file; None if it is not encrypted."""
        table = tables.seals
        query = select(table.c.stored, table.c.key).where(table.c.digest == digest)
        with self._database.reading() as connection:
            found = connection.execute(query).first()
        return None if found is None else (found.stored, bytes(found.key))

    def keep_seal(self, digest: str, stored: str, key: bytes) -> None:
        """Keep the name in the vault and the key of an encrypted file."""
        with self._database.writing() as connection:
            upsert(tables.seals, self._database.engine).run(
                connection, digest=digest, stored=stored, key=key
            )

    def forget_seal(self, digest: str) -> None:
        """Erase the key of an encrypted file."""
        with self._database.writing() as connection:
            connection.execute(delete(tables.seals).where(tables.seals.c.digest == digest))
        purge(self._database)
