"""A page that its browser has already is answered at once, where nothing at all has happened since it was answered last."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from launchkit.domain.store_errors import StoreError
from launchkit.web.marks import unchanged
from launchkit.web.security.sessions import COOKIE
from launchkit.web.site import Site

#: So many pages of so many browsers are known; the one unused for longest is looked at anew.
KEEP: Final = 4096
#: All of a request that an answer depends on beside its address.
_ASKED: Final = ("host", "cookie", "accept-language", "hx-request", "user-agent", "accept")


class Still:
    """Knows which mark each browser was given for a page, and how the house stood then.

    A page has the same mark as long as the database, what is said to be delayed, and the minute are the same; so where they
    are, neither who looks nor what they may see can have changed either, and nobody need work it out. PostgreSQL does not tell
    whether it has changed: there each page is looked at as ever.
    """

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self._app = app
        self._site = site
        self._known: OrderedDict[bytes, tuple[str, object]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is still as it was; pass everything else on."""
        headers = Headers(scope=scope) if scope["type"] == "http" else None
        if headers is None or scope["method"] != "GET" or not _is_browser(headers):
            await self._app(scope, receive, send)
            return
        key, stands = _asked(scope, headers), self._stands()
        known = self._known.get(key)
        if known is not None and stands is not None and known == (_held(headers), stands):
            await unchanged(known[0])(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and stands is not None:
                self._note(key, message, stands)
            await send(message)

        await self._app(scope, receive, sending)

    def _stands(self) -> object | None:
        """What every page depends on, as it was before this one is drawn; None where it cannot be told."""
        try:
            version = self._site.office.store.database.version()
        except StoreError:
            return None
        return None if version is None else (version, self._site.delays.key())

    def _note(self, key: bytes, message: Message, stands: object) -> None:
        tag = Headers(raw=message["headers"]).get("etag")
        if tag is None or message["status"] not in (200, 304):
            self._known.pop(key, None)
            return
        self._known[key] = (tag, stands)
        self._known.move_to_end(key)
        while len(self._known) > KEEP:
            self._known.popitem(last=False)


def _is_browser(headers: Headers) -> bool:
    """Somebody with a session of ours; programs are counted, and files of ours are nobody's."""
    return f"{COOKIE}=" in headers.get("cookie", "") and "authorization" not in headers


def _asked(scope: Scope, headers: Headers) -> bytes:
    parts = (scope["scheme"], scope.get("raw_path") or scope["path"], scope["query_string"])
    named = (headers.getlist(name) for name in _ASKED)
    return hashlib.blake2b(repr((*parts, *named)).encode(), digest_size=16).digest()


def _held(headers: Headers) -> str:
    return headers.get("if-none-match", "")
