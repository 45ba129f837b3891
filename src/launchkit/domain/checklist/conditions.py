"""Conditions on facts, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from launchkit.domain.checklist.text import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of another number: `{fact: monthly_pay, percent: 80}`."""

    __pydantic_config__: ClassVar = STRICT
    fact: str
    percent: int = 100


Scalar = bool | int | str
Operand = Scalar | Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Compares one fact with a value; exactly one comparison is given."""

    __pydantic_config__: ClassVar = STRICT
    fact: str
    eq: Operand | None = None
    ne: Operand | None = None
    gt: Operand | None = None
    ge: Operand | None = None
    lt: Operand | None = None
    le: Operand | None = None
    in_: tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """True once the fact has a value, whatever it is."""

    __pydantic_config__: ClassVar = STRICT
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True when every condition is true."""

    __pydantic_config__: ClassVar = STRICT
    all: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True when at least one condition is true."""

    __pydantic_config__: ClassVar = STRICT
    any: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """True when the condition is false."""

    __pydantic_config__: ClassVar = STRICT
    not_: Condition


Condition = Compare | Answered | AllOf | AnyOf | Not
