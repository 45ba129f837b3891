"""The deadlines of a task as people are told them: how much time is left, and the whole sentence with its basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Anchor, CasePoint, Due, DueKind, Text
from launchkit.domain.deadlines import Deadline, Lateness, lateness
from launchkit.domain.explain import Lang, explain
from launchkit.domain.telling.words import day_text, days_left
from launchkit.domain.times import TaskDeadline, running_deadlines

_BEGAN = {
    CasePoint.START: Text(zh="专案开始日", en="start of the case"),
    CasePoint.TARGET: Text(zh="目标日", en="target day"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine:
    """One running deadline of a task; dates are ISO text, local to the branch."""

    task: str
    #: `DL21` or `DL21#hire-2`
    due: str
    #: start or finish
    kind: str
    statutory: bool
    last_day: str
    #: exact local time of day, for hour clocks and daily tasks
    at: str | None
    plan_by: str
    #: calendar days to the last day; negative once it has passed
    days_left: int
    #: ok, soon, plan_missed, late
    lateness: str
    provisional: bool
    suspended: bool
    basis: tuple[str, ...]
    #: the dates in half a line
    short: Text
    #: the whole sentence: counted from what, why this day, by which law
    explained: Text


def deadline_lines(case: Case, task: Task, now: datetime) -> tuple[DeadlineLine, ...]:
    """Running deadlines of a task, the one to plan by first in front."""
    lines = [deadline_line(case, one, now) for one in running_deadlines(case, task)]
    return tuple(sorted(lines, key=lambda line: (line.plan_by, line.due)))


def deadline_line(case: Case, one: TaskDeadline, now: datetime) -> DeadlineLine:
    """One deadline as it stands at an instant."""
    found = one.deadline
    left = (found.last_day - case.local_day(now)).days
    how = lateness(found, now)
    return DeadlineLine(
        task=one.task,
        due=one.about,
        kind=found.kind.value,
        statutory=found.statutory,
        last_day=found.last_day.isoformat(),
        at=None if found.at is None else f"{found.at.astimezone(found.zone):%H:%M}",
        plan_by=found.plan_by.isoformat(),
        days_left=left,
        lateness=how.value,
        provisional=found.provisional,
        suspended=found.suspended,
        basis=found.basis,
        short=_short(found, left, how),
        explained=explained(case, one.due, found),
    )


def explained(case: Case, due: Due, found: Deadline) -> Text:
    """The deadline as one sentence in both languages."""
    began_as = _began_as(case, found.anchor)

    def said(lang: Lang) -> str:
        return explain(found, due, began_as=began_as, statutes=case.book.statutes, lang=lang)

    return Text(zh=said("zh"), en=said("en"))


def _began_as(case: Case, anchor: Anchor | None) -> Text:
    if anchor is None:
        return Text(zh="本期期末", en="the end of the period")
    if anchor.case is not None:
        return _BEGAN[anchor.case]
    if anchor.fact is not None:
        return case.book.facts[anchor.fact].title
    item = case.book.items[anchor.item or ""]
    return Text(zh=f"{item.title.zh}办结", en=f"{item.title.en} done")


def _short(found: Deadline, left: int, how: Lateness) -> Text:
    day, away = day_text(found.last_day), days_left(left)
    at = "" if found.at is None else f" {found.at.astimezone(found.zone):%H:%M}"
    zh_kind, en_kind = _KINDS[found.statutory, found.kind is DueKind.START]
    zh = f"{zh_kind} {day.zh}{at}，{away.zh}"
    en = f"{en_kind} {day.en}{at}, {away.en}"
    if how is Lateness.LATE:
        zh, en = f"逾期！{zh}", f"LATE! {en}"
    if found.plan_by != found.last_day and how is not Lateness.LATE:
        zh += f"；宜在 {found.plan_by} 前办妥"
        en += f"; plan to finish by {found.plan_by}"
    if found.provisional:
        zh, en = f"{zh}（暂定）", f"{en} (provisional)"
    if found.suspended:
        zh, en = f"{zh}（已中止）", f"{en} (suspended)"
    return Text(zh=zh, en=en)


#: (statutory, start by) -> what the day is called
_KINDS = {
    (True, False): ("法定最后一天", "statutory last day"),
    (True, True): ("法定最迟开始", "statutory: start by"),
    (False, False): ("内部期限", "house deadline"),
    (False, True): ("内部最迟开始", "house rule: start by"),
}
