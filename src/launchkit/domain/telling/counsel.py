"""Questions to counsel as commands and programs get them."""

from __future__ import annotations

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.counsel import readable
from launchkit.domain.crisis import CounselQuestion
from launchkit.domain.recorded import Json
from launchkit.domain.telling.plain import as_json


def question_told(case: Case, ask: Ask, question: CounselQuestion) -> dict[str, Json]:
    """A question and its answer, as far as whoever asks may read them, and until when it waits."""
    text, answer = readable(case, ask, question)
    return {
        "question": question.id,
        "text": as_json(text),
        "answer": as_json(answer),
        "due": as_json(question.due),
        "point": question.point,
        "answered": question.answered,
        "overdue": question.overdue(case.local_day(ask.now)),
    }
