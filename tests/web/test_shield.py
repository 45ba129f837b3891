"""What stands around every answer: headers, limits, foreign forms, and a sentence instead of a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from launchkit.domain.errors import BadValue, Lack, Refused
from launchkit.domain.problems import Problem, Problems
from launchkit.domain.store_errors import StoreBroken, StoreBusy
from launchkit.web.security.shield import HEADERS, MOST_PLAIN, POLICY
from tests.web.conftest import ORIGIN, Browser, Site

SECRET = "身份证 210106199001010000"


@pytest.fixture
def failing(site: Site) -> FastAPI:
    """The application with pages that fail in every way."""
    app: FastAPI = site.app

    def fail(kind: str) -> None:
        raise {
            "broken": ValueError(SECRET),
            "refused": Refused("x", "还不行", "not yet", (Lack(zh="缺合同", en="lease missing"),)),
            "value": BadValue("不对", "wrong"),
            "busy": StoreBusy(),
            "gone": StoreBroken("没了", "it is gone"),
            "problems": Problems([Problem("a.yaml", 3, 1, "c", "重复", "twice")]),
            "teapot": HTTPException(418, headers={"X-Tea": "yes"}),
        }[kind]

    app.add_api_route("/fail/{kind}", fail, methods=["GET"])
    app.add_api_route("/api/fail/{kind}", fail, methods=["GET"])
    return app


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sign-in",
        "/cases",
        "/me",
        "/nothing",
        "/healthz",
        "/static/app.css",
        "/feeds/x.ics",
        "/link/x",
    ],
)
def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    for browser in (site.browser(), site.as_("P1")):
        answer = browser.get(path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "server" not in answer.headers


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert "https:" not in POLICY
    assert POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("path", "kept"), [("/me", "private, no-store"), ("/cases", "private, no-cache")]
)
def test_a_page_is_kept_by_nobody_or_by_the_own_browser_which_asks_each_time(
    site: Site, path: str, kept: str
) -> None:
    assert site.as_("P1").get(path).headers["cache-control"] == kept


def test_a_fault_of_ours_is_a_sentence_and_a_number_and_no_traceback(
    site: Site, failing: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="launchkit.web"):
        answer = site.browser().get("/fail/broken")
    assert answer.status_code == 500
    assert "这一页出错了" in answer.text
    number = answer.text.split("<code>")[1][:8]
    (line,) = [one.getMessage() for one in caplog.records]
    assert line.startswith(f"{number} GET ValueError: test_shield.py:")
    for said in (answer.text, line):
        assert SECRET not in said
        assert "Traceback" not in said
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_it_is_said_in_the_language_of_whoever_looks(site: Site, failing: FastAPI) -> None:
    browser = site.browser()
    browser.headers = {"Accept-Language": "en"}
    assert "This page failed" in browser.get("/fail/broken").text
    answer = browser.get("/api/fail/broken")
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["reference"]) == 8


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("refused", 409, "缺合同"),
        ("value", 422, "不对"),
        ("busy", 503, "数据库正忙"),
        ("gone", 503, "暂时不能用"),
        ("problems", 422, "a.yaml:3:1: 重复"),
        ("teapot", 418, "看不懂"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    site: Site, failing: FastAPI, kind: str, status: int, said: str
) -> None:
    answer = site.as_("P1").get(f"/fail/{kind}")
    assert answer.status_code == status
    assert said in answer.text


def test_a_program_gets_problem_details(site: Site, failing: FastAPI) -> None:
    answer = site.as_("P1", lang="en").get("/api/fail/refused")
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["title"], told["code"]) == (409, "not yet", "x")
    assert [one["en"] for one in told["lacks"]] == ["lease missing"]
    assert site.browser().get("/api/fail/value").json()["status"] == 422


def test_headers_of_an_answer_are_passed_on(site: Site, failing: FastAPI) -> None:
    assert site.browser().get("/fail/teapot").headers["x-tea"] == "yes"


def test_htmx_gets_the_part_that_says_why(site: Site, failing: FastAPI) -> None:
    answer = site.as_("P1").get("/fail/refused", headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<div class="trouble"')


def test_an_address_is_used_as_it_is_meant(site: Site) -> None:
    assert site.as_("P1").get("/sign-out").status_code == 405


# --- foreign forms ----------------------------------------------------------------------------------------


def send(browser: Browser, **changed: str | None):  # type: ignore[no-untyped-def]
    """A form of our own page with something changed; None takes a header away."""
    browser.get("/me")
    data = {"csrf": browser.token, "request": "r1", "lang": "en"}
    if "csrf" in changed:
        data["csrf"] = str(changed.pop("csrf"))
    headers = {"Origin": ORIGIN, **changed}
    kept = {name: value for name, value in headers.items() if value is not None}
    return browser.client.post("/preferences", data=data, headers=kept)


def test_our_own_form_is_taken(site: Site) -> None:
    assert send(site.as_("P1")).status_code == 303


@pytest.mark.parametrize(
    "changed",
    [
        {"csrf": ""},
        {"csrf": "0" * 64},
        {"csrf": "é"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": None},
        {"Origin": None, "Sec-Fetch-Site": "cross-site"},
        {"Origin": None, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_form_changes_nothing(site: Site, changed: dict[str, str | None]) -> None:
    answer = send(site.as_("P1"), **changed)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "不是从本站当前的页面提交" in answer.text


def test_where_a_browser_leaves_out_the_origin_it_says_the_same_by_other_words(site: Site) -> None:
    answer = send(site.as_("P1"), **{"Origin": None, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


def test_the_token_of_somebody_else_is_none(site: Site) -> None:
    other = site.as_("P2")
    other.get("/me")
    assert send(site.as_("P1"), csrf=other.token).status_code == 403


def test_a_token_may_come_in_a_header(site: Site) -> None:
    browser = site.as_("P1")
    browser.get("/me")
    answer = browser.client.post(
        "/preferences", headers={"Origin": ORIGIN, "X-CSRF": browser.token}, data={"lang": "en"}
    )
    assert answer.status_code == 303


def test_what_is_no_form_has_no_token(site: Site) -> None:
    browser = site.as_("P1")
    answer = browser.client.post("/preferences", headers={"Origin": ORIGIN}, json={"csrf": "x"})
    assert answer.status_code == 403


def test_the_form_of_signing_in_is_guarded_too(site: Site) -> None:
    answer = site.browser().client.post(
        "/sign-in", data={"name": "x", "password": "y"}, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 403


# --- limits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "launchkit.example"]
)
def test_no_foreign_name_may_be_pointed_at_this_machine(site: Site, host: str) -> None:
    assert site.browser().get("/healthz", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8650", "[::1]:8650", "192.168.1.20"])
def test_our_own_names_and_plain_addresses_are_ours(site: Site, host: str) -> None:
    assert site.browser().get("/healthz", headers={"Host": host}).status_code == 200


def test_too_much_is_not_read(site: Site) -> None:
    browser = site.as_("P1")
    answer = browser.post("/preferences", {"next": "x" * (MOST_PLAIN + 1)})
    assert answer.status_code == 413


def test_too_much_is_not_read_when_nobody_said_how_much(site: Site) -> None:
    browser = site.as_("P1")
    browser.get("/me")

    def parts() -> Iterator[bytes]:
        yield f"csrf={browser.token}&next=".encode()
        for _ in range(20):
            yield b"x" * 100_000

    answer = browser.client.post(
        "/preferences",
        content=parts(),
        headers={"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


def test_a_length_that_is_none_is_not_believed(site: Site) -> None:
    answer = site.browser().client.get("/healthz", headers={"Content-Length": "-5"})
    assert answer.status_code == 413
