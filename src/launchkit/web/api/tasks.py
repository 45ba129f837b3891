"""Tasks of a case: looking, working, deciding, handing on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from launchkit.domain.case import Case
from launchkit.domain.standing import Standing
from launchkit.domain.telling import EntryLine, TaskLine, as_json, entry_line, task_line
from launchkit.domain.telling.standing_in import HandedTo, handed_to
from launchkit.web.api import masks
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Codes,
    Day,
    Deciding,
    Done,
    Facts,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, TaskOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/tasks", tags=["tasks"])

Party = Literal[
    "landlord", "property", "contractor", "office", "bank", "headquarters", "candidate",
    "vendor", "customer", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Done):
    """What handing over led to: to whom it was given, and who answers for it now."""

    handed: HandedTo


class Nothing(Body):
    """No more than the request itself."""


class WithFacts(Body):
    """Facts that belong to the work, by name; a fact of an instance as `hire-2.id_number`."""

    facts: Facts = Field(default_factory=dict)


class Reason(Body):
    """Why."""

    reason: Required


class Note(Body):
    """A remark."""

    note: Words = ""


class Waiting(Body):
    """On whom a task waits."""

    waiting_on: Required
    reason: Required
    party: Party = "other"
    since: Day | None = None
    contact: Words = ""
    again_on: Day | None = None


class NewOwner(Body):
    """Who answers for the task from now on."""

    to: Code
    helpers: Codes = Field(default_factory=list)
    reason: Words = ""


class Nudge(Body):
    """How an outside party was reminded."""

    how: Literal["phone", "message", "visit", "letter", "mail"] = "phone"
    again_on: Day | None = None
    note: Words = ""


class Watching(Body):
    """Whether somebody is told about the task; without a person: who asks."""

    person: Code | None = None
    watching: bool = True


class TaskTold(BaseModel):
    """A task with what was recorded about it."""

    model_config = ConfigDict(extra="forbid")
    task: TaskLine
    history: list[EntryLine]


@router.get("", response_model=Portion[TaskLine])
def tasks(
    case: CaseOf,
    program: ProgramOf,
    wanted: WindowOf,
    standing: Annotated[Standing | None, Query()] = None,
    owner: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Tasks in the order of the checklist."""
    office = program.site.office
    house, now = office.desk.house(), office.clock()
    lines = [task_line(case, one, house, now) for one in case.tasks.values()]
    found = [
        one for one in lines if standing in {None, one.standing} and owner in {None, one.owner}
    ]
    return portion(found, wanted, lambda one: one.key, lambda one: one)


@router.get("/{task}", response_model=TaskTold)
def task(there: TaskOf, program: ProgramOf) -> Response:
    """A task with its history."""
    office, case = program.site.office, there.case
    house = office.desk.house()
    history = [
        masks.covered(entry_line(one, case, house), one, case)
        for one in office.desk.reading.entries(case.id, viewer=program.person, upto=case.seq)
    ]
    return told(
        {
            "task": as_json(task_line(case, there.task, house, office.clock())),
            "history": [as_json(one) for one in history if one.task == there.task.key],
        }
    )


@router.post("/{task}/start", response_model=Done)
def start(there: TaskOf, asked: Acting, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Work begins."""
    desk = asked.program.site.office.desk
    return carry_out(asked, lambda call: desk.start(call, there.case.id, there.task.key))


@router.post("/{task}/done", response_model=Done)
def done(there: TaskOf, asked: Acting, sent: WithFacts) -> Response:
    """Work is finished, with its facts: all is written, or nothing."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked, lambda call: desk.done(call, there.case.id, there.task.key, stated=sent.facts)
    )


@router.post("/{task}/block", response_model=Done)
def block(there: TaskOf, asked: Acting, sent: Waiting) -> Response:
    """It cannot go on: on whom it waits, and why."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.block(
            call,
            there.case.id,
            there.task.key,
            waiting_on=sent.waiting_on,
            reason=sent.reason,
            party=sent.party,
            since=None if sent.since is None else sent.since.isoformat(),
            contact=sent.contact,
            again_on=None if sent.again_on is None else sent.again_on.isoformat(),
        ),
    )


@router.post("/{task}/unblock", response_model=Done)
def unblock(there: TaskOf, asked: Acting, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """The wait is over."""
    desk = asked.program.site.office.desk
    return carry_out(asked, lambda call: desk.unblock(call, there.case.id, there.task.key))


@router.post("/{task}/waive", response_model=Done)
def waive(there: TaskOf, asked: Acting, sent: Reason) -> Response:
    """Ask that it need not be done."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.waive(call, there.case.id, there.task.key, reason=sent.reason),
    )


@router.post("/{task}/approve", response_model=Done)
def approve(there: TaskOf, asked: Deciding, sent: Note) -> Response:
    """Agree with what is pending."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked, lambda call: desk.approve(call, there.case.id, there.task.key, note=sent.note)
    )


@router.post("/{task}/reject", response_model=Done)
def reject(there: TaskOf, asked: Deciding, sent: Reason) -> Response:
    """Send back what is pending."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.reject(call, there.case.id, there.task.key, reason=sent.reason),
    )


@router.post("/{task}/reopen", response_model=Done)
def reopen(there: TaskOf, asked: Acting, sent: Reason) -> Response:
    """Finished work is open again."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.reopen(call, there.case.id, there.task.key, reason=sent.reason),
    )


@router.post("/{task}/assign", response_model=HandedOver)
def assign(there: TaskOf, asked: Acting, sent: NewOwner) -> Response:
    """Another person answers for it."""
    desk, key = asked.program.site.office.desk, there.task.key

    def tell(done: Done, case: Case) -> HandedOver:
        found = handed_to(case, case.tasks[key], sent.to, asked.program.ask, desk.house())
        return HandedOver(
            case=done.case,
            number=done.number,
            seq=done.seq,
            repeated=done.repeated,
            entries=done.entries,
            behind=done.behind,
            handed=found,
        )

    return carry_out(
        asked,
        lambda call: desk.assign(
            call,
            there.case.id,
            there.task.key,
            to=sent.to,
            helpers=tuple(sent.helpers),
            reason=sent.reason,
        ),
        tell,
    )


@router.post("/{task}/nudge", response_model=Done)
def nudge(there: TaskOf, asked: Acting, sent: Nudge) -> Response:
    """An outside party was reminded; it is counted."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.nudge(
            call,
            there.case.id,
            there.task.key,
            how=sent.how,
            again_on=sent.again_on,
            note=sent.note,
        ),
    )


@router.post("/{task}/watch", response_model=Done)
def watch(there: TaskOf, asked: Acting, sent: Watching) -> Response:
    """Somebody is told about it, or no more."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.watch(
            call,
            there.case.id,
            there.task.key,
            person=sent.person or asked.program.person,
            watching=sent.watching,
        ),
    )


@router.post("/{task}/break-glass", response_model=Done)
def break_glass(there: TaskOf, asked: Acting, sent: Reason) -> Response:
    """An emergency right for 24 hours; headquarters is told at once and reviews it."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.break_glass(call, there.case.id, there.task.key, reason=sent.reason),
    )
