"""The case as a whole: its team, instances, items of its own, findings, documents, the clockwork, the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from launchkit.domain.entries import ItemAdded
from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.rehearsal.scene import Scene
from launchkit.rehearsal.script import task_name


def _instance(scene: Scene, step: ScriptStep) -> None:
    collection = step.with_.collection or ""
    if step.with_.complete:
        scene.desk.complete_collection(scene.by(step), scene.case_id, collection)
        return
    scene.desk.add_instance(scene.by(step), scene.case_id, collection, label=step.with_.label)


def _team(scene: Scene, step: ScriptStep) -> None:
    scene.desk.change_team(
        scene.by(step),
        scene.case_id,
        person=step.to or "",
        roles=step.with_.roles,
        reason=step.reason or "",
    )


def _add(scene: Scene, step: ScriptStep) -> None:
    entry = ItemAdded(
        item=task_name(step),
        title=step.with_.title,
        owner=step.to or "lead",
        reason=step.reason or "",
        needs=step.with_.needs,
        needed_by=step.with_.needed_by,
        due_on=step.with_.due_on,
    )
    scene.desk.add_item(scene.by(step), scene.case_id, entry)


def _answer(scene: Scene, step: ScriptStep) -> None:
    """Answer the findings named, or all open ones."""
    open_ones = [key for key, one in scene.case.findings.items() if not one.answered]
    for finding in step.with_.findings or open_ones:
        scene.desk.answer_finding(scene.by(step), scene.case_id, finding, answer=step.reason or "")


def _issue(scene: Scene, step: ScriptStep) -> None:
    for document in step.documents:
        scene.desk.issue(scene.by(step), scene.case_id, document)


def _void(scene: Scene, step: ScriptStep) -> None:
    for document in step.documents:
        scene.desk.void(scene.by(step), scene.case_id, document, reason=step.reason or "")


def _sweep(scene: Scene, _step: ScriptStep) -> None:
    scene.sweep_at(scene.clock.instant)


def _advance(scene: Scene, _step: ScriptStep) -> None:
    scene.advance()


def _close(scene: Scene, step: ScriptStep) -> None:
    scene.desk.close(scene.by(step), scene.case_id, note=step.reason or "")


ACTIONS: Mapping[StepKind, Callable[[Scene, ScriptStep], None]] = {
    StepKind.ADD: _add,
    StepKind.ADVANCE: _advance,
    StepKind.ANSWER: _answer,
    StepKind.CLOSE: _close,
    StepKind.INSTANCE: _instance,
    StepKind.ISSUE: _issue,
    StepKind.SWEEP: _sweep,
    StepKind.TEAM: _team,
    StepKind.VOID: _void,
}
