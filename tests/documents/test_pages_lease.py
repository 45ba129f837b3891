"""The papers of mandate, site and lease: decision to filing (D01 to D13)."""

from __future__ import annotations

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import (
    filled,
    printed,
    read,
    sample,
)


def test_text_is_printed_as_it_was_typed(shipped: Templates) -> None:
    values = sample("decision") | {"mandate_scope": "先 <b>选址</b> & 装修\n再开业"}
    page = filled("decision", values, shipped)
    assert "<p>先 &lt;b&gt;选址&lt;/b&gt; &amp; 装修</p><p>再开业</p>" in page


def test_an_answer_nobody_gave_is_ticked_nowhere(shipped: Templates) -> None:
    known = filled("title_check", sample("title_check"), shipped)
    unknown = filled(
        "title_check",
        sample("title_check") | {"is_seized": None, "has_co_owners": None, "title_use": None},
        shipped,
    )
    assert known.count("box on") - unknown.count("box on") == 3
    assert "共有人书面同意出租" in unknown
    assert "共有人书面同意出租" not in known


def test_no_defects_are_claimed_while_nobody_has_looked(shipped: Templates) -> None:
    values = sample("premises_handover")
    looked = filled("premises_handover", values | {"premises_defects": []}, shipped)
    not_yet = filled("premises_handover", values | {"premises_defects": None}, shipped)
    assert "未发现瑕疵" in looked
    assert "未发现瑕疵" not in not_yet


def test_a_signed_table_is_barred_where_it_ends(shipped: Templates) -> None:
    for name, tables in {"mandate_letter": 2, "power_of_attorney": 1, "lease_review": 1}.items():
        assert filled(name, sample(name), shipped).count("（以下空白）") == tables


def test_a_decision_without_its_date_is_dated_by_hand(shipped: Templates) -> None:
    """The 30 days for registering run from this date, so no other may stand in its place."""
    page = filled("decision", sample("decision") | {"decision_signed_on": None}, shipped)
    assert "年　　月　　日" in page
    assert "2026年11月23日" not in page


@pytest.mark.pdf
def test_the_bar_under_a_table_never_stands_alone_on_a_page(press: Press) -> None:
    """Ten rows fit on the first page: the bar takes the last row along to the second."""
    pages = read(printed(press, "lease_review", sample("lease_review")))
    (barred,) = [page for page in pages if "（以下空白）" in page]
    assert "争议解决房屋所在地法院" in barred.split("（以下空白）")[0]
