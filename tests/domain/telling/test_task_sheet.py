"""The page of a task: its questions and proofs, its neighbours, what one may do, what happened to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from launchkit.domain.ask import Ask
from launchkit.domain.matrix import Operation
from launchkit.domain.standing import Standing
from launchkit.domain.telling.covering import covered
from launchkit.domain.telling.task_sheet import (
    TaskSheet,
    meanwhile,
    task_history,
    task_sheet,
)
from launchkit.testing import TestDesk, desk_for, paper
from tests.desk.made import definition

YAML = """
statutes: [{id: L1}, {id: L2}]
facts:
  - {id: rent, type: money}
  - {id: landlord, type: text, personal: ordinary}
  - {id: phone, type: phone}
  - {id: id_number, type: id_number, personal: sensitive}
  - {id: decided_on, type: date}
  - {id: name, type: text, per: hire, personal: ordinary}
  - {id: counted, type: money}
collections: [{id: hire}]
items:
  - {id: decide, facts: [decided_on]}
  - id: sign
    needs: [decide]
    facts: [rent, phone]
    optional_facts: [landlord, id_number]
    basis: [L1, gone]
    due: [{id: DL1, after: {fact: decided_on}, within: 30, basis: [L2, L1]}]
    evidence: [{id: lease}, {id: photo, min: 2}]
    counsel: [{id: q1, asks: {zh: 能签吗, en: may we sign}}]
  - {id: pay, needs: [sign]}
  - {id: train, per: hire, facts: [name]}
  - {id: celebrate, needs: [train]}
  - id: close_cash
    recurs: {each: day, since: {fact: decided_on}}
    facts: [counted]
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open(
        {
            "P1": ("lead",),
            "P2": ("mate",),
            "H1": ("hq_lead",),
            "A1": ("auditor",),
            "X1": ("administrator",),
        }
    )
    made.advance()
    return made


def sheet(desk: TestDesk, task: str = "sign", person: str = "P1") -> TaskSheet:
    case = desk.case
    ask = Ask(actor=person, now=desk.clock(), people=desk.desk.house().roster())
    return task_sheet(case, case.tasks[task], desk.desk.house(), ask)


def test_its_neighbours_on_both_sides(desk: TestDesk) -> None:
    found = sheet(desk)
    assert [(one.key, one.owner_name, one.standing) for one in found.needs] == [
        ("decide", "姓名P1", Standing.READY)
    ]
    assert [one.key for one in found.waited_by] == ["pay"]
    waiting = sheet(desk, "celebrate").needs
    assert [(one.key, one.code, one.standing) for one in waiting] == [(None, "T-04", None)]
    desk.done("P1", "decide", decided_on="2026-03-02")
    assert sheet(desk).needs == ()
    assert sheet(desk, "decide").needs == ()


def test_its_statutes_are_named_once(desk: TestDesk) -> None:
    assert [one.id for one in sheet(desk).statutes] == ["L1", "L2"]


def test_its_proofs_each_in_their_place(desk: TestDesk) -> None:
    for name in ("lease:a", "photo:b", "other:c"):
        desk.desk.attach(desk.call("P1"), desk.id, "sign", [paper(name)])
    found = sheet(desk)
    assert [(one.rule.id, len(one.held), one.missing) for one in found.slots] == [
        ("lease", 1, False),
        ("photo", 1, True),
    ]
    assert [one.name for one in found.others] == ["c"]


def test_facts_may_be_written_beside_the_files(desk: TestDesk) -> None:
    desk.desk.attach(
        desk.call("P1"), desk.id, "sign", [paper("lease:a")], stated={"rent": "36000.00"}
    )
    assert desk.case.value("rent") == 3_600_000


def test_its_questions_with_what_is_covered(desk: TestDesk) -> None:
    desk.state(
        "P1", rent="36000.00", landlord="陶𠮷", phone="13800000021", id_number="210106199001010012"
    )
    mine = {one.spec.id: one for one in sheet(desk).facts}
    assert [(one.required, one.missing) for one in mine.values()] == [
        (True, False),
        (True, False),
        (False, False),
        (False, False),
    ]
    assert mine["rent"].shown.zh == "36,000.00 元"
    assert mine["rent"].value == 3_600_000
    assert mine["rent"].by_name == "姓名P1"
    assert mine["landlord"].shown.zh == "陶𠮷"
    assert (mine["phone"].shown.zh, mine["phone"].value) == ("•••• 0021", None)
    assert mine["id_number"].shown.zh == "•••• 0012"
    theirs = {one.spec.id: one for one in sheet(desk, person="A1").facts}
    assert theirs["landlord"].shown.zh == "••••"
    assert theirs["rent"].shown.zh == "36,000.00 元"


def test_what_nobody_stated_shows_nothing(desk: TestDesk) -> None:
    assert {one.shown.zh for one in sheet(desk).facts} == {""}
    assert {one.value for one in sheet(desk).facts} == {None}


def test_what_was_erased_is_said_and_is_no_value() -> None:
    made = desk_for(
        definition(
            """
            facts:
              - {id: landlord, type: text, personal: ordinary}
              - {id: id_number, type: id_number, personal: sensitive}
            items: [{id: sign, optional_facts: [landlord, id_number]}]
            """
        )
    )
    made.open({"P1": ("lead",), "H1": ("hq_lead",), "X1": ("administrator",)})
    made.done("P1", "sign", landlord="陶𠮷", id_number="210106199001010012")
    made.desk.close(made.call("H1"), made.id)
    made.clock.forward(days=4 * 366)
    for fact in ("landlord", "id_number"):
        made.desk.registry.erase(made.call("X1"), made.id, made.agree_erasure(fact))
    found = {one.spec.id: one for one in sheet(made).facts}
    assert "已清除" in found["landlord"].shown.zh
    assert found["landlord"].value is None
    assert "已清除" in found["id_number"].shown.zh
    assert sum("已清除" in one for one in history(made, "sign")) == 2


def test_yesterdays_count_is_no_answer_to_todays(desk: TestDesk) -> None:
    desk.done("P1", "decide", decided_on="2026-03-02")
    desk.advance()
    desk.done("P1", "close_cash@2026-03-02", counted="5.00")
    desk.clock.forward(days=1)
    desk.advance()
    assert [one.held for one in sheet(desk, "close_cash@2026-03-03").facts] == [None]


def test_a_covered_value_shows_its_end_only_where_enough_stays_hidden() -> None:
    assert covered("13800000021").zh == "•••• 0021"
    assert covered("12345678").zh == "••••"
    assert covered(["x"]).zh == "••••"


# --- what one may do ---------------------------------------------------------------------------------------


def test_what_is_offered_follows_standing_and_rights(desk: TestDesk) -> None:
    lead = sheet(desk, "decide").may
    assert {Operation.START, Operation.DONE, Operation.BLOCK, Operation.ASSIGN} <= lead
    assert Operation.EXTEND not in lead
    assert Operation.UNBLOCK not in lead
    assert Operation.EXTEND in sheet(desk, "decide", "H1").may
    assert sheet(desk, "decide", "A1").may == {Operation.WATCH}
    desk.desk.block(desk.call("P1"), desk.id, "decide", waiting_on="房东", reason="没人")
    assert {Operation.UNBLOCK, Operation.NUDGE} <= sheet(desk, "decide").may
    desk.desk.unblock(desk.call("P1"), desk.id, "decide")
    desk.done("P1", "decide", decided_on="2026-03-02")
    done = sheet(desk, "decide").may
    assert Operation.REOPEN in done
    assert Operation.WAIVE not in done


def test_a_waiver_that_is_asked_for_leaves_nothing_to_ask(desk: TestDesk) -> None:
    desk.desk.waive(desk.call("P1"), desk.id, "pay", reason="不用付")
    found = sheet(desk, "pay")
    assert found.waiver_reason.zh == "不用付"
    assert Operation.WAIVE not in found.may
    desk.desk.reject(desk.call("H1"), desk.id, "pay", reason="要付")
    assert sheet(desk, "pay").sent_back.zh == "要付"


def test_lent_rights_are_offered_too(desk: TestDesk) -> None:
    assert Operation.DONE not in sheet(desk, "decide", "P2").may
    today = date(2026, 3, 2)
    desk.desk.people.delegate(
        desk.call("P1"),
        desk.id,
        to="P2",
        begins=today,
        ends=today + timedelta(days=2),
        roles=["lead"],
        reason="看房",
    )
    assert Operation.DONE in sheet(desk, "decide", "P2").may


def test_in_a_closed_case_nothing_is_offered() -> None:
    made = desk_for(definition("items: [{id: a}]"))
    made.open()
    made.done("P1", "a")
    made.desk.close(made.call("H1"), made.id)
    assert sheet(made, "a").may == frozenset()


def test_an_emergency_right_is_seen_with_its_end(desk: TestDesk) -> None:
    assert sheet(desk).glass_until is None
    desk.desk.people.break_glass(desk.call("P2"), desk.id, "sign", reason="房东要走")
    assert (sheet(desk, person="P2").glass_until or "").startswith("2026-03-03")
    desk.desk.people.watch(desk.call("P2"), desk.id, "sign", person="P2")
    assert sheet(desk, person="P2").watching


# --- what happened ------------------------------------------------------------------------------------------


def history(desk: TestDesk, task: str) -> list[str]:
    entries = desk.desk.reading.entries(desk.id, viewer="H1")
    case = desk.case
    found = task_history(case, case.tasks[task], entries, desk.desk.house())
    return [line.said.zh for line in found]


def test_its_history_is_its_own_and_covers_what_is_personal(desk: TestDesk) -> None:
    desk.state("P1", rent="36000.00", landlord="陶𠮷", decided_on="2026-03-02")
    desk.desk.start(desk.call("P1"), desk.id, "decide")
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire", label="张伟")
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire", label="李娜")
    desk.state("P1", **{"hire-1.name": "张伟"})
    assert history(desk, "sign") == ["填报landlord：••••", "填报rent：36,000.00 元"]
    assert "填报name：••••" in history(desk, "train#hire-1")
    assert "填报name：••••" not in history(desk, "train#hire-2")


def test_what_others_did_meanwhile_is_theirs_and_about_this_task(desk: TestDesk) -> None:
    seen = desk.case.seq
    own, theirs = desk.call("P1"), desk.call("H1")
    desk.desk.state(own, desk.id, {"rent": "1.00"})
    desk.desk.state(theirs, desk.id, {"phone": "13800000021"})
    desk.desk.state(desk.call("H1"), desk.id, {"decided_on": "2026-03-02"})
    entries = desk.desk.reading.entries(desk.id, viewer="P1", after=seen)
    task = desk.case.tasks["sign"]

    def found(**more: str) -> list[str]:
        asked = {"person": "P1", "request": "mine", **more}
        return [str(one.data["fact"]) for one in meanwhile(task, entries, **asked)]

    assert found() == ["phone"]
    assert found(request=theirs.request) == []
    assert found(person="H1") == ["rent"]
    assert meanwhile(task, entries[:0], person="P2", request="") == ()
