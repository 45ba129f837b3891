"""Facts of a case: as they stand, and stating or correcting them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from launchkit.domain.telling import FactLine, case_summary
from launchkit.web.api import masks
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Done,
    FactValue,
    WindowOf,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/facts", tags=["facts"])


class Stated(Body):
    """Facts by name; amounts as text in yuan or whole fen, tables as lists of rows."""

    facts: Annotated[dict[Code, FactValue], Field(min_length=1, max_length=200)]


@router.get("", response_model=Portion[FactLine])
def facts(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """Facts as they stand; what concerns a person is covered."""
    office = program.site.office
    found = masks.summary(case_summary(case, office.desk.house(), office.clock()), case).facts
    return portion(found, wanted, lambda one: f"{one.instance}.{one.fact}", lambda one: one)


@router.post("", response_model=Done)
def state(case: CaseOf, asked: Acting, sent: Stated) -> Response:
    """State or correct facts: all of them, or none."""
    desk = asked.program.site.office.desk
    return carry_out(asked, lambda call: desk.state(call, case.id, sent.facts))
