"""The long form: `python -m tests.faults [--kills N] [--database KIND] [--seed S]`.

First every planted bug has to be caught, else the silence of the rest would mean nothing. Prints
one JSON line for each part; the exit code is 1 if a planted bug lived or anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

from tests.databases import KINDS, Databases, Kind
from tests.faults.desk_writer import DeskWriter
from tests.faults.harness import Install, Report, run
from tests.faults.homes import Homes
from tests.faults.planted import PLANTED
from tests.faults.writer import MakeWriter, StoreWriter

KILLS_FOR_A_BUG = 200
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
    parser.add_argument("--database", choices=KINDS, action="append", help="default: both")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults") as folder:
        databases = Databases(Path(folder))
        try:
            results = [
                _try(databases, Path(folder), kind, asked.kills, asked.seed)
                for kind in asked.database or KINDS
            ]
        finally:
            databases.close()
    return 0 if all(results) else 1


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
    sys.stdout.write(json.dumps(line | more, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
