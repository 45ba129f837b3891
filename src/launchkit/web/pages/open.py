"""Opening a case: kind and branch, then people, days and first facts, then a preview of everything, then the opening itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.desk.opening import require_once, twin_of
from launchkit.domain.checklist import Definition, Text
from launchkit.domain.errors import LaunchkitError, NotFound
from launchkit.domain.house import with_entries
from launchkit.domain.problems import Problem, Problems
from launchkit.domain.store_errors import RequestReused, StoreBusy
from launchkit.domain.telling import role_text
from launchkit.domain.telling.preview import (
    asked_at_opening,
    people_offered,
    preview_of,
    roles_wanted,
)
from launchkit.library.resolve import checklist_names
from launchkit.web.opening import (
    MORE_PEOPLE,
    NEED_TO_KNOW,
    RESTRICTED_KINDS,
    Wanted,
    definition_of,
    from_file,
    from_form,
    require_opener,
)
from launchkit.web.page import Page, PageOf, Trouble, trouble_of
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import Sent, SentForm
from launchkit.web.site import Site, SiteOf
from launchkit.web.uploads import yaml_of

router = APIRouter()

_FILE: Final = Text(zh="专案文件", en="case file")

#: What is not carried from one step to the next.
_OF_THE_FORM: Final = frozenset({"csrf", "request", "expect", "again"})


@router.get("/open")
def start(
    page: PageOf, viewer: SignedIn, site: SiteOf, kind: str = "", branch: str = ""
) -> Response:
    """Which situation and where; with both, the rest of the form."""
    require_opener(viewer)
    if not kind:
        return _start(page, site)
    house = site.office.desk.house()
    typed = {"kind": kind, "branch": branch if branch in house.branches else ""}
    return _form(page, site, _definition(site, kind), _prefilled(viewer, site, typed))


@router.post("/open/form")
def change(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Back from the preview to what was typed."""
    require_opener(viewer)
    return _form(page, site, _definition(site, form.text("kind", longest=80)), form.typed)


@router.post("/open/preview")
def preview(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """What there would be to do; nothing is written."""
    require_opener(viewer)
    definition = _definition(site, form.text("kind", longest=80))
    try:
        wanted = from_form(form, site, definition)
        return _preview(page, viewer, site, wanted, _kept(form))
    except (LaunchkitError, StoreBusy) as fault:
        return _form(page, site, definition, form.typed, trouble_of(fault))


@router.post("/open/file")
def preview_file(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """The same from a case file, or everything that is wrong in it."""
    require_opener(viewer)
    try:
        text, name = yaml_of(form, kept="case_file", called=_FILE)
        wanted = from_file(text, site, name)
        return _preview(page, viewer, site, wanted, {"case_file": text, "file_name": name})
    except Problems as fault:
        return _start(page, site, problems=fault.problems, status=422)
    except (LaunchkitError, StoreBusy) as fault:
        return _start(page, site, trouble=trouble_of(fault))


@router.post("/open")
def open_(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """The case begins; sent twice, it begins once."""
    require_opener(viewer)
    opened = site.office.store.answered(form.request)
    if opened is not None and "case" in opened[1]:
        # Its branch is known by now, so that the form itself would not be taken a second time.
        return page.go(_address(str(opened[1]["case"])))
    from_a_file = bool(form.typed.get("case_file"))
    kind = "" if from_a_file else form.text("kind", longest=80)
    try:
        wanted = _wanted(form, site, kind)
        outcome = _open(site, viewer.call(form.request), wanted, again=form.flag("again"))
    except Problems as fault:
        return _start(page, site, problems=fault.problems, status=422)
    except (LaunchkitError, StoreBusy, RequestReused) as fault:
        if from_a_file:
            return _start(page, site, trouble=trouble_of(fault))
        return _form(page, site, _definition(site, kind), form.typed, trouble_of(fault))
    page.advance(outcome)
    number = outcome.case.number
    said = Text(zh=f"已开案：{number}。", en=f"{number} is open.")
    return page.go(_address(outcome.case.id), said)


def _address(case: str) -> str:
    return f"/cases/{quote(case, safe='')}"


# --- opening ---------------------------------------------------------------------------------------------------


def _wanted(form: Sent, site: Site, kind: str) -> Wanted:
    if form.typed.get("case_file"):
        return from_file(*_text_and_name(form, site))
    return from_form(form, site, _definition(site, kind))


def _text_and_name(form: Sent, site: Site) -> tuple[str, Site, str]:
    text, name = yaml_of(form, kept="case_file", called=_FILE)
    return text, site, name


def _open(site: Site, call: Call, wanted: Wanted, *, again: bool) -> Outcome:
    """Branch and people that are new go before the case; both have the same request, so neither comes twice."""
    desk = site.office.desk
    opening = replace(wanted.opening, once=not again)
    require_once(desk.reading.cases(call.actor), opening, site.office.clock())
    if wanted.fresh:
        # What the rules refuse is refused before anything of the house is written.
        desk.preview(call, wanted.opening, wanted.fresh)
        desk.registry.add(replace(call, request=f"{call.request}.house"), *wanted.fresh)
    return desk.open(call, opening)


# --- pages -----------------------------------------------------------------------------------------------------


def _definition(site: Site, kind: str) -> Definition:
    if kind not in checklist_names(site.office.settings.home):
        raise NotFound("没有这种专案。", "There is no such kind of case.")
    return definition_of(site, kind)


def _start(
    page: Page,
    site: Site,
    *,
    trouble: Trouble | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    names = checklist_names(site.office.settings.home)
    house = site.office.desk.house()
    return page.show(
        "open.html",
        status=status if trouble is None else trouble.status,
        kinds=[(one, page.say(*_title(site, one))) for one in names],
        branches=[(code, f"{one.name}") for code, one in house.branches.items()],
        problems=problems,
        trouble=trouble,
    )


def _title(site: Site, kind: str) -> tuple[str, str]:
    title = definition_of(site, kind).title
    return title.zh, title.en


def _form(
    page: Page,
    site: Site,
    definition: Definition,
    typed: Mapping[str, str],
    trouble: Trouble | None = None,
) -> Response:
    house = site.office.desk.house()
    people = people_offered(house, house.roster())
    return page.show(
        "open_form.html",
        status=200 if trouble is None else trouble.status,
        definition=definition,
        typed=typed,
        branch=house.branches.get(typed.get("branch", "")),
        companies=[(code, one.name) for code, one in house.companies.items()],
        people=[(code, f"{name} {code}") for code, name in people],
        roles=[
            (one, page.say(role_text(one).zh, role_text(one).en))
            for one in roles_wanted(definition)
        ],
        more=list(map(str, range(MORE_PEOPLE))),
        asked=asked_at_opening(definition),
        need_to_know=NEED_TO_KNOW,
        trouble=trouble,
    )


def _prefilled(viewer: Viewer, site: Site, typed: dict[str, str]) -> dict[str, str]:
    """What the house knows already: standing roles of the branch, today, and who looks as who decides."""
    house = site.office.desk.house()
    found = dict(typed)
    if typed["kind"] in RESTRICTED_KINDS:
        found["restricted"] = "1"
    for person, roles in house.roles_at(typed["branch"]).items():
        for role in roles:
            found.setdefault(f"person.{role}", f"{house.name(person)} {person}")
    if viewer.person in house.people:
        found.setdefault("person.hq_lead", f"{viewer.name} {viewer.person}")
    return found


def _preview(
    page: Page, viewer: Viewer, site: Site, wanted: Wanted, kept: Mapping[str, str]
) -> Response:
    desk = site.office.desk
    case = desk.preview(viewer.call("preview"), wanted.opening, wanted.fresh)
    house = with_entries(desk.house(), wanted.fresh)
    return page.show(
        "open_preview.html",
        planned=case,
        preview=preview_of(case, house, viewer.ask.now),
        branch=house.branch(case.branch),
        name_in=house.name,
        fresh=wanted.fresh,
        kept=kept,
        role_text=role_text,
        need_to_know=NEED_TO_KNOW,
        twin=twin_of(desk.reading.cases(viewer.person), wanted.opening, viewer.ask.now),
    )


def _kept(form: Sent) -> dict[str, Any]:
    return {name: value for name, value in form.typed.items() if name not in _OF_THE_FORM}
