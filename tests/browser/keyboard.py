"""A page gone through with nothing but the keyboard: every stop looked at, every fold opened, every field filled, every form sent.

Nothing is changed by that: what a form sends is noted on its way and answered with `204`, at which a browser stays where it is.
What a pointer could use and the keys did not come by is found by asking the page, once everything in it is open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.lived import PNG

#: more stops than the longest page has
FAR: Final = 1_500
#: a field for a day or an instant has a stop for each of its parts, and one for its calendar
PARTS: Final = 8
#: keys by which a field that wants something is given it; any text otherwise
_FILLS: Final = {
    "date": tuple("03062026"),
    "select-one": ("ArrowDown",),
    "radio": ("Space",),
    "checkbox": ("Space",),
    "email": tuple("a@example.com"),
    "url": tuple("https://example.com"),
    "password": tuple("greenumbrella"),
}
#: what moves a pointer's work into a script; a page of ours has its words, links, fields and buttons instead
_POINTER: Final = (
    "click dblclick auxclick contextmenu mousedown mouseup mouseover mouseenter pointerdown pointerup pointerenter "
    "touchstart touchend dragstart dragover drop"
)

#: before any script of the page: notes who listens for a pointer
LISTENERS: Final = """
(() => {
  const pointer = new Set("%s".split(" "));
  const heard = window.__heard = new Set();
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, ...rest) {
    // Whoever drives the browser listens to all of the window; a script of ours has an address.
    if (pointer.has(kind) && (this instanceof Element || new Error().stack.includes("/static/"))) heard.add(this);
    return add.call(this, kind, ...rest);
  };
})();
""".replace("%s", _POINTER)

#: once for each page, after it was opened
_BEGIN: Final = """
pointer => {
  const met = new Set(), sent = new Set(), wrong = [];
  const WORKS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, audio[controls], "
    + "video[controls], [contenteditable]:not([contenteditable=false])";
  const USED = `${WORKS}, [tabindex]:not([tabindex^='-'])`;
  const name = (one) => one === document ? "document" : one === window ? "window" : one.outerHTML.replace(/\\s+/g, " ").slice(0, 150);
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length > 0;
  // A box that is drawn as its words, and a picture that is chosen by a button around it.
  const drawn = (one) => one.matches(".sr") ? one.closest("label") ?? one : one;
  const group = (one) => one.type === "radio" && one.name ? [...document.querySelectorAll("input[type=radio]")].filter(
    (each) => each.name === one.name && each.form === one.form) : [one];
  const floats = (one) => one && (["fixed", "sticky"].includes(getComputedStyle(one).position) || floats(one.parentElement));
  const covered = (one) => {
    // Of a link that goes on in the next line, the first; of what is tall, and where one types, the line one begins at.
    const box = one.matches("a") ? drawn(one).getClientRects()[0] : drawn(one).getBoundingClientRect();
    const begins = box.height > innerHeight / 2 || one.matches("textarea");
    const middle = (box.top + box.bottom) / 2;
    const rows = begins ? [box.top + Math.min(box.height / 2, 20)] : [middle, box.top + 2, box.bottom - 2];
    const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1);
    for (const y of rows) {
      if (box.right < 0 || box.left > innerWidth || y < 0 || y >= innerHeight) return `out of sight at ${Math.round(box.top)}–${Math.round(box.bottom)} of ${innerHeight}`;
      const over = document.elementFromPoint(x, y);
      // At its edge something may reach over from the next line; of what stands over the page nothing may.
      if (over && over !== one && !one.contains(over) && !over.contains(one) && !drawn(one).contains(over) && (y === rows[0] || floats(over)))
        return `under ${name(over).slice(0, 60)}`;
    }
    return null;
  };
  const marked = (one) => {
    const marks = [one, drawn(one), one.closest(".btn"), one.closest("label")].filter(Boolean);
    return marks.some((each) => {
      const style = getComputedStyle(each);
      return style.outlineStyle === "auto" || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !/, 0\\)$|transparent/.test(style.outlineColor);
    });
  };
  const state = (one) => {
    const first = !met.has(one), sends = first && !!one.form && one.type === "submit";
    met.add(one);
    if (sends) sent.add(one);
    if (first) wrong.push(...judged(one));
    return { first, sends, around: !first && met.size > 1 && one === met.values().next().value, kind: one.type ?? "", closed: one.matches("details:not([open]) > summary"),
      action: sends ? (one.hasAttribute("formaction") ? one.formAction : one.form.getAttribute("action") ?? location.href) : "",
      wants: one.required && !one.disabled && group(one).every((each) => each.type === "radio" || each.type === "checkbox" ? !each.checked : !each.value) };
  };
  const judged = (one) => [
    covered(one), marked(one) ? null : "nothing shows that one is there",
  ].filter(Boolean).map((each) => `${each}: ${name(one)}`);
  const labels = () => [...document.querySelectorAll("label")].filter((one) => shown(one) && one.control && !one.control.disabled);
  const used = () => new Set([...[...document.querySelectorAll(USED)].filter((one) => shown(one) && !one.matches(":disabled")),
    ...labels().map((one) => one.control)]);
  const reached = (one) => group(one).some((each) => met.has(each));
  const listens = () => {
    const all = new Set(window.__heard);
    for (const one of document.querySelectorAll("*")) if (pointer.some((kind) => one[`on${kind}`])) all.add(one);
    for (const one of [document, window]) if (pointer.some((kind) => one[`on${kind}`])) all.add(one);
    return [...all].filter((one) => !(one instanceof Element) || (one.isConnected && shown(one)));
  };
  // What promises a pointer that it does something, and is no part of what does.
  const promises = () => [...document.querySelectorAll("body *")].filter((one) => getComputedStyle(one).cursor === "pointer" && shown(one)
    && ![...met].some((each) => each.contains(one)) && !group(one).some((each) => met.has(each))
    && !(one.closest("label")?.control && reached(one.closest("label").control)));
  const here = () => [null, document.body, document.documentElement].includes(document.activeElement) ? null : document.activeElement;
  // Whoever begins at the top is at nothing yet, also where the page has put one somewhere.
  const top = document.body.insertBefore(document.createElement("span"), document.body.firstChild);
  top.tabIndex = -1;
  top.focus();
  top.remove();
  scrollTo(0, 0);
  window.__keys = {
    at: () => here() && state(here()),
    back: () => here() && { html: name(here()), wrong: judged(here()).join(", ") },
    end: () => [...met].pop()?.focus(),
    here: () => here() ? name(here()) : "nothing",
    again: () => { for (const one of document.forms) delete one.dataset.sent; [...sent].pop().focus(); },
    left: () => [
      ...[...used()].filter((one) => !reached(one)).map((one) => `not reached: ${name(one)}`),
      ...listens().filter((one) => !met.has(one) && !(one.control && reached(one.control))).map((one) => `listens for a pointer: ${name(one)}`),
      ...promises().map((one) => `looks as if it could be clicked: ${name(one)}`),
      ...[...met].filter((one) => one.isConnected && !one.matches(WORKS) && !(one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)).map(
        (one) => `a stop at what does nothing: ${name(one)}`),
      ...[...document.forms].filter((one) => shown(one) && ![...one.elements].some((each) => sent.has(each)) && !one.closest("dialog")).map(
        (one) => `no button that sends: ${name(one)}`),
      ...wrong,
    ],
  };
}
"""


@dataclass
class Walked:
    """What was found on the way through one page."""

    #: everything that a person without a pointer would stumble over
    wrong: list[str] = field(default_factory=list)
    stops: int = 0
    #: addresses to which a form was sent, by the key its button was pressed with
    sent: list[tuple[str, str]] = field(default_factory=list)


class Keyboard:
    """Somebody in front of a page who has no pointer."""

    def __init__(self, context: BrowserContext) -> None:
        """In a window of this browser; nothing that would change anything leaves it."""
        context.add_init_script(LISTENERS)
        self.page = context.new_page()
        #: milliseconds after which a form that was sent has not been sent
        self.soon = 5_000
        self.found = Walked()

    def through(self, *, back: int = 3) -> Walked:
        """The page that is open, from its top to its end, and so many stops back."""
        self.found = Walked()
        self.page.evaluate(_BEGIN, _POINTER.split(" "))
        self.page.route("**", _kept_in)
        try:
            self._on()
            self._back(back)
        finally:
            self.page.unroute("**")
        return self.found

    def _on(self) -> None:
        within = 0
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate("__keys.at()")
            if at is None or at["around"]:
                break
            within = 0 if at["first"] else within + 1
            if within > PARTS:
                self._wrong("held fast at")
                break
            if at["first"]:
                self.found.stops += 1
                self._use(at)
        else:
            self._wrong(f"no end after {FAR} stops, but")
        self.found.wrong += self.page.evaluate("__keys.left()")

    def _back(self, most: int) -> None:
        last, within = "", 0
        self.page.evaluate("__keys.end()")
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab")
            at = self.page.evaluate("__keys.back()")
            if at is None:
                break
            within = within + 1 if at["html"] == last else 0
            last = at["html"]
            if within > PARTS:
                self._wrong("held fast on the way back at")
                break
            if at["wrong"]:
                self.found.wrong.append(f"on the way back {at['wrong']}")
        else:
            return
        if not last and self.found.stops > 1:
            self.found.wrong.append("there is no way back")

    def _use(self, at: dict[str, Any]) -> None:
        keyboard = self.page.keyboard
        if at["closed"]:
            keyboard.press("Enter")
            if self.page.evaluate("!document.activeElement.parentElement.open"):
                self._wrong("does not open:")
        elif at["wants"] and at["kind"] == "file":
            with self.page.expect_file_chooser() as chooser:
                keyboard.press("Space")
            chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
        elif at["wants"]:
            for key in _FILLS.get(at["kind"], "1"):
                keyboard.press(key)
        elif at["sends"]:
            self._send(at["action"])

    def _send(self, action: str) -> None:
        """By Return and by the space bar in turn, as both have to do."""
        key = ("Enter", "Space")[len(self.found.sent) % 2]
        path = urlsplit(action).path

        def is_it(request: Request) -> bool:
            return _changes(request) and urlsplit(request.url).path == path

        try:
            with self.page.expect_request(is_it, timeout=self.soon):
                self.page.keyboard.press(key)
            self.found.sent.append((key, path))
        except PlaywrightTimeout:
            self._wrong(f"{key} sends nothing to {path} at")
        self.page.evaluate("__keys.again()")

    def _wrong(self, what: str) -> None:
        self.found.wrong.append(f"{what} {self.page.evaluate('__keys.here()')}")


def _changes(request: Request) -> bool:
    return request.method != "GET" or request.is_navigation_request()


def _kept_in(route: Route) -> None:
    if _changes(route.request):
        route.fulfill(status=204)
    else:
        route.continue_()
