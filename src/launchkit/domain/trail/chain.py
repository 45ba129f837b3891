"""Writing: how an entry gets its place in the log, and the state a writer carries along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from launchkit.domain.trail.canonical import digest
from launchkit.domain.trail.envelope import NO_DIGEST, CommittedFile, Envelope
from launchkit.domain.trail.errors import EnvelopeError
from launchkit.domain.trail.tree import EMPTY, Frontier, leaf_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """An entry before it has a place: all of an `Envelope` but the chain and the time.

    Its personal values and files are commitments already; the values themselves are elsewhere.
    """

    kind: str
    kind_version: int
    happened: str | None
    actor: str
    on_behalf_of: str | None
    channel: str
    request: str
    request_digest: str
    data: Mapping[str, Any]
    personal: Mapping[str, str]
    files: tuple[CommittedFile, ...]
    definition: str | None
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHead:
    """Where a stream stands: its last `stream_seq` (0 when empty) and that entry's digest."""

    stream: str
    stream_seq: int = 0
    digest: str = NO_DIGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Where the log stands; what the writer keeps under the log's lock."""

    log: str
    frontier: Frontier = EMPTY
    #: `recorded_at` of the last entry
    last_recorded_at: str | None = None

    @property
    def size(self) -> int:
        """Number of entries, which is the last `seq`."""
        return self.frontier.size

    def append(self, entry: Unlinked, head: StreamHead, now: datetime) -> Linked:
        """Give an entry the next place in the log and in the stream of `head`.

        `now` is an aware instant. Raises `EnvelopeError` or `CanonicalError` for an entry that
        format 1 does not allow.
        """
        recorded_at, clock_ran_back = next_recorded_at(now, self.last_recorded_at)
        envelope = Envelope(
            log=self.log,
            seq=self.size + 1,
            stream=head.stream,
            stream_seq=head.stream_seq + 1,
            prev=head.digest,
            recorded_at=recorded_at,
            **{name: getattr(entry, name) for name in Unlinked.__slots__},
        )
        raw = envelope.to_bytes()
        frontier = self.frontier.append(leaf_hash(raw))
        return Linked(
            envelope=envelope,
            raw=raw,
            chain=Chain(log=self.log, frontier=frontier, last_recorded_at=recorded_at),
            head=StreamHead(
                stream=head.stream, stream_seq=envelope.stream_seq, digest=digest(raw)
            ),
            clock_ran_back=clock_ran_back,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An entry that has got its place: what to store, and where log and stream stand after it."""

    envelope: Envelope
    #: the canonical bytes to store
    raw: bytes
    chain: Chain
    head: StreamHead
    #: the clock stood before the last entry's time, which was used again
    clock_ran_back: bool


def instant_text(instant: datetime) -> str:
    """An aware instant as `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    if instant.tzinfo is None:
        raise EnvelopeError("recorded_at: needs an instant with a zone")
    text = instant.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def next_recorded_at(now: datetime, last: str | None) -> tuple[str, bool]:
    """The time to record, never before `last`, and whether the clock ran back."""
    text = instant_text(now)
    if last is not None and text < last:
        return last, True
    return text, False
