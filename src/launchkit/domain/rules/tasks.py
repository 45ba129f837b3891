"""Working on a task: start, done, block, unblock, reopen, assign, attach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import Personal
from launchkit.domain.entries import (
    EvidenceAttached,
    FindingRaised,
    TaskAssigned,
    TaskBlocked,
    TaskDone,
    TaskReopened,
    TaskStarted,
    TaskUnblocked,
)
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import require_member
from launchkit.domain.recorded import Draft, FileRef
from launchkit.domain.rights import open_glass, require
from launchkit.domain.rules.common import (
    day_asked,
    require_day,
    require_open,
    require_reason,
    task_of,
)
from launchkit.domain.standing import (
    Standing,
    Unmet,
    broken_checks,
    missing_evidence,
    missing_facts,
    standing,
    unmet,
)

#: A doing recorded more than this many days after it happened is a finding.
LATE_ENTRY_DAYS = 3


def start(case: Case, ask: Ask, name: str) -> Iterator[Draft]:
    """Work begins; its needs have to be met."""
    task = _workable(case, ask, name, Operation.START)
    if task.status in (TaskStatus.STARTED, TaskStatus.BLOCKED):
        raise _already(task, "已经开始", "has been started already")
    _require_needs(case, ask, task)
    yield ask.draft(TaskStarted(task=task.key))


def done(case: Case, ask: Ask, name: str) -> Iterator[Draft]:
    """Work is finished; everything the checklist asks for has to be there. All that lacks is said at once."""
    task = _workable(case, ask, name, Operation.DONE)
    _require_apart(case, ask, task)
    lacks = (*_lacking_needs(case, ask, task), *lacking(case, task))
    if task.status is TaskStatus.BLOCKED and task.wait is not None:
        lacks = (_still_waiting(case, task), *lacks)
    if lacks:
        raise Refused(
            "incomplete",
            f"{task.item.code} {task.item.title.zh}还不能办结，缺 {len(lacks)} 项。",
            f"{task.item.code} {task.item.title.en} cannot be done yet; {len(lacks)} missing.",
            lacks,
        )
    yield ask.draft(TaskDone(task=task.key))
    yield from _entered_late(case, ask, task)


def _entered_late(case: Case, ask: Ask, task: Task) -> Iterator[Draft]:
    gap = (case.local_day(ask.now) - day_asked(case, ask)).days
    if gap > LATE_ENTRY_DAYS:
        entry = FindingRaised(
            finding=f"entered_late:{task.key}:{case.seq}", about="entered_late", task=task.key
        )
        yield ask.draft(entry)


def block(  # noqa: PLR0913  each is a column of the waiting line
    case: Case,
    ask: Ask,
    name: str,
    *,
    party: str,
    waiting_on: str,
    since: str | None,
    reason: str,
    contact: str = "",
    again_on: str | None = None,
) -> Iterator[Draft]:
    """The task waits on somebody, since a day; ask again on another, by this contact."""
    task = _workable(case, ask, name, Operation.BLOCK)
    if task.status is TaskStatus.BLOCKED:
        raise _already(task, "已在等待", "is waiting already")
    require_reason(reason, f"launchkit block {case.number} {task.key} --waiting-on …")
    if not waiting_on.strip():
        raise Refused(
            "whom_missing",
            "须写明在等谁。",
            "Say on whom it waits.",
            (
                Lack(
                    zh="写明在等谁",
                    en="name whom it waits on",
                    command=f"launchkit block {case.number} {task.key} --waiting-on 房东 --reason …",
                ),
            ),
        )
    day = since or day_asked(case, ask).isoformat()
    for told in (day, again_on):
        _require_date(told)
    yield ask.draft(
        TaskBlocked(
            task=task.key,
            party=party,
            since=day,
            waiting_on=waiting_on,
            reason=reason,
            contact=contact,
            again_on=again_on,
        )
    )


def _require_date(text: str | None) -> None:
    try:
        date.fromisoformat(text or "2026-01-01")
    except ValueError:
        raise BadValue("日期写作 2026-03-02。", "Write the date as 2026-03-02.") from None


def unblock(case: Case, ask: Ask, name: str) -> Iterator[Draft]:
    """The wait is over."""
    task = _workable(case, ask, name, Operation.UNBLOCK)
    if task.status is not TaskStatus.BLOCKED:
        raise Refused(
            "not_blocked",
            f"{task.item.code} 没有在等待。",
            f"{task.item.code} is not waiting on anybody.",
        )
    yield ask.draft(TaskUnblocked(task=task.key))


def reopen(case: Case, ask: Ask, name: str, *, reason: str) -> Iterator[Draft]:
    """Finished work is open again; owners of tasks that built on it are told. Facts and their clocks stay."""
    require_open(case)
    task = task_of(case, name)
    require(case, ask, Operation.REOPEN, task)
    if not task.closed and task.status is not TaskStatus.SUBMITTED:
        raise Refused(
            "not_done",
            f"{task.item.code} 尚未办结，不必重开。",
            f"{task.item.code} is not done; there is nothing to reopen.",
        )
    require_reason(reason, f"launchkit reopen {case.number} {task.key}")
    told = tuple(
        other.key
        for item in sorted(case.book.dependants.get(task.item.id, ()))
        for other in case.tasks_of(item)
        if other.status is not TaskStatus.OPEN
    )
    yield ask.draft(TaskReopened(task=task.key, reason=reason, told=told))


def assign(
    case: Case, ask: Ask, name: str, *, to: str, helpers: tuple[str, ...], reason: str
) -> Iterator[Draft]:
    """Another owner answers for the task: given away by its owner, or by headquarters."""
    require_open(case)
    task = task_of(case, name)
    require(case, ask, Operation.ASSIGN, task)
    for person in (to, *helpers):
        require_member(case, person)
    if task.closed:
        raise _already(task, "已经办结", "is done already")
    require_day(case, ask)
    yield ask.draft(TaskAssigned(task=task.key, owner=to, helpers=helpers, reason=reason))


def attach(  # noqa: PLR0913  a file, what it proves, how it is called
    case: Case, ask: Ask, name: str, *, rule: str, file: FileRef, file_name: str, note: str
) -> Iterator[Draft]:
    """A file proves something about a task; allowed also after it is done."""
    require_open(case)
    task = task_of(case, name)
    require(case, ask, Operation.ATTACH, task)
    require_day(case, ask)
    known = [one.id for one in task.item.evidence]
    if rule not in (*known, "other"):
        raise NotFound(
            f"{task.item.code} 的凭证只有：{'、'.join((*known, 'other'))}",
            f"Evidence of {task.item.code} is one of: {', '.join((*known, 'other'))}",
        )
    entry = EvidenceAttached(task=task.key, rule=rule, name=file_name, note=note)
    yield ask.draft(entry, files=(file,))


def evidence_rule(task: Task, rule: str | None) -> str:
    """The rule a file is meant for: the one named, else the only one, else the first not satisfied."""
    if rule is not None:
        return rule
    held = [one.rule for one in task.evidence]
    for one in task.item.evidence:
        if held.count(one.id) < one.min:
            return one.id
    return task.item.evidence[0].id if task.item.evidence else "other"


def is_sensitive(case: Case, name: str, rule: str | None) -> bool:
    """Whether a file handed in for the task has to be kept encrypted; also when it is not clear what it is meant for."""
    task = task_of(case, name)
    meant = evidence_rule(task, rule)
    return any(
        one.personal is Personal.SENSITIVE
        for one in task.item.evidence
        if meant in (one.id, "other")
    )


def lacking(case: Case, task: Task) -> tuple[Lack, ...]:
    """Facts, evidence and legal limits that stand between the task and done."""
    number, key = case.number, task.key
    prefix = f"{task.instance}." if task.instance else ""
    found: list[Lack] = []
    for fact in missing_facts(case, task):
        title = case.book.facts[fact].title
        name = f"{prefix}{fact}" if case.book.facts[fact].per else fact
        found.append(
            Lack(
                zh=f"要素“{title.zh}”",
                en=f"the fact “{title.en}”",
                command=f"launchkit state {number} {name}=…",
            )
        )
    found.extend(
        Lack(
            zh=f"凭证“{rule.title.zh}”",
            en=f"evidence “{rule.title.en}”",
            command=f"launchkit attach {number} {key} FILE --rule {rule.id}",
        )
        for rule in missing_evidence(case, task)
    )
    found.extend(
        Lack(zh=f"不合规定：{check.says.zh}", en=f"breaks a rule: {check.says.en}")
        for check in broken_checks(case, task)
    )
    return tuple(found)


def _workable(case: Case, ask: Ask, name: str, operation: Operation) -> Task:
    require_open(case)
    task = task_of(case, name)
    require(case, ask, operation, task)
    require_day(case, ask)
    if task.closed:
        raise _already(task, "已经办结", "is done already")
    if task.status is TaskStatus.SUBMITTED:
        raise _already(task, "已报完成，等待批准", "was handed in and waits for approval")
    where = standing(case, task)
    if where is Standing.NOT_APPLICABLE:
        raise Refused(
            "not_applicable",
            f"{task.item.code} 按已答的情况不适用。",
            f"{task.item.code} does not apply, by the answers given.",
        )
    return task


def _require_apart(case: Case, ask: Ask, task: Task) -> None:
    """Refuse who did what somebody else has to do beside this, for the same instance and period."""
    for item in case.book.apart.get(task.item.id, ()):
        for other in case.tasks_of(item):
            if not _meet(task, other):
                continue
            if ask.hands & ask.people.humans((other.done_by, other.done_for)):
                raise Refused(
                    "duties_apart",
                    f"{task.item.code} 不能由办理 {other.item.code} 的人办：两件事须分开由两个人办。",
                    f"Who did {other.item.code} cannot do {task.item.code}: two people keep the two apart.",
                    (
                        Lack(
                            zh="交给另一个人办",
                            en="have another person do it",
                            command=f"launchkit assign {case.number} {task.key} --to …",
                        ),
                    ),
                )


def _meet(task: Task, other: Task) -> bool:
    """Whether two tasks concern the same instance and time: whoever closed the cash of a day does not reconcile its month."""
    if task.instance and other.instance and task.instance != other.instance:
        return False
    if task.period is None or other.period is None:
        return True
    return task.period[0] <= other.period[1] and other.period[0] <= task.period[1]


def _require_needs(case: Case, ask: Ask, task: Task) -> None:
    lacks = _lacking_needs(case, ask, task)
    if lacks:
        raise Refused(
            "needs_unmet",
            f"{task.item.code} 的前置还没有办完。",
            f"{task.item.code} has needs that are not met.",
            lacks,
        )


def _lacking_needs(case: Case, ask: Ask, task: Task) -> tuple[Lack, ...]:
    if open_glass(case, ask, task) is not None:
        # In an emergency the order gives way; what the item itself asks for does not.
        return ()
    found = [_unanswered(case, task)] if standing(case, task) is Standing.UNANSWERED else []
    return (*found, *(_need_lack(case, need) for need in unmet(case, task)))


def _unanswered(case: Case, task: Task) -> Lack:
    return Lack(
        zh=f"{task.item.code} 是否适用还没有答案",
        en=f"whether {task.item.code} applies has not been answered",
        command=f"launchkit state {case.number} FACT=…",
    )


def _need_lack(case: Case, need: Unmet) -> Lack:
    if need.task is None:
        item = case.book.items[need.item]
        group = item.per or ""
        title = case.book.collections[group].title
        return Lack(
            zh=f"{title.zh}还没有登记齐全（{item.code}）",
            en=f"{title.en} are not complete yet ({item.code})",
            command=f"launchkit instance {case.number} {group} --complete",
        )
    other = case.tasks[need.task].item if need.task in case.tasks else case.book.items[need.item]
    return Lack(
        zh=f"前置 {other.code} {other.title.zh}",
        en=f"the need {other.code} {other.title.en}",
        command=f"launchkit done {case.number} {need.task}",
    )


def _still_waiting(case: Case, task: Task) -> Lack:
    since = task.wait.since if task.wait else ""
    return Lack(
        zh=f"自 {since} 起在等待对方，先解除等待",
        en=f"it has been waiting since {since}; end the wait first",
        command=f"launchkit unblock {case.number} {task.key}",
    )


def _already(task: Task, zh: str, en: str) -> Refused:
    by = f"（{task.done_by}，{task.done_at[:16]}）" if task.done_by and task.done_at else ""
    said = f" (by {task.done_by} at {task.done_at[:16]})" if task.done_by and task.done_at else ""
    return Refused("already", f"{task.item.code} {zh}{by}。", f"{task.item.code} {en}{said}.")
