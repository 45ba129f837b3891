"""The facts of a case: all of them as they stand, and one at a time to state or correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import FactType, Text
from launchkit.domain.telling.facts import FactRow, FactSection, fact_sections
from launchkit.web.case_pages import CasePage, members
from launchkit.web.fact_fields import drawn, given, typed_rows, was_changed
from launchkit.web.objects import CaseOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, SentForm
from launchkit.web.site import SiteOf
from launchkit.web.templating import segment

router = APIRouter()


#: Stands in an address for the facts that no task asks for.
_OTHER: Final = "other"


@router.get("/cases/{case}/facts")
def facts(
    page: PageOf, viewer: SignedIn, case: CaseOf, stage: str = "", fact: str = ""
) -> Response:
    """Facts of a stage, by instance; `fact` opens the form of one, and a name that is none opens nothing."""
    return _section(page, viewer, case, stage=stage, name=fact).draw()


@router.post("/cases/{case}/facts")
def state(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """One fact is stated or corrected."""
    name = form.typed.get("fact", "")
    sections = fact_sections(case, site.office.desk.house(), viewer.ask)
    rows = {row.name: row for one in sections for row in one.rows}

    def action(call: Call) -> Outcome:
        spec = rows[form.one_of("fact", rows)].spec
        stated, errors = given(case, [spec], form)
        for field, wrong in errors.items():
            raise BadField(field, wrong.zh, wrong.en)
        if not stated:
            raise BadField(f"fact.{spec.id}", "这一栏没有改动。", "Nothing was changed here.")
        return site.office.desk.state(call, case.id, {name: stated[spec.id]})

    found = _section(page, viewer, case, name=name, typed=form.typed)
    said = Text(zh="要素已登记。", en="The fact is recorded.")
    there = f"facts?stage={segment(_stage_of(sections, name))}#f.{segment(name)}"
    return found.act(form, action, said, to=there)


def _section(
    page: Page,
    viewer: Viewer,
    case: Case,
    *,
    stage: str = "",
    name: str = "",
    typed: Mapping[str, str] | None = None,
) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        sections = fact_sections(known, page.site.office.desk.house(), viewer.ask)
        stages = _stages(sections)
        shown = _stage_of(sections, name) if stage not in stages else stage
        shown = shown if shown in stages else next(iter(stages), "")
        found = (row for one in sections for row in one.rows if row.name == name and row.may)
        chosen = next(found, None)
        return {
            "stages": stages,
            "stage": shown,
            "sections": [one for one in sections if (one.stage or _OTHER) == shown],
            "chosen": chosen,
            "drawn": "" if chosen is None else _drawn(known, chosen),
            "value": None if chosen is None else _value(known, chosen, typed or {}),
            "members": members(page, known),
        }

    return CasePage(
        page=page, viewer=viewer, case=case.id, template="facts.html", path="facts", values=values
    )


def _stage_of(sections: tuple[FactSection, ...], name: str) -> str:
    """Stage of a fact, as an address names it; empty for what is none."""
    found = (one.stage for one in sections for row in one.rows if row.name == name)
    stage = next(found, None)
    return "" if stage is None else stage or _OTHER


def _stages(sections: tuple[FactSection, ...]) -> dict[str, tuple[Text, int, int]]:
    """Each stage with how many of its facts are stated, and how many there are."""
    found: dict[str, tuple[Text, int, int]] = {}
    for one in sections:
        _, stated, rows = found.get(one.stage or _OTHER, (one.title, 0, 0))
        found[one.stage or _OTHER] = (one.title, stated + one.stated, rows + len(one.rows))
    return found


def _drawn(case: Case, row: FactRow) -> str:
    """What the field holds before anybody types; rows of a table are not compared."""
    return "" if row.spec.type is FactType.TABLE else drawn(case, row.spec, row.value)


def _value(case: Case, row: FactRow, typed: Mapping[str, str]) -> object:
    """What the field holds: what was typed where something was, else what the case knows."""
    if row.spec.type is FactType.TABLE:
        return typed_rows(row.spec, typed) or row.value
    if typed and was_changed(typed, row.spec):
        return typed.get(f"fact.{row.spec.id}", "")
    return _drawn(case, row)
