"""A short form of `python -m tests.faults`: nothing acknowledged is lost, nothing is there twice or half."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launchkit.domain import failpoints
from tests.databases import Databases
from tests.faults.harness import Install, run
from tests.faults.homes import Homes
from tests.faults.planted import PLANTED


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_kills_on_sqlite(databases: Databases, tmp_path: Path, seed: int) -> None:
    report = run(100, seed=seed, new_home=Homes(databases, "sqlite", tmp_path))
    assert report.wrong == []
    assert report.kills == 100
    assert len(report.places) > len(failpoints.PLACES) * 0.8
    assert report.acknowledged > 200


@pytest.mark.pg
def test_forty_kills_on_postgresql(databases: Databases, tmp_path: Path) -> None:
    report = run(40, seed=4, new_home=Homes(databases, "postgresql", tmp_path))
    assert report.wrong == []
    assert report.kills == 40


@pytest.mark.parametrize(("bug", "said"), PLANTED, ids=[bug.__name__ for bug, _ in PLANTED])
def test_a_planted_bug_is_caught(
    databases: Databases, tmp_path: Path, bug: Install, said: str
) -> None:
    report = run(100, seed=5, new_home=Homes(databases, "sqlite", tmp_path), install=bug)
    assert re.search(said, " | ".join(report.wrong))
