"""Handing over on rotation: one list, two signatures, everything moves at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from launchkit.domain.telling import as_json
from launchkit.domain.telling.handover import PackSection, SignatureLine, handover_page
from launchkit.web.api import masks
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Count,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, HandoverOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/handovers", tags=["handovers"])


class NewHandover(Body):
    """Who takes over, and from whom (none: who asks); `stays`: the giver keeps their roles."""

    receiver: Code
    giver: Code | None = None
    stays: bool = False
    reason: Words = ""


class Signature(Body):
    """What is signed: counts by thing, and the digest of the list that was looked at."""

    counts: Annotated[dict[Code, Count], Field(max_length=200)] = Field(default_factory=dict)
    seen: Annotated[str, Field(pattern="^[0-9a-f]{12,64}$")] | None = None
    notes: Words = ""


class Cancelling(Body):
    """Why it does not take place."""

    reason: Required


class HandoverShort(BaseModel):
    """A hand-over in one line."""

    model_config = ConfigDict(extra="forbid")
    handover: str
    state: str
    giver: str
    receiver: str
    begun_at: str


class HandoverTold(HandoverShort):
    """A hand-over with its list; `digest` is what is signed."""

    stays: bool
    day: str
    digest: str
    signed: list[SignatureLine]
    sections: list[PackSection]


@router.get("", response_model=Portion[HandoverShort])
def handovers(case: CaseOf, wanted: WindowOf) -> Response:
    """Every hand-over of the case."""
    rows = tuple(case.handovers.values())
    return portion(
        rows,
        wanted,
        lambda one: one.handover,
        lambda one: {
            "handover": one.handover,
            "state": one.state,
            "giver": one.giver,
            "receiver": one.receiver,
            "begun_at": one.begun_at,
        },
    )


@router.get("/{handover}", response_model=HandoverTold)
def one_handover(case: CaseOf, handover: HandoverOf, program: ProgramOf) -> Response:
    """The list as the next signer has it before them, or as both signed it; telephones and accounts are covered."""
    desk = program.site.office.desk
    page = handover_page(
        case, handover, desk.handovers.look(case.id, handover.handover), desk.house()
    )
    return told(
        {
            "handover": page.handover,
            "state": page.state,
            "giver": page.giver,
            "receiver": page.receiver,
            "begun_at": handover.begun_at,
            "stays": page.stays,
            "day": page.day,
            "digest": page.digest,
            "signed": as_json(
                tuple(replace(one, notes=masks.numbers(one.notes)) for one in page.signed)
            ),
            "sections": as_json(tuple(masks.handed_over(one) for one in page.sections)),
        }
    )


@router.post("", response_model=Done)
def begin(case: CaseOf, asked: Acting, sent: NewHandover) -> Response:
    """One person is to hand over to another."""
    rounds = asked.program.site.office.desk.handovers
    return carry_out(
        asked,
        lambda call: rounds.begin(
            call,
            case.id,
            receiver=sent.receiver,
            giver=sent.giver,
            stays=sent.stays,
            reason=sent.reason,
        ),
    )


@router.post("/{handover}/sign", response_model=Done)
def sign(case: CaseOf, handover: HandoverOf, asked: Acting, sent: Signature) -> Response:
    """One side signs; with the second signature everything moves at once."""
    rounds = asked.program.site.office.desk.handovers
    return carry_out(
        asked,
        lambda call: rounds.sign(
            call,
            case.id,
            handover.handover,
            counts=sent.counts,
            seen=sent.seen,
            notes=sent.notes,
        ),
    )


@router.post("/{handover}/cancel", response_model=Done)
def cancel(case: CaseOf, handover: HandoverOf, asked: Acting, sent: Cancelling) -> Response:
    """It does not take place."""
    rounds = asked.program.site.office.desk.handovers
    return carry_out(
        asked, lambda call: rounds.cancel(call, case.id, handover.handover, reason=sent.reason)
    )
