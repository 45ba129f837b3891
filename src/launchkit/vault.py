"""The vault: evidence and issued files, each under the digest of its bytes, written once.

A file appears under its name only when all of it is on the disk. Sensitive files are encrypted,
each with a key of its own; erasing the key erases the file on every copy and backup.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal, Protocol

from launchkit.domain.failpoints import reach
from launchkit.domain.recorded import FileRef
from launchkit.domain.store_errors import VaultBroken

CANARY: Final = "VAULT"
"""The file that says which log a vault belongs to."""
ORPHAN_AGE: Final = timedelta(hours=1)
"""A temporary file older than this belongs to a writer that died."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_TEMPORARY: Final = ".incoming-"
_KEY_BYTES: Final = 32
# Each key encrypts one file and never another, so the number used once may be the same each time.
_NONCE: Final = bytes(12)


class KeyBook(Protocol):
    """Where the keys of encrypted files lie: in the database, not in the vault."""

    def seal_of(self, digest: str) -> tuple[str, bytes] | None:
        """Name in the vault and key of a file; None if it is not encrypted."""

    def keep_seal(self, digest: str, stored: str, key: bytes) -> None:
        """Keep both for good before this returns."""

    def forget_seal(self, digest: str) -> None:
        """Erase both."""


class SecretBox:
    """Encrypts secrets that the program needs in clear, each for one purpose, with a key of the home."""

    def __init__(self, key: bytes, *, random: Callable[[int], bytes]) -> None:
        self._key = key
        self._random = random

    def sealed(self, secret: bytes, purpose: str) -> bytes:
        """The secret as the database keeps it; it opens for this purpose only."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce = self._random(len(_NONCE))
        return nonce + AESGCM(self._key).encrypt(nonce, secret, purpose.encode())

    def opened(self, kept: bytes, purpose: str) -> bytes | None:
        """The secret again; None if the home's key is another one, or it was kept for something else."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        place = len(_NONCE)
        try:
            return AESGCM(self._key).decrypt(kept[:place], kept[place:], purpose.encode())
        except InvalidTag:
            return None


class FileVault:
    """A folder of files, on this machine or mounted by all machines of a team."""

    def __init__(
        self, folder: Path, *, random: Callable[[int], bytes], keys: KeyBook | None = None
    ) -> None:
        self.folder: Final = folder
        self._random = random
        self._keys = keys

    def bind(self, log_id: str, *, used: bool) -> None:
        """Make sure that this is the vault of this log; `used`: the log names files already.

        An empty folder becomes the vault of a log without files. Raises `VaultBroken` for the
        vault of another log, and for a folder that is empty or foreign though it should not be
        (a disk that is not mounted).
        """
        text = f"launchkit vault of log {log_id}\n"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        canary = self.folder / CANARY
        if canary.exists():
            if canary.read_text(encoding="utf-8") != text:
                raise VaultBroken(
                    "此凭证库属于另一个日志，请检查 LAUNCHKIT_VAULT",
                    "This vault belongs to another log; check LAUNCHKIT_VAULT",
                )
            return
        if used or any(self.folder.iterdir()):
            raise VaultBroken(
                "此处不是本系统的凭证库（磁盘未挂载？），请检查 LAUNCHKIT_VAULT",
                "This is not the vault of this log (a disk not mounted?); check LAUNCHKIT_VAULT",
            )
        self._write(canary, text.encode())

    def put(self, content: bytes, *, media: str, seal: bool = False) -> FileRef:
        """Keep a file; when this returns it is on the disk. With `seal` it is encrypted.

        A file that is there already is checked and used again. Raises `VaultBroken` if it has
        been changed, and `ValueError` if it shall be sealed and there is no key book.
        """
        ref = FileRef(digest=_digest(content), size=len(content), media=media)
        known = self._keys.seal_of(ref.digest) if self._keys is not None else None
        if known is not None:
            stored, key = known
            self._keep(stored, _encrypt(content, key, ref.digest))
        elif seal:
            self._seal(ref.digest, content)
        else:
            self._keep(ref.digest, content)
        return ref

    def get(self, digest: str) -> bytes:
        """The bytes of a file; raises `VaultBroken` if it is missing or has been changed."""
        content = self._read(digest)
        if content is None:
            raise VaultBroken(
                "凭证库中找不到该文件，请从备份恢复",
                "A file is missing in the vault; restore it from a backup",
            )
        if _digest(content) != digest:
            raise _changed()
        return content

    def state(self, digest: str) -> Literal["ok", "missing", "changed"]:
        """Whether a file is there with the bytes that were put."""
        content = self._read(digest)
        if content is None:
            return "missing"
        return "ok" if _digest(content) == digest else "changed"

    def remove(self, digest: str) -> None:
        """Erase a file, and of an encrypted one its key as well; a missing file is no error.

        The caller has made sure that no entry needs it any more.
        """
        known = self._keys.seal_of(digest) if self._keys is not None else None
        if known is not None and self._keys is not None:
            # The key first: without it the rest is noise, also in a backup.
            self._keys.forget_seal(digest)
        path = self._path(digest if known is None else known[0])
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_folder(path.parent)

    def collect_orphans(self, now: datetime) -> int:
        """Remove what writers that died left behind more than an hour ago; how many."""
        oldest = (now - ORPHAN_AGE).timestamp()
        orphans = [
            path for path in self.folder.rglob(f"{_TEMPORARY}*") if path.stat().st_mtime < oldest
        ]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def stored(self) -> Iterator[str]:
        """Names of all files as they are stored (of encrypted ones the digest of the cipher)."""
        return (
            path.name
            for path in self.folder.glob("??/??/*")
            if _DIGEST.fullmatch(path.name) is not None
        )

    def copy_to(self, folder: Path) -> int:
        """Copy what is missing there, encrypted files as they are; how many were copied.

        Raises `VaultBroken` for a file that has been changed, here or there.
        """
        target = FileVault(folder, random=self._random)
        copied = 0
        for name in sorted(self.stored()):
            if not target._path(name).exists():
                target._keep(name, self._path(name).read_bytes())
                copied += 1
        canary = self.folder / CANARY
        if canary.exists() and not (folder / CANARY).exists():
            target._write(folder / CANARY, canary.read_bytes())
        return copied

    def _seal(self, digest: str, content: bytes) -> None:
        if self._keys is None:
            raise ValueError("a vault without a key book cannot seal")
        key = self._random(_KEY_BYTES)
        cipher = _encrypt(content, key, digest)
        stored = _digest(cipher)
        self._keep(stored, cipher)
        self._keys.keep_seal(digest, stored, key)

    def _keep(self, name: str, content: bytes) -> None:
        path = self._path(name)
        if path.exists():
            if _digest(path.read_bytes()) != name:
                raise _changed()
            return
        if _digest(content) != name:
            raise _changed()
        self._make_folder(path.parent)
        self._write(path, content)

    def _read(self, digest: str) -> bytes | None:
        known = self._keys.seal_of(digest) if self._keys is not None else None
        path = self._path(digest if known is None else known[0])
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        return content if known is None else _decrypt(content, known[1], digest)

    def _path(self, name: str) -> Path:
        if _DIGEST.fullmatch(name) is None:
            raise ValueError("a file is named by 64 lower-case hex digits")
        return self.folder / name[:2] / name[2:4] / name

    def _make_folder(self, folder: Path) -> None:
        """A new folder is on the disk only when the one above it is."""
        missing = [each for each in (folder.parent, folder) if not each.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in missing:
            _sync_folder(each.parent)

    def _write(self, path: Path, content: bytes) -> None:
        temporary = path.with_name(f"{_TEMPORARY}{self._random(16).hex()}")
        try:
            _write_out(temporary, content)
            reach("after_fsync")
            temporary.rename(path)
        except OSError as fault:
            temporary.unlink(missing_ok=True)
            raise VaultBroken(
                f"凭证库无法写入（{fault.strerror}），文件未保存，请清理磁盘后重试",
                f"The vault cannot be written ({fault.strerror}); the file was not kept."
                " Make room on the disk and try again",
            ) from None
        reach("after_rename")
        _sync_folder(path.parent)
        reach("after_dir_fsync")


def _write_out(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        reach("after_temp_write")
        os.fchmod(file.fileno(), 0o440)
        os.fsync(file.fileno())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _changed() -> VaultBroken:
    return VaultBroken(
        "凭证库中的文件内容已被更改，请运行 launchkit verify 并从备份恢复",
        "A file in the vault has been changed; run launchkit verify and restore it from a backup",
    )


def _encrypt(content: bytes, key: bytes, digest: str) -> bytes:
    # Imported here: it takes longer than all else, and most files are not sensitive.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key).encrypt(_NONCE, content, digest.encode())


def _decrypt(cipher: bytes, key: bytes, digest: str) -> bytes:
    """The content; of a changed cipher the cipher itself, which has another digest."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(_NONCE, cipher, digest.encode())
    except InvalidTag:
        return cipher


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
