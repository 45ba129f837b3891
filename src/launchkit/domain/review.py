"""What a case teaches its checklist: proposals for edits, each with the entries it rests on. Nothing is changed by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median

from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import Item, Text
from launchkit.domain.crisis import Trace
from launchkit.domain.deadlines import Lateness, lateness
from launchkit.domain.entries import (
    Approved,
    Entry,
    ItemAdded,
    TaskAssigned,
    TaskBlocked,
    TaskDone,
    TaskReopened,
    TaskStarted,
    TaskUnblocked,
    WaiverAsked,
)
from launchkit.domain.recorded import Json
from launchkit.domain.times import TaskDeadline, deadlines_of, kept, running_deadlines

#: Working hours of a day, for measuring work by days.
DAY_HOURS = 8
#: So often something has to be seen in one case before it is called often.
OFTEN = 2
#: A measured wait differs from the estimate when it is off by more than this, and by more than half of it.
OFF_DAYS = 2


class ProposalKind(StrEnum):
    """What about the checklist could be better."""

    #: something was done that the checklist does not know
    NEW_ITEM = "new_item"
    #: something was waived that the checklist demands
    WAIVED = "waived"
    #: the work took longer than its largest estimate
    EFFORT = "effort"
    #: others let wait longer or shorter than estimated
    WAIT = "wait"
    DEADLINE = "deadline"
    #: a fact was corrected often: its question is not clear
    FACT = "fact"
    FINDING = "finding"
    REOPENED = "reopened"


#: What each kind of proposal is called, in the order in which they are read.
PROPOSAL_KINDS: Mapping[ProposalKind, Text] = {
    ProposalKind.NEW_ITEM: Text(zh="清单缺的事项", en="Items the checklist lacks"),
    ProposalKind.WAIVED: Text(zh="被豁免的事项", en="Items that were waived"),
    ProposalKind.EFFORT: Text(zh="用时超过估算", en="Work that took longer than estimated"),
    ProposalKind.WAIT: Text(zh="等待与估算不符", en="Waits other than estimated"),
    ProposalKind.DEADLINE: Text(zh="没有守住的期限", en="Deadlines that were missed"),
    ProposalKind.FACT: Text(zh="多次更正的要素", en="Facts that were corrected often"),
    ProposalKind.FINDING: Text(zh="多次出现的审计发现", en="Findings raised often"),
    ProposalKind.REOPENED: Text(zh="办结后重开", en="Work that was opened again"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposed edit of a checklist, with the entries of the case that speak for it."""

    kind: ProposalKind
    #: item, deadline (`sign_lease.P1`), fact or kind of finding
    subject: str
    says: Text
    #: entries of the case by number
    evidence: tuple[int, ...]
    #: days, hours or times, as `says` tells
    measured: int
    #: what could stand in the checklist; None: people have to find the words
    change: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All proposals of one case."""

    case: str
    number: str
    checklist: str
    proposals: tuple[Proposal, ...]


def review(case: Case) -> Review:
    """What the case teaches, as it stands after its last entry."""
    return Review(
        case=case.id,
        number=case.number,
        checklist=case.checklist,
        proposals=(
            *_new_items(case),
            *_waived(case),
            *_figures(case),
            *_deadlines(case),
            *_corrected(case),
            *_findings(case),
            *_reopened(case),
        ),
    )


# --- items added and items waived ---------------------------------------------------------------------------------------


def _new_items(case: Case) -> Iterator[Proposal]:
    for key in case.added:
        task, traces = case.tasks[key], case.traces.get(key, ())
        hours = measured_hours(case, task)
        before = [_code(case, item) for item, needs in case.extra_needs.items() if key in needs]
        before_zh = f"，在 {'、'.join(before)} 之前" if before else ""
        before_en = f", before {', '.join(before)}" if before else ""
        took_zh = "还没有办结" if hours is None else f"至多用时 {hours} 小时"
        took_en = "not finished" if hours is None else f"took at most {hours} hours"
        yield Proposal(
            kind=ProposalKind.NEW_ITEM,
            subject=key,
            says=Text(
                zh=f"本案另加了 {task.item.code}{before_zh}，{took_zh}：清单是否应有此项",
                en=f"{task.item.code} was added to the case{before_en}, {took_en}: should the checklist have it",
            ),
            evidence=_seqs(traces, ItemAdded, TaskStarted, TaskDone),
            measured=hours or 0,
            change=_item_text(task, hours),
        )


def _code(case: Case, item: str) -> str:
    """Code of an item of the checklist, or of one that was added to the case."""
    found = case.book.items.get(item)
    return case.tasks[item].item.code if found is None else found.code


def _item_text(task: Task, hours: int | None) -> dict[str, Json]:
    """The added item as it could stand in a part; what only people can say is left to be written."""
    write = {"zh": "待填写", "en": "to be written"}
    return {
        "id": task.item.id,
        "code": task.item.code,
        "title": {"zh": task.item.title.zh, "en": task.item.title.en},
        "owner": task.item.owner,
        "why": write,
        "if_late": write,
        "effort": {"likely": hours or 1},
        "needs": [str(one) for one in task.item.needs],
    }


def _waived(case: Case) -> Iterator[Proposal]:
    for item, tasks in _by_item(case):
        waived = [one for one in tasks if one.status is TaskStatus.WAIVED]
        if not waived or item.optional:
            continue
        yield Proposal(
            kind=ProposalKind.WAIVED,
            subject=item.id,
            says=Text(
                zh=f"{item.code} {item.title.zh}豁免 {len(waived)} 次（共 {len(tasks)} 项）：改为可不办（optional），或写明什么时候适用（when）",
                en=f"{item.code} {item.title.en} was waived {len(waived)} of {len(tasks)} times: make it optional, or say when it applies",
            ),
            evidence=_evidence(case, waived, WaiverAsked, Approved),
            measured=len(waived),
            change={"id": item.id, "optional": True},
        )


# --- real durations against estimates ----------------------------------------------------------------------------------


def _figures(case: Case) -> Iterator[Proposal]:
    for item, tasks in _by_item(case):
        done = [one for one in tasks if one.status is TaskStatus.DONE]
        if done:
            yield from _effort(case, item, done)
            yield from _wait(case, item, done)


def _effort(case: Case, item: Item, done: Sequence[Task]) -> Iterator[Proposal]:
    hours = [found for one in done if (found := measured_hours(case, one)) is not None]
    most = item.effort.max or 2 * item.effort.likely
    if not hours or median(hours) <= most:
        return
    measured = round(median(hours))
    yield Proposal(
        kind=ProposalKind.EFFORT,
        subject=item.id,
        says=Text(
            zh=f"{item.code} {item.title.zh}从开始到办结（不含等待）至多 {measured} 小时，估算最多 {most} 小时",
            en=f"{item.code} {item.title.en} took up to {measured} hours from start to end without waits; the largest estimate is {most}",
        ),
        evidence=_evidence(case, done, TaskStarted, TaskDone),
        measured=measured,
        change={"id": item.id, "effort": {"likely": item.effort.likely, "max": measured}},
    )


def _wait(case: Case, item: Item, done: Sequence[Task]) -> Iterator[Proposal]:
    days = [found for one in done if (found := waited_days(case, one)) is not None]
    if not days:
        return
    measured, likely = round(median(days)), item.wait.likely
    if abs(measured - likely) <= max(OFF_DAYS, likely / 2):
        return
    yield Proposal(
        kind=ProposalKind.WAIT,
        subject=item.id,
        says=Text(
            zh=f"{item.code} {item.title.zh}实际等待 {measured} 天，估算 {likely} 天",
            en=f"{item.code} {item.title.en} waited {measured} days; the estimate is {likely}",
        ),
        evidence=_evidence(case, done, TaskAssigned, TaskBlocked, TaskUnblocked, TaskDone),
        measured=measured,
        change={"id": item.id, "wait": {"likely": measured, "max": max(days)}},
    )


def measured_hours(case: Case, task: Task) -> int | None:
    """Hours from start to end without waits, at most: by the clock inside one day, else eight for each working day.

    None where the end or the start was not recorded: nothing was measured.
    """
    begun = _first(case, task, TaskStarted)
    if begun is None or task.done_at is None or task.done_on is None:
        return None
    if begun.day >= task.done_on:
        seconds = (
            datetime.fromisoformat(task.done_at) - datetime.fromisoformat(begun.at)
        ).total_seconds()
        return min(DAY_HOURS, max(1, -int(-seconds // 3600)))
    between = case.calendar.workdays_between
    days = between(begun.day, task.done_on) + case.calendar.is_workday(begun.day)
    waits = sum(between(since, until) for since, until in _waits(case, task))
    return DAY_HOURS * max(1, days - waits)


def waited_days(case: Case, task: Task) -> int | None:
    """Days a finished task waited on others: as recorded, else from ready to done where the checklist expects a wait."""
    blocked = sum((until - since).days for since, until in _waits(case, task))
    if blocked or not task.item.wait.likely:
        return blocked
    ready = _first(case, task, TaskAssigned) or _first(case, task, TaskStarted)
    if ready is None or task.done_on is None:
        return None
    return max(0, (task.done_on - ready.day).days)


def _waits(case: Case, task: Task) -> Iterator[tuple[date, date]]:
    """Local days on which each wait began and ended."""
    since: date | None = None
    for one in case.traces.get(task.key, ()):
        if one.kind == TaskBlocked.KIND:
            since = one.day
        elif since is not None and one.kind == TaskUnblocked.KIND:
            yield since, max(since, one.day)
            since = None


# --- deadlines, facts, findings, reopened work --------------------------------------------------------------------------


def _deadlines(case: Case) -> Iterator[Proposal]:
    missed: dict[tuple[str, str], list[tuple[Task, TaskDeadline, int]]] = defaultdict(list)
    for task in case.tasks.values():
        for one in deadlines_of(case, task):
            days = _days_late(case, task, one)
            if days is not None:
                missed[task.item.id, one.due.id].append((task, one, days))
    for (item, due), found in missed.items():
        task, one, _ = found[0]
        days = max(each for _, _, each in found)
        zh = "法定期限不能改，要更早开始" if one.deadline.statutory else "更早开始，或改内部期限"
        en = (
            "a statutory day stays: begin earlier"
            if one.deadline.statutory
            else "begin earlier, or move the house deadline"
        )
        yield Proposal(
            kind=ProposalKind.DEADLINE,
            subject=f"{item}.{due}",
            says=Text(
                zh=f"{task.item.code} 的期限 {due} 逾期 {len(found)} 次，最多 {days} 天：{zh}",
                en=f"deadline {due} of {task.item.code} was missed {len(found)} times, by up to {days} days: {en}",
            ),
            evidence=_evidence(
                case, [each for each, _, _ in found], TaskAssigned, TaskStarted, TaskDone
            ),
            measured=days,
        )


def _days_late(case: Case, task: Task, one: TaskDeadline) -> int | None:
    """Days after its last day that a task was finished, or is still open; None: it was kept, or may still be."""
    was_kept = kept(case, task, one)
    if was_kept is False and task.done_on is not None:
        return max(0, (task.done_on - one.deadline.last_day).days)
    now = datetime.fromisoformat(case.last_at)
    running = {each.about for each in running_deadlines(case, task)}
    if was_kept is None and one.about in running and lateness(one.deadline, now) is Lateness.LATE:
        return (case.local_day(now) - one.deadline.last_day).days
    return None


def _corrected(case: Case) -> Iterator[Proposal]:
    asked_anew = {
        fact
        for item in case.book.recurring
        for fact in (*case.book.items[item].facts, *case.book.items[item].optional_facts)
    }
    for about, traces in case.traces.items():
        kind, _, fact = about.partition(":")
        if kind != "fact" or fact in asked_anew or len(traces) < OFTEN:
            continue
        title = case.book.facts[fact].title
        yield Proposal(
            kind=ProposalKind.FACT,
            subject=fact,
            says=Text(
                zh=f"要素“{title.zh}”更正 {len(traces)} 次：把问法和提示写清楚",
                en=f"“{title.en}” was corrected {len(traces)} times: make its question and hint clearer",
            ),
            evidence=tuple(one.seq for one in traces),
            measured=len(traces),
        )


def _findings(case: Case) -> Iterator[Proposal]:
    for about, traces in case.traces.items():
        kind, _, finding = about.partition(":")
        if kind != "finding" or len(traces) < OFTEN:
            continue
        yield Proposal(
            kind=ProposalKind.FINDING,
            subject=finding,
            says=Text(
                zh=f"审计发现 {finding} 出现 {len(traces)} 次",
                en=f"finding {finding} was raised {len(traces)} times",
            ),
            evidence=tuple(one.seq for one in traces),
            measured=len(traces),
        )


def _reopened(case: Case) -> Iterator[Proposal]:
    for item, tasks in _by_item(case):
        times = sum(one.reopened for one in tasks)
        if times:
            yield Proposal(
                kind=ProposalKind.REOPENED,
                subject=item.id,
                says=Text(
                    zh=f"{item.code} {item.title.zh}办结后重开 {times} 次：看看凭证或审批是否少了一道",
                    en=f"{item.code} {item.title.en} was reopened {times} times: is some proof or approval missing",
                ),
                evidence=_evidence(case, tasks, TaskReopened),
                measured=times,
            )


# --- common ---------------------------------------------------------------------------------------------------------------


def _by_item(case: Case) -> Iterator[tuple[Item, list[Task]]]:
    """Items of the checklist with their tasks, in its order."""
    for item in case.book.items.values():
        tasks = list(case.tasks_of(item.id))
        if tasks:
            yield item, tasks


def _first(case: Case, task: Task, kind: type[Entry]) -> Trace | None:
    return next((one for one in case.traces.get(task.key, ()) if one.kind == kind.KIND), None)


def _seqs(traces: Sequence[Trace], *wanted: type[Entry]) -> tuple[int, ...]:
    names = {one.KIND for one in wanted}
    return tuple(one.seq for one in traces if one.kind in names)


def _evidence(case: Case, tasks: Sequence[Task], *wanted: type[Entry]) -> tuple[int, ...]:
    every = (seq for one in tasks for seq in _seqs(case.traces.get(one.key, ()), *wanted))
    return tuple(sorted(every))
