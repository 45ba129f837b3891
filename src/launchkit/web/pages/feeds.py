"""Calendar feeds by their secret address: whoever has it reads it, without signing in and without a cookie."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from launchkit.bootstrap import Office
from launchkit.domain.feeds import FeedKind
from launchkit.notify.calendar_feed import ics
from launchkit.web.site import SiteOf

router = APIRouter()

#: A word is 43 letters; what is longer is none.
LONGEST: Final = 64
ENDING: Final = ".ics"
MEDIA: Final = "text/calendar; charset=utf-8"


@router.get("/feeds/{name}")
def feed(name: str, site: SiteOf) -> Response:
    """A calendar; nothing is there for a wrong word, a renewed address, or somebody without rights."""
    feeds = site.office.feeds
    word = name.removesuffix(ENDING)
    found = feeds.find(word) if name != word and len(word) <= LONGEST else None
    if found is None:
        return PlainTextResponse("not found\n", status_code=404)
    return Response(ics(_name(site.office, *found), feeds.events(*found)), media_type=MEDIA)


def _name(office: Office, kind: FeedKind, of: str) -> str:
    """Name of the calendar: the number of the case, or the code of the person."""
    if kind is FeedKind.CASE:
        return office.desk.case(of).number
    return f"launchkit {of}"
