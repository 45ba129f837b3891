"""A branch is relieved and another taken over, each from its first hour to its closing, through the real desk and store.

Their pages are plain text here: the real press is tried on the opening (`test_open_branch`) and on every page by itself
(`tests/documents`), and would cost these two stories a minute of computing at each run. `make demo` plays them with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.library.resolve import resolve
from launchkit.rehearsal import Report
from tests.journeys import stories

Change: TypeAlias = Callable[[ScriptStep], ScriptStep | None]
RELIEF, TAKE_OVER = "hefei_relief", "chengdu_takeover"
NAMES = (RELIEF, TAKE_OVER)
CHECKLISTS = {RELIEF: "relieve_branch", TAKE_OVER: "take_over_branch"}
#: items of which nothing comes up, and papers that nobody is given for that reason
LEFT_OUT: dict[str, set[str]] = {
    RELIEF: set(),
    # nobody is dismissed; no work at the branch wants a licence
    TAKE_OVER: {"verify_work_licence"},
}
#: what is left out where only a part of a story is played: nothing in the part waits for it
EVERY_DAY = {StepKind.DAILY, StepKind.REPORT}
NOT_PRINTED = {RELIEF: set[str](), TAKE_OVER: {"D36l", "D62", "D66"}}


@pytest.fixture(scope="module", params=NAMES)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Report]:
    """Each story, played once."""
    name: str = request.param
    return name, stories.played(stories.story(name), tmp_path_factory.mktemp(name))


@pytest.mark.xdist_group("crises")
def test_it_ends_closed_and_verified_without_anything_unforeseen(told: tuple[str, Report]) -> None:
    _, report = told
    assert report.faults == ()
    assert report.troubles == ()
    assert (report.trail_verified, report.rows_equal_replay) == (True, True)
    assert report.went_well
    assert 50 <= report.days <= 60


@pytest.mark.xdist_group("crises")
def test_it_comes_to_what_the_example_promises(told: tuple[str, Report]) -> None:
    """`python -m tests.journeys.stories` writes the files anew when the change is meant."""
    name, report = told
    wanted, found = stories.expected(name), stories.compared(report)
    assert list(stories.differences(found, wanted)) == []
    assert found == wanted


@pytest.mark.xdist_group("crises")
def test_every_item_is_settled_and_every_paper_issued(told: tuple[str, Report]) -> None:
    name, report = told
    definition = resolve(CHECKLISTS[name]).definition
    items = {item.id: item for stage in definition.stages for item in stage.items}
    ends: dict[str, set[str]] = {}
    for key, end in report.tasks.items():
        ends.setdefault(key.partition("#")[0].partition("@")[0], set()).add(end)

    assert set(items) - set(ends) == LEFT_OUT[name]
    left = {item for item, found in ends.items() if not found <= {"done", "not_applicable"}}
    assert left == {item for item in left if items[item].optional}
    issued = {key.partition("#")[0] for key in report.documents}
    assert {spec.code for spec in definition.documents} - issued == NOT_PRINTED[name]


@pytest.mark.xdist_group("crises")
def test_no_date_is_missed(told: tuple[str, Report]) -> None:
    _, report = told
    assert [one.task for one in report.dates if one.end in {"missed", "open"}] == []
    assert sum(one.statutory for one in report.dates if one.end == "kept") >= 16


@pytest.mark.xdist_group("crises")
def test_the_hours_of_the_first_night_are_kept_in_their_order(told: tuple[str, Report]) -> None:
    name, report = told
    if name != TAKE_OVER:
        return
    first = [
        f"{step.at} {step.task}"
        for step in stories.story(name).script
        if step.on == "2026-08-03" and step.do is StepKind.DONE and step.expect is None
    ]
    assert first == [
        "08:10 EC-01",
        "08:35 EC-02",
        "09:50 EC-06",
        "10:40 EC-03",
        "20:10 EC-04",
        "20:28 EC-05",
        "20:29 EC-07",
        "20:50 EC-13",
        "21:05 EC-08",
        "21:25 EC-11",
        "22:05 EC-09",
        "22:20 EC-12",
        "23:10 EC-10",
        "23:30 EC-14",
    ]
    hours = [one for one in report.dates if one.code in {line[6:] for line in first}]
    assert len(hours) >= len(first)
    assert {one.end for one in hours} == {"kept"}


@pytest.mark.xdist_group("crises")
@pytest.mark.parametrize(
    ("name", "on", "do", "who", "until", "says"),
    [
        pytest.param(
            RELIEF, "2026-06-08", StepKind.DELEGATE, "H1", "2026-06-09", "H3", id="a delegation"
        ),
        pytest.param(
            RELIEF, "2026-06-15", StepKind.ABSENT, "P11", "2026-06-18", "P11", id="an absence"
        ),
        pytest.param(
            RELIEF,
            "2026-07-02",
            StepKind.BEGIN_HANDOVER,
            "H1",
            "2026-07-03",
            "handover-1",
            id="a hand-over",
        ),
        pytest.param(
            TAKE_OVER, "2026-08-03", StepKind.BREAK_GLASS, "P22", "2026-08-03", "H6", id="a glass"
        ),
        pytest.param(
            TAKE_OVER,
            "2026-08-03",
            StepKind.SUSPEND_RIGHTS,
            "H1",
            "2026-08-03",
            "was not refused",
            id="a suspension",
        ),
    ],
)
def test_it_does_not_go_through_without(
    name: str, on: str, do: StepKind, who: str, until: str, says: str, tmp_path: Path
) -> None:
    def change(step: ScriptStep) -> ScriptStep | None:
        gone = (step.on, step.do, step.as_) == (on, do, who)
        return None if gone or step.do in EVERY_DAY else step

    report = stories.played(stories.changed(stories.story(name), change, until), tmp_path)
    assert [fault for fault in report.faults if fault != "the case was not closed"]
    assert any(says in fault for fault in report.faults), report.faults


@pytest.mark.xdist_group("crises")
def test_a_late_petition_is_told(tmp_path: Path) -> None:
    """Seven days from the refusal: on the eighth the date of the law is missed, and the report says so."""

    def change(step: ScriptStep) -> ScriptStep | None:
        if step.do in EVERY_DAY:
            return None
        late = step.task == "EC-34" and step.do is StepKind.DONE
        return replace(step, on="2026-09-01", at="18:00") if late else step

    report = stories.played(
        stories.changed(stories.story(TAKE_OVER), change, "2026-09-01"), tmp_path
    )
    law = (one for one in report.dates if one.statutory and one.end == "missed")
    missed = [(one.code, one.due, one.days_late) for one in law]
    assert missed == [("EC-34", "DL38c", 1)]
