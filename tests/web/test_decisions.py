"""What waits for a person's decision, and how they answer it."""

from __future__ import annotations

import re

import httpx

from tests.web.conftest import Site

TASK = "survey_local_rules"
ABOUT = "招牌由园区统一制作"


def asked(site: Site, case: str | None = None) -> str:
    """A waiver that P1 asks for; gives the case."""
    found = case or site.cases["open_branch"]
    site.office.desk.waive(site.call("P1"), found, TASK, reason=ABOUT)
    return found


def decide(site: Site, person: str, case: str, choice: str, reason: str = "") -> httpx.Response:
    browser = site.as_(person)
    browser.get("/decisions")
    data = {"choice": choice, f"reason.{TASK}": reason}
    return browser.post(f"/cases/{case}/tasks/{TASK}/decide", data)


def test_nothing_waits_at_first(site: Site) -> None:
    assert "没有等您决定的事" in site.as_("H1").get("/decisions").text


def test_a_question_says_who_asked_on_what_and_what_silence_costs(site: Site) -> None:
    asked(site)
    answer = site.as_("H1").get("/decisions")
    assert answer.status_code == 200
    for words in (ABOUT, "可以不办吗", "不答复会怎样", "没有默认同意", "您的角色"):
        assert words in answer.text
    assert f'name="expect" value="{site.office.desk.case(site.cases["open_branch"]).seq}"' in (
        answer.text
    )


def test_the_same_in_english(site: Site) -> None:
    asked(site)
    text = site.as_("H1", lang="en").get("/decisions").text
    assert "be left undone in this case?" in text
    assert "Silence is no consent." in text


def test_who_asked_is_not_asked(site: Site) -> None:
    asked(site)
    assert ABOUT not in site.as_("P1").get("/decisions").text


def test_agreeing_is_recorded_and_looked_back_on(site: Site) -> None:
    case = asked(site)
    assert decide(site, "H1", case, "approve").headers["location"] == "/decisions"
    assert site.office.desk.case(case).tasks[TASK].closed
    browser = site.as_("H1")
    assert "没有等您决定的事" in browser.get("/decisions").text
    assert f"/tasks/{TASK}" in browser.get("/decisions/lately").text
    assert "还没有您的决定" in site.as_("P1").get("/decisions/lately").text


def test_sending_back_needs_a_reason_which_stands_beside_the_question(site: Site) -> None:
    case = asked(site)
    answer = decide(site, "H1", case, "reject")
    assert answer.status_code == 422
    assert "请写明理由" in answer.text
    assert re.search(rf'id="reason.{TASK}"[^>]*aria-invalid="true"', answer.text)
    assert decide(site, "H1", case, "reject", "要先问清楚").status_code == 303
    assert site.office.desk.case(case).tasks[TASK].pending is None


def test_a_question_that_somebody_else_answered_meanwhile_is_said_above_the_others(
    site: Site,
) -> None:
    case = asked(site)
    other = next(
        row.task for row in site.office.store.tasks(case=case) if row.ready and row.task != TASK
    )
    owner = site.office.desk.case(case).tasks[other].owner or "H2"
    site.office.desk.waive(site.call(owner), case, other, reason="另有安排")
    assert decide(site, "H1", case, "approve").status_code == 303
    answer = decide(site, "H1", case, "approve")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "另有安排" in answer.text


def test_nobody_agrees_with_what_they_asked_for(site: Site) -> None:
    case = asked(site)
    answer = decide(site, "P1", case, "approve")
    assert answer.status_code == 409
    assert site.office.desk.case(case).tasks[TASK].pending == "waive"


def test_a_stranger_finds_no_such_case(site: Site) -> None:
    case = asked(site)
    assert decide(site, "N1", case, "approve").status_code == 404


def test_what_was_not_offered_is_not_done(site: Site) -> None:
    case = asked(site)
    assert decide(site, "H1", case, "delete").status_code == 422
    assert site.office.desk.case(case).tasks[TASK].pending == "waive"


def test_a_case_that_went_on_meanwhile_is_looked_at_again(site: Site) -> None:
    case = asked(site)
    browser = site.as_("H1")
    browser.get("/decisions")
    answer = browser.post(
        f"/cases/{case}/tasks/{TASK}/decide", {"choice": "approve", "expect": "3"}
    )
    assert answer.status_code == 409
    assert "trouble" in answer.text


def test_a_deputy_is_asked_in_ones_place(site: Site) -> None:
    case = asked(site)
    desk = site.office.desk
    known = desk.case(case)
    deputy = next(one for one in known.team if one not in {"H1", "P1", "P2", "A1"})
    desk.people.name_deputy(site.call("H1"), case, person="H1", deputy=deputy)
    assert "请代理人" in site.as_("H1").get("/decisions").text
    assert decide(site, "H1", case, "lend", "出差两天").status_code == 303
    text = site.as_(deputy).get("/decisions").text
    assert ABOUT in text
    assert f"代 {desk.house().name('H1')}" in text
    assert decide(site, deputy, case, "approve").status_code == 303
    assert desk.case(case).tasks[TASK].closed


def test_without_a_deputy_it_cannot_be_handed_on(site: Site) -> None:
    case = site.cases["open_branch"]
    desk = site.office.desk
    if desk.case(case).deputies.get("H1"):
        desk.people.name_deputy(site.call("H1"), case, person="H1", deputy=None)
    asked(site)
    assert "请代理人" not in site.as_("H1").get("/decisions").text
    assert decide(site, "H1", case, "lend", "出差").status_code == 409


def test_an_erasure_is_agreed_to_by_another(site: Site) -> None:
    case = site.cases["open_branch"]
    desk = site.office.desk
    fact = next(
        one
        for (one, per) in desk.case(case).facts
        if per is None and desk.case(case).book.facts[one].personal.value != "none"
    )
    desk.people.ask_erasure(site.call("P1"), case, fact, reason="本人要求")
    browser = site.as_("H1")
    assert "本人要求" in browser.get("/decisions").text
    assert "本人要求" not in site.as_("P2").get("/decisions").text
    refused = browser.post(f"/cases/{case}/erasures/e-1/decide", {"choice": "refuse"})
    assert refused.status_code == 422
    done = browser.post(f"/cases/{case}/erasures/e-1/decide", {"choice": "agree"})
    assert done.status_code == 303
    assert desk.case(case).erasures["e-1"].agreed
    gone = browser.post(f"/cases/{case}/erasures/e-9/decide", {"choice": "agree"})
    assert gone.status_code == 404


def test_an_emergency_right_is_reviewed_by_another(site: Site) -> None:
    case = site.cases["open_branch"]
    desk = site.office.desk
    desk.people.break_glass(site.call("P1"), case, TASK, reason="现场只有一个人")
    browser = site.as_("H1")
    text = browser.get("/decisions").text
    assert "应急权限" in text
    assert "现场只有一个人" in text
    path = f"/cases/{case}/findings/break_glass:g-1/review"
    assert browser.post(path, {}).status_code == 422
    done = browser.post(path, {"answer.break_glass:g-1": "当时必要"})
    assert done.status_code == 303
    assert "应急权限" not in browser.get("/decisions").text
