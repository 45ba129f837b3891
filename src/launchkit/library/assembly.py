"""Puts a checklist together out of its parts, remembering which file each piece came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from launchkit.domain.checklist import (
    Checklist,
    Collection,
    Definition,
    FactSpec,
    Item,
    Part,
    PartUse,
    PlaceKind,
    Retention,
    Stage,
    Statute,
    Text,
)
from launchkit.domain.linting import Remark
from launchkit.domain.problems import Problem
from launchkit.library.complaints import nearest
from launchkit.library.loading import Loaded
from launchkit.library.texts import Texts
from launchkit.library.yaml_reader import Path_, Source

DEFINITION_FORMAT = 1


@dataclass
class Assembly:
    """A definition with everything the texts offer, and where each piece of it was written."""

    id: str
    title: Text
    stages: list[Stage] = field(default_factory=list)
    facts: list[FactSpec] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    places: list[PlaceKind] = field(default_factory=list)
    origins: dict[Path_, tuple[Source, Path_]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: files that were put together
    sources: list[Source] = field(default_factory=list)
    #: facts of items that the checklist leaves out: nobody may call them superfluous
    left_out: set[str] = field(default_factory=set)
    #: True when a part is missing or broken, so that names may be unknown only because of that
    incomplete: bool = False

    def problem(self, remark: Remark) -> Problem:
        """The remark at its line and column in the file where that piece was written."""
        head = remark.path
        while head not in self.origins:
            head = head[:-1]
        source, base = self.origins[head]
        line, column = source.place((*base, *remark.path[len(head) :]))
        return Problem(source.file, line, column, remark.code, remark.zh, remark.en, remark.level)


def assembled(checklist: Loaded[Checklist], texts: Texts) -> Assembly:
    """Everything of the checklist; what cannot be put together is among the problems."""
    whole = Assembly(checklist.value.id, checklist.value.title)
    whole.origins[()] = (checklist.source, ())
    whole.sources.append(checklist.source)
    used: set[str] = set()
    for number, use in enumerate(checklist.value.parts):
        here: Path_ = ("parts", number)
        part = texts.parts.get(use.part)
        if part is None:
            whole.incomplete = True
            near_zh, near = _near(use.part, texts.parts)
            whole.problems.append(
                checklist.source.problem(
                    (*here, "part"), "no-such-part", name=use.part, near_zh=near_zh, near=near
                )
            )
        elif use.part in used:
            whole.problems.append(
                checklist.source.problem((*here, "part"), "part-twice", name=use.part)
            )
        else:
            used.add(use.part)
            _add_part(whole, part, use, (checklist.source, here))
    return whole


def part_alone(part: Loaded[Part]) -> Assembly:
    """A part that no checklist uses yet, by itself; names of other parts are unknown to it."""
    whole = Assembly(part.value.part, part.value.title, incomplete=True)
    whole.origins[()] = (part.source, ())
    _add_part(whole, part, PartUse(part=part.value.part), (part.source, ()))
    return whole


def _near(name: str, known: Iterable[str]) -> tuple[str, str]:
    close = nearest(name, known)
    return (f"是不是想写“{close}”？", f"did you mean “{close}”? ") if close else ("", "")


def _add_part(
    whole: Assembly, part: Loaded[Part], use: PartUse, user: tuple[Source, Path_]
) -> None:
    whole.sources.append(part.source)
    for number, fact in enumerate(part.value.facts):
        whole.origins["facts", len(whole.facts)] = (part.source, ("facts", number))
        whole.facts.append(fact)
    for number, collection in enumerate(part.value.collections):
        whole.origins["collections", len(whole.collections)] = (
            part.source,
            ("collections", number),
        )
        whole.collections.append(collection)
    for number, kind in enumerate(part.value.places):
        whole.origins["places", len(whole.places)] = (part.source, ("places", number))
        whole.places.append(kind)
    _unknown_items(whole, part.value, use, user)
    for number, stage in enumerate(part.value.stages):
        _add_stage(whole, stage, (part.source, ("stages", number)), use, user)


def _unknown_items(whole: Assembly, part: Part, use: PartUse, user: tuple[Source, Path_]) -> None:
    own = {item.id for stage in part.stages for item in stage.items}
    source, here = user
    named: list[tuple[Path_, str]] = [
        ((*here, "omit", n), name) for n, name in enumerate(use.omit)
    ]
    named.extend(((*here, "needs", name), name) for name in use.needs)
    named.extend(((*here, "due", name), name) for name in use.due)
    for path, name in named:
        if name not in own:
            near_zh, near = _near(name, own)
            whole.problems.append(
                source.problem(
                    path,
                    "no-such-item",
                    key=True,
                    name=name,
                    part=part.part,
                    near_zh=near_zh,
                    near=near,
                )
            )


def _add_stage(
    whole: Assembly,
    stage: Stage,
    origin: tuple[Source, Path_],
    use: PartUse,
    user: tuple[Source, Path_],
) -> None:
    place: Path_ = ("stages", len(whole.stages))
    source, base = origin
    whole.origins[place] = origin
    kept: list[Item] = []
    for number, item in enumerate(stage.items):
        if item.id in use.omit:
            whole.left_out.update(item.facts, item.optional_facts)
            continue
        here: Path_ = (*place, "items", len(kept))
        whole.origins[here] = (source, (*base, "items", number))
        kept.append(_extended(whole, item, here, use, user))
    if kept:
        whole.stages.append(replace(stage, items=tuple(kept)))


def _extended(
    whole: Assembly, item: Item, here: Path_, use: PartUse, user: tuple[Source, Path_]
) -> Item:
    """The item with the needs and deadlines that the checklist adds."""
    source, base = user
    changes: dict[str, tuple[object, ...]] = {}
    for key, added in (("needs", use.needs.get(item.id, ())), ("due", use.due.get(item.id, ()))):
        own = getattr(item, key)
        for number in range(len(added)):
            whole.origins[(*here, key, len(own) + number)] = (
                source,
                (*base, key, item.id, number),
            )
        if added:
            changes[key] = (*own, *added)
    return replace(item, **changes) if changes else item  # type: ignore[arg-type]


def definition_of(whole: Assembly, texts: Texts) -> Definition:
    """The assembly with every document, statute, retention class and calendar of the texts."""
    documents = [loaded.value for loaded in texts.documents]
    for number, document in enumerate(texts.documents):
        whole.origins["documents", number] = (document.source, ())
    statutes: list[Statute] = []
    for law in texts.statutes:
        for number, statute in enumerate(law.value.statutes):
            whole.origins["statutes", len(statutes)] = (law.source, ("statutes", number))
            statutes.append(statute)
    retentions: list[Retention] = []
    for keeping in texts.retentions:
        for number, retention in enumerate(keeping.value.retentions):
            whole.origins["retentions", len(retentions)] = (keeping.source, ("retentions", number))
            retentions.append(retention)
    calendars = sorted(texts.calendars, key=lambda one: one.value.year)
    for number, year in enumerate(calendars):
        whole.origins["calendars", number] = (year.source, ())
    return Definition(
        format=DEFINITION_FORMAT,
        id=whole.id,
        title=whole.title,
        stages=tuple(whole.stages),
        facts=tuple(whole.facts),
        collections=tuple(whole.collections),
        documents=tuple(documents),
        statutes=tuple(statutes),
        retentions=tuple(retentions),
        calendars=tuple(year.value for year in calendars),
        places=tuple(whole.places),
    )
