"""Every document with a page of its own: what it shows, what it leaves open, where it breaks, which law it cites.

What is particular to one document stands in the test_pages_* beside this file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launchkit.documents import Press, Templates, fill, missing_fields
from launchkit.domain.checklist import RECORDS
from launchkit.library.yaml_reader import read_file
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.made import TEMPLATES
from tests.documents.pages import (
    DAY,
    archivable,
    filled,
    numbered,
    printed,
    read,
    required_only,
    sample,
    shipped_facts,
    shipped_spec,
    stretched,
)

_PATH = Path(__file__).with_name("expected.yaml")
EXPECTED: dict[str, Any] = dict(read_file(_PATH, _PATH.name).data)
DOCUMENTS = sorted(EXPECTED)
#: those that print what somebody filled in; a record of the case prints what was computed
FORMS = [name for name in DOCUMENTS if shipped_spec(name).per not in RECORDS]
LONG = [name for name in DOCUMENTS if "tables" in EXPECTED[name]]
#: printed around the page, or by the frame
FRAME = {"check_code", "document_number", "document_date", "case_number", "company_name"}
#: Words that would find somebody guilty before anybody has decided.
VERDICTS = re.compile("嫌疑|侵占|贪污|盗|诈骗|罪犯|犯罪人|犯罪分子|违纪|赃|偷|作案|造假|作弊")
_WHOLE = re.compile(r"\b1[3-9]\d{9}\b|\b\d{17}[\dX]\b")


def test_every_shipped_page_is_expected() -> None:
    shipped = {
        path.parent.name
        for path in TEMPLATES.glob("documents/*/fields.yaml")
        if shipped_spec(path.parent.name).page
    }
    assert set(DOCUMENTS) == shipped


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_sample_shows_what_the_field_asks_of_it(
    press: Press, tmp_path: Path, name: str
) -> None:
    pdf = printed(press, name, numbered(name, sample(name)))
    archivable(pdf, tmp_path)
    pages = read(pdf)
    text = "".join(pages)
    assert [words for words in EXPECTED[name]["shows"] if words not in text] == []
    assert len(pages) == EXPECTED[name]["pages"]
    assert "None" not in text
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.pdf
@pytest.mark.parametrize("name", LONG)
def test_a_long_table_repeats_its_head_on_every_page(press: Press, name: str) -> None:
    pages = read(printed(press, name, numbered(name, stretched(name, rows=60, letters=200))))
    for table in EXPECTED[name]["tables"]:
        with_rows = [page for page in pages if table["row"] in page]
        assert len(with_rows) > 1
        assert all(table["head"] in page for page in with_rows)
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_a_short_table_is_held_together(shipped: Templates, name: str) -> None:
    page = filled(name, stretched(name, rows=60, letters=200), shipped)
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        if table.count("<tr") > 40:
            assert "keep" not in table.split(">", 1)[0]
            assert "<thead>" in table


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_leaves_room_for_what_is_not_known_yet(shipped: Templates, name: str) -> None:
    values = required_only(name)
    assert missing_fields(shipped_spec(name), values) == ()
    page = filled(name, values, shipped)
    assert "None" not in page
    assert "True" not in page
    assert "人民币（" not in page, "an amount nobody gave"
    assert shipped_spec(name).title.zh in page


@pytest.mark.parametrize("name", FORMS)
def test_a_paper_can_be_filled_in_by_hand(shipped: Templates, name: str) -> None:
    values = {key: [] if isinstance(value, list) else value for key, value in sample(name).items()}
    assert "None" not in filled(name, values, shipped), "no rows at all"
    for nothing in ({}, dict.fromkeys(values)):
        page = filled(name, nothing, shipped)
        assert "None" not in page
        assert "box on" not in page, "an answer nobody gave"
        assert "人民币（" not in page


@pytest.mark.parametrize("name", FORMS)
def test_typed_text_stays_text(shipped: Templates, name: str) -> None:
    values = sample(name)
    for key, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value[0] |= {
                column: f"<b>{cell}"
                for column, cell in value[0].items()
                if isinstance(cell, str) and re.search("[一-鿿]", cell)
            }
        elif isinstance(value, str) and "，" in value:
            values[key] = f"<b>{value}"
    assert "<b>" not in filled(name, values, shipped)


@pytest.mark.parametrize("name", FORMS)
def test_a_paper_is_more_than_the_data_sheet(shipped: Templates, name: str) -> None:
    values = {**sample(name), "document_date": DAY.isoformat()}
    spec = shipped_spec(name)
    assert "不是政府机关的表格" in fill(
        replace(spec, page=False), values, shipped, shipped_facts()
    )
    own = filled(name, values, shipped)
    assert "不是政府机关的表格" not in own
    assert ('data-mark="资料表"' in own) is (spec.form == "official")
    assert ("非官方表格，供填报用" in own) is (spec.form == "official")


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_a_form_stands_on_its_page(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    fields = shipped_spec(name).fields
    asked = {field.name for field in fields} - FRAME
    assert [one for one in sorted(asked) if not re.search(rf"\b{one}\b", page)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_article_cited_is_in_the_file_of_statutes(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    cited = cited_articles(page)
    assert cited <= known_articles()
    assert loose_articles(page) == []
    assert bool(cited) is EXPECTED[name].get("law", True)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_paper_finds_anybody_guilty(shipped: Templates, name: str) -> None:
    assert VERDICTS.findall(filled(name, sample(name), shipped)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_whole_numbers_stand_only_where_the_form_needs_them(shipped: Templates, name: str) -> None:
    found = _WHOLE.search(filled(name, numbered(name, sample(name)), shipped))
    assert bool(found) is EXPECTED[name].get("whole", False)
