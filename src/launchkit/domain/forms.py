"""Filling documents: which value of a case goes to which field, and which are missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from launchkit.domain.case import Case
from launchkit.domain.checklist import DocumentSpec, Field
from launchkit.domain.crisis_values import CRISIS_VALUES
from launchkit.domain.handover_pack import pack_of
from launchkit.domain.recorded import Erased, Json
from launchkit.domain.roles import ROLES

#: Given at issue, not before.
AT_ISSUE = frozenset({"document_number", "document_date", "check_code"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Values by field name, and where the facts among them come from: `fact` or `fact#hire-2` -> entry of the case."""

    values: Mapping[str, Json]
    origins: Mapping[str, int]


def _team(case: Case) -> list[dict[str, str]]:
    return [
        {
            "person": person,
            "name": person,
            "role": "、".join(ROLES[role].title.zh for role in roles if role in ROLES),
        }
        for person, roles in case.team.items()
    ]


def _lead(case: Case) -> str:
    return next(iter(case.people_with("lead")), "")


#: Values that every case has, by the name used behind `case:` in a fields.yaml; the second argument is the record or
#: instance that the document is issued for.
CASE_VALUES: Mapping[str, Callable[[Case, str | None], Json]] = {
    "case_number": lambda case, _one: case.number,
    "case_name": lambda case, _one: case.name,
    "checklist_title": lambda case, _one: case.book.definition.title.zh,
    "start": lambda case, _one: case.start.isoformat(),
    "target": lambda case, _one: case.target.isoformat(),
    "branch_name": lambda case, _one: case.value("branch_name") or case.name,
    "team": lambda case, _one: _team(case),
    "lead_name": lambda case, _one: _lead(case),
    "prepared_by": lambda case, _one: _lead(case),
    "handover_pack": lambda case, one: pack_of(case, case.handovers[one or ""]),
    "document_number": lambda _case, _one: "",
    "document_date": lambda _case, _one: "",
    "check_code": lambda _case, _one: "",
    **CRISIS_VALUES,
}


def filled(case: Case, spec: DocumentSpec, instance: str | None) -> Filled:
    """Values of a document as the case stands; missing ones are None."""
    values: dict[str, Json] = {}
    origins: dict[str, int] = {}
    for field in spec.fields:
        values[field.name] = _value(case, field, instance, origins)
    return Filled(values=values, origins=origins)


def missing(case: Case, spec: DocumentSpec, instance: str | None) -> tuple[Field, ...]:
    """Required fields without a value, in the order of the page; an erased value counts as missing."""
    values = filled(case, spec, instance).values
    return tuple(
        field
        for field in spec.fields
        if field.required and field.case not in AT_ISSUE and values[field.name] in (None, "", [])
    )


def _value(case: Case, field: Field, instance: str | None, origins: dict[str, int]) -> Json:
    if field.case is not None:
        return CASE_VALUES[field.case](case, instance)
    if field.collection is not None:
        return [
            {fact: _fact(case, fact, one, origins) for fact in field.columns}
            for one in case.groups[field.collection].instances
        ]
    return _fact(case, field.fact or "", instance, origins)


def _fact(case: Case, fact: str, instance: str | None, origins: dict[str, int]) -> Json:
    held = case.held(fact, instance)
    if held is None or isinstance(held.value, Erased):
        return None
    per = case.book.facts[fact].per
    origins[fact if per is None else f"{fact}#{instance}"] = held.seq
    return held.value
