"""Opening a case: who may, what is asked, what is shown before, and that nothing is half written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launchkit.domain.trail import HOUSE
from tests.web.conftest import ROOT, Browser, Site

FORM = {
    "kind": "open_branch",
    "branch": "SYTX",
    "name": "新设第二家",
    "start": "2026-03-04",
    "target": "2026-06-30",
    "person.lead": "P1",
    "person.hq_lead": "H1",
    "person.hq_ops": "陈敏 H2",
    "deputy.hq_lead": "H2",
    "person.mate": "P2",
    "role.0": "auditor",
    "person.0": "A1",
}
NEW_BRANCH = {
    "branch": "",
    "company": "RX",
    "branch_code": "DLZS",
    "branch_name": "锐修科技有限公司大连中山分公司",
    "city": "大连",
    "division_code": "210202",
}


def written(site: Site) -> tuple[int, int, int]:
    """What there is of the house, of cases and in the whole log."""
    store = site.office.store
    return store.head(HOUSE).seq, len(store.cases()), len(store.tail(after=0, limit=10_000))


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.as_("H1")


def test_only_headquarters_opens(site: Site) -> None:
    for person in ("P1", "A1"):
        answer = site.as_(person).get("/open")
        assert answer.status_code == 409
        assert "总部负责人" in answer.text
        for path in ("/open", "/open/preview", "/open/file", "/open/form"):
            assert site.as_(person).post(path, FORM).status_code == 409


def test_a_standing_headquarters_lead_opens_too(site: Site) -> None:
    desk = site.office.desk
    assert site.as_("H2").get("/open").status_code == 409
    desk.registry.give_branch_roles(
        site.call("H1"), branch="SYTX", person="H2", roles=("hq_lead",)
    )
    assert site.as_("H2").get("/open").status_code == 200


def test_only_who_opens_cases_is_shown_the_way_there(site: Site) -> None:
    assert 'href="/open"' in site.as_("H1").get("/cases").text
    for person in ("P1", "A1", "H2"):
        assert 'href="/open"' not in site.as_(person).get("/cases").text
    site.make_administrator("H2")
    assert 'href="/open"' in site.as_("H2").get("/cases").text


def test_the_first_step_offers_kinds_and_branches(browser: Browser) -> None:
    text = browser.get("/open").text
    for words in ("新设分公司", "增援分公司", "接管分公司", "SYTX", "专案文件"):
        assert words in text
    assert browser.get("/open?kind=nothing").status_code == 404


def test_standing_roles_are_filled_in_and_suspended_people_not_offered(
    site: Site, browser: Browser
) -> None:
    desk = site.office.desk
    desk.registry.give_branch_roles(site.call("H1"), branch="SYTX", person="H3", roles=("hq_fin",))
    desk.registry.suspend_rights(site.call("H1"), person="P2", reason="核查")
    text = browser.get("/open?kind=open_branch&branch=SYTX").text
    assert re.search(r'name="person.hq_fin"[^>]* value="许衡 H3"', text)
    assert f'{desk.house().name("P2")} P2"' not in text
    assert "还没有登记" not in text
    assert 'name="branch_code"' not in text


def test_a_take_over_is_restricted_unless_said_otherwise(browser: Browser) -> None:
    text = browser.get("/open?kind=take_over_branch&branch=SYTX").text
    assert re.search(r'name="restricted" value="1" checked', text)
    assert "名单里的人" in text
    assert not re.search(
        r'name="restricted" value="1" checked', browser.get("/open?kind=open_branch").text
    )


def test_a_preview_writes_nothing(site: Site, browser: Browser) -> None:
    before = written(site)
    answer = browser.post("/open/preview", {**FORM, **NEW_BRANCH})
    assert answer.status_code == 200, answer.text
    assert written(site) == before
    for words in ("还没有开案", "NB-01", "法定", "暂定", "核对于", "代理", "D01"):
        assert words in answer.text
    assert len(answer.content) < 60_000


def test_a_take_over_shows_its_first_hours(browser: Browser) -> None:
    data = {**FORM, "kind": "take_over_branch", "restricted": "1"}
    text = browser.post("/open/preview", data).text
    assert "头 24 小时的次序" in text
    assert text.index("EC-02") < text.index("EC-04")
    assert "涉密" in text


def test_a_case_is_opened_once_however_often_it_is_sent(site: Site, browser: Browser) -> None:
    data = {**FORM, **NEW_BRANCH, "request": "open-1"}
    first = browser.post("/open", data)
    assert first.status_code == 303, first.text
    known = written(site)
    again = browser.post("/open", data)
    assert again.headers["location"] == first.headers["location"]
    assert written(site) == known
    case = site.office.desk.case(first.headers["location"].rpartition("/")[2])
    assert (case.name, case.branch, case.deputies["H1"]) == ("新设第二家", "DLZS", "H2")
    assert case.team["A1"] == ("auditor",)


def test_the_same_twice_within_a_day_is_asked_about(site: Site, browser: Browser) -> None:
    assert browser.post("/open", FORM).status_code == 303
    before = written(site)
    first = next(row for row in site.office.store.cases() if row.name == FORM["name"])
    preview = browser.post("/open/preview", FORM).text
    assert f'href="/cases/{first.case}">{first.number}' in preview
    assert 'name="again"' in preview
    refused = browser.post("/open", FORM)
    assert refused.status_code == 409
    assert f"一天之内已经开过：{first.number}" in refused.text
    assert 'href="/cases/%E7%89%B9' in refused.text
    assert written(site) == before
    assert browser.post("/open", {**FORM, "again": "1"}).status_code == 303
    assert len(site.office.store.cases()) == before[1] + 1


def test_what_does_not_fit_is_named_and_what_was_typed_stays(site: Site, browser: Browser) -> None:
    before = written(site)
    wrong = {
        "target": "2026-03-01",
        "person.hq_lead": "P1",
        "start": "tomorrow",
        "name": "",
        "person.mate": "X9",
        "role.0": "king",
    }
    for field, value in wrong.items():
        for path in ("/open/preview", "/open"):
            answer = browser.post(path, {**FORM, field: value})
            assert answer.status_code in {404, 409, 422}, (field, answer.status_code)
            assert "trouble" in answer.text
            assert 'value="2026-06-30"' in answer.text or field == "target"
    assert written(site) == before


def test_a_new_branch_needs_a_code_and_a_division(site: Site, browser: Browser) -> None:
    before = written(site)
    for field, value in {"branch_code": "SYTX", "division_code": "21", "city": ""}.items():
        answer = browser.post("/open", {**FORM, **NEW_BRANCH, field: value})
        assert answer.status_code == 422, field
    assert written(site) == before


def test_a_new_company_is_known_by_its_credit_code(site: Site, browser: Browser) -> None:
    company = {"company": "", "company_name": "北辰检修有限公司", "uscc": "91110108MA00TEXT08"}
    wrong = browser.post("/open/preview", {**FORM, **NEW_BRANCH, **company, "uscc": "9111"})
    assert wrong.status_code == 422
    answer = browser.post("/open/preview", {**FORM, **NEW_BRANCH, **company})
    assert answer.status_code == 200, answer.text


def test_from_the_preview_one_goes_back_and_changes(browser: Browser) -> None:
    text = browser.post("/open/form", {**FORM, "name": "改个名"}).text
    assert 'value="改个名"' in text
    assert re.search(r'name="person.lead"[^>]* value="P1"', text)


def example() -> str:
    text = (ROOT / "examples" / "chengdu_takeover.yaml").read_text(encoding="utf-8")
    return re.split(r"^script:", text, maxsplit=1, flags=re.MULTILINE)[0]


def upload(browser: Browser, content: bytes):  # type: ignore[no-untyped-def]
    return browser.post(
        "/open/file", {}, files={"file": ("case.yaml", content, "application/x-yaml")}
    )


def test_a_case_file_is_previewed_and_opened(site: Site, browser: Browser) -> None:
    before = written(site)
    text = example().replace("name: 接管成都武侯分公司", "name: 再次接管")
    answer = upload(browser, text.encode())
    assert answer.status_code == 200, answer.text
    assert written(site) == before
    assert "再次接管" in answer.text
    opened = browser.post("/open", {"case_file": text, "file_name": "case.yaml"})
    assert opened.status_code == 303, opened.text
    case = site.office.desk.case(opened.headers["location"].rpartition("/")[2])
    assert (case.name, case.restricted) == ("再次接管", True)


def test_problems_of_a_case_file_are_shown_by_line(site: Site, browser: Browser) -> None:
    text = example().replace("start: 2026-08-03", "start: 2026-08-33")
    line = 1 + text[: text.index("2026-08-33")].count("\n")
    for answer in (
        upload(browser, text.encode()),
        browser.post("/open", {"case_file": text}),
    ):
        assert answer.status_code == 422
        assert f"第 {line} 行" in answer.text
    broken = upload(browser, b"checklist: [")
    assert broken.status_code == 422


def test_what_is_no_case_file_is_refused(browser: Browser, tmp_path: Path) -> None:
    assert upload(browser, b"\xff\xfe\x00").status_code == 422
    assert upload(browser, b"#" * 600_000).status_code == 422
    assert browser.post("/open/file", {}).status_code == 422
    team = re.sub(r"roles: \[lead\]", "roles: [lead, hq_lead]", example()).replace(
        "roles: [hq_lead]", "roles: [hq_ops]"
    )
    assert upload(browser, team.encode()).status_code == 409
    assert browser.post("/open", {"case_file": team}).status_code == 409
