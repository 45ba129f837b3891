"""The whole that a case pins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from launchkit.domain.checklist.facts import DocumentSpec, FactSpec
from launchkit.domain.checklist.items import Collection, PlaceKind, Stage
from launchkit.domain.checklist.law import CalendarYear, Retention, Statute
from launchkit.domain.checklist.text import STRICT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A checklist with all it refers to, resolved at opening; what a case pins and the fold reads."""

    __pydantic_config__: ClassVar = STRICT
    format: int
    id: str
    title: Text
    stages: tuple[Stage, ...]
    facts: tuple[FactSpec, ...]
    collections: tuple[Collection, ...]
    documents: tuple[DocumentSpec, ...]
    statutes: tuple[Statute, ...]
    retentions: tuple[Retention, ...]
    calendars: tuple[CalendarYear, ...]
    #: none in definitions that were pinned before checklists named kinds of place
    places: tuple[PlaceKind, ...] = ()
