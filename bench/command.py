"""Start-up of the command line beside bare click, and beside click with SQLAlchemy Core, pydantic and one query."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

Line = dict[str, object]

_CLICK = """
import click
@click.group()
def main(): pass
@main.command()
def a(): pass
main(["--help"])
"""
_QUERY = """
import sys, click, pydantic
from sqlalchemy import create_engine, text
class Row(pydantic.BaseModel):
    one: int
@click.command()
def main():
    with create_engine(sys.argv.pop()).connect() as connection:
        click.echo(Row(one=connection.execute(text("select 1 as one")).one().one))
main([])
"""


def lines(*, quick: bool = False) -> Iterator[Line]:
    """Whole processes, turn by turn; medians."""
    runs = 5 if quick else 11
    with tempfile.TemporaryDirectory() as name:
        env = {**os.environ, "LAUNCHKIT_HOME": name, "LAUNCHKIT_USER": "H1", "COLUMNS": "80"}
        python = sys.executable
        command = [str(Path(python).with_name("launchkit"))]
        example = _example()
        if example is not None:
            subprocess.run(
                [*command, "open", str(example)], env=env, check=False, capture_output=True
            )
        pairs = (
            ("--help", [*command, "--help"], [python, "-c", _CLICK]),
            ("cases", [*command, "cases"], [python, "-c", _QUERY, f"sqlite:///{name}/other.db"]),
            (
                "done (refused: facts missing)",
                [*command, "done", "1", "NB-01"],
                [python, "-c", _QUERY, f"sqlite:///{name}/other.db"],
            ),
        )
        for title, ours, other in pairs:
            mine, theirs = _turns(ours, other, env, runs)
            yield {
                "figure": f"command {title}, ms",
                "value": round(1000 * mine),
                "beside_ms": round(1000 * theirs),
                "ratio": round(mine / theirs, 2),
            }


def _example() -> Path | None:
    found = Path(__file__).parent.parent / "examples" / "shenyang_tiexi.yaml"
    return found if found.exists() else None


def _turns(
    ours: list[str], other: list[str], env: dict[str, str], runs: int
) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for place, command in enumerate((ours, other)):
            begun = time.perf_counter()
            subprocess.run(command, env=env, check=False, capture_output=True)
            if number:
                taken[place].append(time.perf_counter() - begun)
    return statistics.median(taken[0]), statistics.median(taken[1])
