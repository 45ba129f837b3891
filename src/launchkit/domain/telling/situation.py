"""Conditions, actions, needs: how a crisis stands, computed from its trail, as the draft of a report.

Only what concerns no person is said: codes, titles, days, counts, amounts; never what was typed, and never a question to counsel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from launchkit.domain.ask import Ask, Roster
from launchkit.domain.case import Case, Held, Task, TaskStatus
from launchkit.domain.checklist import FactType, Personal, Text
from launchkit.domain.crisis import LEVELS, FiledReport, ReportForm
from launchkit.domain.deadlines import Lateness, lateness
from launchkit.domain.deciding import deciders
from launchkit.domain.people import SYSTEM
from launchkit.domain.standing import Standing, missing_evidence, missing_facts, standing
from launchkit.domain.telling.words import (
    PARTIES,
    day_text,
    days_left,
    local_time,
    same,
    value_text,
)
from launchkit.domain.times import TaskDeadline, running_deadlines

#: A wait so long needs somebody with more weight to ask.
LONG_WAIT_DAYS = 7
_AT_WORK = (Standing.READY, Standing.STARTED, Standing.BLOCKED)
_OPEN = (*_AT_WORK, Standing.SUBMITTED, Standing.WAITING, Standing.UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A case in crisis as it stands at an instant."""

    case: str
    number: str
    name: str
    form: ReportForm
    #: local time at which it was computed
    local: str
    #: entry up to which it was computed
    upto: int
    severity: int | None
    #: the report of this form before it, and when it was filed; None: the first
    since: str | None
    since_local: str | None
    figures: Mapping[str, int]
    conditions: tuple[Text, ...]
    actions: tuple[Text, ...]
    needs: tuple[Text, ...]


def situation(
    case: Case,
    now: datetime,
    *,
    form: ReportForm = ReportForm.SITUATION,
    people: Roster | None = None,
) -> Situation:
    """The draft of a report of this form at an instant; `people` tells who can decide."""
    earlier = [one for one in case.reports.values() if one.form is form]
    last = earlier[-1] if earlier else None
    view = _View(
        case=case,
        now=now,
        ask=Ask(actor=SYSTEM, now=now, people=people or Roster()),
        last=last,
        short=form is ReportForm.EXECUTIVE,
    )
    return Situation(
        case=case.id,
        number=case.number,
        name=case.name,
        form=form,
        local=local_time(now.isoformat(), case.zone),
        upto=case.seq,
        severity=case.level,
        since=None if last is None else last.id,
        since_local=None if last is None else local_time(last.at, case.zone),
        figures=view.figures(),
        conditions=tuple(_conditions(view)),
        actions=tuple(_actions(view)),
        needs=tuple(_needs(view)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What the lines are computed from."""

    case: Case
    now: datetime
    ask: Ask
    last: FiledReport | None
    #: for the board: what counts, not everything
    short: bool

    @property
    def today(self) -> date:
        return self.case.local_day(self.now)

    @property
    def since(self) -> int:
        return 0 if self.last is None else self.last.upto

    def is_new(self, at: str | None) -> bool:
        """Recorded since the last report of this form."""
        return at is not None and (self.last is None or at > self.last.at)

    def some(self, lines: Iterator[Text], most: int) -> Iterator[Text]:
        """So many lines at most, and how many more there are."""
        found = list(lines)
        yield from islice(found, most)
        if len(found) > most:
            rest = len(found) - most
            yield Text(zh=f"另有 {rest} 项", en=f"{rest} more")

    def open_tasks(self) -> list[Task]:
        return [one for one in self.case.tasks.values() if standing(self.case, one) in _OPEN]

    def late(self) -> list[Task]:
        return [
            one
            for one in self.open_tasks()
            if any(lateness(due.deadline, self.now) is Lateness.LATE for due in self.dues(one))
        ]

    def dues(self, task: Task) -> tuple[TaskDeadline, ...]:
        return running_deadlines(self.case, task)

    def figures(self) -> dict[str, int]:
        """Counts that a report carries, so that two reports can be compared."""
        every = [standing(self.case, one) for one in self.case.tasks.values()]
        return {
            "tasks": len(every) - every.count(Standing.NOT_APPLICABLE),
            "closed": every.count(Standing.DONE) + every.count(Standing.WAIVED),
            "late": len(self.late()),
            "waiting": every.count(Standing.BLOCKED),
            "decisions": sum(1 for one in self.case.tasks.values() if one.pending is not None),
            "questions": sum(1 for one in self.case.questions.values() if not one.answered),
        }


def _name(task: Task) -> Text:
    """Code and title; what people typed themselves (added items, names of instances) is left out."""
    which = f"（{task.key.partition('@')[2]}）" if task.period else ""
    which_en = f" ({task.key.partition('@')[2]})" if task.period else ""
    if task.instance is not None:
        which, which_en = f"（{task.instance}）", f" ({task.instance})"
    if task.ad_hoc:
        return Text(
            zh=f"{task.item.code}（本案另加）", en=f"{task.item.code} (added to this case)"
        )
    title = task.item.title
    return Text(
        zh=f"{task.item.code} {title.zh}{which}", en=f"{task.item.code} {title.en}{which_en}"
    )


# --- conditions -----------------------------------------------------------------------------------------------------------


def _conditions(view: _View) -> Iterator[Text]:
    yield _severity(view)
    yield _days(view)
    yield _progress(view)
    yield from _statutory(view)
    yield from _late(view)
    if not view.short:
        yield from view.some(_waits(view), 10)
    yield from view.some(_money(view), 8)
    noted = sum(
        1
        for one in view.case.happenings.values()
        if one.seq > view.since and one.withdrawn is None
    )
    if noted:
        yield Text(zh=f"经过新增 {noted} 条", en=f"{noted} happenings noted")


def _severity(view: _View) -> Text:
    newest = view.case.severity_changed
    if newest is None:
        return Text(zh="尚未定级", en="not graded yet")
    since = local_time(newest.at, view.case.zone)
    level = LEVELS[newest.level]
    return Text(zh=f"{level.zh}，自 {since} 起", en=f"{level.en}, since {since}")


def _days(view: _View) -> Text:
    day = (view.today - view.case.start).days + 1
    left = days_left((view.case.target - view.today).days)
    target = view.case.target
    if day < 1:
        begins = days_left((view.case.start - view.today).days)
        return Text(zh=f"专案尚未开始，{begins.zh}", en=f"the case has not begun, {begins.en}")
    return Text(
        zh=f"专案第 {day} 天，目标日 {target}，{left.zh}",
        en=f"day {day} of the case, target {target}, {left.en}",
    )


def _progress(view: _View) -> Text:
    now = view.figures()
    before = {} if view.last is None else view.last.figures
    zh = f"办结 {now['closed']}/{now['tasks']} 项"
    en = f"{now['closed']} of {now['tasks']} tasks closed"
    if "closed" in before:
        more = now["closed"] - before["closed"]
        zh, en = f"{zh}（上次 {before['closed']}，{more:+d}）", f"{en} ({more:+d})"
    return Text(
        zh=f"{zh}；逾期 {now['late']} 项，等待 {now['waiting']} 项，待决定 {now['decisions']} 项",
        en=f"{en}; {now['late']} late, {now['waiting']} waiting, {now['decisions']} to decide",
    )


def _statutory(view: _View) -> Iterator[Text]:
    found = [
        (due.deadline.last_day, task.item.code, task)
        for task in view.open_tasks()
        for due in view.dues(task)
        if due.deadline.statutory and not due.deadline.suspended
    ]
    found.sort(key=lambda one: one[:2])
    for last_day, _code, task in found[: 3 if view.short else 5]:
        name, day = _name(task), day_text(last_day)
        left = days_left((last_day - view.today).days)
        yield Text(
            zh=f"法定期限：{name.zh}，最后一天 {day.zh}，{left.zh}",
            en=f"statutory: {name.en}, last day {day.en}, {left.en}",
        )


def _late(view: _View) -> Iterator[Text]:
    codes = [one.item.code for one in view.late()]
    if codes:
        more = "……" if len(codes) > 12 else ""
        more_en = " …" if len(codes) > 12 else ""
        yield Text(
            zh=f"逾期 {len(codes)} 项：{'、'.join(codes[:12])}{more}",
            en=f"{len(codes)} late: {', '.join(codes[:12])}{more_en}",
        )


def _waits(view: _View) -> Iterator[Text]:
    for task in view.case.tasks.values():
        if task.wait is None or _is_pressing(view, task):
            continue
        yield _wait(view, task)


def _wait(view: _View, task: Task) -> Text:
    wait, name = task.wait, _name(task)
    assert wait is not None  # noqa: S101  only asked of tasks that wait
    party = PARTIES.get(wait.party, same(wait.party))
    days = (view.today - date.fromisoformat(wait.since[:10])).days
    nudged_zh = f"，已催 {wait.nudges} 次" if wait.nudges else ""
    nudged_en = f", reminded {wait.nudges} times" if wait.nudges else ""
    return Text(
        zh=f"{name.zh}：等{party.zh} {days} 天{nudged_zh}",
        en=f"{name.en}: waits on {party.en}, {days} days{nudged_en}",
    )


def _is_pressing(view: _View, task: Task) -> bool:
    """Waits on headquarters, or so long on somebody else that the branch alone gets no further."""
    wait = task.wait
    if wait is None:
        return False
    days = (view.today - date.fromisoformat(wait.since[:10])).days
    return wait.party == "headquarters" or days >= LONG_WAIT_DAYS


def _money(view: _View) -> Iterator[Text]:
    """Amounts stated since the last report; what the case was opened with is no news."""
    for (fact, instance), held in view.case.facts.items():
        spec = view.case.book.facts.get(fact)
        if spec is None or held.seq <= view.since or _from_the_opening(view.case, held):
            continue
        if spec.type is FactType.MONEY and spec.personal is Personal.NONE:
            of = f"（{instance}）" if instance else ""
            of_en = f" ({instance})" if instance else ""
            shown = value_text(spec, held.value)
            yield Text(
                zh=f"{spec.title.zh}{of}：{shown.zh}", en=f"{spec.title.en}{of_en}: {shown.en}"
            )


def _from_the_opening(case: Case, held: Held) -> bool:
    return (held.recorded_at, held.by) == (case.opened_at, case.opened_by)


# --- actions --------------------------------------------------------------------------------------------------------------


def _actions(view: _View) -> Iterator[Text]:
    for one in view.case.severities:
        if one.seq > view.since:
            yield Text(zh=f"定为 {one.level} 级", en=f"severity set to level {one.level}")
    done = [one for one in view.case.tasks.values() if view.is_new(one.done_at)]
    if view.short:
        yield from _counted(done)
    else:
        yield from view.some((_done(one) for one in done), 30)
    yield from view.some(_documents(view), 3 if view.short else 10)


def _counted(done: Sequence[Task]) -> Iterator[Text]:
    """For the board: milestones by name, the rest by number."""
    passed = [one for one in done if one.item.milestone]
    for task in passed:
        name = _name(task)
        yield Text(zh=f"里程碑：{name.zh}", en=f"milestone: {name.en}")
    rest = len(done) - len(passed)
    if rest:
        yield Text(zh=f"办结 {rest} 项", en=f"{rest} tasks finished")


def _done(task: Task) -> Text:
    name = _name(task)
    zh, en = _DONE[task.status]
    return Text(zh=f"{zh} {name.zh}（{task.done_on}）", en=f"{en} {name.en} ({task.done_on})")


#: only these have an instant at which they were done
_DONE = {
    TaskStatus.DONE: ("办结", "finished"),
    TaskStatus.SUBMITTED: ("交审批", "handed in"),
    TaskStatus.WAIVED: ("批准豁免", "waiver approved:"),
}


def _documents(view: _View) -> Iterator[Text]:
    for key in view.case.documents:
        document = view.case.document(key)
        spec = view.case.book.documents.get(key.partition("#")[0])
        if document is None or spec is None or (document.issued or 0) <= view.since:
            continue
        number = document.number or ""
        yield Text(
            zh=f"出具 {key} {spec.title.zh} {number}".rstrip(),
            en=f"issued {key} {spec.title.en} {number}".rstrip(),
        )


# --- needs ----------------------------------------------------------------------------------------------------------------


def _needs(view: _View) -> Iterator[Text]:
    most = 5 if view.short else 15
    yield from view.some(_decisions(view), most)
    waits = (_wait(view, one) for one in view.case.tasks.values() if _is_pressing(view, one))
    yield from view.some(waits, most)
    yield from view.some(_questions(view), most)
    if not view.short:
        yield from view.some(_missing(view), 10)
        findings = sum(1 for one in view.case.findings.values() if not one.answered)
        if findings:
            yield Text(zh=f"审计发现 {findings} 条待答复", en=f"{findings} findings to answer")


def _decisions(view: _View) -> Iterator[Text]:
    for task in view.case.tasks.values():
        if task.pending is None:
            continue
        name = _name(task)
        what = (
            Text(zh="豁免", en="waiver of")
            if task.pending == "waive"
            else Text(zh="完成", en="end of")
        )
        able = list(dict.fromkeys(one.person for one in deciders(view.case, view.ask, task)))
        by_zh = f"可由 {'、'.join(able)} 决定" if able else "现在没有人可以决定，请总部加派"
        by_en = f"{', '.join(able)} can decide" if able else "nobody can decide now, add somebody"
        yield Text(
            zh=f"待决定：{name.zh}的{what.zh}，{by_zh}",
            en=f"to decide: {what.en} {name.en}, {by_en}",
        )


def _questions(view: _View) -> Iterator[Text]:
    """Numbers and days only: what was asked is between the asker and counsel."""
    for one in view.case.questions.values():
        if one.answered:
            continue
        if one.due is None:
            yield Text(zh=f"法务未答复：{one.id}", en=f"no answer of counsel: {one.id}")
        else:
            left = days_left((one.due - view.today).days)
            yield Text(
                zh=f"法务未答复：{one.id}，期限 {one.due}，{left.zh}",
                en=f"no answer of counsel: {one.id}, needed by {one.due}, {left.en}",
            )


def _missing(view: _View) -> Iterator[Text]:
    """What tasks that press still lack."""
    for task in view.open_tasks():
        if standing(view.case, task) not in _AT_WORK:
            continue
        if all(lateness(one.deadline, view.now) is Lateness.OK for one in view.dues(task)):
            continue
        lacks = [
            *(one.title for one in missing_evidence(view.case, task)),
            *(view.case.book.facts[one].title for one in missing_facts(view.case, task)),
        ]
        if lacks:
            name = _name(task)
            yield Text(
                zh=f"{name.zh}还缺：{'、'.join(one.zh for one in lacks[:6])}",
                en=f"{name.en} lacks: {', '.join(one.en for one in lacks[:6])}",
            )
