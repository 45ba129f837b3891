"""What a person has before them today."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from launchkit.domain.telling.day import day_of_person
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import Site, SiteOf

router = APIRouter()

#: So many of what can wait are shown whole; the rest is folded.
SHOWN: Final = 8


@router.get("/")
def front() -> Response:
    """The front page is one's own day."""
    return RedirectResponse("/today", status_code=303)


@router.get("/today")
def today(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """One thing to do first, then the rest of the day, over all cases in whose team one is."""
    rows = [row for row in viewer.cases if row.state == "open" and row.case in viewer.roles]
    return page.of_cases(rows, lambda: _draw(page, viewer, site, [row.case for row in rows]))


def _draw(page: Page, viewer: Viewer, site: Site, own: list[str]) -> Response:
    desk = site.office.desk
    cases = [desk.case(one) for one in own]
    now = site.office.clock()
    day = day_of_person(cases, desk.house(), now, person=viewer.person)
    return page.show(
        "today.html",
        day=day,
        closed=sum(line.closed for line in day.daily),
        several=len(cases) > 1,
        shown=SHOWN,
        seqs={case.id: case.seq for case in cases},
        today=cases[0].local_day(now) if cases else now.date(),
        cases=[
            {
                "id": case.id,
                "name": case.name,
                "day": (case.local_day(now) - case.start).days + 1,
            }
            for case in cases[:3]
        ],
    )
