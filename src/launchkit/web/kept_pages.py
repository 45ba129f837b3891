"""Which pages a telephone keeps, so that they can be read without signal, each with a mark that changes with its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from launchkit.domain.case import Case, Task
from launchkit.domain.people import helpers_of, owner_of
from launchkit.domain.standing import Standing, standing
from launchkit.domain.telling.task_sheet import task_sheet
from launchkit.web.page import Page
from launchkit.web.templating import segment

#: So many cases, and so many tasks over all of them.
MOST_CASES: Final = 8
MOST_TASKS: Final = 60
#: pages of a case beside its board
_OF_CASE: Final = ("papers", "facts", "happenings", "promises")
#: what can be done now is kept first
_FIRST: Final = (
    Standing.STARTED,
    Standing.READY,
    Standing.BLOCKED,
    Standing.UNANSWERED,
    Standing.OPTIONAL,
    Standing.WAITING,
)


def pages_ahead(page: Page) -> list[tuple[str, str]]:
    """Address and mark of every page to keep: one's day, the boards of one's open cases, one's open tasks."""
    assert page.viewer is not None  # noqa: S101  every route stands behind `signed_in`
    viewer, desk = page.viewer, page.site.office.desk
    mine = [row.case for row in viewer.cases if row.state == "open" and row.case in viewer.roles]
    cases = [desk.case(one) for one in mine[:MOST_CASES]]
    house, today = desk.house().seq, viewer.ask.now.date()
    heads = [(row.case, row.stream_seq) for row in viewer.cases]
    found = [(path, page.mark(path)) for path in ("/offline", "/outbox")]
    found.extend((path, page.mark(path, house, today, heads)) for path in ("/today", "/cases"))
    for case in cases:
        root = f"/cases/{segment(case.id)}"
        paths = (root, *(f"{root}/{one}" for one in _OF_CASE))
        found.extend((path, page.mark(path, house, today, case.seq)) for path in paths)
    found.extend(_tasks(page, cases))
    return found


def _tasks(page: Page, cases: list[Case]) -> Iterator[tuple[str, str]]:
    assert page.viewer is not None  # noqa: S101  as above
    who, house = page.viewer.person, page.site.office.desk.house()
    own = [
        (case, task)
        for case in cases
        for task in case.tasks.values()
        if not task.closed and _is_own(case, task, who)
    ]
    own.sort(key=lambda one: _place(*one))
    for case, task in own[:MOST_TASKS]:
        sheet = replace(task_sheet(case, task, house, page.viewer.ask), seq=0)
        path = f"/cases/{segment(case.id)}/tasks/{segment(task.key)}"
        yield path, page.mark(path, sheet)


def _is_own(case: Case, task: Task, who: str) -> bool:
    return owner_of(case, task) == who or who in helpers_of(case, task)


def _place(case: Case, task: Task) -> int:
    found = standing(case, task)
    return _FIRST.index(found) if found in _FIRST else len(_FIRST)
