"""Fifty people at work on ten cases: each looks at pages of their own and writes through forms, some of them twice because the answer was lost."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from bench.http_client import Answer, Cut, Wire
from launchkit.web.security.forms import form_token

#: A form is lost on its way out or back this often, and sent once more after it was answered this often.
CUT_SHARE: Final = 0.05
TWICE_SHARE: Final = 0.05
#: Two people of a case work on one task on purpose; there, and only there, a refusal is an answer to be expected.
SHARED: Final = "own_l_0"
PNG: Final = b"\x89PNG\r\n\x1a\n"
_SEQ: Final = re.compile(rb'name="expect" value="([0-9]+)"')
#: An answer that does not come for so long has not come.
PATIENCE: Final = 60.0


@dataclass(slots=True, kw_only=True)
class Work:
    """A task that somebody works on, and how it stands as far as they know."""

    key: str
    stands: str = "ready"
    shared: bool = False


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was sent and what came back."""

    #: request id -> case, for everything that was answered as done
    done: dict[str, str] = field(default_factory=dict)
    #: request ids that the rules refused
    refused: dict[str, str] = field(default_factory=dict)
    #: refusals where nobody else works: each is a fault
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    twice: int = 0
    unchanged: int = 0
    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    #: when each was answered as done: seconds of the monotonic clock, in order
    done_at: list[float] = field(default_factory=list)

    def by_minute(self, begun: float, seconds: float) -> list[float]:
        """Writes a second that were carried out, for each whole minute since `begun`: a server that slows down shows here."""
        minutes = Counter(int(one - begun) // 60 for one in self.done_at)
        return [round(minutes[each] / 60, 1) for each in range(int(seconds) // 60)]

    def percentile(self, what: str, share: float) -> float:
        """A time in milliseconds that so large a share was faster than."""
        found = sorted(self.times[what])
        return round(1000 * found[min(len(found) - 1, int(len(found) * share))], 1) if found else 0


@dataclass(slots=True, kw_only=True)
class Somebody:
    """One person with a browser, their case and their own tasks."""

    person: str
    role: str
    case: str
    word: str
    works: list[Work]
    #: a text fact of the case that only this person states
    fact: str
    port: int
    tally: Tally
    chance: random.Random
    #: tasks of the case for which somebody asked that they need not be done
    asked: list[str]
    #: all tasks that the team works on, by key
    others: Mapping[str, Work] = field(default_factory=dict)
    wire: Wire = field(init=False)
    tags: dict[str, str] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        """Open a browser."""
        self.wire = Wire(self.port, f"launchkit={self.word}")

    async def work(self, until: float, pause: float) -> None:
        """Write something, look at something, wait; until the end. `pause` is the mean number of seconds between writes."""
        await asyncio.sleep(self.chance.random() * pause)
        while (begun := time.monotonic()) < until:
            await self._write_something()
            await self._look_at_something()
            spent = time.monotonic() - begun
            await asyncio.sleep(max(0.0, pause * (0.6 + 0.8 * self.chance.random()) - spent))
        self.wire.close()

    # --- looking ---------------------------------------------------------------------------------------------

    async def _look_at_something(self) -> None:
        paths = ["/today", f"/cases/{self.case}", f"/cases/{self.case}/facts"]
        paths += ["/cases", "/decisions"] if self.role in "DO" else []
        await self._get("read", self.chance.choice(paths))

    async def _get(self, what: str, path: str) -> Answer:
        begun = time.monotonic()
        answer = await asyncio.wait_for(self.wire.get(path, self.tags.get(path)), PATIENCE)
        self.tally.times[what].append(time.monotonic() - begun)
        self.tally.statuses[answer.status] += 1
        if answer.status == 304:
            self.tally.unchanged += 1
        elif "etag" in answer.headers:
            self.tags[path] = answer.headers["etag"]
        return answer

    # --- writing ---------------------------------------------------------------------------------------------

    async def _write_something(self) -> None:
        own: list[Callable[[], Awaitable[None]]] = [self._on_task] * 7
        own += [self._state, self._promise]
        if self.role == "D":
            own += [self._decide] * 6 + [self._add]
        await self.chance.choice(own)()

    async def _on_task(self) -> None:
        works = [one for one in self.works if one.stands != "asked"]
        if not works:
            # Everything of theirs waits for a decision.
            await self._promise()
            return
        work = self.chance.choice(works)
        path = f"/cases/{self.case}/tasks/{quote(work.key, safe='')}"
        page = await self._get("read", path)
        found = _SEQ.search(page.body)
        seen = {} if found is None else {"expect": found[1].decode()}
        name, fields, file, after = self._next(work)
        answer = await self._send(
            name, f"{path}/{name}", {**seen, **fields}, file=file, shared=work.shared
        )
        if answer.status == 303:
            work.stands = after
            if after == "asked":
                self.asked.append(work.key)
        elif work.shared:
            # Somebody else was faster; begin where any task can begin.
            work.stands = "ready"

    def _next(self, work: Work) -> tuple[str, dict[str, str], tuple[str, str, bytes] | None, str]:
        """The next action on a task, its fields, its file, and how the task stands afterwards."""
        number = next(self.numbers)
        photo = ("evidence.other", "现场.png", PNG + f"{self.person}-{number}".encode() * 400)
        note = f"第 {number} 次，{self.person} 记：门口的锁换过了，钥匙在前台。"
        waits = {
            "block.party": "other",
            "block.who": "房东老马",
            "block.reason": f"{note}等他签字",
        }
        choices: Mapping[str, tuple[str, dict[str, str], tuple[str, str, bytes] | None, str]] = {
            "start": ("start", {}, None, "begun"),
            "photo": ("work", {"note": note}, photo, work.stands),
            "block": ("block", waits, None, "waits"),
            "nudge": ("nudge", {"nudge.how": "phone", "nudge.note": note}, None, "waits"),
            "unblock": ("unblock", {}, None, "begun"),
            "done": ("work", {"do": "done"}, None, "done"),
            "reopen": ("reopen", {"reopen.reason": note}, None, "begun"),
            "waive": ("waive", {"waive.reason": note}, None, "asked"),
        }
        # Nobody decides about what they have asked for themselves.
        by_rule = work.shared or self.role == "D"
        after = {
            "ready": ("start",),
            "begun": ("photo", "photo", "block", "done") + (() if by_rule else ("waive",)),
            "waits": ("nudge", "photo", "unblock"),
            "done": ("reopen", "photo"),
        }
        return choices[self.chance.choice(after[work.stands])]

    async def _state(self) -> None:
        value = f"{self.person} 第 {next(self.numbers)} 次填"
        fields = {"fact": self.fact, f"fact.{self.fact}": value}
        await self._send("state", f"/cases/{self.case}/facts", fields)

    async def _promise(self) -> None:
        fields = {
            "to": "房东老马",
            "what": f"{self.person} 答应第 {next(self.numbers)} 次",
            "by": "2031-03-03",
        }
        await self._send("promise", f"/cases/{self.case}/promises", fields)

    async def _add(self) -> None:
        fields = {
            "title": f"加办 {next(self.numbers)}",
            "owner": "lead",
            "reason": "现场才知道",
        }
        await self._send("add", f"/cases/{self.case}/items", fields)

    async def _decide(self) -> None:
        if not self.asked:
            await self._promise()
            return
        key = self.asked.pop()
        path = f"/cases/{self.case}/tasks/{quote(key, safe='')}/decide"
        fields = {"choice": "reject", f"reason.{key}": "还是要办"}
        answer = await self._send("decide", path, fields)
        if answer.status == 303:
            self.others[key].stands = "begun"

    async def _send(
        self,
        name: str,
        path: str,
        fields: Mapping[str, str],
        *,
        file: tuple[str, str, bytes] | None = None,
        shared: bool = False,
    ) -> Answer:
        """Send a form until it is answered; each time under the same request id, as a page of ours does."""
        request = f"{self.person}-{next(self.numbers)}"
        form = {"csrf": form_token(self.word), "request": request, **fields}
        self.tally.actions[name] += 1
        lost = self.chance.random() < CUT_SHARE
        if lost:
            self.tally.cut += 1
            try:
                await self.wire.post(path, form, file=file, cut=True)
            except Cut:
                await asyncio.sleep(self.chance.random() / 4)
        begun = time.monotonic()
        answer = await self._insist(path, form, file)
        self.tally.times["write"].append(time.monotonic() - begun)
        self._note(answer, request, name, shared=shared)
        if answer.status == 303 and self.chance.random() < TWICE_SHARE:
            self.tally.twice += 1
            self._note(await self._insist(path, form, file), request, f"{name} twice")
        return answer

    async def _insist(
        self, path: str, form: Mapping[str, str], file: tuple[str, str, bytes] | None
    ) -> Answer:
        while True:
            try:
                return await asyncio.wait_for(self.wire.post(path, form, file=file), PATIENCE)
            except Cut:
                # The server lets go of a connection that was idle; whether it read the form nobody knows.
                continue

    def _note(self, answer: Answer, request: str, name: str, *, shared: bool = False) -> None:
        self.tally.statuses[answer.status] += 1
        if answer.status == 303:
            self.tally.done[request] = self.case
            self.tally.done_at.append(time.monotonic())
            return
        self.tally.refused[request] = self.case
        if answer.status != 409 or not shared:
            words = re.findall(rb'"said-lines">(.*?)</span>', answer.body, re.DOTALL)
            said = b" ".join(words).decode()[:300]
            self.tally.wrong.append(f"{name} by {self.person}: {answer.status} {said}")
