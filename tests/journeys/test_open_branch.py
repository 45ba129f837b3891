"""A branch is opened from its first day to its closing, through the real desk and store."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from launchkit.cli import app
from launchkit.domain.checklist import RECORDS
from launchkit.library.case_file import ScriptStep
from launchkit.library.resolve import resolve
from launchkit.rehearsal import Report
from tests.databases import Databases
from tests.journeys import stories

Change: TypeAlias = Callable[[ScriptStep], ScriptStep | None]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return stories.played(stories.opening(), tmp_path_factory.mktemp("opening"))


@pytest.mark.xdist_group("opening")
def test_it_ends_closed_and_verified_without_anything_unforeseen(report: Report) -> None:
    assert report.faults == ()
    assert report.troubles == ()
    assert (report.state, report.trail_verified, report.rows_equal_replay) == (
        "closed",
        True,
        True,
    )
    assert report.went_well


@pytest.mark.xdist_group("opening")
def test_it_comes_to_what_the_example_promises(report: Report) -> None:
    """`python -m tests.journeys.stories` writes the file anew when the change is meant."""
    wanted = json.loads(stories.EXPECTED.read_text(encoding="utf-8"))
    found = stories.compared(report)
    assert list(stories.differences(found, wanted)) == []
    assert found == wanted


@pytest.mark.xdist_group("opening")
def test_every_item_of_the_checklist_is_settled_and_every_document_issued(report: Report) -> None:
    definition = resolve("open_branch", None).definition
    items = {item.id: item for stage in definition.stages for item in stage.items}
    ends: dict[str, set[str]] = {}
    for key, end in report.tasks.items():
        ends.setdefault(key.partition("#")[0].partition("@")[0], set()).add(end)

    settled = {"done", "waived", "not_applicable"}
    left = {item for item in items if not ends.get(item, set()) <= settled}
    assert left == {item for item in left if items[item].optional}
    assert set(items) <= set(ends), "every item came up"
    issued = {key.partition("#")[0] for key in report.documents}
    # Nobody changes places here, and nothing is reported as a crisis.
    assert issued == {spec.code for spec in definition.documents if spec.per not in RECORDS}


@pytest.mark.xdist_group("opening")
def test_it_takes_eighty_days_to_the_opening_and_misses_only_what_the_story_tells(
    report: Report,
) -> None:
    missed = [(one.code, one.due, one.days_late) for one in report.dates if one.end == "missed"]
    assert missed == [("NB-20", "DL35", 2), ("NB-20", "P1", 6)]
    (opened,) = (one for one in report.dates if one.code == "NB-77")
    assert (opened.done_on, opened.end) == ("2026-05-22", "kept")
    assert report.notices["late"] == 4, "owner and headquarters, for either date"


def without(on: str, do: str, task: str | None = None) -> Change:
    def change(step: ScriptStep) -> ScriptStep | None:
        gone = (step.on, step.do, step.task) == (on, do, task)
        return None if gone else step

    return change


@pytest.mark.xdist_group("opening")
@pytest.mark.parametrize(
    ("change", "until", "says"),
    [
        pytest.param(
            without("2026-03-03", "approve", "NB-01"), "2026-03-04", "NB-01", id="an approval"
        ),
        pytest.param(
            without("2026-03-25", "unblock", "NB-18"), "2026-03-25", "解除等待", id="a wait's end"
        ),
        pytest.param(
            without("2026-04-20", "assign", "NB-54#hire-3"),
            "2026-04-20",
            "P2 负责",
            id="a hand-over",
        ),
        pytest.param(
            without("2026-04-20", "instance"), "2026-04-21", "登记齐全", id="that all are hired"
        ),
        pytest.param(
            without("2026-04-22", "done", "+ramp_at_the_door"),
            "2026-04-24",
            "RAMP-AT-THE-DOOR",
            id="the item of our own",
        ),
        pytest.param(
            without("2026-03-27", "approve", "NB-27"), "2026-08-31", "NB-27", id="the waiver"
        ),
    ],
)
def test_it_does_not_go_through_without(
    change: Change, until: str, says: str, tmp_path: Path
) -> None:
    report = stories.played(stories.changed(stories.opening(), change, until), tmp_path)
    assert not report.went_well
    assert any(says in fault for fault in report.faults), report.faults


@pytest.mark.xdist_group("opening")
def test_another_answer_from_the_fire_window_brings_the_filing_back(tmp_path: Path) -> None:
    def change(step: ScriptStep) -> ScriptStep:
        if step.task != "NB-21":
            return step
        return replace(step, facts={**step.facts, "fire_filing_required": True})

    report = stories.played(stories.changed(stories.opening(), change, "2026-04-24"), tmp_path)
    assert report.tasks["file_fire_safety"] == "ready"
    (filing,) = (one for one in report.dates if one.code == "NB-32")
    assert (filing.due, filing.last_day, filing.end) == ("DL37", "2026-05-06", "open")


@pytest.mark.xdist_group("opening")
def test_up_to_any_day_nothing_unforeseen_happens(tmp_path: Path) -> None:
    """What the cases above are held against: the same part of the story, nothing left out."""
    part = stories.changed(stories.opening(), lambda step: step, "2026-04-24")
    assert stories.played(part, tmp_path).faults == ("the case was not closed",)


@pytest.mark.pg
@pytest.mark.xdist_group("opening on postgresql")
def test_postgresql_comes_to_the_same(databases: Databases, tmp_path: Path) -> None:
    url = databases.postgresql()
    report = stories.played(stories.opening(), tmp_path, environ={"LAUNCHKIT_DATABASE_URL": url})
    databases.give_back(url)
    assert stories.compared(report) == json.loads(stories.EXPECTED.read_text(encoding="utf-8"))


@pytest.mark.pdf
@pytest.mark.xdist_group("opening on paper")
def test_every_document_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same story from the command line with the real press, as `make demo` plays it: about twenty seconds."""
    monkeypatch.setenv("LAUNCHKIT_HOME", str(tmp_path / "own"))
    home = tmp_path / "played"
    with pytest.raises(SystemExit) as left:
        app.main(["rehearse", str(stories.OPENING), "--home", str(home), "--lang", "zh"])
    said = "".join(capsys.readouterr().out.split())

    assert left.value.code == 0, said
    assert "守住171个（其中法定43），错过2个（其中法定1）" in said
    assert "NB-20房屋租赁登记备案DL35（法定）：最后一天2026-04-19，2026-04-21办结，迟2天" in said
    assert "豁免NB-27用电增容" in said
    assert "发现1条，已答复1条" in said
    assert "文书67份" in said
    assert "全部记录核验无误；派生数据与重放一致✓演练成功。" in said
    pages = sum(
        path.read_bytes().startswith(b"%PDF-")
        for path in home.glob("vault/**/*")
        if path.is_file()
    )
    assert pages > 0
