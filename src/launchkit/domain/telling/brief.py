"""The evening report of a case, computed from its trail: what was done, what is late, what comes, who is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from launchkit.domain.case import Case
from launchkit.domain.house import House
from launchkit.domain.standing import Standing
from launchkit.domain.telling.deadlines import DeadlineLine
from launchkit.domain.telling.summary import CaseSummary, FindingLine, case_summary, is_late
from launchkit.domain.telling.tasks import DocumentLine, TaskLine

#: How far ahead a brief looks, in days.
AHEAD_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A task with the deadline that comes first."""

    task: TaskLine
    deadline: DeadlineLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One day of a case."""

    day: str
    summary: CaseSummary
    done_today: tuple[TaskLine, ...]
    issued_today: tuple[DocumentLine, ...]
    late: tuple[DueLine, ...]
    due_soon: tuple[DueLine, ...]
    waiting: tuple[TaskLine, ...]
    decisions: tuple[TaskLine, ...]
    findings: tuple[FindingLine, ...]
    #: what can be taken up tomorrow
    doable: tuple[TaskLine, ...]


def brief_of(case: Case, house: House, now: datetime, *, day: date | None = None) -> Brief:
    """Brief of a day (default: the branch's present day)."""
    today = day or case.local_day(now)
    summary = case_summary(case, house, now)
    last = (today + timedelta(days=AHEAD_DAYS)).isoformat()
    due = [
        DueLine(task=task, deadline=min(task.deadlines, key=lambda one: (one.last_day, one.due)))
        for task in summary.tasks
        if task.deadlines
    ]
    due.sort(key=lambda one: (one.deadline.last_day, one.task.code))
    return Brief(
        day=today.isoformat(),
        summary=summary,
        done_today=tuple(
            one
            for one in summary.tasks
            if one.standing in (Standing.DONE, Standing.SUBMITTED) and _is_of(case, one, today)
        ),
        issued_today=tuple(_issued(case, summary, today)),
        late=tuple(one for one in due if is_late(one.task)),
        due_soon=tuple(
            one for one in due if not is_late(one.task) and one.deadline.last_day <= last
        ),
        waiting=summary.waiting,
        decisions=summary.decisions,
        findings=tuple(one for one in summary.findings if not one.answered),
        doable=tuple(
            one for one in summary.tasks if one.standing in (Standing.READY, Standing.STARTED)
        ),
    )


def _is_of(case: Case, line: TaskLine, day: date) -> bool:
    """Done on the day, or recorded on it for an earlier one: both belong into its report."""
    task = case.tasks[line.key]
    if task.done_on == day:
        return True
    at = task.done_at
    return at is not None and case.local_day(datetime.fromisoformat(at)) == day


def _issued(case: Case, summary: CaseSummary, today: date) -> list[DocumentLine]:
    found = []
    for line in summary.documents:
        document = case.document(line.key)
        at = None if document is None else document.issued_at
        if at is not None and case.local_day(datetime.fromisoformat(at)) == today:
            found.append(line)
    return found
