"""The writer's state: numbers, links and a time that never runs back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from launchkit.domain.trail import (
    NO_DIGEST,
    Chain,
    EnvelopeError,
    StreamHead,
    Unlinked,
    digest,
    instant_text,
    leaf_hash,
    next_recorded_at,
    root_of,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ENTRY = Unlinked(
    kind="task_started",
    kind_version=1,
    happened=None,
    actor="P7",
    on_behalf_of=None,
    channel="cli",
    request="r-1",
    request_digest="ab" * 32,
    data={},
    personal={},
    files=(),
    definition=None,
    program="launchkit 0",
)


def test_it_links_log_and_streams() -> None:
    one = Chain(log="log-1").append(ENTRY, StreamHead(stream="house"), NOW)
    two = one.chain.append(ENTRY, StreamHead(stream="case:a"), NOW)
    three = two.chain.append(ENTRY, one.head, NOW)

    places = [(each.envelope.seq, each.envelope.stream_seq) for each in (one, two, three)]
    assert places == [(1, 1), (2, 1), (3, 2)]
    assert one.envelope.prev == two.envelope.prev == NO_DIGEST
    assert three.envelope.prev == digest(one.raw) == one.head.digest
    assert three.head == StreamHead(stream="house", stream_seq=2, digest=digest(three.raw))
    assert three.chain.size == 3
    leaves = [leaf_hash(each.raw) for each in (one, two, three)]
    assert three.chain.frontier.root() == root_of(leaves)


def test_a_clock_that_runs_back_is_flagged_and_not_followed() -> None:
    one = Chain(log="log-1").append(ENTRY, StreamHead(stream="house"), NOW)
    two = one.chain.append(ENTRY, one.head, NOW - timedelta(seconds=1))
    three = two.chain.append(ENTRY, two.head, NOW + timedelta(microseconds=1))

    assert [each.clock_ran_back for each in (one, two, three)] == [False, True, False]
    assert two.envelope.recorded_at == one.envelope.recorded_at
    assert three.envelope.recorded_at == "2026-03-02T08:00:00.000001Z"
    assert three.chain.last_recorded_at == three.envelope.recorded_at


def test_a_refused_entry_leaves_the_chain_as_it_was() -> None:
    chain = Chain(log="log-1")

    with pytest.raises(EnvelopeError, match="kind"):
        chain.append(replace(ENTRY, kind="Task"), StreamHead(stream="house"), NOW)

    assert chain.size == 0


def test_instants_are_written_in_utc() -> None:
    shanghai = datetime(2026, 3, 2, 7, 30, 1, 5, tzinfo=timezone(timedelta(hours=8)))

    assert instant_text(shanghai) == "2026-03-01T23:30:01.000005Z"
    assert next_recorded_at(shanghai, None) == ("2026-03-01T23:30:01.000005Z", False)
    assert instant_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(EnvelopeError, match="zone"):
        instant_text(NOW.replace(tzinfo=None))
