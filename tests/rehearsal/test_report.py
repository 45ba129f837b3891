"""A rehearsal looks at what it left behind, and says when that is not what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from launchkit.desk import Page, PressFailed
from launchkit.library.case_file import CaseFile, ScriptStep, StepKind
from launchkit.rehearsal import DateLine, rehearse
from launchkit.testing import PlainPress
from tests.journeys import stories


def short() -> CaseFile:
    """The example with three steps only."""
    steps = (
        ScriptStep(on="2026-03-02", as_="H1", do=StepKind.SWEEP),
        ScriptStep(on="2026-03-02", at="10:00", as_="system", do=StepKind.ADVANCE),
        ScriptStep(on="2026-03-03", as_="H1", do=StepKind.SWEEP),
    )
    return replace(stories.opening(), script=steps)


def meddling(home: Path, statement: str) -> Callable[[int, int, str], None]:
    """Something that changes the database behind everybody's back before the last step."""

    def told(number: int, count: int, _what: str) -> None:
        if number == count:
            with closing(sqlite3.connect(home / "launchkit.db")) as connection, connection:
                connection.executescript(statement)

    return told


def test_what_is_only_not_closed_is_sound(tmp_path: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    report = rehearse(short(), tmp_path, lambda *what: heard.append(what), press=PlainPress())
    assert heard == [
        (1, 3, "2026-03-02 sweep"),
        (2, 3, "2026-03-02 advance"),
        (3, 3, "2026-03-03 sweep"),
    ]
    assert report.faults == ("the case was not closed",)
    assert (report.days, report.trail_verified, report.rows_equal_replay) == (2, True, True)


def test_a_changed_row_is_noticed(tmp_path: Path) -> None:
    told = meddling(tmp_path, "UPDATE tasks SET owner = 'P9' WHERE task = 'decide_to_open'")
    report = rehearse(short(), tmp_path, told, press=PlainPress())
    assert report.faults == ("derived rows differ from a replay", "the case was not closed")
    assert report.trail_verified


def test_a_changed_entry_is_noticed(tmp_path: Path) -> None:
    told = meddling(
        tmp_path,
        """
        DROP TRIGGER entries_no_update;
        UPDATE entries
        SET body = CAST(replace(CAST(body AS TEXT), '2026-05-22', '2026-06-22') AS BLOB)
        WHERE kind = 'case_opened'
        """,
    )
    report = rehearse(short(), tmp_path, told, press=PlainPress())
    assert not report.trail_verified
    assert report.faults[0].startswith("trail: ")


class NoPaper(PlainPress):
    """A press that has run out of paper."""

    def print(self, *_given: object, **_more: object) -> Page:
        """Nothing."""
        raise PressFailed("没有纸", "out of paper")


def test_a_page_that_could_not_be_printed_is_told(tmp_path: Path) -> None:
    opening = stories.opening()
    begun = tuple(one for one in opening.script if one.on <= "2026-03-03")
    report = rehearse(replace(opening, script=begun), tmp_path, press=NoPaper())
    assert report.troubles == ("D01: 没有纸",)
    assert not report.went_well


@pytest.mark.parametrize(
    ("done_on", "late"), [(None, 0), ("2026-04-18", 0), ("2026-04-19", 0), ("2026-04-21", 2)]
)
def test_days_late_are_counted_from_the_last_day(done_on: str | None, late: int) -> None:
    line = DateLine(
        task="file_lease",
        code="NB-20",
        title_zh="房屋租赁登记备案",
        title_en="File the lease",
        due="DL35",
        statutory=True,
        last_day="2026-04-19",
        plan_by="2026-04-17",
        done_on=done_on,
        end="missed",
    )
    assert line.days_late == late
