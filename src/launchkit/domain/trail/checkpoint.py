"""Checkpoints: size and root of the log as a C2SP signed note (tlog-checkpoint, signed-note).

    launchkit/<log id>
    <size>
    <root, base64>

    — <key name> <base64 of 4-byte key id and Ed25519 signature>

The private key never comes here: signing and verifying are functions that the caller passes.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from launchkit.domain.trail import ed25519
from launchkit.domain.trail.errors import NoteError

Signer: TypeAlias = Callable[[bytes], bytes]
"""Message to 64-byte Ed25519 signature."""
SignatureCheck: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""Public key, message, signature to whether it holds."""

MAX_NOTE_CHARACTERS: Final = 65_536
_MAX_SIGNATURES: Final = 100
_ED25519: Final = b"\x01"
_KEY_ID_BYTES: Final = 4
_KEY_BYTES: Final = 32
_DASH: Final = "\u2014"
_UNCLEAN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line of a note, not yet verified."""

    name: str
    #: first 4 bytes of the key's hash, see `key_id`
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a note says about a log; true only after `verify_note`."""

    #: names the log, see `origin_of`
    origin: str
    #: number of entries
    size: int
    #: root of the tree over these entries, 32 bytes
    root: bytes
    #: further lines of the body, meaning nothing to us
    extensions: tuple[str, ...] = ()
    signatures: tuple[NoteSignature, ...] = ()

    @property
    def body(self) -> str:
        """The signed text, line by line, each ending in a newline."""
        more = "".join(f"{line}\n" for line in self.extensions)
        return note_body(self.origin, self.size, self.root) + more


def origin_of(log: str) -> str:
    """The first line of every checkpoint of a log."""
    return f"launchkit/{log}"


def note_body(origin: str, size: int, root: bytes) -> str:
    """The text to sign for a log of `size` entries with this 32-byte root."""
    if not _is_line(origin) or size < 0 or len(root) != _KEY_BYTES:
        raise NoteError("a checkpoint needs an origin, a size from 0 and a root of 32 bytes")
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """The first 4 bytes of SHA-256(name, newline, 0x01, public key), as signed-note defines."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_ID_BYTES]


def sign_note(body: str, name: str, public_key: bytes, signer: Signer) -> str:
    """The signed note for a body; `name` is the key's name, without spaces and plus signs."""
    if not _is_key_name(name) or len(public_key) != _KEY_BYTES:
        raise NoteError("a key has a name without spaces or plus signs and 32 bytes")
    if not body.endswith("\n") or "\n\n" in body or not _is_clean(body):
        raise NoteError("the body of a note is lines of text, each ending in a newline")
    line = b64encode(key_id(name, public_key) + signer(body.encode())).decode()
    return f"{body}\n{_DASH} {name} {line}\n"


def parse_note(text: str) -> Checkpoint:
    """Read a note without trusting it; `NoteError` says what is not as it must be."""
    if len(text) > MAX_NOTE_CHARACTERS or not _is_clean(text):
        raise NoteError("a note is clean text of at most 64 Ki characters")
    body, blank, signed = text.rpartition("\n\n")
    if not blank or not signed.endswith("\n"):
        raise NoteError("a note is a body, an empty line and signature lines")
    lines = body.split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteError("a checkpoint has an origin, a size and a root")
    signatures = signed[:-1].split("\n")
    if len(signatures) > _MAX_SIGNATURES:
        raise NoteError(f"a note has at most {_MAX_SIGNATURES} signatures")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin=origin,
        size=_read_size(size),
        root=_read_root(root),
        extensions=tuple(extensions),
        signatures=tuple(_read_signature(line) for line in signatures),
    )


def verify_note(
    text: str, name: str, public_key: bytes, verify: SignatureCheck = ed25519.verify
) -> Checkpoint:
    """Read a note that must be signed by this key; signatures of other keys are passed over.

    Raises `NoteError` if the note is malformed, not signed by the key, or wrongly signed.
    """
    checkpoint = parse_note(text)
    wanted = (name, key_id(name, public_key))
    found = [each for each in checkpoint.signatures if (each.name, each.key_id) == wanted]
    if not found:
        raise NoteError("the note is not signed by this key")
    message = checkpoint.body.encode()
    if not all(verify(public_key, message, each.signature) for each in found):
        raise NoteError("the signature does not hold")
    return checkpoint


def _is_clean(text: str) -> bool:
    """Text that UTF-8 can write, with no control character but the newline."""
    return _UNCLEAN.search(text) is None


def _is_line(text: str) -> bool:
    return bool(text) and "\n" not in text and _is_clean(text)


def _is_key_name(name: str) -> bool:
    return _is_line(name) and "+" not in name and len(name.split()) == 1 and name == name.strip()


def _read_size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 16) or str(int(text)) != text:
        raise NoteError("the size of a checkpoint is a plain decimal number")
    return int(text)


def _read_root(text: str) -> bytes:
    root = _read_base64(text)
    if len(root) != _KEY_BYTES:
        raise NoteError("the root of a checkpoint has 32 bytes")
    return root


def _read_signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    raw = _read_base64(encoded)
    if dash != _DASH or not _is_key_name(name) or len(raw) <= _KEY_ID_BYTES:
        raise NoteError("a signature line is a dash, a key name, and key id with signature")
    return NoteSignature(name=name, key_id=raw[:_KEY_ID_BYTES], signature=raw[_KEY_ID_BYTES:])


def _read_base64(text: str) -> bytes:
    try:
        raw = b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NoteError("a note writes bytes as base64") from None
    if b64encode(raw).decode() != text:
        raise NoteError("a note writes base64 in its one canonical form")
    return raw
