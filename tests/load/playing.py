"""A server, a crowd, and what has to be true of the trail when both have gone home."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.processes import Served, served
from bench.web_home import OpenCase, begin_session, open_cases
from launchkit.bootstrap import Office, open_office
from launchkit.domain.checklist import FactType, Personal
from launchkit.domain.people import SYSTEM
from launchkit.domain.telling.facts import fact_sections
from launchkit.domain.trail import case_stream
from launchkit.settings import Settings, read_settings
from tests.load.crowd import SHARED, Somebody, Tally, Work

CASES: Final = 10
OWN_TASKS: Final = 3
#: Actions that people send by forms; what the clockwork does beside them has ids of its own.
CHANNEL: Final = "web"
#: By so much the second half may cost more for each answer.
MOST_SLOWER: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The server at one moment."""

    #: resident KiB
    memory: int
    #: seconds of the processor so far
    spent: float
    #: answers so far
    answers: int


def _cost(begin: Mark, end: Mark) -> float:
    return round(1000 * (end.spent - begin.spent) / max(1, end.answers - begin.answers), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """When the crowd was at work, and what the server took of memory."""

    #: of the monotonic clock
    begun: float
    seconds: float
    #: the server after everybody has looked once, half-way, at the end
    marks: tuple[Mark, Mark, Mark]

    @property
    def costs(self) -> tuple[float, float]:
        """Milliseconds of the processor for each answer, in the first half and in the second."""
        first, half, end = self.marks
        return _cost(first, half), _cost(half, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How it went."""

    tally: Tally
    ran: Ran
    entries: int
    #: everything that must not be; empty when all is well
    wrong: tuple[str, ...]

    @property
    def writes_a_second(self) -> float:
        """Forms that were carried out, by the second."""
        return round(len(self.tally.done) / self.ran.seconds, 1)

    def line(self) -> str:
        """One line of JSON."""
        tally = self.tally
        return json.dumps(
            {
                "figure": "50 users on 10 cases",
                "seconds": round(self.ran.seconds),
                "writes": len(tally.done),
                "writes_per_second": self.writes_a_second,
                "by_minute": tally.by_minute(self.ran.begun, self.ran.seconds),
                "reads": len(tally.times["read"]),
                "unchanged": tally.unchanged,
                "write_p50_ms": tally.percentile("write", 0.5),
                "write_p95_ms": tally.percentile("write", 0.95),
                "read_p50_ms": tally.percentile("read", 0.5),
                "read_p95_ms": tally.percentile("read", 0.95),
                "cut": tally.cut,
                "sent_twice": tally.twice,
                "refused_by_rule": len(tally.refused),
                "statuses": dict(sorted(tally.statuses.items())),
                "actions": dict(sorted(tally.actions.items())),
                "memory_mib": [round(one.memory / 1024, 1) for one in self.ran.marks],
                "cpu_ms_per_answer": self.ran.costs,
                "entries": self.entries,
                "wrong": self.wrong[:20],
            },
            ensure_ascii=False,
        )


def play(home: Path, *, seconds: float, rate: float, seed: int = 1, database: str = "") -> Played:
    """Fifty people for so many seconds, together about `rate` writes a second; then everything is looked through."""
    environ = {"LAUNCHKIT_HOME": str(home)}
    if database:
        environ["LAUNCHKIT_DATABASE_URL"] = database
    settings = read_settings(environ, lang="zh")
    opened = open_cases(settings, CASES, extra=OWN_TASKS)
    office = open_office(settings)
    people = _people(office, opened, random.Random(seed))  # noqa: S311  for play
    office.close()
    with served("bench.web_server", environ) as server:
        ran = asyncio.run(_run(server, people, seconds, rate))
    return _looked_through(settings, people[0].tally, ran)


def _people(office: Office, opened: list[OpenCase], chance: random.Random) -> list[Somebody]:
    tally = Tally()
    found = []
    for one in opened:
        asked: list[str] = []
        facts = _facts(office, one)
        team = []
        for role, person in one.people.items():
            works = [Work(key=key, shared=key == SHARED) for key in one.added[role]]
            if role == "M":
                works.append(Work(key=SHARED, shared=True))
            team.append(
                Somebody(
                    person=person,
                    role=role,
                    case=one.case,
                    word=begin_session(office, person),
                    works=works,
                    fact=facts.pop(),
                    port=0,
                    tally=tally,
                    chance=random.Random(chance.random()),  # noqa: S311  for play
                    asked=asked,
                )
            )
        by_key = {work.key: work for each in team for work in each.works}
        for each in team:
            each.others = by_key
        found.extend(team)
    return found


def _facts(office: Office, one: OpenCase) -> list[str]:
    """Facts of the case in words that everybody of the team may state."""
    case = office.desk.case(one.case)
    ask = office.desk.reading.ask(one.people["B"])
    sections = fact_sections(case, office.desk.house(), ask)
    return [
        row.name
        for section in sections
        for row in section.rows
        if row.may
        and row.instance is None
        and row.spec.type is FactType.TEXT
        and row.spec.personal is Personal.NONE
    ][-len(one.people) :]


async def _run(server: Served, people: list[Somebody], seconds: float, rate: float) -> Ran:
    for one in people:
        one.port = one.wire.port = server.port
    # Everything is looked at once first: what a start costs is not what a day costs.
    for one in people:
        await one.wire.get("/today")
    tally = people[0].tally

    def mark() -> Mark:
        answers = sum(tally.statuses.values())
        return Mark(memory=server.memory(), spent=server.spent(), answers=answers)

    first, begun = mark(), time.monotonic()
    until = begun + seconds
    crowd = asyncio.gather(*(one.work(until, len(people) / rate) for one in people))
    await asyncio.wait({crowd}, timeout=seconds / 2)
    half = mark()
    await crowd
    spent = time.monotonic() - begun
    return Ran(begun=begun, seconds=spent, marks=(first, half, mark()))


# --- afterwards ------------------------------------------------------------------------------------------------------


def _looked_through(settings: Settings, tally: Tally, ran: Ran) -> Played:
    office = open_office(settings)
    try:
        wrong = [*tally.wrong, *_statuses(tally), *trail_faults(office, tally), *_rows(office)]
        wrong += slower(*ran.costs)
        entries = sum(row.stream_seq for row in office.store.cases())
    finally:
        office.close()
    return Played(tally=tally, ran=ran, entries=entries, wrong=tuple(wrong))


def slower(first: float, second: float) -> list[str]:
    """A server that has more to do for each answer the longer people work stands still one day, however fast it began.

    A minute tells little of it; ten minutes tell whether something is counted anew each time.
    """
    if second <= MOST_SLOWER * first:
        return []
    return [f"an answer costs {second} ms in the second half, {first} ms in the first"]


def _statuses(tally: Tally) -> list[str]:
    known = {200, 303, 304, 409}
    return [f"{n} answers {status}" for status, n in tally.statuses.items() if status not in known]


def trail_faults(office: Office, tally: Tally) -> list[str]:
    """Each request that was answered as done stands in the trail once, in one piece; a refused one not at all."""
    places: dict[str, list[tuple[int, str]]] = {}
    for row in office.store.cases():
        for one in office.store.load(case_stream(row.case)):
            envelope = one.envelope
            if envelope.channel == CHANNEL and envelope.actor != SYSTEM:
                places.setdefault(envelope.request, []).append((envelope.seq, envelope.kind))
    written, done = set(places), set(tally.done)
    found = [f"{one} is lost" for one in done - written]
    found += [f"{one} was written and not answered" for one in written - done]
    found += [f"{one} was refused and written" for one in written & set(tally.refused)]
    # No action of this crowd writes two entries of a kind.
    found += [f"{one} was carried out twice" for one, at in places.items() if _doubled(at)]
    verdict = office.store.verify(file_state=office.vault.state)
    if not verdict.ok:
        found.append(f"the trail does not verify: {verdict.first_wrong}")
    return found


def _doubled(at: list[tuple[int, str]]) -> bool:
    places, kinds = [one[0] for one in at], [one[1] for one in at]
    return len(set(kinds)) < len(kinds) or places != list(range(places[0], places[0] + len(at)))


def _rows(office: Office) -> list[str]:
    """Derived rows as a replay makes them."""
    return [
        difference
        for row in office.store.cases()
        for difference in office.desk.differences(row.case)
    ]
