"""How an action reaches the desk, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from launchkit.domain.case import Case
from launchkit.domain.recorded import Draft, Json, Notice, NumberTaken, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One action: who asks, by which way, under which request id."""

    actor: str
    request: str
    channel: str = "cli"
    #: day (ISO) or instant on which it happened, if not now
    happened: str | None = None
    #: refuse unless the case still ends at this entry
    expect: int | None = None
    #: the person in whose place somebody acts; None: in their own, or for whoever lent them the right
    behalf: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a rule decided to write."""

    drafts: tuple[Draft, ...]
    notices: tuple[Notice, ...] = ()
    numbers: tuple[NumberTaken, ...] = ()
    #: drafts for the house stream that belong to it
    house: tuple[Draft, ...] = ()
    #: personal values that go: (stream, stream_seq, key)
    erase: tuple[tuple[str, int, str], ...] = ()
    #: sign a checkpoint with it
    checkpoint: bool = False
    #: the drafts as they will be read back and the case they lead to, where that is known already
    coming: tuple[Recorded, ...] = ()
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an action led to: the case as it stands now, and what was written for it."""

    case: Case
    recorded: tuple[Recorded, ...]
    #: the request had been carried out before; nothing was written now
    repeated: bool = False
    answer: Mapping[str, Json] = field(default_factory=dict)


def facts_asked(stated: Mapping[str, object]) -> list[list[str]]:
    """Facts as text, for telling whether a repeated request asks the same."""
    return sorted([str(fact), str(value)] for fact, value in stated.items())
