"""What has to be answered before a case can be closed, and closing it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.telling import finding_text, local_time, typed
from launchkit.web.case_pages import CasePage
from launchkit.web.objects import CaseOf, FindingOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/findings")
def findings(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """What an auditor should look at, those without an answer first."""
    return _findings(page, viewer, case).draw()


@router.post("/cases/{case}/findings/{finding}")
def answer(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, finding: FindingOf, form: SentForm
) -> Response:
    """A finding gets its answer."""

    def action(call: Call) -> Outcome:
        words = form.text("answer", required=True)
        return site.office.desk.answer_finding(call, case.id, finding.finding, answer=words)

    said = Text(zh="已答复。", en="It is answered.")
    return _findings(page, viewer, case).act(form, action, said)


@router.get("/cases/{case}/close")
def closing(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """The last form of a case."""
    return _closing(page, viewer, case).draw()


@router.post("/cases/{case}/close")
def close(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """The case ends; what is still open is named."""

    def action(call: Call) -> Outcome:
        return site.office.desk.close(call, case.id, note=form.text("note"))

    said = Text(zh="本案已结。", en="The case is closed.")
    return _closing(page, viewer, case).act(form, action, said)


def _findings(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        lines = [
            {
                "id": one.finding,
                "said": finding_text(one.about),
                "task": known.tasks.get(one.task or ""),
                "raised": local_time(one.raised_at, known.zone),
                "answered": one.answered,
                "answer": typed(one.answer),
            }
            for one in known.findings.values()
        ]
        return {"lines": sorted(lines, key=lambda one: bool(one["answered"]))}

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="findings.html",
        path="findings",
        values=values,
    )


def _closing(page: Page, viewer: Viewer, case: Case) -> CasePage:
    return CasePage(page=page, viewer=viewer, case=case.id, template="close.html", path="close")
