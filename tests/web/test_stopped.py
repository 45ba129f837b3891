"""Prefect, the mail, the press or the database stand still: pages work, what people did is kept, and the page says what comes later."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from launchkit.bootstrap import PRESS_FILE, LazyPress, open_office
from launchkit.desk.sending import Sender
from launchkit.documents import Limits, extract_fonts
from launchkit.domain.outbox import FIRST_RETRY
from launchkit.domain.telling.notices import Message
from launchkit.notify.counts import failures
from launchkit.settings import read_settings
from launchkit.testing import FixedClock
from launchkit.web.waking import Waking
from tests.web.application import application
from tests.web.conftest import NOON, Browser, Site

DOCUMENT = "D01"
TASK = "decide_to_open"


def looks(browser: Browser, case: str) -> dict[str, str]:
    """The pages of a working day, all of which have to be there."""
    found = {}
    for path in ("/today", "/cases", f"/cases/{case}", f"/cases/{case}/papers", "/decisions"):
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.text)
        found[path] = answer.text
    return found


def block(site: Site, browser: Browser, case: str, request: str) -> httpx.Response:
    """A wait is noted at a task, by a form with a text in it."""
    seq = site.office.desk.case(case).seq
    form = {
        "request": request,
        "expect": str(seq),
        "block.party": "other",
        "block.who": "房东老马",
        "block.reason": "等他从外地回来签字",
    }
    return browser.post(f"/cases/{case}/tasks/{TASK}/block", form)


def recorded(site: Site, case: str, request: str) -> int:
    """How many entries of a case bear the id of a request."""
    entries = site.office.desk.reading.entries(case, viewer="H1")
    return sum(one.envelope.request == request for one in entries)


# --- Prefect ---------------------------------------------------------------------------------------------------


class Mute:
    """A server that takes connections and never says a word."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.taken: list[socket.socket] = []
        self.called = threading.Event()
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            self.taken.append(link)
            self.called.set()

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._thread.join()
        for link in self.taken:
            link.close()


@pytest.fixture
def mute() -> Iterator[Mute]:
    found = Mute()
    yield found
    found.close()


def test_a_prefect_that_never_answers_holds_nobody_up(site: Site, mute: Mute) -> None:
    case, home = site.cases["open_branch"], site.office.settings.home
    (home / "up.json").write_text(f'{{"api": "http://127.0.0.1:{mute.port}/api"}}')
    site.office.store.note_sweep(site.clock() - timedelta(minutes=5))
    browser = site.as_("H2")
    browser.get(f"/cases/{case}/tasks/{TASK}")
    assert block(site, browser, case, "r-prefect").status_code == 303
    assert mute.called.is_set(), "it was told"
    assert recorded(site, case, "r-prefect") == 1
    pages = looks(browser, case)
    # Noon at the branch, the last sweep five minutes ago, the next ten minutes from now.
    assert "后台（Prefect）现在联系不上：您做的事都已保存" in pages["/today"]
    assert "北京时间 12:10 前后再试" in pages["/today"]
    assert "北京时间 12:10 前后再试" in site.as_("H1").get("/health").text


def test_one_thread_at_most_waits_for_a_prefect_that_hangs(tmp_path: Path, mute: Mute) -> None:
    (tmp_path / "up.json").write_text(f'{{"api": "http://127.0.0.1:{mute.port}/api"}}')
    waking = Waking(read_settings({}, home=tmp_path))
    first = threading.Thread(target=waking.tell, args=("a", 1))
    first.start()
    assert mute.called.wait(10)
    for case in "bcdefgh":
        waking.tell(case, 1)  # comes back at once, or this test would not
    first.join(10)
    assert len(mute.taken) == 1
    waking.tell("a", 2)
    assert len(mute.taken) == 2, "the next change tries again"


# --- mail and robots ---------------------------------------------------------------------------------------------


class Down:
    """A channel that nobody answers at."""

    def send(self, address: str, message: Message) -> str | None:  # noqa: ARG002
        return "down"


class Silent:
    """A channel that takes everything."""

    def send(self, address: str, message: Message) -> str | None:  # noqa: ARG002
        return None


def sender(site: Site, channel: Any) -> Sender:
    office = site.office
    return Sender(
        store=office.store,
        outbox=office.store.outbox,
        shelf=office.desk.shelf,
        clock=office.clock,
        channels={"file": channel},
        chance=lambda: 0.0,
    )


def test_messages_that_nobody_takes_are_kept_and_the_page_says_when_they_go(site: Site) -> None:
    case = site.cases["open_branch"]
    site.office.desk.clockwork.advance(case, issue=False)
    sent = sender(site, Down()).send()
    assert sent.retried > 0
    to = next(one.to for one in site.office.store.outbox.notices(states=["waiting"]) if one.reason)
    browser = site.as_("H1")
    assert block(site, site.as_("H2"), case, "r-mail").status_code == 303
    assert recorded(site, case, "r-mail") == 1
    looks(browser, case)
    again = (NOON + FIRST_RETRY).strftime("%M")
    for path in ("/health", "/deliveries", "/today"):
        page = browser.get(path).text
        assert f"{sent.retried} 条通知现在送不出去" in page, path
        assert f"北京时间 12:{again} 再试" in page
    assert "条通知现在送不出去" in site.as_(to).get("/today").text
    assert "条通知现在送不出去" not in site.as_("N1").get("/today").text, "none of theirs"
    site.clock.forward(minutes=1)
    sender(site, Silent()).send()
    site.clock.forward(minutes=1)
    assert "送不出去" not in browser.get("/deliveries").text


# --- the press ---------------------------------------------------------------------------------------------------

#: What the worker finds in place of WeasyPrint.
STUBS = {
    "absent": "raise ImportError('no pango')",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "hanging": "import signal\nwhile True: signal.pause()",
}


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fonts that are unpacked once."""
    return extract_fonts(tmp_path_factory.mktemp("fonts")).folder


@contextmanager
def office_with(home: Path, press: LazyPress) -> Iterator[Site]:
    clock = FixedClock(NOON)
    office = open_office(read_settings({}, home=home, lang="zh"), clock=clock, press=press)
    cases = {row.checklist: row.case for row in office.store.cases()}
    app = application(office)
    try:
        yield Site(office=office, clock=clock, app=app, cases=cases)
    finally:
        press.close()
        office.close()


@pytest.fixture
def pressed(
    opened_home: Path, fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Any]:
    """A home whose press meets something else in place of WeasyPrint."""
    home = tmp_path / "home"
    shutil.copytree(opened_home, home, ignore=shutil.ignore_patterns("fonts"))
    (home / "fonts").symlink_to(fonts)

    def made(stub: str) -> Any:
        folder = tmp_path / "instead"
        folder.mkdir(exist_ok=True)
        (folder / "weasyprint.py").write_text(STUBS[stub])
        monkeypatch.setenv("PYTHONPATH", str(folder))
        limits = Limits(start_seconds=2, wall_seconds=2)
        return office_with(home, LazyPress(read_settings({}, home=home), limits=limits))

    return made


@pytest.mark.pdf
@pytest.mark.parametrize("stub", list(STUBS))
def test_a_press_that_stands_still_costs_no_action(
    pressed: Callable[[str], Any], stub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pressed(stub) as site:
        case, browser = site.cases["open_branch"], site.as_("H2")
        site.office.store.note_sweep(site.clock())
        answer = browser.post(f"/cases/{case}/papers/issue", {"document": DOCUMENT})
        assert answer.status_code == 409
        assert "编号已经登记、内容已经定下，排版恢复后自动补出" in answer.text
        pages = looks(browser, case)
        papers = pages[f"/cases/{case}/papers"]
        assert "文书排版停了" in papers
        assert "北京时间 12:15 前后再试" in papers
        assert "文书排版停了" not in pages["/today"]
        assert "文书排版停了" in site.as_("H1").get("/health").text
        # Work goes on meanwhile.
        assert block(site, browser, case, f"r-{stub}").status_code == 303
        assert recorded(site, case, f"r-{stub}") == 1
        number = site.office.desk.case(case).document(DOCUMENT).number

        # The clockwork tries again at every sweep, and gives in after two of them.
        swept = site.office.desk.clockwork.sweep()
        late = [one for one in swept.troubles if one.later and one.case == case]
        assert 1 <= len(late) <= 2
        assert case in set(site.office.store.cases_to_sweep(site.clock())), "it comes again"

        monkeypatch.delenv("PYTHONPATH")
        monkeypatch.setattr(site.office.desk.clockwork._issuer._press, "_limits", None)
        for renderer in site.office.desk.clockwork._issuer._press._renderers:
            renderer._limits = Limits()
        site.office.desk.clockwork.advance(case)
        held = site.office.desk.case(case).document(DOCUMENT)
        assert held.issued is not None
        assert held.number == number, "no number was lost"
        assert failures(site.office.settings.home / PRESS_FILE) == 0
        site.clock.forward(minutes=1)
        assert "文书排版停了" not in browser.get(f"/cases/{case}/papers").text


@pytest.mark.pdf
def test_a_worker_that_was_killed_is_replaced(site: Site, fonts: Path) -> None:
    (site.office.settings.home / "fonts").symlink_to(fonts)
    case, browser = site.cases["open_branch"], site.as_("H2")
    assert browser.post(f"/cases/{case}/papers/issue", {"document": DOCUMENT}).status_code == 303
    (renderer,) = site.office.press._renderers
    assert renderer._child is not None
    renderer._child.kill()
    renderer._child.wait()
    renderer._child = None
    assert site.office.desk.clockwork.advance(case).troubles == ()


def test_without_fonts_nothing_is_numbered_and_the_page_says_so(
    site: Site, tmp_path: Path
) -> None:
    # A file where the folder should be: nothing can be unpacked there.
    (site.office.settings.home / "fonts").write_text("")
    case, browser = site.cases["open_branch"], site.as_("H2")
    answer = browser.post(f"/cases/{case}/papers/issue", {"document": DOCUMENT})
    assert answer.status_code == 409
    assert "什么都没有登记，稍后再按一次" in answer.text
    assert str(tmp_path) not in answer.text
    assert site.office.desk.case(case).document(DOCUMENT) is None


# --- the database ------------------------------------------------------------------------------------------------

HOLD = """
import sqlite3, sys
one = sqlite3.connect(sys.argv[1], isolation_level=None)
one.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
one.execute("ROLLBACK")
"""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes, and takes its time."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.communicate()


def test_pages_are_read_while_somebody_else_writes_and_what_was_typed_stays(site: Site) -> None:
    case, path = site.cases["open_branch"], site.office.store.database.path
    assert path is not None
    browser = site.as_("H2")
    browser.get(f"/cases/{case}/tasks/{TASK}")
    # The session wants to be written down again: no page waits for that.
    site.clock.forward(minutes=5)
    with held(path):
        looks(browser, case)
        answer = block(site, browser, case, "r-busy")
        assert answer.status_code == 503
        assert "数据库正忙，本次未写入任何内容" in answer.text
        assert "等他从外地回来签字" in answer.text, "what was typed is still there"
        with (
            closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as probe,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            probe.execute("BEGIN IMMEDIATE")
    assert recorded(site, case, "r-busy") == 0
    assert block(site, browser, case, "r-busy").status_code == 303
    assert block(site, browser, case, "r-busy").status_code == 303
    assert recorded(site, case, "r-busy") == 1
