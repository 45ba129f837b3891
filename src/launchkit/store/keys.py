"""The key that signs checkpoints: an Ed25519 key in a file that only its owner can read."""

from __future__ import annotations

import os
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from launchkit.domain.store_errors import StoreError
from launchkit.domain.trail import PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE: Final = "checkpoint.key"
_OPEN_TO_OTHERS: Final = 0o077


class KeyBroken(StoreError):
    """The key file cannot be used."""


class SigningKey:
    """The key in a folder, made at the first use; `name` stands in every note it signs.

    `cryptography` is imported only when something has to be signed.
    """

    def __init__(self, folder: Path, *, name: str = "launchkit") -> None:
        self.path: Final = folder / KEY_FILE
        self.name: Final = name

    @cached_property
    def public_key(self) -> bytes:
        """The 32 bytes that others verify with; raises `KeyBroken`."""
        return self._key.public_key().public_bytes_raw()

    @property
    def public(self) -> PublicKey:
        """Name and bytes, as a verification takes them."""
        return PublicKey(name=self.name, key=self.public_key)

    def __call__(self, message: bytes) -> bytes:
        """Sign; 64 bytes. Raises `KeyBroken`."""
        return self._key.sign(message)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        if not self.path.exists():
            self._make()
        return self._read()

    def _read(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            load_pem_private_key,
        )

        if self.path.stat().st_mode & _OPEN_TO_OTHERS:
            raise KeyBroken(
                f"签名密钥文件 {self.path.name} 可被他人读取，请将其权限改为 0600",
                f"The key file {self.path.name} can be read by others; set its mode to 0600",
            )
        try:
            key = load_pem_private_key(self.path.read_bytes(), password=None)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise KeyBroken(
                f"签名密钥文件 {self.path.name} 已损坏，请从备份恢复",
                f"The key file {self.path.name} is damaged; restore it from a backup",
            )
        return key

    def _make(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        content = ed25519.Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        folder = self.path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder, prefix=f"{KEY_FILE}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, because of two starting at once the second must not replace the first's key.
            os.link(draft, self.path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
        folder_handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(folder_handle)
        finally:
            os.close(folder_handle)
