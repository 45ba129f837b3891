"""What there is to see of a case: counts, tasks, deadlines, documents. Pure: a case and an instant in, rows out.

The texts hold ids and codes only (`_codes`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flows._codes import code, number, stem, task_code, who
from launchkit.domain.case import Case, Task
from launchkit.domain.deadlines import Lateness, lateness
from launchkit.domain.forms import missing
from launchkit.domain.index import is_stale
from launchkit.domain.rules.documents import all_wanted
from launchkit.domain.standing import SETTLED, Standing, standing
from launchkit.domain.times import TaskDeadline, nearest, running_deadlines

Row = dict[str, Any]

#: deadlines shown ahead of time
AHEAD = timedelta(days=14)
#: tasks shown under the progress bar
MOST_URGENT = 12
_DONE = (Standing.DONE, Standing.WAIVED)
_LAST = (Standing.DONE, Standing.WAIVED, Standing.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A task with its standing and its nearest running deadline."""

    task: Task
    where: Standing
    due: TaskDeadline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A case at an instant, counted once for all artifacts."""

    case: Case
    now: datetime
    lines: tuple[Line, ...]

    @property
    def today(self) -> date:
        """Day at the branch."""
        return self.case.local_day(self.now)

    @property
    def counted(self) -> tuple[Line, ...]:
        """Tasks that apply."""
        return tuple(one for one in self.lines if one.where is not Standing.NOT_APPLICABLE)

    @property
    def done(self) -> int:
        """Tasks done or waived."""
        return sum(one.where in _DONE for one in self.counted)

    @property
    def overdue(self) -> int:
        """Tasks of which the last day has passed."""
        return sum(1 for one in self.lines if late(self, one))

    @property
    def upcoming(self) -> Line | None:
        """The task whose last day comes next and is not past."""
        ahead = [one for one in self.lines if one.due is not None and not late(self, one)]
        return min(ahead, key=_last_day, default=None)


def picture(case: Case, now: datetime) -> Picture:
    """Look at every task of the case once."""
    lines = tuple(
        Line(task=task, where=standing(case, task), due=nearest(case, task))
        for task in case.tasks.values()
    )
    return Picture(case=case, now=now, lines=lines)


def late(seen: Picture, line: Line) -> bool:
    """Whether the last day of the task's nearest deadline has passed."""
    return line.due is not None and lateness(line.due.deadline, seen.now) is Lateness.LATE


def headline(seen: Picture) -> str:
    """One line for a state message: `41/81 · 2 overdue · next 03-14 NB-20`."""
    parts = [f"{seen.done}/{len(seen.counted)}"]
    if seen.overdue:
        parts.append(f"{seen.overdue} overdue")
    if seen.upcoming is not None and seen.case.closed_at is None:
        day = _last_day(seen.upcoming)
        parts.append(f"next {day:%m-%d} {task_code(seen.case, seen.upcoming.task)}")
    return " · ".join(parts)


def row_name(seen: Picture) -> str:
    """Name of the run that stands for the case: number, headline, and who is next."""
    following = None if seen.case.closed_at else seen.upcoming
    owner = "" if following is None else f" {who(seen.case, following.task)}"
    return f"{number(seen.case)} · {headline(seen)}{owner}"


# --- one case -----------------------------------------------------------------------------------------------------


def progress_text(seen: Picture) -> str:
    """The case on one page: counts, the most urgent tasks with owner and dates, documents, stages.

    Prefect shows the description of an artifact at once and its data only after a click, so the story stands here.
    """
    case = seen.case
    ready = sum(one.where in (Standing.READY, Standing.STARTED) for one in seen.lines)
    waits = sum(one.where in (Standing.BLOCKED, Standing.SUBMITTED) for one in seen.lines)
    states = Counter(str(row["state"]) for row in document_rows(seen))
    papers = " · ".join(f"{count} {state}" for state, count in sorted(states.items()))
    stages = " · ".join(f"{stage} {done}/{total}" for stage, done, total in _stages(seen))
    rows = [row for row in task_rows(seen) if row["plan by"]][:MOST_URGENT]
    return "\n".join(
        (
            f"**{code(case.branch)} · {code(case.checklist)}** · {row_name(seen)}",
            "",
            f"{ready} to do now · {waits} waiting on somebody · start {case.start}"
            f" · target {case.target} · entry {case.seq}",
            "",
            *markdown_table(rows),
            "",
            f"documents: {papers or 'none'}",
            "",
            f"stages: {stages}",
            "",
            " · ".join(
                f"[{name}](/artifacts/key/{stem(case)}-{name})"
                for name in ("tasks", "deadlines", "documents")
            )
            + " · [all cases](/artifacts/key/cases-board)",
        )
    )


def markdown_table(rows: Sequence[Row]) -> Iterator[str]:
    """Rows with the same columns as lines of markdown."""
    if not rows:
        return
    yield "| " + " | ".join(rows[0]) + " |"
    yield "|" + "---|" * len(rows[0])
    for row in rows:
        yield "| " + " | ".join(str(value) for value in row.values()) + " |"


def _stages(seen: Picture) -> Iterator[tuple[str, int, int]]:
    stage_of = seen.case.book.stage_of
    total = Counter(stage_of.get(one.task.item.id, "") for one in seen.counted)
    done = Counter(
        stage_of.get(one.task.item.id, "") for one in seen.counted if one.where in _DONE
    )
    for stage, count in total.items():
        yield code(stage) or "ADDED", done[stage], count


def task_rows(seen: Picture) -> list[Row]:
    """One row for each task, the most urgent first, finished ones last."""
    return [_task_row(seen, line) for line in sorted(seen.lines, key=_urgency)]


def _urgency(line: Line) -> tuple[int, date, str]:
    if line.where in _LAST:
        return (2, date.max, line.task.key)
    actionable = line.where in (Standing.WAITING, Standing.UNANSWERED, Standing.OPTIONAL)
    if line.due is None:
        return (1, date.max, line.task.key) if actionable else (0, date.max, line.task.key)
    return (0, line.due.deadline.plan_by, line.task.key)


def _task_row(seen: Picture, line: Line) -> Row:
    case = seen.case
    due = None if line.due is None else line.due.deadline
    return {
        "task": task_code(case, line.task),
        "stage": code(case.book.stage_of.get(line.task.item.id, "")) or "ADDED",
        "state": f"{line.where.value}, overdue" if late(seen, line) else line.where.value,
        "who": who(case, line.task),
        "plan by": "" if due is None else str(due.plan_by),
        "last day": "" if due is None else _marked(due.last_day, due.statutory, due.provisional),
        "slack (days)": "" if due is None else (due.plan_by - seen.today).days,
        **_link(case, line.task.key),
    }


def _marked(day: date, statutory: bool, provisional: bool) -> str:  # noqa: FBT001  two marks of one day
    return f"{day}{' §' if statutory else ''}{' ?' if provisional else ''}"


def _link(case: Case, task: str) -> Row:
    """Where the task is acted upon, if the pages of launchkit have an address."""
    base = os.environ.get("LAUNCHKIT_WEB")
    return {} if not base else {"link": f"{base.rstrip('/')}/cases/{case.id}#{code(task)}"}


def deadline_text(seen: Picture) -> str:
    """Deadlines overdue or within two weeks, those of the law apart."""
    near = sorted(_near(seen), key=lambda one: (one[1].deadline.last_day, one[1].about))
    parts = [f"# {number(seen.case)} · deadlines up to {seen.today + AHEAD}"]
    for title, statutory in (("Statutory (§)", True), ("House rules", False)):
        some = [one for one in near if one[1].deadline.statutory is statutory]
        parts.append(f"\n## {title}: {len(some)}\n")
        parts.extend(markdown_table([_deadline_row(seen, line, found) for line, found in some]))
    return "\n".join(parts)


def _near(seen: Picture) -> Iterator[tuple[Line, TaskDeadline]]:
    for line in seen.lines:
        if line.where not in SETTLED:
            for found in running_deadlines(seen.case, line.task):
                if found.deadline.last_day <= seen.today + AHEAD:
                    yield line, found


def _deadline_row(seen: Picture, line: Line, found: TaskDeadline) -> Row:
    due = found.deadline
    return {
        "last day": str(due.last_day),
        "days left": (due.last_day - seen.today).days,
        "plan by": str(due.plan_by),
        "task": task_code(seen.case, line.task),
        "deadline": code(found.about),
        "who": who(seen.case, line.task),
        "state": line.where.value,
        "sure": "provisional" if due.provisional else "yes",
    }


def document_rows(seen: Picture) -> list[Row]:
    """One row for each document: issued, prepared, or how many facts it still lacks."""
    case = seen.case
    rows = []
    for one in all_wanted(case):
        held = case.document(one.key)
        lacks = 0 if held is not None else len(missing(case, one.spec, one.instance))
        item = case.book.item_of_document.get(one.spec.code)
        rows.append(
            {
                "document": code(one.key),
                "task": code(case.book.items[item].code) if item else "",
                "state": _document_state(case, one.key, lacks),
                "missing facts": lacks,
                "serial": "" if held is None or held.serial is None else held.serial,
                "dated": "" if held is None else held.date,
            }
        )
    order = {"stale": 0, "numbered": 1, "issued": 2, "complete": 3}
    return sorted(rows, key=lambda row: (order.get(str(row["state"]), 9), row["document"]))


def _document_state(case: Case, key: str, lacks: int) -> str:
    held = case.document(key)
    if held is None:
        return "incomplete" if lacks else "complete"
    if held.issued is None:
        return "numbered"
    return "stale" if is_stale(case, key) else "issued"


def brief_row(seen: Picture) -> Row:
    """The day in numbers: what was finished today, what tomorrow and the week bring."""
    days = [_last_day(one) for one in seen.lines if one.due is not None]
    tomorrow, week = seen.today + timedelta(days=1), seen.today + timedelta(days=7)
    return {
        **board_row(seen),
        "finished today": sum(one.task.done_on == seen.today for one in seen.lines),
        "to do now": sum(one.where in (Standing.READY, Standing.STARTED) for one in seen.lines),
        "due by tomorrow": sum(seen.today <= day <= tomorrow for day in days),
        "due in 7 days": sum(seen.today <= day <= week for day in days),
    }


def board_row(seen: Picture) -> Row:
    """The case in one line."""
    case, following = seen.case, seen.upcoming
    due = None if following is None else following.due
    leads = case.people_with("lead")
    return {
        "case": number(case),
        "branch": code(case.branch),
        "checklist": code(case.checklist),
        "lead": code(leads[0]) if leads else "",
        "done": f"{seen.done}/{len(seen.counted)}",
        "overdue": seen.overdue,
        "next last day": "" if due is None else str(due.deadline.last_day),
        "next task": "" if following is None else task_code(case, following.task),
        "next who": "" if following is None else who(case, following.task),
        "target": str(case.target),
        "artifacts": stem(case),
    }


def _last_day(line: Line) -> date:
    return date.max if line.due is None else line.due.deadline.last_day
