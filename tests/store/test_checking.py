"""What a verification finds when somebody has been at the database with other tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from launchkit.domain.recorded import FileRef
from launchkit.domain.store_errors import StoreBroken, StoreError
from launchkit.domain.trail import Anchor, parse_note
from launchkit.store import SqlStore
from launchkit.store.triggers import APPEND_ONLY
from tests.databases import Databases, Kind, opened
from tests.store.writes import NOW, draft, erase, fill, rows, write

SCAN = FileRef(digest="e" * 64, size=1234, media="image/jpeg")
PERSONAL = draft(
    data={"task": "sign_lease", "name": "王芳"}, personal=frozenset({"name"}), files=(SCAN,)
)


@pytest.fixture
def used(store: SqlStore) -> SqlStore:
    """A store with a bit of everything, and what stops changes taken away."""
    store.append(write("case:a", 0, PERSONAL, rows=rows()), now=NOW)
    fill(store, 60, "case:b")
    store.append(erase(0, "case:a", 1, "files#0"), now=NOW)
    store.append(write("case:a", 1, PERSONAL, rows=rows(stream_seq=2)), now=NOW)
    assert store.verify().ok
    assert store.damages() == []
    disarm(store)
    return store


def disarm(store: SqlStore) -> None:
    with store.database.writing() as connection:
        if store.database.is_sqlite:
            names = (
                connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .scalars()
                .all()
            )
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in APPEND_ONLY:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def change(store: SqlStore, statement: str, **values: object) -> None:
    with store.database.writing() as connection:
        done = connection.execute(text(statement), values)
    assert done.rowcount


@pytest.fixture(autouse=True)
def _restored(databases: Databases, kind: Kind) -> object:
    """Databases of PostgreSQL are used again: their triggers must come back."""
    yield
    if kind == "postgresql":
        databases.drop_free()


def codes(store: SqlStore) -> set[str]:
    return {each.code for each in store.verify().remarks}


def damaged(store: SqlStore) -> set[tuple[str, str]]:
    return {(each.code, each.at) for each in store.damages()}


def test_a_changed_entry(used: SqlStore) -> None:
    body = used.load("case:a")[0].envelope.to_bytes().replace(b"sign_lease", b"sign_sleep")
    change(used, "UPDATE entries SET body = :body WHERE seq = 1", body=body)
    verdict = used.verify()
    assert not verdict.ok
    assert verdict.first_wrong is not None
    assert verdict.first_wrong.seq == 1
    assert ("leaf", "1") in damaged(used)


def test_an_entry_that_is_no_entry(used: SqlStore) -> None:
    change(used, "UPDATE entries SET body = :body WHERE seq = 1", body=b"{}")
    assert "entry_unreadable" in codes(used)
    assert ("leaf", "1") in damaged(used)


@pytest.mark.parametrize("column", ["kind", "recorded_at", "request", "stream"])
def test_columns_that_differ_from_the_entry(used: SqlStore, column: str) -> None:
    change(used, f"UPDATE entries SET {column} = 'x' WHERE seq = 7")  # noqa: S608
    assert ("columns", "7") in damaged(used)


@pytest.mark.parametrize("column", ["recorded_at", "sealed"])
def test_a_changed_head_of_the_log(used: SqlStore, column: str) -> None:
    value: object = 3 if column == "sealed" else "2030-01-01T00:00:00.000000Z"
    change(used, f"UPDATE log_head SET {column} = :value", value=value)  # noqa: S608
    assert damaged(used) == {("log_head", column)}


def test_a_changed_frontier(used: SqlStore) -> None:
    change(used, "UPDATE log_head SET frontier = :value", value=bytes(8))
    assert damaged(used) == {("log_head", "frontier")}


def test_nothing_is_written_to_a_log_without_a_head(used: SqlStore) -> None:
    change(used, "DELETE FROM log_head")
    with pytest.raises(StoreBroken, match="head of the log"):
        fill(used, 1)


def test_a_changed_or_missing_stream_head(used: SqlStore) -> None:
    change(used, "UPDATE stream_heads SET seq = 5 WHERE stream = 'case:b'")
    change(used, "DELETE FROM stream_heads WHERE stream = 'house'")
    assert damaged(used) == {("stream_head", "case:b"), ("stream_head", "house")}


def test_a_changed_or_invented_request(used: SqlStore) -> None:
    change(used, "UPDATE requests SET digest = 'x' WHERE request = 'case:a/0'")
    change(used, "DELETE FROM requests WHERE request = 'case:b/0'")
    change(used, "INSERT INTO requests VALUES ('invented', 'x', 1, 1, '{}')")
    assert damaged(used) == {
        ("request", "case:a/0"),
        ("request", "case:b/0"),
        ("request", "invented"),
    }


def test_rows_that_are_behind_their_case(used: SqlStore) -> None:
    change(used, "UPDATE cases SET stream_seq = 1")
    assert damaged(used) == {("case_row", "a")}
    damage = used.damages()[0]
    assert "launchkit rebuild" in damage.zh
    assert "launchkit rebuild" in damage.en


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE personal SET value = :value WHERE seq = 1", "personal_wrong"),
        ("UPDATE personal SET value = NULL WHERE seq = 1", "personal_missing"),
        ("DELETE FROM personal WHERE seq = 1", "personal_missing"),
        (
            "INSERT INTO personal SELECT 2, key, salt, value FROM personal WHERE seq = 1",
            "personal_stray",
        ),
        ("UPDATE files SET digest = 'f' || digest WHERE digest IS NOT NULL", "file_wrong"),
        ("UPDATE files SET digest = NULL WHERE digest IS NOT NULL", "file_unlinked"),
        ("DELETE FROM checkpoints", "tail_unsealed"),
        (
            "UPDATE checkpoints SET note = replace(note, 'launchkit/', 'launchkit/other-')",
            "signature_wrong",
        ),
    ],
)
def test_a_changed_side_table(used: SqlStore, statement: str, code: str) -> None:
    if "personal SELECT" in statement:
        statement = "INSERT INTO personal (seq, key, salt, value) SELECT 2, key, salt, value FROM personal WHERE seq = 1"
    values = {"value": json.dumps("李雷").encode()} if ":value" in statement else {}
    change(used, statement, **values)
    assert code in codes(used)


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM personal WHERE seq = 1", "UPDATE personal SET value = NULL WHERE seq = 1"],
)
def test_a_case_is_not_shown_without_what_was_said_in_it(used: SqlStore, statement: str) -> None:
    change(used, statement)
    with pytest.raises(StoreError, match="personal value of entry 1 is gone"):
        used.load("case:a")
    assert len(used.load("case:b")) == 60


def test_a_value_that_is_not_even_json(used: SqlStore) -> None:
    change(used, "UPDATE personal SET value = :value WHERE seq = 1", value=b"\xff")
    assert codes(used) == {"personal_wrong"}


def test_a_file_that_the_vault_does_not_have(used: SqlStore) -> None:
    assert used.verify(file_state=lambda _: "ok").ok
    states: dict[str, Callable[[str], object]] = {
        "file_missing": lambda _: "missing",
        "file_changed": lambda _: "changed",
    }
    for code, state in states.items():
        assert {each.code for each in used.verify(file_state=state).remarks} == {code}  # type: ignore[arg-type]


def test_a_cut_off_end_is_seen_from_outside(used: SqlStore) -> None:
    anchor = Anchor.of(parse_note(used.checkpoints()[-1]), "日报")
    fill(used, 3, "case:c")
    assert used.verify(anchors=[anchor]).ok
    assert used.verify(anchors=[anchor]).anchored == 62
    assert not used.verify(anchors=[replace(anchor, size=anchor.size + 9)]).ok


def test_a_foreign_key_is_not_trusted(
    used: SqlStore, databases: Databases, tmp_path: Path
) -> None:
    other = opened(databases.sqlite(), tmp_path / "others")
    assert other.signer is not None
    remarks = used.verify(public_keys=[other.signer.public]).remarks
    assert {"key_unknown"} <= {each.code for each in remarks}
    other.close()
