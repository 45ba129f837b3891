"""Facts of a case: as they stand, and stating or correcting them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from launchkit.domain.checklist import Text
from launchkit.domain.telling import FactLine, case_summary
from launchkit.domain.telling.words import value_text
from launchkit.web.api import masks
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Done,
    FactValue,
    Required,
    WindowOf,
    carry_out,
    portion,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/facts", tags=["facts"])


class Stated(Body):
    """Facts by name; amounts as text in yuan or whole fen, tables as lists of rows."""

    facts: Annotated[dict[Code, FactValue], Field(min_length=1, max_length=200)]


class Look(Body):
    """Which covered fact somebody has to see (`fact`, `hire-2.fact`), and why."""

    fact: Code
    reason: Required


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact:
    """A covered value, once; the trail says who looked and why."""

    fact: str
    value: Text
    #: last entry of the case now
    seq: int


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


@router.post("/shown", response_model=ShownFact)
def show(case: CaseOf, asked: Acting, sent: Look) -> Response:
    """Look at a covered value: it leaves an entry with the reason."""
    known = asked.program.site.office.desk.people.show_personal(
        asked.call, case.id, sent.fact, reason=sent.reason
    ).case
    instance, _, fact = sent.fact.rpartition(".")
    held = known.held(fact, instance or None)
    value = value_text(known.book.facts[fact], None if held is None else held.value)
    return told(ShownFact(fact=sent.fact, value=value, seq=known.seq))
