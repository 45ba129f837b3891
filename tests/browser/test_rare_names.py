"""Names that are hard to show: whole on every page, intact on every way in and out, drawn as letters by fonts of the machine."""

from __future__ import annotations

import io
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Page

from launchkit.domain.accounts import Scope
from tests.browser.lived import LANDLORD, LONG_NAME, PNG, RARE_COMPANY, RARE_NAME, Lived
from tests.web.conftest import ORIGIN, Site

NAMES = (RARE_NAME, LONG_NAME, RARE_COMPANY, LANDLORD)
#: where each of them is shown
SHOWN = {
    "/people": (RARE_NAME, LONG_NAME),
    "/people/P3X": (RARE_NAME,),
    "/people/P4X": (LONG_NAME,),
    "/settings": (RARE_COMPANY,),
    "/cases/{case}": (RARE_NAME, LONG_NAME, LANDLORD),
    "/cases/{case}/team": (RARE_NAME, LONG_NAME),
    "/cases/{case}/instances": (LONG_NAME,),
    "/cases/{case}/promises": (RARE_NAME,),
    "/cases/{case}/promises/{promise}": (RARE_NAME,),
    "/cases/{case}/places": (LANDLORD,),
    "/cases/{case}/tasks/{task}": (RARE_NAME,),
}
#: every place where a name stands that can be seen: is all of it there, or is it cut by the window or by a box around it?
_CUT = """
names => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = {seen: [], cut: []};
  for (let node; (node = walker.nextNode()); ) for (const name of names) {
    const at = node.data.indexOf(name);
    const holder = node.parentElement;
    if (at < 0 || !holder.checkVisibility() || holder.closest("option, textarea, .sr")) continue;
    found.seen.push(name);
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + name.length);
    for (const box of range.getClientRects()) {
      if (box.left < -0.5 || box.right > innerWidth + 0.5) found.cut.push(`${name} leaves the window`);
      for (let one = holder; one; one = one.parentElement) {
        const style = getComputedStyle(one), own = one.getBoundingClientRect();
        if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") found.cut.push(`${name} may be shortened`);
        if (style.overflowX === "hidden" && (box.left < own.left - 1 || box.right > own.right + 1)) found.cut.push(`${name} is cut off`);
        if (style.overflowY === "hidden" && box.bottom > own.bottom + 2) found.cut.push(`${name} is cut below`);
      }
    }
  }
  return found;
}
"""
#: how signs are drawn with the fonts of the page, as pictures
_DRAWN = """
signs => {
  const board = document.createElement("canvas");
  board.width = board.height = 48;
  const pen = board.getContext("2d", {willReadFrequently: true});
  pen.font = "40px " + getComputedStyle(document.body).fontFamily;
  return signs.map(sign => {
    pen.clearRect(0, 0, 48, 48);
    pen.fillText(sign, 2, 40);
    return board.toDataURL();
  });
}
"""


def _at(lived: Lived, path: str) -> str:
    for word, value in lived.ids.items():
        path = path.replace(f"{{{word}}}", quote(value, safe=""))
    return path


@pytest.mark.parametrize("width", [320, 390, 1360])
def test_names_are_shown_whole(lived: Lived, width: int) -> None:
    page = lived.served.open("H1", size=(width, 800)).new_page()
    for path, names in SHOWN.items():
        page.goto(_at(lived, path))
        found = page.evaluate(_CUT, list(NAMES))
        assert set(names) <= set(found["seen"]), path
        assert found["cut"] == [], path


def test_a_name_that_is_cut_is_noticed(lived: Lived) -> None:
    page = lived.served.page("H1", "/people/P4X", size=(320, 800))
    page.evaluate(
        "() => { const head = document.querySelector('h1'); head.style.cssText = 'overflow: hidden; width: 60px; white-space: nowrap; text-overflow: ellipsis' }"
    )
    assert len(page.evaluate(_CUT, list(NAMES))["cut"]) >= 2


def test_rare_signs_are_letters_of_fonts_that_are_on_the_machine(lived: Lived) -> None:
    """No sign looks like the box of a sign that no font has, none like another, and nothing is fetched for them."""
    page = lived.served.open("H1").new_page()
    fetched: list[str] = []
    page.on("request", lambda one: fetched.append(one.resource_type))
    page.goto("/people/P3X")
    *letters, missing = page.evaluate(_DRAWN, [*RARE_NAME, "中", "\U0003fffd"])
    assert len({*letters, missing}) == len(letters) + 1
    fonts = _fonts_of(page, "h1")
    assert fonts
    assert all(not custom for _, custom in fonts)
    assert "font" not in fetched


def _fonts_of(page: Page, selector: str) -> list[tuple[str, bool]]:
    """The fonts by which an element is drawn, each with whether it was fetched."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [(one["familyName"], one["isCustomFont"]) for one in found]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_same_after_every_way(site: Site, name: str) -> None:
    """Typed into a form, read on the page, told to a program, given as the name of a file, and fetched again."""
    case = site.cases["open_branch"]
    browser = site.as_("P1")
    browser.get(f"/cases/{case}/promises")
    made = {"to": name, "what": name, "by": "2026-03-06"}
    assert browser.post(f"/cases/{case}/promises", made).status_code == 303
    assert browser.get(f"/cases/{case}/promises").text.count(name) >= 2
    (one,) = site.office.desk.case(case).promises.values()
    assert (one.to, one.what) == (name, name)
    word, _ = site.office.accounts.give_token(
        site.call("P1"), label="test", scopes=(Scope.READ.value,), days=1
    )
    told = site.browser().client.get(
        f"/api/v1/cases/{case}/promises", headers={"Authorization": f"Bearer {word}"}
    )
    assert name in str(told.json())
    assert f"/cases/{case}/promises/p-1" in browser.get(f"/cases/{case}/promises").text


def test_a_file_keeps_its_name(site: Site) -> None:
    case = site.cases["open_branch"]
    known = site.office.desk.case(case)
    key = next(
        key
        for key, one in known.tasks.items()
        if one.item.evidence and known.people_with(one.item.owner) == ("H2",)
    )
    rule, name = known.tasks[key].item.evidence[0].id, f"{LONG_NAME} {RARE_NAME}.png"
    browser = site.as_("H2")
    browser.get(f"/cases/{case}/tasks/{key}")
    answer = browser.post(
        f"/cases/{case}/tasks/{key}/work",
        {"do": "keep"},
        files={f"evidence.{rule}": (name, io.BytesIO(PNG), "image/png")},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 303, answer.text
    (held,) = site.office.desk.case(case).tasks[key].evidence
    assert held.name == name
    fetched = browser.get(f"/cases/{case}/tasks/{key}/evidence/{held.seq}")
    assert fetched.content == PNG
    assert name in unquote(fetched.headers["content-disposition"])
