"""What has not changed is answered before anybody looks into it; the least change, by whomever, ends that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from launchkit.domain.store_errors import StoreBroken
from launchkit.web import still
from launchkit.web.still import Still
from tests.web.conftest import Browser, Site


@contextmanager
def counted(app: FastAPI) -> Iterator[list[str]]:
    """The addresses that get through to the pages."""
    through: list[str] = []
    layer = app.build_middleware_stack()
    inner: Any = layer
    while not isinstance(inner, Still):
        inner = getattr(inner, "_app", None) or inner.app
    pages = inner._app

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        through.append(scope["path"])
        await pages(scope, receive, send)

    inner._app = counting
    app.middleware_stack = layer
    yield through


def tag_of(browser: Browser, path: str, **headers: str) -> str:
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    return str(answer.headers["etag"])


def test_a_page_that_stands_still_is_not_worked_out_again(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P1")
    path = f"/cases/{case}"
    with counted(site.app) as through:
        tag = tag_of(browser, path)
        again = [browser.get(path, headers={"If-None-Match": tag}) for _ in range(3)]
        assert {one.status_code for one in again} == {304}
        assert {one.headers["etag"] for one in again} == {tag}
        assert {one.headers["cache-control"] for one in again} == {"private, no-cache"}
        assert all("content-security-policy" in one.headers for one in again)
        assert through == [path]
        # Whoever has lost the page, or has an older one, gets it.
        assert browser.get(path).status_code == 200
        assert browser.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
        assert through == [path] * 3


def test_the_least_change_ends_it(site: Site) -> None:
    """An entry of another case, the minute, a try that failed: each page is looked at as ever."""
    case, browser = site.cases["open_branch"], site.as_("P1")
    path = f"/cases/{case}"
    home = site.office.settings.home
    with counted(site.app) as through:
        tag = tag_of(browser, path)

        def looked_into() -> int:
            through.clear()
            assert browser.get(path, headers={"If-None-Match": tag}).status_code in (200, 304)
            return len(through)

        assert looked_into() == 0
        site.office.desk.state(
            site.call("H1"), site.cases["relieve_branch"], {"branch_name": "沈阳铁西分公司"}
        )
        assert [looked_into(), looked_into()] == [1, 0]
        site.clock.forward(minutes=1)
        assert looked_into() == 1
        tag = tag_of(browser, path)
        assert looked_into() == 0
        (home / "press.json").write_text('{"failures": 1}', encoding="utf-8")
        assert looked_into() == 1


def test_a_session_that_ended_is_out_at_once(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P1")
    path = f"/cases/{case}"
    tag = tag_of(browser, path)
    assert browser.get(path, headers={"If-None-Match": tag}).status_code == 304
    word = browser.client.cookies["launchkit"]
    browser.post("/sign-out", {})
    browser.client.cookies.set("launchkit", word)
    answer = browser.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_nobody_is_answered_for_somebody_else(site: Site) -> None:
    case = site.cases["open_branch"]
    path = f"/cases/{case}"
    tag = tag_of(site.as_("P1"), path)
    with counted(site.app) as through:
        for browser in (site.as_("H1"), site.as_("P1", lang="en"), site.browser()):
            assert browser.get(path, headers={"If-None-Match": tag}).status_code != 304
        assert len(through) == 3
        # Whatever a program is told is counted.
        browser = site.as_("P1")
        headers = {"If-None-Match": tag_of(browser, path), "Authorization": "Bearer x"}
        assert browser.get(path, headers=headers).status_code != 304


def test_it_is_not_kept_without_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still, "KEEP", 2)
    browser = site.as_("P1")
    with counted(site.app) as through:
        tags = {path: tag_of(browser, path) for path in ("/today", "/decisions", "/cases")}
        through.clear()
        for path, tag in tags.items():
            assert browser.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert through[0] == "/today", "the one unused for longest"


def test_a_database_that_cannot_tell_is_looked_into(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.as_("P1")
    tag = tag_of(browser, "/today")

    def broken() -> int:
        raise StoreBroken("坏了", "broken")

    with counted(site.app) as through:
        for version in (broken, lambda: None):
            monkeypatch.setattr(
                type(site.office.store.database), "version", lambda _self, v=version: v()
            )
            browser.get("/today", headers={"If-None-Match": tag})
        assert through == ["/today"] * 2
