"""Reports of a crisis: computed, edited by a person, filed."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import LEVELS, REPORT_FORMS, FiledReport, ReportForm
from launchkit.domain.telling import local_time, typed
from launchkit.domain.telling.report_text import PARTS, part_text
from launchkit.domain.telling.situation import situation
from launchkit.web.case_pages import CasePage
from launchkit.web.objects import CaseOf, ReportOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()

_LONGEST: Final = 8_000


@router.get("/cases/{case}/reports")
def reports(page: PageOf, viewer: SignedIn, case: CaseOf, form: str = "situation") -> Response:
    """The draft of a report as the case stands, and the reports that were filed."""
    known = {one.value: one for one in ReportForm}
    return _section(page, viewer, case, known.get(form, ReportForm.SITUATION)).draw()


@router.post("/cases/{case}/reports")
def file(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """A report is filed with the texts of a person."""

    def action(call: Call) -> Outcome:
        of = ReportForm(form.one_of("form", [one.value for one in ReportForm]))
        parts = {part: form.text(part, longest=_LONGEST, required=True) for part in PARTS}
        return site.office.desk.crisis.file_report(call, case.id, of, parts)

    said = Text(zh="报告已提交。", en="The report is filed.")
    wanted = {one.value: one for one in ReportForm}.get(form.typed.get("form", ""))
    return _section(page, viewer, case, wanted or ReportForm.SITUATION).act(form, action, said)


@router.get("/cases/{case}/reports/{report}")
def report(page: PageOf, viewer: SignedIn, case: CaseOf, report: ReportOf) -> Response:
    """A report as it was filed."""
    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="report.html",
        path=f"reports/{report.id}",
        values=lambda known: _told(known, report),
    ).draw()


def _told(case: Case, report: FiledReport) -> dict[str, Any]:
    return {
        "report": report,
        "title": REPORT_FORMS[report.form],
        "local": local_time(report.at, case.zone),
        "level": None if report.severity is None else LEVELS[report.severity],
        "parts": [(title, typed(getattr(report, part))) for part, title in PARTS.items()],
    }


def _section(page: Page, viewer: Viewer, case: Case, form: ReportForm) -> CasePage:
    office = page.site.office

    def values(known: Case) -> dict[str, Any]:
        found = situation(known, office.clock(), form=form, people=office.desk.house().roster())
        return {
            "forms": REPORT_FORMS,
            "chosen": form,
            "draft": [
                (part, title, part_text(getattr(found, part), page.lang))
                for part, title in PARTS.items()
            ],
            "filed": [_told(known, one) for one in reversed(list(known.reports.values()))],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="reports.html",
        path="reports",
        values=values,
    )
