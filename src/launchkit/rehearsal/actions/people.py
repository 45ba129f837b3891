"""The people of the case: who stands in for whom, who is away, who acts in an emergency, whose data goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.rehearsal.scene import Scene
from launchkit.rehearsal.script import task_name


def _delegate(scene: Scene, step: ScriptStep) -> None:
    begins = _day(step.with_.begins or step.on)
    scene.desk.people.delegate(
        scene.by(step),
        scene.case_id,
        to=step.to or "",
        begins=begins,
        ends=_day(step.with_.ends) if step.with_.ends else begins,
        roles=step.with_.roles,
        tasks=step.with_.tasks,
        reason=step.reason or "",
    )


def _end_delegation(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.end_delegation(
        scene.by(step), scene.case_id, step.with_.delegation, reason=step.reason or ""
    )


def _absent(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.state_absence(
        scene.by(step),
        scene.case_id,
        person=step.to or step.as_,
        begins=_day(step.with_.begins or step.on),
        ends=_day(step.with_.ends) if step.with_.ends else None,
        deputy=step.with_.deputy,
        reason=step.reason or "",
    )


def _back(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.end_absence(scene.by(step), scene.case_id, step.to or step.as_)


def _deputy(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.name_deputy(
        scene.by(step), scene.case_id, person=step.to or step.as_, deputy=step.with_.deputy
    )


def _break_glass(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.break_glass(
        scene.by(step), scene.case_id, task_name(step), reason=step.reason or ""
    )


def _nudge(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.nudge(
        scene.by(step),
        scene.case_id,
        task_name(step),
        how=step.with_.how,
        again_on=_day(step.with_.again_on) if step.with_.again_on else None,
        note=step.reason or "",
    )


def _ask_erasure(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.ask_erasure(
        scene.by(step), scene.case_id, step.with_.fact, reason=step.reason or ""
    )


def _decide_erasure(scene: Scene, step: ScriptStep) -> None:
    scene.desk.people.decide_erasure(
        scene.by(step),
        scene.case_id,
        step.with_.erasure,
        agreed=step.with_.agreed,
        reason=step.reason or "",
    )


def _account(scene: Scene, step: ScriptStep) -> None:
    scene.desk.registry.add_account(
        scene.by(step), account=step.with_.account, person=step.to or ""
    )


def _suspend_rights(scene: Scene, step: ScriptStep) -> None:
    scene.desk.registry.suspend_rights(
        scene.by(step), person=step.to or "", reason=step.reason or ""
    )


def _restore_rights(scene: Scene, step: ScriptStep) -> None:
    scene.desk.registry.restore_rights(
        scene.by(step), person=step.to or "", reason=step.reason or ""
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


ACTIONS: Mapping[StepKind, Callable[[Scene, ScriptStep], None]] = {
    StepKind.ABSENT: _absent,
    StepKind.ACCOUNT: _account,
    StepKind.ASK_ERASURE: _ask_erasure,
    StepKind.BACK: _back,
    StepKind.BREAK_GLASS: _break_glass,
    StepKind.DECIDE_ERASURE: _decide_erasure,
    StepKind.DELEGATE: _delegate,
    StepKind.DEPUTY: _deputy,
    StepKind.END_DELEGATION: _end_delegation,
    StepKind.NUDGE: _nudge,
    StepKind.RESTORE_RIGHTS: _restore_rights,
    StepKind.SUSPEND_RIGHTS: _suspend_rights,
}
