"""Work on tasks: begin, finish, wait, decide, move dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from launchkit.domain.case import Case, Task
from launchkit.domain.people import helpers_of, owner_of
from launchkit.domain.standing import Standing, standing
from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.rehearsal.scene import Scene
from launchkit.rehearsal.script import sample_files, samples, task_name


def _done(scene: Scene, step: ScriptStep) -> None:
    scene.desk.done(
        scene.by(step),
        scene.case_id,
        task_name(step),
        stated=step.facts,
        files=sample_files(step),
    )


def _attach(scene: Scene, step: ScriptStep) -> None:
    scene.desk.attach(scene.by(step), scene.case_id, task_name(step), sample_files(step))


def _start(scene: Scene, step: ScriptStep) -> None:
    scene.desk.start(scene.by(step), scene.case_id, task_name(step))


def _state(scene: Scene, step: ScriptStep) -> None:
    scene.desk.state(scene.by(step), scene.case_id, step.facts)


def _block(scene: Scene, step: ScriptStep) -> None:
    scene.desk.block(
        scene.by(step),
        scene.case_id,
        task_name(step),
        waiting_on=step.with_.waiting_on or "",
        party=step.with_.party,
        since=step.with_.since,
        reason=step.reason or "",
        contact=step.with_.contact,
        again_on=step.with_.again_on,
    )


def _unblock(scene: Scene, step: ScriptStep) -> None:
    scene.desk.unblock(scene.by(step), scene.case_id, task_name(step))


def _waive(scene: Scene, step: ScriptStep) -> None:
    scene.desk.waive(scene.by(step), scene.case_id, task_name(step), reason=step.reason or "")


def _approve(scene: Scene, step: ScriptStep) -> None:
    scene.desk.approve(scene.by(step), scene.case_id, task_name(step), note=step.reason or "")


def _reject(scene: Scene, step: ScriptStep) -> None:
    scene.desk.reject(scene.by(step), scene.case_id, task_name(step), reason=step.reason or "")


def _reopen(scene: Scene, step: ScriptStep) -> None:
    scene.desk.reopen(scene.by(step), scene.case_id, task_name(step), reason=step.reason or "")


def _assign(scene: Scene, step: ScriptStep) -> None:
    scene.desk.assign(
        scene.by(step),
        scene.case_id,
        task_name(step),
        to=step.to or "",
        helpers=step.with_.helpers,
        reason=step.reason or "",
    )


def _extend(scene: Scene, step: ScriptStep) -> None:
    scene.desk.extend(
        scene.by(step),
        scene.case_id,
        task_name(step),
        to=step.with_.to or "",
        reason=step.reason or "",
        due=step.with_.due,
    )


def _suspend(scene: Scene, step: ScriptStep) -> None:
    scene.desk.suspend(
        scene.by(step),
        scene.case_id,
        task_name(step),
        since=step.with_.since or step.on,
        reason=step.reason or "",
        due=step.with_.due,
    )


def _resume(scene: Scene, step: ScriptStep) -> None:
    scene.desk.resume(
        scene.by(step),
        scene.case_id,
        task_name(step),
        on=step.with_.on or step.on,
        due=step.with_.due,
    )


def _daily(scene: Scene, step: ScriptStep) -> None:
    """Finish the recurring tasks that are open now and that the actor answers for; with `task`, only those of that item."""
    case = scene.case
    item = case.book.item_id(step.task) if step.task else None
    for task in list(case.tasks.values()):
        if item in (None, task.item.id) and _falls_to(case, task, step.for_ or step.as_):
            _finish(scene, step, task)


def _falls_to(case: Case, task: Task, person: str) -> bool:
    """Whether a recurring task waits for this person now."""
    if task.period is None or standing(case, task) not in (Standing.READY, Standing.STARTED):
        return False
    return person in (owner_of(case, task), *helpers_of(case, task))


def _finish(scene: Scene, step: ScriptStep, task: Task) -> None:
    asked = {*task.item.facts, *task.item.optional_facts}
    # What is only asked for under a condition is handed in when the step names it.
    rules = [one.id for one in task.item.evidence for _ in range(one.min) if one.when is None]
    rules.extend(one.id for one in task.item.evidence if one.id in step.evidence)
    scene.desk.done(
        scene.by(step),
        scene.case_id,
        task.key,
        stated={key: value for key, value in step.facts.items() if key in asked},
        files=samples(rules, task.key),
    )


ACTIONS: Mapping[StepKind, Callable[[Scene, ScriptStep], None]] = {
    StepKind.APPROVE: _approve,
    StepKind.ASSIGN: _assign,
    StepKind.ATTACH: _attach,
    StepKind.BLOCK: _block,
    StepKind.DAILY: _daily,
    StepKind.DONE: _done,
    StepKind.EXTEND: _extend,
    StepKind.REJECT: _reject,
    StepKind.REOPEN: _reopen,
    StepKind.RESUME: _resume,
    StepKind.START: _start,
    StepKind.STATE: _state,
    StepKind.SUSPEND: _suspend,
    StepKind.UNBLOCK: _unblock,
    StepKind.WAIVE: _waive,
}
