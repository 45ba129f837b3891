"""All deadlines of a case, and decisions about them."""

from __future__ import annotations

import click

from launchkit.cli.acting import on_task
from launchkit.cli.base import case_argument, command, option, task_argument
from launchkit.cli.dates import day_of
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.run import Run
from launchkit.domain.rules.common import task_of
from launchkit.domain.telling import as_json, task_line


@command(
    case_argument(),
    option("--task", metavar="TASK", zh="只看一项任务", en="one task only"),
    option("--statutory", is_flag=True, zh="只看法定期限", en="statutory ones only"),
    zh="全部正在计的期限，最近的在前：最后一天、宜办日，以及一句话说明从哪天起算、依据哪条。",
    en="Every running deadline, the nearest first: last day, plan by, and a sentence saying from when it counts and by which law.",
    examples=("launchkit deadlines 3 --statutory",),
)  # fmt: skip
def deadlines(run: Run, case: str, task: str | None, *, statutory: bool) -> int:
    """Every deadline."""
    desk = run.office.desk
    known, house, now = desk.case(run.case_id(case)), desk.house(), run.office.clock()
    tasks = known.tasks.values() if task is None else [task_of(known, task)]
    found = [
        (line, one)
        for line in (task_line(known, each, house, now) for each in tasks)
        for one in line.deadlines
        if one.statutory or not statutory
    ]
    found.sort(key=lambda pair: (pair[1].last_day, pair[0].code))
    if run.json:
        put_json(
            {
                "case": known.id,
                "number": known.number,
                "deadlines": [
                    {
                        **as_json(one),
                        "code": line.code,
                        "title": as_json(line.title),
                        "owner": line.owner,
                    }
                    for line, one in found
                ],
            }
        )
        return 0
    if not found:
        put(run.say("没有正在计的期限。", "No deadline is running."))
    for line, one in found:
        who = f" — {line.owner_name}" if line.owner_name else ""
        head(f"{one.last_day}  {line.code} {run.text(line.title)}{who}")
        put(run.text(one.short), first="    ")
        put(run.text(one.explained), first="    ")
    return 0


def _due_option() -> click.Parameter:
    return option("--due", metavar="ID", zh="哪一个期限，如 DL21（只有一个时可省）", en="which deadline, like DL21 (not needed if there is one)")  # fmt: skip


@command(
    case_argument(),
    task_argument(),
    option("--to", required=True, metavar="DATE", zh="改到哪天", en="the new day"),
    _due_option(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="改内部期限（总部负责人）；法定期限不会动，只并列显示。",
    en="Move a house deadline (headquarters); a statutory day stays, the new one is shown beside it.",
    examples=("launchkit extend 3 NB-12 --to 2026-04-10 --reason 房东出差 --as H1",),
)
def extend(run: Run, case: str, task: str, to: str, due: str | None, reason: str) -> int:
    """A house deadline moves."""
    day = day_of(to).isoformat()
    outcome = run.office.desk.extend(
        run.call(), run.case_id(case), task, to=day, reason=reason, due=due
    )
    return on_task(run, outcome, task, f"期限改到 {day}：{{}}", f"deadline moved to {day}: {{}}")


@command(
    case_argument(),
    task_argument(),
    option("--since", metavar="DATE", zh="从哪天起（默认今天）", en="since when (default today)"),
    _due_option(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="计时中止（总部负责人），如窗口要求补正期间。",
    en="A clock stands still (headquarters), e.g. while an office waits for corrections.",
    examples=("launchkit suspend 3 NB-30 --since 2026-04-01 --reason 补正 --as H1",),
)
def suspend(
    run: Run, case: str, task: str, since: str | None, due: str | None, reason: str
) -> int:
    """A clock stands still."""
    case_id = run.case_id(case)
    day = _today(run, case_id) if since is None else day_of(since).isoformat()
    outcome = run.office.desk.suspend(run.call(), case_id, task, since=day, reason=reason, due=due)
    return on_task(
        run, outcome, task, f"自 {day} 起中止计时：{{}}", f"clock stands from {day}: {{}}"
    )


@command(
    case_argument(),
    task_argument(),
    _due_option(),
    zh="计时恢复（总部负责人）；恢复日用 --on 写明，默认今天。",
    en="A clock runs again (headquarters); the day is given with --on, default today.",
    examples=("launchkit resume 3 NB-30 --on 2026-04-09 --as H1",),
)
def resume(run: Run, case: str, task: str, due: str | None) -> int:
    """A clock runs again."""
    case_id = run.case_id(case)
    day = (run.happened or _today(run, case_id))[:10]
    outcome = run.office.desk.resume(run.call(), case_id, task, on=day, due=due)
    return on_task(
        run, outcome, task, f"自 {day} 起恢复计时：{{}}", f"clock runs from {day}: {{}}"
    )


def _today(run: Run, case: str) -> str:
    known = run.office.desk.case(case)
    return known.local_day(run.office.clock()).isoformat()
