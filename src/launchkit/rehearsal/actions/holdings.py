"""What is in people's hands, what outsiders count on, which papers are out, and how it all passes on rotation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from launchkit.library.case_file import ScriptStep, StepKind
from launchkit.rehearsal.scene import Scene
from launchkit.rehearsal.script import task_name


def _take_custody(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.take(
        scene.by(step),
        scene.case_id,
        kind=step.with_.kind,
        label=step.with_.label,
        holder=step.to or step.as_,
        source=step.with_.source,
        place=step.with_.place,
        count=step.with_.count,
    )


def _count_custody(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.count(
        scene.by(step),
        scene.case_id,
        step.with_.thing,
        count=step.with_.count,
        reason=step.reason or "",
    )


def _move_custody(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.move(
        scene.by(step),
        scene.case_id,
        step.with_.thing,
        to=step.to or "",
        count=step.with_.count,
        reason=step.reason or "",
    )


def _end_custody(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.end(
        scene.by(step),
        scene.case_id,
        step.with_.thing,
        outcome=step.with_.outcome,
        to=step.with_.whom,
        count=step.with_.count,
        reason=step.reason or "",
    )


def _promise(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.promise(
        scene.by(step),
        scene.case_id,
        to=step.with_.whom,
        what=step.with_.what,
        by=_day(step.with_.by, step),
        task=task_name(step) or None,
        contact=step.with_.contact,
    )


def _move_promise(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.move_promise(
        scene.by(step),
        scene.case_id,
        step.with_.promise,
        by=_day(step.with_.by, step),
        note=step.reason or "",
    )


def _settle_promise(scene: Scene, step: ScriptStep) -> None:
    scene.desk.holdings.settle_promise(
        scene.by(step),
        scene.case_id,
        step.with_.promise,
        outcome=step.with_.outcome,
        note=step.reason or "",
    )


def _send_out(scene: Scene, step: ScriptStep) -> None:
    for document in step.documents:
        scene.desk.holdings.send_out(
            scene.by(step),
            scene.case_id,
            document,
            to=step.with_.whom,
            expected=_day(step.with_.by, step) if step.with_.by else None,
        )


def _take_back(scene: Scene, step: ScriptStep) -> None:
    """Each document comes back: signed with a small sample scan, or unsigned."""
    for document in step.documents:
        scan = f"signed sample of {document}\n".encode() if step.with_.signed else None
        scene.desk.holdings.take_back(
            scene.by(step),
            scene.case_id,
            document,
            content=scan,
            media="text/plain",
            signed=step.with_.signed,
            note=step.reason or "",
        )


def _begin_handover(scene: Scene, step: ScriptStep) -> None:
    scene.desk.handovers.begin(
        scene.by(step),
        scene.case_id,
        receiver=step.to or "",
        giver=step.with_.giver,
        stays=step.with_.stays,
        reason=step.reason or "",
    )


def _sign_handover(scene: Scene, step: ScriptStep) -> None:
    scene.desk.handovers.sign(
        scene.by(step),
        scene.case_id,
        step.with_.handover,
        counts=step.with_.counts,
        notes=step.reason or "",
    )


def _cancel_handover(scene: Scene, step: ScriptStep) -> None:
    scene.desk.handovers.cancel(
        scene.by(step), scene.case_id, step.with_.handover, reason=step.reason or ""
    )


def _day(text: str | None, step: ScriptStep) -> date:
    """The day named, else that of the step."""
    return date.fromisoformat(text or step.on)


ACTIONS: Mapping[StepKind, Callable[[Scene, ScriptStep], None]] = {
    StepKind.BEGIN_HANDOVER: _begin_handover,
    StepKind.CANCEL_HANDOVER: _cancel_handover,
    StepKind.COUNT_CUSTODY: _count_custody,
    StepKind.END_CUSTODY: _end_custody,
    StepKind.MOVE_CUSTODY: _move_custody,
    StepKind.MOVE_PROMISE: _move_promise,
    StepKind.PROMISE: _promise,
    StepKind.SEND_OUT: _send_out,
    StepKind.SETTLE_PROMISE: _settle_promise,
    StepKind.SIGN_HANDOVER: _sign_handover,
    StepKind.TAKE_BACK: _take_back,
    StepKind.TAKE_CUSTODY: _take_custody,
}
