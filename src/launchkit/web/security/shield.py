"""What stands around every answer: headers, limits, and a plain sentence instead of a traceback."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from launchkit.web.site import Site

_log = logging.getLogger(__name__)

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)
#: On every answer: nothing of ours is framed, sniffed, read by other sites, or told where a reader came from.
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
HSTS: Final = "max-age=31536000; includeSubDomains"
#: A form with photographs; the largest file and what is around it.
MOST_BYTES: Final = 64 * 1024 * 1024
#: Everything else that is sent.
MOST_PLAIN: Final = 1024 * 1024

Broken = Callable[[Scope, str], Response]


class _TooMuch(Exception):
    """More was sent than is taken."""


class Shield:
    """The outermost layer of ours."""

    def __init__(self, app: ASGIApp, *, site: Site, broken: Broken) -> None:
        self._app = app
        self._site = site
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; whatever happens, the answer has our headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun: list[int] = []
        pinned = self._site.is_pinned(Headers(scope=scope).get("host", ""))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message["status"])
                dress(MutableHeaders(scope=message), pinned=pinned)
            await send(message)

        try:
            await self._guarded(scope, receive, sending)
        except Exception as fault:
            if begun:
                raise
            reference = secrets.token_hex(4)
            _log.error("%s %s %s", reference, scope["method"], told(fault))
            await self._broken(scope, reference)(scope, receive, sending)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not self._site.knows_host(headers.get("host", "")):
            await PlainTextResponse("unknown host\n", status_code=421)(scope, receive, send)
            return
        multipart = headers.get("content-type", "").startswith("multipart/form-data")
        most = MOST_BYTES if multipart else MOST_PLAIN
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            await _too_much()(scope, receive, send)
            return
        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise _TooMuch
            return message

        try:
            await self._app(scope, receiving, send)
        except _TooMuch:
            await _too_much()(scope, receive, send)


def dress(headers: MutableHeaders, *, pinned: bool) -> None:
    """Put our headers on an answer; a page that may be kept says so itself."""
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "private, no-store")
    if pinned:
        headers["Strict-Transport-Security"] = HSTS


def told(fault: BaseException) -> str:
    """A fault by its kind and the lines it came through; never its text, which may quote what a person wrote."""
    lines: Iterable[traceback.FrameSummary] = traceback.extract_tb(fault.__traceback__)
    way = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(list(lines)))
    return f"{type(fault).__name__}: {way}"


def _too_much() -> Response:
    return PlainTextResponse("文件太大。 Too large.\n", status_code=413)
