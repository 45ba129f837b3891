"""Fetching a file with sensitive personal data: in the trail, once for each time; other files leave no entry."""

from __future__ import annotations

import pytest

from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.telling import entry_line
from launchkit.testing import TestDesk, desk_for, paper
from tests.desk.made import definition

YAML = """
documents:
  - {code: D01, name: plain}
  - {code: D02, name: contract, personal: sensitive}
items:
  - id: enter
    owner: lead
    documents: [D01, D02]
    evidence: [{id: id_card, personal: sensitive}, {id: shop_front}]
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open({"P1": ("lead",), "H1": ("hq_lead",), "X1": ("administrator",), "A1": ("auditor",)})
    made.advance()
    return made


def prepared(desk: TestDesk, document: str) -> int:
    """The entry that numbered the newest version, which is printed now."""
    desk.desk.issue(desk.call("P1"), desk.id, document)
    found = desk.case.document(document)
    assert found is not None
    return found.prepared


def test_a_sensitive_document_leaves_an_entry_each_time_it_is_fetched(desk: TestDesk) -> None:
    contract, plain = prepared(desk, "D02"), prepared(desk, "D01")
    before, fetch = desk.case.seq, desk.desk.people.fetch_document
    for number in (1, 2):
        outcome = fetch(desk.call("A1"), desk.id, "D02", prepared=contract)
        (entry,) = outcome.recorded
        assert (entry.envelope.kind, entry.data["of"]) == ("file_fetched", contract)
        said = entry_line(entry, desk.case, desk.desk.house()).said
        assert "D02" in said.zh
        assert "D02" in said.en
        assert desk.case.seq == before + number
    seq = desk.case.seq
    assert fetch(desk.call("A1"), desk.id, "D01", prepared=plain).recorded == ()
    assert desk.case.seq == seq


def test_a_sensitive_proof_leaves_an_entry_with_a_reason_if_one_was_given(desk: TestDesk) -> None:
    for name in ("id_card:a", "shop_front:b"):
        desk.desk.attach(desk.call("P1"), desk.id, "enter", [paper(name)])
    card, front = desk.case.tasks["enter"].evidence
    fetch = desk.desk.people.fetch_evidence
    (entry,) = fetch(desk.call("H1"), desk.id, "enter", evidence=card.seq, reason="核对").recorded
    assert (entry.data["of"], entry.data["reason"]) == (card.seq, "核对")
    said = entry_line(entry, desk.case, desk.desk.house()).said
    assert "凭证" in said.zh
    assert "evidence of" in said.en
    assert fetch(desk.call("H1"), desk.id, "enter", evidence=front.seq).recorded == ()


def test_who_may_not_see_personal_data_gets_no_sensitive_file(desk: TestDesk) -> None:
    desk.desk.attach(desk.call("P1"), desk.id, "enter", [paper("id_card:a")])
    (card,) = desk.case.tasks["enter"].evidence
    contract = prepared(desk, "D02")
    with pytest.raises(Refused):
        desk.desk.people.fetch_document(desk.call("X1"), desk.id, "D02", prepared=contract)
    with pytest.raises(Refused):
        desk.desk.people.fetch_evidence(desk.call("X1"), desk.id, "enter", evidence=card.seq)


def test_a_file_that_is_not_there_cannot_be_fetched(desk: TestDesk) -> None:
    for document in ("D01", "D02"):
        with pytest.raises(NotFound, match=r"has no file|没有第"):
            desk.desk.people.fetch_document(desk.call("P1"), desk.id, document, prepared=1)
    with pytest.raises(NotFound):
        desk.desk.people.fetch_evidence(desk.call("P1"), desk.id, "enter", evidence=1)
