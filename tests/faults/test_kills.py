"""A short form of `python -m tests.faults`: nothing acknowledged is lost, nothing is there twice or half."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launchkit.domain import failpoints
from tests.databases import Databases
from tests.faults.desk_writer import DeskWriter
from tests.faults.harness import Install, run
from tests.faults.homes import Homes
from tests.faults.planted import (
    PLANTED,
    acknowledged_before_the_commit,
    file_not_synced,
    personal_value_after_the_commit,
    rows_after_the_commit,
)


@pytest.mark.parametrize("seed", [6, 7, 8])
def test_a_hundred_kills_of_the_desk(databases: Databases, tmp_path: Path, seed: int) -> None:
    """Three hundred in all: somebody who writes through desk, store and vault dies at a named place or at random."""
    homes = Homes(databases, "sqlite", tmp_path)
    report = run(100, seed=seed, new_home=homes, make=DeskWriter)
    assert report.wrong == []
    assert report.kills == 100
    assert len(report.places) > len(failpoints.PLACES) * 0.8
    assert report.acknowledged > 200


def test_sixty_kills_of_the_store(databases: Databases, tmp_path: Path) -> None:
    report = run(60, seed=1, new_home=Homes(databases, "sqlite", tmp_path))
    assert report.wrong == []
    assert report.kills == 60


@pytest.mark.pg
def test_twenty_kills_on_postgresql(databases: Databases, tmp_path: Path) -> None:
    report = run(20, seed=4, new_home=Homes(databases, "postgresql", tmp_path))
    assert report.wrong == []
    assert report.kills == 20


@pytest.mark.parametrize(
    ("bug", "said"),
    [
        (acknowledged_before_the_commit, "action [0-9]+ is lost"),
        (file_not_synced, "before its bytes were on the disk"),
        (personal_value_after_the_commit, "personal value .* is gone"),
        (rows_after_the_commit, "derived rows"),
    ],
    ids=["acknowledged", "file", "personal", "rows"],
)
def test_a_bug_planted_under_the_desk_is_caught(
    databases: Databases, tmp_path: Path, bug: Install, said: str
) -> None:
    homes = Homes(databases, "sqlite", tmp_path)
    report = run(100, seed=7, new_home=homes, make=DeskWriter, install=bug)
    assert re.search(said, " | ".join(report.wrong))


@pytest.mark.parametrize(("bug", "said"), PLANTED, ids=[bug.__name__ for bug, _ in PLANTED])
def test_a_planted_bug_is_caught(
    databases: Databases, tmp_path: Path, bug: Install, said: str
) -> None:
    report = run(100, seed=5, new_home=Homes(databases, "sqlite", tmp_path), install=bug)
    assert re.search(said, " | ".join(report.wrong))
