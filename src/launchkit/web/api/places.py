"""Where tasks of a case are done and when it is open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from launchkit.domain.places import recorded_place
from launchkit.domain.rules.places import PlaceGiven
from launchkit.domain.telling.places import PlaceLine, place_line
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Codes,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, PlaceOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/places", tags=["places"])


class PlaceSent(Body):
    """A place, its telephone and its hours."""

    #: a kind of place of the checklist, or its words where it names none
    kind: Code
    name: Required
    address: Words = ""
    phone: Words = ""
    note: Words = ""
    #: by days: `{"mon-fri": "09:00-12:00 13:30-17:00"}`; empty: not known
    hours: Annotated[dict[Code, Words], Field(max_length=14)] = {}  # noqa: RUF012  a model copies it
    #: closed on the rest days of the official calendar
    holidays: bool = True
    #: meant for these items alone
    items: Codes = []  # noqa: RUF012  likewise
    #: nobody goes there any more: false
    in_use: bool = True

    def given(self) -> PlaceGiven:
        """As the rules take it."""
        return PlaceGiven(**self.model_dump() | {"items": tuple(self.items)})


@router.get("", response_model=Portion[PlaceLine])
def places(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """Every recorded place in use, as it stands now."""
    now = program.site.office.clock()
    rows = [
        place_line(case, recorded_place(case, one), now)
        for one in case.places.values()
        if one.in_use
    ]
    return portion(rows, wanted, lambda one: one.key, lambda one: one)


@router.post("", response_model=Done)
def record(case: CaseOf, asked: Acting, sent: PlaceSent) -> Response:
    """A place that was not there yet."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(asked, lambda call: holdings.record_place(call, case.id, sent.given()))


@router.post("/{place}", response_model=Done)
def change(case: CaseOf, place: PlaceOf, asked: Acting, sent: PlaceSent) -> Response:
    """The same place with other values."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.record_place(call, case.id, sent.given(), place=place.place),
    )
