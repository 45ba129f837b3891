"""Personal values as programs get them: covered but for their end; whoever needs one looks at it in the pages, where that is recorded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from launchkit.domain.case import Case
from launchkit.domain.checklist import FactSpec, Personal, Text
from launchkit.domain.entries import PersonAdded
from launchkit.domain.recorded import Erased, Recorded
from launchkit.domain.telling import CaseSummary, EntryLine, FactLine, as_json
from launchkit.domain.telling.covering import ending
from launchkit.domain.telling.handover import PackSection

#: digits in a row as in telephones and accounts, also with hyphens or blanks between; days and amounts are not among them
_LONG = re.compile(
    r"(?<![\d-])\d{3,4}[ -]\d{4}[ -]?\d{4}(?!\d)|(?<![\d-])\d{3,4}-\d{7,8}(?!\d)|\d{7,}"
)
_OF_PEOPLE = ("phone", "id_number", "email")


def fact(line: FactLine, spec: FactSpec) -> FactLine:
    """A fact as it stands, covered where it concerns a person."""
    if spec.personal is Personal.NONE:
        return line
    return replace(line, value=_text(line.value))


def summary(found: CaseSummary, case: Case) -> CaseSummary:
    """A case on one page with its personal facts covered."""
    return replace(found, facts=tuple(fact(one, case.book.facts[one.fact]) for one in found.facts))


def covered(line: EntryLine, recorded: Recorded, case: Case) -> EntryLine:
    """An entry as a sentence; one that states a personal fact says which, and not its value."""
    if recorded.envelope.kind != "fact_stated":
        return line
    spec = case.book.facts.get(str(recorded.data["fact"]))
    value = recorded.data["value"]
    if spec is None or spec.personal is Personal.NONE or isinstance(value, Erased):
        return line
    return replace(line, said=_without(line.said))


def handed_over(section: PackSection) -> PackSection:
    """A section of a hand-over list with every number by which somebody could be reached covered."""
    return replace(section, lines=tuple(numbers(one) for one in section.lines))


def numbers(text: Text) -> Text:
    """A text in which long numbers (telephones, accounts) keep only their end."""
    return Text(zh=_LONG.sub(_cover, text.zh), en=_LONG.sub(_cover, text.en))


def _cover(found: re.Match[str]) -> str:
    return ending(found[0])


def person(entry: PersonAdded) -> dict[str, Any]:
    """A person with their numbers covered."""
    found: dict[str, Any] = as_json(entry)
    for key in _OF_PEOPLE:
        if isinstance(found.get(key), str) and found[key]:
            found[key] = ending(found[key])
    return found


def _text(value: Text) -> Text:
    return Text(zh=ending(value.zh), en=ending(value.en))


def _without(said: Text) -> Text:
    zh, en = said.zh.partition("：")[0], said.en.partition(": ")[0]
    return Text(zh=f"{zh}：••••", en=f"{en}: ••••")
