"""What the sentences of the trail look names up in, and the table of who says which kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry
from launchkit.domain.house import House
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.telling.words import same, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What the sentences look names up in."""

    case: Case
    house: House

    def person(self, code: str) -> str:
        """Name and code of a person."""
        name = self.house.name(code)
        return code if name == code else f"{name}({code})"

    def people(self, codes: tuple[str, ...], joint: str) -> str:
        """Several people in one phrase."""
        return joint.join(self.person(one) for one in codes)

    def task(self, key: str) -> Text:
        """Code and title of a task."""
        task = self.case.tasks.get(key)
        if task is None:
            return same(key)
        title = task_title(task, self.case)
        return Text(zh=f"{task.item.code} {title.zh}", en=f"{task.item.code} {title.en}")

    def collection(self, name: str) -> Text:
        """Title of a collection."""
        found = self.case.book.collections.get(name)
        return same(name) if found is None else found.title

    def document(self, key: str) -> Text:
        """Key and title of a document."""
        spec = self.case.book.documents.get(key.partition("#")[0])
        if spec is None:
            return same(key)
        return Text(zh=f"{key} {spec.title.zh}", en=f"{key} {spec.title.en}")


@singledispatch
def said(entry: Entry, teller: Teller) -> Text:  # noqa: ARG001  the base of the dispatch
    """The entry as a sentence; a kind without one of its own is named."""
    return same(entry.KIND)


def because(reason: Any) -> tuple[str, str]:
    """The reason behind a sentence in both languages; nothing where there is none."""
    text = typed(reason)
    return (f"：{text.zh}", f": {text.en}") if text.zh else ("", "")
