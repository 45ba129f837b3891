"""Canonical bytes against the rfc8785 package, and everything that is refused."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from launchkit.domain.trail import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_INTEGER,
    CanonicalError,
    canonical,
    digest,
    is_key,
    parse,
)

texts = st.text().map(lambda text: unicodedata.normalize("NFC", text))
keys = st.text("abcxyz019_.#-", min_size=1, max_size=8)
leaves = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
)
objects = st.dictionaries(keys, values, max_size=5)


class Colour(StrEnum):
    RED = "red"


def nested(depth: int, inner: object = 1) -> object:
    value = inner
    for _ in range(depth):
        value = [value]
    return value


@settings(deadline=None)
@given(values)
def test_it_writes_what_rfc_8785_demands(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@settings(deadline=None)
@given(objects)
def test_it_reads_back_what_it_wrote(value: dict[str, object]) -> None:
    assert parse(canonical(value)) == value


def test_tuples_are_written_as_lists() -> None:
    assert canonical({"b": (1, (2,)), "a": []}) == b'{"a":[],"b":[1,[2]]}'


def test_chinese_text_stays_readable() -> None:
    assert canonical({"name": "张三\n"}).decode() == '{"name":"张三\\n"}'


def test_a_combining_mark_after_an_escape_is_still_nfc() -> None:
    """In the written form the mark would follow the n of the escape, and compose with it."""
    value = {"note": "\n\u0303"}

    assert parse(canonical(value)) == value


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        (1.0, "$", "float is not allowed"),
        ({"a": {"b": [0, float("nan")]}}, "$.a.b[1]", "float is not allowed"),
        ({"a": (1, b"x")}, "$.a[1]", "bytes is not allowed"),
        ({"a": Colour.RED}, "$.a", "Colour is not allowed"),
        ({"a": {1, 2}}, "$.a", "set is not allowed"),
        ({"a": MAX_INTEGER + 1}, "$.a", "outside"),
        ([-MAX_INTEGER - 1], "$[0]", "outside"),
        ({"a": "\ud800"}, "$.a", "surrogate"),
        ({"a": ["e\u0301"]}, "$.a[0]", "NFC"),
        ({"a": "\u212b"}, "$.a", "NFC"),
        ({"a": {"B": 1}}, "$.a", "key"),
        ({"a": {"": 1, "b": 1}}, "$.a", "key"),
        ({"名": 1}, "$", "key"),
        ({1: 1}, "$", "key"),
        ({None: 1}, "$", "key"),
        (nested(MAX_DEPTH + 1), "$" + "[0]" * MAX_DEPTH, "deeper"),
        ("x" * MAX_BYTES, "$", "larger"),
    ],
)
def test_it_refuses_and_says_where(value: object, path: str, reason: str) -> None:
    with pytest.raises(CanonicalError, match=reason) as caught:
        canonical(value)

    assert caught.value.path == path
    assert reason in caught.value.reason


def test_the_largest_that_is_allowed() -> None:
    assert canonical(nested(MAX_DEPTH)) == b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH
    assert len(canonical("x" * (MAX_BYTES - 2))) == MAX_BYTES
    assert canonical([MAX_INTEGER, -MAX_INTEGER]) == b"[9007199254740991,-9007199254740991]"


def test_shared_parts_that_multiply_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # The limit only decides when it ends; a small one shows the same.
    monkeypatch.setitem(canonical.__globals__, "MAX_BYTES", 1 << 14)
    value: object = "x"
    for _ in range(40):
        value = [value] * 10

    with pytest.raises(CanonicalError, match="larger"):
        canonical(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)

    with pytest.raises(CanonicalError, match="deeper"):
        canonical(value)


def test_the_message_never_repeats_a_value() -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical({"a": {"Zhang San 110101199003070000": "e\u0301"}})

    assert "Zhang" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a":1,"a":1}', "duplicate key"),
        (b'{"a":{"b":1,"b":2}}', "duplicate key"),
        (b'{"a": 1}', "canonical form"),
        (b'{"b":1,"a":1}', "canonical form"),
        (b'{"a":"\\u0041"}', "canonical form"),
        (b'{"a":-0}', "canonical form"),
        (b'{"a":1}\n', "canonical form"),
        (b'{"a":"\\/"}', "canonical form"),
        (b'{"a":1.0}', "float"),
        (b'{"a":1e2}', "float"),
        (b'{"a":NaN}', "float"),
        (b'{"a":1e400}', "float"),
        (b'{"a":9007199254740992}', "outside"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b"[1]", "not an object"),
        (b"1", "not an object"),
        (b"", "not UTF-8 JSON"),
        (b"{", "not UTF-8 JSON"),
        (b'{"a":"\xff"}', "not UTF-8 JSON"),
        (b"\xef\xbb\xbf{}", "not UTF-8 JSON"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8 JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "not UTF-8 JSON"),
        (b'{"a":' * 200_000, "deeper"),
        (b'{"a":' + b"[" * 64 + b"]" * 64 + b"}", "deeper"),
        (b'{"a":"' + b"x" * MAX_BYTES + b'"}', "larger"),
    ],
)
def test_it_reads_nothing_but_canonical_objects(raw: bytes, reason: str) -> None:
    with pytest.raises(CanonicalError, match=reason):
        parse(raw)


@settings(deadline=None)
@given(objects)
def test_another_spelling_of_the_same_object_is_refused(value: dict[str, object]) -> None:
    other = json.dumps(value, indent=1).encode()
    if other == canonical(value):
        return

    with pytest.raises(CanonicalError):
        parse(other)


def test_digest_is_lower_case_hex_sha_256() -> None:
    assert digest(b"abc") == hashlib.sha256(b"abc").hexdigest()


def test_keys() -> None:
    assert is_key("hire-2.id_no#0")
    assert not is_key("Name")
    assert not is_key("")
