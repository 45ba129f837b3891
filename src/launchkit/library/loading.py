"""Each kind of text as its frozen type, with every fault at its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

from pydantic import TypeAdapter

from launchkit.domain.checklist import (
    STRICT,
    CalendarYear,
    Checklist,
    DocumentSpec,
    Part,
    Retention,
    Statute,
)
from launchkit.library.complaints import validated
from launchkit.library.yaml_reader import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statutes:
    """A file of statutes."""

    __pydantic_config__: ClassVar = STRICT
    statutes: tuple[Statute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retentions:
    """A file of retention classes."""

    __pydantic_config__: ClassVar = STRICT
    retentions: tuple[Retention, ...]


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A text as its type, beside the places it came from."""

    value: T
    source: Source


@cache
def _kept(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """The validator of a type, made once (making one takes about 0.1 s)."""
    kept: TypeAdapter[T] = _kept(cast("Any", kind))
    return kept


def load(kind: type[T], source: Source) -> Loaded[T]:
    """Data of the source as the type; raises `Problems` with every fault."""
    return Loaded(validated(adapter(kind), kind, source), source)


def load_part(source: Source) -> Loaded[Part]:
    """A reusable piece of a checklist; raises `Problems`."""
    return load(Part, source)


def load_checklist(source: Source) -> Loaded[Checklist]:
    """A situation, put together from parts; raises `Problems`."""
    return load(Checklist, source)


def load_statutes(source: Source) -> Loaded[Statutes]:
    """Legal bases; raises `Problems`."""
    return load(Statutes, source)


def load_retentions(source: Source) -> Loaded[Retentions]:
    """Classes of how long records are kept; raises `Problems`."""
    return load(Retentions, source)


def load_calendar(source: Source) -> Loaded[CalendarYear]:
    """Rest days and make-up workdays of one year; raises `Problems`."""
    return load(CalendarYear, source)


def load_document(source: Source) -> Loaded[DocumentSpec]:
    """What a document needs (`fields.yaml`); raises `Problems`."""
    return load(DocumentSpec, source)
