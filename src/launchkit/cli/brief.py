"""The daily brief of a case as text that can be pasted into a chat or printed."""

from __future__ import annotations

from collections.abc import Iterator

import click

from launchkit.cli.base import case_argument, command
from launchkit.cli.dates import day_of
from launchkit.cli.lines import put_json
from launchkit.cli.run import Run
from launchkit.cli.task_page import waiting_words
from launchkit.domain.telling import Brief, DueLine, TaskLine, as_json, brief_of, day_text


@command(
    case_argument(),
    zh="日报：今天办结、逾期、七天内到期、在等谁、待决定、明天可办。Markdown 文字，--on 看某一天。",
    en="The brief of a day: done, late, due within seven days, waiting, to decide, ready for tomorrow. Markdown; --on for another day.",
    examples=("launchkit brief 3", "launchkit brief 3 --lang en > brief.md"),
)
def brief(run: Run, case: str) -> int:
    """One day of a case."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    day = None if run.happened is None else day_of(run.happened[:10])
    found = brief_of(known, desk.house(), run.office.clock(), day=day)
    if run.json:
        put_json(as_json(found))
    else:
        for line in brief_lines(run, found):
            click.echo(line)
    return 0


def brief_lines(run: Run, found: Brief) -> Iterator[str]:
    """The brief as Markdown."""
    summary = found.summary
    day = run.text(day_text(day_of(found.day)))
    yield run.say(
        f"# {summary.number} {summary.name} 日报 {day}",
        f"# {summary.number} {summary.name}: brief of {day}",
    )
    yield ""
    left = summary.days_to_target
    yield run.say(
        f"进度 {summary.closed}/{len(summary.counted)}；目标 {summary.target}（{'还有' if left >= 0 else '已过'} {abs(left)} 天）；逾期 {len(found.late)} 项；等待 {len(found.waiting)} 项；待决定 {len(found.decisions)} 项。",
        f"Progress {summary.closed}/{len(summary.counted)}; target {summary.target} ({abs(left)} days {'left' if left >= 0 else 'ago'}); {len(found.late)} late; {len(found.waiting)} waiting; {len(found.decisions)} to decide.",
    )
    yield from _section(
        run, "今天办结", "Done today", [_task(run, one) for one in found.done_today]
    )
    yield from _section(
        run,
        "今天出具的文书",
        "Documents issued today",
        [
            f"{one.key} {run.text(one.title)} {one.number or ''}".rstrip()
            for one in found.issued_today
        ],
        quiet=True,
    )
    yield from _section(run, "逾期", "Late", [_due(run, one) for one in found.late])
    yield from _section(
        run, "七天内到期", "Due within seven days", [_due(run, one) for one in found.due_soon]
    )
    yield from _section(
        run,
        "在等别人",
        "Waiting on others",
        [
            f"{_task(run, one)}{run.say('：', ': ')}{waiting_words(run, one)}"
            for one in found.waiting
        ],
    )
    yield from _section(
        run,
        "待决定",
        "To decide",
        [f"{_task(run, one)} ← {'、'.join(one.deciders)}" for one in found.decisions],
    )
    yield from _section(
        run,
        "待答复的审计发现",
        "Findings to answer",
        [run.text(one.said) for one in found.findings],
        quiet=True,
    )
    yield from _section(
        run, "明天可办", "Ready for tomorrow", [_task(run, one) for one in found.doable]
    )


def _section(
    run: Run, zh: str, en: str, lines: list[str], *, quiet: bool = False
) -> Iterator[str]:
    if quiet and not lines:
        return
    yield ""
    yield f"## {run.say(zh, en)}"
    yield ""
    if not lines:
        yield run.say("无", "none")
    yield from (f"- {one}" for one in lines)


def _task(run: Run, line: TaskLine) -> str:
    who = run.say(f"（{line.owner_name}）", f" ({line.owner_name})") if line.owner_name else ""
    return f"{line.code} {run.text(line.title)}{who}"


def _due(run: Run, one: DueLine) -> str:
    colon = run.say("：", ": ")
    return f"{_task(run, one.task)}{colon}{run.text(one.deadline.short)}"
