"""Entries of a crisis: how severe it is, what happened, what was asked and reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from launchkit.domain.entries.base import Entry
from launchkit.domain.recorded import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveritySet(Entry):
    """The case has this severity from now on: 1 the worst, 4 the least."""

    KIND = "severity_set"
    PERSONAL = frozenset({"reason"})
    level: int
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningNoted(Entry):
    """Something happened out there; `at` is a local day, or an instant (UTC) known to the hour or minute.

    It is never edited: what was wrong is withdrawn and noted again.
    """

    KIND = "happening_noted"
    PERSONAL = frozenset({"what", "source"})
    happening: str
    at: str
    #: minute, hour or day
    precision: str
    what: Json
    #: who or which paper says so
    source: Json
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningWithdrawn(Entry):
    """What was noted does not hold; it stays readable, struck out."""

    KIND = "happening_withdrawn"
    PERSONAL = frozenset({"reason"})
    happening: str
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounselAsked(Entry):
    """Somebody asks counsel; `point` names the question of the checklist that it is."""

    KIND = "counsel_asked"
    PERSONAL = frozenset({"text"})
    question: str
    text: Json
    #: local day by which the answer is needed
    due: str | None = None
    point: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounselAnswered(Entry):
    """Counsel's answer."""

    KIND = "counsel_answered"
    PERSONAL = frozenset({"answer"})
    question: str
    answer: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiled(Entry):
    """A report to headquarters: conditions, actions and needs, with the figures of the case up to an entry."""

    KIND = "report_filed"
    PERSONAL = frozenset({"conditions", "actions", "needs"})
    report: str
    #: situation or executive
    form: str
    #: entry of the case that it is computed from
    upto: int
    conditions: Json
    actions: Json
    needs: Json
    severity: int | None = None
    #: counts as they stood: tasks, closed, late …
    figures: Mapping[str, Json] = field(default_factory=dict)
