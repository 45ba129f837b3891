"""The command menu: pages, cases and tasks by a few letters; and the keys by which all of it is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from launchkit.domain.recorded import CaseRow, TaskRow
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import Site, SiteOf
from launchkit.web.templating import segment

router = APIRouter()

#: More than these nobody reads; another letter is quicker.
MOST_CASES: Final = 6
MOST_TASKS: Final = 12
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One line of the command menu: where it leads, what it is called, and what it belongs to."""

    path: str
    words: str
    icon: str
    beside: str = ""


@router.get("/find")
def find(
    page: PageOf, viewer: SignedIn, site: SiteOf, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """What the viewer may go to, by the letters they typed; a page of its own where nothing runs in the browser."""
    words = q.strip().casefold()[:_LONGEST]
    found = [*_places(page, words), *_cases(viewer, words), *_tasks(page, viewer, site, words)]
    template = "find_part.html" if page.is_part else "find.html"
    return page.show(template, q=q.strip()[:_LONGEST], found=found)


@router.get("/keys")
def keys(page: PageOf, viewer: SignedIn) -> Response:  # noqa: ARG001  for everybody who is signed in
    """The keys, and how to switch off those that are a single letter."""
    return page.show("keys_part.html" if page.is_part else "keys.html")


def _places(page: Page, words: str) -> Iterator[Found]:
    for place, word in page.places:
        if words in word.casefold() or words in place.path:
            yield Found(path=place.path, words=word, icon=place.icon)


def _cases(viewer: Viewer, words: str) -> Iterator[Found]:
    """One's own cases while nothing is typed; among all that one may see otherwise."""
    rows = viewer.cases if words else [row for row in viewer.cases if row.case in viewer.roles]
    hits = (row for row in rows if words in f"{row.name} {row.number}".casefold())
    for row in islice(hits, MOST_CASES):
        path = f"/cases/{segment(row.case)}"
        yield Found(path=path, words=row.name, icon="flag", beside=row.number)


def _tasks(page: Page, viewer: Viewer, site: Site, words: str) -> Iterator[Found]:
    """Tasks of cases that the viewer may see; those of which the code is meant come first."""
    if not words:
        return
    hits = [(case, row) for case in viewer.cases for row in _named(site, case, words)]
    hits.sort(key=lambda hit: not hit[1].code.casefold().startswith(words))
    for case, row in hits[:MOST_TASKS]:
        _, _, instance = row.task.partition("#")
        beside = " · ".join(filter(None, (row.code, instance, case.name)))
        path = f"/cases/{segment(case.case)}/tasks/{segment(row.task)}"
        title = page.say(row.title_zh, row.title_en)
        yield Found(path=path, words=title, icon="list", beside=beside)


def _named(site: Site, case: CaseRow, words: str) -> Sequence[TaskRow]:
    return [
        row
        for row in site.office.store.tasks(case=case.case)
        if words in f"{row.code} {row.title_zh} {row.title_en}".casefold()
    ]
