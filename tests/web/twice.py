"""A home in which everything can be done once: a case with a task for each verb beside the example, and people for every part."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from launchkit.desk import Opening
from launchkit.desk.webhooks import WantedWebhook
from launchkit.documents import extract_fonts
from launchkit.domain.accounts import CompanyIdentity, SignInChange
from launchkit.domain.entries import AdministratorNamed, PersonAdded
from launchkit.domain.trail import case_stream
from launchkit.web.security.tokens import Meter, Pace
from tests.web.conftest import Site, site_over

#: what can be done to a task, each on one of its own; those of the second line wait for headquarters when they are done
VERBS: Final = (
    "start", "done", "block", "unblock", "waive", "reopen", "assign", "nudge", "watch", "glass", "extend", "suspend",
    "resume", "evidence", "work", "check", "show", "ask", "counsel",
)  # fmt: skip
DECIDED: Final = ("approve", "reject", "decide")
DAY: Final = date(2026, 3, 3)
SCAN: Final = ("signed.pdf", b"%PDF-1.7 signed", "application/pdf")


def _item(number: int, verb: str) -> str:
    more = ", approval: {by: [hq_lead]}" if verb in DECIDED else ""
    more += ", optional_facts: [caller]" if verb == "show" else ""
    return (
        f"      - {{id: t_{verb}, code: TW-{number:02d}, title: {{zh: 事项{number}, en: Thing {number}}}, owner: lead,"
        " due: [{id: P1, after: {case: start}, within: 30}],"
        f" why: {{zh: 因, en: why}}, if_late: {{zh: 迟, en: late}}, effort: {{likely: 1}}{more}}}"
    )


CHECKLIST: Final = """\
id: twice
title: {zh: 做两遍, en: Twice}
summary: {zh: 每样一件。, en: One of each.}
parts: [{part: twice}]
"""
PART: Final = "\n".join(
    (
        "part: twice",
        "title: {zh: 做两遍, en: Twice}",
        "facts:",
        "  - {id: caller, title: {zh: 来电, en: Caller}, type: phone, personal: ordinary, retention: case_file}",
        "stages:",
        "  - id: twice",
        "    title: {zh: 做两遍, en: Twice}",
        "    items:",
        *(_item(number, verb) for number, verb in enumerate((*VERBS, *DECIDED), start=1)),
        "",
    )
)


@dataclass
class World:
    """The home, and what is in it."""

    site: Site
    #: the example in which a branch opens, the case of this module, and one that can be closed
    opening: str
    own: str
    #: words that nobody else has used
    numbers: Any = field(default_factory=lambda: count(1))

    def fresh(self) -> str:
        """A word that nobody has used here."""
        return f"n{next(self.numbers)}"

    @property
    def desk(self) -> Any:
        """The desk."""
        return self.site.office.desk

    def by(self, person: str) -> Any:
        """An action of somebody, past pages and programs."""
        return self.site.call(person)

    # --- made for one test ----------------------------------------------------------------------------------

    def person(self) -> str:
        """Somebody new."""
        code = f"X{next(self.numbers)}"
        self.desk.registry.add(self.by("H1"), PersonAdded(person=code, name=f"姓名{code}"))
        return code

    def account(self, *, linked: bool = False) -> str:
        """An account of somebody who is no administrator."""
        name = f"acc.{self.fresh()}"
        self.site.account(self.person(), name)
        if linked:
            identity = CompanyIdentity(
                issuer="https://sso.example.com", subject=name, account=name, linked_at="2026"
            )
            self.site.office.store.accounts.keep_identity(identity)
        return name

    def asked(self, *, link: bool = False) -> int:
        """A change that waits for H2; `link`: that ends in a link."""
        administration = self.site.office.administration
        if not link:
            done = administration.change(self.by("H1"), SignInChange.NAME, person=self.person())
        else:
            account = f"acc.{self.fresh()}"
            done = administration.change(
                self.by("H1"), SignInChange.ADD, person="H2", account=account
            )
        assert done.waits is not None
        return int(done.waits)

    def webhook(self) -> str:
        """A webhook."""
        url = f"https://hooks.example.com/{self.fresh()}"
        _, made = self.site.office.webhooks.add(self.by("H1"), WantedWebhook(url=url))
        return str(made.webhook)

    def new(self, kind: str, act: Any) -> str:
        """What an action on the opening adds to its things of a kind."""
        before = set(getattr(self.desk.case(self.opening), kind))
        act(self.desk)
        (found,) = set(getattr(self.desk.case(self.opening), kind)) - before
        return str(found)

    def stated(self, fact: str) -> str:
        """A fact that has a value."""
        if fact not in self.desk.case(self.opening).facts:
            self.desk.state(self.by("P1"), self.opening, {fact: "13912345678"})
        return fact

    def custody(self) -> str:
        """A key in the hands of the lead."""
        return self.new(
            "custody",
            lambda desk: desk.holdings.take(
                self.by("P1"), self.opening, kind="key", label=self.fresh(), holder="P1", count=2
            ),
        )

    def promise(self) -> str:
        """A promise of the lead."""
        return self.new(
            "promises",
            lambda desk: desk.holdings.promise(
                self.by("P1"),
                self.opening,
                to="房东",
                what=self.fresh(),
                by=DAY + timedelta(days=9),
            ),
        )

    def happening(self) -> str:
        """Something that happened."""
        return self.new(
            "happenings",
            lambda desk: desk.crisis.note_happening(
                self.by("P1"), self.opening, at="2026-03-02", what=self.fresh(), source="录像"
            ),
        )

    def question(self) -> str:
        """A question to counsel."""
        return self.new(
            "questions",
            lambda desk: desk.crisis.ask_counsel(self.by("P1"), self.opening, text=self.fresh()),
        )

    def delegation(self) -> str:
        """Rights that the lead lent."""
        return self.new(
            "delegations",
            lambda desk: desk.people.delegate(
                self.by("P1"),
                self.opening,
                to="P2",
                begins=DAY,
                ends=DAY + timedelta(days=1),
                roles=["lead"],
                reason="出差",
            ),
        )

    def no_handover(self) -> None:
        """Whatever hand-over has begun is cancelled."""
        for one in self.desk.case(self.opening).handovers.values():
            if one.open:
                self.desk.handovers.cancel(
                    self.by("P1"), self.opening, one.handover, reason="改期"
                )

    def handover(self) -> str:
        """A hand-over that nobody has signed."""
        self.no_handover()
        return self.new(
            "handovers",
            lambda desk: desk.handovers.begin(
                self.by("P1"), self.opening, giver="P1", receiver="P2", stays=True, reason="轮换"
            ),
        )

    def erasure(self, *, agreed: bool = False) -> str:
        """A request to erase a telephone number of our case."""
        case = self.own
        self.desk.state(self.by("P1"), case, {"caller": "13900000000"})
        known = self.desk.case(case).erasures
        waiting = [one for one in known.values() if one.agreed is None]
        if not waiting:
            self.desk.people.ask_erasure(self.by("P1"), case, "caller", reason="本人要求")
            waiting = list(self.desk.case(case).erasures.values())[-1:]
        if agreed:
            self.desk.people.decide_erasure(self.by("H1"), case, waiting[0].id, agreed=True)
        return str(waiting[0].id)

    def finding(self) -> str:
        """A finding, of an emergency right that the mate took."""
        before = set(self.desk.case(self.own).findings)
        self.desk.people.break_glass(self.by("P2"), self.own, "t_glass", reason=self.fresh())
        self.advance()
        (found,) = set(self.desk.case(self.own).findings) - before
        return str(found)

    def advance(self) -> None:
        """Let our case go on."""
        self.desk.clockwork.advance(self.own, channel="test", issue=False)

    def pending(self, verb: str) -> str:
        """A task that was handed in and waits for headquarters."""
        self.desk.done(self.by("P1"), self.own, f"t_{verb}")
        return f"t_{verb}"

    def issued(self, *, out: bool = False) -> str:
        """A document that was printed, and perhaps sent out."""
        case = self.desk.case(self.opening)
        if case.document("D01") is None:
            self.desk.issue(self.by("H2"), self.opening, "D01")
        if out and "D01" not in {one.document for one in case.sent_out.values() if one.out}:
            self.desk.holdings.send_out(
                self.by("H2"), self.opening, "D01", to="房东", expected=DAY + timedelta(days=3)
            )
        return "D01"

    def finish(self) -> None:
        """Everything in our case is done, every finding answered, and an erasure agreed to."""
        self.erasure(agreed=True)
        for key, task in self.desk.case(self.own).tasks.items():
            if task.closed:
                continue
            if task.pending is None:
                self.desk.waive(self.by(task.owner or "P1"), self.own, key, reason="不需要")
            self.desk.approve(self.by("H1"), self.own, key)
        self.advance()
        for one in self.desk.case(self.own).findings.values():
            if not one.answered:
                self.desk.answer_finding(self.by("H1"), self.own, one.finding, answer="已核")

    # --- what stands in the trail ---------------------------------------------------------------------------

    def length(self) -> int:
        """How many entries there are."""
        streams = ("house", case_stream(self.opening), case_stream(self.own))
        return sum(self.site.office.store.head(one).seq for one in streams)


@contextmanager
def world(opened_home: Path, folder: Path) -> Iterator[World]:
    """A home with our case opened, in which H1 and H2 are administrators."""
    home = folder / "home"
    shutil.copytree(opened_home, home, ignore=shutil.ignore_patterns("fonts"))
    (home / "fonts").symlink_to(extract_fonts(folder / "unpacked").folder)
    for name, text in (("twice.yaml", CHECKLIST), ("parts/twice.yaml", PART)):
        path = home / "checklists" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with site_over(home) as site:
        site.app.state.meter = Meter(Pace(at_once=10**9))
        opening = site.cases["open_branch"]
        registry = site.office.desk.registry
        for person in ("H1", "H2"):
            registry.add(site.call("H1"), AdministratorNamed(person=person, administrator=True))
        registry.add(site.call("H1"), PersonAdded(person="A9", name="管理员"))
        wanted = Opening(
            checklist="twice",
            name="做两遍",
            branch=next(iter(site.office.desk.house().branches)),
            start=DAY.isoformat(),
            target=(DAY + timedelta(days=60)).isoformat(),
            team={
                "P1": ("lead",),
                "P2": ("mate",),
                "H1": ("hq_lead",),
                "H2": ("hq_ops",),
                "A9": ("administrator",),
            },
        )
        own = site.office.desk.open(site.call("H1"), wanted).case.id
        found = World(site=site, opening=opening, own=own)
        found.advance()
        yield found


# --- who sends what to which address; the tables of the pages and of the interface are made of these ---------------------

#: who, what the address names, and what is sent there: a body, or the fields of a form
Sent = tuple[str, Mapping[str, Any], Any]
Row = Callable[[World], Sent]


def on_task(
    verb: str,
    sent: Any,
    *,
    who: str = "P1",
    first: Callable[[World], Any] | None = None,
) -> Row:
    """On the task of this verb, after something else was done to it."""

    def row(there: World) -> Sent:
        if first is not None:
            first(there)
        return who, {"case": there.own, "task": f"t_{verb}"}, sent

    return row


def on_opening(sent: Any, *, who: str = "P1", **made: Callable[[World], object]) -> Row:
    """On the case that opens a branch, and on something in it; what is sent may depend on what was made."""

    def row(there: World) -> Sent:
        ids = {name: make(there) for name, make in made.items()}
        whole = {"case": there.opening, **ids}
        return who, whole, sent(there, ids) if callable(sent) else sent

    return row


def on_house(sent: Any, *, who: str = "H1", **made: Callable[[World], object]) -> Row:
    """On something of the house."""

    def row(there: World) -> Sent:
        ids = {name: make(there) for name, make in made.items()}
        return who, ids, sent(there, ids) if callable(sent) else sent

    return row


def blocked(there: World, verb: str) -> None:
    """The task of this verb waits already."""
    act = there.desk.block
    act(there.by("P1"), there.own, f"t_{verb}", waiting_on="房东", reason="等钥匙")
