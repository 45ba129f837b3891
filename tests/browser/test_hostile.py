"""Strings that break careless programs, in every field: refused in words or shown as they are; nothing runs, nothing breaks."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import count, cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Request

from launchkit.domain.accounts import Scope, digest_of
from launchkit.web.api.description import described
from launchkit.web.security.tokens import Meter, Pace
from tests.browser.lived import PLAIN, Lived, ids_of, living
from tests.browser.walk import Visit, pages, visits
from tests.hostile import HOSTILE, MARKUP, SHORT, is_plain
from tests.web.conftest import ORIGIN
from tests.web.conftest import Browser as AnyBrowser
from tests.web.spray import Field, Form, Judge, fit, forms_of, judged, kept, send, unfit

#: whose forms are filled, in this order; each fills those that nobody before has seen
WHO = ("P1", "H1", f"P2@{PLAIN}", None)
#: pages without a form of their own that take long to draw; and one that leads to the other addresses of the machine
FORMLESS = (
    "/health",
    "/definitions/problems",
    "/definitions/open_branch",
    "/deliveries",
    "/trust",
)
#: what would end the rights of those who are still needed comes last
LAST = ("/people/", "/team", "/settings", "/close", "/handovers/", "/me/")
#: pages of things, as other pages lead to them
_LEADS = re.compile(r'href="(/(?:cases/\w+|people)/[^"]+)"')
#: too slow to be asked with every string: they print, render, or read every file
SLOW = ("/issue", "/advance", "/verify", "/test")


@pytest.fixture(scope="module")
def sprayed(
    lived_home: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Lived]:
    """A lived-in home of this module's own, which is filled with hostile strings test by test."""
    with living(lived_home, tmp_path_factory.mktemp("hostile") / "home", chromium) as found:
        found.site.app.state.meter = Meter(Pace(at_once=10**9))
        yield found


Who = Callable[[str | None], AnyBrowser]
Cookies = dict[str, str | None]


@pytest.fixture(scope="module")
def who(sprayed: Lived) -> Iterator[Who]:
    """The browser of somebody: one for all that they send, as long as that leaves them who and how they were."""
    opened: dict[str | None, tuple[AnyBrowser, Cookies]] = {}
    with ExitStack() as flows:

        def found(person: str | None) -> AnyBrowser:
            browser, cookies = opened.get(person, (None, Cookies()))
            if browser is None or _cookies(browser) != cookies or not _is_in(sprayed, cookies):
                browser = flows.enter_context(flowing(_browser(sprayed, person)))
                browser.get("/me" if person else "/sign-in")
                opened[person] = (browser, _cookies(browser))
            return browser

        yield found


def _cookies(browser: AnyBrowser) -> Cookies:
    """Whose browser it is, in which language and which colours."""
    return {one.name: one.value for one in browser.client.cookies.jar}


def _is_in(sprayed: Lived, cookies: Cookies) -> bool:
    """Whether the session still counts, where there is one."""
    word = cookies.get("launchkit")
    return word is None or sprayed.site.office.store.accounts.session(digest_of(word)) is not None


def _name(visit: Visit) -> str | None:
    return f"{visit.person}@{visit.account}" if visit.account else visit.person


def _browser(sprayed: Lived, name: str | None) -> AnyBrowser:
    """A browser of a person, of a person's account, or of nobody."""
    if name is None:
        return sprayed.site.browser()
    person, _, account = name.partition("@")
    return sprayed.site.as_(person, account=account or None)


@pytest.fixture(scope="module")
def strings(whole: bool) -> tuple[str, ...]:
    """All two hundred in `make browser`, some of each kind otherwise."""
    return HOSTILE if whole else SHORT


@pytest.fixture(scope="module")
def forms(sprayed: Lived) -> list[tuple[str | None, Form]]:
    """Every form of every page, with one who can send it."""
    seen: set[tuple[str, ...]] = set()
    found: list[tuple[str | None, Form]] = []
    everything = [
        one
        for one in visits(sprayed)
        if one.send is None and one.status == 200 and not one.path.startswith(FORMLESS)
    ]
    for person in WHO:
        browser = _browser(sprayed, person)
        own = [one.path for one in everything if _name(one) == person]
        if person in {"P1", "H1"}:
            own += [
                one.path for one in everything if one.path.startswith("/cases/") and one.always
            ]
        for form in forms_of(browser, own):
            key = (form.action, *(one.name for one in form.fields))
            if key not in seen:
                seen.add(key)
                found.append((person, form))
    return sorted(found, key=lambda one: any(word in one[1].action for word in LAST))


def turned(strings: tuple[str, ...], begin: int) -> Iterator[str]:
    """The strings from one of them on, and again: in as many rounds, each begun one later, every field is given every string."""
    return (strings[(begin + number) % len(strings)] for number in count())


@contextmanager
def flowing(browser: AnyBrowser) -> Iterator[AnyBrowser]:
    """A browser whose requests share one loop of events; else each of tens of thousands would start a thread for one."""
    with start_blocking_portal(**browser.client.async_backend) as portal:
        browser.client.portal = portal
        yield browser
        browser.client.portal = None


def joined(strings: tuple[str, ...], longest: int) -> list[str]:
    """As many strings in one as a field takes, so that each field is given all of them in few rounds."""
    found = [""]
    for one in strings:
        if len(found[-1]) + len(one) + 1 > longest:
            found.append("")
        found[-1] = f"{found[-1]} {one}".strip()[:longest]
    return [one for one in found if one]


def test_there_are_two_hundred_different_ones() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) == 200
    assert len(SHORT) == 40


def test_forms_are_found(forms: list[tuple[str | None, Form]]) -> None:
    """Were the walk to miss the forms, all silence below would mean nothing."""
    actions = {form.action.rpartition("/")[2] for _, form in forms}
    assert {
        "promises",
        "custody",
        "happenings",
        "work",
        "extend",
        "team",
        "people",
        "sign-in",
    } <= actions
    assert sum(len(form.fields) for _, form in forms) > 500


def test_strings_in_the_texts_of_every_form(
    who: Who, forms: list[tuple[str | None, Form]], strings: tuple[str, ...], whole: bool
) -> None:
    """Where the rest fits, many of them are kept; then there is something to look at below."""
    plain = tuple(one for one in strings if is_plain(one) and len(one) < 200)
    single, through = cycle(plain), 0
    # What opens a tag comes first among them and is put in last, for the newest things are looked at in the browser.
    for number in reversed(range(len(joined(plain, 900)) if whole else 1)):
        for person, form in forms:

            def many(one: Field, number: int = number) -> str:
                parts = joined(plain, min(one.longest, 900))
                return parts[number % len(parts)]

            browser = who(person)
            went = kept(browser, form, many, file=f"{next(single)[:80]}.png")
            went = went or kept(
                browser, form, lambda one: next(single)[: one.longest], file="a.png"
            )
            through += went
    assert through >= 20, "hardly anything was kept"


def test_strings_in_everything_that_a_form_sends(
    who: Who, forms: list[tuple[str | None, Form]], strings: tuple[str, ...], whole: bool
) -> None:
    """Also where the page offers a choice, a number, a day or nothing at all."""
    for number in range(len(strings) if whole else 1):
        for at, (person, form) in enumerate(forms):
            given = turned(strings, number + at)
            sent = unfit(form, lambda _, given=given: next(given))  # type: ignore[misc]
            answer = send(who(person), form, sent, file=next(given))
            judged(answer, f"{form.action} {sent}")


def test_every_string_in_three_fields(who: Who, forms: list[tuple[str | None, Form]]) -> None:
    """What is typed comes back with the refusal; what is searched for comes back with the answer."""
    by_end = {form.action.rpartition("/")[2]: (person, form) for person, form in forms}
    for end, name in (("happenings", "what"), ("promises", "to"), ("definitions", "q")):
        person, form = by_end[end]
        browser = who(person)
        for string in HOSTILE:
            sent = dict(fit(form, lambda _: "")) | {name: string}
            judged(send(browser, form, list(sent.items())), f"{form.action} {string!r}")


def test_strings_in_addresses(sprayed: Lived, strings: tuple[str, ...]) -> None:
    browser, given = sprayed.site.as_("H1"), cycle(strings)
    for path in pages():
        for word in (one for one in ("{case}", "{task}", "{person}", "{document}") if one in path):
            for _ in range(4):
                filled = path.replace(word, quote(next(given), safe="", errors="surrogatepass"))
                for name, value in sprayed.ids.items():
                    filled = filled.replace(f"{{{name}}}", quote(value, safe=""))
                judged(browser.get(filled), filled)
    for query in (
        "/cases?state={}",
        "/cases/{}/audit?part={}&at={}",
        "/people/{}",
        "/sign-in?next={}",
    ):
        for string in strings:
            # Three of them in one address, as long as anything is sent to a server at all.
            path = query.format(*[quote(string[:2_000], safe="", errors="surrogatepass")] * 3)
            judged(browser.get(path), path)


# --- the interface ------------------------------------------------------------------------------------------


def body_of(
    schema: dict[str, Any], shapes: dict[str, Any], text: Iterator[str], *, fit: bool
) -> Any:
    """A body of this shape; where `fit`, strings of ours stand only where any text may."""
    if "$ref" in schema:
        return body_of(shapes[schema["$ref"].rpartition("/")[2]], shapes, text, fit=fit)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return body_of(schema[word][0], shapes, text, fit=fit)
    kind = schema.get("type")
    if kind == "object":
        named = {
            name: body_of(one, shapes, text, fit=fit)
            for name, one in schema.get("properties", {}).items()
        }
        return named or {next(text): next(text)}
    if kind == "array":
        return [body_of(schema.get("items", {}), shapes, text, fit=fit)]
    if not fit or kind in {"string", None}:
        return _text_of(schema, text, fit=fit)
    return {"integer": 1, "number": 1, "boolean": False}.get(str(kind))


def _text_of(schema: dict[str, Any], text: Iterator[str], *, fit: bool) -> str:
    if not fit:
        return next(text)
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("format") == "date":
        return "2026-03-06"
    return next(text)[: schema.get("maxLength", 4_000)]


def test_strings_in_every_body_of_the_interface(
    sprayed: Lived, strings: tuple[str, ...], whole: bool
) -> None:
    word, _ = sprayed.site.office.accounts.give_token(
        sprayed.site.call("H1"), label="test", scopes=tuple(one.value for one in Scope), days=30
    )
    description = described()
    sent = 0
    with flowing(sprayed.site.browser()) as browser:
        for path, operations in description["paths"].items():
            shape = _json_of(operations.get("post", {}))
            if shape is None or path.endswith(SLOW):
                continue
            address = path
            for name, value in sprayed.ids.items():
                address = address.replace(f"{{{name}}}", quote(value, safe=""))
            for number in range(len(strings) if whole else 4):
                given = turned(strings, number + len(path))
                shapes = description["components"]["schemas"]
                _told(browser, word, address, body_of(shape, shapes, given, fit=number % 2 == 0))
                sent += 1
    assert sent > 100


def _told(browser: AnyBrowser, word: str, address: str, body: object) -> None:
    """Send a body to the interface, and judge what it answers."""
    headers = {
        "Authorization": f"Bearer {word}",
        "Content-Type": "application/json",
        "Idempotency-Key": secrets.token_hex(8),
        "Origin": ORIGIN,
    }
    answer = browser.client.post(address, content=json.dumps(body), headers=headers)
    judged(answer, f"{address} {body}")
    assert answer.headers["content-type"].split(";")[0].endswith("json"), address
    assert answer.status_code != 401, f"{address}: the word does not open any more"


def _json_of(operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else content["schema"]


# --- looked at ----------------------------------------------------------------------------------------------


@dataclass
class Watch:
    """What a browser notices that no reader should ever see."""

    home: str
    noticed: list[str] = field(default_factory=list)

    def dialog(self, dialog: Dialog) -> None:
        """Something asked for attention."""
        self.noticed.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def said(self, message: ConsoleMessage) -> None:
        """Something was refused by the policy, or failed."""
        if message.type == "error" and "status of 4" not in message.text:
            self.noticed.append(f"console {message.text[:200]}")

    def asked(self, request: Request) -> None:
        """Something was asked of somebody else."""
        if not request.url.startswith((self.home, "data:image/png")):
            self.noticed.append(f"request {request.url[:100]}")


def test_whatever_a_page_leads_to(sprayed: Lived, whole: bool) -> None:
    """Every thing that was made has a page of its own; all of them are read, and judged by what is in their markup."""
    browser = sprayed.site.as_("H1")
    lists = [
        one.path for one in visits(sprayed) if one.always and one.person and "?" not in one.path
    ]
    led = {
        address
        for path in lists
        if not path.startswith(FORMLESS)
        for address in _LEADS.findall(browser.get(path).text)
    }
    assert len(led) > 50
    for address in sorted(led) if whole else sorted(led, key=len)[:120]:
        judged(browser.get(unescape(address)), address)


def test_every_page_that_shows_them_in_a_browser(sprayed: Lived, whole: bool) -> None:
    """After all of the above: no page runs, asks, breaks, or loses its landmarks."""
    site, watch = sprayed.site, Watch(sprayed.served.url)
    now = replace(sprayed, ids=ids_of(site, newest=True))
    context = sprayed.served.open("H1")
    page = context.new_page()
    page.on("dialog", watch.dialog)
    page.on("console", watch.said)
    page.on("request", watch.asked)
    shown = 0
    for visit in visits(now):
        if visit.send is not None or visit.status != 200 or visit.person not in {"H1", "P1"}:
            continue
        if not visit.always and not (whole and re.search("tasks|audit", visit.path)):
            continue
        if visit.path == "/trust":
            continue  # a page without the shell, on which nothing stands that anybody has typed
        answer = page.goto(visit.path)
        assert answer is not None
        assert answer.status == 200, visit
        assert page.evaluate("window.__hit") is None, visit
        assert page.locator("main").count() == 1, visit
        assert page.locator("main").is_visible(), visit
        assert page.locator("nav[aria-label]").count() >= 1, visit
        assert page.evaluate("document.styleSheets.length") >= 1, visit
        shown += "window.__hit" in page.inner_text("body")
    assert watch.noticed == []
    assert shown >= 5, "hardly any page shows what was typed"
    assert site.office.store.verify().ok


def test_the_watch_notices_what_is_planted(sprayed: Lived) -> None:
    """Were a template to forget to escape, judge and watch would both say so."""
    found = [one for one in MARKUP if Judge(f"<main>{one}</main>").strange]
    assert len(found) > 40
    watch = Watch(sprayed.served.url)
    page = sprayed.served.open("P1").new_page()
    page.on("console", watch.said)
    page.goto("/today")
    with page.expect_console_message(lambda one: "Content Security Policy" in one.text):
        page.evaluate(
            "() => { document.querySelector('main').innerHTML = '<img src=//hostile.example/x onerror=window.__hit=1>' }"
        )
    assert watch.noticed
    assert page.evaluate("window.__hit") is None
