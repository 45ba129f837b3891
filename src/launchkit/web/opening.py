"""What the page of an opening sends, as the desk is told it: from the fields of a form, or from a case file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from launchkit.desk import Opening
from launchkit.domain.checklist import Definition, FactType, Text
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry
from launchkit.domain.house import House
from launchkit.domain.matrix import HouseOperation
from launchkit.domain.problems import Problems
from launchkit.domain.roles import ROLES
from launchkit.domain.rules.house import refused
from launchkit.domain.telling.preview import asked_at_opening, roles_wanted
from launchkit.library.case_check import case_problems, case_problems_with
from launchkit.library.case_file import CaseFile
from launchkit.library.identifiers import checked_identifier
from launchkit.library.loading import load
from launchkit.library.resolve import resolve
from launchkit.library.yaml_reader import read
from launchkit.rehearsal.case_files import changed_entries, company_code, opening_of, short_name
from launchkit.web.house_fields import division_of
from launchkit.web.security.registrars import may_in_house
from launchkit.web.security.viewer import Viewer
from launchkit.web.sent import BadField, Sent
from launchkit.web.site import Site

#: Rows for further people beside one for each role.
MORE_PEOPLE: Final = 4
#: A situation in which somebody is under suspicion begins with a short list of those who may know.
RESTRICTED_KINDS: Final = frozenset({"take_over_branch"})
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be opened, and the entries of the house that come before it."""

    opening: Opening
    fresh: tuple[Entry, ...]


def may_open(viewer: Viewer) -> bool:
    """Whether somebody opens cases at all; of one that is to be opened the desk asks again."""
    return may_in_house(viewer, HouseOperation.OPEN_CASE)


def require_opener(viewer: Viewer) -> None:
    """Refuse everybody else."""
    if not may_open(viewer):
        raise refused(HouseOperation.OPEN_CASE)


def definition_of(site: Site, kind: str) -> Definition:
    """The checklist of a kind as it is now; raises `Problems` where it has an error."""
    return resolve(kind, site.office.settings.home).definition


# --- the form ------------------------------------------------------------------------------------------------


def from_form(form: Sent, site: Site, definition: Definition) -> Wanted:
    """The fields of the form; the first that does not fit is named."""
    house = site.office.desk.house()
    fresh = tuple(_place(form, house))
    branch = form.text("branch", longest=40) or form.text("branch_code", longest=20)
    start, target = form.day("start", required=True), form.day("target", required=True)
    team, deputies = _team(form, definition, house)
    opening = Opening(
        checklist=definition.id,
        name=form.text("name", longest=80, required=True),
        branch=branch,
        start=str(start),
        target=str(target),
        team=team,
        deputies=deputies,
        facts=form.facts(asked_at_opening(definition)),
        restricted=form.flag("restricted"),
    )
    return Wanted(opening=opening, fresh=fresh)


def _place(form: Sent, house: House) -> Iterator[Entry]:
    """A branch that is new, and its company if that is new too."""
    if form.text("branch", longest=40):
        return
    company = form.text("company", longest=40)
    if not company:
        made = _company(form, house)
        company = made.company
        yield made
    code = form.text("branch_code", longest=20, required=True)
    if not _CODE.fullmatch(code) or code in house.branches:
        raise BadField(
            "branch_code",
            "代码由字母、数字组成，以字母开头，且没有用过。",
            "A code has letters and digits, begins with a letter, and is not taken.",
        )
    division = division_of(form, "division_code", required=True)
    yield BranchAdded(
        branch=code,
        company=company,
        name=form.text("branch_name", longest=80, required=True),
        city=form.text("city", longest=40, required=True),
        division_code=division,
        address=form.text("address", longest=200),
    )


def _company(form: Sent, house: House) -> CompanyAdded:
    name = form.text("company_name", longest=80, required=True)
    try:
        uscc = checked_identifier(FactType.USCC, form.text("uscc", longest=18, required=True))
    except ValueError:
        raise BadField(
            "uscc",
            "统一社会信用代码不对：18 位，最后一位是校验码。",
            "The credit code is not right: 18 characters, the last one checks the others.",
        ) from None
    return CompanyAdded(
        company=company_code(uscc, house), name=name, short_name=short_name(name), uscc=uscc
    )


def _team(
    form: Sent, definition: Definition, house: House
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Who has which roles, and who stands in for whom."""
    team: dict[str, tuple[str, ...]] = {}
    deputies: dict[str, str] = {}
    for role, place in _places(form, definition):
        person = _person(form, f"person.{place}", house)
        if person is None:
            continue
        if role not in ROLES:
            raise BadField(f"role.{place}", "请选择角色。", "Choose a role.")
        team[person] = tuple(dict.fromkeys((*team.get(person, ()), role)))
        deputy = _person(form, f"deputy.{place}", house)
        if deputy is not None:
            deputies[person] = deputy
    return team, deputies


def _person(form: Sent, name: str, house: House) -> str | None:
    """The person of a field: chosen as `张弛 P1`, or typed as a code or a name that only one has."""
    typed = form.text(name, longest=80)
    if not typed:
        return None
    code = typed.rpartition(" ")[2]
    if code in house.people:
        return code
    named = [one for one in house.people if house.name(one) == typed]
    if len(named) != 1:
        raise BadField(
            name,
            f"没有登记 {typed}，请从列表里选，或先登记这个人。",
            f"{typed} is not registered; choose from the list, or register them first.",
        )
    return named[0]


def _places(form: Sent, definition: Definition) -> Iterator[tuple[str, str]]:
    for role in roles_wanted(definition):
        yield role, role
    for number in range(MORE_PEOPLE):
        yield form.text(f"role.{number}", longest=40), str(number)


# --- the case file ---------------------------------------------------------------------------------------------


def from_file(text: str, site: Site, name: str) -> Wanted:
    """A case file; raises `Problems` with everything that is wrong in it, by line."""
    loaded = load(CaseFile, read(text.encode(), name))
    found = list(case_problems(loaded))
    found.extend(case_problems_with(loaded, definition_of(site, loaded.value.checklist)))
    if found:
        raise Problems(found)
    house = site.office.desk.house()
    return Wanted(
        opening=opening_of(site.office, loaded.value),
        fresh=tuple(changed_entries(loaded.value, house)),
    )


#: Said beside the box that restricts a case.
NEED_TO_KNOW: Final = Text(
    zh="涉密专案只有名单里的人看得到：别人连编号和名称都看不到，也收不到通知。接管类专案默认涉密；被反映的人不要放进名单，先暂停其权限。",
    en="A restricted case is there for the people on its list only: nobody else sees its number or name, or gets a notice. A take-over is restricted unless you say otherwise; leave whoever is concerned off the list, and suspend their rights first.",
)
