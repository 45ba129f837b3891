"""What a rehearsal tells at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import DueKind, Text
from launchkit.domain.standing import Standing, standing
from launchkit.domain.times import TaskDeadline, deadlines_of, kept


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """One deadline of the rehearsed case and how it ended."""

    task: str
    code: str
    title_zh: str
    title_en: str
    due: str
    statutory: bool
    last_day: str
    plan_by: str
    done_on: str | None
    #: kept, missed, waived, not_applicable, open
    end: str

    @property
    def days_late(self) -> int:
        """Days between the last day and the day it was done; 0 if it was done in time or not at all."""
        if self.done_on is None:
            return 0
        gap = date.fromisoformat(self.done_on) - date.fromisoformat(self.last_day)
        return max(0, gap.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A step that the rules refused."""

    step: int
    on: str
    do: str
    task: str | None
    code: str
    expected: bool
    says_zh: str
    says_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a rehearsal ended."""

    case: str
    number: str
    name: str
    state: str
    first_day: str
    last_day: str
    entries: int
    steps: int
    tasks: Mapping[str, str]
    #: tasks that headquarters agreed to do without, by code and title
    waived: tuple[Text, ...]
    #: findings that were raised, and whether they were answered
    findings: Mapping[str, bool]
    dates: tuple[DateLine, ...]
    #: issued documents with their number, if they bear one
    documents: Mapping[str, str]
    #: issued documents that used a fact which was changed afterwards
    stale: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    troubles: tuple[str, ...]
    #: how many of each kind were put into the outbox
    notices: Mapping[str, int]
    trail_verified: bool
    rows_equal_replay: bool
    faults: tuple[str, ...] = field(default=())

    @property
    def went_well(self) -> bool:
        """Closed, verified, every document printed, and nothing happened that the script did not expect."""
        return not self.faults and not self.troubles and self.state == "closed"

    @property
    def days(self) -> int:
        """Days from the first to the last, both counted."""
        return (date.fromisoformat(self.last_day) - date.fromisoformat(self.first_day)).days + 1

    def as_dict(self) -> dict[str, Any]:
        """Plain data without what differs from run to run (ids)."""
        plain = asdict(self)
        del plain["case"]
        return plain


def date_lines(case: Case) -> Iterable[DateLine]:
    """Every deadline of the case, in the order of its tasks, and how it ended."""
    for key, task in case.tasks.items():
        for one in deadlines_of(case, task):
            done = task.done_on
            if one.due.kind is DueKind.START and task.started_at is not None:
                done = case.local_day(datetime.fromisoformat(task.started_at))
            yield DateLine(
                task=key,
                code=task.item.code,
                title_zh=task.item.title.zh,
                title_en=task.item.title.en,
                due=one.about,
                statutory=one.deadline.statutory,
                last_day=one.deadline.last_day.isoformat(),
                plan_by=one.deadline.plan_by.isoformat(),
                done_on=done.isoformat() if done else None,
                end=_end(case, task, one),
            )


def _end(case: Case, task: Task, one: TaskDeadline) -> str:
    where = standing(case, task)
    if where in (Standing.WAIVED, Standing.NOT_APPLICABLE):
        return where.value
    answer = kept(case, task, one)
    return "open" if answer is None else ("kept" if answer else "missed")


def waived(case: Case) -> Iterable[Text]:
    """Code and title of each waived task."""
    for task in case.tasks.values():
        if task.status is TaskStatus.WAIVED:
            title = task.item.title
            yield Text(zh=f"{task.item.code} {title.zh}", en=f"{task.item.code} {title.en}")


def notice_counts(kinds: Iterable[str]) -> Mapping[str, int]:
    """Notices by kind, in alphabetical order."""
    return dict(sorted(Counter(kinds).items()))
