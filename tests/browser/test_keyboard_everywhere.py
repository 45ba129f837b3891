"""No page needs a pointer: the keys come by everything it could be used on, see where they are, and send every form there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from launchkit.desk import Attachment
from launchkit.domain.accounts import SignInChange
from tests.browser.conftest import DESK, PHONE
from tests.browser.keyboard import Keyboard, Walked
from tests.browser.lived import PNG, Lived, call, living
from tests.browser.looking import become, opened
from tests.browser.walk import Visit, visits
from tests.web.spray import Forms

#: forms of the shell: on a telephone behind the menu, which has a page of its own below
SHELL: Final = {"/preferences", "/sign-out"}
#: What is done here, each kind by one address at least; `make browser` sends every form of every state besides.
KINDS: Final = {
    "a task": r"/tasks/[^/]+/(work|done|start|note)",
    "cannot": r"/tasks/[^/]+/(block|extend|reschedule|waive|hand|nudge|cannot)",
    "papers": r"/(papers|documents/\w+/\w+)",
    "a decision": r"/decisions|/decide",
    "a fact": r"/cases/\w+/facts$",
    "a hand-over": r"/handovers(/[\w-]+)?",
    "custody": r"/custody(/[\w-]+)*",
    "a promise": r"/promises(/[\w-]+)*",
    "a place": r"/places(/[\w-]+)?$",
    "the team": r"/team(/\w+)?$",
    "a happening": r"/happenings$",
    "a report": r"/reports$",
    "counsel": r"/counsel(/\w+)*$",
    "a finding": r"/findings/[^/]+$",
    "closing": r"/close$",
    "the board": r"^/cases$",
    "opening": r"^/open(/\w+)?$",
    "people": r"^/people$",
    "a person": r"^/people/\w+/\w+",
    "an administrator": r"^/administrators/\d+$",
    "settings": r"^/settings",
    "webhooks": r"^/webhooks(/[\w-]+)?$",
    "calendars": r"^/calendars/\w+$",
    "one's own account": r"^/me/\w+",
    "searching": r"^/find$",
    "signing in": r"^/sign-in$",
    "language and colours": r"^/preferences$",
    "signing out": r"^/sign-out$",
}


@pytest.fixture(scope="module")
def home(
    lived_home: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Lived]:
    """A lived-in home of this module's own, in which a decision and a second administrator are waited for."""
    with living(lived_home, tmp_path_factory.mktemp("everywhere") / "home", chromium) as found:
        site, case = found.site, found.ids["case"]
        site.make_administrator("H2")
        site.office.administration.change(call("H1"), SignInChange.NAME, person="H3")
        facts = {
            "decision_number": "锐修决〔2026〕12号",
            "decision_signed_on": "2026-03-03",
            "articles_rule_checked": True,
        }
        files = [
            Attachment(
                content=PNG + rule.encode(), name=f"{rule}.png", media="image/png", rule=rule
            )
            for rule in ("signed_decision", "articles_page")
        ]
        site.office.desk.unblock(call("H2"), case, "decide_to_open")
        site.office.desk.done(call("H2"), case, "decide_to_open", stated=facts, files=files)
        yield found


def wanted(home: Lived, *, whole: bool) -> Iterator[Visit]:
    """Every page once, and what the pages look like when one is about to do something; all their states if `whole`."""
    case = f"/cases/{home.ids['case']}"
    # The task on which a decision waits here cannot be put off any more.
    yield from (one for one in visits(home) if (whole or one.always) and one.send != "/extend")
    yield Visit("/today#side", "P1")
    yield Visit("/decisions")
    yield Visit(f"{case}/facts?fact=decision_number#state")
    yield Visit(f"{case}/team?person=P2#change")
    yield Visit("/administrators", "H2")
    yield Visit("/open?kind=open_branch&branch=", "H1")
    yield Visit(f"{case}/tasks/{_own(home)}", "P1")


def _own(home: Lived) -> str:
    """A task of the lead's that is not finished."""
    tasks = home.site.office.desk.case(home.ids["case"]).tasks
    rows = home.site.office.store.tasks(case=home.ids["case"], owner="P1")
    return quote(next(row.task for row in rows if not tasks[row.task].closed), safe="")


@pytest.fixture(scope="module")
def walked(home: Lived, whole: bool) -> dict[str, Walked]:
    """Every page by the keyboard; the telephone in the default run, the desk as well in the whole."""
    found: dict[str, Walked] = {}
    for size in (PHONE, DESK) if whole else (PHONE,):
        context = home.served.open(None, size=size)
        keyboard, sessions = Keyboard(context), dict[str, str]()
        for visit in wanted(home, whole=whole):
            become(context, home, visit, sessions)
            status, _ = opened(keyboard.page, visit)
            one = keyboard.through(back=20 if whole else 4)
            one.wrong += unsent(keyboard, one, size)
            if status != visit.status:
                one.wrong.append(f"answers with {status}")
            found[f"{size[0]} {visit}"] = one
        context.close()
    return found


def unsent(keyboard: Keyboard, found: Walked, size: tuple[int, int]) -> list[str]:
    """Forms that stand in the page and that nobody has sent."""
    url = keyboard.page.url
    there = {
        urlsplit(urljoin(url, one.action)).path
        for one in Forms(url, keyboard.page.content()).found
        if any(each.kind == "button" for each in one.fields) or one.method == "post"
    }
    behind = SHELL if size == PHONE and not url.endswith("#side") else set()
    return [
        f"nobody sent {one}" for one in sorted(there - behind - {path for _, path in found.sent})
    ]


def test_nothing_needs_a_pointer(walked: dict[str, Walked]) -> None:
    lines = [f"{page}: {line}" for page, one in walked.items() for line in one.wrong]
    assert not lines, "\n".join(lines)


def test_every_page_was_gone_through(walked: dict[str, Walked]) -> None:
    """Were the keys to stop at the first line of each page, all silence above would mean nothing."""
    assert len(walked) > 50
    assert min(one.stops for one in walked.values()) > 0
    assert sum(one.stops for one in walked.values()) > 1_000
    keys = [key for one in walked.values() for key, _ in one.sent]
    assert min(keys.count("Enter"), keys.count("Space")) > 30


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_action_is_done_by_keys(walked: dict[str, Walked], kind: str) -> None:
    """Its fold opened, its fields filled, and sent."""
    sent = {path for one in walked.values() for _, path in one.sent}
    assert any(re.search(KINDS[kind], path) for path in sent), sorted(sent)


# --- were there something, it would be found -----------------------------------------------------------------

#: what is put into a page, and what is then said of it
PLANTED: Final = {
    "<div id=p>x</div>": "listens for a pointer",
    "<span id=p class=tap>x</span>": "looks as if it could be clicked",
    "<a id=p href=/today tabindex=-1>x</a>": "not reached",
    "<label id=p>x<input type=checkbox hidden></label>": "not reached",
    "<button id=p data-look='outline: none'>x</button>": "nothing shows",
    "<button id=p data-look='position: fixed; bottom: 4px; z-index: 1'>x</button>": "under <",
    "<button id=p data-look='position: absolute; left: -999px'>x</button>": "out of sight",
    "<p id=p tabindex=0>x</p>": "a stop at what does nothing",
    "<form id=p action=/nowhere><button type=button>x</button></form>": "no button that sends",
    "<form id=p action=/nowhere><input name=x required pattern=y><button>x</button></form>": "sends nothing",
    "<details id=p><summary>x</summary>y</details>": "does not open",
    "<button id=p>x</button>": "held fast",
}


PLANT: Final = """
([html, kind]) => {
  document.querySelector("main h1").insertAdjacentHTML("afterend", html);
  const one = document.getElementById("p");
  for (const each of [one, ...one.querySelectorAll("*")]) each.style.cssText = each.dataset.look ?? "";
  if (kind.startsWith("listens")) one.addEventListener("click", () => {});
  if (kind.startsWith("does not")) one.firstChild.addEventListener("click", (event) => event.preventDefault());
  if (kind.startsWith("held")) one.addEventListener("keydown", (event) => { if (event.key === "Tab") event.preventDefault(); });
}
"""


@pytest.mark.parametrize("html", PLANTED)
def test_what_is_planted_is_found(home: Lived, html: str) -> None:
    context = home.served.open("P1", size=PHONE)
    keyboard = Keyboard(context)
    keyboard.soon = 300
    keyboard.page.goto("/today")
    assert keyboard.through().wrong == []
    keyboard.page.evaluate(PLANT, [html, PLANTED[html]])
    wrong = keyboard.through().wrong
    context.close()
    assert any(PLANTED[html] in one for one in wrong), wrong


def test_a_script_that_waits_for_pointers_anywhere_is_found(home: Lived) -> None:
    context = home.served.open("P1", size=PHONE)
    keyboard = Keyboard(context)
    script = 'document.addEventListener("click", () => {});'
    keyboard.page.route(
        "**/keys.js*",
        lambda route: route.fulfill(body=script, content_type="text/javascript"),
    )
    keyboard.page.goto("/today")
    assert "listens for a pointer: document" in keyboard.through().wrong
    context.close()
