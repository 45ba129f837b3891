"""Law, retention and calendars: what a checklist cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from launchkit.domain.checklist.text import STRICT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """One legal basis, in our words."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    law: str
    article: str
    duty: Text
    consequence: Text | None = None
    in_force: str | None = None
    until: str | None = None
    source: str
    verified_on: str
    #: what about it is not verified; shown wherever the statute is cited
    unverified: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a class of record is kept."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    #: None: permanent
    years: int | None
    #: event the years are counted from: case_closed, employment_ended, term_ended, year_ended, recorded
    counted_from: str
    basis: str
    unverified: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day that a holiday notice names."""

    __pydantic_config__: ClassVar = STRICT
    day: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """Rest days and make-up workdays of one year, with the notice they come from."""

    __pydantic_config__: ClassVar = STRICT
    year: int
    #: official, or provisional while no notice is known
    status: str
    notices: tuple[str, ...]
    rest: tuple[NamedDay, ...]
    make_up: tuple[NamedDay, ...]
    #: statutory holidays proper (法定休假日), a subset of `rest`
    statutory: tuple[str, ...] = ()
    #: last filing day of each month as published by the tax administration; empty: derived, provisional
    tax_filing: tuple[str, ...] = ()
    tax_notice: str | None = None
