"""The sections of a case on pages: each form writes its one action, says what was refused, and keeps what was typed."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from launchkit.domain.case import Case
from launchkit.web.case_pages import Was
from tests.web.conftest import Browser, Site

SECTIONS = (
    "team",
    "instances",
    "items",
    "severity",
    "happenings",
    "reports",
    "counsel",
    "custody",
    "promises",
    "places",
    "handovers",
    "findings",
    "close",
)


def opened(site: Site, checklist: str = "open_branch") -> Case:
    return site.office.desk.case(site.cases[checklist])


def send(
    browser: Browser, case: Case, path: str, page: str | None = None, **data: object
) -> httpx.Response:
    """Look at a page of a case and send one of its forms."""
    browser.get(f"/cases/{case.id}/{page or path}")
    fields = {name.replace("__", "-"): value for name, value in data.items()}
    return browser.post(f"/cases/{case.id}/{path}", fields)


def went(answer: httpx.Response) -> bool:
    return answer.status_code == 303


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_there_for_the_case_and_for_nobody_else(
    site: Site, section: str, lang: str
) -> None:
    case = opened(site)
    for person in ("P1", "H1"):
        page = site.as_(person, lang=lang).get(f"/cases/{case.id}/{section}")
        assert page.status_code == 200
        assert len(page.content) < 60_000
        names = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page.text)
        assert len(names) == len(set(names))
    assert site.as_("P21").get(f"/cases/{case.id}/{section}").status_code == 404


def test_a_field_that_nobody_typed_in_is_empty() -> None:
    assert Was({"a": "1"})["b"] == ""


# --- team ---------------------------------------------------------------------------------------------------


def test_headquarters_changes_the_team(site: Site) -> None:
    case, browser = opened(site), site.as_("H1")
    assert "checked" in browser.get(f"/cases/{case.id}/team?person=P2").text
    assert went(send(browser, case, "team", person="P2", role=["mate", "manager"], reason="兼任"))
    assert opened(site).team["P2"] == ("mate", "manager")
    assert went(send(browser, case, "team", person="P2", leaves="1", role="mate", reason="调回"))
    assert "P2" not in opened(site).team


def test_what_is_refused_is_said_and_what_was_typed_is_kept(site: Site) -> None:
    case = opened(site)
    answer = send(site.as_("P1"), case, "team", person="P2", role="mate", reason="自己改")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    answer = send(site.as_("H1"), case, "team", person="nobody", role="mate")
    assert answer.status_code == 422
    assert 'id="person-error"' in answer.text


def test_who_saw_an_older_state_of_the_case_looks_again(site: Site) -> None:
    case = opened(site)
    answer = send(site.as_("H1"), case, "team", person="P2", role="mate", expect=str(case.seq - 1))
    assert answer.status_code == 409
    assert f'value="{case.seq}"' in answer.text


def test_absences_and_lent_rights(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    assert went(
        send(browser, case, "team/absence", "team", away="P1", begins="2026-03-03", deputy="P2")
    )
    assert "不在岗" in browser.get(f"/cases/{case.id}/team").text
    assert went(send(browser, case, "team/back", "team", person="P1"))
    lent = {
        "lent_to_whom": "P2",
        "lent_from": "2026-03-03",
        "lent_to": "2026-03-05",
        "lent_reason": "出差",
    }
    assert (
        send(browser, case, "team/lend", "team", **(lent | {"lent_from": ""})).status_code == 422
    )
    assert went(send(browser, case, "team/lend", "team", lent_role="lead", **lent))
    (one,) = opened(site).delegations.values()
    assert one.deputy == "P2"
    assert "收回委托" in browser.get(f"/cases/{case.id}/team").text
    assert went(send(browser, case, "team/lend/end", "team", delegation=one.id))


# --- growth -------------------------------------------------------------------------------------------------


def test_hires_are_added_and_declared_complete(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    for name in ("王芳", "𠮷川"):
        assert went(send(browser, case, "instances", collection="hire", label__hire=name))
    assert "𠮷川" in browser.get(f"/cases/{case.id}/instances").text
    assert went(send(browser, case, "instances/complete", "instances", collection="hire"))
    assert "已齐全" in browser.get(f"/cases/{case.id}/instances").text
    assert send(browser, case, "instances", collection="nothing").status_code == 422


def test_a_task_is_added_to_the_case_alone(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    first = next(iter(case.tasks))
    sent = {"title": "配钥匙", "owner": "lead", "reason": "只有一把", "due": "2026-03-09"}
    assert send(browser, case, "items", **(sent | {"reason": ""})).status_code == 422
    assert went(send(browser, case, "items", needs=first, needed_by=list(case.tasks)[5], **sent))
    (added,) = opened(site).added
    assert added.startswith("extra_")
    assert "配钥匙" in browser.get(f"/cases/{case.id}/items").text
    assert "本案增加" in browser.get(f"/cases/{case.id}").text


# --- crisis -------------------------------------------------------------------------------------------------


def test_headquarters_grades_a_case(site: Site) -> None:
    case = opened(site)
    assert send(site.as_("P1"), case, "severity", level="2", reason="停业").status_code == 409
    assert went(send(site.as_("H1"), case, "severity", level="2", reason="停业"))
    page = site.as_("P1").get(f"/cases/{case.id}/severity").text
    assert "二级" in page
    assert "定级</h2>" not in page.split("历次定级")[0]
    assert send(site.as_("H1"), case, "severity", level="7", reason="x").status_code == 422


def test_what_happened_is_noted_and_withdrawn(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    task = next(iter(case.tasks))
    for hour, text in (("", "只知道那天"), ("09", "九点多"), ("09:30", "准确时间")):
        sent = {"day": "2026-03-02", "hour": hour, "what": text, "source": "物业记录"}
        assert went(send(browser, case, "happenings", task=task, **sent))
    page = browser.get(f"/cases/{case.id}/happenings").text
    assert "2026-03-02 09 时许" in page
    answer = send(browser, case, "happenings/h-1/withdraw", "happenings", why__h__1="")
    assert answer.status_code == 422
    assert 'id="why-h-1-error"' in answer.text
    assert went(send(browser, case, "happenings/h-1/withdraw", "happenings", why__h__1="记错了"))
    assert "已撤回：记错了" in browser.get(f"/cases/{case.id}/happenings").text
    assert send(browser, case, "happenings/h-9/withdraw", "happenings").status_code == 404


def test_a_report_is_computed_edited_and_filed(site: Site) -> None:
    case, browser = opened(site, "take_over_branch"), site.as_("H1")
    for form in ("situation", "executive", "nothing"):
        assert "草稿" in browser.get(f"/cases/{case.id}/reports?form={form}").text
    sent = {"form": "executive", "conditions": "账已封存", "actions": "清点", "needs": "无"}
    assert send(browser, case, "reports", **(sent | {"needs": ""})).status_code == 422
    assert send(browser, case, "reports", **(sent | {"form": "x"})).status_code == 422
    assert went(send(browser, case, "reports", **sent))
    page = browser.get(f"/cases/{case.id}/reports/report-1").text
    assert "账已封存" in page
    assert browser.get(f"/cases/{case.id}/reports/report-2").status_code == 404
    auditor = site.as_("A1").get(f"/cases/{case.id}/reports")
    assert auditor.status_code in {200, 404}


def test_a_report_of_a_graded_case_names_its_severity(site: Site) -> None:
    case, browser = opened(site, "take_over_branch"), site.as_("H1")
    send(browser, case, "severity", level="1", reason="资金在流失")
    sent = {"form": "situation", "conditions": "一", "actions": "二", "needs": "三"}
    assert went(send(browser, case, "reports", **sent))
    assert "一级" in browser.get(f"/cases/{case.id}/reports").text
    assert "一级" in browser.get(f"/cases/{case.id}/reports/report-1").text


def test_what_is_asked_of_counsel_is_for_few(site: Site) -> None:
    case = opened(site, "take_over_branch")
    lead = next(one for one, roles in case.team.items() if "lead" in roles)
    mate = next(one for one, roles in case.team.items() if "mate" in roles)
    counsel = next(one for one, roles in case.team.items() if "hq_leg" in roles)
    browser = site.as_(lead)
    assert send(browser, case, "counsel").status_code == 409
    assert went(send(browser, case, "counsel", question="能否当面谈话？", due="2026-03-04"))
    path = f"/cases/{case.id}/counsel"
    assert "能否当面谈话" in browser.get(path).text
    for who in (mate, "H1", counsel):
        seen = "能否当面谈话" in site.as_(who).get(path).text
        assert seen == (who != mate)
    covered = site.as_(mate).get(path).text
    assert "〔法务保密〕" in covered
    assert "能否当面谈话" not in site.as_(mate).get(f"/cases/{case.id}").text
    site.clock.instant += timedelta(days=3)
    browser = site.as_(lead)
    assert "答复已逾期" in browser.get(path).text
    answer = {"answer__q__1": "先证人，后当事人。"}
    assert send(site.as_(mate), case, "counsel/q-1", "counsel", **answer).status_code == 404
    assert send(site.as_(lead), case, "counsel/q-1", "counsel", **answer).status_code == 409
    assert went(send(site.as_(counsel), case, "counsel/q-1", "counsel", **answer))
    assert "先证人，后当事人" in browser.get(path).text
    assert "先证人" not in site.as_(mate).get(path).text


def test_a_question_the_checklist_has_ready_is_asked_once(site: Site) -> None:
    case = opened(site, "take_over_branch")
    browser = site.as_("H1")
    page = browser.get(f"/cases/{case.id}/counsel").text
    point = re.findall(r'name="point" value="([^"]+)"', page)[0]
    assert went(send(browser, case, "counsel", point=point))
    assert f'value="{point}"' not in browser.get(f"/cases/{case.id}/counsel").text


# --- custody and promises -----------------------------------------------------------------------------------


def test_a_thing_is_taken_counted_given_on_and_returned(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    sent = {"kind": "cash", "label": "备用金", "holder": "P1", "place": "保险柜", "source": "总部"}
    assert send(browser, case, "custody", **sent).status_code == 409
    answer = send(browser, case, "custody", count="很多", **sent)
    assert answer.status_code == 422
    assert "备用金" in answer.text
    assert went(send(browser, case, "custody", count="1904.00", **sent))
    assert "1,904.00" in browser.get(f"/cases/{case.id}/custody").text
    thing = "custody/cash-1"
    assert went(send(browser, case, f"{thing}/count", thing, counted="1900.00", count_reason="差"))
    assert went(send(browser, case, f"{thing}/move", thing, to="P2", move_count="1900"))
    assert opened(site).custody["cash-1"].holder == "P2"
    end = {"outcome": "deposited", "end_to": "银行", "end_count": "1900"}
    assert send(site.as_("P1"), case, f"{thing}/end", thing, **end).status_code == 409
    assert went(send(site.as_("P2"), case, f"{thing}/end", thing, **end))
    page = browser.get(f"/cases/{case.id}/custody").text
    assert "已不在手中" in page
    assert "移交</button>" not in browser.get(f"/cases/{case.id}/{thing}").text
    assert browser.get(f"/cases/{case.id}/custody/cash-9").status_code == 404


def test_a_finding_is_answered(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    send(browser, case, "custody", kind="cash", label="备用金", holder="P1", count="10")
    send(browser, case, "custody/cash-1/count", "custody/cash-1", counted="9")
    (finding,) = opened(site).findings
    path = f"findings/{finding}"
    assert send(browser, case, path, "findings", answer="").status_code == 422
    assert went(send(browser, case, path, "findings", answer="找零差 1 元"))
    assert "找零差 1 元" in browser.get(f"/cases/{case.id}/findings").text


def test_a_promise_is_made_moved_and_kept(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    task = next(iter(case.tasks))
    sent = {"to": "王先生", "what": "周五修好", "contact": "前台电话", "task": task}
    assert send(browser, case, "promises", by="2026-02-30", **sent).status_code == 422
    assert send(browser, case, "promises", by="2026-02-01", **sent).status_code == 422
    assert went(send(browser, case, "promises", by="2026-03-06", **sent))
    one = "promises/p-1"
    assert went(send(browser, case, f"{one}/move", one, by="2026-03-09", note="配件晚到"))
    assert "改期 1 次" in browser.get(f"/cases/{case.id}/promises").text
    site.clock.instant += timedelta(days=8)
    browser = site.as_("P1")
    assert "逾期 2 天" in browser.get(f"/cases/{case.id}/promises").text
    answer = send(browser, case, f"{one}/settle", one, outcome="broken")
    assert answer.status_code == 409
    assert went(send(browser, case, f"{one}/settle", one, outcome="kept", outcome_note="已取走"))
    assert "已兑现" in browser.get(f"/cases/{case.id}/promises").text
    assert "已取走" in browser.get(f"/cases/{case.id}/{one}").text


# --- hand-over ----------------------------------------------------------------------------------------------


def test_two_people_sign_the_same_list(site: Site) -> None:
    case, giver, receiver = opened(site), site.as_("P1"), site.as_("P2")
    send(giver, case, "custody", kind="cash", label="备用金", holder="P1", count="10")
    assert send(giver, case, "handovers", giver="P1", receiver="P1").status_code == 409
    assert went(
        send(giver, case, "handovers", giver="P1", receiver="P2", stays="1", reason="轮换")
    )
    one = f"/cases/{case.id}/handovers/handover-1"
    page = receiver.get(one).text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen is not None
    assert "count-cash-1" in page
    sign = {"seen": seen[1], "count-cash-1": "10", "notes": "已看"}
    assert receiver.post(f"{one}/sign", sign | {"seen": "0" * 64}).status_code == 409
    assert went(receiver.post(f"{one}/sign", sign))
    assert "接收人已签" in giver.get(one).text
    assert "签字</button>" not in receiver.get(one).text
    assert went(giver.post(f"{one}/sign", sign))
    assert opened(site).custody["cash-1"].holder == "P2"
    assert "已完成" in giver.get(f"/cases/{case.id}/handovers").text
    assert giver.get(one).status_code == 200


def test_a_handover_that_does_not_take_place(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    send(browser, case, "handovers", giver="P1", receiver="P2", stays="1")
    one = "handovers/handover-1"
    assert send(browser, case, f"{one}/cancel", one, cancel_reason="").status_code == 409
    assert went(send(browser, case, f"{one}/cancel", one, cancel_reason="推迟"))
    assert "已取消" in browser.get(f"/cases/{case.id}/{one}").text


# --- closing ------------------------------------------------------------------------------------------------


def test_closing_names_what_is_open_and_leads_there(site: Site) -> None:
    case = opened(site)
    answer = send(site.as_("H1"), case, "close", note="完")
    assert answer.status_code == 409
    assert f"/cases/{case.id}/tasks/" in answer.text
    assert "由总部项目负责人结案" in site.as_("P1").get(f"/cases/{case.id}/close").text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{ 7*7 }}", "' onload='x", "䶮㛃𠮷"]
)
def test_typed_words_are_shown_as_words(site: Site, words: str) -> None:
    case, browser = opened(site), site.as_("P1")
    sent = {"day": "2026-03-02", "what": words, "source": words}
    assert went(send(browser, case, "happenings", **sent))
    page = browser.get(f"/cases/{case.id}/happenings").text
    assert "<script>alert" not in page
    assert "49" not in re.sub(r"[0-9a-f]{8,}", "", page.split("<main")[1].split("记一条")[0])
    if words == "䶮㛃𠮷":
        assert words in page


# --- deputies, papers out, the case as it was -------------------------------------------------------------------


def test_a_deputy_is_named_in_the_case_and_taken_back(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    assert (
        send(browser, case, "team/deputy", "team", deputised="P1", named="P1").status_code == 409
    )
    assert went(send(browser, case, "team/deputy", "team", deputised="P1", named="P2"))
    assert opened(site).deputies["P1"] == "P2"
    page = browser.get(f"/cases/{case.id}/team").text
    assert "代理人 " in page
    assert went(send(browser, case, "team/deputy", "team", deputised="P1", named=""))
    assert "P1" not in opened(site).deputies
    assert (
        send(browser, case, "team/deputy", "team", deputised="X9", named="P2").status_code == 422
    )


def test_the_board_leads_to_the_case_as_it_was_at_each_of_its_entries(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    page = browser.get(f"/cases/{case.id}").text
    then = re.findall(rf'href="(/cases/{case.id}/audit\?at=[^"]+)"', page)
    assert then
    answer = browser.get(then[0])
    assert answer.status_code == 200
    assert "记录到的样子" in answer.text
