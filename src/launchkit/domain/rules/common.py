"""What several rules ask of a case before they allow anything."""

from __future__ import annotations

from datetime import date, datetime

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused


def task_of(case: Case, name: str) -> Task:
    """Task by key, item id or code (`sign_lease`, `NB-16`, `NB-55#hire-2`)."""
    base, mark, rest = name.partition("#") if "#" in name else name.partition("@")
    item = case.book.item_id(base) or base
    key = f"{item}{mark}{rest}"
    if key in case.tasks:
        return case.tasks[key]
    keys = case.keys.get(item, ())
    if len(keys) == 1 and not mark:
        return case.tasks[keys[0]]
    if keys:
        shown = "、".join(keys[:6])
        raise NotFound(
            f"{name} 不是其中一项，请写明是哪一项：{shown}"
            if mark
            else f"{name} 有多项任务，请写明是哪一项：{shown}",
            f"{name} is none of its tasks; name one of: {', '.join(keys[:6])}"
            if mark
            else f"{name} has several tasks; name one of: {', '.join(keys[:6])}",
        )
    if item in case.book.items:
        raise NotFound(
            f"{name} 目前还没有任务：先登记这一批里的对象（launchkit instance）。",
            f"{name} has no task yet: add an instance first (launchkit instance).",
        )
    raise NotFound(
        f"本案没有任务 {name}；任务写编号（NB-16）或代号，按名称找：launchkit search {name}。",
        f"This case has no task {name}; name it by code (NB-16) or key, or find it: "
        f"launchkit search {name}.",
    )


def task_for(case: Case, item: str | None, instance: str | None) -> Task | None:
    """The task of an item that is meant: of the instance where there is one, else the newest; None without an item."""
    tasks = list(case.tasks_of(item)) if item else []
    own = [task for task in tasks if task.instance == instance] or tasks
    return own[-1] if own else None


def require_open(case: Case) -> None:
    """Refuse anything but reading once the case is closed."""
    if case.closed_at is not None:
        raise Refused(
            "case_closed",
            f"{case.number} 已于 {case.closed_at[:10]} 结案，不能再改动。",
            f"{case.number} was closed on {case.closed_at[:10]}; nothing can be changed.",
        )


def require_reason(reason: str, command: str) -> None:
    """Refuse an action that has to be explained and is not."""
    if not reason.strip():
        raise Refused(
            "reason_missing",
            "须写明理由。",
            "A reason is required.",
            (Lack(zh="补上理由", en="add the reason", command=f"{command} --reason …"),),
        )


def day_asked(case: Case, ask: Ask) -> date:
    """Local day for which something is asked; ValueError when `happened` is no day."""
    text = ask.happened
    if text is None:
        return case.local_day(ask.now)
    if len(text) == len("2026-01-01"):
        return date.fromisoformat(text)
    return case.local_day(datetime.fromisoformat(text))


def require_day(case: Case, ask: Ask) -> None:
    """Refuse a day that lies in the future of the branch or before people could have meant it."""
    try:
        day = day_asked(case, ask)
    except ValueError:
        raise BadValue(
            "发生日期写作 2026-03-02。", "Write the day it happened as 2026-03-02."
        ) from None
    if day > case.local_day(ask.now):
        raise Refused(
            "future_day",
            f"发生日期 {day} 还没有到。",
            f"The day it happened, {day}, lies in the future.",
        )
