"""The reference of documents is made from the specifications and the templates themselves."""

from __future__ import annotations

import re

from launchkit.documents import Templates
from launchkit.documents.filters import FILTERS_ALLOWED
from launchkit.documents.reference import DOC_VALUES, documents_page
from tests.documents.made import document, field


def test_each_document_is_listed_with_its_fields(shipped: Templates) -> None:
    spec = document(
        field("name"),
        field("no", case="case_number", required=False),
        field("hires", collection="hire", columns=("hire_name", "hire_pay")),
    )
    page = documents_page([spec], shipped)
    assert "| D99 | 试印文书 `probe` | own form | not numbered | case | – | – |" in page
    assert "| `name` | 栏目name · 栏目name | fact `name` | yes |" in page
    assert "| `no` | 栏目no · 栏目no | case value `case_number` | no |" in page
    assert "a row per `hire`: `hire_name`, `hire_pay`" in page


def test_a_document_shows_its_first_page_and_the_items_that_issue_it(shipped: Templates) -> None:
    page = documents_page(
        [document(field("name"))],
        shipped,
        used_by={"D99": ["NB-01", "NB-02"]},
        pictures={"D99": "documents/D99.png"},
    )
    assert "| case | – | NB-01, NB-02 |" in page
    assert "](documents/D99.png)" in page
    assert "![" not in documents_page([document(field("name"))], shipped)


def test_documents_stand_in_the_order_of_their_codes(shipped: Templates) -> None:
    one = document(name="zeta")
    other = type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"code": "D01"})
    page = documents_page([one, other], shipped)
    assert page.index("## D01") < page.index("## D99")
    assert documents_page([other, one], shipped) == page


def test_every_tool_of_a_page_is_described(shipped: Templates) -> None:
    page = documents_page([], shipped)
    macros = re.findall(r"macro (\w+)\(", shipped.source("macros.html"))
    assert len(macros) > 15
    for name in macros:
        assert f"`m.{name}(" in page
    for name in FILTERS_ALLOWED:
        assert f"`{name}`" in page
    used = set(re.findall(r"\bdoc\.\w+", shipped.source("base.html")))
    assert used - set(DOC_VALUES) == {"doc.foot", "doc.foot_case", "doc.check"}
