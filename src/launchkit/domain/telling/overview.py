"""All cases on one page: the worst first, with what will be late there and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.crisis_cadence import CRISES, UNGRADED
from launchkit.domain.recorded import CaseRow
from launchkit.domain.telling.board import mood_of
from launchkit.domain.telling.risks import Risk, RiskLine, pressing, risks_of

#: So many risks of a case are told in full; the board has the rest.
NAMED = 2
_NONE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the overview needs of a case beside its row; it holds until the case has a new entry."""

    title: Text
    crisis: bool
    level: int | None
    #: who is sent there or leads from headquarters, in the order they were named
    people: tuple[str, ...]
    team: frozenset[str]
    zone: ZoneInfo
    calendar: WorkCalendar
    risks: tuple[Risk, ...]
    decisions: int
    waiting: int
    #: instant (UTC text) of the newest entry that a person made
    last_word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """A case on the overview at an instant."""

    row: CaseRow
    title: Text
    crisis: bool
    level: int | None
    mood: str
    #: day of the case, from 1
    day: int
    days_to_target: int
    #: whole days on which nobody has recorded anything
    silent: int
    people: tuple[str, ...]
    team: frozenset[str]
    late: int
    soon: int
    decisions: int
    waiting: int
    #: what presses most, at most `NAMED`
    risks: tuple[RiskLine, ...]


#: Who is named on the overview: those on site, and who decides.
_SHOWN = ("lead", "mate", "hq_lead")


def glance_of(case: Case) -> Glance:
    """A case for the overview, without any clock."""
    return Glance(
        title=case.book.definition.title,
        crisis=case.checklist in CRISES or case.level is not None,
        level=case.level,
        people=tuple(dict.fromkeys(one for role in _SHOWN for one in case.people_with(role))),
        team=frozenset(case.team),
        zone=case.zone,
        calendar=case.calendar,
        risks=risks_of(case),
        decisions=sum(1 for one in case.tasks.values() if one.pending),
        waiting=sum(1 for one in case.tasks.values() if one.wait is not None and not one.closed),
        last_word=case.last_word,
    )


def overview_line(row: CaseRow, glance: Glance, now: datetime) -> OverviewLine:
    """A case as the overview shows it."""
    risks = pressing(glance.risks, glance.calendar, now)
    today = now.astimezone(glance.zone).date()
    last = datetime.fromisoformat(glance.last_word).astimezone(glance.zone).date()
    late = sum(1 for one in risks if one.late)
    return OverviewLine(
        row=row,
        title=glance.title,
        crisis=glance.crisis,
        level=glance.level,
        mood=mood_of(row.state, risks),
        day=(today - date.fromisoformat(row.start)).days + 1,
        days_to_target=(date.fromisoformat(row.target) - today).days,
        silent=max(0, (today - last).days - 1) if row.state == "open" else 0,
        people=glance.people,
        team=glance.team,
        late=late,
        soon=len(risks) - late,
        decisions=glance.decisions,
        waiting=glance.waiting,
        risks=risks[:NAMED],
    )


def in_order(lines: Iterable[OverviewLine]) -> tuple[OverviewLine, ...]:
    """Open cases before closed ones, crises by severity before the others, then what is late, then the nearest target."""
    return tuple(
        sorted(
            lines,
            key=lambda one: (
                one.row.state != "open",
                (one.level or UNGRADED) if one.crisis else _NONE,
                -one.late,
                -one.soon,
                one.row.target,
            ),
        )
    )
