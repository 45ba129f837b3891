"""Findings of a case: what an auditor would ask about, and the answers."""

from __future__ import annotations

from fastapi import APIRouter, Response

from launchkit.domain.telling import FindingLine, case_summary
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Done,
    Required,
    WindowOf,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, FindingOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/findings", tags=["findings"])


class Answer(Body):
    """What is answered."""

    answer: Required


@router.get("", response_model=Portion[FindingLine])
def findings(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """Every finding with its answer, if there is one."""
    office = program.site.office
    rows = case_summary(case, office.desk.house(), office.clock()).findings
    return portion(rows, wanted, lambda one: one.finding, lambda one: one)


@router.post("/{finding}/answer", response_model=Done)
def answer(case: CaseOf, finding: FindingOf, asked: Acting, sent: Answer) -> Response:
    """Answer a finding; one about an emergency right is reviewed by another person of headquarters."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.answer_finding(call, case.id, finding.finding, answer=sent.answer),
    )
