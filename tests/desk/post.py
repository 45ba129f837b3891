"""A desk over a real store with a sender: messages go into a file, or to channels of the test's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from launchkit.desk import Desk, Ports
from launchkit.desk.sending import Sender, Sent
from launchkit.domain.checklist import Definition
from launchkit.domain.telling.notices import Message
from launchkit.notify.file import File
from launchkit.store import SqlStore
from launchkit.testing import FixedClock, MemoryVault, OneDefinition, PlainPress, TestDesk

ZONE = ZoneInfo("Asia/Shanghai")


class Box:
    """A channel that keeps what it was given, or says why it does not take it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Message]] = []
        self.word: str | None = None
        #: raised in place of an answer, after the message was taken
        self.death: BaseException | None = None

    def send(self, address: str, message: Message) -> str | None:
        """Take the message, unless told otherwise."""
        if self.word is not None:
            return self.word
        self.taken.append((address, message))
        if self.death is not None:
            raise self.death
        return None

    @property
    def texts(self) -> list[str]:
        """What was taken, oldest first."""
        return [message.text for _, message in self.taken]


class PostDesk(TestDesk):
    """A desk whose outbox is a database; `P1` leads, `H1` decides."""

    __test__ = False

    def __init__(self, definition: Definition, store: SqlStore, folder: Path) -> None:
        self.clock = FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.sql = store
        self.store: Any = store
        self.vault = MemoryVault()
        self.press = PlainPress()
        self.log = folder / "notices.log"
        self.boxes: dict[str, Box] = {name: Box() for name in ("wecom", "email")}
        self.chance = 0.0
        self._numbers = count(1)
        self._definition = definition
        self.restart()
        self.id = ""

    def restart(self) -> None:
        """A new process on the same database."""
        self.desk = Desk(
            Ports(
                store=self.store,
                vault=self.vault,
                library=OneDefinition(self._definition),
                press=self.press,
                clock=self.clock,
                ids=self.fresh,
                seal=lambda content: hashlib.sha256(content).hexdigest(),
                check=lambda _kind, text: text,
            )
        )

    def sender(self) -> Sender:
        """A sender of this process."""
        return Sender(
            store=self.store,
            outbox=self.sql.outbox,
            shelf=self.desk.shelf,
            clock=self.clock,
            channels={**self.boxes, "file": File(self.log, self.clock)},
            chance=lambda: self.chance,
            lang="zh",
        )

    def send(self) -> Sent:
        """Send what is due."""
        return self.sender().send()

    def sweep(self) -> Sent:
        """Sweep, then send."""
        self.desk.clockwork.sweep()
        return self.send()

    def at(self, text: str) -> None:
        """Put the clock to a local time."""
        self.clock.instant = datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)

    def reach(self, person: str, channel: str) -> Box:
        """The person is reached by a channel of the test."""
        self.desk.reach.set_channel(
            self.call(person), person=person, channel=channel, address=f"{person}@{channel}"
        )
        return self.boxes[channel]

    def written(self) -> str:
        """What went into the file."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def states(self) -> Mapping[tuple[str, str], str]:
        """(kind, person) -> state, reason after a slash."""
        return {
            (one.kind, one.to): one.state if one.reason is None else f"{one.state}/{one.reason}"
            for one in self.sql.notices()
        }
