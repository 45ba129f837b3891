"""Headquarters decides: agrees, sends back, hands on; and nobody agrees with their own work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.story import (
    MIDDLE,
    Walk,
    middle_home,
    pytest_generate_tests,
    site_at,
    told,
    walking,
)
from tests.web.conftest import Site

__all__ = ["middle_home", "pytest_generate_tests"]

HIRES = [f"onboard_hire#hire-{number}" for number in (1, 2, 3)]


@pytest.fixture
def walk(
    middle_home: Path, tmp_path: Path, chromium: Browser, form: tuple[tuple[int, int], str]
) -> Iterator[Walk]:
    with site_at(middle_home, MIDDLE, tmp_path / "home") as site:
        for key, reason in zip(HIRES, ("人不来了", "改由总部办", "人还没有到岗"), strict=True):
            site.office.desk.waive(site.call("P12"), case_of(site), key, reason=reason)
        with walking(site, chromium, form) as found:
            yield found


def case_of(site: Site) -> str:
    (case,) = site.cases.values()
    return case


def question(page: Page, key: str) -> Locator:
    """The card of one question."""
    return page.locator(f"article:has(form[action*='{quote(key, safe='')}'])")


def test_headquarters_agrees_and_sends_back_with_a_reason(walk: Walk) -> None:
    page = walk.page("H1", "/decisions")
    expect(page.locator("article.decide")).to_have_count(3)
    expect(question(page, HIRES[0])).to_contain_text("人不来了")
    expect(question(page, HIRES[0]).locator("h2")).to_contain_text("hire-1")
    walk.look(page, "decisions")
    question(page, HIRES[0]).locator("[value=approve]").click()
    told(page)
    expect(page.locator("article.decide")).to_have_count(2)

    # Sending back needs a reason, which is asked for beside the question.
    question(page, HIRES[1]).locator("[value=reject]").click()
    expect(question(page, HIRES[1]).locator(".error, .trouble").first).to_be_visible()
    walk.look(page, "reason")
    question(page, HIRES[1]).locator("textarea").fill("按清单由分公司办")
    question(page, HIRES[1]).locator("[value=reject]").click()
    told(page)
    expect(page.locator("article.decide")).to_have_count(1)
    page.goto("/decisions/lately")
    walk.look(page, "lately")

    # Who asked sees what became of it, on the page of the task.
    asked = walk.page("P12", f"/cases/{case_of(walk.site)}/tasks/{quote(HIRES[1], safe='')}")
    expect(asked.locator(".note.warn")).to_contain_text("按清单由分公司办")
    walk.look(asked, "sent-back")
    tasks = walk.site.office.desk.case(case_of(walk.site)).tasks
    assert [tasks[key].closed for key in HIRES] == [True, False, False]
    walk.end()


def test_nobody_agrees_with_what_they_asked_for_themselves(walk: Walk) -> None:
    """Headquarters asks for a waiver of its own: it is not among what waits for it, and a form sent all the same is refused."""
    site = walk.site
    case = case_of(site)
    key = "find_causes"
    site.office.desk.waive(site.call("H1"), case, key, reason="另有报告")
    page = walk.page("H1", "/decisions")
    expect(page.locator("article.decide")).to_have_count(3)
    expect(page.locator("main")).not_to_contain_text("另有报告")
    page.goto(f"/cases/{case}/tasks/{key}")
    walk.look(page, "own")
    # The form of another question, sent about one's own.
    page.goto("/decisions")
    question(page, HIRES[2]).locator("form").evaluate(
        "(form, there) => { form.action = there; form.querySelector('textarea').name = 'reason.find_causes'; }",
        f"/cases/{case}/tasks/{key}/decide",
    )
    page.locator("form[action$='/find_causes/decide'] [value=approve]").click()
    expect(told(page, kind=".trouble")).not_to_be_empty()
    walk.look(page, "refused")
    assert not site.office.desk.case(case).tasks[key].closed
    walk.end()
