from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from launchkit.library.case_file import ScriptStep, StepKind, StepWith
from launchkit.rehearsal import VirtualClock
from launchkit.rehearsal.script import day_by_day, sample_files


def step(on: str, at: str = "09:00", **more: Any) -> ScriptStep:
    return ScriptStep(on=on, at=at, as_="P1", do=StepKind.DAILY, **more)


def test_a_repeated_step_is_there_once_a_day_among_the_others() -> None:
    script = (
        step("2026-05-11", "17:15", with_=StepWith(until="2026-05-13"), facts={"cash_short": 0}),
        step("2026-05-12", "08:00"),
    )
    assert [(number, one.on, one.at) for number, one in day_by_day(script)] == [
        (1, "2026-05-11", "17:15"),
        (2, "2026-05-12", "08:00"),
        (1, "2026-05-12", "17:15"),
        (1, "2026-05-13", "17:15"),
    ]


def test_a_fact_that_names_the_day_of_the_step_moves_along() -> None:
    facts = {"cash_counted_on": "2026-05-11", "opened_on": "2026-05-01", "cash_short": 0}
    (_, (_, second)) = day_by_day(
        (step("2026-05-11", with_=StepWith(until="2026-05-12"), facts=facts),)
    )
    assert second.facts == {**facts, "cash_counted_on": "2026-05-12"}


def test_every_rule_gets_a_file_of_its_own() -> None:
    files = sample_files(step("2026-05-11", task="+ramp", evidence=("photo", "photo")))
    assert [one.rule for one in files] == ["photo", "photo"]
    assert len({one.content for one in files}) == 2
    assert all(b"for ramp" in one.content for one in files)


def test_the_clock_only_moves_forward() -> None:
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    clock = VirtualClock(noon)
    clock.to(noon - timedelta(days=1))
    first = clock()
    assert first > noon
    assert clock() > first
    clock.to(noon + timedelta(days=1))
    assert clock() > noon + timedelta(days=1)
