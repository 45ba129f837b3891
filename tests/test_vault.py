"""The vault: written once, whole or not at all, checked whenever read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchkit.domain import failpoints
from launchkit.domain.recorded import FileRef
from launchkit.domain.store_errors import VaultBroken
from launchkit.store import SqlStore
from launchkit.vault import CANARY, FileVault

SCAN = b"%PDF-1.7 \xe5\x90\x88\xe5\x90\x8c" * 100
DIGEST = hashlib.sha256(SCAN).hexdigest()
REF = FileRef(digest=DIGEST, size=len(SCAN), media="application/pdf")


class Keys:
    """Keys in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, bytes]] = {}

    def seal_of(self, digest: str) -> tuple[str, bytes] | None:
        return self.kept.get(digest)

    def keep_seal(self, digest: str, stored: str, key: bytes) -> None:
        self.kept[digest] = (stored, key)

    def forget_seal(self, digest: str) -> None:
        del self.kept[digest]


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    found = FileVault(tmp_path / "vault", random=os.urandom, keys=Keys())
    found.bind("log-1", used=False)
    return found


def stored(vault: FileVault) -> list[Path]:
    return sorted(
        path for path in vault.folder.rglob("*") if path.is_file() and path.name != CANARY
    )


def put(vault: FileVault, *, seal: bool = False) -> FileRef:
    return vault.put(SCAN, media="application/pdf", seal=seal)


def test_what_was_put_is_got(vault: FileVault) -> None:
    assert put(vault) == REF
    assert vault.get(DIGEST) == SCAN
    assert vault.state(DIGEST) == "ok"
    assert stored(vault) == [vault.folder / DIGEST[:2] / DIGEST[2:4] / DIGEST]
    assert list(vault.stored()) == [DIGEST]


def test_a_file_can_be_changed_by_nobody_and_read_by_its_group_at_most(vault: FileVault) -> None:
    put(vault)
    assert stat.S_IMODE(stored(vault)[0].stat().st_mode) == 0o440


def test_the_same_file_is_kept_once(vault: FileVault) -> None:
    put(vault)
    before = stored(vault)[0].stat()
    assert put(vault) == REF
    assert stored(vault)[0].stat().st_mtime_ns == before.st_mtime_ns
    assert stored(vault)[0].stat().st_ino == before.st_ino


def test_the_empty_file_is_a_file(vault: FileVault) -> None:
    ref = vault.put(b"", media="text/plain")
    assert (vault.get(ref.digest), ref.size) == (b"", 0)


def test_a_missing_file(vault: FileVault) -> None:
    assert vault.state(DIGEST) == "missing"
    with pytest.raises(VaultBroken, match="missing") as caught:
        vault.get(DIGEST)
    assert DIGEST not in caught.value.en + caught.value.zh


@pytest.mark.parametrize("seal", [False, True])
@pytest.mark.parametrize("damage", [b"", SCAN[:-1], SCAN + b"x", bytes(reversed(SCAN))])
def test_a_changed_file_is_seen_at_every_use(
    vault: FileVault, damage: bytes, *, seal: bool
) -> None:
    put(vault, seal=seal)
    (path,) = stored(vault)
    path.chmod(0o600)
    path.write_bytes(damage)
    assert vault.state(DIGEST) == "changed"
    for use in (partial(vault.get, DIGEST), partial(put, vault, seal=seal)):
        with pytest.raises(VaultBroken, match="changed"):
            use()


@given(place=st.integers(0, len(SCAN) * 8 - 1))
def test_every_bit_counts(tmp_path_factory: pytest.TempPathFactory, place: int) -> None:
    vault = FileVault(tmp_path_factory.getbasetemp() / "bits", random=os.urandom, keys=Keys())
    put(vault)
    (path,) = stored(vault)
    path.chmod(0o600)
    turned = bytearray(SCAN)
    turned[place // 8] ^= 1 << place % 8
    path.write_bytes(turned)
    assert vault.state(DIGEST) == "changed"
    path.write_bytes(SCAN)
    assert vault.state(DIGEST) == "ok"


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "g" * 64, DIGEST + "/", DIGEST + "\n"]
)
def test_a_name_that_is_no_digest(vault: FileVault, name: str) -> None:
    for use in (vault.get, vault.state, vault.remove):
        with pytest.raises(ValueError, match="64 lower-case hex"):
            use(name)


def test_each_step_follows_the_one_that_makes_it_safe(
    vault: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut may undo what is not yet on the disk: first the bytes, then the name, then the folder."""
    steps: list[str] = []
    sync = os.fsync

    def fsync(handle: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    failpoints.arm({place: partial(steps.append, place) for place in failpoints.PLACES[:4]})
    put(vault)
    assert steps == [
        "sync folder",
        "sync folder",
        "after_temp_write",
        "sync file",
        "after_fsync",
        "after_rename",
        "sync folder",
        "after_dir_fsync",
    ]


@pytest.mark.parametrize("place", failpoints.PLACES[:3])
@pytest.mark.parametrize("seal", [False, True])
def test_a_crash_leaves_nothing_half(vault: FileVault, place: str, *, seal: bool) -> None:
    class Died(Exception):
        pass

    def die() -> None:
        raise Died

    failpoints.arm({place: die})
    with pytest.raises(Died):
        put(vault, seal=seal)
    failpoints.arm({})
    assert all(
        hashlib.sha256((vault.folder / name[:2] / name[2:4] / name).read_bytes()).hexdigest()
        == name
        for name in vault.stored()
    )
    assert SCAN not in [path.read_bytes() for path in stored(vault)] or not seal
    put(vault, seal=seal)
    assert vault.get(DIGEST) == SCAN


def test_a_full_disk_leaves_nothing(vault: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    vault._make_folder(vault._path(DIGEST).parent)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(VaultBroken, match="No space left"):
        put(vault)
    monkeypatch.undo()
    assert stored(vault) == []
    put(vault)
    assert vault.get(DIGEST) == SCAN


def test_what_dead_writers_left_is_collected_after_an_hour(vault: FileVault) -> None:
    put(vault)
    orphan = stored(vault)[0].with_name(".incoming-0011")
    orphan.write_bytes(b"half")
    now = datetime(2026, 11, 23, tzinfo=UTC)
    os.utime(orphan, (now.timestamp(), now.timestamp()))
    assert vault.collect_orphans(now + timedelta(minutes=59)) == 0
    assert orphan.exists()
    assert vault.collect_orphans(now + timedelta(minutes=61)) == 1
    assert [path.name for path in stored(vault)] == [DIGEST]


def test_a_vault_belongs_to_one_log(vault: FileVault) -> None:
    vault.bind("log-1", used=False)
    vault.bind("log-1", used=True)
    with pytest.raises(VaultBroken, match="another log"):
        vault.bind("log-2", used=False)


def test_an_empty_folder_is_no_vault_of_a_log_with_files(tmp_path: Path) -> None:
    with pytest.raises(VaultBroken, match="not mounted"):
        FileVault(tmp_path / "mount", random=os.urandom).bind("log-1", used=True)
    assert list((tmp_path / "mount").iterdir()) == []


def test_a_folder_of_other_things_does_not_become_a_vault(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(VaultBroken):
        FileVault(tmp_path, random=os.urandom).bind("log-1", used=False)


def test_a_sealed_file_is_noise_on_the_disk(vault: FileVault) -> None:
    assert put(vault, seal=True) == REF
    (path,) = stored(vault)
    assert path.name != DIGEST
    assert len(path.read_bytes()) == len(SCAN) + 16
    assert SCAN[:8] not in path.read_bytes()
    assert vault.get(DIGEST) == SCAN
    assert vault.state(DIGEST) == "ok"


def test_equal_files_are_sealed_with_different_keys(tmp_path: Path) -> None:
    one, other = (FileVault(tmp_path / name, random=os.urandom, keys=Keys()) for name in "ab")
    assert put(one, seal=True) == put(other, seal=True)
    assert stored(one)[0].name != stored(other)[0].name


def test_a_sealed_file_stays_sealed(vault: FileVault) -> None:
    put(vault, seal=True)
    before = stored(vault)
    put(vault)
    put(vault, seal=True)
    assert stored(vault) == before


def test_a_sealed_file_that_was_lost_can_be_put_again(vault: FileVault) -> None:
    put(vault, seal=True)
    before = stored(vault)
    before[0].unlink()
    assert vault.state(DIGEST) == "missing"
    put(vault)
    assert stored(vault) == before
    assert vault.get(DIGEST) == SCAN


def test_a_key_book_is_needed_to_seal(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key book"):
        put(FileVault(tmp_path, random=os.urandom), seal=True)


@pytest.mark.parametrize("seal", [False, True])
def test_a_removed_file_is_gone(vault: FileVault, *, seal: bool) -> None:
    put(vault, seal=seal)
    vault.remove(DIGEST)
    assert vault.state(DIGEST) == "missing"
    assert stored(vault) == []
    vault.remove(DIGEST)


def test_removing_what_was_never_there(vault: FileVault) -> None:
    vault.remove("0" * 64)


def test_a_copy_of_a_sealed_file_dies_with_its_key(vault: FileVault, tmp_path: Path) -> None:
    put(vault, seal=True)
    vault.copy_to(tmp_path / "backup")
    keys = vault._keys
    copy = FileVault(tmp_path / "backup", random=os.urandom, keys=keys)
    assert copy.get(DIGEST) == SCAN
    vault.remove(DIGEST)
    assert copy.state(DIGEST) == "missing"
    assert all(SCAN[:8] not in path.read_bytes() for path in stored(copy))


def test_a_copy_takes_what_is_missing(vault: FileVault, tmp_path: Path) -> None:
    put(vault)
    vault.put(b"other", media="text/plain")
    assert vault.copy_to(tmp_path / "backup") == 2
    vault.put(b"third", media="text/plain", seal=True)
    assert vault.copy_to(tmp_path / "backup") == 1
    copy = FileVault(tmp_path / "backup", random=os.urandom)
    assert sorted(copy.stored()) == sorted(vault.stored())
    copy.bind("log-1", used=True)
    assert copy.get(DIGEST) == SCAN


def test_a_changed_file_is_not_copied(vault: FileVault, tmp_path: Path) -> None:
    put(vault)
    path = stored(vault)[0]
    path.chmod(0o600)
    path.write_bytes(b"changed")
    with pytest.raises(VaultBroken, match="changed"):
        vault.copy_to(tmp_path / "backup")


def test_a_vault_without_a_canary_is_copied_without_one(tmp_path: Path) -> None:
    source = FileVault(tmp_path / "source", random=os.urandom)
    put(source)
    assert source.copy_to(tmp_path / "backup") == 1
    assert not (tmp_path / "backup" / CANARY).exists()


def test_the_store_keeps_the_keys(store: SqlStore, tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "vault", random=os.urandom, keys=store.seals)
    put(vault, seal=True)
    store.close()
    assert FileVault(tmp_path / "vault", random=os.urandom, keys=store.seals).get(DIGEST) == SCAN
    vault.remove(DIGEST)
    assert store.seals.seal_of(DIGEST) is None
    assert vault.state(DIGEST) == "missing"
