"""The envelope: exactly the fields of format 1, and strict reading."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from launchkit.domain.trail import (
    NO_DIGEST,
    CanonicalError,
    CommittedFile,
    Envelope,
    EnvelopeError,
    canonical,
    case_stream,
    file_path,
    parse,
)

HEX = "ab" * 32
FILE = CommittedFile(commitment=HEX, size=12, media="application/pdf")
ENTRY = Envelope(
    log="log-1",
    seq=7,
    stream="case:c-1",
    stream_seq=2,
    prev=HEX,
    kind="task_completed",
    kind_version=1,
    recorded_at="2026-03-02T08:00:00.000001Z",
    happened="2026-03-02",
    actor="P7",
    on_behalf_of=None,
    channel="web",
    request="case:c-1:6",
    request_digest=HEX,
    data={"task": "sign_lease", "note": "已签"},
    personal={"reason": HEX},
    files=(FILE,),
    definition=HEX,
    program="launchkit 0.1.0",
)
FIELDS = {
    *("format", "log", "seq", "stream", "stream_seq", "prev", "kind", "kind_version"),
    *("recorded_at", "happened", "actor", "on_behalf_of", "channel", "request"),
    *("request_digest", "data", "personal", "files", "definition", "program"),
}


def test_its_bytes_hold_exactly_the_fields_of_format_1() -> None:
    value = parse(ENTRY.to_bytes())

    assert set(value) == FIELDS
    assert value["format"] == 1
    assert value["files"] == [{"commitment": HEX, "media": "application/pdf", "size": 12}]


def test_a_stored_sample_of_format_1_is_read_for_ever() -> None:
    """These bytes were written by the first release; they must never need another reading."""
    sample = (
        '{"actor":"P7","channel":"web","data":{"note":"已签","task":"sign_lease"},'
        f'"definition":"{HEX}","files":[{{"commitment":"{HEX}","media":"application/pdf",'
        '"size":12}],"format":1,"happened":"2026-03-02","kind":"task_completed",'
        '"kind_version":1,"log":"log-1","on_behalf_of":null,'
        f'"personal":{{"reason":"{HEX}"}},"prev":"{HEX}","program":"launchkit 0.1.0",'
        '"recorded_at":"2026-03-02T08:00:00.000001Z","request":"case:c-1:6",'
        f'"request_digest":"{HEX}","seq":7,"stream":"case:c-1","stream_seq":2}}'
    ).encode()

    assert Envelope.from_bytes(sample) == ENTRY
    assert ENTRY.to_bytes() == sample


@pytest.mark.parametrize(
    "change",
    [
        {"happened": None},
        {"happened": "2026-03-02T16:00+08:00"},
        {"happened": "2026-03-02T16:00:05Z"},
        {"happened": "2026-03-02T16:00:05.123456+08:00[Asia/Shanghai]"},
        {"stream": "house", "definition": None},
        {"stream_seq": 1, "prev": NO_DIGEST},
        {"on_behalf_of": "P1"},
        {"files": (), "personal": {}, "data": {}},
        {"data": {"hire-2.x#0": [None, True, -1, {"a": []}]}},
    ],
)
def test_it_reads_back_what_it_wrote(change: dict[str, Any]) -> None:
    entry = replace(ENTRY, **change)

    assert Envelope.from_bytes(entry.to_bytes()) == entry


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", 2),
        ("format", True),
        ("log", ""),
        ("log", "a b"),
        ("log", None),
        ("seq", 0),
        ("seq", True),
        ("seq", 2**53),
        ("seq", "7"),
        ("stream", "case:"),
        ("stream", "House"),
        ("stream", "case:a/b"),
        ("stream", "house\n"),
        ("stream_seq", 0),
        ("prev", HEX.upper()),
        ("prev", NO_DIGEST),
        ("kind", "TaskCompleted"),
        ("kind_version", 0),
        ("recorded_at", "2026-03-02T08:00:00Z"),
        ("recorded_at", "2026-03-02T08:00:00.000000+00:00"),
        ("recorded_at", "2026-02-30T08:00:00.000000Z"),
        ("recorded_at", "2026-03-02T08:00:60.000000Z"),
        ("recorded_at", "２026-03-02T08:00:00.000000Z"),
        ("happened", 20260302),
        ("happened", "2026-02-29"),
        ("happened", "2026-3-2"),
        ("happened", "20260302"),
        ("happened", "2026-03-02T16:00:00"),
        ("happened", "2026-03-02T25:00:00+08:00"),
        ("happened", "2026-03-02 "),
        ("actor", "Р7"),  # a Cyrillic look-alike
        ("actor", None),
        ("on_behalf_of", ""),
        ("channel", "w b"),
        ("request", ""),
        ("request", "r 1"),
        ("request", "r" * 201),
        ("request_digest", "ab"),
        ("data", []),
        ("data", None),
        ("personal", []),
        ("personal", {"Reason": HEX}),
        ("personal", {1: HEX}),
        ("personal", {"files#0": HEX}),
        ("personal", {"reason": "ab"}),
        ("files", [FILE]),
        ("files", ({"commitment": HEX},)),
        ("definition", "ab"),
        ("program", ""),
        ("program", " launchkit"),
        ("program", "启动"),
    ],
)
def test_it_refuses_a_field_of_another_form(field: str, value: Any) -> None:
    with pytest.raises(EnvelopeError, match=field if field != "stream_seq" else "stream_seq|prev"):
        replace(ENTRY, **{field: value})


def test_only_the_first_entry_of_a_stream_has_no_predecessor() -> None:
    with pytest.raises(EnvelopeError, match="prev"):
        replace(ENTRY, stream_seq=1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("commitment", "ab"),
        ("commitment", 1),
        ("size", -1),
        ("size", True),
        ("size", 1.0),
        ("media", "PDF"),
        ("media", "text/html; charset=utf-8"),
    ],
)
def test_a_file_has_commitment_size_and_media(field: str, value: Any) -> None:
    with pytest.raises(EnvelopeError, match=field):
        replace(FILE, **{field: value})


def changed(**change: object) -> bytes:
    value = json.loads(ENTRY.to_bytes())
    value.update(change)
    return canonical({key: part for key, part in value.items() if part != "absent"})


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (changed(more=1), "exactly"),
        (changed(actor="absent"), "exactly"),
        (changed(files={}), "files"),
        (changed(files=[1]), "files"),
        (changed(files=[{"commitment": HEX, "size": 1}]), "files"),
        (changed(files=[{"commitment": HEX, "size": "1", "media": "a/b"}]), "size"),
        (changed(seq="1"), "seq"),
        (changed(data="x"), "data"),
    ],
)
def test_it_reads_nothing_else(raw: bytes, reason: str) -> None:
    with pytest.raises(EnvelopeError, match=reason):
        Envelope.from_bytes(raw)


def test_bytes_that_are_not_canonical_are_refused() -> None:
    with pytest.raises(CanonicalError):
        Envelope.from_bytes(ENTRY.to_bytes() + b" ")


def test_data_that_cannot_be_written_down_is_refused_when_written() -> None:
    with pytest.raises(CanonicalError, match=r"\$\.data\.amount: float"):
        replace(ENTRY, data={"amount": 1.5}).to_bytes()


def test_names() -> None:
    assert case_stream("c-1") == "case:c-1"
    assert file_path(0) == "files#0"
