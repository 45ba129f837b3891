from __future__ import annotations

import pytest

from launchkit.desk import PressFailed
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.index import is_stale
from launchkit.domain.rules.documents import wanted
from launchkit.testing import TestDesk

LETTER = """
facts: [{id: post, type: text}, {id: limit, type: money}]
items: [{id: appoint, facts: [post, limit], documents: [D02]}]
documents:
  - code: D02
    series: 授
    fields:
      - {name: number, case: document_number}
      - {name: day, case: document_date, required: false}
      - {name: who, case: lead_name}
      - {name: team, case: team}
      - {name: post, fact: post}
      - {name: lead_name, case: lead_name}
      - {name: remark, fact: limit, required: false}
"""


@pytest.fixture
def letters(unopened) -> TestDesk:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(LETTER)
    desk.open()
    return desk


def issue(desk: TestDesk, name: str = "D02"):  # type: ignore[no-untyped-def]
    return desk.desk.issue(desk.call("P1"), desk.id, name)


def test_it_names_every_missing_fact(letters: TestDesk) -> None:
    with pytest.raises(Refused, match="lacks 1 facts") as refused:
        issue(letters)
    assert refused.value.lacks[0].command == f"launchkit state {letters.case.number} post=…"
    assert letters.case.documents == {}


def test_people_are_named_on_paper_alone_and_in_tables(unopened) -> None:  # type: ignore[no-untyped-def]
    desk = unopened("""
facts:
  - {id: cashier, type: person}
  - id: counted
    type: table
    columns:
      - {id: box, type: text, title: {zh: 箱, en: box}}
      - {id: cashier, type: person, title: {zh: 出纳, en: cashier}, required: false}
items: [{id: count, facts: [cashier, counted], documents: [D02]}]
documents:
  - code: D02
    fields:
      - {name: by, fact: cashier}
      - {name: rows, fact: counted, columns: [box, cashier]}
""")
    desk.open()
    rows = [{"box": "一号", "cashier": "H1"}, {"box": "二号", "cashier": None}]
    desk.state("P1", cashier="P1", counted=rows)
    content = desk.vault.get(issue(desk).file.digest).decode()
    assert "by: 姓名P1" in content
    assert "姓名H1" in content
    assert "'cashier': None" in content


def test_it_is_numbered_printed_and_kept(letters: TestDesk) -> None:
    letters.state("P1", post="派驻负责人")
    found = issue(letters, "d02")

    assert found.fresh
    assert found.document.number == "锐修授〔2026〕1号"
    content = letters.vault.get(found.file.digest).decode()
    assert "document_number: 锐修授〔2026〕1号" in content
    assert "document_date: 2026-03-02" in content
    assert "lead_name: 姓名P1" in content, "people are named, not coded, on paper"
    assert "'name': '姓名H1'" in content

    again = issue(letters)
    assert not again.fresh
    assert again.file == found.file
    assert len(letters.press.printed) == 1


def test_a_letter_the_fonts_lack_costs_no_number(letters: TestDesk) -> None:
    letters.state("P1", post="派驻\N{REPLACEMENT CHARACTER}人")
    with pytest.raises(PressFailed, match="no such letter"):
        issue(letters)
    assert letters.case.documents == {}
    letters.state("P1", post="派驻负责人")
    assert issue(letters).document.number == "锐修授〔2026〕1号"


def test_exactly_the_documents_that_used_a_fact_become_stale(letters: TestDesk) -> None:
    letters.state("P1", post="派驻负责人")
    issue(letters)
    letters.state("P1", limit="5000.00")
    (row,) = letters.store.derived_rows(letters.id).documents
    assert not row.stale
    letters.state("P1", post="临时负责人")
    (row,) = letters.store.derived_rows(letters.id).documents
    assert row.stale

    second = issue(letters)

    assert second.document.number == "锐修授〔2026〕2号"
    (row,) = letters.store.derived_rows(letters.id).documents
    assert (row.number, row.stale) == ("锐修授〔2026〕2号", False)


def test_a_crash_before_the_page_prints_the_same_input_under_the_same_number(
    letters: TestDesk,
) -> None:
    letters.state("P1", post="派驻负责人")
    letters.press.failure = PressFailed("没有字体", "no fonts")
    with pytest.raises(PressFailed):
        issue(letters)
    prepared = letters.case.document("D02")
    assert prepared is not None
    assert prepared.issued is None
    with pytest.raises(Refused, match="things are open"):
        letters.desk.close(letters.call("H1"), letters.id)
    advanced = letters.desk.clockwork.advance(letters.id)
    assert [(one.document, one.en) for one in advanced.troubles] == [("D02", "no fonts")]
    letters.state("P1", post="临时负责人")

    letters.press.failure = None
    found = issue(letters)

    assert found.document.number == prepared.number
    assert "post: 派驻负责人" in letters.vault.get(found.file.digest).decode(), (
        "the input was closed"
    )
    (row,) = letters.store.derived_rows(letters.id).documents
    assert row.stale


def test_a_press_that_stands_still_is_tried_again_at_every_sweep(letters: TestDesk) -> None:
    letters.state("P1", post="派驻负责人")
    letters.press.failure = PressFailed("没有字体", "no fonts", later=True)
    with pytest.raises(PressFailed):
        issue(letters)
    for _ in range(2):
        (trouble,) = letters.desk.clockwork.sweep().troubles
        assert trouble.later
        assert list(letters.store.cases_to_sweep(letters.clock())) == [letters.id]
    # What is wrong with a document is wrong until somebody does something about it.
    letters.press.failure = PressFailed("坏字", "a bad letter")
    (trouble,) = letters.desk.clockwork.sweep().troubles
    assert not trouble.later
    assert list(letters.store.cases_to_sweep(letters.clock())) == []


def test_a_batch_ends_where_the_press_stands_still(unopened) -> None:  # type: ignore[no-untyped-def]
    """
    items: [{id: appoint, documents: [D01, D02, D03]}]
    documents:
      - {code: D01, fields: [{name: who, case: lead_name}]}
      - {code: D02, fields: [{name: who, case: lead_name}]}
      - {code: D03, fields: [{name: who, case: lead_name}]}
    """
    desk: TestDesk = unopened(test_a_batch_ends_where_the_press_stands_still.__doc__)
    desk.open()
    desk.press.failure = PressFailed("没有字体", "no fonts", later=True)
    troubles = desk.desk.clockwork.advance(desk.id).troubles
    assert [one.document for one in troubles] == ["D01", "D02"]
    desk.press.failure = None
    assert len(desk.desk.clockwork.advance(desk.id).issued) == 3


def test_the_clockwork_issues_what_is_complete_and_nothing_twice(letters: TestDesk) -> None:
    assert letters.desk.clockwork.advance(letters.id).issued == ()
    letters.state("P1", post="派驻负责人")
    (one,) = letters.desk.clockwork.advance(letters.id).issued
    assert one.document.document == "D02"
    assert letters.desk.clockwork.advance(letters.id).issued == ()
    letters.state("P1", post="临时负责人")
    assert letters.desk.clockwork.advance(letters.id).issued == (), (
        "a person decides about stale ones"
    )


def test_a_void_number_is_never_used_again(letters: TestDesk) -> None:
    letters.state("P1", post="派驻负责人")
    with pytest.raises(NotFound, match="no version"):
        letters.desk.void(letters.call("H1"), letters.id, "D02", reason="错")
    issue(letters)
    with pytest.raises(Refused, match="Only headquarters"):
        letters.desk.void(letters.call("P1"), letters.id, "D02", reason="错")
    letters.desk.void(letters.call("H1"), letters.id, "D02", reason="日期错")
    assert letters.case.document("D02") is None
    assert not is_stale(letters.case, "D02"), "what is void cannot be out of date"
    assert issue(letters).document.number == "锐修授〔2026〕2号"


def test_a_document_per_hire(desk: TestDesk) -> None:
    """
    collections: [{id: hire}]
    facts: [{id: pay, type: money, per: hire}]
    items: [{id: offer, per: hire, facts: [pay], documents: [D29]}]
    documents:
      - {code: D29, per: hire, fields: [{name: pay, fact: pay}]}
      - {code: D30, fields: [{name: staff, collection: hire, columns: [pay]}]}
    """
    with pytest.raises(NotFound, match="per instance"):
        issue(desk, "D29")
    for _ in range(2):
        desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    with pytest.raises(Refused) as refused:
        issue(desk, "D29#hire-2")
    assert "hire-2.pay" in (refused.value.lacks[0].command or "")
    desk.desk.state(desk.call("P1"), desk.id, {"hire-2.pay": "6000.00"})

    found = issue(desk, "D29#hire-2")

    assert found.document.number is None
    assert "pay: 600000" in desk.vault.get(found.file.digest).decode()
    assert [one.document.document for one in desk.desk.clockwork.advance(desk.id).issued] == []
    issue(desk, "D30")
    desk.desk.state(desk.call("P1"), desk.id, {"hire-1.pay": "5000.00"})
    assert {row.document: row.stale for row in desk.store.derived_rows(desk.id).documents} == {
        "D29#hire-2": False,
        "D30": False,
    }
    with pytest.raises(NotFound, match="No document D99"):
        wanted(desk.case, "D99")


def test_a_document_that_needs_an_erased_fact_is_not_issued_again(unopened) -> None:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(
        """
        facts: [{id: id_number, type: id_number, personal: sensitive}]
        items: [{id: appoint, facts: [id_number], documents: [D02]}]
        documents: [{code: D02, series: 授, personal: sensitive, fields: [{name: id_number, fact: id_number}]}]
        """
    )
    desk.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "A1": ("administrator",)})
    desk.done("P1", "appoint", id_number="11010519491231002x")
    printed = issue(desk).file.digest
    assert desk.vault.sealed == {printed}, "what concerns a person closely is kept encrypted"
    erase = desk.desk.registry.erase
    erasure = desk.agree_erasure("id_number")
    with pytest.raises(Refused, match="has not run"):
        erase(desk.call("A1"), desk.id, erasure)
    desk.desk.close(desk.call("H1"), desk.id)
    with pytest.raises(Refused, match="has not run"):
        erase(desk.call("A1"), desk.id, erasure)
    desk.clock.forward(days=3 * 366)
    with pytest.raises(Refused, match="do not allow"):
        erase(desk.call("P1"), desk.id, erasure)
    erase(desk.call("A1"), desk.id, erasure)

    held = desk.case.held("id_number")
    assert held is not None
    assert str(held.value).startswith("Erased(on='2029-03-")
    with pytest.raises(Refused, match="has been carried out"):
        erase(desk.call("A1"), desk.id, erasure)
    again = desk.agree_erasure("id_number")
    with pytest.raises(NotFound, match="no personal value"):
        erase(desk.call("A1"), desk.id, again)
    assert desk.vault.files == {}, "the page that printed it is gone too"
    with pytest.raises(Refused, match="erased by rule"):
        desk.desk.issue(desk.call("H1"), desk.id, "D02")
