"""A case in crisis: how severe it is, and the timeline of what happened."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import LEVELS
from launchkit.domain.telling import local_time, say, typed
from launchkit.domain.telling.timeline import timeline
from launchkit.web import case_doing
from launchkit.web.case_pages import CasePage
from launchkit.web.objects import CaseOf, HappeningOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/severity")
def severity(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """Every severity that was set, newest first."""
    return _severity(page, viewer, case).draw()


@router.post("/cases/{case}/severity")
def set_severity(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm
) -> Response:
    """Headquarters grades the case."""

    def action(call: Call) -> Outcome:
        level = int(form.one_of("level", (str(one) for one in LEVELS)))
        reason = form.text("reason", required=True)
        return site.office.desk.crisis.set_severity(call, case.id, level, reason=reason)

    said = Text(zh="级别已定。", en="The severity is set.")
    return _severity(page, viewer, case).act(form, action, said)


@router.get("/cases/{case}/happenings")
def happenings(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """What happened, in the order in which it happened."""
    return _happenings(page, viewer, case).draw()


@router.post("/cases/{case}/happenings")
def note(page: PageOf, viewer: SignedIn, case: CaseOf, form: SentForm) -> Response:
    """Something happened, and somebody or some paper says so."""
    doing = case_doing.happening(page, case, form)
    return _happenings(page, viewer, case).act(form, doing.action, doing.said)


@router.post("/cases/{case}/happenings/{happening}/withdraw")
def withdraw(
    page: PageOf,
    viewer: SignedIn,
    site: SiteOf,
    case: CaseOf,
    happening: HappeningOf,
    form: SentForm,
) -> Response:
    """What was noted does not hold."""

    def action(call: Call) -> Outcome:
        reason = form.text(f"why-{happening.id}", required=True)
        return site.office.desk.crisis.withdraw_happening(
            call, case.id, happening.id, reason=reason
        )

    said = Text(zh="已撤回。", en="It is withdrawn.")
    return _happenings(page, viewer, case).act(form, action, said)


def _severity(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        return {
            "levels": [(str(one), say(words, page.lang)) for one, words in LEVELS.items()],
            "history": [
                {
                    "level": LEVELS[one.level],
                    "reason": typed(one.reason),
                    "by": one.by,
                    "local": local_time(one.at, known.zone),
                }
                for one in reversed(known.severities)
            ],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="severity.html",
        path="severity",
        values=values,
    )


def _happenings(page: Page, viewer: Viewer, case: Case) -> CasePage:
    office = page.site.office

    def values(known: Case) -> dict[str, Any]:
        return {
            "lines": timeline(known, office.desk.house()),
            "today": known.local_day(office.clock()).isoformat(),
            "tasks": [
                (one.key, f"{one.item.code} {say(one.item.title, page.lang)}")
                for one in known.tasks.values()
                if not one.ad_hoc
            ],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="happenings.html",
        path="happenings",
        values=values,
    )
