"""The plan of a case beside what came of it, as data: a row for each stage or task, and the days that are not worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import DueKind, Stage, Text
from launchkit.domain.explain import FESTIVALS
from launchkit.domain.standing import STANDINGS, Standing, standing
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.times import deadlines_of, kept

_DAY = timedelta(days=1)
#: Hours that one person works on a working day; what a bar of the plan is as long as.
_HOURS = 8
#: So far past target and present day a chart goes; a deadline further away stands in the words only.
_BEYOND = timedelta(days=45)
#: Of what begins long before the case, such as a lease that was signed earlier, so much is drawn.
_BEFORE = timedelta(days=30)
#: A chart is no shorter than this, so that a day stays a day wide.
_SHORTEST = timedelta(days=20)


class ShadeKind(StrEnum):
    """Why a day stands out from the other days of its week."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days from the first to the last, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """Days in a row that are alike: a weekend, a holiday by name, a make-up workday."""

    kind: ShadeKind
    span: Stretch
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttMark:
    """The last day that a law gives."""

    day: date
    provisional: bool
    #: None while the task is open
    kept: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttRow:
    """A stage or a task: when it was to be done, when it was."""

    #: id of the stage, key of the task
    key: str
    code: str
    title: Text
    #: where a task stands; of a stage, None
    standing: Text | None
    #: the bar of the plan ends at the day to plan by and is as long as effort and usual wait
    plan: Stretch | None
    #: from the first to the last day on which something was begun or finished; of open work to the present day
    actual: Stretch | None
    #: work goes on
    going: bool
    #: a day to plan by has passed, or was not kept
    behind: bool
    marks: tuple[GanttMark, ...]
    closed: int
    tasks: int
    milestone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    """A chart as data; days are local to the branch."""

    first: date
    last: date
    today: date
    start: date
    target: date
    shades: tuple[Shade, ...]
    rows: tuple[GanttRow, ...]

    @property
    def days(self) -> int:
        """How many days wide it is."""
        return (self.last - self.first).days + 1


def stage_gantt(case: Case, now: datetime) -> Gantt:
    """One row for each stage."""
    rows = []
    for stage in case.book.definition.stages:
        own = list(_rows_of(case, stage, now))
        if own:
            rows.append(_together(stage.id, "", stage.title, own))
    added = [_row(case, one, now) for one in case.tasks.values() if one.ad_hoc]
    if added:
        title = Text(zh="本案增加", en="added to this case")
        rows.append(_together("", "", title, added))
    return _chart(case, now, rows)


def task_gantt(case: Case, now: datetime, stage: str) -> Gantt:
    """One row for each task of a stage (empty id: those added to this case); recurring ones of an item share a row."""
    if stage:
        found = next(one for one in case.book.definition.stages if one.id == stage)
        rows = list(_rows_of(case, found, now))
    else:
        rows = [_row(case, one, now) for one in case.tasks.values() if one.ad_hoc]
    return _chart(case, now, rows, close_up=True)


def _rows_of(case: Case, stage: Stage, now: datetime) -> Iterator[GanttRow]:
    for item in stage.items:
        rows = [
            _row(case, task, now)
            for task in case.tasks_of(item.id)
            if standing(case, task) is not Standing.NOT_APPLICABLE
        ]
        if item.recurs is not None and rows:
            yield _together(rows[-1].key, item.code, item.title, rows)
        else:
            yield from rows


def _row(case: Case, task: Task, now: datetime) -> GanttRow:
    found = deadlines_of(case, task)
    ends = [one.deadline.plan_by for one in found if one.due.kind is DueKind.FINISH]
    plan = None if not ends else _planned(case, task, min(ends))
    today = case.local_day(now)
    actual = _actual(case, task, today)
    over = plan is not None and plan.last < (task.done_on or today)
    return GanttRow(
        key=task.key,
        code=task.item.code,
        title=task_title(task, case),
        standing=STANDINGS[standing(case, task)],
        plan=plan,
        actual=actual,
        going=actual is not None and not task.closed,
        behind=over and task.status is not TaskStatus.WAIVED,
        marks=tuple(
            GanttMark(
                day=one.deadline.last_day,
                provisional=one.deadline.provisional,
                kept=kept(case, task, one),
            )
            for one in found
            if one.deadline.statutory
        ),
        closed=int(task.closed),
        tasks=1,
        milestone=task.item.milestone,
    )


def _planned(case: Case, task: Task, ends: date) -> Stretch:
    work = -(-task.item.effort.likely // _HOURS)
    begins = case.calendar.add_workdays(ends, 1 - work) if work > 1 else ends
    begins -= task.item.wait.likely * _DAY
    if begins < case.start <= ends:
        begins = case.start
    return Stretch(first=begins, last=ends)


def _actual(case: Case, task: Task, today: date) -> Stretch | None:
    began = None if task.started_at is None else case.local_day(_instant(task.started_at))
    if task.wait is not None and not task.closed:
        since = date.fromisoformat(task.wait.since[:10])
        began = since if began is None else min(began, since)
    last = task.done_on or (None if task.closed or began is None else today)
    if last is None:
        return None
    first = last if began is None else began
    return Stretch(first=min(first, last), last=max(first, last))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _together(key: str, code: str, title: Text, rows: Sequence[GanttRow]) -> GanttRow:
    """Several rows as one."""
    return GanttRow(
        key=key,
        code=code,
        title=title,
        standing=None,
        plan=_around(one.plan for one in rows),
        actual=_around(one.actual for one in rows),
        going=any(one.going for one in rows),
        behind=any(one.behind and not one.closed for one in rows),
        marks=tuple(mark for one in rows for mark in one.marks if mark.kept is not True),
        closed=sum(one.closed for one in rows),
        tasks=sum(one.tasks for one in rows),
    )


def _around(spans: Iterable[Stretch | None]) -> Stretch | None:
    known = [one for one in spans if one is not None]
    if not known:
        return None
    return Stretch(first=min(one.first for one in known), last=max(one.last for one in known))


def _chart(
    case: Case, now: datetime, rows: Sequence[GanttRow], *, close_up: bool = False
) -> Gantt:
    """The chart around its rows: the whole case, or as a close-up no more days than the rows need."""
    today = case.local_day(now)
    spans = [span for one in rows for span in (one.plan, one.actual) if span is not None]
    first, last = [one.first for one in spans], [one.last for one in spans]
    last.extend(mark.day for one in rows for mark in one.marks)
    if not close_up or not spans:
        first.append(case.start)
        last.extend((case.target, today))
    begins = max(min(first), case.start - _BEFORE)
    ends = min(max(last), max(case.target, today) + _BEYOND)
    ends = max(ends, begins + _SHORTEST)
    return Gantt(
        first=begins,
        last=ends,
        today=today,
        start=case.start,
        target=case.target,
        shades=tuple(shades(case.calendar, begins, ends)),
        rows=tuple(rows),
    )


def shades(calendar: WorkCalendar, first: date, last: date) -> Iterator[Shade]:
    """The days between the two that stand out, neighbours of one kind and name together."""
    open_: Shade | None = None
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        kind = _kind(calendar, day)
        name = None if kind is ShadeKind.WEEKEND else calendar.name(day)
        if open_ is not None and (open_.kind, open_.name) == (kind, name):
            open_ = Shade(
                kind=open_.kind, name=name, span=Stretch(first=open_.span.first, last=day)
            )
            continue
        if open_ is not None:
            yield open_
        open_ = (
            None
            if kind is None
            else Shade(kind=kind, name=name, span=Stretch(first=day, last=day))
        )
    if open_ is not None:
        yield open_


def _kind(calendar: WorkCalendar, day: date) -> ShadeKind | None:
    if calendar.is_workday(day):
        return ShadeKind.MAKE_UP if day.weekday() >= 5 else None
    return ShadeKind.HOLIDAY if calendar.is_named_rest(day) else ShadeKind.WEEKEND


def shade_text(shade: Shade) -> Text:
    """`清明节 04-04 至 04-06`, as a chart's key says it."""
    days = [f"{shade.span.first:%m-%d}"]
    if shade.span.last != shade.span.first:
        days.append(f"{shade.span.last:%m-%d}")
    name = shade.name or ""
    known = FESTIVALS.get(name, name)
    return Text(
        zh=f"{name} {' 至 '.join(days)}".strip(), en=f"{known} {' to '.join(days)}".strip()
    )
