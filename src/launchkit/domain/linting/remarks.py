"""What the linter says: a remark has the place in the definition, and a sentence in Chinese and English."""

from __future__ import annotations

import difflib
from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from launchkit.domain.checklist import (
    Collection,
    Definition,
    DocumentSpec,
    FactSpec,
    Item,
    PlaceKind,
    Retention,
    Statute,
)
from launchkit.domain.problems import Level

#: place inside a Definition, with names as in YAML: ("stages", 0, "items", 2, "due", 0)
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """One fault of a definition."""

    path: Place
    code: str
    zh: str
    en: str
    level: Level = Level.ERROR


def not_unique(place: Place, name: str) -> Remark:
    """A name that something beside it has already."""
    return Remark(
        place,
        "not-unique",
        f"“{name}”已经用过；请另取一个。",
        f"“{name}” is already used; choose another.",
    )


def no_such_date(place: Place, text: str) -> Remark:
    """A day that is in no calendar."""
    return Remark(
        place,
        "no-such-date",
        f"没有 {text} 这一天；请按 2026-03-02 的样子写真实的日期。",
        f"There is no such date as {text}; write a real date such as 2026-03-02.",
    )


@dataclass(frozen=True)
class Sight:
    """A definition with everything in it findable by name."""

    definition: Definition

    @cached_property
    def items(self) -> tuple[tuple[Place, Item], ...]:
        """Every item with its place, in order."""
        return tuple(
            (("stages", s, "items", i), item)
            for s, stage in enumerate(self.definition.stages)
            for i, item in enumerate(stage.items)
        )

    @cached_property
    def item(self) -> Mapping[str, Item]:
        """Items by id."""
        return {item.id: item for _, item in self.items}

    @cached_property
    def item_place(self) -> Mapping[str, Place]:
        """Place of each item by id."""
        return {item.id: place for place, item in self.items}

    @cached_property
    def fact(self) -> Mapping[str, FactSpec]:
        """Facts by id."""
        return {fact.id: fact for fact in self.definition.facts}

    @cached_property
    def document(self) -> Mapping[str, DocumentSpec]:
        """Documents by code."""
        return {document.code: document for document in self.definition.documents}

    @cached_property
    def collection(self) -> Mapping[str, Collection]:
        """Collections by id."""
        return {collection.id: collection for collection in self.definition.collections}

    @cached_property
    def place_kind(self) -> Mapping[str, PlaceKind]:
        """Kinds of place by id."""
        return {kind.id: kind for kind in self.definition.places}

    @cached_property
    def statute(self) -> Mapping[str, Statute]:
        """Statutes by id."""
        return {statute.id: statute for statute in self.definition.statutes}

    @cached_property
    def retention(self) -> Mapping[str, Retention]:
        """Retention classes by id."""
        return {retention.id: retention for retention in self.definition.retentions}


def near(name: str, known: Iterable[str]) -> tuple[str, str]:
    """`是不是想写“x”？`, in Chinese and English; empty when nothing known is like the name."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return (f"是不是想写“{close[0]}”？", f"did you mean “{close[0]}”? ") if close else ("", "")


#: what is referred to, in Chinese and English
_NAMES = {
    "item": ("清单项", "item"),
    "fact": ("要素", "fact"),
    "document": ("文书", "document"),
    "statute": ("依据", "statute"),
    "retention": ("保管类别", "retention class"),
    "collection": ("集合", "collection"),
    "role": ("角色", "role"),
    "place_kind": ("办事地点种类", "kind of place"),
}


def unknown(path: Place, kind: str, name: str, known: Several[str]) -> Iterator[Remark]:
    """A remark when the name is none of the known ones."""
    if name in known:
        return
    zh, en = _NAMES[kind]
    near_zh, near_en = near(name, known)
    yield Remark(
        path,
        f"unknown-{kind}",
        f"没有叫“{name}”的{zh}；{near_zh or '请改写，或先定义它。'}",
        f"There is no {en} “{name}”; {near_en.strip() or 'rewrite it, or define it first.'}",
    )
