"""A checklist held against a table that restates the field study row by row.

The tables were typed from the study, not from the YAML, so that a slip in one of them shows. A checklist may say more
than its table (more people, more proof, more basis), never less. A letter behind a code marks a companion: NB-62r comes
back every month for NB-62, and D36g is the group form of D36.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from launchkit.domain.checklist import Definition, Due, Item, Need
from launchkit.domain.conditions import truth

Row = dict[str, str]
Facts = dict[str, object]
Items = Mapping[str, Item]

#: Documents that the study does not ask for: the review that is computed from the trail when a case ends.
COMPUTED = frozenset({"D69"})


def rows_of(name: str) -> list[Row]:
    """Rows of the table beside this file."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_code(definition: Definition) -> dict[str, Item]:
    """Items of a checklist by code."""
    return {item.code: item for stage in definition.stages for item in stage.items}


def parent(code: str) -> str:
    """Code of the row that an item belongs to: NB-62 for NB-62r, but NB-20b is a row of its own."""
    return code if code == "NB-20b" else code.rstrip("abcdefghijklmnopqrstuvwxyz")


def base(code: str) -> str:
    """Document code without the letter of its variant: D36 for D36g."""
    return re.match(r"D\d+", code)[0]  # type: ignore[index]


def family(items: Items, code: str) -> Iterator[Item]:
    """The item and its companions."""
    return (item for item in items.values() if parent(item.code) == code)


def needed(needs: Iterable[Need]) -> Iterator[str]:
    """Ids of items needed, whether all or some of them."""
    for need in needs:
        yield from [need] if isinstance(need, str) else need.of


def rows_before(items: Items, item: Item, rows: set[str]) -> set[str]:
    """Codes of the rows that come directly before an item, looking through items taken from other situations."""
    named = {one.id: one for one in items.values()}
    found: set[str] = set()
    ahead = [named[name] for name in needed(item.needs)]
    while ahead:
        one = ahead.pop()
        if one.code in rows:
            found.add(one.code)
        else:
            ahead.extend(named[name] for name in needed(one.needs))
    return found


def clock_codes(due: Due) -> set[str]:
    """Rows of the statutes that a deadline stands for."""
    return {name for name in due.basis if name.startswith("DL")}


def kept(item: Item) -> set[str]:
    """Statutory codes that the item has a deadline or a check for."""
    found = {code for due in item.due for code in clock_codes(due)}
    return found | {name for check in item.checks for name in check.basis}


def read_by_checks(item: Item) -> set[str]:
    """Facts that the checks of an item look at."""
    return set(re.findall(r"fact='(\w+)'", repr(item.checks)))


def started(definition: Definition, item: Item) -> set[str]:
    """Statutory codes of all deadlines, anywhere, that count from a fact this item states."""
    stated = {*item.facts, *item.optional_facts}
    found: set[str] = set()
    for stage in definition.stages:
        for other in stage.items:
            for due in other.due:
                if due.after is not None and due.after.fact in stated:
                    found |= clock_codes(due)
            if stated & read_by_checks(other):
                found |= kept(other)
    return found


def broken(item: Item, facts: Facts) -> set[str]:
    """Ids of the checks that the facts break; unanswered ones break nothing yet."""
    return {
        check.id
        for check in item.checks
        if (check.when is None or truth(check.when, facts.get))
        and truth(check.must, facts.get) is False
    }
