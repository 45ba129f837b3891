"""The draft of a report as text that a person edits, and the edited text as its parts again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from launchkit.domain.checklist import Text
from launchkit.domain.telling.situation import Situation
from launchkit.domain.telling.words import say

#: heading of each part, in both languages
PARTS: Mapping[str, Text] = {
    "conditions": Text(zh="现状", en="Conditions"),
    "actions": Text(zh="行动", en="Actions"),
    "needs": Text(zh="需求", en="Needs"),
}
NONE = Text(zh="无", en="none")


def part_text(lines: Sequence[Text], lang: str) -> str:
    """The lines of one part as text that a person can edit."""
    return "\n".join(say(one, lang) for one in lines or (NONE,))


def draft_text(found: Situation, lang: str) -> str:
    """The draft as Markdown, with one heading for each part; `parts_of` reads it again."""
    parts = {"conditions": found.conditions, "actions": found.actions, "needs": found.needs}
    pieces = []
    for part, lines in parts.items():
        title = PARTS[part]
        text = part_text(lines, lang).splitlines()
        pieces.append(f"## {say(title, lang)}\n")
        pieces.append("\n".join(f"- {line}" for line in text) + "\n")
    return "\n".join(pieces)


def parts_of(text: str) -> dict[str, str]:
    """The parts of an edited draft by name, without marks; text before the first heading belongs to none."""
    heads = {
        word.casefold(): part for part, title in PARTS.items() for word in (title.zh, title.en)
    }
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        part = heads.get(line.lstrip("#").strip().casefold()) if line.startswith("#") else None
        if part is not None:
            current = found.setdefault(part, [])
        elif current is not None:
            current.append(line.strip().removeprefix("- "))
    return {part: "\n".join(lines).strip() for part, lines in found.items()}
