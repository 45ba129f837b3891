"""Spans written by hand (`+30d`, `-10w`, `+1m`, `+72h`) and the deadline they give."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import cast

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Anchor, CasePoint, Due, Roll, Text, Unit
from launchkit.domain.deadlines import Deadline, Moment, deadline
from launchkit.domain.explain import Lang, explain

_UNITS = {"d": Unit.CALENDAR, "w": Unit.WORKING, "m": Unit.MONTH, "h": Unit.HOUR}
#: Four digits: more is a slip of the finger.
_SPAN = re.compile(r"([+-])(\d{1,4})([dwmh])", re.ASCII)
_START = Anchor(case=CasePoint.START)
_BEGAN_AS = Text(zh="所给时间", en="the given time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time with its direction: negative counts back."""

    count: int
    unit: Unit


def parse_span(text: str) -> Span:
    """Read `+30d` (calendar days), `+5w` (working days), `+1m` (months), `+72h` (hours); ValueError says what is expected."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"{text!r} is not a span: write +30d, +5w (working days), +1m, +72h or -10w"
        )
    sign, digits, unit = match.groups()
    return Span(count=int(sign + digits), unit=_UNITS[unit])


def span_deadline(
    start: Moment,
    span: Span,
    *,
    roll: Roll,
    calendar: WorkCalendar,
    zone: tzinfo,
    lang: Lang = "zh",
) -> tuple[Deadline, str]:
    """The deadline of a span from a day or an instant, and its sentence.

    Planned like a statutory one: whoever asks for a date usually has a law in mind.
    """
    back = span.count < 0
    due = Due(
        id="span",
        after=None if back else _START,
        within=None if back else span.count,
        before=_START if back else None,
        by=-span.count if back else None,
        unit=span.unit,
        roll=roll,
        basis=("span",),
    )
    # The anchor always has a value here, so there is a deadline.
    found = cast("Deadline", deadline(due, calendar=calendar, resolve=lambda _: start, zone=zone))
    found = replace(found, basis=(), statutory=False)
    return found, explain(found, due, began_as=_BEGAN_AS, statutes={}, lang=lang)
