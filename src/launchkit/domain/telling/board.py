"""The board of a case: how it stands in one word, its stages in words, what presses, and how much lies on whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import LEVELS
from launchkit.domain.house import House
from launchkit.domain.people import owner_of
from launchkit.domain.presence import absence_of
from launchkit.domain.standing import SETTLED, Standing, standing
from launchkit.domain.telling.risks import RiskLine, pressing, risks_of
from launchkit.domain.telling.standing_in import standing_in_lines
from launchkit.domain.telling.summary import MemberLine, team_lines
from launchkit.domain.telling.tasks import TaskLine, task_line

_HOURS = 8
_TAKEN_UP = frozenset({Standing.READY, Standing.STARTED, Standing.BLOCKED, Standing.SUBMITTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardStage:
    """A stage on the board: how far it is, and the one thing to know about it."""

    stage: str
    title: Text
    closed: int
    tasks: int
    late: int
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """How much lies on a person: open tasks, those that can be worked on now, hours by the checklist's estimates."""

    member: MemberLine
    open: int
    now: int
    late: int
    hours_now: int
    hours: int
    away: bool

    @property
    def days(self) -> int:
        """Working days that the hours of all open tasks fill."""
        return -(-self.hours // _HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A case as headquarters and its lead look at it."""

    #: ok, soon, late, closed
    mood: str
    mood_text: Text
    #: day of the case, from 1; 0 or less: it has not begun
    day: int
    days_to_target: int
    level: int | None
    level_text: Text | None
    evidence: int
    closed: int
    tasks: int
    stages: tuple[BoardStage, ...]
    risks: tuple[RiskLine, ...]
    loads: tuple[LoadLine, ...]
    #: the longest wait first
    waiting: tuple[TaskLine, ...]
    decisions: tuple[TaskLine, ...]
    standing_in: tuple[Text, ...]


_MOODS: Mapping[str, Text] = {
    "closed": Text(zh="已结案", en="closed"),
    "late": Text(zh="已有逾期", en="late"),
    "soon": Text(zh="有风险", en="at risk"),
    "ok": Text(zh="按计划", en="on plan"),
}


def board_of(case: Case, house: House, now: datetime) -> Board:
    """The board at an instant."""
    where = {key: standing(case, task) for key, task in case.tasks.items()}
    counted = [one for one in where.values() if one is not Standing.NOT_APPLICABLE]
    risks = pressing(risks_of(case), case.calendar, now)
    mood = mood_of(case.state, risks)
    today = case.local_day(now)
    waiting = [one for one in case.tasks.values() if one.wait is not None and not one.closed]
    return Board(
        mood=mood,
        mood_text=_MOODS[mood],
        day=(today - case.start).days + 1,
        days_to_target=(case.target - today).days,
        level=case.level,
        level_text=None if case.level is None else LEVELS[case.level],
        evidence=sum(len(one.evidence) for one in case.tasks.values()),
        closed=sum(1 for one in case.tasks.values() if one.closed),
        tasks=len(counted),
        stages=_stages(case, where, risks),
        risks=risks,
        loads=_loads(case, house, now, where, risks),
        waiting=tuple(
            sorted(
                (task_line(case, one, house, now) for one in waiting),
                key=lambda one: -(one.wait.days if one.wait else 0),
            )
        ),
        decisions=tuple(
            task_line(case, one, house, now) for one in case.tasks.values() if one.pending
        ),
        standing_in=standing_in_lines(case, house, now),
    )


def mood_of(state: str, risks: Sequence[RiskLine]) -> str:
    """How a case stands in one word: closed, late, soon or ok."""
    if state == "closed":
        return "closed"
    if any(one.late for one in risks):
        return "late"
    return "soon" if risks else "ok"


def _stages(
    case: Case, where: Mapping[str, Standing], risks: Sequence[RiskLine]
) -> tuple[BoardStage, ...]:
    late = {one.key for one in risks if one.late}
    soon = {one.key for one in risks if not one.late}
    found = []
    for stage in case.book.definition.stages:
        tasks = [task for item in stage.items for task in case.tasks_of(item.id)]
        found.append(_stage(stage.id, stage.title, tasks, where, (late, soon)))
    added = [one for one in case.tasks.values() if one.ad_hoc]
    if added:
        title = Text(zh="本案增加", en="added to this case")
        found.append(_stage("", title, added, where, (late, soon)))
    return tuple(found)


def _stage(
    stage: str,
    title: Text,
    tasks: Sequence[Task],
    where: Mapping[str, Standing],
    pressed: tuple[set[str], set[str]],
) -> BoardStage:
    counted = [one for one in tasks if where[one.key] is not Standing.NOT_APPLICABLE]
    closed = sum(1 for one in counted if one.closed)
    late, soon = (sum(1 for one in counted if one.key in keys) for keys in pressed)
    standings = [where[one.key] for one in counted]
    return BoardStage(
        stage=stage,
        title=title,
        closed=closed,
        tasks=len(counted),
        late=late,
        said=_said(standings, closed, late, soon),
    )


def _said(standings: Sequence[Standing], closed: int, late: int, soon: int) -> Text:
    """The one thing to know about a stage: the first of these that is so."""
    blocked = standings.count(Standing.BLOCKED)
    begun = closed or any(one in (Standing.STARTED, Standing.SUBMITTED) for one in standings)
    so = (
        (not standings, "不适用", "does not apply"),
        (all(one in SETTLED for one in standings), "办结", "done"),
        (late, f"{late} 项逾期", f"{late} late"),
        (soon, f"{soon} 项临期", f"{soon} due soon"),
        (blocked, f"{blocked} 项在等人", f"{blocked} waiting"),
        (begun, "按计划", "on plan"),
        (Standing.READY in standings, "可以开始", "can begin"),
        (True, "未开始", "not begun"),
    )
    return next(Text(zh=zh, en=en) for holds, zh, en in so if holds)


def _loads(
    case: Case,
    house: House,
    now: datetime,
    where: Mapping[str, Standing],
    risks: Sequence[RiskLine],
) -> tuple[LoadLine, ...]:
    if case.closed_at is not None:
        return ()
    late = {one.key for one in risks if one.late}
    own: dict[str, list[Task]] = {}
    for key, task in case.tasks.items():
        if where[key] not in SETTLED:
            own.setdefault(owner_of(case, task) or "", []).append(task)
    found = []
    for member in team_lines(case, house):
        tasks = own.get(member.person, [])
        at_hand = [one for one in tasks if where[one.key] in _TAKEN_UP]
        found.append(
            LoadLine(
                member=member,
                open=len(tasks),
                now=len(at_hand),
                late=sum(1 for one in tasks if one.key in late),
                hours_now=sum(one.item.effort.likely for one in at_hand),
                hours=sum(one.item.effort.likely for one in tasks),
                away=absence_of(case, member.person, case.local_day(now)) is not None,
            )
        )
    return tuple(sorted(found, key=lambda one: -one.hours))
