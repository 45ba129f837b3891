"""Triggers that refuse to change what has been written.

They stop accidents and careless scripts. Who may drop them can do anything; against him stand
the digests, the checkpoints and the anchors outside.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

APPEND_ONLY: Final = ("entries", "checkpoints")

_SQLITE_INSERT: Final = """
CREATE TRIGGER entries_only_append BEFORE INSERT ON entries
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries)
  OR EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND stream_seq = NEW.stream_seq)
BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END
"""

_POSTGRESQL_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE restrict_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END
$$
"""


def install(connection: Connection) -> None:
    """Put the triggers in place; those that are there are replaced.

    Runs after every migration, because rebuilding an SQLite table drops its triggers.
    """
    if connection.dialect.name == "sqlite":
        _install_sqlite(connection)
    else:
        _install_postgresql(connection)


def _install_sqlite(connection: Connection) -> None:
    for table in APPEND_ONLY:
        for action in ("update", "delete"):
            name = f"{table}_no_{action}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # INSERT OR REPLACE deletes rows without asking the triggers for deletion.
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS entries_only_append")
    connection.exec_driver_sql(_SQLITE_INSERT)
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS checkpoints_only_append")
    connection.exec_driver_sql(
        "CREATE TRIGGER checkpoints_only_append BEFORE INSERT ON checkpoints "
        "WHEN EXISTS (SELECT 1 FROM checkpoints WHERE size = NEW.size) "
        "BEGIN SELECT RAISE(ABORT, 'checkpoints is append-only'); END"
    )


def _install_postgresql(connection: Connection) -> None:
    connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for table in APPEND_ONLY:
        for action, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            name = f"{table}_no_{action}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
