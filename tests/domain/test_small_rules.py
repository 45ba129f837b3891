"""What the desk's stories do not pass by: small rules of the domain, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from launchkit.domain import entries as kinds
from launchkit.domain.ask import Ask
from launchkit.domain.checklist import Retention, Text
from launchkit.domain.entries import KINDS, draft_of, entry_of
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.house import House
from launchkit.domain.people import helpers_of, owner_of
from launchkit.domain.recorded import Erased, Recorded
from launchkit.domain.recurrence import to_open
from launchkit.domain.retention import kept_until
from launchkit.domain.rules.advance import assign_ready
from launchkit.domain.rules.common import task_of
from launchkit.domain.times import deadlines_of, kept
from launchkit.testing import TestDesk, desk_for, paper
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
    with pytest.raises(NotFound, match=r"no fact zzz; see"):
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


def test_a_case_without_a_lead_leaves_its_work_unassigned() -> None:
    desk = a_desk("items: [{id: visit, owner: mate}]")
    ask = Ask(actor="system", now=desk.clock())
    (given,) = assign_ready(desk.case, ask)
    assert given.draft.data["owner"] == "P2"
    assert list(assign_ready(replace(desk.case, team={}), ask)) == []


def test_what_everyone_helps_with_everyone_may_do() -> None:
    desk = a_desk("items: [{id: tidy, helpers: [everyone]}, {id: visit, helpers: [mate]}]")
    case = desk.case
    assert helpers_of(case, case.tasks["tidy"]) == ("P1", "P2", "H1")
    assert helpers_of(case, case.tasks["visit"]) == ("P2",)
    desk.done("P2", "tidy")


def test_the_only_task_of_an_item_needs_no_instance_in_its_name() -> None:
    desk = a_desk("{collections: [{id: hire}], items: [{id: onboard, per: hire}]}")
    with pytest.raises(NotFound, match="has no task yet"):
        task_of(desk.case, "onboard")
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    assert task_of(desk.case, "onboard").key == "onboard#hire-1"
    assert task_of(desk.case, "t-01").key == "onboard#hire-1"
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    with pytest.raises(NotFound, match="name one of: onboard#hire-1, onboard#hire-2"):
        task_of(desk.case, "onboard")


def test_files_handed_in_without_a_name_fill_the_rules_one_by_one() -> None:
    desk = a_desk("items: [{id: sign, evidence: [{id: lease}, {id: receipt}]}]")
    desk.done("P1", "sign", "a.pdf", "b.pdf")
    assert [one.rule for one in desk.case.tasks["sign"].evidence] == ["lease", "receipt"]
    desk.desk.attach(desk.call("P1"), desk.id, "sign", [paper("c.pdf")])
    assert desk.case.tasks["sign"].evidence[-1].rule == "lease", (
        "all are there: one more of the first"
    )


CLOCKS = """
statutes: [{id: DL1}]
collections: [{id: hire}]
facts:
  - {id: rented, type: yes_no}
  - {id: first_day_on, type: date, per: hire}
items:
  - {id: gate, optional_facts: [rented]}
  - {id: file, due: [{id: DL1, after: {case: start}, within: 30, when: {fact: rented, eq: true}, basis: [DL1]}]}
  - {id: onboard, per: hire, optional_facts: [first_day_on], due: [{id: P1, after: {fact: first_day_on}, within: 5}]}
"""


def test_a_deadline_with_a_condition_runs_only_while_the_answer_is_yes() -> None:
    desk = a_desk(CLOCKS)
    found = []
    for answer in (None, True, False):
        if answer is not None:
            desk.state("P1", rented=answer)
        found.append(len(deadlines_of(desk.case, desk.case.tasks["file"])))
        assert desk.desk.differences(desk.id) == (), "the stored row follows the answer"
    assert found == [0, 1, 0]


def test_each_of_a_collection_has_the_clock_of_its_own_date() -> None:
    desk = a_desk(CLOCKS)
    for day in ("2026-03-01", "2026-03-02"):
        desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
        name = f"hire-{day[-1]}.first_day_on"
        desk.desk.state(desk.call("P1"), desk.id, {name: day})
    last = [
        str(one.deadline.last_day)
        for key in ("onboard#hire-1", "onboard#hire-2")
        for one in deadlines_of(desk.case, desk.case.tasks[key])
    ]
    assert last == ["2026-03-06", "2026-03-07"]


def test_whether_a_deadline_was_kept_is_judged_by_what_it_asked_for() -> None:
    desk = a_desk(
        """
        items:
          - {id: days, due: [{id: P1, after: {case: start}, within: 3}]}
          - {id: late, due: [{id: P1, after: {case: start}, within: 3}]}
          - {id: given_up, due: [{id: P1, after: {case: start}, within: 3}]}
          - {id: begin, due: [{id: P1, kind: start, after: {case: start}, within: 3}]}
          - {id: report, recurs: {each: day, since: {case: start}, by: "18:00"}}
        """
    )

    def answer(key: str) -> bool | None:
        task = desk.case.tasks[key]
        (one,) = deadlines_of(desk.case, task)
        return kept(desk.case, task, one)

    assert answer("days") is None, "nobody has finished it"
    desk.advance()
    desk.desk.start(desk.call("P1"), desk.id, "begin")
    desk.desk.waive(desk.call("P1"), desk.id, "given_up", reason="不用")
    desk.approve("H1", "given_up")
    desk.clock.forward(hours=9, minutes=1)
    desk.done("P1", "report@2026-03-02")
    desk.clock.forward(days=10)
    desk.done("P1", "days", on="2026-03-05")
    desk.done("P1", "late")
    desk.done("P1", "begin")

    assert answer("days") is True, "days are judged by the day it happened"
    assert answer("late") is False
    assert answer("given_up") is None, "a waived task kept nothing and missed nothing"
    assert answer("begin") is True, "it had to be begun, and was"
    assert answer("report@2026-03-02") is False, "hours are judged by the recorded instant"
