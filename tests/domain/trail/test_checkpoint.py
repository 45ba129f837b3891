"""Checkpoints: written and read as C2SP signed notes."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from launchkit.domain.trail import (
    NoteError,
    ed25519,
    key_id,
    note_body,
    origin_of,
    parse_note,
    sign_note,
    verify_note,
)

SECRET = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = SECRET.public_key().public_bytes_raw()
NAME = "launchkit.log-1"
ROOT = bytes(range(32))
BODY = note_body(origin_of("log-1"), 42, ROOT)
NOTE = sign_note(BODY, NAME, PUBLIC, SECRET.sign)
B64 = b64encode(ROOT).decode()
SIGNED = f"— {NAME} {b64encode(b'idid' + b's' * 64).decode()}\n"


def test_the_body_is_origin_size_and_root() -> None:
    assert BODY.split("\n") == ["launchkit/log-1", "42", B64, ""]


def test_the_published_example_of_signed_notes_holds() -> None:
    """The key and note in the documentation of golang.org/x/mod/sumdb/note."""
    public = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    line = b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )

    assert key_id("PeterNeumann", public).hex() == "c74f20a3" == line[:4].hex()
    assert ed25519.verify(public, text.encode(), line[4:])


def test_it_reads_back_what_was_signed() -> None:
    checkpoint = verify_note(NOTE, NAME, PUBLIC)

    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("launchkit/log-1", 42, ROOT)
    assert checkpoint.body == BODY
    assert checkpoint == parse_note(NOTE)
    (signature,) = checkpoint.signatures
    assert (signature.name, signature.key_id) == (NAME, key_id(NAME, PUBLIC))


def test_further_lines_are_signed_and_kept() -> None:
    note = sign_note(f"{BODY}more 1\nmore 2\n", NAME, PUBLIC, SECRET.sign)

    assert verify_note(note, NAME, PUBLIC).extensions == ("more 1", "more 2")
    with pytest.raises(NoteError, match="does not hold"):
        verify_note(note.replace("more 2", "more 3"), NAME, PUBLIC)


def test_cosignatures_of_strangers_are_passed_over() -> None:
    witness = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    public = witness.public_key().public_bytes_raw()
    line = sign_note(BODY, "witness", public, witness.sign).rpartition("\n\n")[2]

    checkpoint = verify_note(NOTE + line, NAME, PUBLIC)

    assert [each.name for each in checkpoint.signatures] == [NAME, "witness"]
    assert verify_note(NOTE + line, "witness", public) == checkpoint
    with pytest.raises(NoteError, match="not signed by this key"):
        verify_note(NOTE, "witness", public)


def test_the_caller_may_bring_a_faster_check() -> None:
    asked: list[tuple[bytes, bytes]] = []

    def check(public_key: bytes, message: bytes, signature: bytes) -> bool:
        asked.append((public_key, message))
        return len(signature) == 64

    assert verify_note(NOTE, NAME, PUBLIC, check).size == 42
    assert asked == [(PUBLIC, BODY.encode())]


@pytest.mark.parametrize(
    "forged",
    [
        NOTE.replace("\n42\n", "\n43\n"),
        NOTE.replace("log-1\n", "log-2\n", 1),
        NOTE.replace(B64, b64encode(b"x" * 32).decode()),
    ],
)
def test_a_changed_body_is_not_believed(forged: str) -> None:
    with pytest.raises(NoteError, match="does not hold"):
        verify_note(forged, NAME, PUBLIC)


def test_another_key_of_the_same_name_is_not_believed() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    forged = sign_note(BODY, NAME, other.public_key().public_bytes_raw(), other.sign)

    with pytest.raises(NoteError, match="not signed by this key"):
        verify_note(forged, NAME, PUBLIC)


def test_one_false_signature_of_the_key_spoils_the_note() -> None:
    good = NOTE.rpartition("\n\n")[2]
    bad = f"— {NAME} {b64encode(key_id(NAME, PUBLIC) + bytes(64)).decode()}\n"

    with pytest.raises(NoteError, match="does not hold"):
        verify_note(f"{BODY}\n{good}{bad}", NAME, PUBLIC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "body"),
        (BODY, "body"),
        (f"{BODY}\n", "body"),
        (NOTE[:-1], "body"),
        (NOTE.replace("\n", "\r\n"), "clean"),
        (NOTE + "\x00", "clean"),
        ("\ud800" + NOTE, "clean"),
        ("x" * 70_000, "clean"),
        (f"o\n1\n\n{SIGNED}", "origin"),
        (f"o\n\n1\n{B64}\n\n{SIGNED}", "origin"),
        (f"o\n01\n{B64}\n\n{SIGNED}", "size"),
        (f"o\n-1\n{B64}\n\n{SIGNED}", "size"),
        (f"o\n１\n{B64}\n\n{SIGNED}", "size"),
        (f"o\n{'9' * 17}\n{B64}\n\n{SIGNED}", "size"),
        (f"o\n1\n{B64[:-4]}\n\n{SIGNED}", "root"),
        (f"o\n1\n?{B64}\n\n{SIGNED}", "base64"),
        (f"o\n1\n{B64[:-2]}9=\n\n{SIGNED}", "canonical"),
        (f"o\n1\n{B64}\n\n{SIGNED * 101}", "at most 100"),
        (f"o\n1\n{B64}\n\n- {SIGNED[2:]}", "signature line"),
        (f"o\n1\n{B64}\n\n—  {SIGNED[2:]}", "base64|signature line"),
        (f"o\n1\n{B64}\n\n— a+b YWFhYWE=\n", "signature line"),
        (f"o\n1\n{B64}\n\n— a YWFhYQ==\n", "signature line"),
        (f"o\n1\n{B64}\n\n— a 名\n", "base64"),
    ],
)
def test_what_is_not_a_note_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NoteError, match=reason):
        parse_note(text)


def test_what_cannot_be_a_body_is_refused() -> None:
    for origin, size, root in (("", 1, ROOT), ("a\nb", 1, ROOT), ("a", -1, ROOT), ("a", 1, b"")):
        with pytest.raises(NoteError, match="origin"):
            note_body(origin, size, root)


def test_what_cannot_be_signed_is_refused() -> None:
    for body in ("no newline", "a\n\nb\n", "a\x00\n"):
        with pytest.raises(NoteError, match="lines"):
            sign_note(body, NAME, PUBLIC, SECRET.sign)
    for name in ("", "a b", "a+b", "a\u3000b"):
        with pytest.raises(NoteError, match="name"):
            sign_note(BODY, name, PUBLIC, SECRET.sign)
    with pytest.raises(NoteError, match="32 bytes"):
        sign_note(BODY, NAME, PUBLIC[:31], SECRET.sign)
