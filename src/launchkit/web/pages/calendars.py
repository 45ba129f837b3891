"""The working calendars: which years are official, and which open deadlines still wait for a notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import CalendarYear
from launchkit.domain.telling import DeadlineLine, deadline_line, task_title
from launchkit.domain.times import running_deadlines
from launchkit.library.texts import gathered
from launchkit.web.page import PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import Site, SiteOf

router = APIRouter()


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
    found: dict[int, CalendarYear] = {}
    for loaded in gathered(site.office.settings.home).calendars:
        found.setdefault(loaded.value.year, loaded.value)
    return page.show(
        "calendars.html",
        years=sorted(found.values(), key=lambda one: -one.year),
        adopted=site.office.desk.house().calendars,
        waiting=waiting(site, viewer),
        task_title=task_title,
    )


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
