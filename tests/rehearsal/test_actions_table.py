"""Every verb of a script has one action, and only one module has it."""

from __future__ import annotations

from collections import Counter

from launchkit.library.case_file import StepKind
from launchkit.rehearsal.actions import ACTIONS, cases, crisis, holdings, people, tasks

MODULES = (tasks, cases, people, holdings, crisis)


def test_every_verb_is_played_by_one_action() -> None:
    times = Counter(verb for module in MODULES for verb in module.ACTIONS)
    assert set(ACTIONS) == set(StepKind)
    assert set(times.values()) == {1}
    assert set(times) == set(ACTIONS)
