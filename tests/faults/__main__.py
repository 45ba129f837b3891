"""The long form: `python -m tests.faults [--plays N] [--kills N] [--database KIND] [--seed S]`.

First the rules: plays against the model, after every bug planted in the rules was found. Then the writer, whose planted bugs
have to be caught too, else the silence of the rest would mean nothing. Prints one JSON line for each part; the exit code is 1
if a planted bug lived or anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import cast

from tests.databases import KINDS, Databases, Kind
from tests.faults.desk_writer import DeskWriter
from tests.faults.harness import Install, Report, run
from tests.faults.homes import Homes
from tests.faults.planted import PLANTED
from tests.faults.planted_rules import RULE_BUGS, chances, hunt
from tests.faults.writer import MakeWriter, StoreWriter
from tests.model.playing import play, shortest
from tests.model.worlds import SETTINGS

KILLS_FOR_A_BUG = 200
#: Places that a flow run passes while it writes.
WRITING = (
    "before_commit",
    "after_commit",
    "after_rename",
    "after_temp_write",
    "after_insert_entries",
)
UP_MOMENTS = ("keeper", "server", "runner", "following")
WRITERS: dict[str, MakeWriter] = {"store": StoreWriter, "desk": DeskWriter}


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--kills",
        type=int,
        default=1250,
        help="of the store, and as many of the desk, on each database",
    )
    parser.add_argument(
        "--plays", type=int, default=500, help="against the model, in each setting"
    )
    parser.add_argument("--database", choices=KINDS, action="append", help="default: both")
    parser.add_argument("--flows", type=int, default=50, help="kills of a flow run, and of `up`")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    results = [_rules(asked.plays, asked.seed)] if asked.plays else []
    with tempfile.TemporaryDirectory(prefix="faults") as folder:
        databases = Databases(Path(folder))
        try:
            if asked.kills:
                results += [
                    _try(databases, Path(folder), kind, asked.kills, asked.seed)
                    for kind in asked.database or KINDS
                ]
        finally:
            databases.close()
    if asked.flows:
        results.append(_flows(asked.flows))
    return 0 if all(results) else 1


def _rules(plays: int, seed: int) -> bool:
    """Every bug planted in the rules is found, each by what; and without one, engine and model agree in all plays."""
    living = 0
    for bug in RULE_BUGS:
        found = hunt(bug)
        living += found is None
        line = {"what": f"planted: {bug.name}", "caught": found is not None}
        if found is not None:
            line |= {"by": found.by, "plays": found.plays, "said": found.said[:200]}
        _line(line)
    begun, wrong = time.monotonic(), list[str]()
    for setting in SETTINGS:
        for number in range(plays):
            played = play(setting, chances(seed * 1_000_000 + number))
            if played.wrong is not None:
                wrong.append(shortest(played).told())
                break
    seconds = round(time.monotonic() - begun, 1)
    count = plays * len(SETTINGS)
    _line({"what": "plays against the model", "plays": count, "wrong": wrong, "seconds": seconds})
    return not living and not wrong


def _line(said: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _flows(kills: int) -> bool:
    """Kills of flow runs at each place in turn, and of `up` at each moment in turn, by their own tests."""
    places = ",".join(islice(cycle(WRITING), kills))
    moments = ",".join(islice(cycle(UP_MOMENTS), kills))
    env = {**os.environ, "LAUNCHKIT_KILLS": places, "LAUNCHKIT_UP_KILLS": moments}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/flows", "-q", "-k", "killed"],
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    line = {
        "what": "kills of flow runs and of up",
        "kills": 2 * kills,
        "said": done.stdout.strip().splitlines()[-1:],
        "seconds": round(time.monotonic() - begun, 1),
    }
    _line(line)
    return done.returncode == 0


def _try(databases: Databases, folder: Path, kind: Kind, kills: int, seed: int) -> bool:
    lived = [bug for bug, said in PLANTED if not _caught(databases, folder / kind, bug, said)]
    whole = [
        _survive(databases, folder / kind / name, make, kills, seed)
        for name, make in WRITERS.items()
    ]
    return not lived and all(whole)


def _survive(databases: Databases, folder: Path, make: MakeWriter, kills: int, seed: int) -> bool:
    kind, begun = cast("Kind", folder.parent.name), time.monotonic()
    report = run(kills, seed=seed, new_home=Homes(databases, kind, folder), make=make)
    seconds = round(time.monotonic() - begun, 1)
    _print(f"kills of the {folder.name}", kind, report, seconds=seconds)
    return not report.wrong


def _caught(databases: Databases, folder: Path, bug: Install, said: str) -> bool:
    kind = cast("Kind", folder.name)
    homes = Homes(databases, kind, folder / bug.__name__)
    report = run(KILLS_FOR_A_BUG, seed=1, new_home=homes, install=bug)
    caught = re.search(said, " | ".join(report.wrong)) is not None
    _print(f"planted: {bug.__name__}", kind, report, caught=caught)
    return caught


def _print(what: str, kind: Kind, report: Report, **more: object) -> None:
    line = {
        "what": what,
        "database": kind,
        "kills": report.kills,
        "acknowledged": report.acknowledged,
        "committed_but_unheard": report.unheard,
        "places": report.places,
        "wrong": report.wrong[:5],
    }
    _line(line | more)


if __name__ == "__main__":
    sys.exit(main())
