"""Facts of a case on a page: all of them with their origin, personal ones covered, and one at a time to state."""

from __future__ import annotations

import re

import httpx
import pytest

from launchkit.domain.case import Case
from launchkit.domain.checklist import FactType, Personal
from tests.web.conftest import Browser, Site


def opened(site: Site, checklist: str = "open_branch") -> Case:
    return site.office.desk.case(site.cases[checklist])


def state(browser: Browser, case: Case, fact: str, value: str, **more: str) -> httpx.Response:
    """Open the form of one fact and send it with a value."""
    page = browser.get(f"/cases/{case.id}/facts?fact={fact}").text
    seen = re.search(r'name="expect" value="(\d+)"', page)
    assert seen is not None
    field = fact.rpartition(".")[2]
    form = {"fact": fact, "expect": seen[1], f"fact.{field}": value, **more}
    return browser.post(f"/cases/{case.id}/facts", form)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("checklist", ["open_branch", "take_over_branch", "relieve_branch"])
def test_every_fact_stands_under_its_stage_for_those_who_may_read_the_case(
    site: Site, checklist: str, lang: str
) -> None:
    case, browser = opened(site, checklist), site.as_("H1", lang=lang)
    shown: list[str] = []
    stages = re.findall(r'href="\?stage=([^"]+)"', browser.get(f"/cases/{case.id}/facts").text)
    for stage in stages:
        page = browser.get(f"/cases/{case.id}/facts?stage={stage}")
        assert page.status_code == 200
        assert len(page.content) < 60_000
        shown += re.findall(r'<li id="f\.([^"]+)"', page.text)
    assert len(shown) == len(set(shown))
    assert set(shown) >= {one.id for one in case.book.facts.values() if one.per is None}
    assert browser.get(f"/cases/{case.id}/facts?stage=no&fact=no").status_code == 200
    stranger = "P21" if "P21" not in case.team else "P1"
    assert site.as_(stranger).get(f"/cases/{case.id}/facts").status_code == 404


def test_a_fact_is_stated_then_corrected_and_both_are_told(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    answer = state(browser, case, "decision_number", "锐修决〔2026〕1号")
    assert answer.status_code == 303
    there = answer.headers["location"]
    assert there.endswith("#f.decision_number")
    first = browser.get(there).text
    assert "要素已登记" in first
    assert "锐修决〔2026〕1号" in first
    again = state(
        browser,
        case,
        "decision_number",
        "锐修决〔2026〕2号",
        **{"was.decision_number": "锐修决〔2026〕1号"},
    )
    assert again.status_code == 303
    held = opened(site).held("decision_number")
    assert held is not None
    assert (held.value, held.by, held.corrected) == ("锐修决〔2026〕2号", "P1", True)
    assert "更正过" in browser.get(there).text


def test_what_does_not_fit_is_said_beside_its_field_with_what_was_typed(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    answer = state(browser, case, "launch_budget", "一大笔", **{"was.launch_budget": "1.00"})
    assert answer.status_code == 422
    assert 'value="一大笔"' in answer.text
    assert 'id="fact.launch_budget-error"' in answer.text
    same = state(browser, case, "launch_budget", "1.00", **{"was.launch_budget": "1.00"})
    assert same.status_code == 422
    assert "没有改动" in same.text
    strange = browser.post(f"/cases/{case.id}/facts", {"fact": "no_such", "fact.no_such": "1"})
    assert strange.status_code == 422
    assert 'role="alert"' in strange.text
    late = browser.post(
        f"/cases/{case.id}/facts",
        {"fact": "decision_number", "fact.decision_number": "留着", "expect": "1"},
    )
    assert late.status_code == 409
    assert 'value="留着"' in late.text


def test_personal_values_are_covered_and_stay_out_of_the_form(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    spec = next(
        one
        for one in case.book.facts.values()
        if one.personal is not Personal.NONE
        and one.per is None
        and one.type in {FactType.TEXT, FactType.PHONE}
    )
    secret = "13800000777"
    assert state(browser, case, spec.id, secret).status_code == 303
    page = browser.get(f"/cases/{case.id}/facts?fact={spec.id}").text
    assert secret not in page
    assert "•••• 0777" in page


def test_facts_of_an_instance_stand_under_it(site: Site) -> None:
    case = opened(site)
    office, call = site.office, site.call("P1")
    spec = next(
        one
        for one in case.book.facts.values()
        if one.per is not None and one.type is FactType.DATE
    )
    assert spec.per is not None
    office.desk.add_instance(call, case.id, spec.per, label="第一个")
    name = f"{spec.per}-1.{spec.id}"
    browser = site.as_("P1")
    assert "第一个" in browser.get(f"/cases/{case.id}/facts?fact={name}").text
    assert state(browser, case, name, "2026-03-02").status_code == 303
    assert opened(site).value(spec.id, f"{spec.per}-1") == "2026-03-02"


def test_rows_of_a_table_are_kept_when_a_cell_does_not_fit(site: Site) -> None:
    case = opened(site, "take_over_branch")
    browser = site.as_(next(iter(case.people_with("lead"))))
    spec = case.book.facts["need_to_know"]
    cell = f"fact.{spec.id}.0.{spec.columns[0].id}"
    path = f"/cases/{case.id}/facts"
    browser.get(path)
    bad = browser.post(path, {"fact": spec.id, cell: "韩实\x07"})
    assert bad.status_code == 422
    assert "韩实" in bad.text
    empty = browser.post(path, {"fact": spec.id, cell: ""})
    assert "没有改动" in empty.text


def test_who_may_not_state_sees_no_form_and_gets_nothing_through(site: Site) -> None:
    case = opened(site)
    auditor = site.as_("A1")
    page = auditor.get(f"/cases/{case.id}/facts?fact=decision_number").text
    assert 'name="fact"' not in page
    sent = {"fact": "decision_number", "fact.decision_number": "私改"}
    assert auditor.post(f"/cases/{case.id}/facts", sent).status_code == 409
    assert opened(site).seq == case.seq


def rows(fact: str, **cells: str) -> dict[str, str]:
    """The first row of a table as its fields send it."""
    return {f"fact.{fact}.0.{column.rstrip('_')}": value for column, value in cells.items()}


def test_a_table_with_an_empty_cell_is_drawn_again(site: Site) -> None:
    """An amount of a row that was left empty once broke every page of the task that asks for it."""
    case = opened(site, "relieve_branch")
    row = {"received_on": "2026-03-02", "source": "12315", "order": "A1", "demand": "退费"}
    site.office.desk.state(site.call("P12"), case.id, {"complaint_log": [row]})
    page = site.as_("P12").get(f"/cases/{case.id}/facts?fact=complaint_log")
    assert page.status_code == 200
    assert re.search(r'name="fact.complaint_log.0.refund"[^>]* value=""', page.text)
    assert "None" not in page.text


def test_cells_of_a_table_have_fields_of_their_kind(site: Site) -> None:
    case, browser = opened(site), site.as_("P1")
    page = browser.get(f"/cases/{case.id}/facts?fact=camera_places").text
    assert '<select id="fact.camera_places.0.notice"' in page
    cells = rows("camera_places", place="前台", purpose="防盗", keep_days="30", notice="true")
    answer = state(browser, case, "camera_places", "", **cells)
    assert answer.status_code == 303, answer.text
    assert opened(site).value("camera_places")[0]["notice"] is True
    drawn = browser.get(f"/cases/{case.id}/facts?fact=camera_places").text
    assert re.search(r'0\.notice".*?<option value="true" selected>', drawn, re.DOTALL)


def test_an_instant_in_a_table_is_meant_on_the_clock_of_the_branch(site: Site) -> None:
    case, browser = opened(site, "take_over_branch"), site.as_("P21")
    cells = rows("cctv_copies", camera="前台", from_="2026-03-03T08:00", until="2026-03-03T09:30", file="a.mp4", digest="d")  # fmt: skip
    answer = state(browser, case, "cctv_copies", "", **cells)
    assert answer.status_code == 303, answer.text
    held = opened(site, "take_over_branch").value("cctv_copies")[0]
    assert held["from"] == "2026-03-03T08:00:00+08:00"
    drawn = browser.get(f"/cases/{case.id}/facts?fact=cctv_copies").text
    assert (
        'name="fact.cctv_copies.0.until" type="datetime-local" value="2026-03-03T09:30"' in drawn
    )
