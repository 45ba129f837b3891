"""The register: people, companies, branches, and who may sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from launchkit.domain.checklist import FactType
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.domain.errors import BadValue
from launchkit.library.identifiers import given_identifier
from launchkit.web.api import masks
from launchkit.web.api.base import (
    PREFIX,
    Administering,
    Asked,
    Body,
    Code,
    Codes,
    Required,
    WindowOf,
    Words,
    portion,
    require_administrator,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.api.tasks import Reason
from launchkit.web.objects import Absent, BranchOf, CompanyOf, PersonOf, person_of
from launchkit.web.security.tokens import Program, ProgramOf

router = APIRouter(prefix=PREFIX, tags=["house"])

#: A code that fits into an address and on a page.
NewCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]


class PersonTold(BaseModel):
    """A person; numbers are covered but for their end."""

    model_config = ConfigDict(extra="forbid")
    person: str
    name: Any
    phone: Any
    id_number: Any
    email: Any


class NewPerson(Body):
    """A person; what is left out stays as it was."""

    person: NewCode
    name: Required
    phone: Words | None = None
    id_number: Words | None = None
    email: Words | None = None


class NewCompany(Body):
    """A legal entity."""

    company: NewCode
    name: Required
    short_name: Required
    uscc: Required
    address: Words = ""
    legal_representative: Words | None = None


class NewBranch(Body):
    """A branch, existing or planned."""

    branch: NewCode
    company: Code
    name: Required
    city: Required
    division_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] = ""
    zone: Annotated[str, Field(max_length=60)] = "Asia/Shanghai"
    address: Words = ""
    uscc: Words = ""
    parent: Code | None = None


class StandingRoles(Body):
    """Roles of a person in every case of a branch from now on; none: no more."""

    person: Code
    roles: Codes


class SamePerson(Body):
    """The other code of the same human being."""

    same_as: Code


class Registered(BaseModel):
    """What was registered."""

    model_config = ConfigDict(extra="forbid")
    code: str
    repeated: bool


@router.get("/people", response_model=Portion[PersonTold])
def people(program: ProgramOf, wanted: WindowOf) -> Response:
    """The people one may know: all for headquarters, auditors and administrators, else those of one's cases."""
    rows = [
        one
        for code, one in program.site.office.desk.house().people.items()
        if _knows(program, code)
    ]
    return portion(rows, wanted, lambda one: one.person, masks.person)


def _knows(program: Program, code: str) -> bool:
    try:
        person_of(code, program, program.site)
    except Absent:
        return False
    return True


@router.get("/people/{person}", response_model=PersonTold)
def one_person(person: PersonOf) -> Response:
    """One person."""
    return told(masks.person(person))


@router.post("/people", response_model=Registered)
def add_person(asked: Administering, sent: NewPerson) -> Response:
    """Register a person, or change what is known of them."""
    known = asked.program.site.office.desk.house().people.get(sent.person)
    entry = known or PersonAdded(person=sent.person, name=sent.name)
    entry = replace(
        entry,
        name=sent.name,
        phone=sent.phone or entry.phone,
        id_number=given_identifier(FactType.ID_NUMBER, sent.id_number or "") or entry.id_number,
        email=sent.email or entry.email,
    )
    return _add(asked, entry, sent.person)


@router.post("/people/{person}/same-as", response_model=Registered)
def same_person(person: PersonOf, asked: Administering, sent: SamePerson) -> Response:
    """Two codes are one human being: where two people are asked for, they count as one."""
    require_administrator(asked.program)
    receipt = asked.program.site.office.desk.registry.join_persons(
        asked.call, person=person.person, same_as=sent.same_as
    )
    return told({"code": person.person, "repeated": receipt.repeated})


@router.post("/people/{person}/suspend", response_model=Registered)
def suspend(person: PersonOf, asked: Administering, sent: Reason) -> Response:
    """Every right of a person in every case goes at once; never by their own hand."""
    require_administrator(asked.program)
    receipt = asked.program.site.office.desk.registry.suspend_rights(
        asked.call, person=person.person, reason=sent.reason
    )
    return told({"code": person.person, "repeated": receipt.repeated})


@router.post("/people/{person}/restore", response_model=Registered)
def restore(person: PersonOf, asked: Administering, sent: Reason) -> Response:
    """A suspended person may act again, in the roles they still have."""
    require_administrator(asked.program)
    receipt = asked.program.site.office.desk.registry.restore_rights(
        asked.call, person=person.person, reason=sent.reason
    )
    return told({"code": person.person, "repeated": receipt.repeated})


@router.get("/companies", response_model=Portion[Mapping[str, Any]])
def companies(program: ProgramOf, wanted: WindowOf) -> Response:
    """The companies of one's cases; all for who sees all cases."""
    own = {row.company for row in program.cases}
    rows = [
        one
        for code, one in program.site.office.desk.house().companies.items()
        if program.wide or code in own
    ]
    return portion(rows, wanted, lambda one: one.company, lambda one: one)


@router.get("/companies/{company}", response_model=Mapping[str, Any])
def one_company(company: CompanyOf) -> Response:
    """One company."""
    return told(company)


@router.post("/companies", response_model=Registered)
def add_company(asked: Administering, sent: NewCompany) -> Response:
    """Register a company; the same code again replaces it."""
    entry = CompanyAdded(
        company=sent.company,
        name=sent.name,
        short_name=sent.short_name,
        uscc=given_identifier(FactType.USCC, sent.uscc),
        address=sent.address,
        legal_representative=sent.legal_representative,
    )
    return _add(asked, entry, sent.company)


@router.get("/branches", response_model=Portion[Mapping[str, Any]])
def branches(program: ProgramOf, wanted: WindowOf) -> Response:
    """The branches of one's cases; all for who sees all cases."""
    own = {row.branch for row in program.cases}
    rows = [
        one
        for code, one in program.site.office.desk.house().branches.items()
        if program.wide or code in own
    ]
    return portion(rows, wanted, lambda one: one.branch, lambda one: one)


@router.get("/branches/{branch}", response_model=Mapping[str, Any])
def one_branch(branch: BranchOf) -> Response:
    """One branch."""
    return told(branch)


@router.post("/branches", response_model=Registered)
def add_branch(asked: Administering, sent: NewBranch) -> Response:
    """Register a branch; the same code again replaces it."""
    try:
        ZoneInfo(sent.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadValue("没有这个时区。", "There is no such time zone.") from None
    asked.program.site.office.desk.house().company(sent.company)
    entry = BranchAdded(
        branch=sent.branch,
        company=sent.company,
        name=sent.name,
        city=sent.city,
        division_code=sent.division_code,
        zone=sent.zone,
        address=sent.address,
        uscc=given_identifier(FactType.USCC, sent.uscc),
        parent=sent.parent,
    )
    return _add(asked, entry, sent.branch)


@router.post("/branches/{branch}/roles", response_model=Registered)
def give_roles(branch: BranchOf, asked: Administering, sent: StandingRoles) -> Response:
    """Standing roles at a branch: in cases opened from now on, unless somebody else is named."""
    require_administrator(asked.program)
    receipt = asked.program.site.office.desk.registry.give_branch_roles(
        asked.call, branch=branch.branch, person=sent.person, roles=tuple(sent.roles)
    )
    return told({"code": branch.branch, "repeated": receipt.repeated})


def _add(asked: Asked, entry: PersonAdded | CompanyAdded | BranchAdded, code: str) -> Response:
    require_administrator(asked.program)
    receipt = asked.program.site.office.desk.registry.add(asked.call, entry)
    return told({"code": code, "repeated": receipt.repeated})
