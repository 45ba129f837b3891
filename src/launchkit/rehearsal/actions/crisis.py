"""A crisis: how severe it is, what happened, what counsel is asked, what is reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from launchkit.domain.crisis import ReportForm
from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.rehearsal.scene import Scene
from launchkit.rehearsal.script import task_name


def _severity(scene: Scene, step: ScriptStep) -> None:
    scene.desk.crisis.set_severity(
        scene.by(step), scene.case_id, step.with_.level, reason=step.reason or ""
    )


def _happening(scene: Scene, step: ScriptStep) -> None:
    scene.desk.crisis.note_happening(
        scene.by(step),
        scene.case_id,
        at=step.with_.moment or step.on,
        what=step.with_.what,
        source=step.with_.source,
        task=task_name(step) or None,
    )


def _withdraw_happening(scene: Scene, step: ScriptStep) -> None:
    scene.desk.crisis.withdraw_happening(
        scene.by(step), scene.case_id, step.with_.happening, reason=step.reason or ""
    )


def _ask_counsel(scene: Scene, step: ScriptStep) -> None:
    scene.desk.crisis.ask_counsel(
        scene.by(step),
        scene.case_id,
        text=step.with_.what,
        due=date.fromisoformat(step.with_.by) if step.with_.by else None,
        point=step.with_.point,
    )


def _answer_counsel(scene: Scene, step: ScriptStep) -> None:
    scene.desk.crisis.answer_counsel(
        scene.by(step), scene.case_id, step.with_.question, answer=step.with_.what
    )


def _report(scene: Scene, step: ScriptStep) -> None:
    """File a report; what the step does not say in words of its own is computed."""
    parts = {
        "conditions": step.with_.conditions,
        "actions": step.with_.actions,
        "needs": step.with_.needs_said,
    }
    scene.desk.crisis.file_report(
        scene.by(step),
        scene.case_id,
        ReportForm(step.with_.form),
        {name: text for name, text in parts.items() if text},
    )


ACTIONS: Mapping[StepKind, Callable[[Scene, ScriptStep], None]] = {
    StepKind.ANSWER_COUNSEL: _answer_counsel,
    StepKind.ASK_COUNSEL: _ask_counsel,
    StepKind.HAPPENING: _happening,
    StepKind.REPORT: _report,
    StepKind.SEVERITY: _severity,
    StepKind.WITHDRAW_HAPPENING: _withdraw_happening,
}
