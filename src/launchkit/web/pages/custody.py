"""What is in whose hands: seals, keys, tokens, cash, machines; taken, counted, given on, returned."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.custody import ENDS, THINGS, Custody
from launchkit.domain.telling import say
from launchkit.domain.telling.custody import custody_line
from launchkit.web.case_pages import CasePage, members
from launchkit.web.objects import CaseOf, CustodyOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import Sent, SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/custody")
def things(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """Everything in somebody's hands, and what was once."""
    return _things(page, viewer, case).draw()


@router.post("/cases/{case}/custody")
def take(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """A thing is in somebody's hands from now on."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.take(
            call,
            case.id,
            kind=form.one_of("kind", THINGS),
            label=form.text("label", longest=100, required=True),
            holder=form.one_of("holder", case.team),
            source=form.text("source", longest=200),
            place=form.text("place", longest=200),
            count=_count(form, "count"),
        )

    said = Text(zh="已登记保管。", en="It is in custody.")
    return _things(page, viewer, case).act(form, action, said)


@router.get("/cases/{case}/custody/{custody}")
def thing(page: PageOf, viewer: SignedIn, case: CaseOf, custody: CustodyOf) -> Response:
    """One thing, with what can be done about it."""
    return _thing(page, viewer, case, custody).draw()


@router.post("/cases/{case}/custody/{custody}/count")
def count(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, custody: CustodyOf, form: SentForm
) -> Response:
    """It was counted where it is."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.count(
            call,
            case.id,
            custody.thing,
            count=_count(form, "counted"),
            reason=form.text("count_reason"),
        )

    said = Text(zh="清点已记录。", en="The count is recorded.")
    return _thing(page, viewer, case, custody).act(form, action, said)


@router.post("/cases/{case}/custody/{custody}/move")
def move(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, custody: CustodyOf, form: SentForm
) -> Response:
    """It goes to another person."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.move(
            call,
            case.id,
            custody.thing,
            to=form.one_of("to", case.team),
            count=_count(form, "move_count"),
            reason=form.text("move_reason"),
        )

    said = Text(zh="已移交保管。", en="It is in other hands now.")
    return _thing(page, viewer, case, custody).act(form, action, said)


@router.post("/cases/{case}/custody/{custody}/end")
def end(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, custody: CustodyOf, form: SentForm
) -> Response:
    """It leaves our hands."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.end(
            call,
            case.id,
            custody.thing,
            outcome=form.one_of("outcome", ENDS),
            to=form.text("end_to", longest=200),
            count=_count(form, "end_count"),
            reason=form.text("end_reason"),
        )

    said = Text(zh="保管已了结。", en="The custody has ended.")
    return _thing(page, viewer, case, custody).act(form, action, said)


def _count(form: Sent, name: str) -> str | None:
    """A count as it was typed, cash in yuan; the rules read it."""
    return form.text(name, longest=20) or None


def _things(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        house = page.site.office.desk.house()
        lines = [custody_line(one, house) for one in known.custody.values()]
        return {
            "held": [one for one in lines if one.ended is None],
            "gone": [one for one in lines if one.ended is not None],
            "kinds": [(one, say(words, page.lang)) for one, words in THINGS.items()],
            "members": members(page, known),
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="custody.html",
        path="custody",
        values=values,
    )


def _thing(page: Page, viewer: Viewer, case: Case, custody: Custody) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        house = page.site.office.desk.house()
        return {
            "line": custody_line(known.custody[custody.thing], house),
            "ends": [(one, say(words, page.lang)) for one, words in ENDS.items()],
            "members": members(page, known),
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="custody_thing.html",
        path=f"custody/{custody.thing}",
        values=values,
    )
