"""The outbox: messages that wait to be sent, what became of each, when to try again, and when the night holds them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from launchkit.domain.occasions import Pace

NoticeState: TypeAlias = Literal["waiting", "sending", "sent", "failed", "withdrawn"]

#: Nobody is woken between these local times, except by what counts in hours.
QUIET_FROM: Final = time(22)
QUIET_UNTIL: Final = time(7)
#: The first retry comes after a minute, each later one after twice as long, up to two hours, for three days.
FIRST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(hours=2)
TRY_FOR: Final = timedelta(days=3)


class Fate(StrEnum):
    """What became of an attempt to send a message by a channel; other words are the channel's reason why not."""

    #: handed to the channel, which has not answered: only seen where the sender died in between
    TRYING = "trying"
    SENT = "sent"
    #: it may have arrived, so it is not sent again
    UNCERTAIN = "uncertain"


#: The channel has the message, or may have it: never twice.
TAKEN: Final = frozenset({Fate.SENT.value, Fate.UNCERTAIN.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedNotice:
    """A message in the outbox; its first fields are those of `Notice`."""

    key: str
    case: str
    task: str | None
    #: id of the person who shall get it
    to: str
    kind: str
    #: not before this instant (UTC text); while sending, until then nobody else takes it
    not_before: str
    about: str
    mark: str
    pace: str
    #: sending: somebody took it and has not yet said what became of it
    state: NoticeState
    #: how often it was taken
    attempts: int
    #: when the state was last changed (UTC text)
    changed_at: str
    #: a word for why it failed, was put off or withdrawn
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send a message by a channel."""

    key: str
    channel: str
    #: 1 for the first of this message and channel
    attempt: int
    #: when it began (UTC text)
    at: str
    #: a `Fate`, or the channel's word for why not; never what the channel answered
    outcome: str


def held_until(pace: str, zone: tzinfo, now: datetime) -> datetime | None:
    """The end of the quiet hours (UTC) if they hold a message back now; what counts in hours they never hold."""
    local = now.astimezone(zone)
    quiet = local.time() >= QUIET_FROM or local.time() < QUIET_UNTIL
    if pace == Pace.URGENT or not quiet:
        return None
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, zone).astimezone(UTC)


def retry_at(failures: int, first: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again after so many failures, the first at an instant; None: it was tried for long enough.

    `chance` in [0, 1) shortens the wait by up to a quarter, so that many messages do not come back in one moment.
    """
    if now - first >= TRY_FOR:
        return None
    doubled: int = 2 ** min(failures - 1, 16)
    wait = min(LONGEST_RETRY, FIRST_RETRY * doubled)
    return now + max(FIRST_RETRY, wait * (1 - chance / 4))
