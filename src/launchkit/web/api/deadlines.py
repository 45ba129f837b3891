"""Deadlines of a case, each with its sentence, and what may be decided about them."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from launchkit.domain.checklist import Text
from launchkit.domain.telling import DeadlineLine, as_json, task_line
from launchkit.web.api.base import (
    PREFIX,
    Body,
    Code,
    Day,
    Deciding,
    Done,
    Required,
    WindowOf,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, TaskOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}", tags=["deadlines"])


class DeadlineTold(BaseModel):
    """A deadline with the task it belongs to."""

    model_config = ConfigDict(extra="forbid")
    task: str
    code: str
    title: Text
    owner: str | None
    deadline: DeadlineLine


class Extension(Body):
    """The new last day of a house deadline; `due` names it where the task has several."""

    to: Day
    reason: Required
    due: Code | None = None


class Suspension(Body):
    """A clock stands still from a day on."""

    since: Day
    reason: Required
    due: Code | None = None


class Resumption(Body):
    """A clock runs again from a day on."""

    on: Day
    due: Code | None = None


@router.get("/deadlines", response_model=Portion[DeadlineTold])
def deadlines(
    case: CaseOf,
    program: ProgramOf,
    wanted: WindowOf,
    statutory: bool = False,  # noqa: FBT001, FBT002  a word of the query
) -> Response:
    """Every running deadline, the nearest first."""
    office = program.site.office
    house, now = office.desk.house(), office.clock()
    lines = [task_line(case, one, house, now) for one in case.tasks.values()]
    found = [
        (line, one) for line in lines for one in line.deadlines if one.statutory or not statutory
    ]
    found.sort(key=lambda pair: (pair[1].last_day, pair[0].code, pair[0].key, pair[1].due))
    return portion(
        found,
        wanted,
        lambda pair: f"{pair[0].key} {pair[1].due} {pair[1].last_day}",
        lambda pair: {
            "task": pair[0].key,
            "code": pair[0].code,
            "title": as_json(pair[0].title),
            "owner": pair[0].owner,
            "deadline": as_json(pair[1]),
        },
    )


@router.post("/tasks/{task}/extend", response_model=Done)
def extend(there: TaskOf, asked: Deciding, sent: Extension) -> Response:
    """A house deadline moves; a statutory one stays, the new day is shown beside it."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.extend(
            call,
            there.case.id,
            there.task.key,
            to=sent.to.isoformat(),
            reason=sent.reason,
            due=sent.due,
        ),
    )


@router.post("/tasks/{task}/suspend", response_model=Done)
def suspend(there: TaskOf, asked: Deciding, sent: Suspension) -> Response:
    """A clock stands still, e.g. while an office waits for a correction."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.suspend(
            call,
            there.case.id,
            there.task.key,
            since=sent.since.isoformat(),
            reason=sent.reason,
            due=sent.due,
        ),
    )


@router.post("/tasks/{task}/resume", response_model=Done)
def resume(there: TaskOf, asked: Deciding, sent: Resumption) -> Response:
    """A suspended clock runs again."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.resume(
            call, there.case.id, there.task.key, on=sent.on.isoformat(), due=sent.due
        ),
    )
