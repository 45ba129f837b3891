"""Questions to counsel: what was asked and answered is for the asker, counsel and headquarters' decider alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.counsel import may_read_counsel, points_of, readable
from launchkit.domain.crisis import CounselQuestion
from launchkit.domain.telling import local_time, typed
from launchkit.web.case_pages import CasePage
from launchkit.web.objects import CaseOf, QuestionOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/counsel")
def counsel(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """The questions by number, in words for those who may read them, and those the checklist has ready."""
    return _section(page, viewer, case).draw()


@router.post("/cases/{case}/counsel")
def put(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """Somebody asks, in their own words or with a question that is ready."""

    def action(call: Call) -> Outcome:
        point = form.one_of("point", ("", *points_of(case))) or None
        words = form.text("question")
        return site.office.desk.crisis.ask_counsel(
            call, case.id, text=words, due=form.day("due"), point=point
        )

    said = Text(zh="已提给法务。", en="Counsel is asked.")
    return _section(page, viewer, case).act(form, action, said)


@router.post("/cases/{case}/counsel/{question}")
def answer(
    page: PageOf,
    viewer: SignedIn,
    site: SiteOf,
    case: CaseOf,
    question: QuestionOf,
    form: SentForm,
) -> Response:
    """Counsel answers."""

    def action(call: Call) -> Outcome:
        words = form.text(f"answer-{question.id}", required=True)
        return site.office.desk.crisis.answer_counsel(call, case.id, question.id, answer=words)

    said = Text(zh="已答复。", en="It is answered.")
    return _section(page, viewer, case).act(form, action, said)


def _section(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        asked = {one.point for one in known.questions.values()}
        return {
            "questions": [
                _told(page, viewer, known, one) for one in reversed(list(known.questions.values()))
            ],
            "points": [one for one in points_of(known).values() if one.id not in asked],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="counsel.html",
        path="counsel",
        values=values,
    )


def _told(page: Page, viewer: Viewer, case: Case, one: CounselQuestion) -> dict[str, Any]:
    """A question as whoever looks may read it: without the right to it, its number and its days."""
    text, reply = readable(case, viewer.ask, one)
    return {
        "id": one.id,
        "open": may_read_counsel(case, viewer.ask, one),
        "text": typed(text),
        "answer": typed(reply),
        "answered": one.answered,
        "asked": local_time(one.asked_at, case.zone),
        "answered_at": None if one.answered_at is None else local_time(one.answered_at, case.zone),
        "due": one.due,
        "overdue": one.overdue(case.local_day(page.site.office.clock())),
    }
