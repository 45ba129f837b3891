"""Kill a writer again and again, look at what it left before anything is repaired, let it go on.

A life is a forked process that carries out actions one after another and acknowledges each through
a pipe, until it is killed: at a named failpoint, by its own hand, or at a random moment, by ours.
The next life begins with the action that was not acknowledged, under the same request id.
"""

from __future__ import annotations

import os
import random
import select
import signal
import stat
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from launchkit.domain import failpoints
from tests.faults.writer import Home, MakeWriter, StoreWriter, Writer

ACTIONS_OF_A_LIFE: Final = 12
LIVES_OF_A_HOME: Final = 4
_LONGEST_LIFE: Final = 30.0
_FAILED: Final = 3

Install = Callable[[Writer, Callable[[], None]], None]
"""Breaks a writer: gets it and a function that acknowledges the present action at once."""


@dataclass(slots=True)
class Report:
    """What came of many lives."""

    kills: int = 0
    acknowledged: int = 0
    #: actions that had been committed but not acknowledged when the writer died
    unheard: int = 0
    #: kills by the place at which they happened
    places: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """How a life ends."""

    #: a failpoint and which passing of it, or None
    place: str | None
    passing: int
    #: seconds after its first sign of life, if at no place
    moment: float


def run(
    kills: int,
    *,
    seed: int,
    new_home: Callable[[], Home],
    make: MakeWriter = StoreWriter,
    install: Install | None = None,
) -> Report:
    """Let writers die until there have been so many kills, or something is wrong."""
    report, chance = Report(), random.Random(seed)  # noqa: S311  # It has to be repeatable.
    for _ in range(kills):
        _live_in(new_home(), report, chance, kills, make, install)
        if report.wrong or report.kills == kills:
            break
    return report


def _live_in(
    home: Home,
    report: Report,
    chance: random.Random,
    kills: int,
    make: MakeWriter,
    install: Install | None,
) -> None:
    acknowledged: set[int] = set()
    lives = 0
    while lives < LIVES_OF_A_HOME and report.kills < kills and not report.wrong:
        lives += 1
        death = _choose(chance)
        told, complaints, killed = _live(home, len(acknowledged), death, make, install)
        report.wrong.extend(complaints)
        acknowledged |= told
        report.acknowledged += len(told)
        if killed:
            report.kills += 1
            place = death.place or "random moment"
            report.places[place] = report.places.get(place, 0) + 1
        _look(home, acknowledged, report, make)


def _choose(chance: random.Random) -> Death:
    places = failpoints.PLACES
    by_place = chance.random() < 0.8
    return Death(
        place=chance.choice(places) if by_place else None,
        passing=chance.randint(1, ACTIONS_OF_A_LIFE),
        moment=chance.uniform(0.0, 0.08),
    )


def _look(home: Home, acknowledged: set[int], report: Report, make: MakeWriter) -> None:
    home.settle()
    try:
        writer = make(home)
    except Exception as fault:  # noqa: BLE001  # Whatever it is, it is what was left behind.
        report.wrong.append(f"cannot be opened again: {fault}")
        return
    try:
        report.wrong.extend(writer.wrong(acknowledged))
        report.unheard += writer.carried_out() > len(acknowledged)
    except Exception as fault:  # noqa: BLE001
        report.wrong.append(f"cannot be looked at: {type(fault).__name__} {fault}")
    finally:
        writer.close()


def _live(
    home: Home, first: int, death: Death, make: MakeWriter, install: Install | None
) -> tuple[set[int], list[str], bool]:
    """One life; the actions it acknowledged, what it complained of, and whether it was killed."""
    reader, ear = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        _be(home, first, death, ear, make, install)
    os.close(ear)
    text = _listen(reader, process, death)
    os.close(reader)
    _, status = os.waitpid(process, 0)
    lines = text.decode().splitlines()
    told = {int(line) for line in lines if line.isdigit()}
    complaints = [line[1:] for line in lines if line.startswith("!")]
    return told, complaints, os.WIFSIGNALED(status)


def _listen(reader: int, process: int, death: Death) -> bytes:
    text = b""
    end = time.monotonic() + _LONGEST_LIFE
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            os.kill(process, signal.SIGKILL)
            end = time.monotonic() + _LONGEST_LIFE
            continue
        part = os.read(reader, 65536)
        if not part:
            return text
        if not text and death.place is None:
            end = time.monotonic() + death.moment
        text += part


def _be(
    home: Home, first: int, death: Death, ear: int, make: MakeWriter, install: Install | None
) -> None:
    """Live in the forked process; never returns."""
    code = 0
    try:
        _work(home, first, death, ear, make, install)
    except BaseException as fault:  # noqa: BLE001  # Nothing of the parent's may run on here.
        where = traceback.extract_tb(fault.__traceback__)[-1].name
        os.write(ear, f"!action failed in {where}: {type(fault).__name__} {fault}\n".encode())
        code = _FAILED
    finally:
        os._exit(code)


def _work(
    home: Home, first: int, death: Death, ear: int, make: MakeWriter, install: Install | None
) -> None:
    writer = make(home)
    number = first
    die = _Dying(death)
    watch = _Watch(ear)
    actions = {place: [] for place in failpoints.PLACES}  # type: dict[str, list[Callable[[], None]]]
    watch.add(actions)
    failpoints.arm({place: _all(steps) for place, steps in actions.items()})
    if install is not None:
        # A planted bug may act at a place itself, before the death at that place.
        install(writer, lambda: _say(ear, f"{number}\n"))
    _arm_death(die)
    for complaint in writer.unsafe():
        _say(ear, f"!{complaint}\n")
    _say(ear, "alive\n")
    for number in range(first, first + ACTIONS_OF_A_LIFE):
        writer.act(number)
        _say(ear, f"{number}\n")


def _say(ear: int, text: str) -> None:
    os.write(ear, text.encode())


def _all(steps: list[Callable[[], None]]) -> Callable[[], None]:
    def take() -> None:
        for step in steps:
            step()

    return take


def also(place: str, step: Callable[[], None]) -> None:
    """Do something more at a place than what is armed there."""
    armed = dict(failpoints._armed)
    before = armed.get(place)
    armed[place] = _all([each for each in (before, step) if each is not None])
    failpoints.arm(armed)


def _arm_death(die: _Dying) -> None:
    if die.death.place is not None:
        also(die.death.place, die.pass_by)


class _Dying:
    """Counts how often the place is passed and ends the process there."""

    def __init__(self, death: Death) -> None:
        self.death = death
        self._passed = 0

    def pass_by(self) -> None:
        self._passed += 1
        if self._passed >= self.death.passing:
            os.kill(os.getpid(), signal.SIGKILL)


class _Watch:
    """Watches the order in which a file gets its bytes, its name and its entry.

    A killed process loses nothing that the system holds, so only the order of the calls tells
    whether a power cut would have lost something.
    """

    def __init__(self, ear: int) -> None:
        self._ear = ear
        self._file = self._folder = True
        self._sync = os.fsync
        os.fsync = cast("Any", self._fsync)

    def add(self, actions: dict[str, list[Callable[[], None]]]) -> None:
        actions["after_temp_write"].append(self._written)
        actions["after_rename"].append(self._named)
        actions["after_insert_entries"].append(self._recorded)

    def _fsync(self, handle: int) -> None:
        self._sync(handle)
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            self._folder = True
        else:
            self._file = True

    def _written(self) -> None:
        self._file = False

    def _named(self) -> None:
        if not self._file:
            _say(self._ear, "!a file got its name before its bytes were on the disk\n")
        self._folder = False

    def _recorded(self) -> None:
        if not self._file or not self._folder:
            _say(self._ear, "!an entry was written before its file was on the disk\n")
