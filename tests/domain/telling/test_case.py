"""A case told to people: deadlines, order, papers, waiting, summary, brief, trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from launchkit.desk import PressFailed
from launchkit.domain import entries as kinds
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry, ItemAdded
from launchkit.domain.house import House
from launchkit.domain.recorded import Erased
from launchkit.domain.telling import (
    EntryLine,
    agenda,
    brief_of,
    case_summary,
    deadline_line,
    entry_line,
    rank,
    sentence,
    task_line,
)
from launchkit.domain.times import running_deadlines
from launchkit.domain.trail import HOUSE, case_stream
from launchkit.testing import TestDesk, desk_for
from tests.domain.definitions import definition

CHECKLIST = """
calendars:
  - {year: 2026, status: official, notices: [n], rest: [], make_up: []}
  - {year: 2027, status: provisional, notices: [], rest: [], make_up: []}
collections: [{id: hire, title: {zh: 录用人员, en: Hires}}]
facts:
  - {id: signed_on, type: date, title: {zh: 签订日, en: Signed on}}
  - {id: rent, type: money, title: {zh: 租金, en: Rent}}
  - {id: tenant, title: {zh: 承租人, en: Tenant}, personal: ordinary}
  - {id: joined_on, type: date, per: hire, title: {zh: 入职日, en: Joined on}}
documents:
  - {code: D1, title: {zh: 租赁表, en: Lease sheet}, series: 租, fields: [{name: rent, fact: rent, label: {zh: 租金, en: rent}}]}
  - {code: D2, title: {zh: 入职表, en: Hire form}, per: hire, fields: [{name: day, fact: joined_on, label: {zh: 入职日, en: day}}]}
items:
  - id: sign
    code: A-2
    title: {zh: 签约, en: Sign}
    facts: [rent]
    documents: [D1]
    evidence: [{id: scan, title: {zh: 扫描件, en: Scan}}]
    approval: {by: [hq_lead]}
    due: [{id: P1, after: {case: start}, within: 4}]
    bring: [{paper: {zh: 身份证, en: Identity card}}]
  - id: file
    code: A-10
    title: {zh: 备案, en: File}
    needs: [sign]
    due: [{id: L30, after: {fact: signed_on}, within: 30, basis: [S1]}]
  - {id: early, code: A-3, title: {zh: 早办, en: Early}, due: [{id: S, kind: start, after: {case: start}, within: 1}]}
  - {id: report, code: A-4, title: {zh: 报告, en: Report}, due: [{id: H, before: {case: target}, by: 2}]}
  - {id: after_sign, code: A-5, title: {zh: 签后, en: After}, needs: [sign], due: [{id: F, after: {item: sign}, within: 3}]}
  - {id: nice, code: A-6, title: {zh: 锦上添花, en: Nice}, optional: true}
  - {id: free, code: A-9, title: {zh: 随时, en: Any time}}
  - {id: odd, code: ODD, title: {zh: 杂项, en: Odd}}
  - {id: hire_in, code: A-7, title: {zh: 入职, en: Take in}, per: hire, owner: mate, documents: [D2]}
  - id: yearly
    code: A-8
    title: {zh: 年报, en: Yearly report}
    due: [{id: W, after: {fact: signed_on}, window: [01-01, 06-30], year: 1, basis: [S1]}]
  - {id: daily, code: A-11, title: {zh: 日清, en: Daily}, recurs: {each: day, since: {case: start}, by: "18:00"}}
  - {id: whole, code: A-12, title: {zh: 全员, en: Whole}, needs: [hire_in], documents: [D2]}
"""


@pytest.fixture
def desk() -> TestDesk:
    """A case opened on Monday 2026-03-02, advanced once."""
    made = desk_for(definition(CHECKLIST))
    made.open()
    made.advance()
    return made


def told(desk: TestDesk) -> tuple[Case, House, datetime]:
    return desk.case, desk.desk.house(), desk.clock()


def task(desk: TestDesk, key: str) -> Task:
    return desk.case.tasks[key]


# --- deadlines ----------------------------------------------------------------------------------------


def test_a_house_deadline_in_half_a_line(desk: TestDesk) -> None:
    (one,) = running_deadlines(desk.case, task(desk, "sign"))
    line = deadline_line(desk.case, one, desk.clock())
    assert line.short == Text(
        zh="内部期限 2026-03-06 周五，还有 4 天", en="house deadline 2026-03-06 Fri, in 4 days"
    )
    assert (line.lateness, line.days_left, line.statutory) == ("ok", 4, False)


def test_a_statutory_deadline_shows_both_days(desk: TestDesk) -> None:
    desk.state("P1", signed_on="2026-03-01")
    (one,) = running_deadlines(desk.case, task(desk, "file"))
    line = deadline_line(desk.case, one, desk.clock())
    assert line.short.zh == "法定最后一天 2026-03-31 周二，还有 29 天；宜在 2026-03-30 前办妥"
    assert (
        line.short.en
        == "statutory last day 2026-03-31 Tue, in 29 days; plan to finish by 2026-03-30"
    )
    assert line.explained.zh.startswith("从 2026-03-01（签订日）次日起算 30 个日历日")


@pytest.mark.parametrize(
    ("key", "zh", "began"),
    [
        ("early", "内部最迟开始 2026-03-03 周二，就是明天", "专案开始日"),
        ("report", "内部期限 2026-04-29 周三，还有 58 天", "目标日"),
    ],
)
def test_what_a_day_is_counted_from(desk: TestDesk, key: str, zh: str, began: str) -> None:
    (one,) = running_deadlines(desk.case, task(desk, key))
    line = deadline_line(desk.case, one, desk.clock())
    assert line.short.zh == zh
    assert f"（{began}）" in line.explained.zh


def test_a_day_after_another_item_names_it(desk: TestDesk) -> None:
    desk.done("P1", "sign", "scan.pdf", rent="1")
    desk.approve("H1", "sign")
    (one,) = running_deadlines(desk.case, task(desk, "after_sign"))
    explained = deadline_line(desk.case, one, desk.clock()).explained
    assert "（签约办结）" in explained.zh
    assert "(Sign done)" in explained.en


def test_a_late_a_suspended_and_a_provisional_day_say_so(desk: TestDesk) -> None:
    desk.state("P1", signed_on="2026-03-01")
    (yearly,) = running_deadlines(desk.case, task(desk, "yearly"))
    assert deadline_line(desk.case, yearly, desk.clock()).short.zh.endswith("（暂定）")
    desk.clock.forward(days=20)
    (sign,) = running_deadlines(desk.case, task(desk, "sign"))
    late = deadline_line(desk.case, sign, desk.clock())
    assert late.short.zh == "逾期！内部期限 2026-03-06 周五，已过 16 天"
    assert late.short.en == "LATE! house deadline 2026-03-06 Fri, 16 days ago"
    desk.desk.suspend(desk.call("H1"), desk.id, "sign", since="2026-03-04", reason="补正")
    (sign,) = running_deadlines(desk.case, task(desk, "sign"))
    assert deadline_line(desk.case, sign, desk.clock()).short.zh.endswith("（已中止）")


def test_a_daily_task_has_an_hour_and_counts_from_its_period(desk: TestDesk) -> None:
    (one,) = running_deadlines(desk.case, task(desk, "daily@2026-03-02"))
    line = deadline_line(desk.case, one, desk.clock())
    assert (line.at, line.days_left) == ("18:00", 0)
    assert line.short.zh == "内部期限 2026-03-02 周一 18:00，就是今天"
    assert line.explained.zh.startswith("每日 2026-03-02 当日办妥，最迟 2026-03-02 18:00")


# --- tasks ----------------------------------------------------------------------------------------------


def test_a_task_says_all_that_it_needs(desk: TestDesk) -> None:
    line = task_line(desk.case, task(desk, "sign"), desk.desk.house(), desk.clock())
    assert (
        line.command == f"launchkit done {desk.case.number} sign --fact rent=… --evidence scan=…"
    )
    assert [one.said.zh for one in line.papers] == ["身份证 原件 1 份"]
    assert [one.said.en for one in line.papers] == ["Identity card, 1 original"]
    assert [(one.key, one.state, [m.zh for m in one.missing]) for one in line.documents] == [
        ("D1", "lacking", ["租金"])
    ]
    assert (line.owner, line.owner_name) == ("P1", "姓名P1")
    assert [one.en for one in line.lacks] == ["the fact “Rent”", "evidence “Scan”"]


def test_a_document_goes_through_its_states(desk: TestDesk) -> None:
    def state(key: str = "sign") -> list[str]:
        line = task_line(desk.case, task(desk, key), desk.desk.house(), desk.clock())
        return [one.state for one in line.documents]

    desk.state("P1", rent="1")
    assert state() == ["ready"]
    desk.press.failure = PressFailed("没纸了。", "Out of paper.")
    desk.advance()
    assert state() == ["prepared"]
    desk.press.failure = None
    desk.advance()
    assert state() == ["issued"]
    desk.state("P1", rent="2")
    assert state() == ["stale"]
    assert case_summary(*told(desk)).documents[0].state == "stale"


def test_each_hire_has_its_own_task_and_document(desk: TestDesk) -> None:
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire", label="王芳")
    line = task_line(desk.case, task(desk, "hire_in#hire-1"), desk.desk.house(), desk.clock())
    assert line.title == Text(zh="入职（hire-1 王芳）", en="Take in (hire-1 王芳)")
    assert [one.key for one in line.documents] == ["D2#hire-1"]
    whole = task_line(desk.case, task(desk, "whole"), desk.desk.house(), desk.clock())
    assert [one.key for one in whole.documents] == ["D2#hire-1"]
    assert [one.zh for one in whole.needs] == ["A-7 入职", "A-7 入职（hire-1 王芳）"]


def test_an_added_item_belongs_to_no_stage(desk: TestDesk) -> None:
    entry = ItemAdded(item="extra", title="配钥匙", owner="P2", reason="只有一把")
    desk.desk.add_item(desk.call("P1"), desk.id, entry)
    line = task_line(desk.case, task(desk, "extra"), desk.desk.house(), desk.clock())
    assert (line.stage.zh, line.title.en, line.owner) == ("本案增加", "配钥匙", "P2")


def test_a_document_nobody_knows_is_left_out(desk: TestDesk) -> None:
    """A definition pinned long ago may name a document that was never described."""
    item = replace(task(desk, "sign").item, documents=("D9", "D1"))
    line = task_line(
        desk.case, replace(task(desk, "sign"), item=item), desk.desk.house(), desk.clock()
    )
    assert [one.key for one in line.documents] == ["D1"]


@pytest.mark.parametrize(
    ("act", "command"),
    [
        (lambda _: None, "launchkit done {} free"),
        (
            lambda d: d.desk.block(d.call("P1"), d.id, "free", waiting_on="房东", reason="出差"),
            "launchkit unblock {} free",
        ),
        (
            lambda d: d.desk.waive(d.call("P1"), d.id, "free", reason="不用"),
            "launchkit approve {} free",
        ),
        (lambda d: d.done("P1", "free"), None),
    ],
    ids=["ready", "blocked", "pending", "done"],
)
def test_the_command_that_takes_a_task_further(
    desk: TestDesk, act: Callable[[TestDesk], object], command: str | None
) -> None:
    act(desk)
    line = task_line(desk.case, task(desk, "free"), desk.desk.house(), desk.clock())
    assert line.command == (command and command.format(desk.case.number))


def test_who_may_decide(desk: TestDesk) -> None:
    desk.done("P1", "sign", "scan.pdf", rent="1")
    desk.desk.waive(desk.call("P1"), desk.id, "free", reason="不用")
    for key in ("sign", "free"):
        line = task_line(desk.case, task(desk, key), desk.desk.house(), desk.clock())
        assert line.deciders == ("H1",)


# --- order ----------------------------------------------------------------------------------------------


def test_the_order_in_which_things_are_taken_up(desk: TestDesk) -> None:
    desk.clock.forward(days=3)
    desk.advance()
    found = agenda([desk.case], desk.desk.house(), desk.clock(), person="P1")
    keys = [one.key for one in found.doable]
    # By the day to plan by; then what has no day, by code; then what need not be done.
    assert keys[:3] == ["daily@2026-03-02", "early", "daily@2026-03-03"]
    assert keys[-3:] == ["free", "odd", "nice"]
    assert keys.index("sign") < keys.index("report")


def test_the_law_comes_first_when_it_presses(desk: TestDesk) -> None:
    desk.state("P1", signed_on="2026-02-02")
    now = desk.clock()
    case = desk.case
    assert rank(case, task(desk, "file"), now)[0] == 1
    assert rank(case, task(desk, "file"), datetime(2026, 3, 9, tzinfo=UTC))[0] == 0
    assert rank(case, task(desk, "sign"), datetime(2026, 3, 9, tzinfo=UTC))[0] == 2
    assert rank(case, task(desk, "yearly"), now)[0] == 2


def test_what_was_begun_comes_before_what_was_not(desk: TestDesk) -> None:
    desk.done("P1", "early")
    desk.desk.start(desk.call("P1"), desk.id, "odd")
    found = agenda([desk.case], desk.desk.house(), desk.clock(), person="P1")
    keys = [one.key for one in found.doable]
    assert keys.index("odd") < keys.index("free")
    assert "early" not in keys


def test_each_sees_what_is_theirs(desk: TestDesk) -> None:
    desk.done("P1", "sign", "scan.pdf", rent="1")
    desk.desk.block(desk.call("P1"), desk.id, "free", waiting_on="房东", reason="出差")
    desk.desk.block(
        desk.call("P1"), desk.id, "odd", waiting_on="窗口", reason="停机", since="2026-03-01"
    )
    lead = agenda([desk.case], desk.desk.house(), desk.clock(), person="P1")
    boss = agenda([desk.case], desk.desk.house(), desk.clock(), person="H1")
    mate = agenda([desk.case], desk.desk.house(), desk.clock(), person="P2")
    every = agenda([desk.case], desk.desk.house(), desk.clock())
    assert [one.key for one in lead.submitted] == ["sign"]
    assert [one.key for one in lead.waiting] == ["odd", "free"]
    assert [one.key for one in lead.coming] == ["after_sign", "file", "whole"]
    assert [one.key for one in boss.decisions] == ["sign"]
    assert (mate.doable, mate.decisions, mate.waiting, mate.submitted) == ((), (), (), ())
    assert [one.key for one in every.decisions] == ["sign"]
    assert every.submitted == ()


def test_a_closed_case_asks_for_nothing(desk: TestDesk) -> None:
    closed = replace(desk.case, closed_at="2026-03-02T01:00:00.000000Z")
    assert agenda([closed], desk.desk.house(), desk.clock()).doable == ()


# --- summary and brief ------------------------------------------------------------------------------------


def test_a_case_on_one_page(desk: TestDesk) -> None:
    desk.done("P1", "free")
    desk.desk.waive(desk.call("P1"), desk.id, "odd", reason="不用")
    desk.desk.block(desk.call("P1"), desk.id, "nice", waiting_on="房东", reason="出差")
    desk.state("P1", tenant="赵六")
    desk.clock.forward(days=20)
    found = case_summary(*told(desk))
    assert (found.closed, len(found.counted)) == (1, len(found.tasks))
    assert [one.key for one in found.decisions] == ["odd"]
    assert [one.key for one in found.waiting] == ["nice"]
    assert {"sign", "early"} <= {one.key for one in found.late}
    assert [(one.fact, one.value.zh) for one in found.facts] == [("tenant", "赵六")]
    assert [(one.person, one.roles_text.zh) for one in found.team][:1] == [("P1", "派驻负责人")]
    assert found.stages[0].closed == 1
    assert (found.branch_name, found.days_to_target) == ("沈阳分公司", 40)


def test_a_finding_waits_for_its_answer(desk: TestDesk) -> None:
    desk.clock.forward(days=10)
    desk.done("P1", "free", on="2026-03-03")
    (finding,) = case_summary(*told(desk)).findings
    assert (finding.said.en, finding.answered) == (
        "entered more than 3 days after it happened",
        False,
    )
    assert [one.finding for one in brief_of(*told(desk)).findings] == [finding.finding]
    desk.desk.answer_finding(desk.call("P1"), desk.id, finding.finding, answer="没有网络")
    assert case_summary(*told(desk)).findings[0].answer.zh == "没有网络"
    assert brief_of(*told(desk)).findings == ()


def test_a_brief_tells_the_day(desk: TestDesk) -> None:
    desk.done("P1", "sign", "scan.pdf", rent="1")
    desk.advance()
    desk.clock.forward(days=1)
    desk.done("P1", "free", on="2026-03-02")
    desk.done("P1", "early")
    today = brief_of(*told(desk))
    assert {one.key for one in today.done_today} == {"free", "early"}
    assert today.issued_today == ()
    before = brief_of(*told(desk), day=date(2026, 3, 2))
    assert {one.key for one in before.done_today} == {"sign", "free"}
    assert [one.key for one in before.issued_today] == ["D1"]
    assert [one.key for one in today.decisions] == ["sign"]
    assert [one.task.key for one in today.late] == ["daily@2026-03-02"]
    assert "odd" in [one.key for one in today.doable]


def test_a_brief_looks_a_week_ahead(desk: TestDesk) -> None:
    found = brief_of(*told(desk))
    assert [one.task.key for one in found.due_soon] == ["daily@2026-03-02", "early", "sign"]


# --- trail ------------------------------------------------------------------------------------------------


def test_an_entry_tells_when_who_and_for_which_day(desk: TestDesk) -> None:
    desk.clock.forward(days=1)
    desk.done("P1", "free", on="2026-03-02")
    recorded = desk.store.load(case_stream(desk.id))
    lines = [entry_line(one, desk.case, desk.desk.house()) for one in recorded]
    done = next(one for one in lines if one.kind == "task_done")
    assert (done.local, done.happened, done.actor_name) == (
        "2026-03-03 09:00",
        "2026-03-02",
        "姓名P1",
    )
    system = next(one for one in lines if one.actor == "system")
    assert system.actor_name == ""
    desk.done("P1", "odd", on="2026-03-03")
    last = desk.store.load(case_stream(desk.id))[-1]
    assert entry_line(last, desk.case, desk.desk.house()).happened is None


def test_what_waited_on_a_telephone_tells_the_minute_it_happened(desk: TestDesk) -> None:
    def told(happened: str, channel: str) -> EntryLine:
        call = replace(desk.call("P1"), happened=happened, channel=channel)
        note = desk.desk.crisis.note_happening
        done = note(call, desk.id, at="2026-03-02", what="电表停走", source="P1")
        return entry_line(done.recorded[0], done.case, desk.desk.house())

    early = told("2026-03-02T08:12:00+08:00", "offline.slow-9m")
    assert (early.local, early.happened) == ("2026-03-02 09:00", "2026-03-02 08:12")
    assert early.way is not None
    assert "clock was 9 min slow" in early.way.en
    now = told("2026-03-02T09:00:30+08:00", "web")
    assert (now.happened, now.way) == (None, None)


DIGEST = "0" * 64
SENTENCES: list[tuple[Entry, str, str]] = [
    (
        kinds.TeamChanged(person="P9", roles=("mate",), reason="增援"),
        "P9 任 派驻同事：增援",
        "P9 is now dispatched colleague: 增援",
    ),
    (kinds.TeamChanged(person="P1", roles=()), "姓名P1(P1) 退出本案", "姓名P1(P1) left the case"),
    (kinds.FactStated(fact="rent", value=100), "填报租金：1.00 元", "stated Rent: 1.00 yuan"),
    (
        kinds.FactStated(fact="rent", value=200, corrects=7),
        "更正租金（原第 7 条）：2.00 元",
        "corrected Rent (entry 7): 2.00 yuan",
    ),
    (
        kinds.FactStated(fact="joined_on", value="2026-03-02", instance="hire-1"),
        "填报hire-1 的入职日：2026-03-02",
        "stated Joined on of hire-1: 2026-03-02",
    ),
    (kinds.FactStated(fact="gone", value="x"), "填报gone：x", "stated gone: x"),
    (
        kinds.EvidenceAttached(task="sign", rule="scan", name="合同.pdf"),
        "为 A-2 签约 提交凭证“扫描件”：合同.pdf",
        "attached evidence “Scan” to A-2 Sign: 合同.pdf",
    ),
    (
        kinds.EvidenceAttached(
            task="gone", rule="other", name=Erased(on="2041-01-01", basis="x")
        ),
        "为 gone 提交凭证“other”：〔已清除 2041-01-01·x〕",
        "attached evidence “other” to gone: [erased 2041-01-01, x]",
    ),
    (
        kinds.TaskAssigned(task="free", owner="P2", helpers=("P1",), reason="出差"),
        "A-9 随时 由 姓名P2(P2) 负责，姓名P1(P1) 协办：出差",
        "A-9 Any time is owned by 姓名P2(P2), helped by 姓名P1(P1): 出差",
    ),
    (kinds.TaskStarted(task="free"), "开始办理 A-9 随时", "started A-9 Any time"),
    (kinds.TaskUnblocked(task="free"), "A-9 随时 不再等待", "A-9 Any time no longer waits"),
    (
        kinds.TaskReopened(task="free", reason="漏章"),
        "重开 A-9 随时：漏章",
        "reopened A-9 Any time: 漏章",
    ),
    (
        kinds.WaiverAsked(task="free", reason="不用"),
        "申请豁免 A-9 随时：不用",
        "asked to waive A-9 Any time: 不用",
    ),
    (
        kinds.TaskBlocked(task="free", party="landlord", since="2026-03-01", waiting_on="房东", reason="出差"),
        "A-9 随时 自 2026-03-01 起等待 房东：出差",
        "A-9 Any time waits on 房东 since 2026-03-01: 出差",
    ),
    (
        kinds.Approved(task="free", subject="waive", role="hq_lead"),
        "以总部项目负责人身份批准 A-9 随时 的豁免",
        "approved the waiver of A-9 Any time as headquarters lead",
    ),
    (
        kinds.Rejected(task="sign", subject="done", role="hq_lead", reason="缺页"),
        "以总部项目负责人身份退回 A-2 签约 的完成：缺页",
        "sent back A-2 Sign as headquarters lead: 缺页",
    ),
    (
        kinds.Rejected(task="free", subject="waive", role="hq_lead", reason="要办"),
        "以总部项目负责人身份退回 A-9 随时 的豁免：要办",
        "sent back the waiver of A-9 Any time as headquarters lead: 要办",
    ),
    (
        kinds.ItemAdded(item="extra", title="配钥匙", owner="lead", reason="要"),
        "本案增加一项：配钥匙（派驻负责人）：要",
        "added to this case: 配钥匙 (dispatched lead): 要",
    ),
    (
        kinds.InstanceAdded(collection="hire", instance="hire-1", label="王芳"),
        "录用人员：登记 hire-1 王芳",
        "Hires: added hire-1 王芳",
    ),
    (kinds.CollectionCompleted(collection="x"), "x：已登记齐全", "x: declared complete"),
    (
        kinds.DeadlineExtended(task="sign", due="P1", to="2026-04-01", reason="等"),
        "A-2 签约 的期限 P1 改到 2026-04-01：等",
        "deadline P1 of A-2 Sign moved to 2026-04-01: 等",
    ),
    (
        kinds.DeadlineSuspended(task="sign", due="P1", since="2026-03-04", reason="补正"),
        "A-2 签约 的期限 P1 自 2026-03-04 起中止：补正",
        "deadline P1 of A-2 Sign stands still from 2026-03-04: 补正",
    ),
    (
        kinds.DeadlineResumed(task="sign", due="P1", on="2026-03-09"),
        "A-2 签约 的期限 P1 自 2026-03-09 起恢复",
        "deadline P1 of A-2 Sign runs again from 2026-03-09",
    ),
    (
        kinds.OccurrenceOpened(item="daily", period="2026-03-02", begins="2026-03-02", ends="2026-03-02"),
        "新的一期：A-11 日清（2026-03-02）",
        "a new period: A-11 Daily (2026-03-02)",
    ),
    (
        kinds.DocumentPrepared(
            document="D1", number="锐修租〔2026〕1号", series="s", year=2026, serial=1,
            date="2026-03-02", facts={}, template=DIGEST, check_code="x",
        ),
        "文书编号：D1 租赁表 锐修租〔2026〕1号",
        "numbered document D1 Lease sheet 锐修租〔2026〕1号",
    ),
    (
        kinds.DocumentIssued(document="D9", prepared=3, environment=DIGEST),
        "出具文书：D9",
        "issued document D9",
    ),
    (
        kinds.DocumentVoided(document="D1", prepared=3, reason="写错"),
        "文书作废：D1 租赁表：写错",
        "voided document D1 Lease sheet: 写错",
    ),
    (
        kinds.DefinitionRebased(from_digest=DIGEST, to_digest=DIGEST, approver="H1", reason="改错"),
        f"清单定义由 {DIGEST[:12]} 换为 {DIGEST[:12]}：改错",
        f"changed the definition from {DIGEST[:12]} to {DIGEST[:12]}: 改错",
    ),
    (
        kinds.CalendarAdopted(year=2027, digest=DIGEST, body={}, moved=({},)),
        "采用 2027 年放假安排，1 个期限随之变动",
        "adopted the calendar of 2027; 1 deadlines moved",
    ),
    (
        kinds.NoticeQueued(task="sign", about="P1", notice="late", to=("P1",)),
        "提醒 姓名P1(P1)：A-2 签约（P1）逾期",
        "reminded 姓名P1(P1): A-2 Sign (P1) late",
    ),
    (
        kinds.NoticeQueued(task="sign", about="P1", notice="told", to=()),
        "A-2 签约（P1）told，已由更新的提醒代替",
        "A-2 Sign (P1) told; a newer reminder speaks for it",
    ),
    (
        kinds.FindingRaised(finding="f", about="entered_late", task="sign"),
        "审计发现：补记：发生后超过 3 天才登记（A-2 签约）",
        "finding: entered more than 3 days after it happened (A-2 Sign)",
    ),
    (kinds.FindingRaised(finding="f", about="odd_one"), "审计发现：odd_one", "finding: odd_one"),
    (
        kinds.FindingAnswered(finding="f", answer="没有网络"),
        "答复审计发现 f：没有网络",
        "answered finding f: 没有网络",
    ),
    (kinds.KeyAdded(name="k1", public_key="x"), "启用签名密钥 k1", "a key signs from now on: k1"),
    (
        kinds.PersonalErased(stream="case:1", seq=4, path="value", on="2041-01-01", basis="x"),
        "清除个人信息 case:1 4 value",
        "erased personal data case:1 4 value",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "zh", "en"), SENTENCES, ids=lambda one: getattr(one, "KIND", "")
)
def test_each_entry_is_a_sentence(desk: TestDesk, entry: Entry, zh: str, en: str) -> None:
    found = sentence(entry, desk.case, desk.desk.house())
    assert (found.zh, found.en) == (zh, en)


def test_the_house_and_the_opening_are_told_too(desk: TestDesk) -> None:
    case, house = desk.case, desk.desk.house()
    opened = entry_line(desk.store.load(case_stream(desk.id))[0], case, house).said
    assert opened.zh.startswith(f"开立专案 {case.number}：测试专案（甲），2026-03-02 至 ")
    said = [entry_line(one, case, house).said.zh for one in desk.store.load(HOUSE)]
    assert said[:3] == ["登记公司 RX 锐修科技有限公司", "登记分公司 SY 沈阳分公司", "登记人员 P1"]


def test_the_end_of_a_case_is_told(desk: TestDesk) -> None:
    found = sentence(kinds.CaseClosed(note="顺利"), desk.case, desk.desk.house())
    assert (found.zh, found.en) == (
        f"专案 {desk.case.number} 结案：顺利",
        f"closed case {desk.case.number}: 顺利",
    )


class Unspoken(Entry):
    """A kind that nobody has put into words yet."""

    KIND = "unspoken"


def test_a_kind_without_words_is_named(desk: TestDesk) -> None:
    assert sentence(Unspoken(), desk.case, desk.desk.house()).zh == "unspoken"
