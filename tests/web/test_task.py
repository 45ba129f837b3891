"""The page of a task, and what people do from it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import httpx
import pytest

from launchkit.domain.case import Case, Task, TaskStatus
from tests.web.conftest import Site

PDF = b"%PDF-1.4 one page"
FACTS = {
    "fact.decision_number": "锐修决〔2026〕1号",
    "fact.decision_signed_on": "2026-03-03",
    "fact.articles_rule_checked": "true",
    "fact.branch_name": "锐修科技有限公司沈阳铁西分公司",
}


class Desk:
    """One task of a case, with a browser of somebody."""

    def __init__(self, site: Site, person: str, task: str, checklist: str = "open_branch") -> None:
        self.site = site
        self.id = site.cases[checklist]
        self.key = task
        self.browser = site.as_(person)
        self.path = f"/cases/{self.id}/tasks/{task.replace('#', '%23')}"

    @property
    def case(self) -> Case:
        return self.site.office.desk.case(self.id)

    @property
    def task(self) -> Task:
        return self.case.tasks[self.key]

    def look(self) -> str:
        answer = self.browser.get(self.path)
        assert answer.status_code == 200
        return answer.text

    def send(self, what: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        seen = {"expect": str(self.case.seq), **(data or {})}
        return self.browser.post(f"{self.path}/{what}", seen, **more)


@pytest.fixture
def decide(site: Site) -> Desk:
    """The first task of the opening, before its owner."""
    return Desk(site, "H2", "decide_to_open")


def files(**named: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [
        (f"evidence.{rule}", (name, content, "application/octet-stream"))
        for rule, (name, content) in named.items()
    ]


def finished(decide: Desk) -> None:
    """The decision is taken and approved."""
    sent = files(signed_decision=("决定.pdf", PDF), articles_page=("章程.pdf", PDF))
    assert decide.send("work", {**FACTS, "do": "done"}, files=sent).status_code == 303
    desk = decide.site.office.desk
    desk.approve(decide.site.call("H1"), decide.id, decide.key)
    desk.clockwork.advance(decide.id, channel="test", issue=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_task_of_every_case_has_a_page(site: Site, lang: str) -> None:
    browser = site.as_("H1", lang=lang)
    for case in site.cases.values():
        for key in site.office.desk.case(case).tasks:
            answer = browser.get(f"/cases/{case}/tasks/{key.replace('#', '%23')}")
            assert answer.status_code == 200, key
            assert len(answer.content) < 60_000, key


def test_it_says_why_by_when_and_on_which_law(decide: Desk) -> None:
    page = decide.look()
    assert "没有正式决定，租赁、登记、开户都没有依据" in page
    assert "2026-03-05 周四" in page
    assert "依据" in page
    assert "还缺" in page
    assert "任命" in page, "what waits for it"


def test_facts_and_photos_are_saved_without_finishing(decide: Desk) -> None:
    sent = files(signed_decision=("IMG_0001.jpg", b"\xff\xd8\xff\xe0 a photo"))
    answer = decide.send("work", {**FACTS, "do": "save"}, files=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, decide.path)
    assert decide.case.value("decision_number") == "锐修决〔2026〕1号"
    assert [(one.rule, one.name) for one in decide.task.evidence] == [
        ("signed_decision", "IMG_0001.jpg")
    ]
    assert decide.task.status is TaskStatus.OPEN
    page = decide.look()
    assert "已保存：NB-01" in page
    assert 'value="锐修决〔2026〕1号"' in page
    assert "IMG_0001.jpg" in page


def test_it_is_finished_with_everything_at_once(decide: Desk) -> None:
    finished(decide)
    assert decide.task.status is TaskStatus.DONE
    assert "办结" in decide.look()


def test_what_was_given_is_kept_when_something_else_is_missing(decide: Desk) -> None:
    sent = files(signed_decision=("决定.pdf", PDF))
    answer = decide.send("work", {**FACTS, "do": "done"}, files=sent)
    assert answer.status_code == 409
    assert "已经保存" in answer.text
    assert "章程中审批规定的页面" in answer.text
    assert decide.task.status is TaskStatus.OPEN
    assert len(decide.task.evidence) == 1
    assert decide.case.value("branch_name") == FACTS["fact.branch_name"]


def test_nothing_given_and_nothing_there_is_refused_plainly(decide: Desk) -> None:
    answer = decide.send("work", {"do": "done"})
    assert answer.status_code == 409
    assert "已经保存" not in answer.text


def test_wrong_values_are_all_named_beside_their_fields_and_stay(decide: Desk) -> None:
    wrong = {
        "fact.decision_signed_on": "2026-02-30",
        "fact.launch_budget": "一大笔",
        "fact.mandate_scope": "只许选址\x07",
        "fact.decision_number": "写好的号",
        "do": "save",
    }
    before = decide.case.seq
    answer = decide.send("work", wrong)
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 3
    assert answer.text.count('aria-invalid="true"') == 3
    assert 'value="写好的号"' in answer.text
    assert 'value="一大笔"' in answer.text
    assert decide.case.seq == before


def test_a_field_is_checked_as_soon_as_it_is_left(decide: Desk) -> None:
    before = decide.case.seq
    wrong = decide.send("check", {"fact.launch_budget": "一大笔", "was.launch_budget": "1.00"})
    assert (wrong.status_code, "金额" in wrong.text) == (200, True)
    right = decide.send("check", {"fact.launch_budget": "2.00", "was.launch_budget": "1.00"})
    assert right.text.strip() == ""
    assert decide.case.seq == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"<html><script>alert(1)</script>", "网页和 SVG"),
        ("empty.pdf", b"", "文件是空的"),
        ("big.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "超过 20 MB"),
        ("run.exe", b"MZ\x90\x00", "程序文件"),
        ("合同.pdf", "这是文字".encode(), "内容却是纯文本"),
    ],
)
def test_a_bad_file_is_refused_beside_its_place(
    decide: Desk, name: str, content: bytes, said: str
) -> None:
    sent = files(articles_page=(name, content))
    answer = decide.send("work", {"fact.decision_number": "留着", "do": "save"}, files=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="留着"' in answer.text
    assert decide.task.evidence == ()


def test_a_file_is_saved_and_not_opened(decide: Desk) -> None:
    sent = files(signed_decision=("../../决定 𠮷.pdf", PDF))
    decide.send("work", {"do": "save"}, files=sent)
    held = decide.task.evidence[0]
    assert held.name == "决定 𠮷.pdf"
    answer = decide.browser.get(f"{decide.path}/evidence/{held.seq}")
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert decide.browser.get(f"{decide.path}/evidence/1").status_code == 404


def test_the_same_form_sent_twice_is_carried_out_once(decide: Desk) -> None:
    form = {**FACTS, "do": "save", "request": "tapped-twice", "expect": str(decide.case.seq)}
    decide.look()
    assert decide.browser.post(f"{decide.path}/work", form).status_code == 303
    after = decide.case.seq
    assert decide.browser.post(f"{decide.path}/work", form).status_code == 303
    assert decide.case.seq == after


def test_both_are_shown_when_two_people_acted(decide: Desk) -> None:
    seen = decide.case.seq
    desk = decide.site.office.desk
    desk.state(decide.site.call("H5"), decide.id, {"decision_number": "法务写的号"})
    answer = decide.send(
        "work", {"expect": str(seen), "fact.decision_number": "我写的号", "do": "save"}
    )
    assert answer.status_code == 409
    assert "您打开之后别人记下的" in answer.text
    assert "法务写的号" in answer.text
    assert 'value="我写的号"' in answer.text
    fresh = re.search(r'action="[^"]+/work".*?name="expect" value="(\d+)"', answer.text, re.DOTALL)
    assert fresh is not None
    again = decide.send(
        "work", {"expect": fresh[1], "fact.decision_number": "我写的号", "do": "save"}
    )
    assert again.status_code == 303
    assert decide.case.value("decision_number") == "我写的号"


def test_a_field_left_as_it_was_does_not_undo_what_somebody_else_corrected(decide: Desk) -> None:
    desk = decide.site.office.desk
    desk.state(decide.site.call("H2"), decide.id, {"decision_number": "旧号"})
    seen = str(decide.case.seq)
    desk.state(decide.site.call("H5"), decide.id, {"decision_number": "更正的号"})
    form = {"was.decision_number": "旧号", "fact.decision_number": "旧号", "do": "save"}
    typed = {**form, "fact.launch_budget": "5000.00", "was.launch_budget": "480000.00"}
    shown = decide.send("work", {**typed, "expect": seen})
    assert shown.status_code == 409
    assert 'value="更正的号"' in shown.text
    assert 'value="5000.00"' in shown.text
    assert decide.send("work", typed).status_code == 303
    assert decide.case.value("decision_number") == "更正的号"
    assert decide.case.value("launch_budget") == 500_000


def test_what_others_do_elsewhere_in_the_case_is_in_nobodys_way(decide: Desk) -> None:
    seen = decide.case.seq
    desk = decide.site.office.desk
    desk.state(decide.site.call("P1"), decide.id, {"lease_signed_on": "2026-03-02"})
    answer = decide.send(
        "work", {"expect": str(seen), "fact.decision_number": "我写的号", "do": "save"}
    )
    assert answer.status_code == 303


def test_a_form_that_names_no_entry_goes_by_the_rules_alone(decide: Desk) -> None:
    answer = decide.send("start", {"expect": ""})
    assert answer.status_code == 303
    assert decide.task.status is TaskStatus.STARTED
    assert decide.send("start", {"expect": "x"}).status_code == 422


def test_htmx_gets_the_part_alone(decide: Desk) -> None:
    decide.look()
    part = decide.send("start", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<article id="task">')
    assert "已开始：NB-01" in part.text
    refused = decide.send("start", headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "已经开始" in refused.text
    assert "<html" not in refused.text


def test_it_waits_is_nudged_and_goes_on(decide: Desk) -> None:
    form = {
        "block.who": "董事会 陶𠮷",
        "block.party": "headquarters",
        "block.reason": "会议推迟",
        "block.contact": "138 0000 0000",
        "block.again": "2026-03-05",
    }
    assert decide.send("block", form).status_code == 303
    page = decide.look()
    assert "在等 董事会 陶𠮷" in page
    assert "138 0000 0000" in page
    assert "董事会 陶𠮷" in decide.browser.get("/today").text
    from_today = decide.send("nudge", {"nudge.how": "phone", "next": "/today"})
    assert from_today.headers["location"] == "/today"
    noted = decide.send("nudge", {"nudge.how": "visit", "nudge.again": "2026-03-04"})
    assert noted.headers["location"] == decide.path
    assert decide.task.wait is not None
    assert decide.task.wait.nudges == 2
    assert "催过 2 次" in decide.look()
    assert decide.send("unblock").status_code == 303
    assert decide.task.wait is None


def test_a_wait_without_a_reason_keeps_what_was_typed(decide: Desk) -> None:
    answer = decide.send(
        "block", {"block.who": "陶𠮷", "block.party": "other", "block.reason": ""}
    )
    assert answer.status_code == 409
    assert 'value="陶𠮷"' in answer.text
    assert re.search(
        r'<details class="way" open><summary>[^<]*<svg[^>]*><use[^>]*></svg>在等别人', answer.text
    )


def test_headquarters_is_asked_for_another_day(decide: Desk) -> None:
    answer = decide.send(
        "ask-headquarters", {"hq.day": "2026-03-10", "hq.reason": "董事会要到下周才开"}
    )
    assert answer.status_code == 303
    wait = decide.task.wait
    assert wait is not None
    assert (wait.party, wait.waiting_on) == ("headquarters", "H1")
    assert wait.reason == "请改期到 2026-03-10：董事会要到下周才开"
    assert decide.send("ask-headquarters", {"hq.reason": ""}).status_code == 422


def test_headquarters_names_another_day(site: Site) -> None:
    lead = Desk(site, "H1", "decide_to_open")
    form = {"extend.due": "P1", "extend.to": "2026-03-09", "extend.reason": "董事会推迟"}
    assert lead.send("extend", form).status_code == 303
    assert "2026-03-09" in lead.look()
    bad = lead.send("extend", {**form, "extend.due": "P9"})
    assert bad.status_code == 422


def test_what_is_not_allowed_is_neither_offered_nor_done(decide: Desk) -> None:
    page = decide.look()
    assert "/extend" not in page
    form = {"extend.due": "P1", "extend.to": "2026-03-09", "extend.reason": "想晚点"}
    answer = decide.send("extend", form)
    assert answer.status_code == 409
    assert "总部负责人" in answer.text
    auditor = Desk(decide.site, "A1", decide.key)
    for verb in ("/work", "/block", "/assign", "/start", "/waive"):
        assert f'action="{auditor.path}{verb}"' not in auditor.look()


def test_a_waiver_is_asked_for_and_waits_for_a_decision(decide: Desk) -> None:
    assert decide.send("waive", {"waive.reason": "另有文件"}).status_code == 303
    page = decide.look()
    assert "已报豁免，等" in page
    assert "周正" in page
    deciding = Desk(decide.site, "H1", decide.key)
    assert 'href="/decisions"' in deciding.look()
    assert "别人等您决定" in deciding.browser.get("/today").text


def test_it_is_handed_over(decide: Desk) -> None:
    answer = decide.send("assign", {"assign.to": "H5", "assign.reason": "出差"})
    assert answer.status_code == 303
    assert decide.task.owner == "H5"
    assert "顾言" in decide.look()
    assert decide.send("assign", {"assign.to": "nobody"}).status_code == 422


@pytest.mark.parametrize("part", [False, True])
def test_it_is_said_who_has_it_while_its_new_owner_is_away(decide: Desk, *, part: bool) -> None:
    desk, call = decide.site.office.desk, decide.site.call
    desk.people.state_absence(
        call("H1"),
        decide.id,
        person="H5",
        begins=date(2026, 3, 3),
        ends=date(2026, 3, 5),
        deputy="H1",
    )
    headers = {"HX-Request": "true"} if part else {}
    decide.browser.headers = headers
    answer = decide.send("assign", {"assign.to": "H5", "assign.reason": "出差"})
    assert decide.task.owner == "H1"
    words = "到 2026-03-05 周四 都不在，先由 周正 代办，回来后交还"
    assert words in (answer.text if part else decide.look())


def test_finished_work_is_reopened_with_a_reason(decide: Desk) -> None:
    finished(decide)
    assert decide.send("reopen", {"reopen.reason": ""}).status_code == 409
    assert decide.send("reopen", {"reopen.reason": "章程改了"}).status_code == 303
    assert decide.task.reopened == 1


def test_somebody_watches(site: Site) -> None:
    watcher = Desk(site, "P1", "decide_to_open")
    assert watcher.send("watch", {"watching": "1"}).status_code == 303
    assert watcher.task.watchers == ("P1",)
    assert "不再关注" in watcher.look()
    assert watcher.send("watch", {"watching": "0"}).status_code == 303
    assert not watcher.task.watchers


def test_an_emergency_right_is_taken_with_open_eyes(site: Site) -> None:
    lead = Desk(site, "P1", "decide_to_open")
    assert "总部会立即收到通知" in lead.look()
    unread = lead.send("break-glass", {"glass.reason": "房东今天就走"})
    assert unread.status_code == 422
    assert "请先确认" in unread.text
    form = {"glass.reason": "房东今天就走", "glass.understood": "1"}
    assert lead.send("break-glass", form).status_code == 303
    assert "您在用应急权限办理" in lead.look()
    assert lead.send("start").status_code == 303


def test_counsel_is_asked_and_nobody_else_reads_it(decide: Desk) -> None:
    answer = decide.send(
        "counsel", {"counsel.text": "能不能先签意向书", "counsel.due": "2026-03-05"}
    )
    assert answer.status_code == 303
    assert len(decide.case.questions) == 1


def test_the_history_tells_who_did_what(decide: Desk) -> None:
    decide.send("work", {**FACTS, "do": "save"})
    whole = decide.browser.get(f"{decide.path}/history").text
    assert "填报设立决定" in whole or "锐修决〔2026〕1号" in whole
    assert "陈敏" in whole
    part = decide.browser.get(f"{decide.path}/history", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "锐修决〔2026〕1号" in part


def test_an_instant_is_on_the_clock_of_the_branch(site: Site) -> None:
    sign = Desk(site, "H2", "register_sign", "take_over_branch")
    form = {"fact.credible_sign_at": "2026-03-03T09:30", "do": "save"}
    assert sign.send("work", form).status_code == 303
    assert 'value="2026-03-03T09:30"' in sign.look()
    wrong = sign.send("work", {"fact.credible_sign_at": "gestern", "do": "save"})
    assert wrong.status_code == 422


def test_rows_of_a_table_are_kept_when_something_else_is_wrong(site: Site) -> None:
    sign = Desk(site, "H2", "register_sign", "take_over_branch")
    spec = sign.case.book.facts["need_to_know"]
    name = f"fact.need_to_know.0.{spec.columns[0].id}"
    rows = {f"fact.need_to_know.{n}.{spec.columns[0].id}": "" for n in (1, 2)}
    answer = sign.send(
        "work", {name: "韩实", **rows, "fact.credible_sign_at": "gestern", "do": "save"}
    )
    assert answer.status_code == 422
    assert 'value="韩实"' in answer.text


def test_a_restricted_case_is_not_there_for_others(site: Site) -> None:
    case = site.cases["take_over_branch"]
    restricted = site.office.desk.case(case).restricted
    answer = site.as_("P1").get(f"/cases/{case}/tasks/register_sign")
    assert restricted
    assert answer.status_code == 404


def test_covered_values_are_shown_to_whoever_says_why(site: Site) -> None:
    sign = Desk(site, "H2", "register_sign", "take_over_branch")
    site.office.desk.state(site.call("H2"), sign.id, {"sign_summary": "出纳连续三天没有交款单"})
    auditor = Desk(site, "A1", "register_sign", "take_over_branch")
    assert "出纳连续三天" not in auditor.look()
    assert "出纳连续三天" in sign.look(), "who works on it has to know"
    assert auditor.send("show", {"show.fact": "sign_summary"}).status_code == 422
    shown = auditor.send("show", {"show.fact": "sign_summary", "show.reason": "抽查"})
    assert shown.status_code == 200
    assert "出纳连续三天" in shown.text
    kinds = [one.envelope.kind for one in site.office.desk.reading.entries(sign.id, viewer="H1")]
    assert kinds[-1] == "personal_shown"
    assert "出纳连续三天" not in auditor.look()
