"""Signing in: nothing is given away, tries run out, sessions rotate and end."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import timedelta

import pytest

from launchkit.domain.accounts import MOST_TRIES, SESSION_IDLE, SESSION_LIFE, TRY_WINDOW, digest_of
from launchkit.web.pages.me import LISTED
from launchkit.web.qr import qr
from launchkit.web.security import second_factor
from launchkit.web.security.sessions import short_agent
from tests.web.conftest import PASSWORD, Browser, Site

WRONG = "登录名、密码或动态口令不对。"


def try_to(browser: Browser, name: str, password: str = PASSWORD, code: str = "", **more: str):  # type: ignore[no-untyped-def]
    browser.get("/sign-in")
    return browser.post("/sign-in", {"name": name, "password": password, "code": code, **more})


def signed(browser: Browser) -> bool:
    return browser.get("/me").status_code == 200


def test_with_name_and_password_one_is_in(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    answer = try_to(browser, " Zhang.Chi ", next="/cases")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert "张弛" in browser.get("/me").text


def test_nobody_is_let_in_without_signing_in(site: Site) -> None:
    answer = site.browser().get("/cases?page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/cases%3Fpage%3D2"


def test_htmx_is_told_to_go_and_sign_in(site: Site) -> None:
    answer = site.browser().get("/cases", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/sign-in?next=/cases")


def test_a_program_is_told_in_its_own_way(site: Site) -> None:
    answer = site.browser().get("/cases", headers={"Authorization": "Bearer lk_nothing"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_same_is_said_whatever_is_wrong(site: Site) -> None:
    """An unknown name, a wrong password, a closed account, one without password, a suspended person, a wrong code."""
    site.account("P1", "zhang.chi")
    site.account("P2", "lin.zhou")
    site.office.accounts.close(site.call("H1"), "lin.zhou")
    site.office.accounts.add(site.call("H1"), account="no.password", person="P3")
    site.account("H2", "chen.min")
    site.office.desk.registry.suspend_rights(site.call("H1"), person="H2", reason="调查")
    said = set()
    for number, (name, password) in enumerate(
        [
            ("nobody", PASSWORD),
            ("zhang.chi", "wrong umbrellas"),
            ("lin.zhou", PASSWORD),
            ("no.password", ""),
            ("chen.min", PASSWORD),
        ]
    ):
        browser = site.browser(address=f"192.0.2.{number}")
        answer = try_to(browser, name, password)
        assert answer.status_code == 403
        assert WRONG in answer.text
        said.add(answer.text.replace(browser.token, "").split("<main")[1].count("<"))
    assert len(said) == 1


def test_tries_run_out_for_a_name_whether_it_exists_or_not(site: Site) -> None:
    site.account("P1", "zhang.chi")
    for name in ("zhang.chi", "nobody"):
        codes = [
            try_to(site.browser(address=f"198.51.100.{n}"), name, "wrong umbrellas").status_code
            for n in range(MOST_TRIES + 1)
        ]
        assert codes == [403] * MOST_TRIES + [429]
    late = try_to(site.browser(address="198.51.100.99"), "zhang.chi")
    assert late.status_code == 429
    assert late.headers["retry-after"] == "900"
    site.clock.instant += TRY_WINDOW
    assert try_to(site.browser(), "zhang.chi").status_code == 303


def test_tries_run_out_for_an_address(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser(address="203.0.113.7")
    for number in range(MOST_TRIES):
        assert try_to(browser, f"name{number}", "wrong umbrellas").status_code == 403
    assert try_to(browser, "zhang.chi").status_code == 429
    assert try_to(site.browser(address="203.0.113.8"), "zhang.chi").status_code == 303


def test_who_signs_in_rightly_uses_up_no_tries(site: Site) -> None:
    site.account("P1", "zhang.chi")
    for _ in range(MOST_TRIES + 2):
        assert try_to(site.browser(), "zhang.chi").status_code == 303


def test_the_word_in_the_cookie_is_new_at_every_sign_in(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    browser.client.cookies.set("launchkit", "chosen-by-somebody-else")
    try_to(browser, "zhang.chi")
    first = browser.client.cookies.get("launchkit", domain="localhost.local")
    try_to(browser, "zhang.chi")
    rows = site.office.store.accounts
    assert first is not None
    assert rows.session(digest_of("chosen-by-somebody-else")) is None
    assert rows.session(digest_of(first)) is None
    assert len(rows.sessions_of("P1")) == 1


def test_one_who_is_signed_in_at_many_places_sees_this_one_and_the_newest(site: Site) -> None:
    first = site.as_("P1")
    for _ in range(LISTED + 2):
        site.clock.forward(minutes=1)
        site.as_("P1")
    page = first.get("/me").text
    assert page.count("未知设备") == LISTED
    assert page.count("本机</span>") == 1
    assert "另有 3 处较早的登录没有列出" in page
    assert f"已登录 {LISTED + 3} 处" in _asked_of(site)
    assert "没有列出" not in site.as_("P2").get("/me").text


def _asked_of(site: Site) -> str:
    site.make_administrator("H1")
    return site.as_("H1").get("/people/P1").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    site.account("P1", "zhang.chi")
    answer = try_to(site.browser(), "zhang.chi")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("launchkit=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {one.strip() for one in cookie.split(";")}
    word = cookie.partition("=")[2].partition(";")[0]
    assert len(word) >= 43


def test_over_tls_the_cookie_is_bound_to_this_host(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser(origin="https://localhost:8650")
    browser.get("/sign-in")
    answer = browser.post(
        "/sign-in",
        {"name": "zhang.chi", "password": PASSWORD},
        headers={"Origin": "https://localhost:8650"},
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-launchkit=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    # At a name that is every machine's no browser shall be told to speak nothing else for a year.
    assert "strict-transport-security" not in answer.headers


def test_signing_out_ends_the_session_and_not_only_the_cookie(site: Site) -> None:
    browser = site.as_("P1")
    word = browser.client.cookies.get("launchkit")
    assert word is not None
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert site.office.store.accounts.session(digest_of(word)) is None
    assert not signed(browser)


def test_signing_out_everywhere(site: Site) -> None:
    phone, desk, other = site.as_("P1"), site.as_("P1"), site.as_("P2")
    assert phone.post("/me/sign-out-everywhere").status_code == 303
    assert [signed(one) for one in (phone, desk, other)] == [False, False, True]


def test_a_session_ends_after_twelve_hours_whatever_happens(site: Site) -> None:
    browser = site.as_("P1")
    site.clock.instant += SESSION_LIFE - timedelta(seconds=1)
    assert signed(browser)
    site.clock.instant += timedelta(seconds=1)
    assert not signed(browser)


@pytest.mark.parametrize(("person", "stays"), [("H2", False), ("A1", False), ("P1", True)])
def test_headquarters_and_auditors_are_signed_out_when_nothing_happens(
    site: Site, person: str, stays: bool
) -> None:
    browser = site.as_(person)
    site.clock.instant += SESSION_IDLE - timedelta(minutes=1)
    assert signed(browser)
    site.clock.instant += SESSION_IDLE - timedelta(minutes=1)
    assert signed(browser)
    site.clock.instant += SESSION_IDLE
    assert signed(browser) is stays


def test_a_suspended_person_is_signed_out_at_once_and_everywhere(site: Site) -> None:
    phone, desk = site.as_("P1"), site.as_("P1")
    assert signed(phone)
    site.office.desk.registry.suspend_rights(site.call("H1"), person="P1", reason="调查")
    assert not signed(phone)
    assert site.office.store.accounts.sessions_of("P1") == []
    assert not signed(desk)


def test_a_closed_account_is_signed_out_at_once(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    assert signed(browser)
    site.office.accounts.close(site.call("H1"), "zhang.chi")
    assert not signed(browser)


def test_a_session_of_a_name_that_became_somebody_elses_is_none(site: Site) -> None:
    """The rows alone are not believed: who signs in under which name is what the trail says."""
    account = site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    from launchkit.domain.entries import AccountClosed  # noqa: PLC0415

    site.office.desk.registry.add(
        site.call("H1"), AccountClosed(account=account.name, person="P1")
    )
    assert not signed(browser)


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(site: Site, wanted: str) -> None:
    site.account("P1", "zhang.chi")
    answer = try_to(site.browser(), "zhang.chi", next=wanted)
    assert answer.headers["location"] == "/"


# --- the second factor ----------------------------------------------------------------------------------


def code_of(site: Site, key: str) -> str:
    import base64  # noqa: PLC0415

    raw = base64.b32decode(key.replace(" ", ""))
    return second_factor.code_at(raw, second_factor.step_of(site.clock()))


def key_on(page: str) -> str:
    return page.split('<code class="key">')[1].split("<", maxsplit=1)[0]


def set_up(site: Site, browser: Browser) -> str:
    key = key_on(browser.get("/me/second-factor").text)
    assert browser.post("/me/second-factor", {"code": code_of(site, key)}).status_code == 303
    return key


def test_the_key_can_be_scanned_and_stands_in_no_address_of_ours(site: Site) -> None:
    """The drawing is part of the page: a picture of its own would have an address, and a place in logs."""
    site.account("H2", "chen.min")
    browser = site.browser()
    try_to(browser, "chen.min")
    page = browser.get("/me/second-factor").text
    bare = base64.b32decode(key_on(page).replace(" ", ""))
    assert str(qr(second_factor.address_of(bare, "chen.min"), "动态口令的二维码")) in page
    letters = key_on(page).replace(" ", "")
    addresses = re.findall(r'(?:href|src|action|hx-[a-z]+)="([^"]*)"', page)
    assert [one.partition(":")[0] for one in addresses if letters in one] == ["otpauth"]
    assert browser.get("/me/second-factor").headers["cache-control"] == "private, no-store"


def test_a_code_is_drawn_without_a_style_of_its_own_and_says_what_it_is() -> None:
    drawn = str(qr("otpauth://x?a=1&b=2", '<b> "x"'))
    assert drawn.startswith('<svg role="img" ')
    assert "style" not in drawn
    assert "<b>" not in drawn
    assert "<title>&lt;b&gt;" in drawn
    assert drawn != str(qr("otpauth://x?a=1&b=3", '<b> "x"'))


def test_headquarters_set_up_a_second_factor_before_anything_else(site: Site) -> None:
    site.account("H2", "chen.min")
    browser = site.browser()
    try_to(browser, "chen.min")
    assert browser.get("/cases").headers["location"] == "/me/second-factor"
    set_up(site, browser)
    assert browser.get("/cases").status_code == 200


def test_who_is_dispatched_need_not_have_one(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    assert browser.get("/cases").status_code == 200


def test_an_administrator_needs_one_too(site: Site) -> None:
    site.make_administrator("P3")
    site.account("P3", "song.ning")
    browser = site.browser()
    try_to(browser, "song.ning")
    assert browser.get("/cases").headers["location"] == "/me/second-factor"


def test_once_set_up_it_is_asked_for_and_each_code_counts_once(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    key = set_up(site, browser)
    used = code_of(site, key)
    assert try_to(site.browser(), "zhang.chi", code=used).status_code == 403
    assert try_to(site.browser(), "zhang.chi").status_code == 403
    site.clock.instant += timedelta(seconds=30)
    assert try_to(site.browser(), "zhang.chi", code=code_of(site, key)).status_code == 303


def test_a_wrong_code_sets_nothing_up(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    key = key_on(browser.get("/me/second-factor").text)
    wrong = "000000" if code_of(site, key) != "000000" else "111111"
    answer = browser.post("/me/second-factor", {"code": wrong})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert try_to(site.browser(), "zhang.chi").status_code == 303


def test_nobody_sets_up_another_one_over_it(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    set_up(site, browser)
    kept = site.office.store.accounts.account("zhang.chi")
    assert "已启用" in browser.post("/me/second-factor", {"code": "123456"}).text
    assert site.office.store.accounts.account("zhang.chi") == kept


def test_a_key_that_does_not_open_lets_nobody_in(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    key = set_up(site, browser)
    site.clock.instant += timedelta(seconds=30)
    (site.office.settings.keys / "accounts.key").write_bytes(secrets.token_bytes(32))
    assert try_to(site.browser(), "zhang.chi", code=code_of(site, key)).status_code == 403


# --- the password ---------------------------------------------------------------------------------------


def change(browser: Browser, present: str, fresh: str, again: str | None = None):  # type: ignore[no-untyped-def]
    browser.get("/me")
    return browser.post(
        "/me/password", {"present": present, "password": fresh, "again": again or fresh}
    )


def test_a_password_is_changed_by_who_knows_the_present_one(site: Site) -> None:
    site.account("P1", "zhang.chi")
    here, there = site.browser(), site.browser()
    for browser in (here, there):
        try_to(browser, "zhang.chi")
    assert change(here, "wrong", "seven quiet harbours").status_code == 422
    assert change(here, PASSWORD, "seven quiet harbours").status_code == 303
    assert signed(here)
    assert not signed(there)
    assert try_to(there, "zhang.chi").status_code == 403
    assert try_to(there, "zhang.chi", "seven quiet harbours").status_code == 303


@pytest.mark.parametrize(
    ("fresh", "again", "said"),
    [
        ("short", None, "至少 12 个字符"),
        ("zhang.chi lives here", None, "自己的姓名"),
        ("seven quiet harbours", "seven quiet harbour", "两次输入"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_beside_its_field(
    site: Site, fresh: str, again: str | None, said: str
) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    try_to(browser, "zhang.chi")
    answer = change(browser, PASSWORD, fresh, again)
    assert answer.status_code == 422
    assert said in answer.text
    assert fresh not in answer.text


def test_while_looking_at_the_examples_there_is_no_account_to_change(site: Site) -> None:
    browser = site.as_("P1")
    assert change(browser, PASSWORD, "seven quiet harbours").status_code == 409
    assert "没有动态口令" in browser.get("/me/second-factor").text
    assert browser.post("/me/second-factor", {"code": "123456"}).status_code == 200


# --- language and colours ---------------------------------------------------------------------------------


def test_language_and_colours_are_chosen_and_kept(site: Site) -> None:
    browser = site.as_("P1")
    answer = browser.post("/preferences", {"lang": "en", "next": "/cases"})
    assert answer.headers["location"] == "/cases"
    browser.client.cookies.delete("launchkit-lang", domain="")
    browser.post("/preferences", {"theme": "dark", "lang": "en"})
    page = browser.get("/cases").text
    assert '<html lang="en" data-theme="dark">' in page
    assert "My day" in page


def test_what_was_not_offered_is_not_chosen(site: Site) -> None:
    browser = site.as_("P1")
    answer = browser.post("/preferences", {"lang": "fr", "theme": "pink"})
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr, zh-CN;q=0.8", "zh-CN"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
    ],
)
def test_a_first_visit_is_in_the_language_of_the_browser(
    site: Site, asked: str, lang: str
) -> None:
    page = site.browser().get("/sign-in", headers={"Accept-Language": asked})
    assert f'<html lang="{lang}"' in page.text


@pytest.mark.parametrize(
    ("header", "short"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/130 Mobile MicroMessenger/8",
            "MicroMessenger · Android",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox · Linux",
        ),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_is_known_by_two_words(header: str, short: str) -> None:
    assert short_agent(header) == short


def test_where_a_program_shows_a_token_a_cookie_counts_for_nothing(site: Site) -> None:
    """Else a form of another site could leave out its token by bringing one of the other kind."""
    browser = site.as_("P1")
    headers = {"Authorization": "Bearer lk_wrong"}
    assert browser.client.post("/me/sign-out-everywhere", headers=headers).status_code == 401
    assert browser.client.get("/cases", headers=headers).status_code == 401
    assert signed(browser)
