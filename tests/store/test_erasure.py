"""Personal values and files that are erased: the commitment stays, what opens it goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from launchkit.domain.recorded import Erased, FileRef
from launchkit.domain.trail import HOUSE
from launchkit.store import SqlStore
from tests.store.writes import NOW, draft, erase, erasure, later, write

SIGNED = "210106199001011234的本人签字"
BASIS = "个人信息保护法第四十七条"
SCAN = FileRef(digest="e" * 64, size=1234, media="image/jpeg")
HIRED = draft(
    "person_hired",
    data={"hire": "hire-2", "name": SIGNED},
    personal=frozenset({"name"}),
    files=(SCAN, SCAN),
)


@pytest.fixture
def hired(store: SqlStore) -> SqlStore:
    # Another stream first, so that a place in the stream is not the place in the log.
    store.append(write("case:z", 0, draft(), replace(HIRED, files=())), now=NOW)
    store.append(write("case:a", 0, draft(), HIRED), now=NOW)
    return store


def test_an_erased_value_leaves_a_mark(hired: SqlStore) -> None:
    hired.append(erase(0, "case:a", 2, "name", on="2026-11-24"), now=NOW)
    read = hired.load("case:a")[1]
    assert read.data == {"hire": "hire-2", "name": Erased(on="2026-11-24", basis=BASIS)}
    assert read.files == (SCAN, SCAN)
    verdict = hired.verify()
    assert verdict.ok, verdict.remarks
    assert verdict.sealed == 5, "an erasure is always under a checkpoint"


def test_an_erased_file_is_none(hired: SqlStore) -> None:
    hired.append(erase(0, "case:a", 2, "files#0"), now=NOW)
    assert hired.load("case:a")[1].files == (None, SCAN)
    assert hired.files_in_use() == [SCAN.digest]
    hired.append(erase(1, "case:a", 2, "files#1"), now=NOW)
    assert hired.load("case:a")[1].files == (None, None)
    assert hired.files_in_use() == []
    assert hired.verify().ok


def test_the_day_of_an_erasure_is_that_of_china(hired: SqlStore) -> None:
    hired.append(erase(0, "case:a", 2, "name"), now=NOW.replace(hour=20))
    assert hired.load("case:a")[1].data["name"] == Erased(on="2026-11-24", basis=BASIS)


def test_the_day_of_an_erasure_is_the_day_it_happened(hired: SqlStore) -> None:
    said = erase(0, "case:a", 2, "name")
    drafts = tuple(replace(each, happened="2026-11-20") for each in said.streams[0].drafts)
    hired.append(replace(said, streams=(replace(said.streams[0], drafts=drafts),)), now=NOW)
    assert hired.load("case:a")[1].data["name"] == Erased(on="2026-11-20", basis=BASIS)


def test_nothing_is_erased_without_an_entry(hired: SqlStore) -> None:
    with pytest.raises(ValueError, match="same values"):
        hired.append(write(HOUSE, 0, draft("noted"), erase=(("case:a", 2, "name"),)), now=NOW)
    with pytest.raises(ValueError, match="same values"):
        hired.append(write(HOUSE, 0, erasure("case:a", 2, "name")), now=NOW)
    assert hired.load("case:a")[1].data["name"] == SIGNED
    assert hired.head(HOUSE).seq == 0


def test_only_what_is_there_can_be_erased(hired: SqlStore) -> None:
    for path in ("address", "files#2"):
        with pytest.raises(ValueError, match="not there or already erased"):
            hired.append(erase(0, "case:a", 2, path), now=NOW)
    with pytest.raises(ValueError, match="not there"):
        hired.append(erase(0, "case:b", 2, "name"), now=NOW)
    assert hired.head(HOUSE).seq == 0


def test_nothing_is_erased_twice(hired: SqlStore) -> None:
    hired.append(erase(0, "case:a", 2, "name"), now=NOW)
    with pytest.raises(ValueError, match="already erased"):
        hired.append(erase(1, "case:a", 2, "name"), now=NOW)


def test_a_repeat_shows_what_has_been_erased_since(hired: SqlStore) -> None:
    hired.append(erase(0, "case:a", 2, "name", on="2026-11-24"), now=NOW)
    again = hired.append(write("case:a", 0, draft(), HIRED), now=later(days=1))
    assert again.repeated
    assert again.recorded[1].data["name"] == Erased(on="2026-11-24", basis=BASIS)


def test_no_byte_of_an_erased_value_is_left(sqlite_store: SqlStore, tmp_path: Path) -> None:
    store = sqlite_store
    values = tuple(f"身份证 {place}" * 40 for place in range(50))
    for place, value in enumerate(values):
        store.append(
            write("case:a", place, draft(data={"id": value}, personal=frozenset({"id"}))), now=NOW
        )
    path = store.database.path
    assert path is not None
    for at in range(50):
        store.append(erase(at, "case:a", at + 1, "id"), now=NOW)
    left = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert [value for value in values if value.encode() in left] == []
    assert store.verify().ok
    copy = tmp_path / "copy.db"
    store.backup_to(copy)
    assert [value for value in values if value.encode() in copy.read_bytes()] == []


def test_the_search_for_bytes_finds_what_was_not_erased(sqlite_store: SqlStore) -> None:
    sqlite_store.append(write("case:a", 0, HIRED), now=NOW)
    path = sqlite_store.database.path
    assert path is not None
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert SIGNED.encode() in path.read_bytes()


def test_an_erasure_stands_even_if_old_pages_cannot_be_cleared_yet(
    hired: SqlStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(_connection: object, statement: str, *_: object) -> None:
        if "wal_checkpoint" in statement or "VACUUM" in statement:
            raise OperationalError(statement, None, RuntimeError())

    monkeypatch.setattr(Connection, "exec_driver_sql", spied(Connection.exec_driver_sql, busy))
    assert not hired.append(erase(0, "case:a", 2, "name"), now=NOW).repeated
    assert "Old pages were not cleared" in caplog.text
    assert isinstance(hired.load("case:a")[1].data["name"], Erased)


def spied(real: Callable[..., Any], first: Callable[..., None]) -> Callable[..., Any]:
    def both(*args: Any) -> Any:
        first(*args)
        return real(*args)

    return both


def test_on_postgresql_old_versions_of_the_row_are_cleared_away(
    postgresql_store: SqlStore,
) -> None:
    store = postgresql_store
    store.append(write("case:a", 0, HIRED), now=NOW)
    before = vacuumed(store)
    store.append(erase(0, "case:a", 1, "name"), now=NOW)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT salt, value FROM personal").one() == (None, None)
    assert vacuumed(store) == before + 1


def vacuumed(store: SqlStore) -> int:
    query = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'personal'"
    with store.database.reading() as connection:
        return int(connection.exec_driver_sql(query).scalar_one())


def test_the_key_of_an_encrypted_file_goes_without_a_trace(store: SqlStore) -> None:
    key = b"kept secret: thirty-two bytes!!!"
    store.seals.keep_seal("a" * 64, "b" * 64, key)
    store.seals.keep_seal("c" * 64, "d" * 64, b"k" * 32)

    store.seals.forget_seal("a" * 64)

    assert store.seals.seal_of("a" * 64) is None
    assert store.seals.seal_of("c" * 64) == ("d" * 64, b"k" * 32)
