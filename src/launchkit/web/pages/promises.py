"""What outsiders were told to count on, by which day."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.custody import SETTLED_AS, Promise
from launchkit.domain.telling import say
from launchkit.domain.telling.custody import promise_line
from launchkit.web import case_doing
from launchkit.web.case_pages import CasePage, day_in
from launchkit.web.objects import CaseOf, PromiseOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/promises")
def promises(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """Open promises, the nearest first, and those that were settled."""
    return _all(page, viewer, case).draw()


@router.post("/cases/{case}/promises")
def make(page: PageOf, viewer: SignedIn, case: CaseOf, form: SentForm) -> Response:
    """Somebody outside was told to count on something."""
    doing = case_doing.promise(page, case, form)
    return _all(page, viewer, case).act(form, doing.action, doing.said)


@router.get("/cases/{case}/promises/{promise}")
def promise(page: PageOf, viewer: SignedIn, case: CaseOf, promise: PromiseOf) -> Response:
    """One promise, with what can be done about it."""
    return _one(page, viewer, case, promise).draw()


@router.post("/cases/{case}/promises/{promise}/move")
def move(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, promise: PromiseOf, form: SentForm
) -> Response:
    """They were told another day."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.move_promise(
            call, case.id, promise.promise, by=day_in(form, "by"), note=form.text("note")
        )

    said = Text(zh="已改期。", en="The day is moved.")
    return _one(page, viewer, case, promise).act(form, action, said)


@router.post("/cases/{case}/promises/{promise}/settle")
def settle(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, promise: PromiseOf, form: SentForm
) -> Response:
    """It was kept, broken or withdrawn."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.settle_promise(
            call,
            case.id,
            promise.promise,
            outcome=form.one_of("outcome", SETTLED_AS),
            note=form.text("outcome_note"),
        )

    said = Text(zh="承诺已了结。", en="The promise is settled.")
    return _one(page, viewer, case, promise).act(form, action, said)


def _all(page: Page, viewer: Viewer, case: Case) -> CasePage:
    office = page.site.office

    def values(known: Case) -> dict[str, Any]:
        house, today = office.desk.house(), known.local_day(office.clock())
        lines = sorted(
            (promise_line(one, house, today) for one in known.promises.values()),
            key=lambda one: one.by,
        )
        return {
            "open": [one for one in lines if one.outcome is None],
            "settled": [one for one in lines if one.outcome is not None],
            "tasks": [
                (one.key, f"{one.item.code} {say(one.item.title, page.lang)}")
                for one in known.tasks.values()
                if not one.closed and not one.ad_hoc
            ],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="promises.html",
        path="promises",
        values=values,
    )


def _one(page: Page, viewer: Viewer, case: Case, promise: Promise) -> CasePage:
    office = page.site.office

    def values(known: Case) -> dict[str, Any]:
        house, today = office.desk.house(), known.local_day(office.clock())
        return {
            "line": promise_line(known.promises[promise.promise], house, today),
            "outcomes": [(one, say(words, page.lang)) for one, words in SETTLED_AS.items()],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="promise.html",
        path=f"promises/{promise.promise}",
        values=values,
    )
