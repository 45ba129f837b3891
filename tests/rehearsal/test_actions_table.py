"""Every verb of a script has one action, and only one module has it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from launchkit.library.case_file import StepKind
from launchkit.rehearsal.actions import ACTIONS, cases, crisis, holdings, people, tasks

MODULES = (tasks, cases, people, holdings, crisis)


def test_every_verb_is_played_by_one_action() -> None:
    times = Counter(verb for module in MODULES for verb in module.ACTIONS)
    assert set(ACTIONS) == set(StepKind)
    assert set(times.values()) == {1}
    assert set(times) == set(ACTIONS)


def test_the_guide_names_every_verb() -> None:
    guide = Path(__file__).parents[2] / "docs" / "howto" / "write_a_checklist.md"
    rows = [
        line for line in guide.read_text(encoding="utf-8").splitlines() if line.startswith("|")
    ]
    named = {word for row in rows for word in re.findall(r"`(\w+)`", row)}
    assert set(StepKind) <= named
