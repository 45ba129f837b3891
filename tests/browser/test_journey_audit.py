"""An auditor a year later: signs in, reads, verifies, looks at one covered value, and can change nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from launchkit.domain.accounts import Account
from launchkit.web.security import second_factor
from tests.browser.conftest import PHONE
from tests.browser.story import (
    LATER,
    Walk,
    closed_home,
    pytest_generate_tests,
    site_at,
    told,
    walking,
)
from tests.web.conftest import PASSWORD

__all__ = ["closed_home", "pytest_generate_tests"]

NAME = "yan.ming"
PARTS = (
    "deviations",
    "statutory",
    "evidence",
    "documents",
    "facts",
    "custody",
    "findings",
    "board",
)
#: a form as the page would send it, with the token of this browser; the status of the answer
_SEND = """there => {
  const form = new FormData(document.querySelector("form[action='/sign-out']"));
  form.set("request", crypto.randomUUID());
  form.set("do", "done");
  return fetch(there, {method: "POST", body: form, redirect: "manual"}).then(one => one.status);
}"""


@pytest.fixture
def walk(
    closed_home: Path, tmp_path: Path, chromium: Browser, form: tuple[tuple[int, int], str]
) -> Iterator[Walk]:
    with (
        site_at(closed_home, LATER, tmp_path / "home") as site,
        walking(site, chromium, form) as found,
    ):
        yield found


def code_of(walk: Walk, typed_key: str) -> str:
    """What an authenticator would show for a key."""
    letters = typed_key.replace(" ", "")
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    return second_factor.code_at(key, second_factor.step_of(walk.site.clock()))


def sign_in(page: Page, code: str = "") -> None:
    """The real form."""
    page.goto("/sign-in")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(code)
    page.locator("form[action='/sign-in'] button.primary").click()


def signed_in(walk: Walk, account: Account) -> Page:
    """An auditor who signs in for the first time, and therefore sets up the second factor; then signs in with it."""
    page = walk.page(None, "/sign-in")
    walk.look(page, "sign-in")
    sign_in(page)
    expect(page.locator("code.key")).to_be_visible()
    walk.look(page, "second-factor")
    key = page.locator("code.key").inner_text()
    page.locator("[name=code]").fill(code_of(walk, key))
    page.locator("form[action='/me/second-factor'] button.primary").click()
    expect(page.locator(".chip.ok, .said").first).to_be_visible()
    page.goto("/me")
    page.context.clear_cookies(name="launchkit")
    # A code opens once; the next one comes half a minute later.
    walk.site.clock.forward(minutes=1)
    sign_in(page, "000000")
    told(page, kind=".trouble")
    sign_in(page, code_of(walk, key))
    expect(page.locator("nav").first).to_be_attached()
    return page


def read_every_part(walk: Walk, page: Page, case: str) -> None:
    """The timeline and everything beside it, and the case as it was on a day in the middle."""
    page.goto(f"/cases/{case}/audit")
    expect(page.locator(".timeline li").first).to_be_visible()
    walk.look(page, "timeline")
    # The telephone turns every leaf; at a desk the tables alone look different.
    for part in PARTS if walk.size == PHONE else PARTS[1:3]:
        page.goto(f"/cases/{case}/audit?part={part}")
        expect(page.locator(f"#p-{part}")).to_be_visible()
        walk.look(page, part)
    page.goto(f"/cases/{case}/audit?part=evidence")
    digests = page.locator("#p-evidence ~ .card .digest").all_inner_texts()
    assert digests
    assert all(len(one) == 64 for one in digests)
    page.locator("[name=at]").fill("2026-04-10T12:00")
    page.locator("form.filters button").first.click()
    expect(page.locator(".then")).to_contain_text("2026-04-10 12:00")
    walk.look(page, "then")


def look_at_what_is_covered(walk: Walk, page: Page, case: str) -> None:
    """One covered value, with a reason; the newest entry says so."""
    page.goto(f"/cases/{case}/audit?part=facts")
    page.locator("details:has(form[action$='/audit/personal']) > summary").click()
    page.locator("[name=fact]").select_option(index=1)
    page.locator("[name=reason]").fill("核对入职材料")
    page.locator("form[action$='/audit/personal'] button").click()
    expect(page.locator("mark")).to_have_count(1)
    walk.look(page, "unmasked")
    page.goto(f"/cases/{case}/audit")
    expect(page.locator(".timeline li").first).to_contain_text(walk.say("查看", "looked at"))


def change_nothing(walk: Walk, page: Page, case: str) -> None:
    """No form of a task's page is there to change it, and what is sent all the same is refused."""
    there = f"/cases/{case}/tasks/{next(iter(walk.site.office.desk.case(case).tasks))}"
    page.goto(there)
    expect(page.locator("#task h1")).to_be_visible()
    walk.look(page, "task")
    expect(page.locator("#task form[method=post] button:not([name=watching])")).to_have_count(0)
    status = page.evaluate(_SEND, f"{there}/work")
    assert status in {403, 404, 409}


def test_an_auditor_reads_a_closed_case_and_changes_nothing(walk: Walk) -> None:
    page = signed_in(walk, walk.site.account("A1", NAME))
    (case,) = walk.site.cases.values()
    before = walk.site.office.desk.case(case).seq
    page.goto(f"/cases/{case}")
    expect(page.locator("main")).to_contain_text(walk.say("本案已结", "The case is closed"))
    ended = walk.say("过后 101 天结案", "closed 101 days after it")
    expect(page.locator("main .facts")).to_contain_text(ended)
    walk.look(page, "board")
    read_every_part(walk, page, case)
    assert walk.site.office.desk.case(case).seq == before
    look_at_what_is_covered(walk, page, case)
    assert walk.site.office.desk.case(case).seq == before + 1
    page.locator("form[action$='/audit/verify'] button").click()
    expect(page.locator("h1")).to_contain_text(walk.say("核验", "erif"))
    walk.look(page, "verified")
    change_nothing(walk, page, case)
    assert walk.site.office.desk.case(case).seq == before + 1
    walk.end()
