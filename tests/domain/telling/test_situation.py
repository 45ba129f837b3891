"""Conditions, actions and needs, computed from a case in crisis; and the report that a person makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from launchkit.domain.ask import Roster
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import ReportForm
from launchkit.domain.entries import ItemAdded
from launchkit.domain.errors import Refused
from launchkit.domain.telling.report_text import draft_text, part_text, parts_of
from launchkit.domain.telling.situation import Situation, situation
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

EXECUTIVE = ReportForm.EXECUTIVE
YAML = """
collections: [{id: hire}]
facts:
  - {id: loss, type: money, title: {zh: 损失, en: Loss}}
  - {id: pay, type: money, per: hire, title: {zh: 垫付, en: Paid for}}
  - {id: bonus, type: money, personal: ordinary}
  - {id: place, type: text}
  - {id: receipt_no, type: text, title: {zh: 回执号, en: Receipt number}}
statutes: [{id: L1}]
items:
  - {id: seals, title: {zh: 接管印章, en: Take the seals}, optional_facts: [loss, bonus, place], documents: [D1, D2]}
  - {id: report, title: {zh: 报案, en: Report}, facts: [receipt_no], evidence: [{id: scan, title: {zh: 回执, en: Receipt}}],
     due: [{id: DL1, after: {case: start}, within: 3, basis: [L1]}]}
  - {id: bank, title: {zh: 银行流水, en: Statements}}
  - {id: ask_hq, title: {zh: 请示, en: Ask}}
  - {id: assess, title: {zh: 评估, en: Assess}, approval: {by: [hq_lead]}}
  - {id: open_again, title: {zh: 恢复营业, en: Open again}, milestone: true}
  - {id: contract, title: {zh: 签合同, en: Sign}, per: hire, optional_facts: [pay]}
  - {id: count, title: {zh: 盘点, en: Count}, recurs: {each: day, since: {case: start}}}
  - {id: tidy, title: {zh: 整理, en: Tidy}, due: [{id: P1, after: {case: start}, within: 1}]}
documents:
  - {code: D1, series: 函, title: {zh: 告知函, en: Letter}, fields: [{name: loss, fact: loss}]}
  - {code: D2, title: {zh: 清单, en: List}, fields: [{name: loss, fact: loss}]}
"""


@pytest.fixture
def crisis() -> TestDesk:
    desk = desk_for(definition(YAML))
    desk.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "L1": ("hq_leg",)})
    return desk


def now(desk: TestDesk, form: ReportForm = ReportForm.SITUATION) -> Situation:
    return situation(desk.case, desk.clock(), form=form, people=Roster())


def zh(lines: Iterable[Text]) -> list[str]:
    return [one.zh for one in lines]


def file(desk: TestDesk, form: ReportForm = ReportForm.SITUATION, **parts: str) -> None:
    desk.desk.crisis.file_report(desk.call("P1"), desk.id, form, parts)


def test_a_case_on_its_first_morning(crisis: TestDesk) -> None:
    found = now(crisis)
    assert zh(found.conditions) == [
        "尚未定级",
        "专案第 1 天，目标日 2026-05-01，还有 60 天",
        "办结 0/7 项；逾期 0 项，等待 0 项，待决定 0 项",
        "法定期限：T-02 报案，最后一天 2026-03-05 周四，还有 3 天",
    ]
    assert (found.actions, found.since, found.upto) == ((), None, crisis.case.seq)
    assert zh(found.needs) == ["T-02 报案还缺：回执、回执号"]
    assert found.local == "2026-03-02 09:00"


def test_amounts_a_case_was_opened_with_are_no_news() -> None:
    desk = desk_for(definition(YAML))
    desk.open(facts={"loss": 100})
    assert not any("损失" in one for one in zh(now(desk).conditions))


def test_a_case_that_has_not_begun(crisis: TestDesk) -> None:
    crisis.clock.forward(days=-2)
    assert zh(now(crisis).conditions)[1] == "专案尚未开始，还有 2 天"


def test_what_is_late_who_is_waited_for_and_which_money_is_known(crisis: TestDesk) -> None:
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 2, reason="停业")
    for task, party in (("bank", "bank"), ("ask_hq", "headquarters"), ("seals", "strange")):
        crisis.desk.block(
            crisis.call("P1"), crisis.id, task, party=party, waiting_on="某某", reason="等"
        )
    crisis.desk.people.nudge(crisis.call("P1"), crisis.id, "bank", how="phone")
    crisis.desk.add_instance(crisis.call("P1"), crisis.id, "hire", label="张某")
    crisis.state("P1", loss=123_00, bonus=5_00, place="柜台", **{"hire-1.pay": 9_00})
    crisis.desk.crisis.note_happening(
        crisis.call("P1"), crisis.id, at="2026-03-01", what="门锁被换", source="保安"
    )
    crisis.clock.forward(days=5)
    found = now(crisis)
    assert zh(found.conditions) == [
        "二级（业务中断，或损失重大且原因未明），自 2026-03-02 09:00 起",
        "专案第 6 天，目标日 2026-05-01，还有 55 天",
        "办结 0/8 项；逾期 2 项，等待 3 项，待决定 0 项",
        "法定期限：T-02 报案，最后一天 2026-03-05 周四，已过 2 天",
        "逾期 2 项：T-02、T-09",
        "T-01 接管印章：等strange 5 天",
        "T-03 银行流水：等银行 5 天，已催 1 次",
        "损失：123.00 元",
        "垫付（hire-1）：9.00 元",
        "经过新增 1 条",
    ]
    assert zh(found.actions) == ["定为 2 级"]
    assert zh(found.needs)[0] == "T-04 请示：等总部 5 天"
    crisis.clock.forward(days=2)
    assert zh(now(crisis).needs)[:2] == [
        "T-01 接管印章：等strange 7 天",
        "T-03 银行流水：等银行 7 天，已催 1 次",
    ]
    said = " ".join(zh((*found.conditions, *found.actions, *found.needs)))
    assert not any(word in said for word in ("某某", "张某", "门锁", "保安"))


def test_what_was_done_decided_and_issued_and_who_can_decide(crisis: TestDesk) -> None:
    crisis.state("P1", loss=1)
    crisis.desk.issue(crisis.call("P1"), crisis.id, "D1")
    crisis.desk.issue(crisis.call("P1"), crisis.id, "D2")
    crisis.done("P1", "open_again")
    crisis.desk.add_instance(crisis.call("P1"), crisis.id, "hire", label="张某")
    crisis.done("P1", "contract#hire-1")
    crisis.done("P1", "assess")
    crisis.desk.waive(crisis.call("P1"), crisis.id, "tidy", reason="不用")
    crisis.desk.waive(crisis.call("P1"), crisis.id, "ask_hq", reason="不用")
    crisis.approve("H1", "tidy")
    entry = ItemAdded(item="locks", title="换李某的锁", owner="P1", reason="安全")
    crisis.desk.add_item(crisis.call("P1"), crisis.id, entry)
    crisis.done("P1", "locks")
    crisis.advance()
    crisis.done("P1", "count@2026-03-02")
    found = now(crisis)
    assert zh(found.actions) == [
        "交审批 T-05 评估（2026-03-02）",
        "办结 T-06 恢复营业（2026-03-02）",
        "批准豁免 T-09 整理（2026-03-02）",
        "办结 T-07 签合同（hire-1）（2026-03-02）",
        "办结 LOCKS（本案另加）（2026-03-02）",
        "办结 T-08 盘点（2026-03-02）（2026-03-02）",
        "出具 D1 告知函 锐修函〔2026〕1号",
        "出具 D2 清单",
    ]
    assert zh(found.needs)[:2] == [
        "待决定：T-04 请示的豁免，可由 H1 决定",
        "待决定：T-05 评估的完成，可由 H1 决定",
    ]
    assert found.needs[1].en == "to decide: end of T-05 Assess, H1 can decide"
    crisis.desk.people.state_absence(
        crisis.call("H1"), crisis.id, person="H1", begins=date(2026, 3, 2)
    )
    assert "现在没有人可以决定" in zh(now(crisis).needs)[0]
    board = now(crisis, EXECUTIVE)
    assert zh(board.actions) == [
        "里程碑：T-06 恢复营业",
        "办结 5 项",
        "出具 D1 告知函 锐修函〔2026〕1号",
        "出具 D2 清单",
    ]


def test_a_second_report_tells_what_is_new_since_the_first(crisis: TestDesk) -> None:
    crisis.done("P1", "open_again")
    crisis.state("P1", loss=1)
    file(crisis)
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 4, reason="收尾")
    assert zh(now(crisis, EXECUTIVE).actions) == ["定为 4 级", "里程碑：T-06 恢复营业"]
    file(crisis, EXECUTIVE)
    crisis.desk.issue(crisis.call("P1"), crisis.id, "D2")
    file(crisis, EXECUTIVE)
    assert now(crisis, EXECUTIVE).actions == ()
    file(crisis)
    crisis.clock.forward(hours=1)
    crisis.done("P1", "bank")
    found = now(crisis)
    assert zh(found.actions) == ["办结 T-03 银行流水（2026-03-02）"]
    assert "办结 2/7 项（上次 1，+1）" in zh(found.conditions)[2]
    assert not any("损失" in one for one in zh(found.conditions))
    assert (found.since, found.since_local) == ("report-4", "2026-03-02 09:00")


def test_counsel_is_reminded_by_number_and_never_quoted(crisis: TestDesk) -> None:
    for text, due in (("能否停职", date(2026, 3, 4)), ("能否报案", None), ("答过的", None)):
        crisis.desk.crisis.ask_counsel(crisis.call("P1"), crisis.id, text=text, due=due)
    crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-3", answer="答")
    crisis.clock.forward(days=3)
    needs = zh(now(crisis).needs)
    assert needs[:2] == [
        "法务未答复：q-1，期限 2026-03-04，已过 1 天",
        "法务未答复：q-2",
    ]
    assert now(crisis).figures["questions"] == 2
    assert "停职" not in " ".join(needs)


def test_findings_and_long_lists_are_counted(crisis: TestDesk) -> None:
    crisis.clock.forward(days=9)
    crisis.done("P1", "open_again", on="2026-03-02")
    assert zh(now(crisis).needs)[-1] == "审计发现 1 条待答复"
    for number in range(12):
        crisis.desk.crisis.ask_counsel(crisis.call("P1"), crisis.id, text=f"第 {number} 问")
    needs = zh(now(crisis, EXECUTIVE).needs)
    assert needs[-1] == "另有 7 项"
    assert len(needs) == 6


def test_many_late_tasks_are_named_by_code_and_cut() -> None:
    items = "\n".join(
        f"  - {{id: late_{n}, due: [{{id: P1, after: {{case: start}}, within: 1}}]}}"
        for n in range(14)
    )
    desk = desk_for(definition(f"items:\n{items}"))
    desk.open()
    desk.clock.forward(days=5)
    assert zh(now(desk).conditions)[-1].endswith("T-12……")


# --- the report -------------------------------------------------------------------------------------------------------------


def test_a_report_is_filed_as_computed_where_nobody_writes_anything(crisis: TestDesk) -> None:
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 2, reason="停业")
    seq = crisis.case.seq
    file(crisis, needs="请派出纳")
    file(crisis, EXECUTIVE)
    case = crisis.case
    first = case.reports["report-1"]
    assert first.conditions.startswith("二级（业务中断")
    assert (first.actions, first.needs) == ("定为 2 级", "请派出纳")
    assert (first.upto, first.severity, first.by) == (seq, 2, "P1")
    assert first.figures["tasks"] == 7
    assert (case.situation_reports, case.executive_reports) == (("report-1",), ("report-2",))


def test_a_report_leaves_no_part_empty(crisis: TestDesk) -> None:
    with pytest.raises(Refused) as refused:
        file(crisis, conditions=" ", needs="")
    assert (refused.value.code, len(refused.value.lacks)) == ("report_incomplete", 2)


def test_a_draft_is_read_back_as_it_was_edited(crisis: TestDesk) -> None:
    found = now(crisis)
    for lang in ("zh", "en"):
        parts = parts_of(draft_text(found, lang))
        assert parts["conditions"] == part_text(found.conditions, lang)
        assert parts["actions"] == {"zh": "无", "en": "none"}[lang]
    edited = "开头的话\n## 现状\n- 一切照常\n补一句\n\n### 小标题\n## needs\n- 出纳\n"
    assert parts_of(edited) == {"conditions": "一切照常\n补一句\n\n### 小标题", "needs": "出纳"}
