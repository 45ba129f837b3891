"""YAML as a reader expects it, with the place of everything."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from launchkit.domain.problems import Problems
from launchkit.library import yaml_reader
from launchkit.library.folders import data_folder
from launchkit.library.yaml_reader import LARGEST_FILE, Source, read, read_file, read_value


def data(yaml: str) -> dict[str, object]:
    return dict(read(yaml.encode(), "a.yaml").data)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("1.50", "1.50"),
        ("12:30:00", "12:30:00"),
        ("2026-02-30", "2026-02-30"),
        (".inf", ".inf"),
        ("+5", "+5"),
        ("0", 0),
        ("-7", -7),
        ("9007199254740991", 2**53 - 1),
        ("true", True),
        ("False", False),
        ("'true'", "true"),
        ('"12"', "12"),
        ("", None),
        ("~", None),
        ("null", None),
        ("''", ""),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("第一，第二：第三", "第一，第二：第三"),
        ("“四流一致”核对", "“四流一致”核对"),
        ("[a, 1, true]", ["a", 1, True]),
        ("{zh: 开业，登记, en: Opening}", {"zh": "开业，登记", "en": "Opening"}),
        ("['甲，乙']", ["甲，乙"]),
    ],
)
def test_scalars_are_text_unless_plainly_something_else(written: str, value: object) -> None:
    found = data(f"a: {written}\n")["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_byte_order_mark_and_windows_lines_are_accepted() -> None:
    source = read("\ufeffa: 1\r\nb: [2]\r\n".encode(), "a.yaml")
    assert source.data == {"a": 1, "b": [2]}
    assert source.place(("b", 0)) == (2, 5)


def test_text_is_normalised() -> None:
    assert data("a\u0301: e\u0301\n") == {"\u00e1": "\u00e9"}


def test_places_of_values_and_keys() -> None:
    source = read(b"a:\n  - b: 1\n    c:\n  - x\n", "a.yaml")
    assert source.place(("a", 0, "b")) == (2, 8)
    assert source.place(("a", 0, "b"), key=True) == (2, 5)
    assert source.place(("a", 0, "c")) == (3, 5), "an empty value stands at its key"
    assert source.place(("a", 1)) == (4, 5)
    assert source.place(("a", 0, "gone", "deeper")) == (2, 5), (
        "what is missing stands at what is around it"
    )
    assert source.place(("a", 0, "gone"), key=True) == (2, 5)


def test_values_by_path() -> None:
    source = read(b"a: [{b: 1}]\n", "a.yaml")
    assert source.at(("a", 0, "b")) == 1
    with pytest.raises(KeyError):
        source.at(("a", 0, "b", "c"))


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(Problems) as caught:
        read("a: &x 1\na: !t 2\nb： 3\n".encode(), "a.yaml")
    assert [one.code for one in caught.value.problems] == [
        "anchor",
        "duplicate-key",
        "tag",
        "full-width",
    ]
    assert str(caught.value).splitlines()[0].startswith("a.yaml:1:4: The YAML anchor")


def test_a_list_by_itself_can_be_read_as_a_value() -> None:
    assert read_value("- {a: 1}\n- no\n", "rows.yaml") == [{"a": 1}, "no"]
    assert read_value("", "rows.yaml") is None
    with pytest.raises(Problems):
        read_value("- &a b\n", "rows.yaml")


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    began = time.perf_counter()
    with pytest.raises(Problems) as caught:
        read(b"a" * (LARGEST_FILE + 1), "a.yaml")
    assert caught.value.problems[0].code == "too-large"
    assert "513 kB" in caught.value.problems[0].en
    assert time.perf_counter() - began < 1


def test_a_bomb_of_brackets_ends_at_the_depth_allowed() -> None:
    began = time.perf_counter()
    with pytest.raises(Problems) as caught:
        read(b"a: " + b"[" * 100_000, "a.yaml")
    assert [one.code for one in caught.value.problems] == ["too-deep"]
    assert time.perf_counter() - began < 10


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        read_file(tmp_path / "gone.yaml")
    (problem,) = caught.value.problems
    assert problem.code == "unreadable"
    assert (problem.line, problem.column) == (1, 1)


def test_a_file_by_the_name_it_is_shown_by(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    assert read_file(path, "shown.yaml") == Source(
        "shown.yaml", {"a": 1}, {(): (1, 1), ("a",): (1, 4)}, {("a",): (1, 1)}, "a: 1\n"
    )
    assert read_file(path).file == str(path)


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ("a: 1\n“b”: 2 x: 3\n", 2, 1),
        ("b: {x: 【1, 2】, y: 2: 3}\n", 1, 8),
        ("# 注：甲\na: b: c\n", None, None),
        ("a: {zh: 开业：登记，“设立”, en: b: c}\n", None, None),
        ("a: {b: 1, c：2, d: e: f}\n", 1, 12),
        ("a: [b, c】\nd: 1\n", 1, 9),
        ("—— a\n- b\nc: d: e\n", 1, 1),
    ],
)
def test_where_the_parser_gave_up_full_width_marks_are_looked_for(
    yaml: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(Problems) as caught:
        read(yaml.encode(), "a.yaml")
    found = [(one.code, one.line, one.column) for one in caught.value.problems]
    if line is None:
        assert [code for code, _, _ in found] == ["syntax"]
    else:
        assert ("full-width", line, column) in found


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        (r'a: "\0"', "control-character"),
        (r'a: "\ud800"', "control-character"),
        (r'"a\u200b": 1', "invisible-character"),
        (r'a: "\U99999999"', "syntax"),
    ],
)
def test_escapes_hide_nothing(yaml: str, code: str) -> None:
    with pytest.raises(Problems) as caught:
        read(f"b: 1\n{yaml}\n".encode(), "a.yaml")
    assert [one.code for one in caught.value.problems] == [code]


def test_a_place_that_nobody_can_read_is_told_as_such() -> None:
    with pytest.raises(Problems) as caught:
        read(b"a: *\n", "a.yaml")
    assert "cannot be read" in caught.value.problems[0].en


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b"a: &a *a")
@example(b"? ")
@example(b"? [a]")
@example(b"? {a: b}\n: c\n? d")
@example(b"*a : b")
@example(b"- - - -\n ? :")
@example(b"a: |")
@example(b"a: !<")
@example(b"%TAG ! x\n---\na: 1")
@example(b'a: "\\U99999999"')
def test_whatever_the_bytes_the_answer_is_data_or_problems(content: bytes) -> None:
    answer: Source | Problems
    try:
        answer = read(content, "a.yaml")
    except Problems as problems:
        answer = problems
    if isinstance(answer, Source):
        assert isinstance(answer.data, dict)
    else:
        assert answer.problems
        assert all(one.zh and one.en and one.line and one.column for one in answer.problems)


@given(st.text(alphabet="ab:-[]{},\n #&*!|>'\"%@`?：，“”（）　é\\0", max_size=60))
def test_whatever_the_text_the_answer_is_data_or_problems(text: str) -> None:
    test_whatever_the_bytes_the_answer_is_data_or_problems.hypothesis.inner_test(text.encode())  # type: ignore[attr-defined]


PIECES = (
    *":-#,[]{}'\"\n |>&*!%@`?~<=\\", "\n  ", "\n- ", ": ", "''", '""', "---\n", "...\n", "\\u0041", "0x1F", "yes",
    "|2\n", "|+\n", ">-\n", "? ", '"\\/"', '"\\\n"', "!!str ", "%YAML 1.1\n---\n", "\t", "\r\n", "\x85", "\u2028", "\ufeff",
)  # fmt: skip
WHOLE = (data_folder("templates") / "documents" / "decision" / "fields.yaml").read_text(
    encoding="utf-8"
)[:1500]


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.sampled_from(PIECES), st.integers(0, 2)),
        min_size=1,
        max_size=3,
    )
)
def test_what_the_fast_parser_takes_the_exact_one_reads_alike(
    edits: list[tuple[int, str, int]],
) -> None:
    """The same data at the same places, or the same problems: nobody can tell by which of the two a file was read."""
    text = WHOLE
    for at, piece, instead_of in edits:
        text = text[:at] + piece + text[at + instead_of :]
    assert outcome(yaml_reader._composed, text) == outcome(yaml_reader._judged, text)


def outcome(reader: Callable[[str, str], Any], text: str) -> tuple[object, ...]:
    """What is read, where it stands, or what is wrong with it."""
    try:
        found, composer = reader(text, "x")
    except Problems as refused:
        return refused.problems
    return found, composer.values, composer.keys
