"""What a proxy says of whoever asks is believed of the proxies that a setting names, and of nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from starlette.datastructures import Headers

from launchkit.domain.accounts import MOST_TRIES
from launchkit.web.security.forwarded import plain, said
from tests.web.application import application
from tests.web.conftest import ORIGIN, PASSWORD, Browser, Site

PROXY = "10.0.0.7"
STRANGER = "10.0.0.8"
ADDRESS = "https://launchkit.example"


@pytest.fixture
def behind(site: Site) -> Site:
    """The example home behind a proxy at one address of another machine, and one of this machine's own."""
    settings = replace(
        site.office.settings, proxies=(PROXY, "127.0.0.1", "no address"), web_url=ADDRESS
    )
    site.office.settings = settings
    site.app = application(site.office)
    return site


def through(
    site: Site, peer: str, *, client: str = "203.0.113.9", proto: str | None = "https"
) -> Browser:
    """A browser whose requests come from `peer`, which says that they are those of `client`."""
    browser = site.browser(address=peer, origin=ADDRESS)
    browser.headers = {"X-Forwarded-For": client, "Origin": ADDRESS}
    if proto is not None:
        browser.headers["X-Forwarded-Proto"] = proto
    return browser


def enter(browser: Browser, password: str = PASSWORD, name: str = "zhang.chi") -> Any:
    browser.get("/sign-in")
    return browser.post("/sign-in", {"name": name, "password": password}, headers=browser.headers)


def addresses(site: Site, person: str = "P1") -> set[str]:
    return {one.address for one in site.office.store.accounts.sessions_of(person)}


def test_of_a_known_proxy_the_address_it_added_is_taken(behind: Site) -> None:
    behind.account("P1", "zhang.chi")
    assert enter(through(behind, PROXY)).status_code == 303
    assert addresses(behind) == {"203.0.113.9"}


def test_what_was_there_before_the_proxy_added_its_own_is_not_believed(behind: Site) -> None:
    behind.account("P1", "zhang.chi")
    enter(through(behind, PROXY, client="127.0.0.1, 1.1.1.1, 203.0.113.9"))
    assert addresses(behind) == {"203.0.113.9"}


@pytest.mark.parametrize("peer", [STRANGER, "192.0.2.1", "fd00::9"])
def test_a_stranger_is_not_believed(behind: Site, peer: str) -> None:
    behind.account("P1", "zhang.chi")
    enter(through(behind, peer))
    assert addresses(behind) == {peer}


def test_where_no_proxy_is_named_nobody_is_believed(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser(address="127.0.0.1")
    browser.headers = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "Origin": ORIGIN,
    }
    answer = enter(browser)
    assert answer.status_code == 303
    assert answer.headers["set-cookie"].startswith("launchkit=")
    assert addresses(site) == {"127.0.0.1"}


def test_tries_run_out_for_the_person_and_not_for_the_proxy(behind: Site) -> None:
    behind.account("P1", "zhang.chi")
    for number in range(MOST_TRIES):
        answer = enter(through(behind, PROXY), "wrong umbrellas", f"name{number}")
        assert answer.status_code == 403
    assert enter(through(behind, PROXY)).status_code == 429
    assert enter(through(behind, PROXY, client="203.0.113.10")).status_code == 303


def test_a_stranger_gets_no_more_tries_by_naming_other_addresses(behind: Site) -> None:
    codes = [
        enter(
            through(behind, STRANGER, client=f"203.0.113.{n}"), "wrong umbrellas", f"n{n}"
        ).status_code
        for n in range(MOST_TRIES + 1)
    ]
    assert codes == [403] * MOST_TRIES + [429]


def examples(site: Site, browser: Browser) -> int:
    word = site.office.accounts.examples_link()
    return browser.get(f"/link/{word}").status_code


def test_nobody_behind_a_proxy_sits_at_this_machine(behind: Site) -> None:
    """Not even one of whom the proxy says so, and not where the proxy is silent."""
    assert examples(behind, through(behind, PROXY, client="127.0.0.1")) == 404
    assert examples(behind, through(behind, "127.0.0.1", client="127.0.0.1")) == 404
    assert examples(behind, behind.browser(address="127.0.0.1")) == 404


def test_nobody_who_says_to_be_forwarded_sits_here_either(site: Site) -> None:
    assert examples(site, site.browser(address="127.0.0.1")) == 200
    for name in ("X-Forwarded-For", "Forwarded"):
        browser = site.browser(address="127.0.0.1")
        browser.headers = {name: "127.0.0.1"}
        assert examples(site, browser) == 404
    assert examples(site, site.browser(address=STRANGER)) == 404


def test_the_scheme_of_the_proxy_makes_cookies_safe(behind: Site) -> None:
    behind.office.settings = replace(behind.office.settings, web_url=None)
    behind.app = application(behind.office)
    for peer, name in ((PROXY, "__Host-launchkit-before"), (STRANGER, "launchkit-before")):
        browser = behind.browser(address=peer)
        browser.headers = {"X-Forwarded-Proto": "https"}
        assert browser.get("/sign-in").headers["set-cookie"].startswith(f"{name}=")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([], {}),
        ([("x-forwarded-for", "unknown")], {}),
        ([("x-forwarded-for", "")], {}),
        (
            [("x-forwarded-for", "10.1.1.1"), ("x-forwarded-for", "10.1.1.2")],
            {"client": ("10.1.1.2", 0)},
        ),
        ([("x-forwarded-proto", "HTTPS")], {"scheme": "https"}),
        ([("x-forwarded-proto", "https, http")], {"scheme": "http"}),
        ([("x-forwarded-proto", "gopher")], {}),
        ([("forwarded", "for=10.1.1.1;proto=https"), ("x-forwarded-host", "evil.example")], {}),
    ],
)
def test_only_the_last_word_counts(headers: list[tuple[str, str]], found: dict[str, Any]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers]
    assert said(Headers(raw=raw)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1.1.1", "10.1.1.1"),
        (" 10.1.1.1:4711 ", "10.1.1.1"),
        ("[fd00::2]:4711", "fd00::2"),
        ("FD00:0::2", "fd00::2"),
        ("::ffff:10.1.1.1", "10.1.1.1"),
        ("testclient", None),
        ("", None),
    ],
)
def test_an_address_is_read_in_every_way_of_writing(text: str, found: str | None) -> None:
    assert plain(text) == found
