"""Who did what, and whether it is still what was written."""

from __future__ import annotations

import click

from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Misused, Run
from launchkit.domain.rules.common import task_of
from launchkit.domain.telling import EntryLine, as_json, entry_line


@command(
    case_argument(),
    option("--task", metavar="TASK", zh="只看一项任务", en="one task only"),
    option("--last", type=click.IntRange(min=1), metavar="N", zh="只看最后 N 条", en="the last N entries only"),
    option("--full", is_flag=True, zh="连同系统的提醒和指派", en="with the system's reminders and assignments"),
    zh="一个专案的全部记录，每条一句话：何时、谁、做了什么；补记的写明发生日。",
    en="All entries of a case, one sentence each: when, who, what; later entries name the day it happened.",
    examples=("launchkit trail 3", "launchkit trail 3 --task NB-16 --json"),
)  # fmt: skip
def trail(run: Run, case: str, task: str | None, last: int | None, *, full: bool) -> int:
    """Entries as sentences."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    house = desk.house()
    recorded = desk.reading.entries(known.id, viewer=run.settings.user)
    lines = [entry_line(one, known, house) for one in recorded]
    if task is not None:
        key = task_of(known, task).key
        lines = [one for one in lines if one.task == key]
    if run.json:
        data = {one.envelope.stream_seq: one.data for one in recorded}
        put_json(
            {
                "case": known.id,
                "number": known.number,
                "entries": [
                    {**as_json(one), "data": as_json(data[one.seq])}
                    for one in lines[-(last or 0) :]
                ],
            }
        )
        return 0
    shown = lines if full else [one for one in lines if one.actor != "system"]
    for one in shown[-(last or 0) :]:
        _print(run, one)
    hidden = len(lines) - len(shown)
    if hidden:
        put(
            run.say(f"另有系统记录 {hidden} 条：--full", f"{hidden} entries of the system: --full")
        )
    return 0


def _print(run: Run, line: EntryLine) -> None:
    name = line.actor_name or run.say("系统", "system")
    if line.behalf is not None:
        name = run.say(f"{name}（代 {line.behalf_name}）", f"{name} (for {line.behalf_name})")
    happened = ""
    if line.happened is not None:
        happened = run.say(f"（发生于 {line.happened}）", f" (happened {line.happened})")
    put(
        f"{name} {run.text(line.said)}{happened}",
        first=f"{line.seq:>4}  {line.local}  ",
    )


@command(
    argument("file", required=False, zh="归档卷宗（以后提供）", en="a Record (comes later)"),
    zh="核验全部记录、个人信息承诺、凭证文件、签名检查点和派生数据；有改动就指出第一处。",
    en="Check all entries, commitments, files, signed checkpoints and derived rows; names the first that was changed.",
    examples=("launchkit verify", "launchkit verify --json"),
)
def verify(run: Run, file: str | None) -> int:
    """Is it still what was written."""
    if file is not None:
        raise Misused(
            "归档卷宗（seal）以后提供；现在不写文件名，核验的是当前数据目录。",
            "Records (seal) come later; without FILE the live home is verified.",
        )
    store, vault = run.office.store, run.office.vault
    verdict = store.verify(file_state=vault.state)
    damages = list(store.damages())
    # Rows are compared with a replay only of entries that can be believed.
    strange = _strange_rows(run) if verdict.ok else {}
    good = verdict.ok and not damages and not strange
    if run.json:
        put_json({**as_json(verdict), "damages": as_json(damages), "rows": strange, "whole": good})
        return 0 if good else 1
    put(
        run.say(
            f"{verdict.entries} 条记录，{verdict.streams} 个条目流，签名检查点覆盖到第 {verdict.sealed} 条。",
            f"{verdict.entries} entries in {verdict.streams} streams, signed up to entry {verdict.sealed}.",
        )
    )
    click.echo(run.say("根摘要 ", "root ") + verdict.root)
    said = [(one.zh, one.en) for one in verdict.remarks]
    said.extend((one.zh, one.en) for one in damages)
    said.extend(
        (
            f"{number} 的派生数据有 {len(rows)} 行与记录重算的结果不符：{'、'.join(rows[:5])}{'……' if rows[5:] else ''}；用 launchkit rebuild 重算。",
            f"{len(rows)} derived rows of {number} differ from a replay: {', '.join(rows[:5])}{' …' if rows[5:] else ''}; launchkit rebuild makes them anew.",
        )
        for number, rows in strange.items()
    )
    for zh, en in said:
        put(run.say(zh, en), first=click.style("  ✗ ", fg="red"))
    if good:
        put(
            run.say("全部相符，没有发现改动。", "Everything agrees; no change was found."),
            first=click.style("✓ ", fg="green"),
        )
    else:
        put(
            run.say(
                "有不符之处，请立即保全现场并通知审计。",
                "Something does not agree: preserve everything and tell the auditors.",
            ),
            first=click.style("✗ ", fg="red"),
        )
    return 0 if good else 1


def _strange_rows(run: Run) -> dict[str, list[str]]:
    """Derived rows that a replay does not give, by case number."""
    found = (
        (row.number, run.office.desk.differences(row.case)) for row in run.office.store.cases()
    )
    return {number: list(rows) for number, rows in found if rows}
