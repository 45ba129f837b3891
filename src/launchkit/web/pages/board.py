"""The board of one case, and its plan task by task."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response

from launchkit.domain.case import Case
from launchkit.domain.telling import EntryLine, entry_line
from launchkit.domain.telling.board import board_of
from launchkit.domain.telling.custody import SentLine, sent_line
from launchkit.domain.telling.gantt import shade_text, stage_gantt, task_gantt
from launchkit.web import svg
from launchkit.web.objects import Absent, CaseOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import SiteOf

router = APIRouter()

#: The newest entries that a board shows.
_LATEST: Final = 8


@router.get("/cases/{case}")
def board(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf) -> Response:
    """Where a case stands, what will be late and why, and whose turn it is."""
    house = site.office.desk.house()
    now = _as_of(case, site.office.clock())

    def stands() -> dict[str, object]:
        return {
            "case": case,
            "board": site.figured.once("board", case, lambda: board_of(case, house, now)),
        }

    def side() -> dict[str, object]:
        return stands() | {"papers_out": _papers_out(case, page)}

    def plan() -> dict[str, object]:
        chart = stage_gantt(case, now)
        return {"case": case, "chart": chart, "svg": svg, "shade_text": shade_text}

    def draw() -> Response:
        return page.show(
            "board.html",
            case=case,
            top=page.drawn_once("board_top.html", case, stands),
            side=page.drawn_once("board_side.html", case, side),
            plan=page.drawn_once("board_plan.html", case, plan),
            entries=_latest(page, viewer, case),
            sections=_sections(case),
        )

    return page.of_case(case, draw)


@router.get("/cases/{case}/plan")
def plan(page: PageOf, site: SiteOf, case: CaseOf, _viewer: SignedIn, stage: str = "") -> Response:
    """The tasks of one stage, planned and done, as a chart and in words."""
    stages = {one.id: one.title for one in case.book.definition.stages}
    chosen = stage or next(iter(stages))
    if chosen == "added" and case.added:
        chosen = ""
    elif chosen not in stages:
        raise Absent

    def draw() -> Response:
        return page.show(
            "plan.html",
            case=case,
            stages=stages,
            chosen=chosen,
            chart=task_gantt(case, _as_of(case, site.office.clock()), chosen),
            svg=svg,
            shade_text=shade_text,
        )

    return page.of_case(case, draw)


def _as_of(case: Case, now: datetime) -> datetime:
    """A closed case stands as it did when it was closed, however much later somebody looks."""
    return now if case.closed_at is None else datetime.fromisoformat(case.closed_at)


def _latest(page: Page, viewer: Viewer, case: Case) -> list[EntryLine]:
    desk = page.site.office.desk
    house = desk.house()

    def lines() -> list[EntryLine]:
        found = desk.reading.entries(
            case.id, viewer=viewer.person, upto=case.seq, after=max(0, case.seq - _LATEST)
        )
        return [entry_line(one, case, house) for one in reversed(found)]

    # Where counsel was asked, what an entry says differs by who looks.
    return lines() if case.questions else page.site.figured.once("latest", case, lines)


def _papers_out(case: Case, page: Page) -> list[SentLine]:
    """Documents with somebody outside for their signature, the longest first."""
    office = page.site.office
    house, today = office.desk.house(), case.local_day(office.clock())
    found = [sent_line(case, one, house, today) for one in case.sent_out.values() if one.out]
    return sorted(found, key=lambda one: one.sent_on)


def _sections(case: Case) -> dict[str, int]:
    """How much there is behind each link of the board."""
    return {
        "papers": sum(1 for one in case.documents if case.document(one) is not None),
        "facts": len(case.facts),
        "team": len(case.team),
        "instances": sum(len(one.instances) for one in case.groups.values()),
        "items": len(case.added),
        "custody": sum(1 for one in case.custody.values() if one.held),
        "promises": sum(1 for one in case.promises.values() if one.open),
        "places": sum(1 for one in case.places.values() if one.in_use),
        "handovers": sum(1 for one in case.handovers.values() if one.open),
        "happenings": sum(1 for one in case.happenings.values() if one.withdrawn is None),
        "reports": len(case.reports),
        "counsel": sum(1 for one in case.questions.values() if not one.answered),
        "findings": sum(1 for one in case.findings.values() if not one.answered),
    }
