"""Repeats, and two who act at the same moment: nothing is written twice, no number is lost, no page goes out wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from launchkit.desk import Issued, Opening, PressFailed
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.recorded import Erased, Head
from launchkit.domain.store_errors import RequestReused
from launchkit.testing import MemoryStore, PlainPress, TestDesk, desk_for
from tests.desk.made import definition

LETTER = """
facts: [{id: post, type: text, personal: ordinary}]
items: [{id: appoint, facts: [post], documents: [D02], evidence: [{id: signed, min: 0}]}]
documents:
  - {code: D02, series: 授, personal: ordinary, fields: [{name: post, fact: post}]}
"""


@pytest.fixture
def letters() -> TestDesk:
    desk = desk_for(definition(LETTER))
    desk.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "A1": ("administrator",)})
    desk.state("P1", post="派驻负责人")
    return desk


def kinds(desk: TestDesk) -> list[str]:
    return [one.envelope.kind for one in desk.store.load(f"case:{desk.id}")]


def issue(desk: TestDesk) -> Issued:
    return desk.desk.issue(desk.call("P1"), desk.id, "D02")


def meanwhile(monkeypatch: pytest.MonkeyPatch, method: str, act: Callable[[], object]) -> None:
    """Somebody else acts once, just before the press is asked for the first time."""
    asked: object = getattr(PlainPress, method)
    waiting = [act]

    def later(self: PlainPress, *args: object) -> object:
        if waiting:
            waiting.pop()()
        return asked(self, *args)  # type: ignore[operator]

    monkeypatch.setattr(PlainPress, method, later)


# --- repeats ------------------------------------------------------------------------------------


def test_a_click_sent_twice_is_answered_twice_and_written_once(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    call = desk.call("P1")
    first = desk.desk.done(call, desk.id, "visit")
    second = desk.desk.done(call, desk.id, "visit")

    assert (first.repeated, second.repeated) == (False, True)
    assert second.answer == first.answer
    assert kinds(desk) == ["case_opened", "task_done"]


def test_a_request_id_stands_for_one_action(desk: TestDesk) -> None:
    """
    items: [{id: visit}, {id: sign}]
    """
    call = desk.call("P1")
    desk.desk.done(call, desk.id, "visit")
    with pytest.raises(RequestReused):
        desk.desk.reopen(call, desk.id, "sign", reason="补页")
    assert kinds(desk) == ["case_opened", "task_done"]


def test_the_store_recognises_a_repeat_that_came_at_the_same_moment(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    facts: [{id: rent, type: money}]
    items: [{id: visit, optional_facts: [rent]}]
    """
    call, other = desk.call("P1"), desk.desk.case(desk.id)
    desk.desk.start(call, desk.id, "visit")
    # This process has neither seen the answer nor the entry when it decides.
    monkeypatch.setattr(MemoryStore, "answered", lambda _self, _request: None)
    monkeypatch.setattr(
        MemoryStore, "head", lambda _self, _stream: Head(seq=other.seq, digest="0" * 64)
    )
    desk.desk.shelf._warm[desk.id] = replace(desk.desk.shelf._warm[desk.id], case=other)

    outcome = desk.desk.start(call, desk.id, "visit")

    assert outcome.repeated
    assert outcome.recorded == ()
    assert kinds(desk) == ["case_opened", "task_started"]


def test_a_case_asked_for_twice_at_once_is_opened_once(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    items: [{id: visit}]
    """
    wanted = Opening(
        checklist="test",
        name="第二案",
        branch="SY",
        start="2026-03-02",
        target="2026-05-01",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
    )
    call = desk.call("H1")
    first = desk.desk.open(call, wanted)
    monkeypatch.setattr(MemoryStore, "answered", lambda _self, _request: None)

    second = desk.desk.open(call, wanted)

    assert second.repeated
    assert second.case.id == first.case.id
    assert len(desk.store.cases()) == 2


def test_a_name_that_two_cases_bear_has_to_be_told_apart(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    first = desk.id
    desk.open()
    with pytest.raises(NotFound, match="names several cases"):
        desk.desk.reading.find_case("测试专案", viewer="P1")
    assert desk.desk.reading.find_case("1", viewer="P1") == first


# --- documents ----------------------------------------------------------------------------------


def test_two_who_issue_at_once_get_the_same_page(
    letters: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: list[Issued] = []
    meanwhile(monkeypatch, "template_digest", lambda: others.append(issue(letters)))

    mine = issue(letters)

    assert not mine.fresh
    assert mine.document == others[0].document
    assert kinds(letters)[2:] == ["document_prepared", "document_issued"]
    assert len(letters.press.printed) == 1


def test_two_who_print_at_once_record_one_page(
    letters: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: list[Issued] = []
    meanwhile(monkeypatch, "print", lambda: others.append(issue(letters)))

    mine = issue(letters)

    assert mine.file == others[0].file
    assert mine.document.number == "锐修授〔2026〕1号"
    assert kinds(letters)[2:] == ["document_prepared", "document_issued"]


def test_a_repeat_does_not_bring_back_what_was_voided_since(letters: TestDesk) -> None:
    call = letters.call("P1")
    letters.desk.issue(call, letters.id, "D02")
    letters.desk.void(letters.call("H1"), letters.id, "D02", reason="日期错")

    with pytest.raises(PressFailed, match="could not be numbered"):
        letters.desk.issue(call, letters.id, "D02")
    assert letters.case.document("D02") is None


def test_a_number_whose_facts_were_erased_is_never_printed_with_blanks(letters: TestDesk) -> None:
    letters.press.failure = PressFailed("没有字体", "no fonts")
    with pytest.raises(PressFailed, match="no fonts"):
        issue(letters)
    letters.press.failure = None
    entries = letters.store.entries[f"case:{letters.id}"]
    gone = Erased(on="2030-01-01", basis="case_file")
    entries[1] = replace(entries[1], data={**entries[1].data, "value": gone})
    letters.desk.shelf.forget(letters.id)

    with pytest.raises(Refused, match="has been erased") as refused:
        issue(letters)
    assert refused.value.lacks[0].command == (
        f"launchkit void {letters.case.number} D02 --reason …"
    )
    assert letters.press.printed == []


def test_a_page_that_proves_something_else_too_outlives_the_erasure(
    letters: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = issue(letters).file
    # Somebody filed the printed page as evidence: the same bytes under another entry.
    monkeypatch.setattr(MemoryStore, "files_in_use", lambda _self: [page.digest])
    letters.done("P1", "appoint")
    letters.desk.close(letters.call("H1"), letters.id)
    letters.clock.forward(days=3 * 366)

    erasure = letters.agree_erasure("post")
    letters.desk.registry.erase(letters.call("A1"), letters.id, erasure)

    assert isinstance(letters.case.value("post"), Erased)
    assert page.digest in letters.vault.files


def test_a_page_is_not_waited_for_where_only_the_entries_are_wanted(letters: TestDesk) -> None:
    advanced = letters.desk.clockwork.advance(letters.id, issue=False)
    assert advanced.issued == ()
    assert list(letters.store.cases_to_sweep(letters.clock())) == [letters.id], (
        "the sweep takes up what was left"
    )
    (later,) = letters.desk.clockwork.sweep().advanced
    assert [one.document.number for one in later.issued] == ["锐修授〔2026〕1号"]


def test_a_missing_list_says_what_it_is_without_a_command(desk: TestDesk) -> None:
    """
    collections: [{id: hire}]
    facts: [{id: pay, type: money, per: hire}]
    items: [{id: visit}]
    documents: [{code: D30, fields: [{name: staff, collection: hire, columns: [pay]}]}]
    """
    with pytest.raises(Refused, match="lacks 1 facts") as refused:
        desk.desk.issue(desk.call("P1"), desk.id, "D30")
    assert [(one.zh, one.command) for one in refused.value.lacks] == [("staff", None)]
