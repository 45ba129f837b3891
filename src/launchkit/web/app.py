"""The application: calendar feeds by their secret address, and whether the process is up. It sets no cookie and says no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from launchkit.bootstrap import Office
from launchkit.domain.feeds import FeedKind
from launchkit.notify.calendar_feed import ics

#: On every answer: nothing of ours is framed, sniffed, kept by others, or told where a reader came from.
HEADERS: Final = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
#: A word is 43 letters; what is longer is none.
LONGEST: Final = 64
ENDING: Final = ".ics"
MEDIA: Final = "text/calendar; charset=utf-8"


def create_app(office: Office) -> FastAPI:
    """The application over an open office, which outlives it."""
    app = FastAPI(title="launchkit", openapi_url=None, docs_url=None, redoc_url=None)
    feeds = office.feeds

    @app.middleware("http")
    async def strict(
        request: Request, go_on: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        answer = await go_on(request)
        answer.headers.update(HEADERS)
        return answer

    @app.get("/healthz")
    async def healthz() -> Response:
        """The process is up; nothing is told to outsiders."""
        return PlainTextResponse("ok\n")

    # One thread serves: the cases that it folds are not shared.
    @app.get("/feeds/{name}")
    async def feed(name: str) -> Response:
        """A calendar; nothing is there for a wrong word, a renewed address, or somebody without rights."""
        word = name.removesuffix(ENDING)
        found = feeds.find(word) if name != word and len(word) <= LONGEST else None
        if found is None:
            return PlainTextResponse("not found\n", status_code=404)
        return Response(ics(_name(office, *found), feeds.events(*found)), media_type=MEDIA)

    return app


def _name(office: Office, kind: FeedKind, of: str) -> str:
    """Name of the calendar: the number of the case, or the code of the person."""
    if kind is FeedKind.CASE:
        return office.desk.case(of).number
    return f"launchkit {of}"
