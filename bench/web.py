"""Pages of the web face beside plain FastAPI, SQLAlchemy ORM and Jinja2 over the same rows, turn by turn in one run.

Each server is a process of its own; the client is this process. Signing in is not measured.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.http_client import Wire
from bench.processes import served
from bench.web_home import OpenCase, begin_session, folder_settings, open_cases
from launchkit.bootstrap import open_office
from launchkit.web.security.forms import form_token

Line = dict[str, object]
CASES: Final = 50
SIZES: Final = (80, 120)
CONNECTIONS: Final = (1, 16)
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Look:
    """One page and who looks at it; `tag` asks whether it has changed, `wrote` writes before each look."""

    figure: str
    path: str
    person: str
    tag: bool = False
    wrote: str = ""


@dataclass(frozen=True, slots=True)
class Speed:
    """What one round gave."""

    rate: float
    p95: float
    bytes: int


def lines(*, quick: bool = False) -> Iterator[Line]:
    """All figures of the pages."""
    seconds = 1.0 if quick else 3.0
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        home, copy = Path(name) / "home", Path(name) / "plain.db"
        settings = folder_settings(home)
        opened = open_cases(settings, 8 if quick else CASES, sizes=SIZES, extra=1)
        office = open_office(settings)
        words = {one: begin_session(office, one) for one in _people(opened)}
        office.store.backup_to(copy)
        office.close()
        environ = {"LAUNCHKIT_HOME": str(home)}
        for words_of_server in ((), ("--ahead",)):
            shutil.rmtree(home / "fonts", ignore_errors=True)
            begun = time.perf_counter()
            with served("bench.web_server", environ, *words_of_server) as first:
                yield from _first_looks(
                    first.port, opened, words, begun, ahead=bool(words_of_server)
                )
        ours = stack.enter_context(served("bench.web_server", environ, "--ahead"))
        plain = stack.enter_context(
            served("bench.plain_web", {"PLAIN_DATABASE_URL": f"sqlite:///{copy}"})
        )
        for look in _looks(opened):
            for connections in CONNECTIONS:
                yield _beside(look, words, ours.port, plain.port, connections, seconds)
        shutil.rmtree(home / "vault", ignore_errors=True)


def _people(opened: list[OpenCase]) -> list[str]:
    return [one.people[role] for one in opened[:2] for role in "LD"]


def _looks(opened: list[OpenCase]) -> Iterator[Look]:
    for one, size in zip(opened, SIZES, strict=False):
        lead, path = one.people["L"], f"/cases/{one.case}"
        task = f"{path}/tasks/{one.added['L'][0]}"
        yield Look(f"board, {size} tasks", path, lead)
        yield Look(f"board, {size} tasks, unchanged", path, lead, tag=True)
        yield Look(f"task page, {size} tasks", task, lead)
        yield Look(f"task page, {size} tasks, unchanged", task, lead, tag=True)
        yield Look(f"task page, {size} tasks, written to before each look", task, lead, wrote=path)
        yield Look(f"my day, {size} tasks", "/today", lead)
    yield Look(f"overview, {len(opened)} cases", "/cases", opened[0].people["D"])


def _first_looks(
    port: int, opened: list[OpenCase], words: dict[str, str], begun: float, *, ahead: bool
) -> Iterator[Line]:
    """What the first who come after a start wait for, before and after the work that a server does ahead."""
    decider, lead = opened[0].people["D"], opened[0].people["L"]
    paths = [("overview", "/cases", decider), ("my day", "/today", lead)]
    paths += [("board", f"/cases/{opened[0].case}", lead), ("checklists", "/definitions", decider)]
    paths += [("problems of checklists", "/definitions/problems", decider)]
    paths += [("health", "/health", decider)]
    yield {
        "figure": "server is ready after its start, ms",
        "ahead": ahead,
        "value": round(1000 * (time.perf_counter() - begun)),
    }
    for what, path, person in paths:
        times, status = asyncio.run(_twice(Wire(port, f"launchkit={words[person]}"), path))
        yield {
            "figure": f"first look at {what}, ms",
            "ahead": ahead,
            "cases": len(opened),
            "value": round(1000 * times[0]),
            "second_ms": round(1000 * times[1]),
            "status": status,
        }


async def _twice(wire: Wire, path: str) -> tuple[list[float], int]:
    times, status = [], 0
    for _ in range(2):
        begun = time.perf_counter()
        status = (await wire.get(path)).status
        times.append(time.perf_counter() - begun)
    wire.close()
    return times, status


def _beside(
    look: Look, words: dict[str, str], ours: int, plain: int, connections: int, seconds: float
) -> Line:
    """Turn by turn, so that what else the machine does meets both."""
    mine, theirs = [], []
    bare = Look(look.figure, look.path, look.person)
    for _ in range(ROUNDS):
        word = words[look.person]
        mine.append(asyncio.run(_round(ours, word, look, connections, seconds / ROUNDS)))
        theirs.append(asyncio.run(_round(plain, word, bare, connections, seconds / ROUNDS)))
    rate, other = (statistics.median(one.rate for one in some) for some in (mine, theirs))
    return {
        "figure": look.figure,
        "connections": connections,
        "value": round(rate),
        "p95_ms": round(statistics.median(one.p95 for one in mine), 1),
        "bytes": mine[-1].bytes,
        "plain_per_second": round(other),
        "plain_p95_ms": round(statistics.median(one.p95 for one in theirs), 1),
        "plain_bytes": theirs[-1].bytes,
        "ratio_to_plain": round(rate / other, 2),
    }


async def _round(port: int, word: str, look: Look, connections: int, seconds: float) -> Speed:
    times: list[float] = []
    sizes: list[int] = []
    until = time.perf_counter() + seconds

    async def one(number: int) -> None:
        wire = Wire(port, f"launchkit={word}")
        first = await wire.get(look.path)
        tag = first.headers.get("etag") if look.tag else None
        while not times or time.perf_counter() < until:
            if look.wrote:
                await _write(wire, look.wrote, word, f"{number}-{len(times)}-{until}")
            begun = time.perf_counter()
            answer = await wire.get(look.path, tag)
            times.append(time.perf_counter() - begun)
            sizes.append(len(answer.body))
            if answer.status not in (200, 304):
                raise RuntimeError(f"{look.path} answered {answer.status}")
        wire.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(connections)))
    spent = sum(times) / connections if look.wrote else time.perf_counter() - begun
    times.sort()
    return Speed(len(times) / spent, 1000 * times[int(len(times) * 0.95)], max(sizes))


async def _write(wire: Wire, case: str, word: str, request: str) -> None:
    form = {"csrf": form_token(word), "request": f"bench-{request}", "to": "房东", "what": "回话"}
    answer = await wire.post(f"{case}/promises", {**form, "by": "2031-03-03"})
    if answer.status != 303:
        raise RuntimeError(f"a write was answered {answer.status}")
