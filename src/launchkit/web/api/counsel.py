"""Questions to counsel; their words are for the asker, counsel and the decider alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from launchkit.domain.checklist import CounselPoint
from launchkit.domain.counsel import points_of
from launchkit.domain.telling.counsel import question_told
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Day,
    Deciding,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, QuestionOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/counsel", tags=["counsel"])


class NewQuestion(Body):
    """A question in one's own words, or one that the checklist has ready."""

    text: Words = ""
    point: Code | None = None
    due: Day | None = None


class CounselAnswer(Body):
    """What counsel says."""

    answer: Required


class QuestionTold(BaseModel):
    """A question; `text` and `answer` are `{"privileged": true}` for everybody whom they are not for."""

    model_config = ConfigDict(extra="forbid")
    question: str
    text: Any
    answer: Any
    due: str | None
    point: str | None
    answered: bool
    overdue: bool


@router.get("", response_model=Portion[QuestionTold])
def questions(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """What was asked and answered, as far as one may read it."""
    rows = tuple(case.questions.values())
    return portion(
        rows, wanted, lambda one: one.id, lambda one: question_told(case, program.ask, one)
    )


@router.get("/points", response_model=Portion[CounselPoint])
def points(case: CaseOf, wanted: WindowOf) -> Response:
    """Questions that the checklist has ready and that nobody has asked yet."""
    asked = {one.point for one in case.questions.values()}
    rows = [one for one in points_of(case).values() if one.id not in asked]
    return portion(rows, wanted, lambda one: one.id, lambda one: one)


@router.post("", response_model=Done)
def ask(case: CaseOf, asked: Acting, sent: NewQuestion) -> Response:
    """Ask counsel."""
    crisis = asked.program.site.office.desk.crisis
    return carry_out(
        asked,
        lambda call: crisis.ask_counsel(
            call, case.id, text=sent.text, due=sent.due, point=sent.point
        ),
    )


@router.post("/{question}/answer", response_model=Done)
def answer(case: CaseOf, question: QuestionOf, asked: Deciding, sent: CounselAnswer) -> Response:
    """Counsel answers; it stays."""
    crisis = asked.program.site.office.desk.crisis
    return carry_out(
        asked,
        lambda call: crisis.answer_counsel(call, case.id, question.id, answer=sent.answer),
    )
