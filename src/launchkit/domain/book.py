"""A definition made quick to ask: items, facts and documents by id, and who depends on whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import (
    Anchor,
    Collection,
    Condition,
    Definition,
    DocumentSpec,
    Due,
    FactSpec,
    Item,
    Need,
    PartialNeed,
    PlaceKind,
    Recurrence,
    Retention,
    Statute,
)
from launchkit.domain.conditions import facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One pinned definition with its look-ups; built once per definition digest and shared by its cases."""

    definition: Definition
    digest: str
    items: Mapping[str, Item]
    stage_of: Mapping[str, str]
    facts: Mapping[str, FactSpec]
    collections: Mapping[str, Collection]
    documents: Mapping[str, DocumentSpec]
    statutes: Mapping[str, Statute]
    retentions: Mapping[str, Retention]
    #: item -> items whose standing or deadlines look at it
    dependants: Mapping[str, frozenset[str]]
    #: fact -> items whose condition or deadlines look at it
    by_fact: Mapping[str, frozenset[str]]
    #: facts that are answered by an item, item first asked
    asked_by: Mapping[str, str]
    #: document -> item that names it
    item_of_document: Mapping[str, str]
    recurring: tuple[str, ...]
    #: item -> items that somebody else has to do, whichever of the two names the other
    apart: Mapping[str, frozenset[str]]
    calendar: WorkCalendar
    #: facts from which a statutory clock runs on
    starts_clock: frozenset[str]
    #: kinds of place by id
    places: Mapping[str, PlaceKind]
    codes: Mapping[str, str]

    def item_id(self, name: str) -> str | None:
        """Id of an item given by id or by code (`NB-16`, any case)."""
        return name if name in self.items else self.codes.get(name.upper())


def needed_items(needs: Iterable[Need]) -> Iterator[str]:
    """Every item id that a list of needs mentions."""
    for need in needs:
        if isinstance(need, PartialNeed):
            yield from need.of
        else:
            yield need


def anchors_of(item: Item) -> Iterator[Anchor]:
    """Every anchor that the item's deadlines and recurrence look at."""
    for due in item.due:
        yield from _anchors_of_due(due)
    if item.recurs is not None:
        yield from _anchors_of_recurrence(item.recurs)


def _anchors_of_due(due: Due) -> Iterator[Anchor]:
    for anchor in (due.after, due.before, due.outer.after if due.outer else None):
        if anchor is not None:
            yield anchor


def _anchors_of_recurrence(recurs: Recurrence) -> Iterator[Anchor]:
    yield recurs.since
    if recurs.until is not None:
        yield recurs.until


def book_of(definition: Definition, digest: str) -> Book:
    """Index a definition (cost linear in its size)."""
    items = {item.id: item for stage in definition.stages for item in stage.items}
    links = _Links()
    asked_by: dict[str, str] = {}
    for item in items.values():
        links.add(item)
        for fact in (*item.facts, *item.optional_facts):
            asked_by.setdefault(fact, item.id)
    return Book(
        definition=definition,
        digest=digest,
        items=items,
        stage_of={item.id: stage.id for stage in definition.stages for item in stage.items},
        facts={fact.id: fact for fact in definition.facts},
        collections={one.id: one for one in definition.collections},
        documents={spec.code: spec for spec in definition.documents},
        statutes={one.id: one for one in definition.statutes},
        retentions={one.id: one for one in definition.retentions},
        dependants={key: frozenset(value) for key, value in links.dependants.items()},
        by_fact={key: frozenset(value) for key, value in links.by_fact.items()},
        asked_by=asked_by,
        item_of_document={
            code: item.id for item in reversed(items.values()) for code in item.documents
        },
        apart={key: frozenset(value) for key, value in links.apart.items()},
        recurring=tuple(item.id for item in items.values() if item.recurs is not None),
        calendar=WorkCalendar(definition.calendars),
        starts_clock=frozenset(_clock_facts(items.values())),
        places={one.id: one for one in definition.places},
        codes={item.code.upper(): item.id for item in items.values()},
    )


def _clock_facts(items: Iterable[Item]) -> Iterator[str]:
    """Facts that a deadline of the law counts on from; what it counts back from may well lie ahead."""
    for item in items:
        for due in item.due:
            outer = due.outer
            for anchor, basis in (
                (due.after, due.basis),
                (None if outer is None else outer.after, () if outer is None else outer.basis),
            ):
                if basis and anchor is not None and anchor.fact:
                    yield anchor.fact


class _Links:
    """Who looks at whom, gathered item by item."""

    def __init__(self) -> None:
        self.dependants: dict[str, set[str]] = defaultdict(set)
        self.by_fact: dict[str, set[str]] = defaultdict(set)
        self.apart: dict[str, set[str]] = defaultdict(set)

    def add(self, item: Item) -> None:
        for needed in needed_items(item.needs):
            self.dependants[needed].add(item.id)
        self._neighbours(item)
        for other in item.apart_from:
            self.apart[other].add(item.id)
            self.apart[item.id].add(other)
        for anchor in anchors_of(item):
            if anchor.fact:
                self.by_fact[anchor.fact].add(item.id)
            if anchor.item:
                self.dependants[anchor.item].add(item.id)
        for condition in _conditions_of(item):
            for fact in facts_of(condition):
                self.by_fact[fact].add(item.id)

    def _neighbours(self, item: Item) -> None:
        """Items of one partial need look at each other: enough of them make the rest optional."""
        for need in item.needs:
            if isinstance(need, PartialNeed):
                for one in need.of:
                    self.dependants[one].update(other for other in need.of if other != one)


def _conditions_of(item: Item) -> Iterator[Condition]:
    if item.when is not None:
        yield item.when
    for due in item.due:
        if due.when is not None:
            yield due.when
