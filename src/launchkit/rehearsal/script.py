"""The steps of a script in the order in which they are played, and the small files they hand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from launchkit.desk import Attachment
from launchkit.library.case_file import ScriptStep

_DAY = timedelta(days=1)


def day_by_day(script: tuple[ScriptStep, ...]) -> list[tuple[int, ScriptStep]]:
    """Steps with their number in the file; one with `until` is there once for each day up to that day, in order of time."""
    found: list[tuple[int, ScriptStep]] = []
    for number, step in enumerate(script, start=1):
        day, until = (date.fromisoformat(one) for one in (step.on, step.with_.until or step.on))
        while day <= until:
            found.append((number, _on_day(step, day.isoformat())))
            day += _DAY
    return sorted(found, key=lambda one: (one[1].on, one[1].at, one[0]))


def _on_day(step: ScriptStep, day: str) -> ScriptStep:
    """The step on a later day; a fact that names the step's own day moves along."""
    facts = {key: day if value == step.on else value for key, value in step.facts.items()}
    return replace(step, on=day, facts=facts)


def task_name(step: ScriptStep) -> str:
    """Name of the task; the plus sign that marks an ad-hoc one in a script is not part of it."""
    return (step.task or "").removeprefix("+")


def sample_files(step: ScriptStep) -> list[Attachment]:
    """One small sample file for each evidence rule named by the step."""
    return samples(step.evidence, task_name(step))


def samples(rules: Iterable[str], task: str) -> list[Attachment]:
    """One small sample file for each of the evidence rules, no two alike."""
    return [
        Attachment(
            content=f"sample {number} of evidence {rule} for {task}\n".encode(),
            name=f"{rule}-{number}.txt",
            media="text/plain",
            rule=rule,
        )
        for number, rule in enumerate(rules, start=1)
    ]
