"""The pen: a case while the entries of a batch are written into it, and the table of who writes what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import singledispatch
from typing import Any

from launchkit.domain.case import Case, Task
from launchkit.domain.entries import Entry
from launchkit.domain.recorded import Recorded
from launchkit.domain.standing import values_for


@dataclass(slots=True)
class Pen:
    """A case being changed: maps are copied once, at the first change, so that older values stay as they were."""

    case: Case
    fields: dict[str, Any]
    recorded: Recorded

    def map(self, name: str) -> dict[Any, Any]:
        """A map of the case that may be changed."""
        if name not in self.fields:
            self.fields[name] = dict(getattr(self.case, name))
        found: dict[Any, Any] = self.fields[name]
        return found

    def task(self, key: str) -> Task:
        """A task as it stands in the middle of the batch."""
        found: Task = self.map("tasks")[key]
        return found

    def change(self, key: str, **values: Any) -> None:
        """Give a task other values."""
        tasks = self.map("tasks")
        tasks[key] = replace(tasks[key], **values)

    def value_for(self, key: str) -> Callable[[str], Any]:
        """Reads facts as they stand in the middle of the batch, as the task sees them."""
        facts = self.fields.get("facts", self.case.facts)
        return values_for(replace(self.case, facts=facts), self.task(key))

    @property
    def seq(self) -> int:
        """Position of the entry in its stream."""
        return self.recorded.envelope.stream_seq

    @property
    def at(self) -> str:
        """Instant at which the entry was recorded."""
        return self.recorded.envelope.recorded_at

    @property
    def actor(self) -> str:
        """Who acted."""
        return self.recorded.envelope.actor

    @property
    def behalf(self) -> str | None:
        """In whose place they acted."""
        return self.recorded.envelope.on_behalf_of

    @property
    def hands(self) -> tuple[str, ...]:
        """The actor and, behind them, the person they stood in for."""
        return (self.actor,) if self.behalf is None else (self.actor, self.behalf)

    def day(self) -> date:
        """Local day the entry speaks of: when it happened if told, else when it was recorded."""
        happened = self.recorded.envelope.happened
        if happened is not None and len(happened) == len("2026-01-01"):
            return date.fromisoformat(happened)
        return self.case.local_day(datetime.fromisoformat(happened or self.at))


@singledispatch
def write(entry: Entry, pen: Pen) -> None:
    """Write an entry into the case; kinds without an effect on its state come here."""


#: Registers the function that writes one kind of entry.
on: Callable[..., Any] = write.register
