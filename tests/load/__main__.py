"""The long form: `python -m tests.load [--seconds S] [--rate N] [--database KIND] [--seed S]`; one JSON line for each database.

The exit code is 1 where anything was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.databases import KINDS, Databases
from tests.load.playing import play


def main() -> int:
    """Play what was asked for."""
    words = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    words.add_argument("--seconds", type=float, default=600.0)
    words.add_argument("--rate", type=float, default=20.0, help="writes a second, of all together")
    words.add_argument("--database", choices=KINDS, action="append", help="default: sqlite")
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    wrong = 0
    for kind in asked.database or ["sqlite"]:
        with tempfile.TemporaryDirectory() as folder:
            databases = Databases(Path(folder))
            url = "" if kind == "sqlite" else databases.fresh(kind)
            played = play(
                Path(folder) / "home",
                seconds=asked.seconds,
                rate=asked.rate,
                seed=asked.seed,
                database=url,
            )
            databases.close()
        print(played.line(), flush=True)  # noqa: T201  what this program is for
        wrong += len(played.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
