"""The pages in a real browser: Debian's chromium, driven over an application that a thread of the tests serves."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from launchkit.domain.accounts import Origin, Session, digest_of
from launchkit.domain.trail import instant_text
from tests.browser.lived import lived, lived_home
from tests.web.conftest import Site, bare, opened_home, site

__all__ = ["bare", "lived", "lived_home", "opened_home", "site"]

#: a telephone held upright, and a desk
PHONE: Final = (390, 844)
DESK: Final = (1360, 900)
#: nothing is asked of the network beside the pages under test
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file share one browser, and so one process; two files may be at work in two browsers."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Served:
    """A site under an address, and the browser that opens it."""

    site: Site
    url: str
    chromium: Browser

    def open(
        self,
        person: str | None,
        *,
        size: tuple[int, int] = PHONE,
        lang: str = "zh",
        theme: str = "light",
        offline: bool = False,
    ) -> BrowserContext:
        """A browser of its own in which somebody is signed in; nobody, if None. Pages are kept only for `offline`."""
        made = self.chromium.new_context(
            base_url=self.url,
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB" if lang == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers="allow" if offline else "block",
        )
        made.set_default_timeout(15_000)
        cookies = {"launchkit-lang": lang, "launchkit-theme": theme}
        if person is not None:
            cookies["launchkit"] = self.session(person)
        made.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )
        return made

    def page(self, person: str | None, path: str, **how: object) -> Page:
        """A page opened in a browser of its own."""
        found = self.open(person, **how).new_page()  # type: ignore[arg-type]
        found.goto(path)
        return found

    def session(self, person: str, *, account: str | None = None) -> str:
        """The word of a new session of somebody, who looks at the examples where no account is named."""
        word = secrets.token_urlsafe(32)
        now = instant_text(self.site.clock())
        self.site.office.store.accounts.begin_session(
            Session(
                digest=digest_of(word),
                person=person,
                account=account,
                origin=Origin.PASSWORD if account else Origin.EXAMPLES,
                created_at=now,
                seen_at=now,
            )
        )
        return word


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module; each opens windows of its own in it.

    Not for longer: while its driver runs, this thread counts as one with a running event loop, and other tests of the same
    process could start none.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing; `sh scripts/system.sh tests` installs it")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def serving(app: object) -> Iterator[str]:
    """An application under an address of this machine, until the block ends."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")  # type: ignore[arg-type]
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the application did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def served(site: Site, chromium: Browser) -> Iterator[Served]:
    """The example cases at noon of their second day, in a browser."""
    with serving(site.app) as url:
        made = Served(site=site, url=url, chromium=chromium)
        yield made
        for context in chromium.contexts:
            context.close()
