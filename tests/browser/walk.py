"""Every page there is, found by asking the application for its routes, and the states in which pages look different."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from tests.browser.lived import GUARDED, PLAIN, Lived
from tests.web.test_routes import ROUTES

#: what is fetched and not looked at
NO_PAGES: Final = {
    "/": "leads to one's own day",
    "/static/{name}": "files of the program",
    "/healthz": "for programs that watch over us",
    "/feeds/{name}": "for calendars",
    "/link/{word}": "visited below, once for each purpose",
    "/cases/{case}/documents/{document}/file": "a PDF to save",
    "/cases/{case}/tasks/{task}/evidence/{evidence}": "a file to save",
    "/cases/{case}/tasks/{task}/evidence/{evidence}/preview": "a picture inside of pages",
    "/sw.js": "the worker of the telephone",
    "/outbox/ahead": "what the telephone fetches ahead",
    "/outbox/key": "the token of the telephone's queue",
    "/trust/launchkit.crt": "a certificate to install",
    "/sign-in/company": "leads to the company's own sign-in",
    "/sign-in/company/callback": "leads back from it",
}
_NAMED: Final = re.compile(r"{(\w+)[^}]*}")
#: whose page it is, where it is not one of headquarters
WHOSE: Final = {
    "/today": "P1",
    "/me": "P1",
    "/me/second-factor": "P1",
    "/sign-in": None,
    "/cases/{case}/tasks/{task}": "P1",
    "/cases/{case}/handovers/{handover}": "P1",
}
AUDIT: Final = ("deviations", "statutory", "evidence", "documents", "facts", "custody", "findings", "board")  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One page as one person sees it; or what one of its forms answers when it is sent as it stands."""

    path: str
    person: str | None = "H1"
    #: the account they have signed in with; none: they look at the examples
    account: str | None = None
    #: part of the address of the form that is sent as it stands
    send: str | None = None
    status: int = 200
    #: looked at in every language and theme, and not in the first alone
    always: bool = False

    def __str__(self) -> str:
        sent = f" → {self.send}" if self.send else ""
        by = f" ({self.account})" if self.account else ""
        return f"{self.person or 'nobody'}{by} {self.path}{sent}"


def pages() -> list[str]:
    """Addresses of pages as the application has them."""
    found = {
        route.path
        for _, _, route in ROUTES
        if "GET" in (route.methods or ()) and not route.path.startswith("/api/")
    }
    return sorted(found - set(NO_PAGES))


def unknown(path: str, ids: dict[str, str]) -> set[str]:
    """Words of an address for which nothing stands in the lived-in home."""
    return set(_NAMED.findall(path)) - set(ids)


def filled(path: str, ids: dict[str, str]) -> str:
    """An address with something that is there."""
    return _NAMED.sub(lambda word: quote(ids[word[1]], safe=""), path)


def visits(lived: Lived) -> Iterator[Visit]:
    """Every page, then the states of pages."""
    for path in pages():
        ids = dict(lived.ids)
        if path.startswith(("/cases/{case}/reports/", "/cases/{case}/counsel")):
            ids["case"] = lived.site.cases["take_over_branch"]
        if unknown(path, ids):
            continue  # which a test of its own says
        yield Visit(filled(path, ids), WHOSE.get(path, "H1"), always=True)
    yield from accounts(lived)
    yield from states(lived)
    yield from refusals(lived)


def accounts(lived: Lived) -> Iterator[Visit]:
    """What only those see who have an account of their own, or are about to."""
    for word in lived.links.values():
        yield Visit(f"/link/{word}", None, always=True)
    yield Visit("/link/used-up", None, status=404)
    for path in ("/me", "/me/second-factor"):
        yield Visit(path, "P2", account=PLAIN, always=True)
    yield Visit("/me/second-factor", "P3", account=GUARDED)
    yield Visit("/me/second-factor", "P2", account=PLAIN, send="/me/second-factor", status=422)
    yield Visit("/me", "P2", account=PLAIN, send="/me/password", status=422)
    for name in ("password", "first"):
        yield Visit(f"/link/{lived.links[name]}", None, send="/link/", status=422)


def states(lived: Lived) -> Iterator[Visit]:
    """Closed, blocked, waiting, done, empty, covered, not there."""
    case = f"/cases/{lived.ids['case']}"
    known = lived.site.office.desk.case(lived.ids["case"])
    for part in AUDIT:
        yield Visit(f"{case}/audit?part={part}", "A1")
    yield Visit(f"{case}/audit?at=2026-03-02T23:00&all=1", "A1")
    for page in ("", "/audit", "/papers", "/team", "/facts", "/close", "/handovers", "/custody"):
        yield Visit(f"/cases/{lived.closed}{page}", "P1")
    for wanted in ("blocked", "waiting", "started", "ready"):
        for key in _task_that_is(lived, wanted):
            yield Visit(f"{case}/tasks/{quote(key, safe='')}", "P1")
    biggest = max(known.tasks, key=lambda key: len(known.tasks[key].item.facts))
    yield Visit(f"{case}/tasks/{quote(biggest, safe='')}", "P1")
    yield Visit("/today", "H1")
    yield Visit("/today", "A1")
    yield Visit("/decisions", "P2")
    yield Visit("/cases", "P21")
    yield Visit("/cases?state=closed", "P21")
    yield Visit("/definitions?q=租赁", "P1")
    yield Visit("/definitions/open_branch?item=sign_lease", "P1")
    yield Visit(f"/cases/{lived.site.cases['take_over_branch']}", "P21")
    yield Visit(f"/cases/{lived.site.cases['take_over_branch']}/counsel", "P22")
    yield Visit("/open?checklist=take_over_branch", "H1")
    yield Visit("/people/P1", "P1")
    yield Visit("/nothing", "P1", status=404)
    yield Visit("/broken-on-purpose", None, status=500)


def refusals(lived: Lived) -> Iterator[Visit]:
    """What forms answer that were sent as they stood."""
    case = f"/cases/{lived.ids['case']}"
    for page, form in (
        ("promises", "/promises"),
        ("custody", "/custody"),
        ("items", "/items"),
        ("happenings", "/happenings"),
        ("team", "/team/absence"),
        ("audit?part=facts", "/audit/personal"),
        (f"tasks/{quote(lived.ids['task'], safe='')}", "/extend"),
    ):
        yield Visit(f"{case}/{page}", "H1", send=form, status=422)
    yield Visit(f"{case}/close", "H1", send="/close", status=409)
    yield Visit("/open", send="/open/file", status=422)
    yield Visit("/me", send="/me/tokens", status=422)
    yield Visit("/people", send="/people", status=422)
    yield Visit("/settings", send="/settings/companies", status=422)
    yield Visit("/sign-in", None, send="/sign-in", status=403)


def _task_that_is(lived: Lived, wanted: str) -> Iterator[str]:
    """A task of the opening that stands like this, if one does."""
    tasks = lived.site.office.desk.case(lived.ids["case"]).tasks
    rows = lived.site.office.store.tasks(case=lived.ids["case"])
    found = {
        "blocked": [row.task for row in rows if tasks[row.task].status.value == "blocked"],
        "waiting": [row.task for row in rows if not row.ready],
        "started": [row.task for row in rows if tasks[row.task].status.value == "started"],
        "ready": [row.task for row in rows if row.ready],
    }[wanted]
    yield from found[:1]
