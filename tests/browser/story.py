"""What the journeys share: homes in the middle and at the end of a story, and a browser that is listened to.

`LAUNCHKIT_PICTURES=FOLDER` keeps a picture of every screen that a journey stops at, to be looked at by people.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Response, expect

from launchkit.bootstrap import open_office
from launchkit.library.case_file import CaseFile, ScriptStep
from launchkit.settings import read_settings
from launchkit.testing import FixedClock
from tests.browser.conftest import DESK, PHONE, Served, serving
from tests.journeys.stories import played, story
from tests.web.application import application
from tests.web.conftest import Site

#: noon at the branch, on a working day in the third week of the relief
MIDDLE: Final = datetime(2026, 6, 16, 4, tzinfo=UTC)
#: a year after the opening was closed
LATER: Final = datetime(2027, 8, 31, 4, tzinfo=UTC)
#: the two people most often at work: on a telephone in Chinese, at a desk in English
MAIN: Final = ((PHONE, "zh"), (DESK, "en"))
EVERY: Final = (*MAIN, (PHONE, "en"), (DESK, "zh"))
PHOTO: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000000200"
    "01e221bc330000000049454e44ae426082"
)
#: What is said of a refusal, whose status is looked at besides, and of the worker that these windows do without.
_EXPECTED: Final = (
    "Failed to load resource: the server responded with a status of 4",
    "Service Worker registration blocked by Playwright",
)


# Nothing is judged by how long it took: the machine has other work too.
expect.set_options(timeout=20_000)


@dataclass
class Walk:
    """One journey: the site, how large its windows are and in which language, and everything that went wrong in them."""

    served: Served
    size: tuple[int, int]
    lang: str
    #: what the browser complained of, what came back broken
    troubles: list[str] = field(default_factory=list)
    _looked: int = 0

    @property
    def site(self) -> Site:
        """The application that is walked through."""
        return self.served.site

    def say(self, zh: str, en: str) -> str:
        """The words in the language of the journey."""
        return en if self.lang == "en" else zh

    def context(self, person: str | None) -> BrowserContext:
        """A browser of somebody's own, listened to."""
        made = self.served.open(person, size=self.size, lang=self.lang)
        made.on("console", lambda said: self._hear(said.type, said.text))
        made.on("weberror", lambda fault: self.troubles.append(f"script: {fault.error}"))
        made.on("response", self._answered)
        made.on("requestfailed", self._failed)
        return made

    def page(self, person: str | None, path: str = "/today") -> Page:
        """A page in such a browser."""
        found = self.context(person).new_page()
        found.goto(path)
        return found

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(_EXPECTED):
            self.troubles.append(f"console: {text}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 500:
            self.troubles.append(f"{answer.status}: {answer.url}")

    def _failed(self, request: Request) -> None:
        # A download, or a page left before it was there, is not a fault.
        if request.failure not in {None, "net::ERR_ABORTED"}:
            self.troubles.append(f"{request.failure}: {request.url}")

    def look(self, page: Page, name: str) -> None:
        """Keep a picture, where that is wanted; a page never scrolls sideways."""
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the window"
        folder = os.environ.get("LAUNCHKIT_PICTURES")
        if folder:
            self._looked += 1
            test = os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].partition("[")[0]
            file = f"{test}_{self.size[0]}_{self.lang}_{self._looked:02}_{name}.png"
            page.screenshot(path=str(Path(folder) / file), full_page=True, caret="initial")

    def end(self) -> None:
        """Nothing was complained of, every entry verifies, and what is derived equals a replay."""
        assert not self.troubles, "\n".join(self.troubles)
        office = self.site.office
        verdict = office.store.verify(file_state=office.vault.state)
        assert verdict.ok, verdict.first_wrong
        for row in office.store.cases():
            assert not office.desk.differences(row.case), row.number


def told(page: Page, *, kind: str = ".said") -> Locator:
    """The sentence that an action is answered with."""
    found = page.locator(f"main {kind}").first
    expect(found).to_be_visible()
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every journey on a telephone in Chinese and at a desk in English; with `--whole` also the other way round."""
    if "form" in metafunc.fixturenames:
        forms = EVERY if metafunc.config.getoption("--whole") else MAIN
        metafunc.parametrize("form", forms, ids=[f"{size[0]}-{lang}" for size, lang in forms])


# --- homes -------------------------------------------------------------------------------------------------------


def until(case_file: CaseFile, day: date) -> CaseFile:
    """The story as far as it had come on the evening before a day."""
    last = (day - timedelta(days=1)).isoformat()
    steps = [_no_later(one, last) for one in case_file.script if one.on <= last]
    return replace(case_file, script=tuple(steps))


def _no_later(step: ScriptStep, last: str) -> ScriptStep:
    if (step.with_.until or "") <= last:
        return step
    return replace(step, with_=replace(step.with_, until=last))


def play(case_file: CaseFile, home: Path) -> Path:
    """Play a story into a home; in memory where there is some, for it writes and syncs thousands of times."""
    fast = Path("/dev/shm")  # noqa: S108  no file of ours is left there
    folder = str(fast) if os.access(fast, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder, prefix="launchkit-") as made:
        played(case_file, Path(made) / "home")
        shutil.copytree(Path(made) / "home", home)
    return home


@contextmanager
def site_at(home: Path, instant: datetime, copy: Path) -> Iterator[Site]:
    """An application over a copy of a home, at an instant."""
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("fonts"))
    clock = FixedClock(instant)
    office = open_office(read_settings({}, home=copy, lang="zh"), clock=clock)
    office.desk.clockwork.sweep(channel="test")
    cases = {row.checklist: row.case for row in office.store.cases()}
    yield Site(office=office, clock=clock, app=application(office), cases=cases)
    office.close()


@pytest.fixture(scope="session")
def middle_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The relief of a branch in its third week."""
    found = until(story("hefei_relief"), MIDDLE.date())
    return play(found, tmp_path_factory.mktemp("middle") / "home")


@pytest.fixture(scope="session")
def closed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The opening of a branch, from its first day to the closing."""
    return play(story("shenyang_tiexi"), tmp_path_factory.mktemp("closed") / "home")


@contextmanager
def walking(site: Site, chromium: object, form: tuple[tuple[int, int], str]) -> Iterator[Walk]:
    """A journey through a site; its browsers are shut at the end."""
    with serving(site.app) as url:
        served = Served(site=site, url=url, chromium=chromium)  # type: ignore[arg-type]
        yield Walk(served=served, size=form[0], lang=form[1])
        for context in served.chromium.contexts:
            context.close()
