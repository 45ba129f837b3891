"""From a case file to a case: read with all its problems at once, people and branch registered, then opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from launchkit.bootstrap import Office
from launchkit.desk import Call, Opening
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry, PersonAdded
from launchkit.domain.house import House
from launchkit.domain.people import DECIDER, SYSTEM
from launchkit.domain.problems import Problems
from launchkit.library.case_check import case_problems, case_problems_with
from launchkit.library.case_file import CaseCompany, CaseFile
from launchkit.library.folders import shown
from launchkit.library.loading import load
from launchkit.library.resolve import resolve
from launchkit.library.yaml_reader import read_file

#: What a company name ends with and what it is in the business of: neither is its short name.
_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团", "公司")
_SHORTEST, _LONGEST = 2, 4


def read_case_file(path: Path, home: Path) -> CaseFile:
    """A case file held against its checklist; raises `Problems` with everything that is wrong."""
    loaded = load(CaseFile, read_file(path, shown(path)))
    found = list(case_problems(loaded))
    definition = resolve(loaded.value.checklist, home).definition
    found.extend(case_problems_with(loaded, definition))
    if found:
        raise Problems(found)
    return loaded.value


def decider_of(case_file: CaseFile) -> str | None:
    """First person of the file who decides at headquarters: opening a case is headquarters' act."""
    return next((one.person for one in case_file.team if DECIDER in one.roles), None)


def opening_of(office: Office, case_file: CaseFile) -> Opening:
    """What the desk is told; links are resolved to the ids of the cases they name."""
    return Opening(
        checklist=case_file.checklist,
        name=case_file.name,
        branch=case_file.branch.code,
        start=case_file.start,
        target=case_file.target,
        team={one.person: one.roles for one in case_file.team if one.roles},
        deputies={one.person: one.deputy for one in case_file.team if one.deputy},
        facts=case_file.facts,
        restricted=case_file.restricted,
        links=tuple(
            {
                "kind": one.kind.value,
                "case": office.desk.reading.find_case(one.case, viewer=SYSTEM),
            }
            for one in case_file.links
        ),
    )


def register(office: Office, case_file: CaseFile, call: Call) -> tuple[Entry, ...]:
    """Register company, branch and people that are new or differ; what the file leaves out stays as it is known."""
    fresh = tuple(changed_entries(case_file, office.desk.house()))
    if fresh:
        office.desk.registry.add(replace(call, request=f"{call.request}.house"), *fresh)
    return fresh


def changed_entries(case_file: CaseFile, house: House) -> Iterator[Entry]:
    """House entries that a case file adds or changes."""
    company = _company(case_file.company, house)
    branch = case_file.branch
    yield from _if_new(company, house.companies.get(company.company))
    yield from _if_new(
        BranchAdded(
            branch=branch.code,
            company=company.company,
            name=branch.name,
            city=branch.city,
            division_code=branch.division_code,
            zone=branch.zone,
            address=branch.address or "",
            uscc=branch.uscc or "",
            parent=branch.parent,
        ),
        house.branches.get(branch.code),
    )
    for one in case_file.team:
        person = PersonAdded(person=one.person, name=one.name, phone=one.phone, email=one.mail)
        yield from _if_new(person, house.people.get(one.person))


def _if_new(wanted: Entry, known: Entry | None) -> Iterator[Entry]:
    if known is None:
        yield wanted
        return
    kept = {
        one.name: getattr(known, one.name)
        for one in fields(wanted)  # type: ignore[arg-type]
        if getattr(wanted, one.name) in (None, "")
    }
    merged = replace(wanted, **kept)  # type: ignore[type-var]
    if merged != known:
        yield merged


def _company(company: CaseCompany, house: House) -> CompanyAdded:
    return CompanyAdded(
        company=company.code or company_code(company.uscc, house),
        name=company.name,
        short_name=company.short_name or short_name(company.name),
        uscc=company.uscc,
        address=company.address or "",
        legal_representative=company.legal_representative,
    )


def company_code(uscc: str, house: House) -> str:
    """Code of the company known by this credit code, else one made of its organisation code."""
    known = (code for code, one in house.companies.items() if one.uscc == uscc)
    return next(known, f"C{uscc[8:17]}")


def short_name(name: str) -> str:
    """How a company is called in document numbers: its name without the legal form, at most four characters."""
    for form in _LEGAL_FORMS:
        stem = name.removesuffix(form)
        if stem != name and len(stem) >= _SHORTEST:
            return stem[:_LONGEST]
    return name[:_LONGEST]
