"""The keyboard alone does everything: what one is at can be seen, nothing holds one fast, and short ways help who wants them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from launchkit.desk import Attachment
from tests.browser.conftest import DESK, PHONE
from tests.browser.lived import PNG, Lived, call, errand, living
from tests.browser.looking import AXE, TAGS, VIOLATIONS
from tests.web.conftest import PASSWORD

#: more stops than any page has before what a reader comes for
FAR = 90
#: what one is at, and whether that can be seen: a line around it, or around the button that it fills
_AT = """
() => {
  const one = document.activeElement;
  const marks = [one, one.closest("label"), one.closest(".slot .btn")].filter(Boolean);
  const seen = marks.some(each => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  });
  const box = (one.matches(".sr") ? one.closest("label") : one).getBoundingClientRect();
  return {tag: one.tagName, text: (one.innerText || one.value || one.name || "").trim().slice(0, 60), seen,
          inside: box.bottom > 0 && box.top < innerHeight, html: one.outerHTML.slice(0, 140)};
}
"""


@pytest.fixture(scope="module")
def busy(
    lived_home: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Lived]:
    """A lived-in home of this module's own, with a short errand for the lead and a decision that waits."""
    with living(lived_home, tmp_path_factory.mktemp("keys") / "home", chromium) as found:
        site = found.site
        for name in ("errand", "second", "third"):
            found.ids[name] = errand(site.office, f"送一份材料（{name}）")
        facts = {
            "decision_number": "锐修决〔2026〕12号",
            "decision_signed_on": "2026-03-03",
            "articles_rule_checked": True,
        }
        files = [
            Attachment(
                content=PNG + rule.encode(), name=f"{rule}.png", media="image/png", rule=rule
            )
            for rule in ("signed_decision", "articles_page")
        ]
        site.office.desk.unblock(call("H2"), found.ids["case"], "decide_to_open")
        site.office.desk.done(
            call("H2"), found.ids["case"], "decide_to_open", stated=facts, files=files
        )
        yield found


@pytest.fixture
def closed(busy: Lived) -> Iterator[list[BrowserContext]]:
    """Windows that are closed after the test."""
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def at(busy: Lived, closed: list[BrowserContext]):  # type: ignore[no-untyped-def]
    """A page of somebody, as it is opened."""

    def found(person: str | None, path: str, size: tuple[int, int] = DESK) -> Page:
        context = busy.served.open(person, size=size)
        closed.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    return found


def tab_to(page: Page, selector: str, *, keys: str = "Tab") -> None:
    """Go on by the key until one is there; on the way everything one is at can be seen."""
    before = ""
    for _ in range(FAR):
        page.keyboard.press(keys)
        stop = page.evaluate(_AT)
        if stop["tag"] == "BODY":
            continue  # once around, by way of the browser's own buttons
        assert stop["seen"], f"nothing shows that one is at {stop['html']}"
        assert stop["html"] != before or stop["tag"] == "INPUT", f"held fast at {stop['html']}"
        before = stop["html"]
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"{selector} was not reached on {page.url}")


def test_signing_in_and_skipping_to_the_content(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    busy.site.office.accounts.choose_password(busy.links["password"], _digest())
    page = at(None, "/sign-in")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("zhang.chi")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def _digest() -> str:
    from launchkit.web.security.passwords import digest_password  # noqa: PLC0415
    from tests.web.application import CHEAP  # noqa: PLC0415

    return digest_password(PASSWORD, CHEAP)


def test_from_my_day_to_a_task_that_is_finished(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    page = at("P1", "/today", PHONE)
    tab_to(page, f"a[href^='/cases/{busy.ids['errand']}/tasks/']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("跑一趟")
    tab_to(page, "button[value=done]")
    page.keyboard.press("Space")
    expect(page.locator("#task .said")).to_be_focused()
    assert all(one.closed for one in busy.site.office.desk.case(busy.ids["errand"]).tasks.values())


def test_a_refusal_is_what_one_comes_to_next(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    case = busy.ids["second"]
    (key,) = busy.site.office.desk.case(case).tasks
    page = at("P1", f"/cases/{case}/tasks/{key}", PHONE)
    busy.site.office.desk.done(call("P1"), case, key)
    tab_to(page, "button[value=done]")
    page.keyboard.press("Enter")
    expect(page.locator("#task .trouble")).to_be_focused()
    page.goto(f"/cases/{busy.ids['case']}/promises")
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    tab_to(page, "form[action$='/promises'] button")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('.trouble, [aria-invalid]')")


def test_deciding(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    page = at("H1", "/decisions")
    tab_to(page, "button[value=agree], button[value=approve]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    assert busy.site.office.desk.case(busy.ids["case"]).tasks["decide_to_open"].closed


def test_beginning_to_open_a_case(at) -> None:  # type: ignore[no-untyped-def]
    page = at("H1", "/open")
    tab_to(page, "input[type=radio][name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "select[name=branch]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "form[action='/open'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/open?**")
    expect(page.locator("form[action='/open/preview'], form [name=name]").first).to_be_visible()


def test_papers_and_audit_open_and_filter(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    page = at("A1", f"/cases/{busy.ids['case']}/papers")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.parentElement.open")
    page.goto(f"/cases/{busy.ids['case']}/audit")
    tab_to(page, "details.more > summary")
    page.keyboard.press("Space")
    tab_to(page, "select[name=person]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "details.more button")
    page.keyboard.press("Enter")
    page.wait_for_url("**person=**")


def test_language_theme_and_menu(at) -> None:  # type: ignore[no-untyped-def]
    page = at("P1", "/today", PHONE)
    tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    expect(page.locator("#side")).to_be_visible()
    tab_to(page, "#side button[name=lang]")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/today#side")
    tab_to(page, "#side button[name=theme]")
    page.keyboard.press("Space")
    expect(page.locator("html")).not_to_have_attribute("data-theme", "light")
    page.goto("/today#side")
    tab_to(page, "#side .shut")
    page.keyboard.press("Enter")
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("main")).to_be_focused()


# --- short ways ---------------------------------------------------------------------------------------------


def test_lines_are_gone_along_by_letters(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    page = at("H1", "/cases")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.href") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.href") == first
    (key,) = busy.site.office.desk.case(busy.ids["third"]).tasks
    page = at("P1", "/today")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.locator(f"main a[href='/cases/{busy.ids['third']}/tasks/{key}']").first.focus()
    page.keyboard.press("x")
    page.wait_for_url("**/tasks/**")
    expect(page.locator("#task .dock button[value=done]")).to_be_focused()


def test_e_goes_to_where_proofs_are_handed_in(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    tasks = busy.site.office.desk.case(busy.ids["case"]).tasks
    rows = busy.site.office.store.tasks(case=busy.ids["case"], owner="P1")
    key = next(row.task for row in rows if tasks[row.task].item.evidence)
    page = at("P1", f"/cases/{busy.ids['case']}/tasks/{key.replace('#', '%23')}")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.type") == "file"
    assert page.evaluate(_AT)["seen"]


def test_the_command_menu_leads_anywhere(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    page = at("P1", "/me")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog input[type=search]")).to_be_focused()
    page.keyboard.type("NB-16")
    expect(page.locator("#found a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/**")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()


def test_the_keys_say_themselves_and_can_be_switched_off(at) -> None:  # type: ignore[no-untyped-def]
    page = at("P1", "/me")
    page.keyboard.press("?")
    expect(page.locator("dialog h2")).to_have_text("键盘")
    page.keyboard.press("Escape")
    page.goto("/keys")
    tab_to(page, "button[name=keys]")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-keys=off]")
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog h2")).to_have_text("去哪里")


@pytest.mark.parametrize(("key", "lang"), [("?", "zh"), ("Control+k", "en")])
def test_what_opens_over_a_page_breaks_no_rule_of_accessibility(
    busy: Lived, closed: list[BrowserContext], key: str, lang: str
) -> None:
    context = busy.served.open("P1", size=(320, 640), lang=lang, theme="dark")
    closed.append(context)
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto("/definitions")
    page.keyboard.press(key)
    expect(page.locator("dialog")).to_be_visible()
    assert page.evaluate(VIOLATIONS, list(TAGS)) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_a_letter_that_is_typed_into_a_field_is_a_letter(busy: Lived, at) -> None:  # type: ignore[no-untyped-def]
    page = at("P1", f"/cases/{busy.ids['case']}/promises")
    page.locator("#what").focus()
    page.keyboard.type("jkxe?")
    expect(page.locator("#what")).to_have_value("jkxe?")
    expect(page.locator("dialog")).to_have_count(0)
