"""Copies: complete, of one moment, and usable on the other kind of database."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from launchkit.domain.recorded import FileRef, NumberTaken
from launchkit.store import CopyRefused, SqlStore, copy_store
from tests.databases import KINDS, Databases, Kind, opened
from tests.store.writes import NOTICE, NOW, draft, erase, fill, rows, write

SCAN = FileRef(digest="e" * 64, size=1234, media="image/jpeg")
PERSONAL = draft(data={"name": "王芳"}, personal=frozenset({"name"}), files=(SCAN,))


@pytest.fixture
def used(store: SqlStore) -> SqlStore:
    taken = NumberTaken(series="特情", year=2026, serial=1)
    store.append(
        write(
            "case:a",
            0,
            PERSONAL,
            PERSONAL,
            rows=rows(stream_seq=2),
            notices=(NOTICE,),
            numbers=(taken,),
        ),
        now=NOW,
    )
    fill(store, 60, "case:b")
    store.append(erase(0, "case:a", 1, "name"), now=NOW)
    store.keep_definition(
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", b"{}"
    )
    store.seals.keep_seal("a" * 64, "b" * 64, b"k" * 32)
    store.note_sweep(NOW)
    store.note_advance("a", 2)
    return store


def same(one: SqlStore, other: SqlStore) -> None:
    assert other.verify() == one.verify()
    assert other.verify().ok
    assert other.damages() == []
    assert other.log_id() == one.log_id()
    assert other.tail(after=0, limit=1000) == one.tail(after=0, limit=1000)
    assert other.derived_rows("a") == one.derived_rows("a")
    assert other.outbox.notices() == one.outbox.notices()
    assert other.numbers("特情", 2026) == one.numbers("特情", 2026)
    assert other.seals.seal_of("a" * 64) == one.seals.seal_of("a" * 64) == ("b" * 64, b"k" * 32)
    assert other.last_sweep() == one.last_sweep()
    assert other.answered("case:b/3") == one.answered("case:b/3")
    assert list(other.cases_to_sweep(NOW)) == list(one.cases_to_sweep(NOW))


def test_a_backup_is_the_same(used: SqlStore, tmp_path: Path) -> None:
    path = tmp_path / "backups" / "copy.db"
    used.backup_to(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    copy = opened(f"sqlite:///{path}", tmp_path / "keys")
    same(used, copy)
    copy.append(write("case:b", 60), now=NOW)
    assert copy.verify().ok
    copy.close()


@pytest.mark.parametrize("to", KINDS)
def test_a_database_moves_to_another(
    used: SqlStore, databases: Databases, to: Kind, tmp_path: Path
) -> None:
    source = used.database.engine.url.render_as_string(hide_password=False)
    target = databases.empty(to)
    copy_store(source, target)
    copy = opened(target, tmp_path / "keys")
    same(used, copy)
    copy.append(write("case:b", 60), now=NOW)
    assert copy.verify().ok
    copy.close()


def test_a_copy_overwrites_nothing(
    used: SqlStore, databases: Databases, kind: Kind, tmp_path: Path
) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(b"precious")
    with pytest.raises(CopyRefused):
        used.backup_to(path)
    assert path.read_bytes() == b"precious"
    target = databases.empty(kind)
    opened(target, tmp_path / "keys").close()
    with pytest.raises(CopyRefused):
        copy_store(used.database.engine.url.render_as_string(hide_password=False), target)


def test_what_an_interrupted_backup_left_is_no_obstacle(used: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "copy.db.partial").write_bytes(b"half a database")
    used.backup_to(tmp_path / "copy.db")
    copy = opened(f"sqlite:///{tmp_path / 'copy.db'}", tmp_path / "keys")
    same(used, copy)
    copy.close()


def test_backups_while_others_write(store: SqlStore, tmp_path: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            fill(store, 1)

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for number in range(5):
            store.backup_to(tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        copy = opened(f"sqlite:///{tmp_path / f'{number}.db'}", tmp_path / "keys")
        assert copy.verify().ok
        assert copy.damages() == []
        copy.close()
