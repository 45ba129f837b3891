"""Handing over on rotation: begin, read the list, count, sign on both sides."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.custody import Handover
from launchkit.domain.telling.handover import handover_page
from launchkit.domain.telling.words import count_text, local_time
from launchkit.web.case_pages import CasePage, everybody, members
from launchkit.web.objects import CaseOf, HandoverOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/handovers")
def handovers(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """The hand-overs of the case, newest first."""
    return _all(page, viewer, case).draw()


@router.post("/cases/{case}/handovers")
def begin(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """One person is to hand over to another."""

    def action(call: Call) -> Outcome:
        return site.office.desk.handovers.begin(
            call,
            case.id,
            giver=form.one_of("giver", case.team),
            receiver=form.one_of("receiver", site.office.desk.house().people),
            stays=form.flag("stays"),
            reason=form.text("reason"),
        )

    said = Text(
        zh="移交已开始，双方看过清单后签字。",
        en="It has begun; both sides read the list and sign.",
    )
    return _all(page, viewer, case).act(form, action, said)


@router.get("/cases/{case}/handovers/{handover}")
def handover(page: PageOf, viewer: SignedIn, case: CaseOf, handover: HandoverOf) -> Response:
    """The list as it stands, or as both signed it."""
    return _one(page, viewer, case, handover).draw()


@router.post("/cases/{case}/handovers/{handover}/sign")
def sign(
    page: PageOf,
    viewer: SignedIn,
    site: SiteOf,
    case: CaseOf,
    handover: HandoverOf,
    form: SentForm,
) -> Response:
    """One side signs the list they saw; with the second signature everything moves at once."""

    def action(call: Call) -> Outcome:
        typed = {
            name[6:]: form.text(name, longest=20)
            for name in form.typed
            if name.startswith("count-")
        }
        return site.office.desk.handovers.sign(
            call,
            case.id,
            handover.handover,
            counts={thing: count for thing, count in typed.items() if count},
            seen=form.text("seen", longest=64, required=True),
            notes=form.text("notes"),
        )

    said = Text(zh="已签字。", en="It is signed.")
    return _one(page, viewer, case, handover).act(form, action, said)


@router.post("/cases/{case}/handovers/{handover}/cancel")
def cancel(
    page: PageOf,
    viewer: SignedIn,
    site: SiteOf,
    case: CaseOf,
    handover: HandoverOf,
    form: SentForm,
) -> Response:
    """It does not take place."""

    def action(call: Call) -> Outcome:
        return site.office.desk.handovers.cancel(
            call, case.id, handover.handover, reason=form.text("cancel_reason")
        )

    said = Text(zh="移交已取消。", en="The hand-over is cancelled.")
    return _one(page, viewer, case, handover).act(form, action, said)


def _all(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        return {
            "handovers": [
                {"one": one, "local": local_time(one.begun_at, known.zone)}
                for one in reversed(list(known.handovers.values()))
            ],
            "members": members(page, known),
            "everybody": everybody(page),
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="handovers.html",
        path="handovers",
        values=values,
    )


def _one(page: Page, viewer: Viewer, case: Case, handover: Handover) -> CasePage:
    desk = page.site.office.desk

    def values(known: Case) -> dict[str, Any]:
        found = known.handovers[handover.handover]
        listed = desk.handovers.look(known.id, found.handover)
        signed = {one.person for one in found.signed.values()}
        parties = {found.giver, found.receiver, *known.people_with("hq_lead")}
        return {
            "told": handover_page(known, found, listed, desk.house()),
            "counts": [
                [
                    (thing, count_text(thing.rpartition("-")[0], n, n))
                    for thing, n in one.counted.items()
                ]
                for one in found.signed.values()
            ],
            "signs": found.open and viewer.person in parties and viewer.person not in signed,
            "cancels": found.open and viewer.person in parties,
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="handover.html",
        path=f"handovers/{handover.handover}",
        values=values,
    )
