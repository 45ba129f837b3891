"""A telephone of the local network: the plain page about trust, then the pages over TLS, where work without signal is possible."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from queue import Queue

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, expect

from launchkit.bootstrap import now
from launchkit.lan.addresses import LocalNames
from launchkit.web.lan import Lan, open_lan
from launchkit.web.listeners import Door, everywhere, serve
from launchkit.web.trusting import trust_app
from tests.browser import looking
from tests.browser.conftest import FLAGS, PHONE
from tests.web.application import application
from tests.web.conftest import PASSWORD, Site

#: a name that is no other way a secure one, as `localhost` would be
NAME = "till.local"


@dataclass(frozen=True)
class Telephone:
    """A browser in the network of an installation, and the addresses it knows."""

    site: Site
    lan: Lan
    browser: Browser
    web: str
    plain: str

    def page(self, lang: str = "zh-CN", *, width: int = PHONE[0]) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": PHONE[1]}, locale=lang, reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        return context.new_page()


def spki(lan: Lan) -> str:
    """What a browser is told to accept in place of an authority: the digest of the server's public key."""
    leaf = x509.load_pem_x509_certificate(lan.authority.leaf.read_bytes())
    key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@pytest.fixture
def served_lan(site: Site) -> Iterator[tuple[Site, Lan, int, int]]:
    """The example cases at every address of the machine, with certificates by the clock of the machine."""
    names = LocalNames(hosts=("till", NAME))
    sockets = everywhere(0), everywhere(0)
    port, trust_port = (found[0].getsockname()[1] for found in sockets)
    lan = open_lan(replace(site.office, clock=now), port=port, trust_port=trust_port, names=names)
    app = application(site.office, lan=lan)
    doors = [
        Door(app=app, sockets=sockets[0], context=lan.context),
        Door(app=trust_app(app.state.site, lan), sockets=sockets[1]),
    ]
    stops: Queue[Callable[[], object]] = Queue()
    thread = threading.Thread(target=lambda: asyncio.run(serve(doors, ready=stops.put)))
    thread.start()
    stop = stops.get(timeout=20)
    yield site, lan, port, trust_port
    stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def telephone(served_lan: tuple[Site, Lan, int, int], chromium: Browser) -> Iterator[Telephone]:
    """A telephone that has done what the page about trust says."""
    site, lan, port, trust_port = served_lan
    trusted = f"--ignore-certificate-errors-spki-list={spki(lan)}"
    reached = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(), args=[*FLAGS, trusted, reached]
    )
    yield Telephone(site, lan, browser, f"https://{NAME}:{port}", f"http://{NAME}:{trust_port}")
    browser.close()


def chromium_path() -> str:
    path = shutil.which("chromium")
    assert path is not None
    return path


def test_from_the_plain_page_to_a_day_that_works_without_signal(telephone: Telephone) -> None:
    telephone.site.account("P1", "zhang.chi")
    page = telephone.page()
    page.goto(f"{telephone.plain}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("让手机信任这台电脑")
    assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
    page.goto(f"{telephone.web}/sign-in")
    assert page.evaluate("isSecureContext")
    page.get_by_label("登录名").fill("zhang.chi")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(f"{telephone.web}/today")
    worker = page.evaluate("navigator.serviceWorker.ready.then(one => one.active.scriptURL)")
    assert worker == f"{telephone.web}/sw.js"
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert cookies["__Host-launchkit"]["secure"]
    assert cookies["__Host-launchkit"]["httpOnly"]


def test_a_telephone_that_trusts_nobody_goes_no_further(
    served_lan: tuple[Site, Lan, int, int], chromium: Browser
) -> None:
    """Otherwise the test above would pass in any browser."""
    page = chromium.new_context().new_page()
    with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"https://localhost:{served_lan[2]}/sign-in")
    page.context.close()


@pytest.mark.parametrize("lang", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [320, 1360])
def test_the_page_about_trust_is_for_everybody(
    telephone: Telephone, lang: str, width: int
) -> None:
    page = telephone.page(lang, width=width)
    said: list[str] = []
    page.on(
        "console", lambda one: said.append(one.text) if "Content Security" in one.text else None
    )
    page.goto(f"{telephone.plain}/trust")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator("details[open]")).to_have_count(4)
    page.evaluate(looking.AXE.read_text(encoding="utf-8"))
    assert page.evaluate(looking.VIOLATIONS, list(looking.TAGS)) == []
    assert page.evaluate(looking._TARGETS) == []
    assert said == []
    expect(page.get_by_role("img", name="http://localhost:")).to_be_visible()
