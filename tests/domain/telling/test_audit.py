"""What an auditor looks through: filters, covered values, deviations, statutory margins, exhibits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from launchkit.domain.recorded import Recorded
from launchkit.domain.telling.audit import (
    DEVIATIONS,
    GROUPS,
    TrailFilter,
    audited,
    deviations,
    group_of,
    is_covered,
)
from launchkit.domain.telling.exhibits import (
    VERDICTS,
    custody_histories,
    evidence_lines,
    finding_answers,
    issue_lines,
    statutory_lines,
)
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
statutes: [{id: S1}]
collections: [{id: hire}]
facts:
  - {id: rent, type: money}
  - {id: signed_on, type: date}
  - {id: started_on, type: date, per: hire}
  - {id: phone, type: phone, personal: ordinary}
  - {id: pay, type: money, personal: ordinary, per: hire}
  - {id: till, type: money}
documents: [{code: D1, fields: [{name: rent, fact: rent}]}]
items:
  - {id: site, owner: lead, optional_facts: [rent, phone, signed_on]}
  - {id: lease, owner: lead, needs: [site], evidence: [{id: scan}], documents: [D1]}
  - {id: file_lease, owner: lead, due: [{id: DL1, after: {fact: signed_on}, within: 30, unit: calendar, basis: [S1]}]}
  - {id: tell, owner: lead, due: [{id: DL2, after: {fact: signed_on}, within: 2, unit: calendar, basis: [S1]}]}
  - {id: skip, owner: lead, due: [{id: DL3, after: {fact: signed_on}, within: 5, unit: calendar, basis: [S1]}]}
  - {id: never, owner: lead, when: {fact: rent, gt: 10000000}, due: [{id: DL4, after: {fact: signed_on}, within: 5, unit: calendar, basis: [S1]}]}
  - {id: onboard, owner: lead, per: hire, optional_facts: [pay, started_on]}
  - {id: count_till, owner: lead, facts: [till], recurs: {each: day, since: {case: start}}}
  - {id: agreed, owner: lead, approval: {by: [hq_lead]}}
  - {id: either, owner: lead, needs: [{any: 1, of: [site, lease]}]}
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "U1": ("auditor",)})
    made.advance()
    return made


def entries(desk: TestDesk) -> Sequence[Recorded]:
    return desk.desk.reading.entries(desk.id, viewer="U1")


def sorts(desk: TestDesk) -> list[str]:
    return [one.sort for one in deviations(entries(desk), desk.case, desk.desk.house())]


def told(desk: TestDesk, **wanted: object) -> list[str]:
    lines = audited(entries(desk), desk.case, desk.desk.house(), TrailFilter(**wanted))  # type: ignore[arg-type]
    return [one.said.zh for one in lines]


# --- the trail ------------------------------------------------------------------------------------------------------


def test_every_kind_belongs_to_a_group() -> None:
    assert group_of("case_opened") == "case"
    assert group_of("approved") == "decision"
    assert set(GROUPS) >= {group_of("fact_stated"), group_of("notice_queued")}


def test_a_trail_is_looked_through_by_kind_person_task_and_day(desk: TestDesk) -> None:
    desk.state("P1", rent=100)
    desk.desk.start(desk.call("P1"), desk.id, "site")
    day = desk.case.local_day(desk.clock())
    assert any("填报" in one for one in told(desk, group="fact"))
    assert not any("填报" in one for one in told(desk, group="task"))
    assert told(desk, person="H1") != told(desk, person="P1")
    assert told(desk, person="U1") == []
    assert len(told(desk, task="site")) == 1
    assert told(desk, since=day, until=day) == told(desk)
    assert told(desk, since=date(2030, 1, 1)) == told(desk, until=date(2020, 1, 1)) == []
    assert len(told(desk, system=True)) > len(told(desk))


def test_personal_facts_are_covered_in_the_trail(desk: TestDesk) -> None:
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.state("P1", rent=100, phone="13800138000")
    desk.state("P1", phone="13900139000")
    desk.desk.state(desk.call("P1"), desk.id, {"hire-1.pay": 500})
    said = told(desk, group="fact")
    assert not any("138001" in one or "139001" in one or "5.00" in one for one in said)
    assert sum("〔已遮盖〕" in one for one in said) == 3
    assert any("1.00 元" in one for one in said)
    assert any(one.startswith("更正") for one in said)
    assert any("hire-1 的" in one for one in said)
    assert is_covered(desk.case, "phone")
    assert not is_covered(desk.case, "rent")
    assert not is_covered(desk.case, "gone")


# --- deviations -----------------------------------------------------------------------------------------------------


def test_a_case_that_goes_by_its_checklist_has_no_deviation(desk: TestDesk) -> None:
    desk.done("P1", "site")
    desk.done("P1", "agreed")
    desk.approve("H1", "agreed")
    assert sorts(desk) == []


def test_every_sort_of_deviation_has_words() -> None:
    assert all(one.zh and one.en for one in DEVIATIONS.values())


def test_waived_reopened_added_and_corrected_are_deviations(desk: TestDesk) -> None:
    desk.desk.waive(desk.call("P1"), desk.id, "skip", reason="不需要")
    desk.approve("H1", "skip")
    desk.done("P1", "site", rent=100)
    desk.desk.reopen(desk.call("P1"), desk.id, "site", reason="漏项")
    desk.state("P1", rent=200)
    assert sorts(desk) == ["waived", "reopened", "corrected"]


def test_what_is_entered_for_an_earlier_day_is_a_deviation(desk: TestDesk) -> None:
    desk.clock.instant = desk.clock.instant.replace(day=desk.clock.instant.day + 3)
    desk.done("P1", "site", on=desk.case.start.isoformat())
    assert sorts(desk) == ["late_entry"]


def test_work_that_came_before_what_it_needs_is_out_of_order(desk: TestDesk) -> None:
    start = desk.case.start
    desk.clock.instant = desk.clock.instant.replace(day=desk.clock.instant.day + 3)
    desk.done("P1", "site")
    desk.done("P1", "lease", "scan:a.pdf", on=start.isoformat())
    desk.done("P1", "either")
    (one,) = (
        one
        for one in deviations(entries(desk), desk.case, desk.desk.house())
        if one.sort == "out_of_order"
    )
    assert (one.task, one.seq) == ("lease", None)
    assert "早于前置" in one.said.zh


def test_work_whose_need_was_reopened_is_out_of_order(desk: TestDesk) -> None:
    desk.done("P1", "site")
    desk.done("P1", "lease", "scan:a.pdf")
    desk.desk.reopen(desk.call("P1"), desk.id, "site", reason="漏项")
    assert sorts(desk) == ["out_of_order", "reopened"]


def test_an_emergency_right_is_a_deviation(desk: TestDesk) -> None:
    desk.desk.people.break_glass(desk.call("P2"), desk.id, "site", reason="联系不上")
    desk.desk.waive(desk.call("P1"), desk.id, "site", reason="不需要")
    desk.desk.approve(desk.call("P2"), desk.id, "site")
    assert sorts(desk) == ["waived", "glass", "glass"]


# --- statutory deadlines ----------------------------------------------------------------------------------------------


def test_statutory_deadlines_are_told_with_their_margin(desk: TestDesk) -> None:
    start = desk.case.start
    desk.state("P1", signed_on=start.isoformat(), rent=100)
    desk.desk.waive(desk.call("P1"), desk.id, "skip", reason="不需要")
    desk.approve("H1", "skip")
    verdicts = {one.due: one.verdict for one in statutory_lines(desk.case, desk.clock())}
    assert verdicts == {"DL1": "open", "DL2": "open", "DL3": "waived"}
    desk.clock.instant = desk.clock.instant.replace(day=desk.clock.instant.day + 6)
    lines = {one.due: one for one in statutory_lines(desk.case, desk.clock())}
    assert (lines["DL2"].verdict, lines["DL2"].margin) == ("late", -4)
    desk.done("P1", "tell")
    desk.done("P1", "file_lease")
    lines = {one.due: one for one in statutory_lines(desk.case, desk.clock())}
    assert (lines["DL2"].verdict, lines["DL1"].verdict) == ("missed", "kept")
    assert lines["DL1"].margin == 24
    assert lines["DL3"].margin is None
    assert lines["DL1"].law == ("法 一",)
    assert list(lines) == ["DL2", "DL1", "DL3"]
    assert set(VERDICTS) >= {one.verdict for one in lines.values()}


# --- exhibits ----------------------------------------------------------------------------------------------------------


def test_proofs_documents_things_and_findings_are_listed(desk: TestDesk) -> None:
    desk.state("P1", rent=100)
    desk.done("P1", "site")
    desk.done("P1", "lease", "scan:a.pdf")
    desk.desk.issue(desk.call("P1"), desk.id, "D1")
    (proof,) = evidence_lines(desk.case, desk.desk.house())
    assert (proof.task, proof.name.zh, proof.by_name) == ("lease", "a.pdf", "姓名P1")
    (paper,) = issue_lines(desk.case)
    assert (paper.state, len(paper.facts)) == ("issued", 1)
    desk.desk.void(desk.call("H1"), desk.id, "D1", reason="错字")
    assert issue_lines(desk.case)[0].state == "void"
    holdings = desk.desk.holdings
    holdings.take(desk.call("P1"), desk.id, kind="seal", label="公章", holder="P1")
    holdings.take(desk.call("P1"), desk.id, kind="key", label="大门", holder="P2")
    (first, second) = custody_histories(entries(desk), desk.case, desk.desk.house())
    assert (first.thing, len(first.lines), second.holder) == ("seal-1", 1, "P2")


def test_a_finding_is_told_with_whoever_answered_it(desk: TestDesk) -> None:
    desk.desk.people.break_glass(desk.call("P2"), desk.id, "site", reason="联系不上")
    (open_one,) = finding_answers(entries(desk), desk.case, desk.desk.house())
    assert (open_one.answered, open_one.seq, open_one.by_name) == (False, None, "")
    desk.desk.answer_finding(desk.call("H1"), desk.id, open_one.finding, answer="已核实")
    (one,) = finding_answers(entries(desk), desk.case, desk.desk.house())
    assert (one.answered, one.by_name, one.answer.zh) == (True, "姓名H1", "已核实")
