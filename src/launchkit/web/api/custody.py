"""What is in whose hands: seals, licences, keys, cash."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from launchkit.domain.telling.custody import CustodyLine, custody_line
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
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, CustodyOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/custody", tags=["custody"])


class Taking(Body):
    """A thing and in whose hands it is; cash is counted in yuan as text, the rest in pieces."""

    kind: Code
    label: Required
    holder: Code | None = None
    source: Words = ""
    place: Words = ""
    count: Count | None = None


class Counting(Body):
    """How much of it there is."""

    count: Count
    reason: Words = ""


class Moving(Body):
    """To whom it goes."""

    to: Code
    count: Count | None = None
    reason: Words = ""


class Leaving(Body):
    """How it leaves our hands."""

    outcome: Literal["returned", "deposited", "destroyed", "lost"]
    to: Words = ""
    count: Count | None = None
    reason: Words = ""


@router.get("", response_model=Portion[CustodyLine])
def custody(
    case: CaseOf,
    program: ProgramOf,
    wanted: WindowOf,
    held: Annotated[
        bool | None, Query(description="only what is held now, or only what is not")
    ] = None,
) -> Response:
    """Every thing, in the order in which it was taken."""
    house = program.site.office.desk.house()
    rows = [custody_line(one, house) for one in case.custody.values() if held in {None, one.held}]
    return portion(rows, wanted, lambda one: one.thing, lambda one: one)


@router.post("", response_model=Done)
def take(case: CaseOf, asked: Acting, sent: Taking) -> Response:
    """A thing is in somebody's hands; by default in those of the one who asks."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.take(
            call,
            case.id,
            kind=sent.kind,
            label=sent.label,
            holder=sent.holder,
            source=sent.source,
            place=sent.place,
            count=sent.count,
        ),
    )


@router.post("/{custody}/count", response_model=Done)
def count(case: CaseOf, custody: CustodyOf, asked: Acting, sent: Counting) -> Response:
    """It was counted where it is."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.count(
            call, case.id, custody.thing, count=sent.count, reason=sent.reason
        ),
    )


@router.post("/{custody}/move", response_model=Done)
def move(case: CaseOf, custody: CustodyOf, asked: Acting, sent: Moving) -> Response:
    """It goes to another person."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.move(
            call, case.id, custody.thing, to=sent.to, count=sent.count, reason=sent.reason
        ),
    )


@router.post("/{custody}/end", response_model=Done)
def end(case: CaseOf, custody: CustodyOf, asked: Acting, sent: Leaving) -> Response:
    """It leaves our hands."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.end(
            call,
            case.id,
            custody.thing,
            outcome=sent.outcome,
            to=sent.to,
            count=sent.count,
            reason=sent.reason,
        ),
    )
