"""From the name of a checklist to the definition that a case pins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from launchkit.domain.checklist import Definition
from launchkit.domain.linting import Sight, bases_of, issued, lint, used_facts
from launchkit.domain.problems import Level, Problem, Problems, has_errors
from launchkit.library.assembly import Assembly, assembled, definition_of
from launchkit.library.complaints import nearest
from launchkit.library.loading import Loaded
from launchkit.library.pinning import definition_bytes, definition_digest
from launchkit.library.sentences import say
from launchkit.library.texts import Texts, gathered, installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A checklist put together without an error."""

    definition: Definition
    #: canonical JSON, what a case pins
    content: bytes
    #: SHA-256 of `content`, 64 hex digits
    digest: str
    #: the YAML it was put together from, by file name, for people to read
    yaml: Mapping[str, str]
    #: what could be better and stops nobody
    notices: tuple[Problem, ...] = ()


def checklist_names(home: Path | None = None) -> tuple[str, ...]:
    """Ids of the checklists that can be opened."""
    return tuple(sorted(gathered(home).checklists))


_KEPT: dict[tuple[str, Path | None], tuple[str, Resolved]] = {}


def resolve(name: str, home: Path | None = None) -> Resolved:
    """The checklist of that id, resolved; raises `Problems` when it, or anything it draws on, has an error.

    Kept in memory until one of the files changes.
    """
    state = state_of(home)
    kept = _KEPT.get((name, home))
    if kept is None or kept[0] != state:
        kept = _KEPT[name, home] = (state, _resolved(name, gathered(home)))
    return kept[1]


def state_of(home: Path | None) -> str:
    """Fingerprint of all files: path, size and time of change."""
    state = hashlib.sha256()
    for path in installed(home):
        about = path.stat()
        state.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _resolved(name: str, texts: Texts) -> Resolved:
    checklist = texts.checklists.get(name)
    if checklist is None:
        # A checklist that is there but broken explains itself better than "there is none".
        own = [one for one in texts.problems if Path(one.file).stem == name]
        raise Problems(own or [_no_such(name, texts)])
    whole = assembled(checklist, texts)
    full = definition_of(whole, texts)
    definition = pruned(full)
    drawn_on = dict(_texts(whole, definition, texts))
    found = [*whole.problems, *(whole.problem(remark) for remark in lint(full))]
    # A document or checklist that this one does not use may be broken without stopping it.
    problems = [one for one in found if one.file in drawn_on]
    if has_errors(problems):
        raise Problems([*texts.problems, *(one for one in problems if one.level is Level.ERROR)])
    content = definition_bytes(definition)
    return Resolved(
        definition=definition,
        content=content,
        digest=definition_digest(content),
        yaml=drawn_on,
        notices=tuple(one for one in problems if one.level is Level.NOTICE),
    )


def _no_such(name: str, texts: Texts) -> Problem:
    near = nearest(name, texts.checklists)
    zh, en = say(
        "no-such-checklist",
        name=name,
        near_zh=f"是不是想写“{near}”？" if near else "",
        near=f"did you mean “{near}”? " if near else "",
        known=", ".join(sorted(texts.checklists)),
    )
    return Problem("checklists", 1, 1, "no-such-checklist", zh, en)


def pruned(full: Definition) -> Definition:
    """The definition with only what its items use, and all calendars."""
    sight = Sight(full)
    used = used_facts(sight)
    facts = tuple(fact for fact in full.facts if fact.id in used or fact.house is not None)
    codes = issued(sight)
    documents = tuple(document for document in full.documents if document.code in codes)
    classes = {
        "case_file",
        *(fact.retention for fact in facts),
        *(one.retention for one in documents),
    }
    classes.update(rule.retention for _, item in sight.items for rule in item.evidence)
    retentions = tuple(one for one in full.retentions if one.id in classes)
    cited = {name for one in documents for name in one.basis} | {one.basis for one in retentions}
    cited.update(
        name for place, item in sight.items for _, basis in bases_of(place, item) for name in basis
    )
    statutes = tuple(one for one in full.statutes if one.id in cited)
    kinds = {item.place_kind for _, item in sight.items}
    return replace(
        full,
        facts=facts,
        documents=documents,
        retentions=retentions,
        statutes=statutes,
        places=tuple(one for one in full.places if one.id in kinds),
    )


def _texts(whole: Assembly, definition: Definition, texts: Texts) -> Iterator[tuple[str, str]]:
    names = {document.name for document in definition.documents}
    for source in whole.sources:
        yield source.file, source.text
    for loaded in texts.documents:
        if loaded.value.name in names:
            yield _text_of(loaded)
    laws = map(_text_of, texts.statutes)
    keeping = map(_text_of, texts.retentions)
    yield from (*laws, *keeping, *map(_text_of, texts.calendars))


def _text_of(loaded: Loaded[Any]) -> tuple[str, str]:
    return loaded.source.file, loaded.source.text
