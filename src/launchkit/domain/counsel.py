"""The lawyer's section: which questions the checklist has ready, who may read what was asked and answered, and what others see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import CounselPoint
from launchkit.domain.crisis import CounselQuestion
from launchkit.domain.entries import CounselAnswered, CounselAsked
from launchkit.domain.people import authorities_of_roles
from launchkit.domain.recorded import Json, Privileged, Recorded
from launchkit.domain.rights import held_mandates
from launchkit.domain.roles import Authority

_READERS = frozenset({Authority.COUNSELS, Authority.DECIDES})
#: kind -> its field that is for few
_SECRET = {CounselAsked.KIND: "text", CounselAnswered.KIND: "answer"}


def points_of(case: Case) -> Mapping[str, CounselPoint]:
    """The questions to counsel that the checklist has ready, by id, in its order."""
    items = case.book.items.values()
    return {point.id: point for item in items for point in item.counsel}


def may_read_counsel(case: Case, ask: Ask, question: CounselQuestion) -> bool:
    """Whether somebody may read a question and its answer: the asker, counsel, and who decides at headquarters.

    Their deputies may while they stand in; auditors and everybody else see the number only.
    """
    if ask.people.is_suspended(ask.actor):
        return False
    if ask.actor in case.team and ask.people.human(ask.actor) in ask.people.humans(
        question.asked_by
    ):
        return True
    lent = [role for one in held_mandates(case, ask) if not one.tasks for role in one.roles]
    roles = (*case.team.get(ask.actor, ()), *lent)
    return bool(authorities_of_roles(roles) & _READERS)


def veiled(recorded: Recorded, case: Case, ask: Ask) -> Recorded:
    """An entry as somebody may read it: privileged words are covered, everything else is as it was written."""
    key = _SECRET.get(recorded.envelope.kind)
    if key is None:
        return recorded
    question = case.questions[str(recorded.data["question"])]
    if may_read_counsel(case, ask, question):
        return recorded
    return replace(recorded, data={**recorded.data, key: Privileged()})


def readable(case: Case, ask: Ask, question: CounselQuestion) -> tuple[Json, Json]:
    """Question and answer as somebody may read them."""
    if may_read_counsel(case, ask, question):
        return question.text, question.answer
    return Privileged(), Privileged() if question.answered else None
