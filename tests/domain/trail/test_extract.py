"""An extract shows one case, hides the others, and is still held against the whole log."""

from __future__ import annotations

import json

import pytest

from launchkit.domain.trail import (
    Envelope,
    Hidden,
    Seals,
    SideTables,
    TreeError,
    Verdict,
    leaf_hash,
    verify,
)
from tests.domain.trail.honest import PUBLIC, Home, grown


def codes(verdict: Verdict) -> list[tuple[str, int | None]]:
    return [(note.code, note.seq) for note in verdict.remarks]


def extract(home: Home, *streams: str) -> list[bytes | Hidden]:
    """What may be shown of a home: these streams, and of the house what was erased in them."""
    return [
        raw
        if entry.stream in streams or entry.data.get("stream") in streams
        else Hidden(leaf_hash(raw))
        for raw in home.entries
        for entry in [Envelope.from_bytes(raw)]
    ]


def verify_extract(home: Home, entries: list[bytes | Hidden]) -> Verdict:
    shown = {seq for seq, raw in enumerate(entries, start=1) if isinstance(raw, bytes)}
    tables = SideTables(
        personal={at: row for at, row in home.personal.items() if at[0] in shown},
        files={at: row for at, row in home.files.items() if at[0] in shown},
        file_present=home.state_of,
    )
    seals = Seals(checkpoints=home.notes[-1:], public_keys=[PUBLIC], max_unsealed=0)
    return verify(entries, tables=tables, seals=seals, whole=["case:a"])


def test_an_extract_of_one_case_is_verified_against_the_whole_log() -> None:
    home = grown(3, 120)
    entries = extract(home, "case:a")

    verdict = verify_extract(home, entries)

    assert codes(verdict) == []
    assert (verdict.entries, verdict.sealed) == (120, 120)
    assert verdict.hidden == sum(isinstance(raw, Hidden) for raw in entries) > 50
    assert verdict.root == home.chain.frontier.root().hex()


def test_an_extract_hides_nothing_in_the_middle_of_its_case() -> None:
    home = grown(3, 120)
    entries = extract(home, "case:a")
    places = [n for n, raw in enumerate(entries) if isinstance(raw, bytes) and b"case:a" in raw]
    middle = next(n for n in places[3:] if not json.loads(home.entries[n])["personal"])
    entries[middle] = Hidden(leaf_hash(home.entries[middle]))

    assert "stream_broken" in {note.code for note in verify_extract(home, entries).remarks}


def test_a_changed_entry_or_leaf_of_an_extract_is_found() -> None:
    home = grown(3, 120)
    entries = extract(home, "case:a")
    hidden = next(n for n, raw in enumerate(entries) if isinstance(raw, Hidden))
    entries[hidden] = Hidden(leaf_hash(b"another"))

    found = codes(verify_extract(home, entries))

    assert ("root_wrong", 120) in found
    assert ("tail_unsealed", 120) in found


def test_what_is_partly_shown_still_goes_forward() -> None:
    home = grown(3, 120)
    erasures = [raw for raw in home.entries if b"personal_erased" in raw]
    entries: list[bytes | Hidden] = [*erasures, erasures[0]]

    verdict = verify(entries, whole=[])

    assert ("stream_broken", 1) not in codes(verdict)
    assert [note.code for note in verdict.remarks].count("stream_broken") == 1


def test_a_hidden_entry_has_a_leaf_of_32_bytes() -> None:
    with pytest.raises(TreeError, match="32 bytes"):
        Hidden(b"short")
