"""A desk over a real store with a sender: messages go into a file, or to channels of the test's own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from launchkit.desk import Desk, Ports
from launchkit.desk.accounts import Accounts
from launchkit.desk.administration import Administration
from launchkit.desk.announcing import Announced, Announcer, Posts
from launchkit.desk.company import CompanySignIn
from launchkit.desk.sending import Sender, Sent
from launchkit.desk.webhooks import Webhooks
from launchkit.domain.checklist import Definition
from launchkit.domain.reachable import Reachable
from launchkit.domain.telling.notices import Message
from launchkit.notify.file import File
from launchkit.store import SqlStore
from launchkit.testing import FixedClock, MemoryVault, OneDefinition, PlainPress, TestDesk
from launchkit.vault import SecretBox

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What an ear answers."""

    word: str | None = None
    status: int | None = 200
    milliseconds: int = 1
    retry_after: str | None = None


class Ear:
    """A way out that keeps what it was given, or says why it is not taken."""

    def __init__(self) -> None:
        #: address, headers, body
        self.heard: list[tuple[str, Mapping[str, str], bytes]] = []
        #: what is answered: to every post, or by a function of the body
        self.answer: Callable[[dict[str, Any]], Heard] = lambda _said: Heard()
        #: raised in place of an answer, after the event was taken
        self.death: BaseException | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Heard:
        """Take the event, unless told otherwise."""
        found = self.answer(json.loads(body))
        if found.word is None:
            self.heard.append((url, headers, body))
            if self.death is not None:
                raise self.death
        return found

    @property
    def said(self) -> list[dict[str, Any]]:
        """What was taken, oldest first."""
        return [json.loads(body) for _, _, body in self.heard]

    @property
    def ids(self) -> list[str]:
        """Under which ids."""
        return [headers["webhook-id"] for _, headers, _ in self.heard]


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
        self.ear = Ear()
        self.box = SecretBox(bytes(32), random=os.urandom)
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

    def webhooks(self, *allowed: str) -> Webhooks:
        """Who is told of events, with these addresses inside the house allowed."""
        return Webhooks(
            rows=self.sql.webhooks,
            registry=self.desk.registry,
            shelf=self.desk.shelf,
            clock=self.clock,
            box=self.box,
            random=os.urandom,
            reachable=Reachable.of(allowed),
        )

    def administration(self) -> Administration:
        """Who changes how people sign in."""
        parts: dict[str, Any] = {
            "registry": self.desk.registry,
            "shelf": self.desk.shelf,
            "clock": self.clock,
        }
        own = {"rows": self.sql.accounts, "word": self.fresh, **parts}
        return Administration(
            accounts=Accounts(**own),
            company=CompanySignIn(**own),
            store=self.store,
            derive=lambda text: f"word of {text}",
            **parts,
        )

    def announcer(self, post: Posts | None = None) -> Announcer:
        """What tells them, in this process, by a way out of the test's own."""
        return Announcer(
            log=self.sql,
            rows=self.sql.webhooks,
            outbox=self.sql.outbox,
            shelf=self.desk.shelf,
            clock=self.clock,
            post=post or self.ear,
            box=self.box,
            chance=lambda: self.chance,
            address=lambda: "https://launchkit.example.org",
        )

    def announce(self) -> Announced:
        """One round of a fresh process."""
        return self.announcer().send()

    def at(self, text: str) -> None:
        """Put the clock to a local time."""
        self.clock.instant = datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)

    def at_instant(self, text: str) -> None:
        """Put the clock to an instant (UTC text)."""
        self.clock.instant = datetime.fromisoformat(text)

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
            for one in self.sql.outbox.notices()
        }
