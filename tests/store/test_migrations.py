"""Changes of shape: nothing stored changes, and what protects it is there afterwards."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError

from launchkit.domain.store_errors import StoreBroken
from launchkit.store import SqlStore
from launchkit.store.engine import connect
from launchkit.store.migrate import SCRIPTS, upgrade, version_of
from launchkit.store.tables import SCHEMA_VERSION, metadata
from tests.databases import Databases, Kind, opened
from tests.store.writes import NOW, draft, fill, write

NEXT = Path(__file__).parent / "next_release"
PERSONAL = draft(data={"name": "王芳"}, personal=frozenset({"name"}))


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """The steps of this release and of an imagined next one, in one folder."""
    folder = tmp_path / "steps"
    shutil.copytree(NEXT, folder)
    for step in (SCRIPTS / "versions").glob("v*.py"):
        shutil.copy(step, folder / "versions")
    return folder


@pytest.fixture
def url(databases: Databases, kind: Kind) -> str:
    """A database without any table."""
    return databases.empty(kind)


def bodies(store: SqlStore) -> list[tuple[object, ...]]:
    with store.database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT seq, stream, body, leaf FROM entries ORDER BY seq"
        )
        return [(row.seq, row.stream, bytes(row.body), bytes(row.leaf)) for row in found]


def test_a_fresh_database_has_the_shape_of_the_tables(url: str, tmp_path: Path) -> None:
    store = opened(url, tmp_path)
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert version_of(connection) == SCHEMA_VERSION
    store.close()


def test_fresh_and_migrated_have_the_same_definitions(
    databases: Databases, tmp_path: Path
) -> None:
    """Types, STRICT, checks and partial indexes, which comparing the metadata does not see."""
    migrated = connect(databases.empty("sqlite"))
    upgrade(migrated, SCRIPTS, SCHEMA_VERSION)
    created = create_engine(f"sqlite:///{tmp_path / 'created.db'}")
    metadata.create_all(created)
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name <> 'alembic_version'"
    with migrated.reading() as one, created.connect() as other:
        found = [
            sorted((name, normal(sql)) for name, sql in each.exec_driver_sql(query))
            for each in (one, other)
        ]
    assert found[0] == found[1]
    assert all("strict" in sql for _, sql in found[0] if "create table" in sql)
    migrated.engine.dispose()
    created.dispose()


def normal(definition: str) -> str:
    """A definition with its lines in one order."""
    lines = [line.strip().rstrip(",").lower() for line in definition.splitlines()]
    return "\n".join(sorted(line for line in lines if line))


def test_the_newest_step_is_the_version_of_the_tables() -> None:
    script = ScriptDirectory(str(SCRIPTS))
    assert script.get_current_head() == SCHEMA_VERSION


def test_a_migration_that_rebuilds_entries(url: str, steps: Path, tmp_path: Path) -> None:
    store = opened(url, tmp_path)
    store.append(write("case:a", 0, PERSONAL), now=NOW)
    fill(store, 60, "case:b")
    before, verdict = bodies(store), store.verify()
    upgrade(store.database, steps, "9998")
    assert "note" in {
        each["name"] for each in inspect(store.database.engine).get_columns("entries")
    }
    assert bodies(store) == before
    assert store.verify() == verdict
    assert store.load("case:a")[0].data == {"name": "王芳"}
    for attempt in REFUSED:
        refused(store, attempt)
    if store.database.is_sqlite:
        with store.database.reading() as connection:
            (sql,) = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = 'entries'"
            ).scalars()
            assert sql.rstrip().endswith("STRICT")
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_a_newer_database_is_refused(url: str, steps: Path, tmp_path: Path) -> None:
    store = opened(url, tmp_path)
    upgrade(store.database, steps, "9998")
    store.close()
    with pytest.raises(StoreBroken, match="newer program"):
        opened(url, tmp_path)


def test_a_migration_that_somebody_else_has_just_run(url: str, tmp_path: Path) -> None:
    store = opened(url, tmp_path)
    upgrade(store.database, SCRIPTS, SCHEMA_VERSION)
    fill(store, 1)
    assert store.verify().ok
    store.close()


def test_references_that_break_undo_the_migration(
    databases: Databases, steps: Path, tmp_path: Path
) -> None:
    store = opened(databases.empty("sqlite"), tmp_path)
    step = steps / "versions" / "v9999_breaks.py"
    step.write_text(
        'from alembic import op\nrevision = "9999"\ndown_revision = "9998"\n'
        "def upgrade():\n    op.execute(\"INSERT INTO personal (seq, key) VALUES (7, 'x')\")\n",
        encoding="utf-8",
    )
    with pytest.raises(StoreBroken, match="references"):
        upgrade(store.database, steps, "9999")
    with store.database.reading() as connection:
        assert version_of(connection) == SCHEMA_VERSION
        assert connection.exec_driver_sql("SELECT count(*) FROM personal").scalar() == 0
    store.close()


def migrate(url: str, steps: str) -> None:
    upgrade(connect(url), Path(steps), "9998")


def test_a_killed_migration_leaves_the_old_shape(
    url: str, steps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(url, tmp_path)
    fill(store, 3)
    before = bodies(store)
    store.close()
    monkeypatch.setenv("LAUNCHKIT_TEST_KILL_MIGRATION", "1")
    worker = multiprocessing.get_context("spawn").Process(target=migrate, args=(url, str(steps)))
    worker.start()
    worker.join(timeout=60)
    assert worker.exitcode == -9
    monkeypatch.delenv("LAUNCHKIT_TEST_KILL_MIGRATION")
    store = opened(url, tmp_path)
    assert bodies(store) == before
    assert store.verify().ok
    upgrade(store.database, steps, "9998")
    assert bodies(store) == before
    assert store.verify().ok
    store.close()


def test_two_that_start_at_once_migrate_once(url: str, tmp_path: Path) -> None:
    code = (
        "import sys, os; from pathlib import Path; from tests.databases import opened;"
        "s = opened(sys.argv[1], Path(sys.argv[2])); print(s.log_id()); s.close()"
    )
    root = Path(__file__).parents[2]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, url, str(tmp_path)], cwd=root, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    answers = {worker.communicate(timeout=60)[0] for worker in workers}
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert len(answers) == 1


def test_alembic_is_imported_only_to_migrate(databases: Databases, tmp_path: Path) -> None:
    url = databases.sqlite()
    code = (
        "import sys; from pathlib import Path; from tests.databases import opened;"
        "s = opened(sys.argv[1], Path(sys.argv[2])); s.head('house'); s.close();"
        "print([name for name in ('alembic', 'cryptography', 'mako') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, url, str(tmp_path)], cwd=root, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "[]"


REFUSED = (
    "UPDATE entries SET kind = 'x' WHERE seq = 1",
    "DELETE FROM entries WHERE seq = 1",
    "UPDATE checkpoints SET note = 'x'",
    "DELETE FROM checkpoints",
)
REFUSED_BY_SQLITE = (
    "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 1",
    "REPLACE INTO entries SELECT 61, stream, stream_seq, kind, recorded_at, request, body, leaf FROM entries WHERE seq = 1",
    "INSERT INTO entries SELECT 99, 'case:z', 1, kind, recorded_at, request, body, leaf FROM entries WHERE seq = 1",
    "REPLACE INTO checkpoints SELECT size, 'x' FROM checkpoints",
)
REFUSED_BY_POSTGRESQL = (
    "TRUNCATE entries CASCADE",
    "TRUNCATE checkpoints",
    "INSERT INTO checkpoints SELECT size, 'x' FROM checkpoints ON CONFLICT (size) DO UPDATE SET note = 'x'",
)


def refused(store: SqlStore, statement: str) -> None:
    with store.database.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_is_written_cannot_be_changed(store: SqlStore, statement: str) -> None:
    fill(store, 60)
    refused(store, statement)
    assert store.verify().ok


@pytest.mark.parametrize("statement", REFUSED_BY_SQLITE)
def test_sqlite_refuses_its_own_ways_around(sqlite_store: SqlStore, statement: str) -> None:
    fill(sqlite_store, 60)
    refused(sqlite_store, statement)
    assert sqlite_store.verify().ok


@pytest.mark.parametrize("statement", REFUSED_BY_POSTGRESQL)
def test_postgresql_refuses_its_own_ways_around(
    postgresql_store: SqlStore, statement: str
) -> None:
    fill(postgresql_store, 60)
    refused(postgresql_store, statement)
    assert postgresql_store.verify().ok


def test_a_value_of_the_wrong_type_is_refused(store: SqlStore) -> None:
    refused(store, "INSERT INTO numbers (series, year, serial) VALUES ('s', 'this year', 1)")
