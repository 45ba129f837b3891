"""Who stands in for whom in a case: delegations, absences, deputies."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from launchkit.domain.case import Absence, Delegation
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Codes,
    Day,
    Done,
    WindowOf,
    Words,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, DelegationOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}", tags=["people of a case"])


class NewDelegation(Body):
    """Rights lent to somebody; no roles: all of one's own, no tasks: every task."""

    to: Code
    begins: Day
    ends: Day
    roles: Codes = Field(default_factory=list)
    tasks: Codes = Field(default_factory=list)
    reason: Words = ""


class Ending(Body):
    """Why lent rights go back."""

    reason: Words = ""


class NewAbsence(Body):
    """Somebody is away; without a person: who asks."""

    begins: Day
    ends: Day | None = None
    person: Code | None = None
    deputy: Code | None = None
    reason: Words = ""


class Back(Body):
    """Somebody is back; without a person: who asks."""

    person: Code | None = None


class NewDeputy(Body):
    """Who stands in for a person; none: nobody any more."""

    person: Code
    deputy: Code | None


@router.get("/delegations", response_model=Portion[Delegation])
def delegations(case: CaseOf, wanted: WindowOf) -> Response:
    """Rights that were lent, ended ones too."""
    rows = tuple(case.delegations.values())
    return portion(rows, wanted, lambda one: one.id, lambda one: one)


@router.post("/delegations", response_model=Done)
def delegate(case: CaseOf, asked: Acting, sent: NewDelegation) -> Response:
    """Lend rights of one's own, from a day to a day."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.delegate(
            call,
            case.id,
            to=sent.to,
            begins=sent.begins,
            ends=sent.ends,
            roles=sent.roles,
            tasks=sent.tasks,
            reason=sent.reason,
        ),
    )


@router.post("/delegations/{delegation}/end", response_model=Done)
def end_delegation(
    case: CaseOf, delegation: DelegationOf, asked: Acting, sent: Ending
) -> Response:
    """Lent rights go back."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.end_delegation(call, case.id, delegation.id, reason=sent.reason),
    )


@router.get("/absences", response_model=Portion[Absence])
def absences(case: CaseOf, wanted: WindowOf) -> Response:
    """Who is, was or will be away."""
    rows = tuple(case.absences.values())
    return portion(rows, wanted, lambda one: one.id, lambda one: one)


@router.post("/absences", response_model=Done)
def state_absence(case: CaseOf, asked: Acting, sent: NewAbsence) -> Response:
    """Somebody is away: open tasks go to the deputy, and come back afterwards."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.state_absence(
            call,
            case.id,
            person=sent.person or asked.program.person,
            begins=sent.begins,
            ends=sent.ends,
            deputy=sent.deputy,
            reason=sent.reason,
        ),
    )


@router.post("/absences/end", response_model=Done)
def end_absence(case: CaseOf, asked: Acting, sent: Back) -> Response:
    """Somebody is back from today."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.end_absence(call, case.id, sent.person or asked.program.person),
    )


@router.post("/deputies", response_model=Done)
def name_deputy(case: CaseOf, asked: Acting, sent: NewDeputy) -> Response:
    """Who is told when a person does not act, and stands in when they are away."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.name_deputy(call, case.id, person=sent.person, deputy=sent.deputy),
    )
