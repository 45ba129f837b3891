"""What a step of a script does: one function for each verb, in the module of its subject.

A new verb is a member of `StepKind` and a line in the table of one of these modules; a test sees that none is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.rehearsal.actions import cases, crisis, holdings, people, tasks
from launchkit.rehearsal.scene import Scene

Action = Callable[[Scene, ScriptStep], object]

#: verb -> what it does
ACTIONS: Mapping[StepKind, Action] = {
    **tasks.ACTIONS,
    **cases.ACTIONS,
    **people.ACTIONS,
    **holdings.ACTIONS,
    **crisis.ACTIONS,
}

__all__ = ["ACTIONS", "Action"]
