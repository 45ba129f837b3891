"""Whether the log is the one that was signed, and the one that somebody outside has kept.

A signed checkpoint stops everybody without the key. Who holds the key can rewrite or cut off all
that no outside anchor covers: only an anchor that left the house beforehand tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from launchkit.domain.trail import ed25519
from launchkit.domain.trail.checkpoint import (
    Checkpoint,
    SignatureCheck,
    key_id,
    origin_of,
    parse_note,
    verify_note,
)
from launchkit.domain.trail.errors import NoteError
from launchkit.domain.trail.remarks import Remark, remark
from launchkit.domain.trail.tree import Frontier

_ROOT = re.compile(r"[0-9a-f]{16,64}")
MAX_UNSEALED: Final = 50
"""Entries that may stand after the newest checkpoint before it is a remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that may sign checkpoints: its name in the notes and its 32 bytes."""

    name: str
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Size and root of the log as somebody outside kept it: a printout, a mail, a witness."""

    size: int
    #: at least the first 16 of the 64 lower-case hex digits, as printed on documents
    root: str
    #: where it comes from, shown in remarks
    source: str

    def __post_init__(self) -> None:
        if self.size < 0 or not _ROOT.fullmatch(self.root):
            raise NoteError("an anchor has a size from 0 and 16 to 64 hex digits of the root")

    @classmethod
    def of(cls, checkpoint: Checkpoint, source: str) -> Self:
        """The anchor that a kept checkpoint is."""
        return cls(size=checkpoint.size, root=checkpoint.root.hex(), source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """What the log is held against."""

    #: signed notes, in any order
    checkpoints: Sequence[str] = ()
    #: keys the reader knows from elsewhere; a key that comes along with the log proves nothing
    public_keys: Sequence[PublicKey] = ()
    anchors: Sequence[Anchor] = ()
    #: None: any number. 0 for a sealed record. Not looked at when no key is known
    max_unsealed: int | None = MAX_UNSEALED
    check_signature: SignatureCheck = ed25519.verify


NO_SEALS: Final = Seals()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expected:
    root: str
    source: str | None = None


class SealCheck:
    """Compares the growing tree with checkpoints and anchors."""

    def __init__(self, seals: Seals, say: Callable[[Remark], None]) -> None:
        self._seals = seals
        self._say = say
        self._trusted: list[Checkpoint] = []
        self._expected: dict[int, list[_Expected]] = {}
        self._agreed = 0
        self.sealed = 0
        self.anchored = 0
        for number, text in enumerate(seals.checkpoints, start=1):
            self._read(number, text)
        for anchor in seals.anchors:
            expected = _Expected(root=anchor.root, source=anchor.source)
            self._expected.setdefault(anchor.size, []).append(expected)

    def reach(self, frontier: Frontier) -> None:
        """The tree has grown to this size."""
        expected = self._expected.pop(frontier.size, None)
        if expected is None:
            return
        root = frontier.root().hex()
        agreed = self._agreed
        for each in expected:
            if root.startswith(each.root):
                self._agree(frontier.size, each)
            else:
                self._differ(frontier.size, agreed + 1, each)

    def finish(self, size: int, log: str | None) -> None:
        """The log ended with this size."""
        for beyond, expected in sorted(self._expected.items()):
            for each in expected:
                if each.source is None:
                    self._say(remark("checkpoint_beyond", beyond, size=size))
                else:
                    self._say(remark("anchor_beyond", beyond, size=size, source=each.source))
        for checkpoint in self._trusted:
            if log is not None and checkpoint.origin != origin_of(log):
                self._say(remark("checkpoint_foreign", checkpoint.size))
        self._look_at_tail(size)

    def _read(self, number: int, text: str) -> None:
        try:
            checkpoint = parse_note(text)
        except NoteError as fault:
            self._say(remark("checkpoint_unreadable", number=number, why=str(fault)))
            return
        code = self._distrust(text, checkpoint)
        if code is not None:
            self._say(remark(code, checkpoint.size))
            return
        self._trusted.append(checkpoint)
        expected = _Expected(root=checkpoint.root.hex())
        self._expected.setdefault(checkpoint.size, []).append(expected)

    def _distrust(self, text: str, checkpoint: Checkpoint) -> str | None:
        signed = {(each.name, each.key_id) for each in checkpoint.signatures}
        known = [
            key
            for key in self._seals.public_keys
            if (key.name, key_id(key.name, key.key)) in signed
        ]
        if not known:
            return "key_unknown"
        try:
            for key in known:
                verify_note(text, key.name, key.key, self._seals.check_signature)
        except NoteError:
            return "signature_wrong"
        return None

    def _agree(self, size: int, expected: _Expected) -> None:
        self._agreed = size
        if expected.source is None:
            self.sealed = size
        else:
            self.anchored = size

    def _differ(self, size: int, first: int, expected: _Expected) -> None:
        if expected.source is None:
            self._say(remark("root_wrong", size, first=first))
        else:
            self._say(remark("anchor_wrong", size, first=first, source=expected.source))

    def _look_at_tail(self, size: int) -> None:
        allowed, count = self._seals.max_unsealed, size - self.sealed
        if self._seals.public_keys and allowed is not None and count > allowed:
            self._say(remark("tail_unsealed", size, count=count, allowed=allowed))
