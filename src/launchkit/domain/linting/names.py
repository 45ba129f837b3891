"""Names: unique, well formed, and each one that is used is defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from launchkit.domain.checklist import Item, PartialNeed
from launchkit.domain.linting.remarks import Place, Remark, Sight, not_unique, unknown
from launchkit.domain.roles import ROLES

_ID = re.compile(r"[a-z][a-z0-9_]*")


def lint_names(sight: Sight) -> Iterator[Remark]:
    """Ids and codes, and references to items, documents, statutes, retention classes, collections and roles."""
    yield from _definitions(sight)
    for place, item in sight.items:
        yield from _inside(place, item)
        yield from _references(place, item, sight)
        yield from _roles(place, item)
    yield from _outside_items(sight)


def _definitions(sight: Sight) -> Iterator[Remark]:
    whole = sight.definition
    yield from _ids(((("stages", n, "id"), stage.id) for n, stage in enumerate(whole.stages)))
    yield from _ids((((*place, "id"), item.id) for place, item in sight.items))
    yield from _ids(((("facts", n, "id"), fact.id) for n, fact in enumerate(whole.facts)))
    yield from _ids(
        ((("collections", n, "id"), one.id) for n, one in enumerate(whole.collections))
    )
    yield from _ids(((("places", n, "id"), one.id) for n, one in enumerate(whole.places)))
    yield from _ids(
        ((("documents", n, "name"), one.name) for n, one in enumerate(whole.documents))
    )
    yield from _unique((((*place, "code"), item.code) for place, item in sight.items))
    yield from _ids(
        (
            ((*place, "counsel", n, "id"), point.id)
            for place, item in sight.items
            for n, point in enumerate(item.counsel)
        )
    )
    yield from _unique(
        ((("documents", n, "code"), one.code) for n, one in enumerate(whole.documents))
    )
    yield from _unique(((("statutes", n, "id"), one.id) for n, one in enumerate(whole.statutes)))
    yield from _unique(
        ((("retentions", n, "id"), one.id) for n, one in enumerate(whole.retentions))
    )


def _ids(named: Iterable[tuple[Place, str]]) -> Iterator[Remark]:
    names = list(named)
    for place, name in names:
        if not _ID.fullmatch(name):
            yield Remark(
                place,
                "bad-id",
                f"“{name}”不能作 id；请只用小写字母、数字和下划线，以字母开头。",
                f"“{name}” cannot be an id; use lower-case letters, digits and underscores, beginning with a letter.",
            )
    yield from _unique(names)


def _unique(named: Iterable[tuple[Place, str]]) -> Iterator[Remark]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield not_unique(place, name)
        seen.add(name)


def _inside(place: Place, item: Item) -> Iterator[Remark]:
    yield from _ids(
        (((*place, "evidence", n, "id"), rule.id) for n, rule in enumerate(item.evidence))
    )
    yield from _ids(
        (((*place, "checks", n, "id"), check.id) for n, check in enumerate(item.checks))
    )
    yield from _unique((((*place, "due", n, "id"), due.id) for n, due in enumerate(item.due)))
    for key in ("documents", "facts", "optional_facts", "helpers", "basis", "apart_from"):
        yield from _unique((((*place, key, n), name) for n, name in enumerate(getattr(item, key))))
    both = set(item.facts)
    for number, name in enumerate(item.optional_facts):
        if name in both:
            yield Remark(
                (*place, "optional_facts", number),
                "not-unique",
                f"“{name}”已在 facts 里；请从 optional_facts 删去。",
                f"“{name}” is in facts already; delete it from optional_facts.",
            )


def _references(place: Place, item: Item, sight: Sight) -> Iterator[Remark]:
    yield from _needs(place, item, sight)
    yield from _kept_apart(place, item, sight)
    for key, kind, known in (
        ("facts", "fact", sight.fact),
        ("optional_facts", "fact", sight.fact),
        ("documents", "document", sight.document),
        ("apart_from", "item", sight.item),
    ):
        for number, name in enumerate(getattr(item, key)):
            yield from unknown((*place, key, number), kind, name, known)
    if item.per is not None:
        yield from unknown((*place, "per"), "collection", item.per, sight.collection)
    if item.place_kind is not None:
        yield from unknown((*place, "place_kind"), "place_kind", item.place_kind, sight.place_kind)
    for number, rule in enumerate(item.evidence):
        yield from unknown(
            (*place, "evidence", number, "retention"), "retention", rule.retention, sight.retention
        )
    for here, basis in bases_of(place, item):
        for number, name in enumerate(basis):
            yield from unknown((*here, number), "statute", name, sight.statute)


def _kept_apart(place: Place, item: Item, sight: Sight) -> Iterator[Remark]:
    for key, asked in (("approval", item.approval), ("money", item.money)):
        for number, name in enumerate(() if asked is None else asked.not_by):
            yield from unknown((*place, key, "not_by", number), "item", name, sight.item)


def _needs(place: Place, item: Item, sight: Sight) -> Iterator[Remark]:
    for number, need in enumerate(item.needs):
        here = (*place, "needs", number)
        if isinstance(need, PartialNeed):
            for inner, name in enumerate(need.of):
                yield from unknown((*here, "of", inner), "item", name, sight.item)
        else:
            yield from unknown(here, "item", need, sight.item)


def bases_of(place: Place, item: Item) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Every list of statutes inside an item, with its place."""
    yield (*place, "basis"), item.basis
    for number, check in enumerate(item.checks):
        yield (*place, "checks", number, "basis"), check.basis
    for number, point in enumerate(item.counsel):
        yield (*place, "counsel", number, "basis"), point.basis
    for number, due in enumerate(item.due):
        here = (*place, "due", number)
        yield (*here, "basis"), due.basis
        if due.outer is not None:
            yield (*here, "outer", "basis"), due.outer.basis
        for inner, rule in enumerate(due.local):
            yield (*here, "local", inner, "basis"), rule.basis


def _roles(place: Place, item: Item) -> Iterator[Remark]:
    yield from unknown((*place, "owner"), "role", item.owner, ROLES)
    for number, name in enumerate(item.helpers):
        yield from unknown((*place, "helpers", number), "role", name, ROLES)
    if item.owner in ROLES and not ROLES[item.owner].can_own:
        yield Remark(
            (*place, "owner"),
            "cannot-own",
            f"“{item.owner}”不能作负责人；请写一个具体的角色。",
            f"“{item.owner}” cannot own an item; name one role.",
        )
    deciders = [
        ((*place, "approval", "by", n), name)
        for n, name in enumerate(item.approval.by if item.approval else ())
    ]
    if item.money is not None:
        deciders.append(((*place, "money", "by"), item.money.by))
    for here, name in deciders:
        yield from unknown(here, "role", name, ROLES)
        if name in ROLES and not ROLES[name].can_approve:
            yield Remark(
                here,
                "cannot-approve",
                f"“{name}”不能审批；请写派驻或总部的角色。",
                f"“{name}” cannot approve; name a role of ours.",
            )


def _outside_items(sight: Sight) -> Iterator[Remark]:
    for number, fact in enumerate(sight.definition.facts):
        here: Place = ("facts", number)
        yield from unknown((*here, "retention"), "retention", fact.retention, sight.retention)
        if fact.per is not None:
            yield from unknown((*here, "per"), "collection", fact.per, sight.collection)
    for number, document in enumerate(sight.definition.documents):
        here = ("documents", number)
        yield from unknown((*here, "retention"), "retention", document.retention, sight.retention)
        for inner, name in enumerate(document.basis):
            yield from unknown((*here, "basis", inner), "statute", name, sight.statute)
