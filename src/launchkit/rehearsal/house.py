"""What a case file says about the house and the opening, as the desk wants it."""

from __future__ import annotations

from collections.abc import Callable

from launchkit.bootstrap import Office
from launchkit.desk import Call, Opening
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry, PersonAdded
from launchkit.library.case_file import CaseFile


def opening_of(case_file: CaseFile) -> Opening:
    """What the desk is told when a case file is opened."""
    return Opening(
        checklist=case_file.checklist,
        name=case_file.name,
        branch=case_file.branch.code,
        start=case_file.start,
        target=case_file.target,
        team={one.person: one.roles for one in case_file.team},
        facts=case_file.facts,
        restricted=case_file.restricted,
        links=tuple({"kind": one.kind.value, "case": one.case} for one in case_file.links),
    )


def register(office: Office, case_file: CaseFile, call: Callable[[str], Call]) -> None:
    """Put the people, the company and the branch of a case file into the house, where they are new or different."""
    house = office.desk.house()
    known: dict[tuple[str, str], Entry] = {
        **{("person", code): one for code, one in house.people.items()},
        **{("company", code): one for code, one in house.companies.items()},
        **{("branch", code): one for code, one in house.branches.items()},
    }
    wanted = house_entries(case_file)
    fresh = [entry for key, entry in wanted.items() if known.get(key) != entry]
    if fresh:
        first = next(one.person for one in case_file.team)
        office.desk.registry.add(call(first), *fresh)


def house_entries(case_file: CaseFile) -> dict[tuple[str, str], Entry]:
    """House entries that a case file speaks of, by kind and code."""
    company, branch = case_file.company, case_file.branch
    code = company.code or "CO"
    found: dict[tuple[str, str], Entry] = {
        ("company", code): CompanyAdded(
            company=code,
            name=company.name,
            short_name=company.short_name or company.name[:2],
            uscc=company.uscc,
            address=company.address or "",
            legal_representative=company.legal_representative,
        ),
        ("branch", branch.code): BranchAdded(
            branch=branch.code,
            company=code,
            name=branch.name,
            city=branch.city,
            division_code=branch.division_code,
            zone=branch.zone,
            address=branch.address or "",
            uscc=branch.uscc or "",
            parent=branch.parent,
        ),
    }
    for one in case_file.team:
        found["person", one.person] = PersonAdded(
            person=one.person, name=one.name, phone=one.phone, email=one.mail
        )
    return found
