"""Deciding about deadlines: extend, suspend, resume. A statutory last day never moves by a decision of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.entries import DeadlineExtended, DeadlineResumed, DeadlineSuspended
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.recorded import Draft
from launchkit.domain.rights import require
from launchkit.domain.rules.common import require_day, require_open, require_reason, task_of


def extend(
    case: Case, ask: Ask, name: str, *, due: str | None, to: str, reason: str
) -> Iterator[Draft]:
    """Headquarters moves a house deadline; beside a statutory one the date is only shown."""
    task, due_id = _clock(case, ask, name, due)
    require(case, ask, Operation.EXTEND)
    require_reason(reason, f"launchkit extend {case.number} {task.key} --to {to}")
    yield ask.draft(DeadlineExtended(task=task.key, due=due_id, to=_day(to), reason=reason))


def suspend(
    case: Case, ask: Ask, name: str, *, due: str | None, since: str, reason: str
) -> Iterator[Draft]:
    """A clock stands still, e.g. while an office waits for a correction."""
    task, due_id = _clock(case, ask, name, due)
    require(case, ask, Operation.SUSPEND)
    require_reason(reason, f"launchkit suspend {case.number} {task.key}")
    if _open_span(task, due_id):
        raise Refused("already", f"{due_id} 已在中止。", f"{due_id} is suspended already.")
    yield ask.draft(DeadlineSuspended(task=task.key, due=due_id, since=_day(since), reason=reason))


def resume(case: Case, ask: Ask, name: str, *, due: str | None, on: str) -> Iterator[Draft]:
    """A suspended clock runs again."""
    task, due_id = _clock(case, ask, name, due)
    require(case, ask, Operation.RESUME)
    since = _open_span(task, due_id)
    if since is None:
        raise Refused("not_suspended", f"{due_id} 没有中止。", f"{due_id} is not suspended.")
    if date.fromisoformat(_day(on)) < since:
        raise BadValue(f"恢复日不能早于中止日 {since}。", f"It cannot resume before {since}.")
    yield ask.draft(DeadlineResumed(task=task.key, due=due_id, on=on))


def _clock(case: Case, ask: Ask, name: str, due: str | None) -> tuple[Task, str]:
    require_open(case)
    require_day(case, ask)
    task = task_of(case, name)
    known = [one.id for one in task.item.due]
    if due is None and len(known) == 1:
        return task, known[0]
    if due not in known:
        shown = "、".join(known) or "—"
        raise NotFound(
            f"{task.item.code} 的期限有：{shown}，请用 --due 写明。",
            f"Deadlines of {task.item.code}: {shown}; name one with --due.",
        )
    return task, str(due)


def _open_span(task: Task, due: str) -> date | None:
    spans = task.suspended.get(due, ())
    return spans[-1][0] if spans and spans[-1][1] is None else None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadValue("日期写作 2026-03-02。", "Write the date as 2026-03-02.") from None
