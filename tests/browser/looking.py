"""Looking at pages as their users would, and measuring what they would stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PHONE
from tests.browser.lived import Lived
from tests.browser.walk import Visit, visits

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
#: the smallest telephone in use, and the width at which a desk shows a page at four times its size
NARROW: Final = (320, 640)
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: Photographs are not among them; a page is its markup.
MOST_BYTES: Final = 60_000

VIOLATIONS: Final = """
tags => axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: tags}}).then(found =>
  found.violations.flatMap(one => one.nodes.map(node =>
    `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\\s+/g, " ").slice(0, 200)}`)))
"""
#: what is wider than the window, and everything outside a region of its own that reaches beyond it
_SIDEWAYS: Final = """
() => {
  const wide = document.scrollingElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const culprits = [...document.querySelectorAll("body *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !one.closest("svg, .sr") && ![...one.children].some(
      each => each.getBoundingClientRect().right > innerWidth + 1);
  });
  return [`${wide} px`, ...culprits.slice(0, 3).map(one => one.outerHTML.slice(0, 160))];
}
"""
#: what scrolls by itself has to be reached by the keyboard, and has to say what it is
_REGIONS: Final = """
() => [...document.querySelectorAll("main *")].filter(one =>
  one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
  && !one.matches("input, textarea, select")
  && !(one.tabIndex === 0 && (one.ariaLabel || one.getAttribute("aria-labelledby")) && one.role)
).map(one => one.outerHTML.slice(0, 160))
"""
#: what a finger has to hit: 44 px, and 24 px for a link that is a word among others
_TARGETS: Final = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .map(one => {
    const style = getComputedStyle(one);
    if (one.matches(".sr, .skip, .scroll") || style.visibility === "hidden" || !one.checkVisibility()) return null;
    const held = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one;
    const box = held.getBoundingClientRect();
    // A word that is a link, wherever a grid or a row has put it.
    const word = one.matches("a:not(.btn, .target, .going-to a, nav a, .top a)") && style.minHeight !== "44px";
    const least = word ? 24 : 44;
    // The page of last resort has no sheet, that could fail as well; its one link is as tall as its letters.
    if (!document.styleSheets.length || !box.width || (box.height >= least - 0.5 && box.width >= Math.min(least, 24) - 0.5)) return null;
    return `${Math.round(box.width)}×${Math.round(box.height)} of ${least}: ${held.outerHTML.slice(0, 160)}`;
  }).filter(Boolean)
"""
_SEND: Final = """
part => {
  const form = [...document.forms].find(one => one.getAttribute("action").includes(part));
  if (!form) throw new Error("no form " + part + " among " + [...document.forms].map(one => one.getAttribute("action")));
  HTMLFormElement.prototype.submit.call(form);
}
"""


@dataclass
class Seen:
    """What was found on one page."""

    visit: Visit
    status: int
    size: int
    violations: list[str]
    sideways: list[str] = field(default_factory=list)
    #: the same with letters twice as large
    enlarged: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)


def opened(page: Page, visit: Visit) -> tuple[int, int]:
    """Open a page, and send its form where that is wanted; status, and size of what came."""
    answer = page.goto(visit.path)
    if visit.send is not None:
        with page.expect_navigation() as navigation:
            page.evaluate(_SEND, visit.send)
        answer = navigation.value
    assert answer is not None
    # Parts that come by themselves are there before anything is judged.
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    return answer.status, len(answer.body())


def walked(lived: Lived, lang: str, theme: str, *, states: bool) -> Iterator[Seen]:
    """Every page in one language and theme; `states`: also the states that pages can be in."""
    context = lived.served.open(None, lang=lang, theme=theme)
    context.add_init_script(path=AXE)
    page = context.new_page()
    sessions: dict[str, str] = {}
    for visit in visits(lived):
        if states or visit.always:
            become(context, lived, visit, sessions)
            yield _look(page, visit)
    context.close()


def become(context: BrowserContext, lived: Lived, visit: Visit, sessions: dict[str, str]) -> None:
    """Whose browser this is from now on; `sessions` are kept between pages."""
    context.clear_cookies(name="launchkit")
    if visit.person is not None:
        who = f"{visit.person} {visit.account}"
        if who not in sessions:
            sessions[who] = lived.served.session(visit.person, account=visit.account)
        context.add_cookies(
            [{"name": "launchkit", "value": sessions[who], "url": lived.served.url}]
        )


def _look(page: Page, visit: Visit) -> Seen:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    status, size = opened(page, visit)
    seen = Seen(visit, status, size, page.evaluate(VIOLATIONS, list(TAGS)))
    seen.small = page.evaluate(_TARGETS)
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    seen.sideways = page.evaluate(_SIDEWAYS)
    seen.regions = page.evaluate(_REGIONS)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    seen.enlarged = page.evaluate(_SIDEWAYS)
    return seen
