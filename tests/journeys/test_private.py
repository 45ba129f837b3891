"""After a whole opening, nothing that belongs to a person stands anywhere but in the table that can be erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launchkit.domain.checklist import Personal
from launchkit.library.case_file import CaseFile
from launchkit.library.resolve import resolve
from tests.databases import every_table
from tests.journeys import stories

#: short words such as the name of a post stand in many places and mean nobody
LONG = 10


def texts(value: object) -> Iterator[str]:
    """Every text in a fact, those in the rows of a table included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for row in value:
            yield from texts(list(row.values()) if isinstance(row, dict) else row)


def stated(case_file: CaseFile, *, personal: bool) -> set[str]:
    facts = {one.id: one for one in resolve(case_file.checklist, None).definition.facts}
    return {
        text
        for step in case_file.script
        for key, value in step.facts.items()
        if (facts[key.rpartition(".")[2]].personal is not Personal.NONE) is personal
        for text in texts(value)
    }


def private(case_file: CaseFile) -> set[str]:
    """What the story says about people: facts, free text, names and telephone numbers of the team."""
    found = stated(case_file, personal=True)
    found.update(step.reason for step in case_file.script if step.reason)
    names = {one.name for one in case_file.team}
    names.update(
        str(step.facts["hire_name"]) for step in case_file.script if "hire_name" in step.facts
    )
    found.update(one.phone for one in case_file.team if one.phone)
    meaning = {
        text
        for text in found - stated(case_file, personal=False)
        if len(text) >= LONG and not text.startswith("2026-")
    }
    return meaning | names


@pytest.mark.xdist_group("opening")
def test_only_the_erasable_table_knows_anybody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    case_file = stories.opening()
    stories.played(case_file, tmp_path)
    people = private(case_file)
    found = every_table(tmp_path / "launchkit.db")

    assert {"210106199505050008", "13800000021", "何雨", "6200000000000000021"} <= people
    assert any(one in found["personal"] for one in people), "they are kept, and found there"
    for name in found.keys() - {"personal", "definitions"}:
        assert {one for one in people if one in found[name]} == set(), name
    assert {one for one in people if one in caplog.text} == set()
