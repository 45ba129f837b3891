"""The key that signs checkpoints."""

from __future__ import annotations

import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from launchkit.domain.trail import ed25519
from launchkit.store import KeyBroken, SigningKey
from launchkit.store.keys import KEY_FILE


def test_a_key_is_made_once(tmp_path: Path) -> None:
    key = SigningKey(tmp_path / "home" / "keys")
    assert not key.path.parent.exists()
    public = key.public_key
    assert stat.S_IMODE(key.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.path.parent.stat().st_mode) == 0o700
    assert [each.name for each in key.path.parent.iterdir()] == [KEY_FILE]
    assert SigningKey(tmp_path / "home" / "keys").public.key == public


def test_what_it_signs_can_be_verified_without_any_library(tmp_path: Path) -> None:
    key = SigningKey(tmp_path, name="hq")
    signature = key("检查点".encode())
    assert ed25519.verify(key.public_key, "检查点".encode(), signature)
    assert not ed25519.verify(key.public_key, b"other", signature)
    assert key.public.name == "hq"


def test_of_two_that_start_at_once_both_have_the_same_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(SigningKey(tmp_path).public_key))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    key = SigningKey(tmp_path)
    public = key.public_key
    key._make()
    assert SigningKey(tmp_path).public_key == public
    assert [each.name for each in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl reads the file as an oracle")
def test_another_program_reads_the_key(tmp_path: Path) -> None:
    key = SigningKey(tmp_path)
    public = key.public_key
    done = subprocess.run(
        ["openssl", "pkey", "-in", key.path, "-pubout", "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    assert done.stdout.endswith(public)


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    assert SigningKey(tmp_path).public_key
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(KeyBroken, match="0600"):
        _ = SigningKey(tmp_path).public_key


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / KEY_FILE
    other = x25519.X25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for content in (b"", b"-----BEGIN PRIVATE KEY-----\n", other):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyBroken, match="damaged"):
            SigningKey(tmp_path)(b"message")
