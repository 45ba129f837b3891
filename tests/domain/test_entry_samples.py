"""What was ever written stays readable: a stored sample of every kind and version of entry."""

from __future__ import annotations

from dataclasses import fields

import pytest

from launchkit.domain.entries import KINDS, draft_of, entry_of
from launchkit.domain.recorded import Recorded
from launchkit.domain.trail import Envelope
from tests.domain.entry_samples import (
    FOLDER,
    READS_AS,
    name_of,
    personal_values,
    sample_path,
    write_missing,
)

EVER = [(kind.KIND, n) for kind in KINDS.values() for n in range(1, kind.VERSION + 1)]
SIDE = personal_values()


@pytest.mark.parametrize(("kind", "version"), EVER)
def test_a_stored_entry_reads_as_it_always_did(kind: str, version: int) -> None:
    path = sample_path(kind, version)
    assert path.exists(), "run: python -m tests.domain.entry_samples"
    raw = path.read_bytes()
    envelope = Envelope.from_bytes(raw)
    assert (envelope.kind, envelope.kind_version) == (kind, version)
    assert envelope.to_bytes() == raw

    hidden = SIDE[name_of(kind, version)]
    assert hidden.keys() == envelope.personal.keys()
    read = entry_of(Recorded(envelope=envelope, data={**envelope.data, **hidden}))
    assert read == READS_AS[kind, version]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.KIND)
def test_the_shape_written_today_is_the_one_stored(kind: type) -> None:
    """A field that came, went or was renamed needs a new version, and a step that reads the old one."""
    entry = READS_AS[kind.KIND, kind.VERSION]  # type: ignore[attr-defined]
    stored = Envelope.from_bytes(sample_path(entry.KIND, entry.VERSION).read_bytes())
    draft = draft_of(entry)
    assert draft.personal == stored.personal.keys()
    assert {key: one for key, one in draft.data.items() if key not in draft.personal} == (
        stored.data
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.KIND)
def test_a_sample_fills_every_field(kind: type) -> None:
    entry = READS_AS[kind.KIND, kind.VERSION]  # type: ignore[attr-defined]
    for field in fields(entry):  # type: ignore[arg-type]
        assert getattr(entry, field.name) not in (None, "", ()), field.name


def test_nothing_is_stored_that_no_kind_explains() -> None:
    names = {name_of(kind, version) for kind, version in EVER}
    assert {path.stem for path in FOLDER.glob("*.v*.json")} == names == SIDE.keys()
    assert READS_AS.keys() == set(EVER)


def test_a_sample_that_is_there_is_never_written_again() -> None:
    before = {path.name: path.stat().st_mtime_ns for path in FOLDER.glob("*.v*.json")}
    assert write_missing() == []
    assert {path.name: path.stat().st_mtime_ns for path in FOLDER.glob("*.v*.json")} == before
