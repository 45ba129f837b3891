"""Who asks, when, and for which day: what every rule is given beside the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from launchkit.domain.entries import Entry, draft_of
from launchkit.domain.recorded import Draft, FileRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What the house knows of its people that a case cannot know alone."""

    #: code -> the code under which all codes of one human being count
    same: Mapping[str, str] = field(default_factory=dict)
    #: people without any right, e.g. while an inquiry runs
    suspended: frozenset[str] = frozenset()

    def human(self, person: str) -> str:
        """The code under which a person counts where two people are asked for."""
        return self.same.get(person, person)

    def humans(self, people: Iterable[str | None]) -> frozenset[str]:
        """The human beings behind codes; nobody behind None."""
        return frozenset(self.human(one) for one in people if one is not None)

    def is_suspended(self, person: str) -> bool:
        """Whether the human being has no right, under whichever code."""
        return self.human(person) in self.humans(self.suspended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who asks, when, for which day, and in whose place."""

    actor: str
    now: datetime
    #: day (or instant) on which it happened, if not now
    happened: str | None = None
    #: the person in whose place the actor acts
    behalf: str | None = None
    people: Roster = field(default_factory=Roster)

    @property
    def person(self) -> str:
        """The person whose rights are used: the actor, or whom the actor stands in for."""
        return self.behalf or self.actor

    @property
    def hands(self) -> frozenset[str]:
        """The human beings behind the action; a deputy and whom they stand in for count as one pair of hands."""
        return self.people.humans((self.actor, self.behalf))

    def draft(
        self,
        entry: Entry,
        *,
        personal: frozenset[str] = frozenset(),
        files: tuple[FileRef, ...] = (),
    ) -> Draft:
        """Draft of an entry that carries the day it happened."""
        return draft_of(entry, personal=personal, files=files, happened=self.happened)
