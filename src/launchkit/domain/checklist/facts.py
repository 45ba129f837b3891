"""What a case has to know, to prove and to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from launchkit.domain.checklist.conditions import Condition
from launchkit.domain.checklist.kinds import EvidenceKind, FactType, Personal
from launchkit.domain.checklist.text import STRICT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One possible answer of a fact of type `choice`."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a fact of type `table`."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    type: FactType = FactType.TEXT
    options: tuple[Option, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """A question whose answer fills documents, starts clocks or decides conditions."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    type: FactType
    personal: Personal = Personal.NONE
    #: class in `checklists/statutes/retention.yaml`
    retention: str = "case_file"
    #: collection whose instances each have their own value
    per: str | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    #: unit shown behind the value, e.g. m²
    unit: str | None = None
    hint: Text | None = None
    #: filled at opening from the house: `company.name`, `branch.city`, …
    house: str | None = None
    #: a day that is set in advance: it may lie ahead although a clock of the law runs from it
    planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRule:
    """What proves an item."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    kind: EvidenceKind = EvidenceKind.SCAN
    min: int = 1
    personal: Personal = Personal.ORDINARY
    retention: str = "case_file"
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One place to fill in a document: from a fact, from the case, or a row per instance of a collection."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    label: Text
    fact: str | None = None
    #: name of a value that every case has, see `launchkit.domain.forms.CASE_VALUES`
    case: str | None = None
    collection: str | None = None
    #: facts of the collection that make the row
    columns: tuple[str, ...] = ()
    required: bool = True


#: Records that any case can have several of; a document `per` one of them needs no item that issues it.
RECORDS = ("handover", "situation_report", "executive_report")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSpec:
    """A document that can be issued: which facts it needs and how it is numbered."""

    __pydantic_config__: ClassVar = STRICT
    code: str  # D02
    name: str  # folder under templates/documents
    title: Text
    #: abbreviation in the document number, e.g. 授 in 特修授〔2026〕3号; none: not numbered
    series: str | None = None
    per: str | None = None
    #: house, standard (statutory content), official (a government form exists: ours is a sheet to copy from, marked so)
    form: str = "house"
    #: False: printed by the generic data sheet
    page: bool = True
    personal: Personal = Personal.ORDINARY
    retention: str = "case_file"
    basis: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
