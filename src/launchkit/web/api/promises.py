"""What outsiders were told to count on."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from launchkit.domain.telling.custody import PromiseLine, promise_line
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Day,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, PromiseOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/promises", tags=["promises"])


class NewPromise(Body):
    """To whom, what, by which day."""

    to: Required
    what: Required
    by: Day
    task: Code | None = None
    contact: Words = ""


class OtherDay(Body):
    """The day they were told instead, and why."""

    by: Day
    note: Required


class Settling(Body):
    """How a promise ended."""

    outcome: Literal["kept", "broken", "withdrawn"]
    note: Words = ""


@router.get("", response_model=Portion[PromiseLine])
def promises(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """Every promise, the nearest day first."""
    office = program.site.office
    house, today = office.desk.house(), case.local_day(office.clock())
    rows = [promise_line(one, house, today) for one in case.promises.values()]
    rows.sort(key=lambda one: (one.by, one.promise))
    return portion(rows, wanted, lambda one: one.promise, lambda one: one)


@router.post("", response_model=Done)
def promise(case: CaseOf, asked: Acting, sent: NewPromise) -> Response:
    """Somebody outside was told to count on something."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.promise(
            call,
            case.id,
            to=sent.to,
            what=sent.what,
            by=sent.by,
            task=sent.task,
            contact=sent.contact,
        ),
    )


@router.post("/{promise}/move", response_model=Done)
def move(case: CaseOf, promise: PromiseOf, asked: Acting, sent: OtherDay) -> Response:
    """They were told another day."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.move_promise(
            call, case.id, promise.promise, by=sent.by, note=sent.note
        ),
    )


@router.post("/{promise}/settle", response_model=Done)
def settle(case: CaseOf, promise: PromiseOf, asked: Acting, sent: Settling) -> Response:
    """It was kept, broken or withdrawn."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.settle_promise(
            call, case.id, promise.promise, outcome=sent.outcome, note=sent.note
        ),
    )
