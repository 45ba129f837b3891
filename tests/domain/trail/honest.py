"""An honest installation in memory: log, side tables, vault and checkpoints, grown from a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from launchkit.domain.trail import (
    PERSONAL_ERASED,
    Anchor,
    Chain,
    CommittedFile,
    Envelope,
    FileState,
    Opened,
    OpenedFile,
    PublicKey,
    Seals,
    SideTables,
    StreamHead,
    Unlinked,
    Verdict,
    commit,
    file_path,
    leaf_hash,
    note_body,
    origin_of,
    parse_note,
    root_of,
    sign_note,
    verify,
)

LOG = "log-1"
KEY_NAME = "launchkit.log-1"
SECRET = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = PublicKey(name=KEY_NAME, key=SECRET.public_key().public_bytes_raw())
STREAMS = ("house", "case:a", "case:b", "case:c")


def random_of(seed: int | str) -> Random:
    """A random source for tests; nothing here is secret."""
    return Random(seed)  # noqa: S311


def holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """The cryptography package's check, faster than the one that auditors can do without it."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


class Home:
    """What lies on an installation's disk, and the honest ways to change it."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random_of(seed)
        self.now = datetime(2026, 3, 2, 8, tzinfo=UTC)
        self.chain = Chain(log=LOG)
        self.heads: dict[str, StreamHead] = {}
        self.entries: list[bytes] = []
        self.personal: dict[tuple[int, str], Opened] = {}
        self.files: dict[tuple[int, int], OpenedFile] = {}
        self.vault: dict[str, bytes] = {}
        self.erased: set[str] = set()
        self.gone: dict[tuple[int, str], Opened] = {}
        self.notes: list[str] = []

    def copy(self) -> Self:
        """A copy that can be tampered with; no part is shared that anybody changes in place."""
        other = copy(self)
        other.heads, other.entries = dict(self.heads), list(self.entries)
        other.personal, other.files = dict(self.personal), dict(self.files)
        other.vault, other.erased = dict(self.vault), set(self.erased)
        other.notes = list(self.notes)
        return other

    def write(
        self,
        stream: str,
        kind: str = "task_done",
        *,
        data: Mapping[str, Any] | None = None,
        personal: Mapping[str, object] | None = None,
        files: Sequence[bytes] = (),
        request: str | None = None,
        actor: str = "P7",
    ) -> Envelope:
        seq = self.chain.size + 1
        entry = Unlinked(
            kind=kind,
            kind_version=1,
            happened=None,
            actor=actor,
            on_behalf_of=None,
            channel="web",
            request=request or f"r-{seq}",
            request_digest=hashlib.sha256((request or f"r-{seq}").encode()).hexdigest(),
            data=dict(data or {"task": f"item_{seq}"}),
            personal={
                path: self._hide(seq, path, value) for path, value in (personal or {}).items()
            },
            files=tuple(self._keep(seq, index, raw) for index, raw in enumerate(files)),
            definition=None,
            program="launchkit 0",
        )
        linked = self.chain.append(
            entry, self.heads.get(stream, StreamHead(stream=stream)), self.now
        )
        self.chain, self.heads[stream] = linked.chain, linked.head
        self.entries.append(linked.raw)
        return linked.envelope

    def erase(self, seq: int, path: str, more: Mapping[str, Any] | None = None) -> Envelope:
        """Erase a personal value or a file with its entry, as the rules demand."""
        self._forget(seq, path)
        target = Envelope.from_bytes(self.entries[seq - 1])
        place = {"stream": target.stream, "seq": target.stream_seq, "path": path}
        asked = {"requested_by": "P1", "approved_by": "P2", "basis": "retention"}
        return self.write(
            "house", PERSONAL_ERASED, data=place | asked | dict(more or {}), actor="P3"
        )

    def seal(self, secret: Ed25519PrivateKey = SECRET) -> str:
        """Sign a checkpoint over all entries."""
        note = self.note(self.chain.size, secret)
        self.notes.append(note)
        return note

    def note(self, size: int, secret: Ed25519PrivateKey = SECRET, name: str = KEY_NAME) -> str:
        root = root_of([leaf_hash(raw) for raw in self.entries[:size]])
        public = secret.public_key().public_bytes_raw()
        return sign_note(note_body(origin_of(LOG), size, root), name, public, secret.sign)

    def anchor(self, source: str = "日报") -> Anchor:
        """What somebody outside keeps today."""
        return Anchor.of(parse_note(self.note(len(self.entries))), source)

    def tables(self) -> SideTables:
        return SideTables(personal=self.personal, files=self.files, file_present=self.state_of)

    def verify(self, *anchors: Anchor, **more: Any) -> Verdict:
        seals = Seals(
            checkpoints=self.notes,
            public_keys=[PUBLIC],
            anchors=anchors,
            check_signature=holds,
            **more,
        )
        return verify(self.entries, tables=self.tables(), seals=seals, log=LOG)

    def state_of(self, digest: str) -> FileState:
        if digest in self.erased:
            return "erased"
        raw = self.vault.get(digest)
        if raw is None:
            return "missing"
        return "ok" if hashlib.sha256(raw).hexdigest() == digest else "changed"

    def grow(self, size: int) -> None:
        """Live honestly until the log has this many entries, sealing every 50 and at the end."""
        while self.chain.size < size:
            self._act(size)
        if not self.notes or parse_note(self.notes[-1]).size < size:
            self.seal()

    def _act(self, size: int) -> None:
        request, actor = f"r-{self.chain.size + 1}", self.random.choice(("P1", "P7", "P9"))
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            if self.chain.size == size:
                return
            stream = self.random.choice(STREAMS)
            self.now += timedelta(seconds=self.random.choice((-30, 1, 60, 3600)))
            self.write(
                stream,
                personal=self._some_personal(),
                files=[self.random.randbytes(40)] if self.random.random() < 0.3 else [],
                request=request,
                actor=actor,
            )
            if self.chain.size % 50 == 0:
                self.seal()

    def _some_personal(self) -> dict[str, object]:
        if self.random.random() < 0.5:
            return {}
        return {"name": self.random.choice("张王李赵"), "id_no": self.random.randrange(10**9)}

    def _hide(self, seq: int, path: str, value: object) -> str:
        salt = self.random.randbytes(32)
        self.personal[seq, path] = Opened(value=value, salt=salt)
        return commit(salt, value)

    def _keep(self, seq: int, index: int, raw: bytes) -> CommittedFile:
        salt, digest = self.random.randbytes(32), hashlib.sha256(raw).hexdigest()
        self.vault[digest] = raw
        self.files[seq, index] = OpenedFile(digest=digest, salt=salt)
        return CommittedFile(commitment=commit(salt, digest), size=len(raw), media="image/png")

    def _forget(self, seq: int, path: str) -> None:
        if (seq, path) in self.personal:
            self.gone[seq, path] = self.personal.pop((seq, path))
            return
        index = next(i for s, i in self.files if s == seq and file_path(i) == path)
        row = self.files.pop((seq, index))
        self.vault.pop(row.digest)
        self.erased.add(row.digest)


def grown(seed: int = 0, size: int = 200) -> Home:
    """An honest home with personal values, files, three erasures and a checkpoint at its end."""
    home = Home(seed)
    home.grow(60)
    for seq, path in [next(iter(home.personal)), list(home.personal)[3]]:
        home.erase(seq, path)
    seq, index = next(iter(home.files))
    home.erase(seq, file_path(index))
    home.seal()
    home.grow(size)
    return home
