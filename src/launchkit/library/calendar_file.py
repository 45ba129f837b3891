"""A calendar year that somebody hands in: read, checked, and kept in the home, where it hides the shipped one."""

from __future__ import annotations

import os
from pathlib import Path

from launchkit.domain.checklist import CalendarYear
from launchkit.domain.linting.calendars import year_remarks
from launchkit.domain.problems import Problem, Problems
from launchkit.library.loading import load_calendar
from launchkit.library.yaml_reader import read


def read_calendar(content: bytes, name: str) -> CalendarYear:
    """The year in a file; raises `Problems` with everything that is wrong in it, by line."""
    loaded = load_calendar(read(content, name))
    found = []
    for one in year_remarks(loaded.value):
        line, column = loaded.source.place(one.path)
        found.append(Problem(name, line, column, one.code, one.zh, one.en))
    if found:
        raise Problems(found)
    return loaded.value


def keep_calendar(home: Path, year: int, content: bytes) -> Path:
    """Write the file of a year into the home: whole, or not at all."""
    folder = home / "checklists" / "calendars"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"cn_{year}.yaml"
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    return target
