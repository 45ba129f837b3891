"""A home with many cases of the shipped checklist, a team of five each, and a session for everybody: for measurements and for load."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from launchkit.bootstrap import Office, open_office
from launchkit.desk import Call, Opening
from launchkit.domain.accounts import Origin, Session, digest_of
from launchkit.domain.entries import BranchAdded, CompanyAdded, ItemAdded, PersonAdded
from launchkit.domain.trail import instant_text
from launchkit.settings import Settings

#: What the five of a case are: two on the spot, the manager to be, who decides, and who does the rest at headquarters.
ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "L": ("lead",),
    "M": ("mate",),
    "B": ("manager",),
    "D": ("hq_lead",),
    "O": ("hq_ops", "hq_fin", "hq_hr", "hq_leg", "hq_it", "hq_part", "hq_tec"),
}
FACTS: Final[Mapping[str, object]] = {
    "superior_branch": "锐修科技有限公司沈阳分公司",
    "launch_budget": 48_000_000,
    "mandate_scope": "在本市设立分公司，承接计算机、打印机及手机的接待、维修、上门服务与备件更换。",
    "decision_body": "board",
    "employer_entity": "branch",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case, its people by what they are, and tasks that were added for them."""

    case: str
    people: Mapping[str, str]
    added: Mapping[str, Sequence[str]]


def call(actor: str) -> Call:
    """An action under a fresh request id."""
    return Call(actor=actor, request=secrets.token_hex(12), channel="bench")


def open_cases(
    settings: Settings, count: int, *, extra: int = 0, sizes: Sequence[int] = ()
) -> list[OpenCase]:
    """So many cases, `extra` tasks of their own for each of the five; the first have as many tasks in all as `sizes` says."""
    office = open_office(settings)
    try:
        company = CompanyAdded(
            company="RX", name="锐修科技有限公司", short_name="锐修", uscc="91110108MA00TEXT08"
        )
        people = [f"{role}{number:02d}" for number in range(count) for role in ROLES]
        branches = [
            BranchAdded(
                branch=f"B{number:02d}",
                company="RX",
                name=f"锐修科技有限公司第{number + 1}分公司",
                city="沈阳",
                division_code="210106",
            )
            for number in range(count)
        ]
        named = [PersonAdded(person=one, name=f"陶𠮷{one}") for one in people]
        office.desk.registry.add(call("D00"), company, *branches, *named)
        found = [_open(office, number, extra) for number in range(count)]
        for one, size in zip(found, sizes, strict=False):
            for number in range(size - len(office.desk.case(one.case).tasks)):
                _add(office, one.case, f"more_{number:02d}", "lead", one.people["D"])
        office.store.note_sweep(office.clock())
    finally:
        office.close()
    return found


def _open(office: Office, number: int, extra: int) -> OpenCase:
    today = office.clock().date()
    people = {role: f"{role}{number:02d}" for role in ROLES}
    opening = Opening(
        checklist="open_branch",
        name=f"新设第{number + 1}分公司",
        branch=f"B{number:02d}",
        start=today.isoformat(),
        target=(today + timedelta(days=81)).isoformat(),
        team={people[role]: roles for role, roles in ROLES.items()},
        facts=FACTS,
    )
    case = office.desk.open(call(people["D"]), opening).case.id
    added: dict[str, list[str]] = {role: [] for role in ROLES}
    for each in range(extra):
        for role, person in people.items():
            item = f"own_{role.lower()}_{each}"
            _add(office, case, item, person, people["D"])
            added[role].append(item)
    office.desk.clockwork.advance(case, issue=False)
    return OpenCase(case=case, people=people, added=added)


def _add(office: Office, case: str, item: str, owner: str, by: str) -> None:
    entry = ItemAdded(item=item, title=f"另办一件事 {item}", owner=owner, reason="量一量")
    office.desk.add_item(call(by), case, entry)


def begin_session(office: Office, person: str) -> str:
    """The word of a new session of somebody, as their browser keeps it."""
    word = secrets.token_urlsafe(32)
    now = instant_text(office.clock())
    office.store.accounts.begin_session(
        Session(
            digest=digest_of(word),
            person=person,
            account=None,
            origin=Origin.EXAMPLES,
            created_at=now,
            seen_at=now,
        )
    )
    return word


def folder_settings(folder: Path, **environ: str) -> Settings:
    """Settings of a home in a folder of its own."""
    from launchkit.settings import read_settings  # noqa: PLC0415  beside its only use

    return read_settings(environ, home=folder, lang="zh")
