"""Sessions: a random word in a cookie, its digest in the database; they end by themselves, by signing out, or all at once."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from fastapi import Request, Response

from launchkit.domain.accounts import (
    SESSION_IDLE,
    SESSION_LIFE,
    Account,
    Origin,
    Session,
    digest_of,
)
from launchkit.domain.trail import instant_text
from launchkit.web.site import Site

#: Over TLS the browser itself sees to it that no other host or path can set this cookie. A plain http://127.0.0.1 cannot
#: have a cookie of that name, so there it goes without the prefix and without `Secure`.
COOKIE: Final = "launchkit"
BEFORE: Final = "launchkit-before"
_HOST: Final = "__Host-"
_LONGEST_WORD: Final = 100


def cookie_name(site: Site, request: Request, name: str = COOKIE) -> str:
    """What a cookie of ours is called here."""
    return f"{_HOST}{name}" if site.is_secure(request) else name


def read_cookie(site: Site, request: Request, name: str = COOKIE) -> str | None:
    """The word in a cookie of ours; None for none, or for something that we never set."""
    word = request.cookies.get(cookie_name(site, request, name))
    return word if word and len(word) <= _LONGEST_WORD else None


def set_cookie(
    site: Site, request: Request, response: Response, word: str, name: str = COOKIE
) -> None:
    """Put a secret word into the browser, where no script can read it; it goes with the browser's session."""
    response.set_cookie(
        cookie_name(site, request, name),
        word,
        path="/",
        secure=site.is_secure(request),
        httponly=True,
        samesite="lax",
    )


def begin(
    site: Site,
    request: Request,
    response: Response,
    *,
    person: str,
    account: Account | None,
    origin: Origin,
) -> Session:
    """Somebody signs in: a new word in any case, and the session they had in this browser is over."""
    now = instant_text(site.office.clock())
    word = secrets.token_urlsafe(32)
    before = read_cookie(site, request)
    session = Session(
        digest=digest_of(word),
        person=person,
        account=None if account is None else account.name,
        origin=origin,
        created_at=now,
        seen_at=now,
        agent=short_agent(request.headers.get("user-agent", "")),
        address=address_of(request),
    )
    rows = site.office.store.accounts
    rows.begin_session(session, instead_of=None if before is None else digest_of(before))
    rows.drop_old_sessions(site.office.clock() - SESSION_LIFE)
    set_cookie(site, request, response, word)
    return session


def end(site: Site, request: Request, response: Response) -> None:
    """Somebody signs out in this browser."""
    word = read_cookie(site, request)
    if word is not None:
        site.office.store.accounts.end_session(digest_of(word))
    response.delete_cookie(
        cookie_name(site, request),
        path="/",
        secure=site.is_secure(request),
        httponly=True,
        samesite="lax",
    )


def current(site: Site, request: Request) -> Session | None:
    """The session a request belongs to, if it still holds for its account, its person and its age."""
    word = read_cookie(site, request)
    if word is None:
        return None
    rows = site.office.store.accounts
    session = rows.session(digest_of(word))
    if session is None:
        return None
    house = site.office.desk.house()
    if house.roster().is_suspended(session.person):
        rows.end_sessions(person=session.person)
        return None
    closed = session.account is not None and house.acting(session.account) != session.person
    began = datetime.fromisoformat(session.created_at)
    if closed or site.office.clock() - began >= SESSION_LIFE:
        rows.end_session(session.digest)
        return None
    return session


def is_idle(session: Session, now: datetime) -> bool:
    """Whether nothing has happened for so long that headquarters, auditors and administrators sign in again."""
    return now - datetime.fromisoformat(session.seen_at) >= SESSION_IDLE


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return "" if request.client is None else request.client.host


def short_agent(header: str) -> str:
    """A browser in two words, enough to recognise one's own: `Firefox · Android`."""
    browsers = ("MicroMessenger", "wxwork", "Edg", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
    found = [next((one for one in some if one in header), "") for some in (browsers, systems)]
    return " · ".join(filter(None, found))
