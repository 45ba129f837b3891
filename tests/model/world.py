"""The engine's rules told a second time, for a reader: a world of plain lists that grows with every action.

Nothing here comes from `launchkit.domain` but the definition: what the engine computes, folds and indexes is said again by
loops, so that the two can only agree by both being right, or by both having read the design wrongly in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from launchkit.domain.checklist import Collection, Definition, FactSpec, Item


@dataclass(slots=True)
class Job:
    """A task."""

    key: str
    item: Item
    instance: str | None = None
    period: tuple[date, date] | None = None
    #: open, started, blocked, submitted, done, waived
    state: str = "open"
    owner: str | None = None
    helpers: list[str] = field(default_factory=list)
    #: whose it is again when they are back
    lent_from: str | None = None
    ever_started: bool = False
    done_on: date | None = None
    done_by: str | None = None
    done_for: str | None = None
    #: who asked not to do it, and for whom
    waiver: tuple[str, str | None] | None = None
    #: (person, role, in whose place)
    agreed: list[tuple[str, str, str | None]] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    moved: dict[str, date] = field(default_factory=dict)
    stood: dict[str, list[tuple[date, date | None]]] = field(default_factory=dict)
    reopened: int = 0

    @property
    def closed(self) -> bool:
        """Nothing more to do."""
        return self.state in ("done", "waived")

    @property
    def pending(self) -> str | None:
        """What somebody has to decide."""
        if self.waiver is not None and self.state != "waived":
            return "waive"
        return "done" if self.state == "submitted" else None


@dataclass(slots=True)
class Lending:
    """Rights lent by a person to another."""

    id: str
    principal: str
    deputy: str
    begins: date
    ends: date
    roles: tuple[str, ...]
    tasks: tuple[str, ...]
    ended: bool = False


@dataclass(slots=True)
class Away:
    """A time in which a person is not there; `back` is the first day on which they were."""

    person: str
    begins: date
    ends: date | None
    deputy: str | None
    back: date | None = None

    def on(self, day: date) -> bool:
        """Whether they are away on the day."""
        if self.back is not None and day >= self.back:
            return False
        return day >= self.begins and (self.ends is None or day <= self.ends)


@dataclass(slots=True)
class Emergency:
    """A right on one task until an instant."""

    id: str
    person: str
    task: str
    until: datetime


@dataclass(slots=True)
class Wish:
    """An erasure that somebody asked for."""

    fact: tuple[str, str | None]
    asked: list[str]
    decided: list[str] = field(default_factory=list)
    agreed: bool | None = None


@dataclass(slots=True)
class Hand:
    """Who acts, and in whose place."""

    actor: str
    behalf: str | None = None

    @property
    def person(self) -> str:
        """Whose rights are used."""
        return self.behalf or self.actor

    @property
    def both(self) -> list[str]:
        """Everybody behind the action."""
        return [self.actor] if self.behalf is None else [self.actor, self.behalf]


@dataclass(slots=True)
class World:
    """A case with the people around it, at an instant."""

    definition: Definition
    team: dict[str, list[str]]
    start: date
    target: date
    now: datetime
    #: what the branch's clocks show more than UTC
    ahead: timedelta
    restricted: bool = False
    jobs: dict[str, Job] = field(default_factory=dict)
    #: (fact, instance) -> value, day it was stated for
    facts: dict[tuple[str, str | None], tuple[object, date]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    complete: list[str] = field(default_factory=list)
    lendings: list[Lending] = field(default_factory=list)
    absences: list[Away] = field(default_factory=list)
    deputies: dict[str, str] = field(default_factory=dict)
    emergencies: list[Emergency] = field(default_factory=list)
    #: finding -> whether it was answered
    findings: dict[str, bool] = field(default_factory=dict)
    #: findings about something written down late have names that nobody can foresee: only counted
    entered_late: int = 0
    wishes: list[Wish] = field(default_factory=list)
    #: pairs of codes of one human being
    twins: list[tuple[str, str]] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    #: days named by the calendars
    rest: set[str] = field(default_factory=set)
    make_up: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for year in self.definition.calendars:
            self.rest |= {one.day for one in year.rest}
            self.make_up |= {one.day for one in year.make_up}
        for item in self.items():
            if item.per is None and item.recurs is None:
                self.jobs[item.id] = Job(key=item.id, item=item)
        self.groups = {one.id: [] for one in self.definition.collections}

    # --- the definition --------------------------------------------------------------------------

    def items(self) -> list[Item]:
        """All items, in order."""
        return [item for stage in self.definition.stages for item in stage.items]

    def item(self, name: str) -> Item:
        """An item by its id."""
        return next(one for one in self.items() if one.id == name)

    def spec(self, fact: str) -> FactSpec | None:
        """A fact's definition."""
        return next((one for one in self.definition.facts if one.id == fact), None)

    def collection(self, name: str) -> Collection:
        """A collection's definition."""
        return next(one for one in self.definition.collections if one.id == name)

    def jobs_of(self, item: str) -> list[Job]:
        """All tasks of an item."""
        return [job for job in self.jobs.values() if job.item.id == item]

    # --- days and people -------------------------------------------------------------------------

    def local(self, instant: datetime) -> date:
        """The day that the branch's calendar shows."""
        return (instant.replace(tzinfo=None) + self.ahead).date()

    @property
    def today(self) -> date:
        """The branch's day now."""
        return self.local(self.now)

    def humans(self, codes: list[str]) -> set[str]:
        """All codes of the human beings behind some codes."""
        found = set(codes)
        grown = True
        while grown:
            grown = False
            for one, other in self.twins:
                if (one in found) != (other in found):
                    found |= {one, other}
                    grown = True
        return found

    def same(self, one: str, other: str) -> bool:
        """Whether two codes are one human being."""
        return other in self.humans([one])

    def is_suspended(self, person: str) -> bool:
        """Whether a human being has lost all rights."""
        return any(self.same(person, one) for one in self.suspended)

    def away(self, person: str, day: date) -> Away | None:
        """The time for which a person is away on a day."""
        found = [one for one in self.absences if one.person == person and one.on(day)]
        return found[-1] if found else None

    def is_there(self, person: str) -> bool:
        """Whether a person can be counted on today."""
        return (
            person in self.team
            and self.away(person, self.today) is None
            and not self.is_suspended(person)
        )

    def with_role(self, role: str) -> list[str]:
        """Who has a role."""
        return [person for person, roles in self.team.items() if role in roles]
