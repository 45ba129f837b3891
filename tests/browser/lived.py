"""A home that people have lived in: every kind of thing is there, waiting, refused, finished, and with the names that are hard to print."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Browser

from launchkit.bootstrap import Office, now, open_office
from launchkit.desk import Attachment, Call, Opening
from launchkit.desk.webhooks import WantedWebhook
from launchkit.domain.crisis import ReportForm
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.domain.rules.places import PlaceGiven
from launchkit.lan.addresses import LocalNames
from launchkit.settings import read_settings
from launchkit.testing import FixedClock
from launchkit.web.lan import open_lan
from tests.web.conftest import NOON, Site, site_over

if TYPE_CHECKING:
    from tests.browser.conftest import Served

#: a name of fifteen signs, one of signs outside the first plane and of extension A, and one without any space
LONG_NAME: Final = "阿卜杜热西提·买买提艾力江"
RARE_NAME: Final = "𠮷䶮㛃"
RARE_COMPANY: Final = "沈阳市𠮷䶮㛃信息技术设备维修服务有限责任公司"
LANDLORD: Final = "㛃䶮𠮷物业管理有限公司"
PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000000200"
    "01e221bc330000000049454e44ae426082"
)
#: one item, so that a case can be closed
SHORT: Final = {
    "checklists/short_errand.yaml": """\
        id: short_errand
        title: {zh: 短差, en: Short errand}
        summary: {zh: 一件事。, en: One thing.}
        parts: [{part: errand}]
        """,
    "checklists/parts/errand.yaml": """\
        part: errand
        title: {zh: 差事, en: Errand}
        stages:
          - id: errand
            title: {zh: 差事, en: Errand}
            items:
              - {id: go, code: SE-01, title: {zh: 跑一趟, en: Go there}, owner: lead,
                 due: [{id: P1, after: {case: start}, within: 2}],
                 why: {zh: 因, en: why}, if_late: {zh: 迟, en: late}, effort: {likely: 1}}
        """,
}


#: accounts with a password: of P2, and of P3 with a second factor
PLAIN: Final = "lin.zhou"
GUARDED: Final = "song.ning"
#: what the machine is called in its network, so that telephones are told how to trust it
NAMES: Final = LocalNames(hosts=("till", "till.local"), addresses=("192.168.1.5", "fd00::2"))


@dataclass(frozen=True)
class Lived:
    """The site, where it is served, and what is in it."""

    site: Site
    served: Served
    #: words of addresses, each with what stands for it
    ids: dict[str, str]
    #: id of the case that is closed
    closed: str
    #: words of links that work once, by what they are for
    links: dict[str, str]


def call(actor: str) -> Call:
    """An action of somebody, past the pages."""
    return Call(actor=actor, request=secrets.token_hex(8), channel="test")


def errand(office: Office, name: str, *, lead: str = "P1") -> str:
    """A short case, opened."""
    day = office.clock().date()
    team = {lead: ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "A1": ("auditor",)}
    branch = next(iter(office.desk.house().branches))
    wanted = Opening(
        checklist="short_errand",
        name=name,
        branch=branch,
        start=day.isoformat(),
        target=(day + timedelta(days=30)).isoformat(),
        team=team,
    )
    return office.desk.open(call("H1"), wanted).case.id


def live_in(office: Office, opening: str, takeover: str) -> str:
    """Let people act on the example cases; the id of a case that was closed."""
    desk = office.desk
    desk.registry.add(
        call("H1"),
        PersonAdded(person="P3X", name=RARE_NAME),
        PersonAdded(person="P4X", name=LONG_NAME),
        CompanyAdded(
            company="JY", name=RARE_COMPANY, short_name="𠮷䶮", uscc="91110108MA00TEXT08"
        ),
        BranchAdded(branch="JYX", company="JY", name=f"{RARE_COMPANY}铁西分公司", city="沈阳"),
    )
    for code, role in (("P3X", "mate"), ("P4X", "manager")):
        desk.change_team(call("H1"), opening, person=code, roles=(role,), reason="增援")
    _hold(office, opening)
    _work(office, opening)
    desk.crisis.set_severity(call("H1"), takeover, 1, reason="资金在流失")
    desk.crisis.ask_counsel(call("P21"), takeover, text="可以更换锁吗？")
    parts = {"conditions": "账已封存", "actions": "清点", "needs": "无"}
    desk.crisis.file_report(call("H1"), takeover, ReportForm.EXECUTIVE, parts)
    closed = errand(office, "取一份证明")
    (task,) = desk.case(closed).tasks
    desk.done(call("P1"), closed, task)
    desk.close(call("H1"), closed, note="办完")
    return closed


def _hold(office: Office, case: str) -> None:
    desk = office.desk
    desk.holdings.take(call("P1"), case, kind="cash", label="备用金", holder="P1", count="1904.00")
    desk.holdings.count(call("P1"), case, "cash-1", count="1900.00", reason="")
    desk.holdings.promise(
        call("P1"), case, to=RARE_NAME, what="周五修好", by=date(2026, 3, 6), contact="前台电话"
    )
    desk.holdings.record_place(call("P1"), case, PlaceGiven(kind="property_office", name=LANDLORD))
    desk.handovers.begin(call("P1"), case, giver="P1", receiver="P2", stays=True, reason="轮换")
    desk.add_instance(call("P1"), case, "hire", label=LONG_NAME)
    desk.people.delegate(
        call("P1"),
        case,
        to="P2",
        begins=date(2026, 3, 3),
        ends=date(2026, 3, 5),
        roles=("lead",),
        reason="出差",
    )
    desk.crisis.note_happening(
        call("P1"), case, at="2026-03-02", what="断电一小时", source="物业记录"
    )


def _work(office: Office, case: str) -> None:
    """One task with a proof, one that waits on somebody, one that was begun."""
    desk = office.desk
    own = [key for key, one in desk.case(case).tasks.items() if one.item.evidence]
    owner = desk.case(case).people_with(desk.case(case).tasks[own[0]].item.owner)[0]
    proof = Attachment(content=PNG, name=f"{RARE_NAME}.png", media="image/png")
    desk.attach(call(owner), case, own[0], [proof])
    known = desk.case(case)
    ready = [row for row in office.store.tasks(case=case) if row.ready and row.owner]
    desk.start(call(str(ready[0].owner)), case, ready[0].task)
    desk.block(
        call(str(ready[-1].owner)),
        case,
        ready[-1].task,
        waiting_on=LANDLORD,
        reason="钥匙还没给",
    )
    landlords = [name for name in ("landlord_name", "superior_branch") if name in known.book.facts]
    desk.state(call("P1"), case, dict.fromkeys(landlords, LANDLORD))


@pytest.fixture(scope="session")
def lived_home(opened_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example home after a day of work; nobody writes to it."""
    home = tmp_path_factory.mktemp("lived") / "home"
    shutil.copytree(opened_home, home, ignore=shutil.ignore_patterns("fonts"))
    for name, text in SHORT.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    with closing(
        open_office(read_settings({}, home=home, lang="zh"), clock=FixedClock(NOON))
    ) as office:
        cases = {row.checklist: row.case for row in office.store.cases()}
        closed = live_in(office, cases["open_branch"], cases["take_over_branch"])
    (home.parent / "closed").write_text(closed, encoding="utf-8")
    return home


@contextmanager
def living(lived_home: Path, home: Path, chromium: Browser) -> Iterator[Lived]:
    """A copy of the lived-in home, served until the block ends."""
    from tests.browser.conftest import Served, serving  # noqa: PLC0415  which takes a fixture from here

    shutil.copytree(lived_home, home, ignore=shutil.ignore_patterns("fonts"))
    with site_over(home) as site, serving(site.app) as url:
        closed = (lived_home.parent / "closed").read_text(encoding="utf-8")
        rows = [row for row in site.office.store.cases() if row.case != closed]
        site.cases = {row.checklist: row.case for row in rows}
        # Certificates go by the clock of the machine.
        site.app.state.site.lan = open_lan(
            replace(site.office, clock=now), port=8651, trust_port=8652, names=NAMES
        )
        links = _links(site)
        hook = WantedWebhook(url="https://hooks.example.com/launchkit")
        site.office.webhooks.add(call("H1"), hook)
        site.app.add_api_route("/broken-on-purpose", _break)
        yield Lived(
            site=site,
            served=Served(site=site, url=url, chromium=chromium),
            ids=ids_of(site),
            closed=closed,
            links=links,
        )


@pytest.fixture(scope="module")
def lived(
    lived_home: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Lived]:
    """The lived-in home, served for the tests of a module, which only look, or are refused."""
    with living(lived_home, tmp_path_factory.mktemp("served") / "home", chromium) as found:
        yield found


def _break() -> None:
    """A fault of ours, to see what people are told of it."""
    raise RuntimeError


def ids_of(site: Site, *, newest: bool = False) -> dict[str, str]:
    """What stands for the words of addresses: the first or the newest of each kind in the opening."""
    opening = site.office.desk.case(site.cases["open_branch"])
    at = -1 if newest else 0
    hooks = site.office.store.webhooks.all_webhooks()
    whole = [code for code, one in opening.book.documents.items() if one.per is None]
    return {
        "case": opening.id,
        "task": next(key for key, one in opening.tasks.items() if one.evidence),
        "document": whole[0],
        "promise": list(opening.promises)[at],
        "custody": list(opening.custody)[at],
        "handover": list(opening.handovers)[at],
        "place": list(opening.places)[at],
        "report": list(site.office.desk.case(site.cases["take_over_branch"]).reports)[at],
        "checklist": "open_branch",
        **({"webhook": hooks[0].webhook} if hooks else {}),
        "person": sorted(site.office.desk.house().people)[at] if newest else "P4X",
    }


def _links(site: Site) -> dict[str, str]:
    """Words of links, and accounts of people who have used theirs: one without a second factor, one with."""
    first = site.office.accounts.first_link()
    assert first is not None
    site.make_administrator("H1")
    site.office.accounts.add(call("H1"), account="zhang.chi", person="P1")
    site.account("P2", PLAIN)
    guarded = site.account("P3", GUARDED)
    site.office.store.accounts.keep_account(replace(guarded, totp=b"a key, sealed"))
    return {
        "first": first,
        "examples": site.office.accounts.examples_link(),
        "password": site.office.accounts.link(call("H1"), "zhang.chi"),
    }
