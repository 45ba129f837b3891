"""Where a task is done: the place that somebody recorded in the case, else the kind of place that the checklist names.

A checklist from before there were kinds has words alone; there the words are the kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from launchkit.domain.case import Case
from launchkit.domain.checklist import Item, PlaceKind, Text
from launchkit.domain.custody import RecordedPlace
from launchkit.domain.opening_hours import Week, read_hours, week_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlace:
    """Where tasks are done; two tasks with one key are done on one way."""

    #: the recorded place, else the kind, else the words of the checklist
    key: str
    kind: str
    kind_text: Text
    recorded: RecordedPlace | None
    #: None: nobody knows, or one can come at any time
    week: Week | None
    #: the hours are those that such places usually keep, and nobody has asked
    usual: bool
    online: bool


def kind_of(item: Item) -> str | None:
    """What an item's place is looked up by: its kind, else its words; None where it is done at no place."""
    if item.place_kind is not None:
        return item.place_kind
    return None if item.place is None else item.place.zh


def place_of(case: Case, item: Item) -> TaskPlace | None:
    """Where an item is done in a case; None: anywhere."""
    kind = kind_of(item)
    if kind is None:
        return None
    named = case.book.places.get(kind)
    words = item.place or Text(zh=kind, en=kind)
    return _there(
        _recorded(case, kind, item.id), kind, named, words if named is None else named.title
    )


def recorded_place(case: Case, place: RecordedPlace) -> TaskPlace:
    """A recorded place by itself."""
    named = case.book.places.get(place.kind)
    words = next((text for kind, text in kinds_in(case) if kind == place.kind), None)
    return _there(place, place.kind, named, words or Text(zh=place.kind, en=place.kind))


def kinds_in(case: Case) -> Iterator[tuple[str, Text]]:
    """Every kind of place that items of the case are done at, with its words, in the order of the checklist."""
    seen: set[str] = set()
    for task in case.tasks.values():
        yield from _new_kind(case, task.item, seen)
    for item in case.book.items.values():
        yield from _new_kind(case, item, seen)


def _new_kind(case: Case, item: Item, seen: set[str]) -> Iterator[tuple[str, Text]]:
    kind = kind_of(item)
    if kind is not None and kind not in seen:
        seen.add(kind)
        named = case.book.places.get(kind)
        yield kind, named.title if named is not None else item.place or Text(zh=kind, en=kind)


def _recorded(case: Case, kind: str, item: str) -> RecordedPlace | None:
    """The newest place recorded for the item, else for its kind."""
    found = [one for one in case.places.values() if one.in_use and one.kind == kind]
    mine = [one for one in found if item in one.items]
    return max(mine or [one for one in found if not one.items], key=_seq, default=None)


def _seq(place: RecordedPlace) -> int:
    return place.seq


def _there(
    recorded: RecordedPlace | None, kind: str, named: PlaceKind | None, words: Text
) -> TaskPlace:
    usual = None
    if named is not None and not named.online:
        usual = week_of(read_hours(named.hours), holidays=named.holidays)
    said = None if recorded is None else week_of(recorded.hours, holidays=recorded.holidays)
    return TaskPlace(
        key=kind if recorded is None else recorded.place,
        kind=kind,
        kind_text=words,
        recorded=recorded,
        week=said or usual,
        usual=said is None and usual is not None,
        online=named is not None and named.online,
    )
