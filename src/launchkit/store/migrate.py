"""Migrations: all steps in one transaction, so that a kill leaves the old shape or the new one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

from launchkit.domain.store_errors import StoreBroken
from launchkit.store import triggers
from launchkit.store.engine import Database
from launchkit.store.tables import SCHEMA_VERSION

SCRIPTS: Final = Path(__file__).with_name("migrations")
_ADVISORY_LOCK: Final = 0x6C61756E6368


def prepare(database: Database) -> None:
    """Bring the database to the shape of this program; most often one query says it has it.

    Raises `StoreBroken` if a newer program has written it.
    """
    with database.reading() as connection:
        if version_of(connection) == SCHEMA_VERSION:
            return
    upgrade(database, SCRIPTS, SCHEMA_VERSION)


def version_of(connection: Connection) -> str | None:
    """The version of the schema; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(database: Database, scripts: Path, to: str) -> None:
    """Run the steps in `scripts` up to a version."""
    if database.is_sqlite:
        _upgrade_sqlite(database, scripts, to)
        return
    with database.writing() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        _run(connection, scripts, to)


def _upgrade_sqlite(database: Database, scripts: Path, to: str) -> None:
    # Rebuilding a table drops it for a moment; what refers to it must not be deleted with it.
    # SQLite hears this setting only outside a transaction.
    with database.engine.connect() as outside:
        driver = outside.connection.driver_connection
        if driver is None:  # pragma: no cover
            raise AssertionError
        driver.execute("PRAGMA foreign_keys=OFF")
        outside.info["write"] = True
        try:
            with outside.begin():
                _run(outside, scripts, to)
                if outside.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StoreBroken(
                        "升级后表间引用不一致", "references between tables broke in the migration"
                    )
        finally:
            outside.info["write"] = False
            driver.execute("PRAGMA foreign_keys=ON")


def _run(connection: Connection, scripts: Path, to: str) -> None:
    found = version_of(connection)
    if found == to:
        return
    # Alembic costs more than all else a command does, and is needed once per release.
    from launchkit.store.migrations.run import run  # noqa: PLC0415

    run(connection, scripts, found, to)
    triggers.install(connection)
