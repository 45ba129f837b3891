"""The checklists: browse them, search them by today's names and by old ones, and see what is wrong in the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.domain.checklist import Checklist, Part, PlaceKind, Stage, Statute, Text
from launchkit.domain.opening_hours import read_hours, week_of
from launchkit.domain.problems import Problem
from launchkit.domain.searching import search_items
from launchkit.domain.telling import role_text
from launchkit.domain.telling.places import week_text
from launchkit.domain.telling.words import NOTHING
from launchkit.library.checking import check
from launchkit.library.folders import data_folders, shown
from launchkit.library.resolve import state_of
from launchkit.library.texts import Texts, gathered
from launchkit.web.objects import ChecklistOf
from launchkit.web.page import PageOf
from launchkit.web.site import Site, SiteOf

router = APIRouter()

#: Lines shown around the one a problem is in.
AROUND: Final = 2
MOST_FOUND: Final = 60
_LONGEST: Final = 100
#: fingerprint of the files -> their problems; looking through all of them takes seconds
_PROBLEMS: dict[Path, tuple[str, Sequence[Problem]]] = {}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a file around a problem; in the line itself, the text before and from the column on."""

    number: int
    before: str
    after: str
    wrong: bool


@router.get("/definitions")
def definitions(page: PageOf, site: SiteOf, q: str = "") -> Response:
    """All checklists, and what is found in them."""
    texts = gathered(site.office.settings.home)
    words = q.strip()[:_LONGEST]
    parts, lists = _values(texts)
    found = list(search_items(words, parts, lists))[: MOST_FOUND + 1] if words else []
    return page.show(
        "definitions.html",
        checklists=[(one, _counts(one, texts)) for one in lists],
        q=words,
        found=found[:MOST_FOUND],
        more=len(found) > MOST_FOUND,
        problems=known_problems(site),
    )


@router.get("/definitions/problems")
def problems(page: PageOf, site: SiteOf) -> Response:
    """Every problem of the files on disk, in its line."""
    found = problems_of(site)
    return page.show(
        "problems.html", problems=[(one, list(source_lines(one, site))) for one in found]
    )


@router.get("/definitions/{checklist}")
def definition(checklist: ChecklistOf, page: PageOf, site: SiteOf) -> Response:
    """One stage of a checklist with its items: the one named, that of an item, or the first."""
    query = page.request.query_params
    texts = gathered(site.office.settings.home)
    stages = list(stages_of(checklist, texts))
    wanted, item = query.get("stage", ""), query.get("item", "")
    named = [one for one in stages if one.id == wanted or item in {each.id for each in one.items}]
    named = named or stages[:1]
    return page.show(
        "definition.html",
        checklist=checklist,
        stages=stages,
        stage=named[0] if named else None,
        facts={one.id: one for part in _parts(checklist, texts) for one in part.facts},
        where={
            one.id: (one, kept_hours(one))
            for part in _parts(checklist, texts)
            for one in part.places
        },
        statutes=statutes_of(texts),
        items={item.id: item for one in stages for item in one.items},
        documents={one.value.code: one.value for one in texts.documents},
        role_text=role_text,
    )


def kept_hours(kind: PlaceKind) -> Text:
    """The hours that places of a kind usually keep; empty where they do not matter, or nobody knows them."""
    week = week_of(read_hours(kind.hours), holidays=kind.holidays)
    return NOTHING if week is None or kind.online else week_text(week)


def known_problems(site: Site) -> int | None:
    """How many problems there are; None while nobody has looked since a file changed."""
    home = site.office.settings.home
    kept = _PROBLEMS.get(home)
    return len(kept[1]) if kept is not None and kept[0] == state_of(home) else None


def problems_of(site: Site) -> Sequence[Problem]:
    """Problems of all checklists and templates; looked for again once a file has changed."""
    home = site.office.settings.home
    state = state_of(home)
    kept = _PROBLEMS.get(home)
    if kept is None or kept[0] != state:
        paths = [*data_folders("checklists", home), *data_folders("templates", home)]
        kept = _PROBLEMS[home] = (state, check(paths, home))
    return kept[1]


def source_lines(problem: Problem, site: Site) -> Iterator[SourceLine]:
    """The line of a problem with those around it; nothing where the file cannot be read any more."""
    home = site.office.settings.home
    folders = [*data_folders("checklists", home), *data_folders("templates", home)]
    files = {shown(one): one for folder in folders for one in folder.rglob("*.yaml")}
    path = files.get(problem.file)
    lines = [] if path is None else path.read_text(encoding="utf-8", errors="replace").splitlines()
    first = max(0, problem.line - 1 - AROUND)
    for number, line in enumerate(lines[first : problem.line + AROUND], start=first + 1):
        wrong = number == problem.line
        cut = min(problem.column - 1, len(line)) if wrong else len(line)
        yield SourceLine(number, line[:cut], line[cut:], wrong)


def stages_of(checklist: Checklist, texts: Texts) -> Iterator[Stage]:
    """Stages of a checklist with the items it uses, in order."""
    for use in checklist.parts:
        loaded = texts.parts.get(use.part)
        for stage in () if loaded is None else loaded.value.stages:
            items = tuple(one for one in stage.items if one.id not in use.omit)
            if items:
                yield Stage(id=stage.id, title=stage.title, items=items)


def statutes_of(texts: Texts) -> dict[str, Statute]:
    """All legal bases by id."""
    return {one.id: one for loaded in texts.statutes for one in loaded.value.statutes}


def _parts(checklist: Checklist, texts: Texts) -> Iterator[Part]:
    for use in checklist.parts:
        if use.part in texts.parts:
            yield texts.parts[use.part].value


def _values(texts: Texts) -> tuple[list[Part], list[Checklist]]:
    return (
        [one.value for one in texts.parts.values()],
        [one.value for one in texts.checklists.values()],
    )


def _counts(checklist: Checklist, texts: Texts) -> dict[str, Any]:
    stages = list(stages_of(checklist, texts))
    items = [item for stage in stages for item in stage.items]
    return {
        "stages": len(stages),
        "items": len(items),
        "statutory": sum(1 for item in items if any(due.basis for due in item.due)),
    }
