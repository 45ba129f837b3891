"""The list that passes with a person: everything that has to be known on the next morning, by one day and no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from launchkit.domain.case import Case, Wait
from launchkit.domain.handover_pack import pack, pack_of, used_facts
from launchkit.domain.recorded import Erased
from launchkit.domain.rules.handover import list_to_show
from launchkit.domain.telling.handover import handover_page, sections
from launchkit.domain.telling.handover_paper import handover_paper
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
collections: [{id: hire}]
facts:
  - {id: rent, type: money}
  - {id: landlord, type: text, personal: ordinary}
  - {id: signed_on, type: date}
  - {id: opens_on, type: date}
  - {id: company, type: text, house: company.name}
  - {id: quotes, type: table, columns: [{id: firm, title: {zh: 单位, en: firm}}]}
  - {id: joined_on, type: date, per: hire}
  - {id: post, type: text, per: hire}
  - {id: big, type: yes_no}
  - {id: area, type: decimal, unit: m²}
  - {id: seen_at, type: instant}
  - {id: unused, type: text}
items:
  - {id: find_site, code: T-1, owner: lead, facts: [rent, landlord, company, quotes], optional_facts: [seen_at], due: [{id: P1, after: {case: start}, within: 20, basis: [L1]}], documents: [D1, D2]}
  - {id: open_doors, code: T-2, owner: lead, needs: [find_site], when: {fact: big, eq: true}, due: [{id: P1, after: {fact: opens_on}, within: 0}, {id: P2, after: {fact: signed_on}, within: 9}], checks: [{id: C1, must: {fact: area, lt: "500"}}]}
  - {id: ask_owner, code: T-3, owner: lead}
  - {id: train, code: T-4, owner: lead, per: hire, facts: [post]}
  - {id: close_cash, code: T-5, owner: lead, recurs: {each: week, since: {case: start}}}
  - {id: count_parts, code: T-6, owner: mate, recurs: {each: week, since: {case: start}}}
documents:
  - {code: D1, series: 租, fields: [{name: rent, fact: rent}, {name: hires, collection: hire, columns: [joined_on], required: false}]}
  - {code: D2, per: hire, fields: [{name: post, fact: post, required: false}]}
statutes: [{id: L1}]
"""
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",)}
START = date(2026, 3, 2)


@pytest.fixture
def desk() -> TestDesk:
    """Two weeks and a bit into a case, with a hand-over of P1 to P2 begun."""
    made = desk_for(definition(YAML))
    made.open(TEAM)
    inner = made.desk
    made.state(
        "P1",
        rent=36000,
        landlord="李房东",
        signed_on="2026-03-01",
        opens_on="2026-05-01",
        company="锐修",
        quotes=[{"firm": "甲"}],
        big=True,
        area="120.5",
        seen_at="2026-03-01T09:00+08:00",
        unused="x",
    )
    inner.add_instance(made.call("P1"), made.id, "hire", label="王芳")
    made.state("P1", **{"hire-1.joined_on": "2026-06-01", "hire-1.post": "维修工"})
    inner.block(
        made.call("P1"), made.id, "ask_owner", waiting_on="物业", reason="出差", party="property"
    )
    inner.people.nudge(
        made.call("P1"), made.id, "ask_owner", how="phone", again_on=date(2026, 3, 20)
    )
    inner.holdings.promise(
        made.call("P1"),
        made.id,
        to="房东",
        what="押金",
        by=date(2026, 3, 21),
        contact="139",
        task="T-1",
    )
    inner.issue(made.call("P1"), made.id, "D1")
    inner.issue(made.call("P1"), made.id, "D2#hire-1")
    inner.holdings.send_out(made.call("P1"), made.id, "D1", to="房东", expected=date(2026, 3, 19))
    inner.holdings.take(
        made.call("P1"), made.id, kind="cash", label="钱箱", count="1904", place="柜"
    )
    inner.handovers.begin(made.call("P1"), made.id, receiver="P2", reason="轮换")
    return made


def packed(case: Case, days: int = 17) -> dict[str, Any]:
    return pack(case, case.handovers["handover-1"], START + timedelta(days=days))


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]


def test_open_items_with_deadline_slack_and_on_whom_they_wait(desk: TestDesk) -> None:
    found = packed(desk.case)
    assert codes(found["open_items"]) == ["T-1", "T-3", "T-4"]
    assert codes(found["later_items"]) == ["T-2"]
    first, waiting, train = found["open_items"]
    assert (first["last_day"], first["slack"], first["statutory"]) == ("2026-03-22", 3, True)
    assert train["zh"] == "train（hire-1）"
    assert waiting["wait"] == {
        "who": "物业",
        "party": "property",
        "contact": "",
        "since": "2026-03-02",
        "days": 17,
        "reason": "出差",
        "nudges": 1,
        "again_on": "2026-03-20",
    }


def test_the_coming_week_in_order_with_what_was_missed_in_front(desk: TestDesk) -> None:
    week = packed(desk.case, 22)["week"]
    assert [(row["day"], row["what"], row["code"]) for row in week] == [
        ("2026-03-09", "recurring", "T-5"),
        ("2026-03-10", "late", "T-2"),
        ("2026-03-16", "recurring", "T-5"),
        ("2026-03-19", "expected", "D1"),
        ("2026-03-20", "ask_again", "T-3"),
        ("2026-03-21", "promise", "p-1"),
        ("2026-03-22", "late", "T-1"),
        ("2026-03-23", "recurring", "T-5"),
        ("2026-03-30", "recurring", "T-5"),
    ]
    assert [row["what"] for row in packed(desk.case, 0)["week"]] == ["recurring"]


def test_a_clock_that_stands_still_is_no_day_of_the_week(desk: TestDesk) -> None:
    desk.desk.suspend(desk.call("H1"), desk.id, "find_site", since="2026-03-02", reason="补正")
    assert "T-1" not in codes(packed(desk.case, 22)["week"])


def test_facts_older_than_a_fortnight_that_open_tasks_use(desk: TestDesk) -> None:
    assert packed(desk.case, 14)["to_check"] == []
    rows = {(row["fact"], row["instance"]): row for row in packed(desk.case)["to_check"]}
    assert rows.keys() == {
        *(("rent", None), ("landlord", None), ("quotes", None), ("opens_on", None)),
        *(("big", None), ("area", None), ("post", "hire-1"), ("joined_on", "hire-1")),
    }, "neither days gone by, nor what the house knows, nor what nobody uses"
    assert rows["rent", None]["value"] == 36000
    assert rows["rent", None]["tasks"] == ["T-1"]
    assert (rows["rent", None]["age"], rows["rent", None]["stated_on"]) == (17, "2026-03-02")
    assert (rows["landlord", None]["personal"], rows["landlord", None]["value"]) == (True, None)
    assert rows["quotes", None]["value"] is None


def test_an_item_looks_at_what_its_documents_print(desk: TestDesk) -> None:
    task = desk.case.tasks["find_site"]
    assert {"joined_on", "post"} <= set(used_facts(desk.case, task))
    orphan = replace(task, item=replace(task.item, documents=("D9",)))
    assert "post" not in set(used_facts(desk.case, orphan))


def test_contacts_come_once_with_all_they_are_about(desk: TestDesk) -> None:
    desk.desk.holdings.promise(
        desk.call("P1"), desk.id, to="房东", what="钥匙", by=date(2026, 3, 30), contact="139"
    )
    assert packed(desk.case)["contacts"] == [
        {"who": "物业", "contact": "", "about": ["T-3"]},
        {"who": "房东", "contact": "139", "about": ["p-1", "p-2"]},
        {"who": "房东", "contact": "", "about": ["D1"]},
    ]


def test_papers_out_stale_documents_findings_and_who_stands_in(desk: TestDesk) -> None:
    desk.state("P1", rent=40000)
    people = desk.desk.people
    days: dict[str, Any] = {"begins": date(2026, 3, 2), "ends": date(2026, 3, 25)}
    people.delegate(desk.call("P1"), desk.id, to="P2", roles=["lead"], reason="忙", **days)
    people.delegate(desk.call("H1"), desk.id, to="P2", roles=["hq_lead"], reason="忙", **days)
    people.name_deputy(desk.call("H1"), desk.id, person="P2", deputy="P1")
    people.state_absence(desk.call("P1"), desk.id, person="P1", begins=date(2026, 3, 20))
    found = packed(desk.case)
    assert [(row["document"], row["to"], row["expected"]) for row in found["sent_out"]] == [
        ("D1", "房东", "2026-03-19")
    ]
    assert [row["document"] for row in found["stale"]] == ["D1"]
    assert [row["id"] for row in found["lent"]] == ["d-1", None]
    assert found["away"] == [{"id": "a-1", "begins": "2026-03-20", "ends": None}]
    assert packed(desk.case, 30)["lent"] == [found["lent"][1]], "what ran out is not named"

    desk.clock.forward(days=19)
    people.end_absence(desk.call("P1"), desk.id, "P1")
    assert packed(desk.case, 19)["away"] == []


def test_absences_that_are_over_and_answers_given_are_left_out(desk: TestDesk) -> None:
    desk.desk.people.state_absence(
        desk.call("P1"), desk.id, person="P1", begins=START, ends=START + timedelta(days=2)
    )
    desk.desk.people.break_glass(desk.call("P1"), desk.id, "find_site", reason="急")
    found = packed(desk.case)
    assert found["away"] == []
    assert [row["about"] for row in found["findings"]] == ["break_glass"]
    desk.desk.answer_finding(desk.call("H1"), desk.id, "break_glass:g-1", answer="看过")
    assert packed(desk.case)["findings"] == []


def test_what_was_erased_leaves_its_mark(desk: TestDesk) -> None:
    case = desk.case
    gone = Erased(on="2041-01-01", basis="case_file")
    wait = Wait(party="other", waiting_on=gone, since="2026-03-02", reason=None, seq=9)
    held = case.facts["rent", None]
    case = replace(
        case,
        tasks={**case.tasks, "ask_owner": replace(case.tasks["ask_owner"], wait=wait)},
        facts={**case.facts, ("rent", None): replace(held, value=gone)},
    )
    found = packed(case)
    assert found["open_items"][1]["wait"]["who"] == "〔已清除 2041-01-01·case_file〕"
    assert found["open_items"][1]["wait"]["reason"] == ""
    rent = next(row for row in found["to_check"] if row["fact"] == "rent")
    assert (rent["personal"], rent["value"]) == (True, None)


def test_what_somebody_who_left_promised_is_the_leads(desk: TestDesk) -> None:
    desk.desk.holdings.promise(
        desk.call("P2"), desk.id, to="客户", what="回电", by=date(2026, 3, 30)
    )
    assert [row["promise"] for row in packed(desk.case)["promises"]] == ["p-1"]
    without = replace(desk.case, team={"P1": ("lead",), "H1": ("hq_lead",)})
    assert [row["promise"] for row in packed(without)["promises"]] == ["p-1", "p-2"]


def test_the_list_that_is_printed_is_the_one_signed(desk: TestDesk) -> None:
    case, found = desk.case, desk.case.handovers["handover-1"]
    live = pack_of(case, found)
    assert live["day"] == "2026-03-02"
    done = replace(found, completed_at="2026-03-03T00:00:00Z", pack={"day": "2026-03-03"})
    assert pack_of(case, done) == {"day": "2026-03-03"}
    assert pack_of(case, replace(done, pack=Erased(on="2041-01-01", basis="x"))) is None
    assert pack_of(case, replace(found, cancelled_at="2026-03-03T00:00:00Z")) is None
    assert replace(found, cancelled_at="2026-03-03T00:00:00Z").state == "cancelled"


# --- as told ----------------------------------------------------------------------------------------------------------------


def told(desk: TestDesk, days: int, lang: str) -> str:
    house = desk.desk.house()
    lines = [
        f"{one.section}: {line.en if lang == 'en' else line.zh}"
        for one in sections(desk.case, packed(desk.case, days), house)
        for line in one.lines
    ]
    return "\n".join(lines)


@pytest.fixture
def full(desk: TestDesk) -> TestDesk:
    """Something in every section."""
    inner, people = desk.desk, desk.desk.people
    desk.state("P1", rent=40000)
    people.delegate(
        desk.call("P1"),
        desk.id,
        to="P2",
        begins=START,
        ends=date(2026, 4, 2),
        roles=["lead"],
        tasks=["T-3"],
        reason="忙",
    )
    people.name_deputy(desk.call("H1"), desk.id, person="P1", deputy="P2")
    people.state_absence(desk.call("P1"), desk.id, person="P1", begins=date(2026, 3, 29))
    people.state_absence(
        desk.call("P1"), desk.id, person="P1", begins=START, ends=date(2026, 3, 28)
    )
    people.break_glass(desk.call("P1"), desk.id, "find_site", reason="急")
    inner.holdings.move_promise(desk.call("P1"), desk.id, "p-1", by=date(2026, 3, 23), note="x")
    inner.holdings.take(desk.call("P1"), desk.id, kind="key", label="门钥匙", count=1)
    inner.holdings.promise(desk.call("P1"), desk.id, to="物业", what="清运", by=date(2026, 4, 30))
    inner.holdings.send_out(desk.call("P1"), desk.id, "D2#hire-1", to="王芳")
    return desk


def test_every_section_is_a_sentence_in_both_languages(full: TestDesk) -> None:
    zh, en = told(full, 20, "zh"), told(full, 20, "en")
    for said in (
        "open_items: T-1 find_site（可办），法定2026-03-22，就是今天",
        "open_items: T-3 ask_owner（受阻）；等 物业，自 2026-03-02 起已 20 天，催过 1 次，2026-03-20 再催；出差",
        "promises: p-1 2026-03-23 前，房东：押金 · T-1 · 139（已改期 1 次）",
        "custody: cash-1 钱箱（现金）1,904.00 元，存放 柜，自 2026-03-02",
        "week: 2026-03-10 已逾期：T-2 open_doors",
        "contacts: 物业　没有留联系方式（T-3、p-2）",
        "to_check: landlord，2026-03-02 填报，已 20 天（T-1）",
        "to_check: hire-1 post，2026-03-02 填报，已 20 天（T-1、T-4）：维修工",
        "sent_out: D1 D1 锐修租〔2026〕1号，2026-03-02 送 房东，预计 2026-03-19 收回",
        "sent_out: D2#hire-1 D2（hire-1），2026-03-02 送 王芳",
        "stale: D1 D1 锐修租〔2026〕1号",
        "findings: 2026-03-02 应急越权，待总部另一人复核（break_glass:g-1）",
        "lent: d-1 姓名P1 委托 姓名P2（派驻负责人、ask_owner），2026-03-02 至 2026-04-02",
        "lent: 姓名P1 的代理人为 姓名P2",
        "away: 不在岗 2026-03-29 起，返岗日未定",
        "away: 不在岗 2026-03-02 至 2026-03-28",
        "later_items: T-2 open_doors（等前置），2026-03-10，已过 12 天",
    ):
        assert said in zh.splitlines()
    for said in (
        "open_items: T-1 find_site (ready), statutory 2026-03-22, today",
        "promises: p-2 by 2026-04-30, 物业: 清运",
        "custody: key-1 门钥匙 (key) 1 piece, since 2026-03-02",
        "contacts: 物业, no number left (T-3, p-2)",
        "to_check: area, stated 2026-03-02, 20 days ago (T-2): 120.5 m²",
        "lent: 姓名P2 stands in for 姓名P1",
        "away: away from 2026-03-29 on, return not known",
    ):
        assert said in en.splitlines()
    assert "None" not in zh + en
    assert "李房东" not in zh


def test_a_wait_nobody_was_reminded_of_is_only_a_wait(full: TestDesk) -> None:
    case = full.case
    wait = Wait(party="other", waiting_on="物业", since="2026-03-02", reason="出差", seq=9)
    case = replace(
        case, tasks={**case.tasks, "ask_owner": replace(case.tasks["ask_owner"], wait=wait)}
    )
    row = packed(case, 1)["open_items"][1]
    (line,) = sections(case, {"open_items": [row]}, full.desk.house())[0].lines
    assert line.en == "T-3 ask_owner (blocked); waits on 物业 since 2026-03-02, 1 day; 出差"


def test_work_that_was_sent_back_says_why(full: TestDesk) -> None:
    case = full.case
    task = replace(case.tasks["find_site"], sent_back="缺第 3 页")
    case = replace(case, tasks={**case.tasks, "find_site": task})
    row = packed(case)["open_items"][0]
    (line, *_) = sections(case, {"open_items": [row]}, full.desk.house())[0].lines
    assert line.zh.endswith("；被退回：缺第 3 页")
    paper = handover_paper(case, case.handovers["handover-1"], packed(case), full.desk.house())
    assert paper["open_items"][0]["note"] == "被退回：缺第 3 页"


def test_the_page_names_who_signed_and_what_they_counted(full: TestDesk) -> None:
    desk = full.desk
    desk.handovers.sign(
        full.call("P1"), full.id, "handover-1", counts={"cash-1": "1904"}, notes="遥控器没电"
    )
    found = full.case.handovers["handover-1"]
    page = handover_page(full.case, found, desk.handovers.look(full.id), desk.house())
    assert (page.giver_name, page.receiver_name, page.state) == ("姓名P1", "姓名P2", "begun")
    assert page.reason.zh == "轮换"
    (signature,) = page.signed
    assert (signature.side, signature.name, signature.counted) == (
        "giver",
        "姓名P1",
        {"cash-1": 190400},
    )
    assert signature.notes.zh == "遥控器没电"
    assert len(page.section("custody").lines) == 2
    desk.handovers.sign(full.call("P2"), full.id, "handover-1")
    found = full.case.handovers["handover-1"]
    signed = desk.handovers.look(full.id)
    assert signed.digest == page.digest
    assert handover_page(full.case, found, signed, desk.house()).sections == page.sections

    gone = replace(found, pack=Erased(on="2041-01-01", basis="x"))
    assert list_to_show(full.case, gone, START).pack == {}


def test_the_paper_has_words_in_every_cell(full: TestDesk) -> None:
    case = full.case
    paper = handover_paper(case, case.handovers["handover-1"], packed(case, 20), full.desk.house())
    assert paper["roles"] == "派驻负责人"
    assert paper["supervisor"] == "姓名H1"
    assert paper["open_items"][0] == {
        "title": "T-1 find_site",
        "standing": "可办",
        "last_day": "2026-03-22",
        "left": "就是今天",
        "late": False,
        "statutory": True,
        "note": "",
    }
    assert paper["later_items"][0]["late"] is True
    assert paper["open_items"][1]["left"] == ""
    facts = {one["title"]: one["value"] for one in paper["to_check"]}
    assert facts["landlord"] == "（个人信息，见系统）"
    assert facts["quotes"] == "（明细，见系统）"
    assert facts["hire-1 post"] == "维修工"
    assert (paper["custody"][0]["counted"], paper["custody"][0]["differs"]) == ("", "")
    assert [one["document"] for one in paper["stale"]] == ["D1 D1 锐修租〔2026〕1号"]
    assert len(paper["standing_in"]) == 4
    alone = replace(case, team={"P1": ("lead",)})
    bare = handover_paper(alone, case.handovers["handover-1"], packed(case), full.desk.house())
    assert bare["supervisor"] == ""


def test_the_paper_says_what_a_count_lacks_what_signers_remarked_and_how_often_a_finding_stands(
    full: TestDesk,
) -> None:
    desk = full.desk
    desk.handovers.sign(
        full.call("P1"), full.id, "handover-1", counts={"cash-1": "1900"}, notes="少 4 元，未查明"
    )
    case = full.case
    pack = packed(case)
    (finding, *_) = pack["findings"]
    pack = {**pack, "findings": [finding, finding, {**finding, "raised_on": "2026-03-01"}]}
    paper = handover_paper(case, case.handovers["handover-1"], pack, desk.house())
    cash = next(one for one in paper["custody"] if one["thing"] == "cash-1")
    assert (cash["counted"], cash["differs"]) == ("1,900.00 元", "少 4.00 元")
    assert [one["notes"] for one in paper["signed"]] == ["少 4 元，未查明"]
    assert [one["times"] for one in paper["findings"]] == [2, 1]
    more = replace(
        case.handovers["handover-1"].signed["giver"], counted={"cash-1": 190_401, "seal-1": 2}
    )
    found = replace(case.handovers["handover-1"], signed={"giver": more})
    paper = handover_paper(case, found, pack, desk.house())
    assert {one["thing"]: one["differs"] for one in paper["custody"]}["cash-1"] == "多 0.01 元"
