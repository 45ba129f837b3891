"""A calendar year that somebody hands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchkit.domain.problems import Problems
from launchkit.library.calendar_file import keep_calendar, read_calendar
from launchkit.library.texts import gathered

SHIPPED = Path(__file__).parents[2] / "checklists" / "calendars"


def official() -> str:
    text = (SHIPPED / "cn_2027.yaml").read_text(encoding="utf-8")
    return text.replace("status: provisional", "status: official").replace(
        "notices: []", "notices: [国办发明电〔2026〕7号]"
    )


def test_every_shipped_year_can_be_handed_in() -> None:
    for path in sorted(SHIPPED.glob("cn_*.yaml")):
        assert read_calendar(path.read_bytes(), path.name).year == int(path.stem[3:])


def test_all_that_is_wrong_is_said_by_line() -> None:
    text = official().replace("notices: [国办发明电〔2026〕7号]", "notices: []")
    text = text.replace('"2027-10-03", name', '"2027-13-03", name')
    with pytest.raises(Problems) as found:
        read_calendar(text.encode(), "mine.yaml")
    codes = {(one.file, one.code) for one in found.value.problems}
    assert {("mine.yaml", "calendar-status"), ("mine.yaml", "no-such-date")} <= codes
    assert all(one.line > 3 for one in found.value.problems)
    with pytest.raises(Problems):
        read_calendar(b"year: [", "mine.yaml")


def test_what_is_kept_hides_the_shipped_year(tmp_path: Path) -> None:
    kept = keep_calendar(tmp_path, 2027, official().encode())
    assert [one.name for one in kept.parent.iterdir()] == ["cn_2027.yaml"]
    years = {one.value.year: one.value for one in gathered(tmp_path).calendars}
    assert years[2027].status == "official"
    keep_calendar(tmp_path, 2027, official().encode())
