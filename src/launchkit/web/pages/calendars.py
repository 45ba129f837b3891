"""The working calendars: which years are official, and which open deadlines still wait for a notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response

from launchkit.desk.calendars import Moved
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import CalendarYear, Text
from launchkit.domain.matrix import HouseOperation
from launchkit.domain.problems import Problem, Problems
from launchkit.domain.telling import DeadlineLine, deadline_line, task_title
from launchkit.domain.times import running_deadlines
from launchkit.library.calendar_file import keep_calendar, read_calendar
from launchkit.library.texts import gathered
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.security.registrars import may_in_house
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import Site, SiteOf
from launchkit.web.uploads import yaml_of

router = APIRouter()

_FILE: Final = Text(zh="日历文件", en="calendar file")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deadline that a missing notice may still move."""

    case: Case
    task: Task
    line: DeadlineLine
    years: tuple[int, ...]
    #: the filing day of a tax was derived because no table is published
    derived: bool


@router.get("/calendars")
def calendars(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Every year there is, and what depends on those that are provisional."""
    return _shown(page, viewer, site)


@router.post("/calendars/preview")
def preview(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """What a year would move, or everything that is wrong in its file; nothing is written."""
    try:
        text, name = yaml_of(form, kept="calendar", called=_FILE)
        year = read_calendar(text.encode(), name)
        moved = site.office.calendars.preview(viewer.call("preview"), year)
    except Problems as fault:
        return _shown(page, viewer, site, status=422, problems=fault.problems)
    except ANSWERS as fault:
        return _shown(page, viewer, site, trouble=trouble_of(fault))
    return _shown(page, viewer, site, moved=moved, kept=(text, name))


@router.post("/calendars/adopt")
def adopt(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """The year counts from now on, in open cases and in those to come."""
    try:
        text, name = yaml_of(form, kept="calendar", called=_FILE)
        year = read_calendar(text.encode(), name)
        found = site.office.calendars.adopt(viewer.call(form.request), year)
    except Problems as fault:
        return _shown(page, viewer, site, status=422, problems=fault.problems)
    except ANSWERS as fault:
        return _shown(page, viewer, site, trouble=trouble_of(fault))
    keep_calendar(site.office.settings.home, year.year, text.encode())
    number = sum(map(len, found.cases.values())) + found.elsewhere
    said = Text(
        zh=f"已采用 {year.year} 年放假安排，{number} 个期限变动。",
        en=f"The calendar of {year.year} is adopted; {number} deadlines moved.",
    )
    return page.go("/calendars", said)


def _shown(  # noqa: PLR0913  the page after each of its steps
    page: Page,
    viewer: Viewer,
    site: Site,
    *,
    status: int = 200,
    trouble: Trouble | None = None,
    problems: tuple[Problem, ...] = (),
    moved: Moved | None = None,
    kept: tuple[str, str] = ("", ""),
) -> Response:
    found: dict[int, CalendarYear] = {}
    for loaded in gathered(site.office.settings.home).calendars:
        found.setdefault(loaded.value.year, loaded.value)
    return page.show(
        "calendars.html",
        status=status if trouble is None else trouble.status,
        may_adopt=may_in_house(viewer, HouseOperation.ADOPT_CALENDAR),
        problems=problems,
        moved=moved,
        moving=[] if moved is None else list(_moving(site, moved)),
        kept=kept,
        trouble=trouble,
        years=sorted(found.values(), key=lambda one: -one.year),
        adopted=site.office.desk.house().calendars,
        waiting=waiting(site, viewer),
        task_title=task_title,
    )


def _moving(site: Site, moved: Moved) -> Iterator[tuple[Case, Sequence[tuple[Task, str, str]]]]:
    """Cases with the tasks whose last day moves, from which day to which."""
    for name, changes in moved.cases.items():
        case = site.office.desk.case(name)
        rows = [(case.tasks[one["task"]], *one["last_day"]) for one in changes]
        if rows:
            yield case, rows


def waiting(site: Site, viewer: Viewer) -> list[Waiting]:
    """Open deadlines whose day is provisional, the next one first; rows tell which tasks to look at."""
    desk, now = site.office.desk, site.office.clock()
    found: list[Waiting] = []
    for row in viewer.cases:
        rows = site.office.store.tasks(case=row.case) if row.state == "open" else ()
        keys = [one.task for one in rows if one.provisional]
        if keys:
            case = desk.case(row.case)
            found.extend(
                one for key in keys if key in case.tasks for one in _of_task(case, key, now)
            )
    return sorted(found, key=lambda one: one.line.last_day)


def _of_task(case: Case, key: str, now: datetime) -> Iterator[Waiting]:
    task = case.tasks[key]
    for one in running_deadlines(case, task):
        if one.deadline.provisional:
            years, derived = one.deadline.provisional_years, one.deadline.tax_derived
            yield Waiting(case, task, deadline_line(case, one, now), years, derived)
