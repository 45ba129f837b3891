"""Recording where tasks are done and when it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.custody import RecordedPlace
from launchkit.domain.entries import PlaceRecorded
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.opening_hours import read_hours
from launchkit.domain.places import kind_of, kinds_in
from launchkit.domain.recorded import Draft
from launchkit.domain.rights import require
from launchkit.domain.rules.common import require_day, require_open


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGiven:
    """What somebody says about a place."""

    kind: str
    name: str
    address: str = ""
    phone: str = ""
    note: str = ""
    #: by days as people write them: `{"mon-fri": "09:00-12:00 13:30-17:00"}`; empty: not known
    hours: Mapping[str, str] = field(default_factory=dict)
    holidays: bool = True
    items: tuple[str, ...] = ()
    in_use: bool = True


def record_place(case: Case, ask: Ask, given: PlaceGiven, place: str | None = None) -> Draft:
    """A place where tasks are done: a new one, or one of before with other values."""
    require_open(case)
    require(case, ask, Operation.STATE)
    require_day(case, ask)
    known = None if place is None else place_named(case, place)
    if not given.name.strip():
        raise Refused(
            "name_missing",
            "须写明是哪一处，如“铁西区政务服务中心”。",
            "Say which place it is, like “Tiexi government service centre”.",
        )
    kinds = [kind for kind, _ in kinds_in(case)]
    if given.kind not in kinds:
        raise BadValue(
            f"地点种类是 {'、'.join(kinds) or '—'} 之一。",
            f"The kind of place is one of {', '.join(kinds) or '—'}.",
        )
    entry = PlaceRecorded(
        place=f"place-{len(case.places) + 1}" if known is None else known.place,
        kind=given.kind,
        name=given.name,
        address=given.address,
        phone=given.phone,
        note=given.note,
        hours=read_hours(given.hours),
        holidays=given.holidays,
        items=tuple(dict.fromkeys(_item(case, given.kind, one) for one in given.items)),
        in_use=given.in_use,
    )
    return ask.draft(entry)


def place_named(case: Case, place: str) -> RecordedPlace:
    """A recorded place by its id; raises `NotFound` with those there are."""
    found = case.places.get(place)
    if found is None:
        known = "、".join(case.places) or "—"
        raise NotFound(
            f"没有登记过地点 {place}；有：{known}",
            f"No place {place} is recorded; there are: {known}",
        )
    return found


def _item(case: Case, kind: str, name: str) -> str:
    """An item of the kind, by id or code."""
    item = case.book.items.get(case.book.item_id(name) or "")
    if item is None or kind_of(item) != kind:
        raise BadValue(f"{name} 不在这种地点办。", f"{name} is not done at a place of this kind.")
    return item.id
