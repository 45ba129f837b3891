"""What one request writes: all of it, once, and what is refused."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest

from launchkit.domain import failpoints
from launchkit.domain.recorded import FileRef, Head, NumberTaken, StreamWrite
from launchkit.domain.store_errors import NumberClash, RequestReused, StreamMoved
from launchkit.domain.trail import HOUSE, NO_DIGEST, EnvelopeError, digest, instant_text
from launchkit.store import SqlStore, open_store
from tests.databases import LOG, Databases
from tests.store.writes import NOW, draft, fill, later, rows, write

SCAN = FileRef(digest="e" * 64, size=1234, media="image/jpeg")


def test_what_was_written_is_read_back(store: SqlStore) -> None:
    rent = draft(
        data={"task": "sign_lease", "landlord": "王芳", "rent": 1_200_000, "parts": ["1", "2"]},
        personal=frozenset({"landlord"}),
        files=(SCAN,),
        happened="2026-11-20",
        kind_version=2,
    )
    receipt = store.append(
        write("case:a", 0, rent, on_behalf_of="P1", answer={"task": "done"}), now=NOW
    )
    assert receipt.seqs == (1,)
    assert receipt.answer == {"task": "done"}
    assert not receipt.repeated
    (read,) = store.load("case:a")
    assert (read,) == receipt.recorded
    assert read.data == rent.data
    assert read.files == (SCAN,)
    envelope = read.envelope
    assert envelope.data == {"task": "sign_lease", "rent": 1_200_000, "parts": ["1", "2"]}
    assert envelope.personal.keys() == {"landlord"}
    assert (envelope.log, envelope.seq, envelope.stream, envelope.stream_seq) == (
        LOG,
        1,
        "case:a",
        1,
    )
    assert (envelope.prev, envelope.kind, envelope.kind_version) == (NO_DIGEST, "task_done", 2)
    assert envelope.recorded_at == "2026-11-23T01:02:03.456789Z"
    assert (envelope.actor, envelope.on_behalf_of, envelope.happened) == ("P7", "P1", "2026-11-20")
    assert (envelope.definition, envelope.program) == ("d" * 64, "launchkit test")


def test_a_personal_value_is_in_no_entry(store: SqlStore) -> None:
    store.append(
        write("case:a", 0, draft(data={"name": "王芳"}, personal=frozenset({"name"}))), now=NOW
    )
    raw = store.load("case:a")[0].envelope.to_bytes()
    assert "王芳" not in raw.decode()


def test_equal_values_have_different_commitments(store: SqlStore) -> None:
    name = draft(data={"name": "王芳"}, personal=frozenset({"name"}), files=(SCAN,))
    store.append(write("case:a", 0, name, name), now=NOW)
    first, second = (each.envelope for each in store.load("case:a"))
    assert first.personal["name"] != second.personal["name"]
    assert first.files[0].commitment != second.files[0].commitment


def test_entries_of_a_stream_are_linked(store: SqlStore) -> None:
    store.append(write("case:a", 0, draft(), draft()), now=NOW)
    store.append(write("case:b", 0), now=NOW)
    store.append(write("case:a", 2), now=NOW)
    entries = [each.envelope for each in store.load("case:a")]
    assert [(each.seq, each.stream_seq) for each in entries] == [(1, 1), (2, 2), (4, 3)]
    assert [each.prev for each in entries[1:]] == [
        digest(each.to_bytes()) for each in entries[:-1]
    ]
    assert store.head("case:a") == Head(seq=3, digest=digest(entries[-1].to_bytes()))
    assert store.head("case:c") == Head(seq=0, digest=NO_DIGEST)
    assert store.streams() == ["case:a", "case:b"]
    assert store.streams("case:b") == ["case:b"]
    assert store.streams("case_") == []
    assert store.log_id() == LOG


def test_parts_of_a_stream_and_of_the_log(store: SqlStore) -> None:
    fill(store, 5)
    fill(store, 2, "case:b")
    assert [each.envelope.stream_seq for each in store.load("case:a", after=1, upto=3)] == [2, 3]
    assert [each.envelope.stream_seq for each in store.load("case:a", after=4)] == [5]
    assert [each.envelope.seq for each in store.tail(after=4, limit=2)] == [5, 6]
    assert store.tail(after=7, limit=10) == []


def test_one_request_may_write_to_several_streams(store: SqlStore) -> None:
    both = write("case:a", 0, request="both")
    both = replace(
        both,
        streams=(
            *both.streams,
            StreamWrite(stream=HOUSE, expected_seq=0, drafts=(draft("number_taken"),)),
        ),
    )
    assert store.append(both, now=NOW).seqs == (1, 2)
    assert store.load(HOUSE)[0].envelope.definition is None
    assert store.load("case:a")[0].envelope.definition == "d" * 64
    assert store.verify().ok


def test_a_stream_that_has_moved(store: SqlStore) -> None:
    fill(store, 2)
    with pytest.raises(StreamMoved) as caught:
        store.append(write("case:a", 1, request="late", rows=rows(stream_seq=2)), now=NOW)
    assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("case:a", 1, 2)
    assert "case:a" in caught.value.zh
    assert "case:a" in caught.value.en
    assert store.answered("late") is None
    assert store.case_row("a") is None
    assert store.head("case:a").seq == 2


def test_a_mistake_in_the_second_stream_leaves_nothing_of_the_first(store: SqlStore) -> None:
    both = write("case:a", 0, request="both")
    both = replace(
        both,
        streams=(*both.streams, StreamWrite(stream="case:b", expected_seq=4, drafts=(draft(),))),
    )
    with pytest.raises(StreamMoved):
        store.append(both, now=NOW)
    assert store.tail(after=0, limit=10) == []


def test_a_draft_that_the_format_does_not_allow_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(EnvelopeError):
        store.append(write("case:a", 0, draft(), draft("Not A Kind")), now=NOW)
    assert store.head("case:a").seq == 0
    assert store.damages() == []


def test_a_repeat_gives_the_first_answer(store: SqlStore) -> None:
    first = store.append(
        write("case:a", 0, request="r", answer={"号": "特情〔2026〕3号"}), now=NOW
    )
    fill(store, 1)
    again = store.append(write("case:a", 0, request="r"), now=later(hours=1))
    assert again.repeated
    assert again.seqs == first.seqs
    assert again.answer == {"号": "特情〔2026〕3号"}
    assert again.recorded == first.recorded
    assert store.head("case:a").seq == 2
    known = store.answered("r")
    assert known == (write(request="r").request_digest, {"号": "特情〔2026〕3号"})


def test_a_request_id_stands_for_one_thing(store: SqlStore) -> None:
    store.append(write("case:a", 0, request="r"), now=NOW)
    with pytest.raises(RequestReused) as caught:
        store.append(write("case:a", 1, request="r", request_digest="0" * 64), now=NOW)
    assert caught.value.request == "r"
    assert store.head("case:a").seq == 1


def test_a_request_without_entries_is_remembered(store: SqlStore) -> None:
    nothing = replace(write(request="r", answer={"changed": 0}), streams=())
    assert store.append(nothing, now=NOW).seqs == ()
    again = store.append(nothing, now=NOW)
    assert again.repeated
    assert again.answer == {"changed": 0}
    assert again.recorded == ()
    assert store.damages() == []


def test_a_number_is_taken_once(store: SqlStore) -> None:
    taken = NumberTaken(series="特情", year=2026, serial=1)
    assert store.next_serial("特情", 2026) == 1
    store.append(write("case:a", 0, numbers=(taken,)), now=NOW)
    with pytest.raises(NumberClash) as caught:
        store.append(write("case:b", 0, numbers=(taken,)), now=NOW)
    assert (caught.value.series, caught.value.year, caught.value.serial) == ("特情", 2026, 1)
    assert store.head("case:b").seq == 0
    store.append(write("case:b", 0, numbers=(replace(taken, serial=7),)), now=NOW)
    assert store.next_serial("特情", 2026) == 8
    assert store.next_serial("特情", 2027) == 1
    assert [each.serial for each in store.numbers("特情", 2026)] == [1, 7]
    assert store.numbers("文", 2026) == []


def test_time_never_runs_backwards(store: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    store.append(write("case:a", 0), now=NOW)
    with caplog.at_level(logging.WARNING):
        store.append(write("case:a", 1), now=later(hours=-2))
    first, second = store.load("case:a")
    assert second.envelope.recorded_at == first.envelope.recorded_at
    assert "The clock says" in caplog.text
    caplog.clear()
    # Somebody who took the time first and the lock last: no clock is wrong.
    store.append(write("case:a", 2), now=later(seconds=-1))
    assert caplog.text == ""
    assert store.verify().ok


def test_a_time_needs_a_zone_and_is_kept_in_utc(store: SqlStore) -> None:
    with pytest.raises(EnvelopeError):
        store.append(write("case:a", 0), now=NOW.replace(tzinfo=None))
    shanghai = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    store.append(write("case:a", 0), now=shanghai)
    assert store.load("case:a")[0].envelope.recorded_at == instant_text(shanghai.astimezone(UTC))


def test_a_checkpoint_is_signed_when_asked_for(store: SqlStore) -> None:
    fill(store, 1)
    assert store.checkpoints() == []
    store.append(write("case:a", 1, checkpoint=True), now=NOW)
    assert len(store.checkpoints()) == 1
    assert store.verify().sealed == 2


def test_a_checkpoint_is_signed_every_fifty_entries(store: SqlStore) -> None:
    fill(store, 49)
    assert store.checkpoints() == []
    fill(store, 2)
    (note,) = store.checkpoints()
    assert note.startswith(f"launchkit/{LOG}\n50\n")
    verdict = store.verify()
    assert verdict.ok
    assert verdict.sealed == 50


def test_a_checkpoint_of_nothing_new_is_not_signed_again(store: SqlStore) -> None:
    store.append(write("case:a", 0, checkpoint=True), now=NOW)
    store.append(replace(write(request="r", checkpoint=True), streams=()), now=NOW)
    assert len(store.checkpoints()) == 1


def test_a_checkpoint_can_be_signed_without_an_entry(store: SqlStore) -> None:
    assert store.checkpoint() is None
    fill(store, 3)
    assert store.checkpoint() == store.checkpoint()
    assert len(store.checkpoints()) == 1
    assert store.verify().sealed == 3
    fill(store, 50)
    assert [note.splitlines()[1] for note in store.checkpoints()] == ["3", "53"]
    assert store.damages() == []


def test_whether_any_file_was_ever_brought(store: SqlStore) -> None:
    fill(store, 1)
    assert not store.names_files()
    store.append(write("case:a", 1, draft(files=(SCAN,))), now=NOW)
    assert store.names_files()


def test_without_a_key_nothing_is_signed(databases: Databases) -> None:
    unsigned = open_store(
        databases.sqlite(),
        program="launchkit test",
        log_id=lambda: LOG,
        random=os.urandom,
        signer=None,
    )
    unsigned.append(write("case:a", 0, checkpoint=True), now=NOW)
    assert unsigned.checkpoints() == []
    assert unsigned.verify().ok
    unsigned.close()


def test_every_place_is_passed_in_order(sqlite_store: SqlStore) -> None:
    seen: list[str] = []
    failpoints.arm({place: partial(seen.append, place) for place in failpoints.PLACES})
    fill(sqlite_store, 1)
    assert seen == list(failpoints.PLACES[4:])


def test_an_unknown_place_cannot_be_armed() -> None:
    with pytest.raises(ValueError, match="no such place: after_lunch"):
        failpoints.arm({"after_lunch": lambda: None})


def test_definitions_are_kept_once(store: SqlStore) -> None:
    body = json.dumps({"checklist": "开办"}).encode()
    store.keep_definition(digest(body), body)
    store.keep_definition(digest(body), body)
    assert store.definition(digest(body)) == body
    assert store.definition("0" * 64) is None
    with pytest.raises(ValueError, match="digest"):
        store.keep_definition("0" * 64, body)


def test_a_store_opened_again_goes_on(databases: Databases) -> None:
    url = databases.sqlite()
    for place, log in enumerate(("first", "second")):
        found = open_store(
            url, program="p", log_id=partial(str, log), random=os.urandom, signer=None
        )
        fill(found, 1)
        assert found.log_id() == "first"
        assert found.head("case:a").seq == place + 1
        found.close()
