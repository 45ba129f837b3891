"""All cases one may see on one page: the worst first, with what will be late there and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from launchkit.domain.crisis import LEVELS
from launchkit.domain.recorded import CaseRow
from launchkit.domain.telling.overview import (
    Glance,
    OverviewLine,
    glance_of,
    in_order,
    overview_line,
)
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import Site, SiteOf

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the cases is shown."""

    #: open, closed or all
    state: str
    checklist: str
    level: int | None
    late: bool
    mine: bool

    def lets(self, line: OverviewLine, person: str) -> bool:
        """Whether a case is among those asked for."""
        return (
            self.state in {"all", line.row.state}
            and self.checklist in {"", line.row.checklist}
            and self.level in {None, line.level}
            and (not self.late or line.late > 0)
            and (not self.mine or person in line.team)
        )


def filters(
    state: str = "open", checklist: str = "", level: str = "", late: str = "", mine: str = ""
) -> Filters:
    """What an address asks for; words that mean nothing ask for nothing."""
    return Filters(
        state=state if state in {"open", "closed", "all"} else "open",
        checklist=checklist,
        level=next((one for one in LEVELS if str(one) == level), None),
        late=bool(late),
        mine=bool(mine),
    )


@router.get("/cases")
def cases(
    page: PageOf, viewer: SignedIn, site: SiteOf, wanted: Annotated[Filters, Depends(filters)]
) -> Response:
    """One entry for each case, from its row and what was folded of it at its last entry."""
    return page.of_cases(viewer.cases, lambda: _draw(page, viewer, site, wanted))


def _draw(page: Page, viewer: Viewer, site: Site, wanted: Filters) -> Response:
    now = site.office.clock()
    every = [overview_line(row, glance(site, row), now) for row in viewer.cases]
    shown = in_order(one for one in every if wanted.lets(one, viewer.person))
    return page.show(
        "cases.html",
        lines=shown,
        all=len(every),
        open=sum(1 for one in every if one.row.state == "open"),
        late=sum(1 for one in shown if one.late),
        checklists={one.row.checklist: one.title for one in every},
        levels=LEVELS,
        wanted=wanted,
    )


def glance(site: Site, row: CaseRow) -> Glance:
    """What the overview needs of a case beside its row; kept until the case has a new entry."""
    held = site.glances.get(row.case)
    if held is None or held[0] != row.stream_seq:
        held = (row.stream_seq, glance_of(site.office.desk.case(row.case)))
        site.glances[row.case] = held
    return held[1]
