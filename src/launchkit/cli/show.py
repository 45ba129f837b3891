"""One case or one task in full."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from launchkit.cli.base import case_argument, command, option
from launchkit.cli.lines import head, pad, put, put_json
from launchkit.cli.run import Misused, Run
from launchkit.cli.task_page import print_task, short_line
from launchkit.domain.errors import NotFound
from launchkit.domain.rules.common import task_of
from launchkit.domain.standing import Standing
from launchkit.domain.telling import (
    CaseSummary,
    as_json,
    case_summary,
    days_left,
    entry_line,
    local_time,
    task_line,
)

if TYPE_CHECKING:
    from launchkit.domain.case import Case

_SHOWN = frozenset({Standing.READY, Standing.STARTED, Standing.BLOCKED, Standing.SUBMITTED})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@command(
    case_argument(),
    option("--at", metavar="INSTANT", zh="按当时的记录：2026-03-02 或 2026-03-02T10:30", en="as recorded then: 2026-03-02 or 2026-03-02T10:30"),
    option("--task", metavar="TASK", zh="只看一项任务，连同经过", en="one task, with its history"),
    option("--facts", is_flag=True, zh="列出要素", en="list the facts"),
    option("--all", "every", is_flag=True, zh="列出全部任务", en="list every task"),
    zh="一个专案的全貌：进度、逾期、在等谁、待决定；--task 看一项任务。",
    en="A case in full: progress, what is late, who is waited for, decisions; --task shows one task.",
    examples=("launchkit show 3", "launchkit show 3 --task NB-16", "launchkit show 3 --at 2026-03-02"),
)  # fmt: skip
def show(
    run: Run, case: str, at: str | None, task: str | None, *, facts: bool, every: bool
) -> int:
    """A case as it stands, or stood."""
    desk, case_id = run.office.desk, run.case_id(case)
    known = desk.case(case_id)
    now = run.office.clock()
    if at is not None:
        now = instant_of(at, known)
        if now < datetime.fromisoformat(known.opened_at):
            # In the words and the clock of the reader, not by id and in UTC.
            opened = local_time(known.opened_at, known.zone)
            raise NotFound(
                f"{known.number} 在 {at} 还没有开立：开立于 {opened}。",
                f"{known.number} was not open yet at {at}: it was opened on {opened}.",
            )
        known = desk.case_at(case_id, now)
    if task is not None:
        return _one_task(run, known, task, now)
    summary = case_summary(known, desk.house(), now)
    if run.json:
        put_json(as_json(summary))
        return 0
    _print(run, summary, at=at, every=every)
    if facts:
        _print_facts(run, summary)
    return 0


def instant_of(text: str, case: Case) -> datetime:
    """Instant meant by a day (its end) or a time in the branch's zone."""
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(day, time(), case.zone).astimezone(UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Misused(
            "时刻写作 2026-03-02 或 2026-03-02T10:30。",
            "Write the instant as 2026-03-02 or 2026-03-02T10:30.",
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=case.zone)).astimezone(UTC)


def _one_task(run: Run, case: Case, name: str, now: datetime) -> int:
    house = run.office.desk.house()
    line = task_line(case, task_of(case, name), house, now)
    viewer = run.settings.user
    entries = run.office.desk.reading.entries(case.id, viewer=viewer, upto=case.seq)
    history = [
        one for one in (entry_line(e, case, house) for e in entries) if one.task == line.key
    ]
    if run.json:
        put_json({"task": as_json(line), "history": as_json(history)})
        return 0
    print_task(run, line)
    if history:
        click.echo()
        head(run.say("经过", "History"))
        for one in history:
            who = one.actor_name or run.say("系统", "system")
            put(f"{who} {run.text(one.said)}", first=f"  {one.local}  ")
    return 0


def _print(run: Run, summary: CaseSummary, *, at: str | None, every: bool) -> None:
    _print_head(run, summary, at)
    _print_stages(run, summary)
    _print_section(run, ("逾期", "Late"), list(summary.late))
    _print_section(run, ("待决定", "To decide"), list(summary.decisions))
    _print_waiting(run, summary)
    taken = {one.key for one in (*summary.late, *summary.decisions, *summary.waiting)}
    doing = [one for one in summary.tasks if one.standing in _SHOWN and one.key not in taken]
    _print_section(run, ("可办、在办", "Ready and started"), doing)
    if every:
        rest = [one for one in summary.tasks if one.standing not in _SHOWN]
        _print_section(run, ("其余", "The rest"), rest)
    _print_findings(run, summary)
    click.echo()
    put(
        run.say(
            f"第 {summary.seq} 条记录。看一项任务：launchkit show {summary.number} --task NB-16；全部任务：--all；要素：--facts",
            f"Entry {summary.seq}. One task: launchkit show {summary.number} --task NB-16; every task: --all; facts: --facts",
        )
    )


def _print_head(run: Run, summary: CaseSummary, at: str | None) -> None:
    head(f"{summary.number}  {summary.name}")
    if at is not None:
        put(run.say(f"按 {at} 的记录", f"as recorded at {at}"), first="  ")
    away = run.text(days_left(summary.days_to_target))
    state = run.say("在办", "open")
    if summary.closed_at is not None:
        state = run.say(f"已结案 {summary.closed_at[:10]}", f"closed {summary.closed_at[:10]}")
        away = ""
    rows = [
        (run.say("清单", "checklist"), run.text(summary.checklist_title)),
        (run.say("分公司", "branch"), f"{summary.branch_name} ({summary.branch})"),
        (run.say("状态", "state"), state),
        (run.say("起止", "from to"), f"{summary.start} → {summary.target}  {away}"),
    ]
    if summary.restricted:
        rows.append((run.say("知悉", "access"), run.say("限制知悉", "restricted")))
    rows.extend(
        (
            run.say("成员", "team") if number == 0 else "",
            f"{one.person} {one.name}  {run.text(one.roles_text)}",
        )
        for number, one in enumerate(summary.team)
    )
    rows.extend(
        (run.say("代理", "standing in") if number == 0 else "", run.text(one))
        for number, one in enumerate(summary.standing_in)
    )
    for label, said in rows:
        put(said, first=f"  {pad(label, 10)}")


def _print_stages(run: Run, summary: CaseSummary) -> None:
    click.echo()
    head(
        run.say(
            f"进度 {summary.closed}/{len(summary.counted)}",
            f"Progress {summary.closed}/{len(summary.counted)}",
        )
    )
    for stage in summary.stages:
        if not stage.tasks:
            continue
        mark = "✓" if stage.closed == stage.tasks else " "
        put(run.text(stage.title), first=f"  {mark} {stage.closed:>3}/{stage.tasks:<3} ")


def _print_section(run: Run, title: tuple[str, str], lines: list) -> None:  # type: ignore[type-arg]
    if not lines:
        return
    click.echo()
    head(
        f"{run.say(*title)}（{len(lines)}）" if run.lang == "zh" else f"{title[1]} ({len(lines)})"
    )
    for line in lines:
        short_line(run, line)


def _print_waiting(run: Run, summary: CaseSummary) -> None:
    waiting = [one for one in summary.waiting if one not in summary.late]
    _print_section(run, ("在等别人", "Waiting on others"), waiting)


def _print_findings(run: Run, summary: CaseSummary) -> None:
    found = [one for one in summary.findings if not one.answered]
    if not found:
        return
    click.echo()
    head(run.say("待答复的审计发现", "Findings to answer"))
    for one in found:
        put(run.text(one.said), first="  · ")
        click.echo(f"      launchkit answer {summary.number} {one.finding} --reason …")


def _print_facts(run: Run, summary: CaseSummary) -> None:
    click.echo()
    head(run.say("要素", "Facts"))
    for one in summary.facts:
        of = f"{one.instance}." if one.instance else ""
        when = local_time(one.recorded_at, UTC)[:10]
        put(
            f"{run.text(one.title)}: {run.text(one.value)}",
            first=f"  {of}{one.fact}  ",
            rest="      ",
        )
        put(f"{one.by}, {one.happened or when}", first="      ")
