"""What the desk's stories do not pass by: small rules of the domain, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from launchkit.domain import entries as kinds
from launchkit.domain.checklist import Retention, Text
from launchkit.domain.entries import KINDS, draft_of, entry_of
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.house import House
from launchkit.domain.people import owner_of
from launchkit.domain.recorded import Erased, Recorded
from launchkit.domain.recurrence import to_open
from launchkit.domain.retention import kept_until
from launchkit.domain.rules.common import Ask
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition


def a_desk(text: str) -> TestDesk:
    desk = desk_for(definition(text))
    desk.open()
    return desk


def years(count: int | None, counted_from: str = "case_closed") -> Retention:
    return Retention(
        id="x", title=Text(zh="x", en="x"), years=count, counted_from=counted_from, basis="S37-19"
    )


def test_retention_counts_from_the_closing_and_from_the_end_of_its_year() -> None:
    desk = a_desk("items: [{id: visit, optional: true}]")
    assert kept_until(desk.case, years(3)) is None
    desk.clock.instant = desk.clock.instant.replace(year=2028, month=2, day=29)
    desk.desk.close(desk.call("H1"), desk.id)

    assert kept_until(desk.case, years(3)) == date(2031, 2, 28)
    assert kept_until(desk.case, years(4)) == date(2032, 2, 29)
    assert kept_until(desk.case, years(1, "year_ended")) == date(2029, 12, 31)
    assert kept_until(desk.case, years(None)) == date.max
    assert kept_until(desk.case, None) == date.max


def test_every_kind_of_entry_survives_writing_and_reading() -> None:
    assert len(KINDS) == len({kind.__name__ for kind in KINDS.values()})
    entry = kinds.TaskReopened(task="a", reason="量错了 e\u0301", told=("b", "c"))
    draft = draft_of(entry)
    assert draft.data["reason"] == "量错了 é"
    assert draft.personal == {"reason"}
    assert draft_of(kinds.TaskReopened(task="a", reason="")).personal == frozenset()
    desk = a_desk("items: [{id: visit}]")
    desk.done("P1", "visit")
    last = desk.store.load(f"case:{desk.id}")[-1]
    assert entry_of(last) == kinds.TaskDone(task="visit")


def test_an_older_shape_is_brought_to_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk("items: [{id: visit}]")
    desk.done("P1", "visit")
    last = desk.store.load(f"case:{desk.id}")[-1]
    monkeypatch.setattr(kinds.TaskDone, "VERSION", 2)
    monkeypatch.setattr(
        kinds, "UPCASTERS", {("task_done", 1): lambda data: {"task": f"{data['task']}!"}}
    )
    assert entry_of(Recorded(envelope=last.envelope, data=last.data)) == kinds.TaskDone(
        task="visit!"
    )


def test_the_house_answers_by_code_or_says_what_there_is() -> None:
    house = House(
        people={"P1": kinds.PersonAdded(person="P1", name=Erased(on="2030-01-01", basis="x"))}
    )
    assert house.name("P1") == "P1", "an erased name reads as the code"
    assert house.name("X9") == "X9"
    for ask, known in ((house.person, "P1"), (house.company, "—"), (house.branch, "—")):
        with pytest.raises(NotFound, match=f"known: {known}"):
            ask("X9")


def test_nobody_owns_anything_in_a_case_without_a_lead() -> None:
    desk = a_desk("items: [{id: visit, owner: mate}]")
    empty = replace(desk.case, team={})
    assert owner_of(empty, empty.tasks["visit"]) is None


def test_a_fact_says_where_it_belongs() -> None:
    desk = a_desk(
        """
        collections: [{id: hire}]
        facts: [{id: rent, type: money}, {id: pay, type: money, per: hire}]
        items: [{id: visit, optional_facts: [rent]}]
        """
    )
    with pytest.raises(NotFound, match="did you mean rent"):
        desk.state("P1", rentt=1)
    with pytest.raises(NotFound, match=r"no fact zzz\."):
        desk.state("P1", zzz=1)
    with pytest.raises(Refused, match="belongs to the whole case"):
        desk.desk.state(desk.call("P1"), desk.id, {"hire-1.rent": 1})
    with pytest.raises(Refused, match="needs its instance"):
        desk.state("P1", pay=1)
    with pytest.raises(Refused, match="known: —"):
        desk.desk.state(desk.call("P1"), desk.id, {"hire-9.pay": 1})
    desk.state("P1", rent=5)
    assert desk.state("P1", rent="0.05").recorded == (), "what already stands is not written again"


def test_the_day_it_happened_has_to_be_a_day() -> None:
    desk = a_desk("items: [{id: visit}]")
    with pytest.raises(BadValue, match="2026-03-02"):
        desk.done("P1", "visit", on="gestern")
    desk.done("P1", "visit", on="2026-03-02T08:15:00+08:00")
    assert str(desk.case.tasks["visit"].done_on) == "2026-03-02"


def test_a_recurring_item_without_a_beginning_opens_nothing() -> None:
    desk = a_desk(
        """
        facts: [{id: begun_at, type: instant}]
        items:
          - {id: report, recurs: {each: day, since: {fact: begun_at}}}
        """
    )
    ask = Ask(actor="P1", now=desk.clock.forward(days=2))
    assert list(to_open(desk.case, ask.now)) == []
    desk.state("P1", begun_at="2026-03-02T23:30:00+08:00")
    assert [one.name for one in to_open(desk.case, ask.now)] == [
        "2026-03-02",
        "2026-03-03",
        "2026-03-04",
    ]


def test_a_finding_is_answered_once_and_with_words() -> None:
    desk = a_desk("items: [{id: visit}]")
    with pytest.raises(NotFound, match="open: —"):
        desk.desk.answer_finding(desk.call("P1"), desk.id, "x", answer="y")
    desk.clock.forward(days=9)
    desk.done("P1", "visit", on="2026-03-02")
    (finding,) = desk.case.findings
    with pytest.raises(Refused, match="things are open"):
        desk.desk.close(desk.call("H1"), desk.id)
    desk.desk.answer_finding(desk.call("P1"), desk.id, finding, answer="没有信号")
    desk.desk.close(desk.call("H1"), desk.id)
