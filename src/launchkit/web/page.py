"""One page for one request: what its template is given, and what becomes of an action."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final
from urllib.parse import quote, unquote

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from starlette.background import BackgroundTask

from launchkit.bootstrap import fresh_id
from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.errors import BadValue, Lack, LaunchkitError, NotFound, Refused
from launchkit.domain.matrix import HouseOperation
from launchkit.domain.recorded import CaseRow
from launchkit.domain.store_errors import RequestReused, StoreBusy, StoreError
from launchkit.domain.telling.words import say
from launchkit.web import marks
from launchkit.web.links import address_for
from launchkit.web.security.forms import form_token
from launchkit.web.security.registrars import may_in_house
from launchkit.web.security.sessions import (
    BEFORE,
    read_cookie,
    set_cookie,
)
from launchkit.web.security.viewer import Viewer, viewer_of
from launchkit.web.sent import BadField, Sent, WrongFields
from launchkit.web.site import Site, SiteOf
from launchkit.web.words import WORDS, Words

LANGUAGE: Final = "launchkit-lang"
THEME: Final = "launchkit-theme"
SAID: Final = "launchkit-said"
KEYS: Final = "launchkit-keys"
#: on the request for a page that a telephone keeps for when there is no signal
AHEAD: Final = "launchkit-ahead"
#: on a page that may be kept: for whom
WHO: Final = "launchkit-person"
THEMES: Final = ("auto", "light", "dark")
#: What an action may raise that is an answer and not a fault of ours.
ANSWERS: Final = (LaunchkitError, StoreBusy, RequestReused)
_LONGEST_SAID: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of the navigation: where it leads, its word and icon, and for whom it is."""

    path: str
    word: str
    icon: str
    wide: bool = False
    administrator: bool = False
    #: for whoever may do this to the whole house
    needs: HouseOperation | None = None
    #: shown at the bottom of a telephone
    thumb: bool = False


#: In this order; a place appears as soon as some page answers at its path.
PLACES: Final = (
    Place(path="/today", word="today", icon="sun", thumb=True),
    Place(path="/cases", word="cases", icon="flag", thumb=True),
    Place(path="/decisions", word="decisions", icon="inbox", thumb=True),
    Place(path="/open", word="open_case", icon="plus", needs=HouseOperation.OPEN_CASE),
    Place(path="/definitions", word="definitions", icon="list"),
    Place(path="/calendars", word="calendars", icon="calendar"),
    Place(path="/audit", word="audit", icon="shield", wide=True),
    Place(path="/deliveries", word="deliveries", icon="send", wide=True),
    Place(path="/people", word="people", icon="users"),
    Place(path="/settings", word="settings", icon="box", wide=True),
    Place(path="/health", word="health", icon="activity", wide=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why an action was not carried out, as a page says it beside the form."""

    status: int
    text: Text
    lacks: tuple[Lack, ...] = ()
    #: where several fields do not fit: what is wrong with each
    errors: Mapping[str, Text] = field(default_factory=dict)
    #: name of the field it is about
    field: str | None = None
    #: stable for programs
    code: str = ""


_KINDS: Final = (
    (NotFound, 404, "not_found"),
    (BadValue, 422, "bad_value"),
    (StoreBusy, 503, "busy"),
    (RequestReused, 409, "request_reused"),
)


#: Two windows of one page, or a page that was gone back to, send one form twice with different words.
_USED: Final = Text(
    zh="这张表单已经提交过一次（也许是在另一个窗口）。这次填的没有保存，都还在下面；核对后再按一次。",
    en="This form was sent once already, perhaps in another window. What you typed this time is not saved and still here; look at it and press again.",
)
#: Refusals that no entry of a case would lift.
_FORBIDDEN: Final = frozenset({"needs_headquarters", "not_open", "token_scope"})


def trouble_of(fault: LaunchkitError | StoreError) -> Trouble:
    """What is said of a refusal: 409 the rules do not allow it, 404 not there, 422 a value, 503 busy."""
    status, code = 409, getattr(fault, "code", "store")
    for kind, number, word in _KINDS:
        if isinstance(fault, kind):
            status, code = number, word
    if code in _FORBIDDEN:
        status = 403
    return Trouble(
        code=code,
        status=status,
        text=Text(zh=fault.zh, en=fault.en),
        lacks=fault.lacks if isinstance(fault, Refused) else (),
        field=fault.field if isinstance(fault, BadField) else None,
        errors=fault.errors if isinstance(fault, WrongFields) else {},
    )


@dataclass(slots=True)
class Page:
    """What a handler draws its answer with."""

    site: Site
    request: Request
    viewer: Viewer | None
    lang: str
    theme: str
    #: cookies to put on the answer, by name: those that no script can read
    _secrets: dict[str, str] = field(default_factory=dict)

    def say(self, zh: str, en: str) -> str:
        """The sentence in the language of whoever looks."""
        return en if self.lang == "en" else zh

    @property
    def csrf(self) -> str:
        """The token for the forms of this page."""
        names = (BEFORE,) if self.viewer is None else ("launchkit",)
        word = read_cookie(self.site, self.request, names[0])
        if word is None:
            word = self._secrets.setdefault(BEFORE, secrets.token_urlsafe(24))
        return form_token(word)

    @property
    def again(self) -> str:
        """The address of this page, to come back to after a form about something else."""
        return raw_address(self.request) if self.request.method == "GET" else "/"

    @property
    def delayed(self) -> list[Text]:
        """What comes later because something stands still, as far as this page and whoever looks are concerned."""
        if self.viewer is None:
            return []
        path, who = self.request.url.path, self.viewer
        return [one.text for one in self.site.delays.on(path, who.person, wide=who.wide)]

    @property
    def is_part(self) -> bool:
        """Whether htmx asks, which wants the changed part alone."""
        return self.request.headers.get("hx-request") == "true"

    # --- drawing ----------------------------------------------------------------------------------------

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A template as an answer."""
        found = self.site.environment.get_template(template)
        # Pages that a telephone fetches ahead leave what is said once to the page that somebody looks at.
        said = "" if AHEAD in self.request.headers else self._take_said()
        body = found.render(self._frame(said) | values)
        answer = HTMLResponse(body, status_code=status)
        answer.headers["Content-Language"] = "zh-CN" if self.lang == "zh" else "en"
        answer.headers["Vary"] = "Cookie, HX-Request"
        if said:
            answer.delete_cookie(SAID, path="/")
        elif self.viewer is not None:
            answer.headers[WHO] = quote(self.viewer.person)
        for name, word in self._secrets.items():
            set_cookie(self.site, self.request, answer, word, name)
        return answer

    def drawn_once(
        self, template: str, case: Case, values: Callable[[], Mapping[str, Any]]
    ) -> Markup:
        """A part of a page that is the same for everybody who may look at a case: drawn once for each language.

        It is given our words and nothing of whoever looks, so nothing of theirs can get into it.
        """

        def draw() -> Markup:
            found = self.site.environment.get_template(template)
            return Markup(found.render({**self._words(), **values()}))  # noqa: S704  a template has escaped it

        return self.site.figured.once(f"{template} {self.lang}", case, draw)

    def go(self, path: str, said: Text | None = None) -> Response:
        """On to another page of ours after an action, where `said` is shown once."""
        answer: Response = RedirectResponse(path, status_code=303)
        if self.is_part:
            answer = Response(status_code=204, headers={"HX-Redirect": path})
        if said is not None:
            word = quote(say(said, self.lang)[:_LONGEST_SAID])
            answer.set_cookie(SAID, word, max_age=60, path="/", httponly=True, samesite="lax")
        return answer

    def unchanged(self, *parts: object) -> Response | None:
        """304 where the browser has this page already; `parts` are all that its content depends on beside who looks.

        Call it first, and put `page.keep(answer, *parts)` around what is drawn otherwise.
        """
        tag = self._tag(parts)
        return marks.unchanged(tag) if marks.has(self.request, tag) else None

    def kept(self, draw: Callable[[], Response], *parts: object) -> Response:
        """What `draw` makes, with a mark; 304 where the browser has it already.

        `parts` are all that it depends on beside who looks, the address, the people of the house and the minute: what the
        clock changes on a page, it changes at full minutes. Where something is said once, it is drawn anew.
        """
        if self.request.method != "GET" or self.is_part or SAID in self.request.cookies:
            return draw()
        office = self.site.office
        now = f"{office.clock():%Y-%m-%dT%H:%M}"
        whole = (raw_address(self.request), now, office.desk.house().seq, *parts)
        return self.unchanged(*whole) or self.keep(draw(), *whole)

    def of_case(self, case: Case, draw: Callable[[], Response]) -> Response:
        """The same for a page of one case; of a restricted one nothing is left behind in any browser."""
        return draw() if case.restricted else self.kept(draw, case.id, case.seq)

    def of_cases(self, rows: Iterable[CaseRow], draw: Callable[[], Response]) -> Response:
        """The same for a page about several."""
        known = [(row.case, row.stream_seq, row.restricted) for row in rows]
        return draw() if any(one[2] for one in known) else self.kept(draw, *known)

    def mark(self, *parts: object) -> str:
        """What changes when any of the parts does, or the program, the language, or who looks."""
        return self._tag(parts).strip('"')

    def keep(self, answer: Response, *parts: object) -> Response:
        """The answer with a mark by which the browser can ask whether it has changed."""
        answer.headers.update(marks.marked_with(self._tag(parts)))
        return answer

    # --- acting -------------------------------------------------------------------------------------------

    def act(
        self,
        form: Sent,
        action: Callable[[Call], Any],
        *,
        back: str,
        said: Text | Callable[[], Text] | None = None,
        again: Callable[[Trouble], Response] | None = None,
        part: Callable[[Any], Response] | None = None,
    ) -> Response:
        """Carry out one action of the desk, then go `back`; htmx gets `part` instead where there is one.

        `said` may be a function: what became of it is known only when the case has gone on.
        What the rules refuse is drawn by `again`, beside the form; without it the whole page says why.
        """
        assert self.viewer is not None  # noqa: S101  every action stands behind `signed_in`
        try:
            call = self.viewer.call(form.request, expect=form.expect)
            outcome = action(call)
        except ANSWERS as fault:
            if again is None:
                raise
            trouble = trouble_of(fault)
            return again(
                replace(trouble, text=_USED) if trouble.code == "request_reused" else trouble
            )
        return self.after(
            outcome,
            lambda: (
                part(outcome)
                if part is not None and self.is_part
                else self.go(back, said() if callable(said) else said)
            ),
        )

    def after(self, outcome: Any, answer: Callable[[], Response]) -> Response:
        """Let the case go on, then make the answer."""
        case = self.advance(outcome) if isinstance(outcome, Outcome) else None
        made = answer()
        if case is not None:
            # After the person has their answer; nobody listening is no failure.
            made.background = BackgroundTask(self.site.waking.tell, case.id, case.seq)
        return made

    def was_answered(self, request: str) -> bool:
        """Whether a request was carried out before."""
        return self.site.office.store.answered(request) is not None

    def advance(self, outcome: Outcome) -> Case | None:
        """Let the case go on at once; what cannot be done now is done by the next sweep. None: nothing was written."""
        if not outcome.recorded:
            return None
        try:
            clockwork = self.site.office.desk.clockwork
            return clockwork.advance(outcome.case.id, channel="web", issue=False).case
        except (LaunchkitError, StoreError):
            return outcome.case

    # --- inside ---------------------------------------------------------------------------------------------

    def _frame(self, said: str) -> dict[str, Any]:
        """What every template is given."""
        return self._words() | {
            "page": self,
            "viewer": self.viewer,
            "theme": self.theme,
            "keys": self.request.cookies.get(KEYS) != "off",
            "csrf": self.csrf,
            "fresh_id": fresh_id,
            "here": self.request.url.path,
            "again": self.again,
            "places": self.places,
            "said": said,
            "address_for": address_for,
            "trouble": None,
            "case": None,
        }

    def _words(self) -> dict[str, Any]:
        """What depends on the language and the house alone."""
        return {
            "lang": self.lang,
            "t": Words(self.lang),
            "say": self.say,
            "text": self._text,
            "name_of": self.site.office.desk.house().name,
        }

    def _text(self, text: Text) -> str:
        return say(text, self.lang)

    @property
    def places(self) -> list[tuple[Place, str]]:
        """The places of the navigation that are there and that the viewer may see, each with its word."""
        if self.viewer is None:
            return []
        known: set[str] = self.request.app.state.paths
        return [
            (one, self._text(WORDS[one.word]))
            for one in PLACES
            if one.path in known
            and (self.viewer.wide or not one.wide)
            and (self.viewer.administrator or not one.administrator)
            and (one.needs is None or may_in_house(self.viewer, one.needs))
        ]

    def _take_said(self) -> str:
        return unquote(self.request.cookies.get(SAID, ""))[:_LONGEST_SAID]

    def _tag(self, parts: tuple[object, ...]) -> str:
        who = ""
        if self.viewer is not None:
            one = self.viewer
            who = f"{one.session.digest} {one.wide} {one.administrator}"
        version = self.request.app.state.version
        late = "".join(one.zh for one in self.delayed)
        whole = "\0".join(map(str, (version, who, self.lang, self.theme, late, *parts)))
        return f'"{hashlib.sha256(whole.encode()).hexdigest()[:24]}"'


def language(request: Request, settled: str) -> str:
    """The language somebody chose, else the one their browser asks for, else that of the installation."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen in {"zh", "en"}:
        return chosen
    wanted = request.headers.get("accept-language", "").lower()
    for part in wanted.split(","):
        if part.strip()[:2] in {"zh", "en"}:
            return part.strip()[:2]
    return settled


def page_of(request: Request, site: SiteOf) -> Page:
    """The page of a request, also where nobody is signed in."""
    theme = request.cookies.get(THEME, "auto")
    return Page(
        site=site,
        request=request,
        viewer=viewer_of(request),
        lang=language(request, site.office.settings.lang),
        theme=theme if theme in THEMES else "auto",
    )


PageOf = Annotated[Page, Depends(page_of)]


def raw_address(request: Request) -> str:
    """Path and query as they were asked for, with everything still encoded."""
    raw = bytes(request.scope.get("raw_path") or request.url.path.encode())
    path = raw.partition(b"?")[0].decode("ascii", "replace")
    return f"{path}?{request.url.query}" if request.url.query else path


def own_path(wanted: str, otherwise: str = "/") -> str:
    """A path of this site and nothing else: no address of another host gets through."""
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if not plain or any(ord(one) < 33 or one == "\\" for one in wanted):
        return otherwise
    return wanted
