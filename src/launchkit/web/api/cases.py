"""Cases: the list, opening, one case now or as of an instant, its people and its growth, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from launchkit.desk import Opening
from launchkit.domain.entries import ItemAdded
from launchkit.domain.errors import BadValue, NotFound
from launchkit.domain.recorded import CaseRow
from launchkit.domain.review import Review
from launchkit.domain.review import review as reviewed
from launchkit.domain.rules.common import task_of
from launchkit.domain.telling import (
    Brief,
    CaseSummary,
    MemberLine,
    brief_of,
    case_summary,
    team_lines,
)
from launchkit.web.api import masks
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Administering,
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
    marked,
    portion,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf
from launchkit.web.opening import require_opener
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=PREFIX, tags=["cases"])

Team = Annotated[dict[Code, Codes], Field(min_length=1, max_length=50)]


class NewCase(Body):
    """What a case is opened with; people, branch and checklist by their codes."""

    checklist: Code
    name: Required
    branch: Code
    start: Day
    target: Day
    team: Team
    deputies: Annotated[dict[Code, Code], Field(max_length=50)] = Field(default_factory=dict)
    facts: Facts = Field(default_factory=dict)
    restricted: bool = False
    #: open it although the same was opened within a day
    again: bool = False


class Closing(Body):
    """How a case ends."""

    note: Words = ""


class TeamChange(Body):
    """All roles of a person in the case from now on; none: the person leaves."""

    person: Code
    roles: Codes
    reason: Words = ""


class NewItem(Body):
    """One more thing to do in this case; tasks by key or code."""

    item: Code
    title: Required
    owner: Code
    reason: Required
    needs: Codes = Field(default_factory=list)
    needed_by: Codes = Field(default_factory=list)
    due_on: Day | None = None


class NewInstance(Body):
    """One more of a collection, or that no more will come."""

    collection: Code
    label: Words = ""
    complete: bool = False


@router.get("/cases", response_model=Portion[CaseRow])
def cases(
    program: ProgramOf,
    wanted: WindowOf,
    state: Annotated[str | None, Query(pattern="^(open|closed)$")] = None,
) -> Response:
    """The cases that the person may see, the newest first."""
    rows = [row for row in program.cases if state in {None, row.state}]
    return portion(rows, wanted, lambda row: row.case, lambda row: row)


@router.post("/cases", response_model=Done)
def open_case(asked: Acting, sent: NewCase) -> Response:
    """A case begins; for headquarters and administrators."""
    require_opener(asked.program)
    opening = Opening(
        checklist=sent.checklist,
        name=sent.name,
        branch=sent.branch,
        start=sent.start.isoformat(),
        target=sent.target.isoformat(),
        team={person: tuple(roles) for person, roles in sent.team.items()},
        deputies=sent.deputies,
        facts=sent.facts,
        restricted=sent.restricted,
        once=not sent.again,
    )
    return carry_out(asked, lambda call: asked.program.site.office.desk.open(call, opening))


@router.get("/cases/{case}", response_model=CaseSummary)
def one_case(
    case: CaseOf,
    program: ProgramOf,
    request: Request,
    at: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """A case in full, now or as recorded at an instant (`2026-03-02T10:30:00+08:00`)."""
    office = program.site.office
    now = office.clock()
    if at is not None:
        now = _instant(at, case.opened_at)
        case = office.desk.case_at(case.id, now)
    found = masks.summary(case_summary(case, office.desk.house(), now), case)
    return marked(request, found, case.seq)


def _instant(text: str, opened: str) -> datetime:
    try:
        # In a query a plus is a blank.
        given = datetime.fromisoformat(text.replace(" ", "+"))
        found = given.astimezone(UTC) if given.tzinfo else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise BadValue(
            "时刻写作 2026-03-02T10:30:00+08:00。",
            "Write the instant as 2026-03-02T10:30:00+08:00.",
        )
    if found < datetime.fromisoformat(opened):
        raise NotFound("那时本案还没有开立。", "The case was not open yet.")
    return found


@router.get("/cases/{case}/brief", response_model=Brief)
def brief(
    case: CaseOf, program: ProgramOf, day: Annotated[Day | None, Query()] = None
) -> Response:
    """One day of a case: done, late, due soon, waiting, to decide."""
    office = program.site.office
    found = brief_of(case, office.desk.house(), office.clock(), day=day)
    return told(replace(found, summary=masks.summary(found.summary, case)))


@router.get("/cases/{case}/review", response_model=Review)
def review(case: CaseOf) -> Response:
    """What the trail proposes to change in the checklist."""
    return told(reviewed(case))


@router.get("/cases/{case}/team", response_model=Portion[MemberLine])
def team(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """The people of the case with their roles."""
    rows = team_lines(case, program.site.office.desk.house())
    return portion(rows, wanted, lambda one: one.person, lambda one: one)


@router.post("/cases/{case}/team", response_model=Done)
def change_team(case: CaseOf, asked: Deciding, sent: TeamChange) -> Response:
    """A person joins, changes roles or leaves."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.change_team(
            call, case.id, person=sent.person, roles=tuple(sent.roles), reason=sent.reason
        ),
    )


@router.post("/cases/{case}/items", response_model=Done)
def add_item(case: CaseOf, asked: Acting, sent: NewItem) -> Response:
    """One more thing to do in this case; the checklist stays as it is."""
    entry = ItemAdded(
        item=sent.item,
        title=sent.title,
        owner=sent.owner,
        reason=sent.reason,
        needs=tuple(task_of(case, one).key for one in sent.needs),
        needed_by=tuple(task_of(case, one).item.id for one in sent.needed_by),
        due_on=None if sent.due_on is None else sent.due_on.isoformat(),
    )
    desk = asked.program.site.office.desk
    return carry_out(asked, lambda call: desk.add_item(call, case.id, entry))


@router.post("/cases/{case}/instances", response_model=Done)
def add_instance(case: CaseOf, asked: Acting, sent: NewInstance) -> Response:
    """One more hire, licence …; or none of a collection will come any more."""
    desk = asked.program.site.office.desk
    if sent.complete and sent.label:
        raise BadValue("complete 不能与 label 同用。", "`complete` does not go with `label`.")
    if sent.complete:
        return carry_out(
            asked, lambda call: desk.complete_collection(call, case.id, sent.collection)
        )
    return carry_out(
        asked,
        lambda call: desk.add_instance(call, case.id, sent.collection, label=sent.label),
    )


@router.post("/cases/{case}/close", response_model=Done)
def close(case: CaseOf, asked: Deciding, sent: Closing) -> Response:
    """The case ends, once nothing is open in it."""
    desk = asked.program.site.office.desk
    return carry_out(asked, lambda call: desk.close(call, case.id, note=sent.note))


@router.post("/cases/{case}/advance", response_model=Portion[str])
def advance(case: CaseOf, asked: Administering) -> Response:
    """What the clockwork would do now: periods, owners, notices, documents; gives the documents issued."""
    done = asked.program.site.office.desk.clockwork.advance(case.id, channel="api")
    return told({"rows": [one.document.document for one in done.issued], "next": None})
