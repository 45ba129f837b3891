"""Verification of a whole log, streaming: which entry is the first that cannot be trusted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from launchkit.domain.trail.canonical import digest
from launchkit.domain.trail.envelope import NO_DIGEST, Envelope
from launchkit.domain.trail.errors import TrailError, TreeError
from launchkit.domain.trail.remarks import Remark, remark
from launchkit.domain.trail.seals import NO_SEALS, SealCheck, Seals
from launchkit.domain.trail.tree import EMPTY, HASH_BYTES, leaf_hash
from launchkit.domain.trail.values import SideTables, Values

MAX_REMARKS: Final = 200
"""Remarks that a verdict lists; more are only counted."""

_NO_TABLES: Final = SideTables()


@dataclass(frozen=True, slots=True)
class Hidden:
    """An entry that an extract does not show: only its leaf, so that the root still comes out."""

    #: 32 bytes
    leaf: bytes

    def __post_init__(self) -> None:
        if len(self.leaf) != HASH_BYTES:
            raise TreeError("a leaf hash has 32 bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification found.

    `ok` says that the log is whole in itself and agrees with all seals given. It does not say
    that nobody who holds the signing key rewrote or cut off entries after `anchored`.
    """

    ok: bool
    #: how many entries the log has, hidden ones among them
    entries: int
    #: how many of them were not shown
    hidden: int
    #: root over them, 64 hex digits
    root: str
    #: number of streams
    streams: int
    #: the remark about the earliest entry
    first_wrong: Remark | None
    #: by entry, at most the limit
    remarks: tuple[Remark, ...]
    #: remarks beyond the limit
    unlisted: int
    #: the largest size that a signed checkpoint confirms
    sealed: int
    #: the largest size that an outside anchor confirms
    anchored: int


def verify(
    entries: Iterable[bytes | Hidden],
    *,
    tables: SideTables = _NO_TABLES,
    seals: Seals = NO_SEALS,
    log: str | None = None,
    whole: Collection[str] | None = None,
    limit: int = MAX_REMARKS,
) -> Verdict:
    """Verify the stored bytes of all entries in the order of the log.

    `log` is the id that the entries must carry; by default that of the first. In an extract,
    entries of other cases are `Hidden`, and `whole` names the streams shown without gaps (by
    default all); that the last entries of such a stream are not hidden shows only in what they
    say, as a closed case ends with its closing. Never raises for what the bytes, notes or side
    tables contain: whatever is wrong becomes a remark.
    """
    notes = _Notes(limit)
    order, values = _Order(log, whole, notes.add), Values(tables, notes.add)
    check = SealCheck(seals, notes.add)
    frontier = EMPTY
    check.reach(frontier)
    for raw in entries:
        if isinstance(raw, Hidden):
            frontier = frontier.append(raw.leaf)
            order.skip()
        else:
            frontier = frontier.append(leaf_hash(raw))
            entry = order.take(raw)
            if entry is not None:
                values.take(entry)
        check.reach(frontier)
    check.finish(frontier.size, order.log)
    values.finish(check.sealed if seals.public_keys else None)
    return Verdict(
        ok=notes.first is None,
        entries=frontier.size,
        hidden=order.hidden,
        root=frontier.root().hex(),
        streams=len(order.heads),
        first_wrong=notes.first,
        remarks=tuple(sorted(notes.listed, key=_place)),
        unlisted=notes.unlisted,
        sealed=check.sealed,
        anchored=check.anchored,
    )


def _place(note: Remark) -> tuple[bool, int]:
    return note.seq is None, note.seq or 0


class _Notes:
    """Keeps the first remarks as they are found, and of all remarks the one that comes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.first: Remark | None = None
        self.listed: list[Remark] = []
        self.unlisted = 0

    def add(self, note: Remark) -> None:
        if self.first is None or _place(note) < _place(self.first):
            self.first = note
        if len(self.listed) < self._limit:
            self.listed.append(note)
        else:
            self.unlisted += 1


@dataclass(frozen=True, slots=True)
class _Head:
    seq: int
    stream_seq: int
    digest: str


_NO_HEAD: Final = _Head(0, 0, NO_DIGEST)


class _Order:
    """Follows numbers, links, times and requests from entry to entry."""

    def __init__(
        self, log: str | None, whole: Collection[str] | None, say: Callable[[Remark], None]
    ) -> None:
        self.log = log
        self.heads: dict[str, _Head] = {}
        self.hidden = 0
        self._whole = whole
        self._say = say
        self._seq = 0
        self._recorded_at = ""
        self._request = ("", "")
        self._requests: set[str] = set()

    def take(self, raw: bytes) -> Envelope | None:
        """Read and compare the next entry; None if it cannot be read."""
        try:
            entry = Envelope.from_bytes(raw)
        except TrailError as fault:
            self._seq += 1
            self._say(remark("entry_unreadable", self._seq, why=str(fault)))
            return None
        self._take_place(entry)
        self._take_link(entry, raw)
        self._take_request(entry)
        return entry

    def skip(self) -> None:
        """Pass over an entry that is not shown."""
        self.hidden += 1
        self._seq += 1

    def _take_place(self, entry: Envelope) -> None:
        if entry.seq != self._seq + 1:
            # The earlier of the two is what is missing or what comes a second time.
            place, expected = min(entry.seq, self._seq + 1), self._seq + 1
            self._say(
                remark("seq_broken", place, entry.stream, expected=expected, found=entry.seq)
            )
        self._seq = entry.seq
        if self.log is None:
            self.log = entry.log
        if entry.log != self.log:
            self._say(remark("log_changed", entry.seq, entry.stream))
        if entry.recorded_at < self._recorded_at:
            self._say(remark("time_backwards", entry.seq, entry.stream))
        self._recorded_at = entry.recorded_at

    def _take_link(self, entry: Envelope, raw: bytes) -> None:
        head = self.heads.get(entry.stream, _NO_HEAD)
        found, expected = entry.stream_seq, head.stream_seq + 1
        if found > expected and self._whole is not None and entry.stream not in self._whole:
            pass  # what lies between is not shown
        elif found != expected:
            self._say(
                remark("stream_broken", entry.seq, entry.stream, expected=expected, found=found)
            )
        elif entry.prev != head.digest:
            # Without a gap it is the earlier entry whose bytes are no longer what they were.
            self._say(remark("prev_wrong", head.seq, entry.stream, by=entry.seq))
        self.heads[entry.stream] = _Head(entry.seq, entry.stream_seq, digest(raw))

    def _take_request(self, entry: Envelope) -> None:
        request, request_digest = self._request
        if entry.request != request:
            if entry.request in self._requests:
                self._say(remark("request_again", entry.seq, entry.stream))
            self._requests.add(entry.request)
        elif entry.request_digest != request_digest:
            self._say(remark("request_changed", entry.seq, entry.stream))
        self._request = (entry.request, entry.request_digest)
