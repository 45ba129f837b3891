"""What to do now, and all cases on one board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from launchkit.domain.errors import Refused
from launchkit.domain.recorded import CaseRow, TaskRow
from launchkit.domain.telling import Agenda
from launchkit.domain.telling import agenda as agenda_of
from launchkit.web.api.base import PREFIX, WindowOf, portion, told
from launchkit.web.api.shapes import Portion
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=PREFIX, tags=["agenda and board"])

_CLOSED = frozenset({"done", "waived", "not_applicable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """An open case on the board; numbers of its open tasks."""

    case: CaseRow
    #: a last day has passed; of these, statutory ones
    late: int
    late_statutory: int
    #: wait for somebody outside
    waiting: int
    #: handed in, to be decided
    submitted: int


@router.get("/agenda", response_model=Agenda)
def agenda(
    program: ProgramOf, person: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """What a person should take up, in order; without one: the person the token acts for."""
    if person is not None and person != program.person and not program.wide:
        raise Refused(
            "not_yours",
            "别人的待办只有总部、审计和管理员能看。",
            "What others have to do is for headquarters, auditors and administrators.",
        )
    office = program.site.office
    who = person or program.person
    office.desk.house().person(who)
    cases = (office.desk.case(row.case) for row in program.cases if row.state == "open")
    return told(agenda_of(cases, office.desk.house(), office.clock(), person=who))


@router.get("/board", response_model=Portion[BoardLine])
def board(program: ProgramOf, wanted: WindowOf) -> Response:
    """Open cases, each with what is late, waits and has to be decided."""
    office = program.site.office
    rows = [row for row in program.cases if row.state == "open"]
    tasks: dict[str, list[TaskRow]] = {}
    for task in office.desk.reading.tasks(program.person):
        if task.state not in _CLOSED:
            tasks.setdefault(task.case, []).append(task)

    def line(row: CaseRow) -> BoardLine:
        own = tasks.get(row.case, [])
        today = office.desk.case(row.case).local_day(office.clock()).isoformat()
        late = [one for one in own if one.last_day is not None and one.last_day < today]
        return BoardLine(
            case=row,
            late=len(late),
            late_statutory=sum(one.statutory for one in late),
            waiting=sum(one.state == "blocked" for one in own),
            submitted=sum(one.state == "submitted" for one in own),
        )

    return portion(rows, wanted, lambda row: row.case, line)
