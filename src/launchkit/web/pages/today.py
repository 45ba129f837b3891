"""What a person has before them today."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from launchkit.domain.telling import agenda
from launchkit.web.page import PageOf
from launchkit.web.security.viewer import SignedIn
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/")
def front() -> Response:
    """The front page is one's own day."""
    return RedirectResponse("/today", status_code=303)


@router.get("/today")
def today(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """What to do now, what to decide, and who is waited for."""
    desk = site.office.desk
    cases = [desk.case(row.case) for row in viewer.cases if row.state == "open"]
    found = agenda(cases, desk.house(), site.office.clock(), person=viewer.person)
    return page.show("today.html", agenda=found)
