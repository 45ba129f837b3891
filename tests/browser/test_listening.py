"""The journeys hear what a browser complains of; else their silence would not count."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Served
from tests.browser.story import Walk


def test_a_style_that_the_policy_forbids_and_a_fault_of_a_script_are_heard(served: Served) -> None:
    walk = Walk(served=served, size=PHONE, lang="zh")
    page = walk.page("P1", "/today")
    expect(page.locator("h1")).to_be_visible()
    assert walk.troubles == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.evaluate("setTimeout(() => { throw new Error('of ours'); })")
    page.wait_for_timeout(0)
    with page.expect_event("console", lambda said: "told" in said.text):
        page.evaluate("console.log('told')")
    heard = " ".join(walk.troubles)
    assert "Content Security Policy" in heard
    assert "of ours" in heard


def test_an_answer_that_is_a_fault_is_heard(served: Served) -> None:
    walk = Walk(served=served, size=PHONE, lang="zh")
    served.site.app.add_api_route("/broken-on-purpose", _break)
    walk.page("P1", "/broken-on-purpose")
    assert any(one.startswith("500: ") for one in walk.troubles)


def _break() -> None:
    raise RuntimeError
