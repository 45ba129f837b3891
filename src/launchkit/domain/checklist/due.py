"""Deadline rules, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from launchkit.domain.checklist.conditions import Condition
from launchkit.domain.checklist.kinds import CasePoint, DueKind, Each, Roll, Unit
from launchkit.domain.checklist.text import STRICT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The moment a period is counted from or to; exactly one of the three is given."""

    __pydantic_config__: ClassVar = STRICT
    fact: str | None = None
    item: str | None = None
    case: CasePoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRule:
    """A stricter rule of one place; the earliest date wins."""

    __pydantic_config__: ClassVar = STRICT
    #: leading digits of the administrative division code, e.g. 4101 for Zhengzhou
    place: str
    within: int
    unit: Unit = Unit.CALENDAR
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """A second limit that the first may not pass."""

    __pydantic_config__: ClassVar = STRICT
    after: Anchor
    within: int
    unit: Unit = Unit.CALENDAR
    roll: Roll = Roll.NONE
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One deadline rule of an item; exactly one of `after`, `before`, `window`, `each` shapes it.

    `after` + `within` + `unit`; `before` + `by` + `unit`; `window` (two month-days) + `after` + `year`;
    `each` + `within` + `unit` (counted from the end of the period; `after` names when the series begins).
    """

    __pydantic_config__: ClassVar = STRICT
    #: DL35 for a row of the statutes, P1 … for a house plan rule; unique in its item
    id: str
    kind: DueKind = DueKind.FINISH
    after: Anchor | None = None
    within: int | None = None
    before: Anchor | None = None
    by: int | None = None
    window: tuple[str, str] | None = None
    #: years added to the anchor's year for `window`: 0 same, 1 following
    year: int = 0
    each: Each | None = None
    unit: Unit = Unit.CALENDAR
    roll: Roll = Roll.NONE
    outer: Outer | None = None
    local: tuple[LocalRule, ...] = ()
    #: statute ids; a rule with a basis is statutory and may start only from a date fact
    basis: tuple[str, ...] = ()
    when: Condition | None = None
    says: Text | None = None
