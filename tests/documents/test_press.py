"""The whole way from values to a printed file, and what stops it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pikepdf
import pytest

from launchkit.documents import Fonts, GlyphMissing, Press, Renderer, TemplateProblem
from tests.documents.made import body, document, facts, field, folder_with

pytestmark = pytest.mark.pdf

DAY = date(2026, 11, 23)


def test_a_printed_document_carries_its_number_date_and_environment(
    press: Press, tmp_path: Path
) -> None:
    spec = document(field("name"), page=False)
    printed = press.print(
        spec, {"name": "张三", "document_number": "特修授〔2026〕3号"}, DAY, facts()
    )
    path = tmp_path / "one.pdf"
    path.write_bytes(printed.pdf)
    with pikepdf.open(path) as opened:
        assert str(opened.docinfo["/Title"]) == "试印文书 特修授〔2026〕3号"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261123")
    assert printed.template_digest == press.template_digest(spec)
    assert printed.environment["harfbuzz_subset"] == "yes"


def test_the_same_facts_are_printed_alike(press: Press) -> None:
    spec = document(field("name"), page=False)
    one = press.print(spec, {"name": "张三"}, DAY, facts())
    assert press.print(spec, {"name": "张三"}, DAY, facts()) == one
    assert press.print(spec, {"name": "李四"}, DAY, facts()).pdf != one.pdf


def test_the_date_of_the_document_is_the_one_given(
    fonts: Fonts, worker: Renderer, tmp_path: Path
) -> None:
    templates = folder_with(
        tmp_path, body("{% if doc.date != '2026-11-23' %}{{ 1 // 0 }}{% endif %}")
    )
    assert Press(templates, fonts, worker).print(document(), {"document_date": ""}, DAY).pdf


def test_a_letter_that_cannot_be_printed_stops_before_printing(press: Press) -> None:
    spec = document(field("name"), page=False)
    with pytest.raises(GlyphMissing, match="栏目name"):
        press.print(spec, {"name": "张☑三"}, DAY, facts())


def test_a_letter_of_the_template_is_guarded_too(
    fonts: Fonts, worker: Renderer, tmp_path: Path
) -> None:
    press = Press(folder_with(tmp_path, body("☐ 同意")), fonts, worker)
    with pytest.raises(GlyphMissing, match="试印文书"):
        press.print(document(), {}, DAY)


def test_what_is_missing_is_asked_for_before(press: Press) -> None:
    spec = document(field("name"), field("rent", required=False))
    assert [one.name for one in press.missing(spec, {})] == ["name"]


def test_an_unknown_page_has_no_digest(press: Press) -> None:
    with pytest.raises(TemplateProblem):
        press.template_digest(document(name="nowhere"))
