"""Finding items in the checklists: by title, code, id, or an old name that people still use."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from launchkit.domain.checklist import Checklist, Item, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """An item with the checklists it belongs to, and the old name by which it was found."""

    item: Item
    part: str
    checklists: tuple[str, ...]
    alias: str | None


def search_items(
    text: str,
    parts: Iterable[Part],
    checklists: Iterable[Checklist],
    *,
    checklist: str | None = None,
) -> Iterator[FoundItem]:
    """Items in whose names every word of the text stands; of one checklist only if it is named."""
    words = [_folded(word) for word in text.split()]
    uses = {one.id: frozenset(use.part for use in one.parts) for one in checklists}
    for part in parts:
        lists = tuple(sorted(name for name, used in uses.items() if part.part in used))
        if checklist is not None and checklist not in lists:
            continue
        for stage in part.stages:
            for item in stage.items:
                yield from _match(item, part.part, lists, words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _match(item: Item, part: str, lists: tuple[str, ...], words: list[str]) -> Iterator[FoundItem]:
    own = _folded(f"{item.code} {item.id} {item.title.zh} {item.title.en}")
    aliases = " ".join(item.aliases)
    if not all(word in own or word in _folded(aliases) for word in words):
        return
    by_alias = not all(word in own for word in words)
    alias = next((one for one in item.aliases if any(w in _folded(one) for w in words)), None)
    yield FoundItem(item=item, part=part, checklists=lists, alias=alias if by_alias else None)
