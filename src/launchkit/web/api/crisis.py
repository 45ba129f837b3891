"""A case in crisis: severity, the timeline of facts, reports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from launchkit.domain.crisis import FiledReport, ReportForm, Severity
from launchkit.domain.crisis_cadence import ReportDue, reports_due
from launchkit.domain.telling import as_json
from launchkit.domain.telling.situation import Situation, situation
from launchkit.domain.telling.timeline import HappeningLine, timeline
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Deciding,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, HappeningOf, ReportOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}", tags=["crisis"])


class NewSeverity(Body):
    """The grade, 1 the worst, and why."""

    level: Annotated[int, Field(ge=1, le=4)]
    reason: Required


class NewHappening(Body):
    """What happened, when (`2026-03-02`, `2026-03-02T14` or `2026-03-02T14:05`), who or which paper says so."""

    at: Annotated[str, Field(min_length=10, max_length=40)]
    what: Required
    source: Required
    task: Code | None = None


class Withdrawal(Body):
    """Why it does not hold."""

    reason: Required


class Filing(Body):
    """A report in one's own words; parts that are left out are computed from the trail."""

    form: Annotated[str, Field(pattern="^(situation|executive)$")] = "situation"
    conditions: Words | None = None
    actions: Words | None = None
    needs: Words | None = None


class ReportsTold(BaseModel):
    """Reports filed, and those that come next."""

    model_config = ConfigDict(extra="forbid")
    reports: list[FiledReport]
    due: list[ReportDue]


@router.get("/severity", response_model=Portion[Severity])
def severities(case: CaseOf, wanted: WindowOf) -> Response:
    """Every grade the case was given, the oldest first."""
    return portion(case.severities, wanted, lambda one: str(one.seq), lambda one: one)


@router.post("/severity", response_model=Done)
def set_severity(case: CaseOf, asked: Deciding, sent: NewSeverity) -> Response:
    """Headquarters grades the case; when reports are due changes with it."""
    crisis = asked.program.site.office.desk.crisis
    return carry_out(
        asked, lambda call: crisis.set_severity(call, case.id, sent.level, reason=sent.reason)
    )


@router.get("/happenings", response_model=Portion[HappeningLine])
def happenings(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """The timeline, in the order in which things happened."""
    rows = timeline(case, program.site.office.desk.house())
    return portion(rows, wanted, lambda one: one.happening, lambda one: one)


@router.post("/happenings", response_model=Done)
def note_happening(case: CaseOf, asked: Acting, sent: NewHappening) -> Response:
    """Something happened out there."""
    crisis = asked.program.site.office.desk.crisis
    return carry_out(
        asked,
        lambda call: crisis.note_happening(
            call, case.id, at=sent.at, what=sent.what, source=sent.source, task=sent.task
        ),
    )


@router.post("/happenings/{happening}/withdraw", response_model=Done)
def withdraw(case: CaseOf, happening: HappeningOf, asked: Acting, sent: Withdrawal) -> Response:
    """What was noted does not hold; it stays readable."""
    crisis = asked.program.site.office.desk.crisis
    return carry_out(
        asked,
        lambda call: crisis.withdraw_happening(call, case.id, happening.id, reason=sent.reason),
    )


@router.get("/reports", response_model=ReportsTold)
def reports(case: CaseOf, program: ProgramOf) -> Response:
    """Reports filed, and when the next is due."""
    due = reports_due(case, program.site.office.clock())
    return told({"reports": as_json(tuple(case.reports.values())), "due": as_json(due)})


@router.get("/reports/draft", response_model=Situation)
def draft(case: CaseOf, program: ProgramOf, form: ReportForm = ReportForm.SITUATION) -> Response:
    """What the trail says: conditions, actions, needs."""
    people = program.site.office.desk.house().roster()
    return told(situation(case, program.site.office.clock(), form=form, people=people))


@router.get("/reports/{report}", response_model=FiledReport)
def one_report(report: ReportOf) -> Response:
    """A report as it was filed."""
    return told(report)


@router.post("/reports", response_model=Done)
def file_report(case: CaseOf, asked: Acting, sent: Filing) -> Response:
    """A report is filed."""
    crisis = asked.program.site.office.desk.crisis
    own = {"conditions": sent.conditions, "actions": sent.actions, "needs": sent.needs}
    parts = {key: text for key, text in own.items() if text is not None}
    return carry_out(
        asked, lambda call: crisis.file_report(call, case.id, ReportForm(sent.form), parts)
    )
