"""Verification, remark by remark: each kind of wrong has its own code and names its entry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from launchkit.domain.trail import (
    PERSONAL_ERASED,
    Anchor,
    NoteError,
    Opened,
    OpenedFile,
    Seals,
    SideTables,
    Verdict,
    canonical,
    file_path,
    parse_note,
    sign_note,
    verify,
)
from launchkit.domain.trail.remarks import TEXTS
from tests.domain.trail.honest import (
    KEY_NAME,
    LOG,
    PUBLIC,
    SECRET,
    Home,
    grown,
)


def codes(verdict: Verdict) -> list[tuple[str, int | None]]:
    assert verdict.ok == (not verdict.remarks)
    return [(note.code, note.seq) for note in verdict.remarks]


def edit(home: Home, seq: int, **change: Any) -> None:
    """Change fields of an entry and write it back, without touching anything else."""
    value = json.loads(home.entries[seq - 1])
    home.entries[seq - 1] = canonical(value | change)


def small() -> Home:
    """Five entries: house 1, case:a 2 and 3 (one request, personal, file), case:b 4, case:a 5."""
    home = Home()
    home.write("house")
    home.write("case:a", personal={"name": "张三"}, request="r-two")
    home.write("case:a", files=[b"scan"], request="r-two")
    home.write("case:b")
    home.write("case:a")
    home.seal()
    return home


def test_an_honest_log_has_no_remark() -> None:
    home = grown()
    verdict = home.verify(home.anchor())

    assert codes(verdict) == []
    assert verdict.first_wrong is None
    assert (verdict.entries, verdict.streams) == (200, 4)
    assert verdict.root == home.chain.frontier.root().hex()
    assert verdict.sealed == verdict.anchored == 200
    assert verdict.unlisted == 0


def test_an_empty_log_is_whole() -> None:
    home = Home()
    home.seal()

    assert codes(home.verify(home.anchor())) == []
    assert codes(verify([])) == []


def test_without_keys_and_tables_only_the_entries_speak() -> None:
    home = Home()
    home.write("house")

    assert codes(verify(home.entries)) == []
    assert codes(verify(home.entries, log="log-2")) == [("log_changed", 1)]


def test_an_unreadable_entry_is_named_and_the_rest_is_read_on() -> None:
    home = small()
    home.entries[3] = home.entries[3] + b" "

    assert codes(home.verify()) == [("entry_unreadable", 4), ("root_wrong", 5)]


def test_an_edited_entry_is_named_by_the_entry_after_it() -> None:
    home = small()
    edit(home, 2, actor="P9")

    verdict = home.verify()

    assert codes(verdict) == [("prev_wrong", 2), ("root_wrong", 5)]
    assert verdict.first_wrong == verdict.remarks[0]
    assert verdict.remarks[0].en == "Entry 2 is not the one whose digest entry 3 recorded"
    assert verdict.remarks[0].zh == "第 2 条记录与第 3 条记录所载的前条摘要值不符"
    assert verdict.remarks[0].stream == "case:a"


def test_a_missing_entry_is_named() -> None:
    home = small()
    del home.entries[2]
    home.files.clear()

    assert codes(home.verify())[0] == ("seq_broken", 3)
    assert ("stream_broken", 5) in codes(home.verify())


def test_an_entry_twice_is_named() -> None:
    home = small()
    home.entries.insert(4, home.entries[3])

    assert codes(home.verify())[:2] == [("seq_broken", 4), ("stream_broken", 4)]


def test_an_entry_of_another_log_is_named() -> None:
    home = small()
    edit(home, 5, log="log-2")

    assert codes(home.verify()) == [("log_changed", 5), ("root_wrong", 5)]


def test_time_does_not_run_backwards() -> None:
    home = small()
    edit(home, 4, recorded_at="2020-01-01T00:00:00.000000Z")

    assert codes(home.verify()) == [("time_backwards", 4), ("root_wrong", 5)]


def test_a_request_has_one_digest_and_ends_once() -> None:
    home = Home()
    for request in ("one", "one", "two", "one"):
        home.write("house", request=request)
    other = Home()
    for request in ("one", "one"):
        other.write("house", request=request)
    edit(other, 2, request_digest="ab" * 32)

    assert codes(home.verify()) == [("request_again", 4)]
    assert codes(other.verify()) == [("request_changed", 2)]


def test_a_cut_end_is_proved_by_checkpoint_and_anchor() -> None:
    home = small()
    anchor = home.anchor("王审计")
    del home.entries[4]

    verdict = home.verify(anchor)

    assert codes(verdict) == [("checkpoint_beyond", 5), ("anchor_beyond", 5)]
    assert "王审计" in verdict.remarks[1].zh


def test_a_range_is_named_when_only_the_root_tells() -> None:
    home = small()
    home.write("case:c")
    home.seal()
    anchor = home.anchor("printout")
    edit(home, 6, actor="P9")

    verdict = home.verify(anchor)

    assert codes(verdict) == [("root_wrong", 6), ("anchor_wrong", 6)]
    assert verdict.remarks[0].en.startswith("Entries 6 to 6 differ")
    assert (verdict.sealed, verdict.anchored) == (5, 0)


def test_an_anchor_may_be_the_short_code_of_a_printout() -> None:
    home = small()
    good = Anchor(size=5, root=home.anchor().root[:16], source="printout")
    bad = Anchor(size=5, root="ab" * 8, source="printout")

    assert codes(home.verify(good)) == []
    assert codes(home.verify(bad)) == [("anchor_wrong", 5)]


@pytest.mark.parametrize(("size", "root"), [(-1, "ab" * 8), (1, "ab" * 7), (1, "AB" * 8), (1, "")])
def test_an_anchor_too_short_to_prove_anything_is_refused(size: int, root: str) -> None:
    with pytest.raises(NoteError, match="anchor"):
        Anchor(size=size, root=root, source="x")


def test_checkpoints_must_be_notes_of_this_log_by_a_known_key() -> None:
    home = small()
    good = home.notes.pop()
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    foreign = parse_note(good).body.replace(LOG, "log-2")
    home.notes = [
        "nonsense",
        home.note(5, other),
        home.note(5, other, "stranger"),
        good.replace("\n5\n", "\n4\n"),
        sign_note(foreign, KEY_NAME, PUBLIC.key, SECRET.sign),
        good,
    ]

    verdict = home.verify()

    assert codes(verdict) == [
        ("signature_wrong", 4),
        ("key_unknown", 5),
        ("key_unknown", 5),
        ("checkpoint_foreign", 5),
        ("checkpoint_unreadable", None),
    ]
    assert verdict.first_wrong == verdict.remarks[0]
    assert verdict.sealed == 5


def test_without_a_known_key_no_checkpoint_proves_anything() -> None:
    home = small()
    verdict = verify(home.entries, tables=home.tables(), seals=Seals(checkpoints=home.notes))

    assert codes(verdict) == [("key_unknown", 5)]
    assert verdict.sealed == 0


def test_a_foreign_checkpoint_over_nothing_does_not_stop() -> None:
    home = small()
    seals = Seals(checkpoints=home.notes, public_keys=[PUBLIC])

    assert codes(verify([], seals=seals)) == [("checkpoint_beyond", 5)]


def test_the_tail_under_no_checkpoint_is_bounded() -> None:
    home = small()
    home.write("house")

    assert codes(home.verify()) == []
    assert codes(home.verify(max_unsealed=0)) == [("tail_unsealed", 6)]
    assert codes(home.verify(max_unsealed=None)) == []


def test_personal_values_must_open() -> None:
    home = small()
    salt = home.personal[2, "name"].salt
    home.personal[2, "name"] = Opened(value="李四", salt=salt)
    wrong = codes(home.verify())
    home.personal.clear()
    missing = codes(home.verify())
    home.personal[2, "phone"] = Opened(value="1", salt=salt)

    assert wrong == [("personal_wrong", 2)]
    assert missing == [("personal_missing", 2)]
    assert codes(home.verify()) == [("personal_missing", 2), ("personal_stray", 2)]


def test_salts_never_show() -> None:
    row = small().personal[2, "name"]

    assert str(row.salt) not in repr(row)


def test_files_must_be_those_that_were_committed() -> None:
    home = small()
    row = home.files[3, 0]
    found = {}
    found["ok"] = codes(home.verify())
    home.vault[row.digest] = b"other"
    found["changed"] = codes(home.verify())
    home.vault.clear()
    found["missing"] = codes(home.verify())
    home.erased.add(row.digest)
    found["erased"] = codes(home.verify())
    home.files[3, 0] = OpenedFile(digest="ab" * 32, salt=row.salt)
    found["wrong"] = codes(home.verify())
    home.files.clear()
    found["unlinked"] = codes(home.verify())
    home.files[3, 1] = row
    found["stray"] = codes(home.verify())

    assert found == {
        "ok": [],
        "changed": [("file_changed", 3)],
        "missing": [("file_missing", 3)],
        "erased": [("file_erased", 3)],
        "wrong": [("file_wrong", 3)],
        "unlinked": [("file_unlinked", 3)],
        "stray": [("file_unlinked", 3), ("file_stray", 3)],
    }


def test_a_vault_nobody_names_holds_nothing() -> None:
    home = small()
    tables = SideTables(personal=home.personal, files=home.files)

    assert codes(verify(home.entries, tables=tables)) == [("file_missing", 3)]


def test_an_erasure_covers_what_is_gone() -> None:
    home = small()
    home.erase(2, "name")
    home.erase(3, file_path(0))
    home.seal()

    assert codes(home.verify(home.anchor(), max_unsealed=0)) == []


def test_a_file_row_may_stay_when_the_file_itself_is_erased() -> None:
    home = small()
    row = home.files[3, 0]
    home.erase(3, file_path(0))
    home.seal()
    home.files[3, 0] = row

    assert codes(home.verify()) == []


def test_what_is_still_there_after_its_erasure_is_named() -> None:
    home = small()
    name, row = home.personal[2, "name"], home.files[3, 0]
    home.erase(2, "name")
    home.erase(3, file_path(0))
    home.seal()
    home.personal[2, "name"], home.files[3, 0] = name, row
    home.erased.clear()
    home.vault[row.digest] = b"scan"

    assert codes(home.verify()) == [("personal_kept", 2), ("file_kept", 3)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"approved_by": "P1"}, "erasure_unapproved"),
        ({"approved_by": "P3"}, "erasure_unapproved"),
        ({"basis": ""}, "erasure_malformed"),
        ({"seq": "1"}, "erasure_malformed"),
        ({"path": 1}, "erasure_malformed"),
        ({"path": "phone"}, "erasure_astray"),
        ({"seq": 2}, "erasure_astray"),
        ({"stream": "case:b"}, "erasure_astray"),
    ],
)
def test_an_erasure_must_say_what_and_be_approved_by_another(
    change: dict[str, Any], code: str
) -> None:
    home = small()
    home.erase(2, "name", change)
    home.seal()
    found = codes(home.verify())

    assert (code, 6) in found
    assert (("personal_missing", 2) in found) == (code != "erasure_unapproved")


def test_an_erasure_needs_no_approver_where_the_rules_name_none() -> None:
    home = small()
    del home.personal[2, "name"]
    place = {"stream": "case:a", "seq": 1, "path": "name", "basis": "withdrawn"}
    home.write("house", PERSONAL_ERASED, data=place)
    home.seal()

    assert codes(home.verify()) == []


def test_an_erasure_outside_the_house_stream_or_before_its_entry_covers_nothing() -> None:
    home = Home()
    place = {"stream": "case:a", "seq": 2, "path": "name", "basis": "withdrawn"}
    home.write("house", PERSONAL_ERASED, data=place)
    home.write("case:a", PERSONAL_ERASED, data=place | {"seq": 1})
    home.write("case:a", personal={"name": "张三"})
    home.personal.clear()
    home.seal()

    assert codes(home.verify()) == [
        ("erasure_astray", 1),
        ("erasure_astray", 2),
        ("personal_missing", 3),
    ]


def test_an_erasure_is_believed_only_under_a_signature() -> None:
    home = small()
    home.erase(2, "name")

    assert codes(home.verify()) == [("erasure_unsealed", 6)]


@settings(deadline=None)
@given(st.data())
def test_nothing_that_lies_on_the_disk_makes_it_raise(data: st.DataObject) -> None:
    """Fields, notes and side tables filled with anything: always a verdict, never an exception."""
    home = small()
    anything = st.recursive(
        st.none() | st.integers(-5, 5) | st.text("a{0}é", max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("a"), inner),
    )
    place = data.draw(st.integers(0, 4))
    value = json.loads(home.entries[place])
    fields = st.sampled_from([*value, "data.stream", "data.seq", "data.path", "kind"])
    for field in data.draw(st.lists(fields, max_size=4)):
        part, _, name = field.partition(".")
        if name and isinstance(value[part], dict):
            value[part][name] = data.draw(anything)
        else:
            value[part] = PERSONAL_ERASED if part == "kind" else data.draw(anything)
    home.entries[place] = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()
    home.entries.append(data.draw(st.binary(max_size=8)))
    home.notes.append(data.draw(st.text(max_size=8)))
    home.personal[2, "name"] = Opened(value=data.draw(anything), salt=data.draw(st.binary()))

    assert not home.verify().ok


def test_remarks_are_bounded_and_the_first_is_never_lost() -> None:
    home = grown()
    home.personal.clear()
    home.files.clear()
    edit(home, 199, recorded_at="2020-01-01T00:00:00.000000Z")
    seals = Seals(max_unsealed=None)
    full = verify(home.entries, tables=home.tables(), seals=seals, limit=1000)

    verdict = verify(home.entries, tables=home.tables(), seals=seals, limit=3)

    assert len(verdict.remarks) == 3
    assert verdict.unlisted == len(full.remarks) - 3 > 50
    assert verdict.first_wrong == full.remarks[0] == full.first_wrong
    assert full.first_wrong is not None
    assert full.first_wrong.seq == min(note.seq for note in full.remarks if note.seq is not None)


def test_every_remark_is_said_in_both_languages() -> None:
    for code, (zh, en) in TEXTS.items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh), code
        assert en.isascii(), code
