"""The pages in a local network: over real TLS, by names of the machine, and one plain page about trust."""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from queue import Queue

import httpx
import pytest
from fastapi.testclient import TestClient

from launchkit.bootstrap import Office, now, open_office
from launchkit.lan.addresses import LocalNames
from launchkit.settings import read_settings
from launchkit.web import listeners
from launchkit.web.lan import Lan, open_lan
from launchkit.web.listeners import Door, everywhere, here, serve
from launchkit.web.security.shield import HEADERS
from launchkit.web.trusting import trust_app
from tests.web.application import application
from tests.web.conftest import Site

NAMES = LocalNames(hosts=("till", "till.local"), addresses=("192.168.1.5", "fd00::2"))
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
WECHAT = "Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0"


@dataclass
class Machine:
    """An installation that is open to its local network, with the clock of this machine, for its certificates are real."""

    office: Office
    lan: Lan
    web: TestClient
    plain: TestClient

    @property
    def client(self) -> ssl.SSLContext:
        """A client that trusts the authority of this machine and nobody else."""
        return ssl.create_default_context(cadata=self.lan.authority.der)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    office = open_office(read_settings({}, home=tmp_path / "machine", lang="zh"))
    lan = open_lan(office, port=8651, trust_port=8652, names=NAMES)
    app = application(office, lan=lan)
    yield Machine(
        office=office,
        lan=lan,
        web=TestClient(app, base_url="https://192.168.1.5:8651", follow_redirects=False),
        plain=TestClient(
            trust_app(app.state.site, lan),
            base_url="http://192.168.1.5:8652",
            follow_redirects=False,
        ),
    )
    office.close()


# --- over a real network -----------------------------------------------------------------------------------


@pytest.fixture
def running(machine: Machine) -> Iterator[dict[str, int]]:
    """The ports at which a machine really serves, until the test ends."""
    sockets = {"own": here("127.0.0.1", 0), "lan": everywhere(0), "trust": everywhere(0)}
    doors = [
        Door(app=machine.web.app, sockets=sockets["own"]),
        Door(app=machine.web.app, sockets=sockets["lan"], context=machine.lan.context),
        Door(app=machine.plain.app, sockets=sockets["trust"]),
    ]
    stops: Queue[Callable[[], object]] = Queue()
    thread = threading.Thread(target=lambda: asyncio.run(serve(doors, ready=stops.put)))
    thread.start()
    stop = stops.get(timeout=20)
    yield {name: found[0].getsockname()[1] for name, found in sockets.items()}
    stop()
    thread.join(20)
    assert not thread.is_alive()


def test_the_pages_are_served_over_tls_that_a_client_verifies(
    machine: Machine, running: dict[str, int]
) -> None:
    with httpx.Client(verify=machine.client, trust_env=False) as client:
        for host in ("localhost", "127.0.0.1", "[::1]"):
            answer = client.get(f"https://{host}:{running['lan']}/sign-in")
            assert answer.status_code == 200
            assert answer.headers["set-cookie"].startswith("__Host-launchkit-before=")
            assert "Secure" in answer.headers["set-cookie"]


def test_who_does_not_trust_the_authority_is_warned(running: dict[str, int]) -> None:
    with (
        httpx.Client(trust_env=False) as client,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY"),
    ):
        client.get(f"https://localhost:{running['lan']}/sign-in")


def test_where_tls_is_spoken_nothing_else_is(running: dict[str, int]) -> None:
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.TransportError):
        client.get(f"http://localhost:{running['lan']}/sign-in")


def test_this_machine_is_still_served_in_plain_with_a_cookie_of_its_own(
    running: dict[str, int],
) -> None:
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"http://127.0.0.1:{running['own']}/sign-in")
    assert answer.headers["set-cookie"].startswith("launchkit-before=")


def test_headers_of_a_stranger_are_not_believed_by_the_server_either(
    machine: Machine, running: dict[str, int]
) -> None:
    """The server we stand on would believe a proxy of this machine by itself."""
    word = machine.office.accounts.examples_link()
    with httpx.Client(trust_env=False) as client:
        url = f"http://127.0.0.1:{running['own']}/sign-in"
        answer = client.get(url, headers={"X-Forwarded-Proto": "https"})
        assert answer.headers["set-cookie"].startswith("launchkit-before=")
        link = f"http://127.0.0.1:{running['own']}/link/{word}"
        assert client.get(link).status_code == 200
        assert client.get(link, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_a_laptop_that_moved_shows_another_certificate_without_a_stop(
    machine: Machine, running: dict[str, int]
) -> None:
    def shown() -> bytes:
        pem = ssl.get_server_certificate(("127.0.0.1", running["lan"]))
        return ssl.PEM_cert_to_DER_cert(pem)

    before = shown()
    assert not machine.lan.look_again(NAMES, now())
    assert shown() == before
    moved = replace(NAMES, addresses=("10.3.3.3",))
    assert machine.lan.look_again(moved, now())
    assert shown() != before
    assert machine.lan.doors.web == "https://10.3.3.3:8651"
    with httpx.Client(verify=machine.client, trust_env=False) as client:
        assert client.get(f"https://localhost:{running['lan']}/healthz").status_code == 200


def test_somebody_looks_for_other_addresses_while_it_runs(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A look that fails is no end of looking."""
    monkeypatch.setattr(listeners, "LOOK", 0.0)
    looks: list[int] = []
    stops: Queue[Callable[[], object]] = Queue()

    def look() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise OSError
        if len(looks) == 2:
            stops.get(timeout=20)()

    door = Door(app=machine.plain.app, sockets=here("127.0.0.1", 0))
    asyncio.run(serve([door], look=look, ready=stops.put))
    assert len(looks) >= 2
    assert "looking for addresses failed: OSError" in caplog.text


# --- names and headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["till", "till.local:8651", "192.168.1.5:8651", "[fd00::2]:8651", "localhost"]
)
def test_names_of_the_machine_are_ours(machine: Machine, host: str) -> None:
    assert machine.web.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "other.local", "till.local.evil.example"])
def test_no_foreign_name_may_be_pointed_at_it(machine: Machine, host: str) -> None:
    for client in (machine.web, machine.plain):
        assert client.get("/trust", headers={"Host": host}).status_code == 421


def test_without_a_local_network_its_names_are_foreign(site: Site) -> None:
    assert site.browser().get("/healthz", headers={"Host": "till.local"}).status_code == 421


@pytest.mark.parametrize(
    ("url", "host", "pinned"),
    [
        ("https://launchkit.example", "launchkit.example", True),
        ("https://launchkit.example", "127.0.0.1:8650", False),
        ("https://launchkit.example", "till.local", False),
        ("https://launchkit.example", "localhost", False),
        ("http://launchkit.example", "launchkit.example", False),
        ("https://192.168.1.5:8651", "192.168.1.5:8651", False),
        ("https://till.local:8651", "till.local:8651", False),
        ("https://till", "till", False),
        (None, "localhost", False),
    ],
)
def test_browsers_are_bound_to_tls_only_at_a_name_of_the_internet(
    machine: Machine, url: str | None, host: str, pinned: bool
) -> None:
    """At every other name the plain page about trust has to stay within reach, at another port."""
    machine.office.settings = replace(machine.office.settings, web_url=url)
    answer = machine.web.get("/healthz", headers={"Host": host})
    assert answer.status_code in {200, 421}
    assert ("strict-transport-security" in answer.headers) is pinned


# --- trust -------------------------------------------------------------------------------------------------


def test_in_plain_nothing_is_served_but_trust(machine: Machine) -> None:
    paths: set[str] = machine.web.app.state.paths  # type: ignore[attr-defined]
    assert len(paths) > 50
    for path in sorted(paths - {"/", "/trust", "/trust/launchkit.crt"}):
        asked = re.sub(r"{\w+}", "task.js", path)
        assert machine.plain.get(asked).status_code == 404, path
    for method in ("post", "put", "delete"):
        assert getattr(machine.plain, method)("/trust").status_code == 405
    answer = machine.plain.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/trust")
    assert "set-cookie" not in machine.plain.get("/trust").headers


def test_what_the_page_is_drawn_with_is_there(machine: Machine) -> None:
    page = machine.plain.get("/trust").text
    found = re.findall(r'(?:href|src)="(/[^"#?]*)', page)
    assert len(found) >= 4
    for path in found:
        assert machine.plain.get(path).status_code == 200, path


def test_every_answer_in_plain_carries_the_headers(machine: Machine) -> None:
    for path in ("/", "/trust", "/trust/launchkit.crt", "/static/trust.css", "/nothing"):
        answer = machine.plain.get(path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "strict-transport-security" not in answer.headers


def test_the_certificate_is_the_one_whose_digest_is_shown(machine: Machine) -> None:
    for client in (machine.plain, machine.web):
        file = client.get("/trust/launchkit.crt")
        assert file.headers["content-type"] == "application/x-x509-ca-cert"
        digest = hashlib.sha256(file.content).hexdigest().upper()
        page = client.get("/trust").text
        assert (
            "".join(re.findall(r"<span>((?:[0-9A-F]{2}:?){4})</span>", page)).replace(":", "")
            == digest
        )
        assert b"PRIVATE" not in file.content


def test_the_page_says_where_to_go_and_until_when(machine: Machine) -> None:
    page = machine.plain.get("/trust", params={"lang": "en"}).text
    assert 'href="https://192.168.1.5:8651/"' in page
    assert "http://192.168.1.5:8652/trust" in page
    assert "https://till.local:8651" in page
    until = (now() + timedelta(days=5 * 365 - 1)).date().isoformat()
    assert until in page
    assert machine.lan.authority.name in page


def test_the_page_speaks_both_languages_and_opens_the_steps_of_the_telephone(
    machine: Machine,
) -> None:
    for client in (machine.plain, machine.web):
        page = client.get(
            "/trust", headers={"User-Agent": IPHONE, "Accept-Language": "en-GB"}
        ).text
        assert "Certificate Trust Settings" in page
        assert re.search(r"<details open>\s*<summary[^>]*>iPhone", page)
        assert page.count("<details open>") == 1
        page = client.get(
            "/trust", headers={"User-Agent": WECHAT, "Accept-Language": "zh-CN"}
        ).text
        assert "您现在用的是聊天软件里的浏览器" in page
        assert page.count("<details open>") == 2
        assert (
            "Trust this computer"
            in client.get("/trust?lang=en", headers={"Accept-Language": "zh"}).text
        )
    assert "让手机信任" in machine.plain.get("/trust", headers={"Accept-Language": "fr"}).text


def test_where_the_network_has_no_way_in_there_is_nothing_to_trust(site: Site) -> None:
    for path in ("/trust", "/trust/launchkit.crt"):
        answer = site.browser().get(path)
        assert answer.status_code == 404
        assert "launchkit up --lan" in answer.text


def test_ones_own_page_leads_to_it_where_it_is_there(machine: Machine, site: Site) -> None:
    assert 'href="/trust"' not in site.as_("P1").get("/me").text
    site.app.state.site.lan = machine.lan
    assert 'href="/trust"' in site.as_("P1").get("/me").text


def test_headquarters_see_which_proxies_are_believed(site: Site) -> None:
    site.office.settings = replace(site.office.settings, proxies=("10.0.0.7", "10.1.0.0/24"))
    assert "<span>10.0.0.7, 10.1.0.0/24</span>" in site.as_("H2").get("/settings").text
