"""Every kind of text as its type, and back to plain data without a loss."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

from launchkit.domain.checklist import FactType, Part
from launchkit.domain.errors import BadValue
from launchkit.domain.problems import Problems
from launchkit.library import loading
from launchkit.library.case_file import CaseFile, Expectation, StepKind
from launchkit.library.identifiers import checked_identifier, given_identifier
from launchkit.library.loading import Retentions, adapter, load
from launchkit.library.sentences import SENTENCES, say, syntax_words
from launchkit.library.texts import kind_of
from launchkit.library.yaml_reader import read, read_file
from tests.library.conftest import Shop

LOADERS = {
    "checklists/open_shop.yaml": loading.load_checklist,
    "checklists/parts/place.yaml": loading.load_part,
    "checklists/statutes/cn.yaml": loading.load_statutes,
    "checklists/statutes/retention.yaml": loading.load_retentions,
    "checklists/calendars/cn_2026.yaml": loading.load_calendar,
    "templates/documents/lease/fields.yaml": loading.load_document,
}


@pytest.mark.parametrize("name", LOADERS)
def test_a_text_comes_back_as_the_data_it_was(shop: Shop, name: str) -> None:
    load_it: Any = LOADERS[name]
    loaded = load_it(read_file(shop.path(name)))
    kept = adapter(type(loaded.value)).dump_python(
        loaded.value, mode="json", by_alias=True, exclude_unset=False, exclude_defaults=True
    )
    assert (
        adapter(type(loaded.value)).validate_json(
            adapter(type(loaded.value)).dump_json(loaded.value, by_alias=True), strict=True
        )
        == loaded.value
    )
    assert _without_defaults(loaded.source.data, kept)


def _without_defaults(written: Any, kept: Any) -> bool:
    """True when everything kept was written so."""
    if isinstance(kept, dict):
        return isinstance(written, dict) and all(
            key in written and _without_defaults(written[key], kept[key]) for key in kept
        )
    if isinstance(kept, list):
        return len(kept) == len(written) and all(map(_without_defaults, written, kept))
    return bool(written == kept)


def test_a_part_by_hand() -> None:
    loaded = load(
        Part,
        read(
            "part: a\ntitle: {zh: 甲, en: A}\nfacts: [{id: f, title: {zh: 乙, en: B}, type: money}]\n".encode(),
            "a.yaml",
        ),
    )
    assert loaded.value.facts[0].type is FactType.MONEY
    assert loaded.source.place(("facts", 0, "type")) == (3, 46)


def test_a_script_is_made_of_frozen_steps(shop: Shop) -> None:
    case = load(CaseFile, read_file(shop.path("case.yaml"))).value
    first, *_, refused, _ = case.script
    assert (first.on, first.at, first.as_, first.do, first.task) == (
        "2026-03-02",
        "09:00",
        "P1",
        "done",
        "sign",
    )
    assert first.facts == {"signed_on": "2026-03-02"}
    assert first.evidence == ("scan",)
    assert refused.expect is Expectation.REFUSED
    with pytest.raises(AttributeError):
        first.do = StepKind.START  # type: ignore[misc]


@pytest.mark.parametrize(
    ("path", "keys", "kind"),
    [
        ("a/fields.yaml", [], "DocumentSpec"),
        ("checklists/a.yaml", [], "Checklist"),
        ("parts/a.yaml", [], "Part"),
        ("statutes/retention.yaml", ["retentions"], "Retentions"),
        ("statutes/cn.yaml", [], "Statutes"),
        ("calendars/cn.yaml", [], "CalendarYear"),
        ("examples/a.yaml", [], "CaseFile"),
        ("a.yaml", ["checklist", "parts"], "CaseFile"),
        ("a.yaml", ["parts"], "Checklist"),
        ("a.yaml", ["part"], "Part"),
        ("a.yaml", ["statutes"], "Statutes"),
        ("a.yaml", ["retentions"], "Retentions"),
        ("a.yaml", ["rest"], "CalendarYear"),
        ("a.yaml", ["fields"], "DocumentSpec"),
    ],
)
def test_a_file_is_known_by_its_place_and_then_by_its_keys(
    path: str, keys: list[str], kind: str
) -> None:
    found = kind_of(Path(path), keys)
    assert found is not None
    assert found.__name__ == kind


def test_a_file_that_nothing_tells_apart() -> None:
    assert kind_of(Path("a.yaml"), ["hello"]) is None


@dataclass(frozen=True, kw_only=True)
class Odd:
    big: Annotated[int, Field(gt=3)]


def test_a_fault_without_words_of_ours_keeps_those_of_pydantic() -> None:
    with pytest.raises(Problems) as caught:
        load(Odd, read(b"big: 1\n", "a.yaml"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("wrong", 1, 6)
    assert "greater than 3" in problem.en


def test_a_list_may_be_empty() -> None:
    assert load(Retentions, read(b"retentions: []\n", "a.yaml")).value == Retentions(retentions=())


class TestIdentifiers:
    def test_a_number_with_a_right_check_digit(self) -> None:
        assert checked_identifier(FactType.USCC, "91110000600037341L") == "91110000600037341L"
        assert checked_identifier(FactType.ID_NUMBER, "11010519491231002X") == "11010519491231002X"

    @pytest.mark.parametrize("kind", [FactType.USCC, FactType.ID_NUMBER])
    @pytest.mark.parametrize("text", ["", "123", "911100006000373410", "110105194912310021"])
    def test_a_wrong_number_is_refused_without_repeating_it(
        self, kind: FactType, text: str
    ) -> None:
        with pytest.raises(ValueError, match=r"^Invalid\w+$"):
            checked_identifier(kind, text)

    def test_what_is_typed_may_be_left_empty_and_is_refused_in_words(self) -> None:
        assert given_identifier(FactType.USCC, "") == ""
        assert given_identifier(FactType.USCC, "91110000600037341L") == "91110000600037341L"
        with pytest.raises(BadValue) as refused:
            given_identifier(FactType.ID_NUMBER, "110105194912310021")
        assert "110105194912310021" not in refused.value.zh + refused.value.en


class TestSentences:
    def test_each_says_what_to_do_in_both_languages(self) -> None:
        for zh, en in SENTENCES.values():
            assert "；" in zh
            assert zh[-1] in "。？"
            assert en[-1] in ".?'"
            assert len(en) > 20

    def test_a_sentence_is_filled_in(self) -> None:
        assert say("too-deep", limit=40) == (
            "嵌套超过 40 层；请简化。",
            "The nesting is deeper than 40 levels; simplify it.",
        )

    def test_what_the_parser_says_has_our_words(self) -> None:
        assert (
            syntax_words("x <block end> y")[1]
            == "the indentation does not agree with the lines above"
        )
        assert syntax_words("?")[1] == "this place cannot be read"
