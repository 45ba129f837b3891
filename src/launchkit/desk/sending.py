"""Sends what waits in the outbox: takes it, looks whether it still stands, puts it into one message a person, and says what became of it.

What a channel has taken, or may have taken, it never gets twice; what it refused comes again, for three days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from launchkit.desk.ports import Clock, Store
from launchkit.desk.shelf import Shelf
from launchkit.domain.ask import Ask
from launchkit.domain.calendar import ZONE
from launchkit.domain.case import Case
from launchkit.domain.errors import NotFound
from launchkit.domain.house_notices import OF_HOUSE, why_not_of_house
from launchkit.domain.occasions import NoticeKind, Pace
from launchkit.domain.outbox import (
    TAKEN,
    Delivery,
    Fate,
    NoticeState,
    QueuedNotice,
    held_until,
    retry_at,
)
from launchkit.domain.people import DECIDER, SYSTEM
from launchkit.domain.recorded import Notice
from launchkit.domain.reminders import morning_after, why_not
from launchkit.domain.telling.notices import Message, house_line, message_of, notice_line
from launchkit.domain.trail import instant_text

#: A sender that has not said within this time what became of a message is taken to be dead.
LEASE = timedelta(minutes=5)
#: Notices of one person taken at once; all of them go into one message.
MOST = 1000
#: Where messages go that no other channel can bring to their person.
FALLBACK = "file"
#: A number in [0, 1).
Chance = Callable[[], float]


class Sends(Protocol):
    """What every channel is: a way out of the house."""

    def send(self, address: str, message: Message) -> str | None:
        """Send; None when the message was taken, else a word for why not (never what the other side said)."""
        ...


class Outbox(Protocol):
    """The outbox; `launchkit.store` has it."""

    def queue(self, notices: Sequence[Notice], *, now: datetime) -> None:
        """Put messages in that belong to no entry, each key once."""
        ...

    def recipients(self, now: datetime) -> Sequence[str]:
        """Who has messages that are due."""
        ...

    def claim(
        self, *, now: datetime, until: datetime, limit: int = 100, to: str | None = None
    ) -> Sequence[QueuedNotice]:
        """Take messages until an instant."""
        ...

    def settle(
        self,
        keys: Sequence[str],
        *,
        now: datetime,
        state: NoticeState,
        reason: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Write down what became of messages."""
        ...

    def begin(self, keys: Sequence[str], channel: str, *, now: datetime) -> None:
        """Log that messages are handed to a channel now."""
        ...

    def end(self, keys: Sequence[str], channel: str, outcome: str) -> None:
        """Log what became of them there."""
        ...

    def deliveries(self, keys: Sequence[str]) -> Sequence[Delivery]:
        """Every attempt so far, the oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one round of sending did; numbers of messages and of the notices in them."""

    messages: int = 0
    notices: int = 0
    withdrawn: int = 0
    held: int = 0
    retried: int = 0
    failed: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(
            messages=self.messages + other.messages,
            notices=self.notices + other.notices,
            withdrawn=self.withdrawn + other.withdrawn,
            held=self.held + other.held,
            retried=self.retried + other.retried,
            failed=self.failed + other.failed,
        )


class Sender:
    """Empties the outbox; several may do so at once, none sends what another has taken."""

    def __init__(  # noqa: PLR0913  the ports it draws from
        self,
        *,
        store: Store,
        outbox: Outbox,
        shelf: Shelf,
        clock: Clock,
        channels: Mapping[str, Sends],
        chance: Chance,
        lang: str = "zh",
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._shelf = shelf
        self._clock = clock
        self._channels = channels
        self._chance = chance
        self._lang = lang

    def send(self) -> Sent:
        """Send everything that is due, one message for each person."""
        done = Sent()
        for person in self._outbox.recipients(self._clock()):
            now = self._clock()
            taken = self._outbox.claim(now=now, until=now + LEASE, limit=MOST, to=person)
            if taken:
                done += self._serve(person, taken, now)
        return done

    def test(self, person: str, channel: str, address: str) -> str | None:
        """One short message by a channel, to see that it arrives; a word for why it does not."""
        text = (
            "Test message of launchkit."
            if self._lang == "en"
            else "launchkit 测试消息，收到即可。"
        )
        return self._try(channel, address, Message(title=f"{text} ({person})", text=text))

    # --- one person -----------------------------------------------------------------------------------------------

    def _serve(self, person: str, taken: Sequence[QueuedNotice], now: datetime) -> Sent:
        known: dict[str, tuple[Case, Ask] | None] = {}
        standing: list[QueuedNotice] = []
        withdrawn = held = 0
        for notice in taken:
            if notice.case not in known:
                known[notice.case] = self._look(notice.case, now)
            seen = known[notice.case]
            reason = self._why_not(notice, seen, now)
            zone = ZONE if seen is None else seen[0].zone
            until = held_until(notice.pace, zone, now)
            if reason is not None:
                self._outbox.settle([notice.key], now=now, state="withdrawn", reason=reason)
                withdrawn += 1
            elif until is not None:
                self._outbox.settle(
                    [notice.key], now=now, state="waiting", reason="quiet", not_before=until
                )
                held += 1
            else:
                standing.append(notice)
        sent = Sent(withdrawn=withdrawn, held=held)
        if standing:
            cases = {key: seen[0] for key, seen in known.items() if seen is not None}
            sent += self._deliver(person, standing, cases, now)
        return sent

    def _why_not(
        self, notice: QueuedNotice, seen: tuple[Case, Ask] | None, now: datetime
    ) -> str | None:
        """A word for why a message must not go out any more; what is about the house needs no case."""
        if notice.kind in OF_HOUSE:
            return why_not_of_house(self._shelf.house(), now, notice)
        return "no_case" if seen is None else why_not(*seen, notice)

    def _look(self, case: str, now: datetime) -> tuple[Case, Ask] | None:
        """The case as it stands right now, and the people of the house; None if it is not there."""
        with suppress(NotFound):
            known = self._shelf.warm(case).case
            return known, Ask(actor=SYSTEM, now=now, people=self._shelf.house().roster())
        return None

    def _deliver(
        self,
        person: str,
        notices: Sequence[QueuedNotice],
        cases: Mapping[str, Case],
        now: datetime,
    ) -> Sent:
        log = _Log(self._outbox.deliveries([one.key for one in notices]))
        for channel, key in log.unfinished():
            # Whoever sent it died without a word; it may have arrived, and is kept where nothing is lost.
            self._outbox.end([key], channel, Fate.UNCERTAIN.value)
            log.note([key], channel, Fate.UNCERTAIN.value, now)
        ways = self._ways(person)
        messages = 0
        for channel, address in ways.items():
            mine = [one for one in notices if not log.taken(one.key, channel)]
            if mine:
                messages += self._hand_over(channel, address, mine, cases, log, now)
        uncertain = [one for one in notices if log.uncertain(one.key)]
        if uncertain and FALLBACK not in ways:
            mine = [one for one in uncertain if not log.taken(one.key, FALLBACK)]
            messages += self._hand_over(FALLBACK, person, mine, cases, log, now)
        return self._settle(notices, tuple(ways), log, now) + Sent(messages=messages)

    def _ways(self, person: str) -> dict[str, str]:
        """Channels of the person with their addresses; whoever has none finds everything in the file of the home."""
        found = self._shelf.house().addresses(person)
        ways = {name: address for name, address in found.items() if name in self._channels}
        return ways or {FALLBACK: person}

    def _hand_over(
        self,
        channel: str,
        address: str,
        notices: Sequence[QueuedNotice],
        cases: Mapping[str, Case],
        log: _Log,
        now: datetime,
    ) -> int:
        """One message by one channel; logged before it is sent, so that a death in between is seen. 1 if it was taken."""
        keys = [one.key for one in notices]
        self._outbox.begin(keys, channel, now=now)
        outcome = self._try(channel, address, self._message(notices, cases, now))
        word = Fate.SENT.value if outcome is None else outcome
        self._outbox.end(keys, channel, word)
        log.note(keys, channel, word, now)
        return int(outcome is None)

    def _try(self, channel: str, address: str, message: Message) -> str | None:
        try:
            return self._channels[channel].send(address, message)
        except Exception as error:  # noqa: BLE001  a channel must not stop the others; what it says may quote the address
            return type(error).__name__.lower()

    def _message(
        self, notices: Sequence[QueuedNotice], cases: Mapping[str, Case], now: datetime
    ) -> Message:
        first = cases.get(notices[0].case)
        day = now.astimezone(ZONE).date() if first is None else first.local_day(now)
        return message_of(
            [
                house_line(one) if one.kind in OF_HOUSE else notice_line(cases[one.case], one, now)
                for one in notices
            ],
            paces=frozenset(one.pace for one in notices),
            lang=self._lang,
            day=day.isoformat(),
        )

    # --- what became of it ------------------------------------------------------------------------------------------

    def _settle(
        self, notices: Sequence[QueuedNotice], ways: Sequence[str], log: _Log, now: datetime
    ) -> Sent:
        gone = [one for one in notices if all(log.taken(one.key, way) for way in ways)]
        left = [one for one in notices if one not in gone]
        for reason in (None, Fate.UNCERTAIN.value):
            keys = [one.key for one in gone if log.uncertain(one.key) == (reason is not None)]
            if keys:
                self._outbox.settle(keys, now=now, state="sent", reason=reason)
        # One number for all of them, so that they come again in one message.
        chance = self._chance()
        failed: list[QueuedNotice] = []
        for one in left:
            again = retry_at(log.failures(one.key), log.first(one.key, now), now, chance)
            state: NoticeState = "failed" if again is None else "waiting"
            self._outbox.settle(
                [one.key], now=now, state=state, reason=log.last(one.key), not_before=again
            )
            if again is None:
                failed.append(one)
        self._give_up(failed, now)
        return Sent(notices=len(gone), retried=len(left) - len(failed), failed=len(failed))

    def _give_up(self, failed: Sequence[QueuedNotice], now: datetime) -> None:
        """Headquarters reads in its morning notice that somebody could not be reached, once for each person and day."""
        told: list[Notice] = []
        for one in failed:
            # The first would tell of itself; the others have no headquarters that could call.
            if one.kind == NoticeKind.UNDELIVERED or not one.case:
                continue
            case = self._shelf.warm(one.case).case
            day = case.local_day(now)
            told.extend(
                Notice(
                    key=f"{case.id}::{one.to}:{NoticeKind.UNDELIVERED}:{day}:{to}",
                    case=case.id,
                    task=None,
                    to=to,
                    kind=NoticeKind.UNDELIVERED.value,
                    not_before=instant_text(morning_after(case, now)),
                    about=one.to,
                    mark=str(day),
                    pace=Pace.MORNING.value,
                )
                for to in case.people_with(DECIDER)
            )
        self._outbox.queue(told, now=now)


class _Log:
    """The attempts of one round, those of earlier rounds included."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self._all = [(one.key, one.channel, one.outcome, one.at) for one in deliveries]

    def unfinished(self) -> list[tuple[str, str]]:
        """(channel, key) of attempts without an outcome."""
        return [(channel, key) for key, channel, word, _ in self._all if word == Fate.TRYING]

    def note(self, keys: Sequence[str], channel: str, word: str, now: datetime) -> None:
        """Remember what became of an attempt; it takes the place of one that had no outcome."""
        self._all = [
            one
            for one in self._all
            if not (one[0] in keys and one[1] == channel and one[2] == Fate.TRYING)
        ]
        self._all.extend((key, channel, word, instant_text(now)) for key in keys)

    def taken(self, key: str, channel: str) -> bool:
        """Whether the channel has the message or may have it."""
        return any(one[:2] == (key, channel) and one[2] in TAKEN for one in self._all)

    def uncertain(self, key: str) -> bool:
        """Whether some channel may have the message or not."""
        return any(one[0] == key and one[2] == Fate.UNCERTAIN for one in self._all)

    def failures(self, key: str) -> int:
        """How often a channel did not take it; 1 at least, for the wait that follows."""
        return max(1, sum(1 for one in self._all if one[0] == key and one[2] not in TAKEN))

    def first(self, key: str, now: datetime) -> datetime:
        """When it was tried first."""
        found = (datetime.fromisoformat(one[3]) for one in self._all if one[0] == key)
        return min(found, default=now)

    def last(self, key: str) -> str | None:
        """The newest word for why it was not taken."""
        words = [one[2] for one in self._all if one[0] == key and one[2] not in TAKEN]
        return words[-1] if words else None
