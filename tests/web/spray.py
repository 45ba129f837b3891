"""Puts strings into every field of every form of the pages, and judges what comes back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote_from_bytes

import httpx

from launchkit.web.security.forms import ForeignForm
from tests.web.conftest import ORIGIN, Browser

#: forms by which one leaves
LEAVING: Final = frozenset({"/sign-out", "/me/sign-out-everywhere"})
#: fields that a browser fills by itself
OWN: Final = frozenset({"csrf", "request", "expect"})
#: a file that is what it says, under any name
PNG: Final = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
DAY: Final = "2026-03-06"
PAST: Final = "2026-03-02"
NOTHING: Final[Mapping[str, str]] = {}
_WRONG: Final = re.compile(r'id="([^"]+)-error"')
_PLAIN_KINDS: Final = frozenset({"text", "textarea", "search", "tel", "email", "url", "password"})
_LOADS: Final = frozenset({"href", "src", "action", "formaction", "data", "poster", "hx-get", "hx-post"})  # fmt: skip
_NEVER: Final = frozenset({"iframe", "object", "embed", "base", "applet", "frame", "marquee"})


@dataclass(slots=True)
class Field:
    """One field of a form as the page draws it."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    longest: int = 4_000


@dataclass(slots=True)
class Form:
    """One form of a page."""

    page: str
    action: str
    method: str = "get"
    multipart: bool = False
    fields: list[Field] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self._page = page
        self.found: list[Form] = []
        self._open: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or something in it that is sent."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            multipart = has.get("enctype") == "multipart/form-data"
            action = has.get("action", self._page)
            self._open = Form(self._page, action, has.get("method", "get"), multipart)
            self.found.append(self._open)
        elif self._open is not None and tag == "option":
            self._open.fields[-1].options.append(has.get("value", ""))
        elif self._open is not None and "name" in has:
            kind = has.get("type", "text") if tag == "input" else tag
            if tag in {"input", "select", "textarea", "button"}:
                longest = int(has.get("maxlength", 4_000))
                one = Field(has["name"], kind, has.get("value", ""), longest=longest)
                self._open.fields.append(one)

    def handle_endtag(self, tag: str) -> None:
        """What follows belongs to no form."""
        if tag == "form":
            self._open = None


class Judge(HTMLParser):
    """What stands in a page that none of our templates has put there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.mains = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing runs, nothing is styled in its place, nothing leads elsewhere."""
        has = {name: value or "" for name, value in attrs}
        self.mains += tag == "main"
        if tag in _NEVER or (tag == "script" and not has.get("src", "").startswith("/static/")):
            self.strange.append(f"<{tag}>")
        for name, value in has.items():
            if name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                self.strange.append(f"{tag} {name}")
            elif name in _LOADS and not _is_ours(value):
                self.strange.append(f"{tag} {name}={value[:60]}")


def _is_ours(address: str) -> bool:
    return address.startswith(("/", "#", "?", "otpauth:", "data:image/png;")) and not (
        address.startswith(("//", "/\\"))
    )


#: what differs in a page whenever it is drawn, and is of our making
_FRESH: Final = re.compile(r'name="(?:csrf|request|expect)" value="[0-9a-f-]*"')
#: pages that were looked at already, so that a refusal that says the same a thousand times is read once
_FINE: Final[set[int]] = set()


def judged(answer: httpx.Response, what: str) -> None:
    """No fault of ours, no line of a program, nothing in the page but words."""
    said = f"{what}: {answer.status_code}"
    assert answer.status_code < 500, said
    assert "Traceback" not in answer.text, said
    if answer.headers.get("content-type", "").startswith("text/html"):
        page = hash(_FRESH.sub("", answer.text))
        if page not in _FINE:
            found = Judge(answer.text)
            assert found.strange == [], f"{said} {found.strange[:5]}"
            assert found.mains == 1, said
            assert answer.text.rstrip().endswith("</html>"), said
            _FINE.add(page)
    if "location" in answer.headers:
        # A slash too many is taken away by an address that is whole, and ours.
        assert _is_ours(answer.headers["location"].removeprefix(ORIGIN)), said


def forms_of(browser: Browser, pages: Iterable[str]) -> Iterator[Form]:
    """Every form that somebody can send from these pages, once each."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for page in pages:
        answer = browser.get(page)
        judged(answer, page)
        for form in Forms(page, answer.text).found:
            key = (form.action, tuple(one.name for one in form.fields if one.name not in OWN))
            if key not in seen and form.action not in LEAVING:
                seen.add(key)
                yield form


# --- filling ------------------------------------------------------------------------------------------------

Fill = Callable[[Field], str]


def fit(form: Form, text: Fill) -> list[tuple[str, str]]:
    """What fits, with strings of the caller where any text does."""
    boxes = [one.name for one in form.fields if one.kind == "checkbox"]
    several = {name for name in boxes if boxes.count(name) > 1}
    sent: dict[str, str] = {}
    for one in form.fields:
        value = _fitting(one, text)
        # One box of several is ticked; one that stands alone says what nobody wants by chance.
        alone = one.kind == "checkbox" and one.name not in several
        if value is not None and not alone and one.name not in OWN:
            sent.setdefault(one.name, value)
    return list(sent.items())


def _fitting(one: Field, text: Fill) -> str | None:
    if one.kind in _PLAIN_KINDS:
        return text(one)
    if one.kind == "select":
        return next((each for each in reversed(one.options) if each), "")
    if one.kind == "date":
        return DAY
    return one.value if one.kind in {"hidden", "radio", "button", "checkbox"} else None


def unfit(form: Form, text: Fill) -> list[tuple[str, str]]:
    """Strings of the caller in everything, also where the page offers a choice."""
    return [
        (one.name, text(one)) for one in form.fields if one.kind != "file" and one.name != "csrf"
    ]


def send(
    browser: Browser, form: Form, sent: list[tuple[str, str]], *, file: str = "a.png"
) -> httpx.Response:
    """Send a form as a browser does, byte by byte: also what is no text."""
    names = {name for name, _ in sent}
    whole = [("csrf", browser.token), *sent]
    if "request" not in names:
        whole.append(("request", secrets.token_hex(8)))
    headers = {"Origin": ORIGIN, **browser.headers}
    if form.method.lower() == "get":
        path = f"{form.action}?{_encoded(sent)}"
        answer: httpx.Response = browser.client.get(path, headers=headers)
    elif form.multipart:
        files = [one.name for one in form.fields if one.kind == "file"][:1]
        mark = secrets.token_hex(8)
        headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
        body = _parts(mark, whole, dict.fromkeys(files, file))
        answer = browser.client.post(form.action, content=body, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = browser.client.post(form.action, content=_encoded(whole), headers=headers)
    assert ForeignForm.text.zh not in answer.text, f"nothing of it was read: {form.action}"
    return answer


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _encoded(sent: Iterable[tuple[str, str]]) -> str:
    return "&".join(
        f"{quote_from_bytes(_bytes(a))}={quote_from_bytes(_bytes(b))}" for a, b in sent
    )


def _parts(mark: str, sent: Iterable[tuple[str, str]], files: Mapping[str, str]) -> bytes:
    body = b""
    for name, value in sent:
        body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        body += _bytes(value) + b"\r\n"
    for name, file in files.items():
        # As browsers write them.
        quoted = file.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="'
        body += head.encode() + _bytes(quoted) + b'"\r\nContent-Type: image/png\r\n\r\n'
        body += PNG + b"\r\n"
    return body + f"--{mark}--\r\n".encode()


def kept(browser: Browser, form: Form, text: Fill, *, file: str) -> bool:
    """Try to have the strings kept, with a day that comes and where that is refused with one that was; whether they were."""
    if _kept(browser, form, text, file=file):
        return True
    days = [one.name for one in form.fields if one.kind == "date"]
    return bool(days) and _kept(browser, form, text, file=file, fixed=dict.fromkeys(days, PAST))


def _kept(
    browser: Browser, form: Form, text: Fill, *, file: str, fixed: Mapping[str, str] = NOTHING
) -> bool:
    """A field that refuses the strings is emptied, and the form sent again."""
    refused: dict[str, list[str]] = {}
    for _ in range(6):
        sent = [
            (name, refused[name][0] if name in refused else fixed.get(name, value))
            for name, value in fit(form, text)
        ]
        answer = send(browser, form, sent, file=file)
        judged(answer, f"{form.action} {sent}")
        if answer.status_code == 303:
            return True
        wrong = {one for one in _WRONG.findall(answer.text) if one in dict(sent)}
        if not wrong or any(refused.get(one) == ["1"] for one in wrong):
            return False
        for one in wrong:
            refused[one] = ["", "1"] if one not in refused else ["1"]
    return False
