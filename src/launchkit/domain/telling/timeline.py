"""The timeline of a case: what happened out there, in the order in which it happened, apart from who recorded it when."""

from __future__ import annotations

from dataclasses import dataclass

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import moment_text
from launchkit.domain.house import House
from launchkit.domain.telling.words import typed


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningLine:
    """A happening as told."""

    happening: str
    when: Text
    what: Text
    source: Text
    task: str | None
    by: str
    by_name: str
    #: entry that noted it
    seq: int
    #: entry that withdrew it, and why
    withdrawn: int | None
    withdrawn_reason: Text


def timeline(case: Case, house: House) -> tuple[HappeningLine, ...]:
    """Every happening in the order in which it happened; those of one moment in the order in which they were noted."""
    ordered = sorted(case.happenings.values(), key=lambda one: (one.order(case.zone), one.seq))
    return tuple(
        HappeningLine(
            happening=one.id,
            when=moment_text(one.at, one.precision, case.zone),
            what=typed(one.what),
            source=typed(one.source),
            task=one.task,
            by=one.by,
            by_name=house.name(one.by),
            seq=one.seq,
            withdrawn=one.withdrawn,
            withdrawn_reason=typed(one.withdrawn_reason),
        )
        for one in ordered
    )
