"""A sentence in both languages, and how fields are spelled in YAML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


def _spoken(name: str) -> str:
    """Name of a field in YAML: Python's reserved words carry a trailing underscore in code only."""
    return name.rstrip("_")


#: What pydantic is told at the edge; a plain dict, so that this module needs no pydantic.
STRICT = {"extra": "forbid", "alias_generator": _spoken}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence or title in Chinese and English."""

    __pydantic_config__: ClassVar = STRICT
    zh: str
    en: str
