"""The house: people, companies, branches, keys and adopted calendars, as its stream says they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from launchkit.domain import entries as kinds
from launchkit.domain.entries import Entry, entry_of
from launchkit.domain.errors import NotFound
from launchkit.domain.recorded import Erased, Recorded

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """People, companies and branches as they stand, by their codes."""

    people: Mapping[str, kinds.PersonAdded] = field(default_factory=dict)
    companies: Mapping[str, kinds.CompanyAdded] = field(default_factory=dict)
    branches: Mapping[str, kinds.BranchAdded] = field(default_factory=dict)
    keys: Mapping[str, kinds.KeyAdded] = field(default_factory=dict)
    calendars: Mapping[int, kinds.CalendarAdopted] = field(default_factory=dict)
    #: where each value in force was recorded: (`person`, code) -> position in the house stream
    origins: Mapping[tuple[str, str], int] = field(default_factory=dict)
    seq: int = 0

    def name(self, person: str) -> str:
        """Name of a person for people to read; the code where it is unknown or erased."""
        found = self.people.get(person)
        return person if found is None or isinstance(found.name, Erased) else str(found.name)

    def person(self, code: str) -> kinds.PersonAdded:
        """A person; raises `NotFound`."""
        return _found(self.people, code, "人员", "person")

    def company(self, code: str) -> kinds.CompanyAdded:
        """A company; raises `NotFound`."""
        return _found(self.companies, code, "公司", "company")

    def branch(self, code: str) -> kinds.BranchAdded:
        """A branch; raises `NotFound`."""
        return _found(self.branches, code, "分公司", "branch")


def _found(known: Mapping[str, T], code: str, zh: str, en: str) -> T:
    if code in known:
        return known[code]
    shown = "、".join(known) or "—"
    raise NotFound(f"没有{zh} {code}；已登记：{shown}", f"There is no {en} {code}; known: {shown}")


def fold_house(recorded: Iterable[Recorded], start: House | None = None) -> House:
    """House from its entries; later entries of the same code replace earlier ones."""
    house = start or House()
    maps: dict[str, dict[Any, Any]] = {
        name: dict(getattr(house, name))
        for name in ("people", "companies", "branches", "keys", "calendars", "origins")
    }
    seq = house.seq
    for one in recorded:
        seq = one.envelope.stream_seq
        _put(maps, entry_of(one), seq)
    return replace(house, seq=seq, **maps)


def _put(maps: Mapping[str, dict[Any, Any]], entry: Entry, seq: int) -> None:
    for kind, name, key in _PLACES:
        if isinstance(entry, kind):
            code = getattr(entry, key)
            maps[name][code] = entry
            maps["origins"][key, str(code)] = seq


_PLACES: tuple[tuple[type[Entry], str, str], ...] = (
    (kinds.PersonAdded, "people", "person"),
    (kinds.CompanyAdded, "companies", "company"),
    (kinds.BranchAdded, "branches", "branch"),
    (kinds.KeyAdded, "keys", "name"),
    (kinds.CalendarAdopted, "calendars", "year"),
)
