"""Who did what, when: the entries of a case as sentences."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from launchkit.domain.telling import EntryLine, entry_line
from launchkit.web.api import masks
from launchkit.web.api.base import PREFIX, WindowOf, portion, told
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf, EntryOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/entries", tags=["trail"])


@router.get("", response_model=Portion[EntryLine])
def entries(
    case: CaseOf,
    program: ProgramOf,
    wanted: WindowOf,
    after: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """Entries in their order; `after` gives only those that came later than one that is known."""
    desk = program.site.office.desk
    house = desk.house()
    rows = desk.reading.entries(case.id, viewer=program.person, upto=case.seq)[after:]
    return portion(
        rows,
        wanted,
        lambda one: str(one.envelope.stream_seq),
        lambda one: masks.covered(entry_line(one, case, house), one, case),
    )


@router.get("/{entry}", response_model=EntryLine)
def one_entry(case: CaseOf, entry: EntryOf, program: ProgramOf) -> Response:
    """One entry."""
    house = program.site.office.desk.house()
    return told(masks.covered(entry_line(entry, case, house), entry, case))
