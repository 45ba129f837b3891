"""Connections, and what happens when the database cannot do what it should."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Table, insert, select

from launchkit.domain import failpoints
from launchkit.domain.recorded import RowChanges
from launchkit.domain.store_errors import StoreBroken, StoreBusy
from launchkit.store import SqlStore, engine, tables
from launchkit.store.engine import connect
from tests.databases import Databases, Kind, opened
from tests.store.writes import CASE, NOW, draft, fill, write


@pytest.mark.parametrize("url", ["", "mysql://a:b@c/d", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_will_not_do(url: str) -> None:
    with pytest.raises(StoreBroken) as caught:
        connect(url)
    assert "a:b" not in str(caught.value)


def test_a_new_file_is_for_its_owner_only(databases: Databases, tmp_path: Path) -> None:
    path = tmp_path / "home" / "launchkit.db"
    store = opened(f"sqlite:///{path}", tmp_path)
    fill(store, 1)
    for each in path.parent.glob("launchkit.db*"):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    store.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("secure_delete", 1),
        ("trusted_schema", 0),
    ],
)
def test_settings_of_sqlite(sqlite_store: SqlStore, pragma: str, value: object) -> None:
    with sqlite_store.database.reading() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [("synchronous_commit", "on"), ("lock_timeout", "5s"), ("timezone", "UTC")],
)
def test_settings_of_postgresql(postgresql_store: SqlStore, setting: str, value: str) -> None:
    assert postgresql_store.database.path is None
    with postgresql_store.database.reading() as connection:
        assert connection.exec_driver_sql(f"SHOW {setting}").scalar() == value


def test_reading_sees_one_state(store: SqlStore) -> None:
    fill(store, 1)
    count = select(tables.entries.c.seq)
    with store.database.reading(steady=True) as connection:
        before = connection.execute(count).all()
        fill(store, 1)
        assert connection.execute(count).all() == before
    with store.database.reading() as connection:
        assert len(connection.execute(count).all()) == len(before) + 1


def test_a_database_that_others_hold(
    databases: Databases, kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(
        engine, "_PRAGMAS", tuple(each.replace("5000", "100") for each in engine._PRAGMAS)
    )
    url = databases.fresh(kind)
    holder, waiter = opened(url, tmp_path), opened(url, tmp_path)
    with holder.database.writing() as connection:
        connection.execute(select(tables.log_head).with_for_update())
        with pytest.raises(StoreBusy):
            waiter.append(write(request="late"), now=NOW)
    assert waiter.answered("late") is None
    waiter.append(write(request="late"), now=NOW)
    assert holder.head("case:a").seq == 1
    holder.close()
    waiter.close()


def test_writers_of_one_process_wait_in_line(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    caught: list[StoreBusy] = []

    def late() -> None:
        try:
            fill(sqlite_store, 1)
        except StoreBusy as busy:
            caught.append(busy)

    with sqlite_store.database.writing():
        other = threading.Thread(target=late)
        other.start()
        other.join()
    assert len(caught) == 1
    fill(sqlite_store, 1)
    assert sqlite_store.head("case:a").seq == 1


def test_a_writer_in_a_hurry_does_not_wait_and_the_next_does(
    databases: Databases, kind: Kind, tmp_path: Path
) -> None:
    url = databases.fresh(kind)
    store, other = opened(url, tmp_path / "one"), opened(url, tmp_path / "one")
    fill(store, 1)
    with store.database.writing(patience=0.05):
        pass
    if store.database.is_sqlite:
        with (
            other.database.writing(),
            pytest.raises(StoreBusy),
            store.database.writing(patience=0.05),
        ):
            pass
        with store.database.reading() as connection:
            waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        assert waits == engine.WAIT_SECONDS * 1000, "the connection waits again as all do"
    fill(store, 1)
    assert store.head("case:a").seq == 2
    store.close()
    other.close()


def test_what_is_kept_of_the_board_is_never_older_than_the_database(
    databases: Databases, kind: Kind, tmp_path: Path
) -> None:
    url = databases.fresh(kind)
    store, other = opened(url, tmp_path / "one"), opened(url, tmp_path / "one")
    assert store.cases() == store.cases() == []
    for serial, (seen, writer) in enumerate(((store, other), (other, store), (store, store)), 3):
        row = replace(CASE, serial=serial, case=f"c{serial}", number=f"n{serial}")
        writer.append(
            write(f"case:{row.case}", 0, draft(), rows=RowChanges(cases=(row,))), now=NOW
        )
        assert next(one.serial for one in seen.cases()) == serial
        assert seen.cases(states=("open",)) == seen.cases()
        assert seen.cases(states=("closed",)) == []
        assert seen.head(f"case:{row.case}").seq == 1
    store.close()
    assert store.head("case:c3").seq == 1, "a store that was closed opens again"
    store.close()
    other.close()


def test_more_readers_than_connections(
    databases: Databases, kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    url = databases.fresh(kind)
    store = opened(url, tmp_path)
    with ExitStack() as held:
        for _ in range(15):
            held.enter_context(store.database.reading()).execute(select(1))
        with pytest.raises(StoreBusy):
            store.load("case:a")
    assert store.head("case:a").seq == 0
    store.close()


def test_a_failure_in_the_middle_leaves_nothing_and_the_store_usable(store: SqlStore) -> None:
    class Died(Exception):
        pass

    def die() -> None:
        raise Died

    for place in failpoints.PLACES[5:13]:
        failpoints.arm({place: die})
        with pytest.raises(Died):
            store.append(write(request=place, numbers=()), now=NOW)
        failpoints.arm({})
        assert store.answered(place) is None
        assert store.head("case:a").seq == 0
    fill(store, 1)
    assert store.verify().ok
    assert store.damages() == []


def test_an_error_of_the_database_quotes_no_value(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    def twice(table: Table, **values: object) -> None:
        with store.database.writing() as connection:
            connection.execute(insert(table), [values, values])

    store.append(write("case:a", 0, draft()), now=NOW)
    with pytest.raises(StoreBroken) as caught:
        twice(tables.personal, seq=1, key="name", value="王芳".encode(), salt=bytes(32))
    assert "王芳" not in str(caught.value) + caught.value.zh + caplog.text
    assert caught.value.__cause__ is None
    assert "INSERT INTO personal" in caplog.text


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken, match="server cannot be reached") as caught:
        opened(f"postgresql://somebody:secret@/launchkit?host={tmp_path}", tmp_path)
    assert "secret" not in str(caught.value)


def cut(store: SqlStore) -> None:
    """End all connections of the server to this database, as its restart would."""
    url = store.database.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_server_that_was_restarted_is_found_again(postgresql_store: SqlStore) -> None:
    fill(postgresql_store, 1)
    cut(postgresql_store)
    fill(postgresql_store, 1)
    assert postgresql_store.head("case:a").seq == 2


def test_a_connection_that_breaks_in_an_append(postgresql_store: SqlStore) -> None:
    failpoints.arm({"after_rows": partial(cut, postgresql_store)})
    with pytest.raises(StoreBroken):
        fill(postgresql_store, 1)
    failpoints.arm({})
    fill(postgresql_store, 1)
    assert postgresql_store.damages() == []


def test_a_connection_that_breaks_in_another_write(postgresql_store: SqlStore) -> None:
    failpoints.arm({"before_commit": partial(cut, postgresql_store)})
    for write_something in (
        partial(postgresql_store.note_sweep, NOW),
        partial(broken, postgresql_store),
    ):
        with pytest.raises(StoreBroken):
            write_something()
    failpoints.arm({})
    assert postgresql_store.last_sweep() is None
    postgresql_store.note_sweep(NOW)
    assert postgresql_store.last_sweep() == NOW


def broken(store: SqlStore) -> None:
    with store.database.writing() as connection:
        cut(store)
        connection.execute(select(tables.log_head))


def test_a_full_disk(databases: Databases, tmp_path: Path) -> None:
    """A limit on the pages of the file stands for a disk on which nothing more fits."""
    store = opened(databases.sqlite(), tmp_path)
    with store.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
    with pytest.raises(StoreBroken, match="disk is full"):
        fill(store, 1000)
    written = store.head("case:a").seq
    assert 0 < written < 1000
    assert store.answered(f"case:a/{written}") is None
    assert store.verify().entries == written
    assert store.damages() == []
    store.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "launchkit.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreBroken, match="file is damaged"):
        opened(f"sqlite:///{path}", tmp_path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "launchkit.db"
    path.mkdir()
    with pytest.raises(StoreBroken):
        opened(f"sqlite:///{path}", tmp_path)


def test_the_copy_of_a_running_database_is_complete(databases: Databases, tmp_path: Path) -> None:
    """The reason for the online backup: what is only in the log beside the file counts as well."""
    store = opened(databases.sqlite(), tmp_path)
    fill(store, 60)
    store.backup_to(tmp_path / "copies" / "copy.db")
    assert [each.name for each in (tmp_path / "copies").iterdir()] == ["copy.db"]
    with sqlite3.connect(tmp_path / "copies" / "copy.db") as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (60,)
    connection.close()
    store.close()
