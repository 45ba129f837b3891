"""Programs: who a token acts for, what it may do, and how often it may ask."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from launchkit.desk import Call
from launchkit.domain.accounts import ApiToken, Origin, Scope, Session, digest_of
from launchkit.domain.errors import Lack, Refused
from launchkit.web.security.viewer import NotSignedIn, Viewer
from launchkit.web.site import Site, SiteOf

#: A token is `lk_` and 43 letters; nothing longer is looked up.
_LONGEST: Final = 100
#: Programs whose pace is remembered; whoever was away for longest is forgotten first.
_MOST_REMEMBERED: Final = 10_000

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="`Authorization: Bearer lk_…`; cookies are not looked at here.",
)


class TooFast(Exception):
    """A program asks more often than it may; `seconds` until it may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often one token may ask: so many at once, and so many a minute on the whole."""

    at_once: int = 300
    a_minute: int = 600


@dataclass(slots=True)
class Meter:
    """Counts requests by token: each has a bucket that fills with time."""

    pace: Pace = field(default_factory=Pace)
    _left: OrderedDict[str, tuple[float, datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, token: str, now: datetime) -> None:
        """One request more; raises `TooFast` where none is left."""
        with self._lock:
            left, then = self._left.pop(token, (float(self.pace.at_once), now))
            gained = max(0.0, (now - then) / timedelta(minutes=1)) * self.pace.a_minute
            left = min(float(self.pace.at_once), left + gained)
            self._left[token] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > _MOST_REMEMBERED:
                self._left.popitem(last=False)
        if left < 1:
            raise TooFast(1 + int((1 - left) * 60 / self.pace.a_minute))


class Program(Viewer):
    """A program that acts for a person, for the time of one request."""

    def __init__(self, site: Site, token: ApiToken) -> None:
        session = Session(
            digest=token.digest,
            person=token.person,
            account=None,
            origin=Origin.TOKEN,
            created_at=token.created_at,
            seen_at=token.created_at,
        )
        super().__init__(site, session)
        self.scopes = frozenset(token.scopes)

    def call(
        self,
        request: str,
        *,
        expect: int | None = None,
        happened: str | None = None,
        behalf: str | None = None,
    ) -> Call:
        """An action of the person, by way of the program."""
        return Call(
            actor=self.person,
            request=request,
            channel="api",
            expect=expect,
            happened=happened,
            behalf=behalf,
        )

    def require(self, scope: Scope) -> None:
        """Refuse what the token was not given for."""
        if scope.value not in self.scopes:
            raise Refused(
                "token_scope",
                f"这个令牌没有 {scope.value} 范围。",
                f"This token does not have the scope {scope.value}.",
                (
                    Lack(
                        zh=f"用带有 {scope.value} 的令牌",
                        en=f"use a token that has {scope.value}",
                        command=f"launchkit token new --scope {scope.value}",
                    ),
                ),
            )


def by_token(
    request: Request,
    site: SiteOf,
    shown: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Program:
    """The program that asks; it stands before every route of the API, and whoever else is signed in does not count."""
    word = "" if shown is None else shown.credentials
    now = site.office.clock()
    known = site.office.store.accounts.token(digest_of(word), now) if _may_be(word) else None
    if known is None or site.office.desk.house().roster().is_suspended(known.person):
        request.state.viewer = None
        raise NotSignedIn
    meter: Meter = request.app.state.meter
    meter.take(known.digest, now)
    program = Program(site, known)
    request.state.viewer = program
    program.require(Scope.READ)
    return program


ProgramOf = Annotated[Program, Depends(by_token)]


def _may_be(word: str) -> bool:
    return word.startswith("lk_") and word.isascii() and len(word) <= _LONGEST
