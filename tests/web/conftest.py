"""A home with the example cases, opened once for all tests and copied for each; a browser without a screen that looks at it."""

from __future__ import annotations

import re
import secrets
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from launchkit.bootstrap import Office, open_office
from launchkit.desk import Call
from launchkit.domain.accounts import Account, Origin, Session, digest_of
from launchkit.domain.trail import instant_text
from launchkit.rehearsal import case_files
from launchkit.settings import read_settings
from launchkit.testing import FixedClock
from launchkit.web.security.passwords import digest_password
from scripts.example_home import moved
from tests.web.application import CHEAP, application

with warnings.catch_warnings():
    # The one client that talks to an application in this process wants a package that is younger than our pins.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

ROOT = Path(__file__).parent.parent.parent
ORIGIN = "http://localhost:8650"
PASSWORD = "three green umbrellas"
#: noon at the branch, on the second day of the example of an opening
NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@dataclass
class Browser:
    """What a person's browser does: keeps cookies, sends the token of the page it looked at, says where a form comes from."""

    client: TestClient
    #: token of the page looked at last
    token: str = ""
    #: what every request brings along
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Look at a page; redirections are not followed."""
        headers = {**self.headers, **more.pop("headers", {})}
        answer: httpx.Response = self.client.get(path, headers=headers, **more)
        found = _CSRF.search(answer.text)
        if found:
            self.token = found[1]
        return answer

    def post(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Send a form of the page looked at last; a fresh request id unless `data` names one."""
        if not self.token:
            self.get("/me")
        form = {"csrf": self.token, "request": secrets.token_hex(8), **(data or {})}
        sent = {"Origin": ORIGIN, **self.headers, **(headers or {})}
        answer: httpx.Response = self.client.post(path, data=form, headers=sent, **more)
        return answer


@dataclass
class Site:
    """An application over a home of its own, at a time of its own."""

    office: Office
    clock: FixedClock
    app: Any
    #: ids of the example cases: opening, takeover, relief (by checklist)
    cases: Mapping[str, str]

    def browser(self, *, address: str = "127.0.0.1", origin: str = ORIGIN) -> Browser:
        """A browser in which nobody is signed in."""
        client = TestClient(
            self.app, base_url=origin, client=(address, 50_000), follow_redirects=False
        )
        return Browser(client)

    def as_(
        self,
        person: str,
        *,
        lang: str = "zh",
        origin: Origin = Origin.EXAMPLES,
        account: str | None = None,
    ) -> Browser:
        """A browser in which somebody is signed in; with an account of theirs, where one is named."""
        made = self.browser()
        word = secrets.token_urlsafe(32)
        now = instant_text(self.clock())
        self.office.store.accounts.begin_session(
            Session(
                digest=digest_of(word),
                person=person,
                account=account,
                origin=Origin.PASSWORD if account else origin,
                created_at=now,
                seen_at=now,
            )
        )
        made.client.cookies.set("launchkit", word)
        made.client.cookies.set("launchkit-lang", lang)
        return made

    def account(self, person: str, name: str, password: str = PASSWORD) -> Account:
        """An account with a password, as if its person had chosen it."""
        call = Call(actor=self.administrator or "H1", request=secrets.token_hex(8), channel="test")
        word = self.office.accounts.add(call, account=name, person=person)
        return self.office.accounts.choose_password(word, digest_password(password, CHEAP))

    @property
    def administrator(self) -> str | None:
        """An administrator, if there is one."""
        return next(iter(self.office.desk.house().administrators), None)

    def make_administrator(self, person: str) -> None:
        """Name an administrator, by one who is there."""
        call = Call(
            actor=self.administrator or person, request=secrets.token_hex(8), channel="test"
        )
        self.office.accounts.name_administrator(call, person=person, administrator=True)

    def call(self, person: str) -> Call:
        """An action of somebody, past the pages."""
        return Call(actor=person, request=secrets.token_hex(8), channel="test")


@pytest.fixture(scope="session")
def opened_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the example cases were opened the day before; nobody writes to it."""
    home = tmp_path_factory.mktemp("web") / "home"
    clock = FixedClock(NOON - timedelta(days=1))
    office = open_office(read_settings({}, home=home, lang="zh"), clock=clock)
    for example in sorted((ROOT / "examples").glob("*.yaml")):
        file = home.parent / example.name
        text = example.read_text(encoding="utf-8")
        file.write_text(moved(text, clock().date()), encoding="utf-8")
        found = case_files.read_case_file(file, home)
        decider = case_files.decider_of(found) or "H1"
        call = Call(actor=decider, request=example.stem, channel="test")
        case_files.register(office, found, call)
        case = office.desk.open(call, case_files.opening_of(office, found)).case
        office.desk.clockwork.advance(case.id, channel="test", issue=False)
    office.close()
    return home


@pytest.fixture
def site(opened_home: Path, tmp_path: Path) -> Iterator[Site]:
    """An application over a copy of the example home, at noon of the second day."""
    home = tmp_path / "home"
    shutil.copytree(opened_home, home, ignore=shutil.ignore_patterns("fonts"))
    yield from _site(home)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Site]:
    """An application over a home in which there is nobody yet."""
    yield from _site(tmp_path / "home")


def _site(home: Path) -> Iterator[Site]:
    clock = FixedClock(NOON)
    office = open_office(read_settings({}, home=home, lang="zh"), clock=clock)
    app = application(office)
    yield Site(
        office=office,
        clock=clock,
        app=app,
        cases={row.checklist: row.case for row in office.store.cases()},
    )
    office.close()


#: The same for homes of another making.
site_over = contextmanager(_site)


@pytest.fixture
def signed_in(site: Site) -> Callable[[str], Browser]:
    """A browser of somebody who is signed in, by their code."""
    return site.as_
