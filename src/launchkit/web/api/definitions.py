"""Checklists and calendar years: what the program counts and asks by."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from launchkit.desk.calendars import Moved
from launchkit.domain.calendar import ZONE, WorkCalendar
from launchkit.domain.checklist import CalendarYear, Roll, Text
from launchkit.domain.errors import BadValue, NotFound
from launchkit.domain.problems import Problem
from launchkit.domain.spans import parse_span, span_deadline
from launchkit.domain.telling import as_json
from launchkit.library.calendar_file import keep_calendar, read_calendar
from launchkit.library.texts import Texts, gathered
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Code,
    Codes,
    Day,
    Deciding,
    Required,
    WindowOf,
    portion,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import CaseOf
from launchkit.web.security.tokens import Program, ProgramOf

router = APIRouter(prefix=PREFIX, tags=["definitions and calendars"])


class ChecklistTold(BaseModel):
    """A checklist in short."""

    model_config = ConfigDict(extra="forbid")
    checklist: str
    title: Text
    parts: list[str]
    items: int


class ItemTold(BaseModel):
    """An item that was found, with the checklists it belongs to."""

    model_config = ConfigDict(extra="forbid")
    item: str
    code: str
    title: Text
    part: str
    checklists: list[str]
    aliases: list[str]


class DayTold(BaseModel):
    """The day that a span ends on."""

    model_config = ConfigDict(extra="forbid")
    last_day: date
    plan_by: date
    provisional: bool
    said: Text


class NamedDayGiven(Body):
    """A day with its name."""

    day: Code
    name: Required


class NewCalendar(Body):
    """Rest days and make-up workdays of one year, with the notice they come from, as in a calendar file."""

    year: Annotated[int, Field(ge=2000, le=2200)]
    status: Literal["official", "provisional"]
    notices: Codes = Field(default_factory=list)
    rest: Annotated[list[NamedDayGiven], Field(max_length=200)]
    make_up: Annotated[list[NamedDayGiven], Field(max_length=200)] = Field(default_factory=list)
    statutory: Codes = Field(default_factory=list)
    tax_filing: Codes = Field(default_factory=list)
    tax_notice: Code | None = None


class MovedTold(BaseModel):
    """Deadlines that a year moves, by case: task, what it is due for, last day and plan date before and after."""

    model_config = ConfigDict(extra="forbid")
    year: int
    status: str
    digest: str
    cases: dict[str, list[dict[str, Any]]]
    #: how many move in cases that are not for whoever asks to see
    elsewhere: int


@router.get("/definitions", response_model=Portion[ChecklistTold])
def definitions(program: ProgramOf, wanted: WindowOf) -> Response:
    """Checklists of the installation and the home."""
    texts = _texts(program)
    rows = sorted(texts.checklists)

    def tell(name: str) -> dict[str, Any]:
        whole = texts.checklists[name].value
        parts = [one.part for one in whole.parts]
        own = [texts.parts[one].value for one in parts if one in texts.parts]
        return {
            "checklist": name,
            "title": as_json(whole.title),
            "parts": parts,
            "items": sum(len(stage.items) for part in own for stage in part.stages),
        }

    return portion(rows, wanted, str, tell)


@router.get("/definitions/items", response_model=Portion[ItemTold])
def items(
    program: ProgramOf,
    wanted: WindowOf,
    text: Annotated[str, Query(min_length=1, max_length=200)],
) -> Response:
    """Items by title, code, id, or by an old name that people still use."""
    texts = _texts(program)
    words = _folded(text).split()
    rows: list[dict[str, Any]] = []
    for name in sorted(texts.parts):
        part = texts.parts[name].value
        uses = sorted(
            key
            for key, one in texts.checklists.items()
            if part.part in {each.part for each in one.value.parts}
        )
        for item in (one for stage in part.stages for one in stage.items):
            own = _folded(
                " ".join((item.code, item.id, item.title.zh, item.title.en, *item.aliases))
            )
            if all(word in own for word in words):
                rows.append(
                    {
                        "item": item.id,
                        "code": item.code,
                        "title": as_json(item.title),
                        "part": part.part,
                        "checklists": uses,
                        "aliases": list(item.aliases),
                    }
                )
    return portion(rows, wanted, lambda one: f"{one['part']} {one['item']}", lambda one: one)


@router.get("/definitions/problems", response_model=Portion[Problem])
def problems(program: ProgramOf, wanted: WindowOf) -> Response:
    """Files that could not be read, each problem with its line."""
    rows = list(enumerate(_texts(program).problems))
    return portion(rows, wanted, lambda one: str(one[0]), lambda one: one[1])


@router.get("/cases/{case}/definition", response_model=dict[str, Any])
def pinned(case: CaseOf, program: ProgramOf) -> Response:
    """The definition that a case has pinned, as it was resolved when the case was opened."""
    body = program.site.office.store.definition(case.book.digest)
    if body is None:
        raise NotFound("固定的定义不在库中。", "The pinned definition is not in the store.")
    return told(json.loads(body))


@router.get("/calendars", response_model=Portion[CalendarYear])
def calendars(program: ProgramOf, wanted: WindowOf) -> Response:
    """Calendar years, each official or provisional, with the notice it comes from."""
    return portion(_years(program), wanted, lambda one: str(one.year), lambda one: one)


@router.post("/calendars/preview", response_model=MovedTold)
def preview_calendar(asked: Acting, sent: NewCalendar) -> Response:
    """Which deadlines a year would move; nothing is written."""
    year, _ = _year_of(sent)
    return told(_moved(asked.program.site.office.calendars.preview(asked.call, year)))


@router.post("/calendars", response_model=MovedTold)
def adopt_calendar(asked: Deciding, sent: NewCalendar) -> Response:
    """A year counts from now on, in open cases and in those to come; for headquarters and administrators."""
    office = asked.program.site.office
    year, content = _year_of(sent)
    found = office.calendars.adopt(asked.call, year)
    keep_calendar(office.settings.home, year.year, content)
    return told(_moved(found))


def _year_of(sent: NewCalendar) -> tuple[CalendarYear, bytes]:
    """The year as its file would be read (what is JSON is YAML), and that file."""
    content = sent.model_dump_json(indent=1).encode()
    return read_calendar(content, "calendar"), content


def _moved(found: Moved) -> dict[str, object]:
    return {
        "year": found.year.year,
        "status": found.year.status,
        "digest": found.digest,
        "cases": {case: list(moved) for case, moved in found.cases.items()},
        "elsewhere": found.elsewhere,
    }


@router.get("/calendars/count", response_model=DayTold)
def count(
    program: ProgramOf,
    start: Annotated[Day, Query()],
    length: Annotated[str, Query(max_length=12)],
    roll: Roll = Roll.NONE,
) -> Response:
    """The day that a span ends on: `30d`, `5w` (working days), `1m`, counted from the day after."""
    # In a query a plus is a blank.
    calendar, text = WorkCalendar(_years(program)), length.replace(" ", "+")
    try:
        span = parse_span(text if text[:1] in {"+", "-"} else f"+{text}")
        found, zh = span_deadline(start, span, roll=roll, calendar=calendar, zone=ZONE)
        _, en = span_deadline(start, span, roll=roll, calendar=calendar, zone=ZONE, lang="en")
    except (OverflowError, ValueError):
        raise BadValue(
            "时长写作 30d、5w（工作日）或 1m，且日期在可算的范围内。",
            "Write a span as 30d, 5w (working days) or 1m, within reach of the calendar.",
        ) from None
    return told(
        {
            "last_day": found.last_day.isoformat(),
            "plan_by": found.plan_by.isoformat(),
            "provisional": found.provisional,
            "said": {"zh": zh, "en": en},
        }
    )


def _texts(program: Program) -> Texts:
    return gathered(program.site.office.settings.home)


def _years(program: Program) -> tuple[CalendarYear, ...]:
    found = {one.value.year: one.value for one in _texts(program).calendars}
    return tuple(found[year] for year in sorted(found))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
