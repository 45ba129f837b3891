"""Headquarters opens cases: by the form with a preview of everything, by a file, and with a list of those who may know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.example_home import moved
from tests.browser.story import Walk, pytest_generate_tests, told, walking
from tests.web.conftest import ROOT, Site

__all__ = ["pytest_generate_tests"]

#: of a company that there is not, with the right last sign
USCC = "91210202MA0TEXT2A5"


@pytest.fixture
def walk(site: Site, chromium: Browser, form: tuple[tuple[int, int], str]) -> Iterator[Walk]:
    with walking(site, chromium, form) as found:
        yield found


def choose(page: Page, kind: str, branch: str) -> None:
    """The first step: which situation, and where."""
    page.locator(f".choice:has([name=kind][value={kind}])").click()
    page.locator("[name=branch]").select_option(branch)
    page.locator("form[action='/open'] button.primary").click()


def fill(page: Page, values: dict[str, str]) -> None:
    """Type values into fields by name."""
    for name, value in values.items():
        page.locator(f"[name='{name}']").fill(value)


def upload(page: Page, text: str) -> None:
    """Upload a case file and ask for its preview."""
    page.locator("#file").set_input_files(
        {"name": "合肥.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
    )
    page.locator("form[action='/open/file'] button").click()


def open_previewed(walk: Walk, page: Page) -> str:
    """Open what the preview shows; the id of the case."""
    page.locator("form[action='/open'] button.primary").click()
    expect(told(page)).to_contain_text(walk.say("已开案", "is open"))
    return page.url.rpartition("/")[2]


def test_a_new_branch_of_a_new_company_with_a_mistake_on_the_way(walk: Walk) -> None:
    page = walk.page("H1", "/open")
    walk.look(page, "start")
    choose(page, "open_branch", "")
    typed = {
        "name": "新设大连中山分公司",
        "start": "2026-03-09",
        "target": "2026-06-30",
        "company_name": "大连㛃𠮷信息技术有限公司",
        "uscc": "91210202MA0TEXT2A6",
        "branch_code": "DLZS",
        "branch_name": "大连㛃𠮷信息技术有限公司中山分公司",
        "city": "大连",
        "division_code": "210202",
        "person.lead": "P1",
        "person.hq_lead": "H1",
        "person.hq_ops": "H2",
        "deputy.hq_lead": "H2",
    }
    fill(page, typed)
    page.locator("[name='role.0']").select_option("auditor")
    page.locator("[name='person.0']").fill("A1")
    # The list of names that hangs below the field would take the first tap.
    page.locator("[name='person.0']").press("Tab")
    walk.look(page, "form")
    page.locator("form[action='/open/preview'] button.primary").click()

    # The last sign of the credit code is wrong: it is said beside the field, and nothing has to be typed again.
    expect(page.locator("#uscc-error")).to_contain_text(
        walk.say("统一社会信用代码不对", "credit code is not right")
    )
    for name, value in typed.items():
        expect(page.locator(f"[name='{name}']")).to_have_value(value)
    walk.look(page, "mistake")
    fill(page, {"uscc": USCC})
    page.locator("form[action='/open/preview'] button.primary").click()

    for words in (
        ("任务与日期", "Tasks and dates"),
        ("文书", "Documents"),
        ("依据", "Rules it rests on"),
    ):
        expect(page.get_by_role("heading", name=walk.say(*words))).to_be_visible()
    expect(page.locator("main")).to_contain_text("NB-01")
    walk.look(page, "preview")
    assert len(walk.site.office.store.cases()) == len(walk.site.cases), "a preview writes nothing"
    opened = open_previewed(walk, page)
    walk.look(page, "board")
    assert walk.site.office.desk.case(opened).name == typed["name"]
    assert walk.site.office.desk.house().branches["DLZS"].name == typed["branch_name"]
    walk.end()


def test_a_file_with_mistakes_is_put_right_and_opened(walk: Walk) -> None:
    text = (ROOT / "examples" / "hefei_relief.yaml").read_text(encoding="utf-8")
    good = moved(text, walk.site.clock().date()).replace("增援合肥", "再次增援合肥")
    bad = good.replace("short_name:", "shortname:").replace("city: 合肥", "town: 合肥")
    line = bad[: bad.index("town:")].count("\n") + 1
    page = walk.page("H1", "/open")
    upload(page, bad)
    problems = page.locator(".problems li")
    where = walk.say(f"第 {line} 行第 3 列", f"line {line}, column 3")
    expect(problems.filter(has_text=where)).to_contain_text("town")
    expect(problems.filter(has_text="shortname")).to_have_count(1)
    walk.look(page, "problems")
    upload(page, good)
    expect(page.locator("h1")).to_contain_text("再次增援合肥")
    walk.look(page, "preview")
    opened = open_previewed(walk, page)
    assert walk.site.office.desk.case(opened).book.definition.id == "relieve_branch"
    walk.end()


def test_a_take_over_is_seen_by_those_on_its_list_alone(walk: Walk) -> None:
    page = walk.page("H1", "/open")
    choose(page, "take_over_branch", "SYTX")
    expect(page.locator("[name=restricted]")).to_be_checked()
    fill(page, {"name": "接管沈阳铁西", "start": "2026-03-04", "target": "2026-04-30"})
    fill(page, {"person.lead": "P1", "person.hq_lead": "H1"})
    walk.look(page, "form")
    page.locator("form[action='/open/preview'] button.primary").click()
    expect(page.locator("main")).to_contain_text(walk.say("涉密", "restricted"))
    expect(page.locator(".hours li").first).to_be_visible()
    walk.look(page, "preview")
    # Back, to put one more person on the list.
    page.locator("button[formaction='/open/form']").click()
    expect(page.locator("[name='name']")).to_have_value("接管沈阳铁西")
    fill(page, {"person.hq_leg": "H5"})
    page.locator("form[action='/open/preview'] button.primary").click()
    opened = open_previewed(walk, page)
    walk.look(page, "board")
    for person, status in (("P1", 200), ("H5", 200), ("P2", 404), ("H2", 404)):
        answer = walk.context(person).request.get(f"{walk.served.url}/cases/{opened}")
        assert answer.status == status, person
    walk.end()
