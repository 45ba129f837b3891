"""What the flows do, in this process: advance, sweep; and rebuild."""

from __future__ import annotations

from typing import Any

from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.desk.clockwork import Advanced
from launchkit.domain.telling import as_json


@command(
    case_argument(),
    option("--no-documents", is_flag=True, zh="不出具文书", en="issue no documents"),
    zh="推进一个专案：开新的一期、给可办的任务定负责人、排提醒、出具要素已齐的文书。重复执行不会多写。",
    en="Advance a case: open periods, give ready tasks their owner, queue reminders, issue documents whose facts are complete. Running it again writes nothing more.",
    examples=("launchkit advance 3",),
)
def advance(run: Run, case: str, *, no_documents: bool) -> int:
    """One case."""
    done = run.office.desk.clockwork.advance(
        run.case_id(case), channel="cli", issue=not no_documents
    )
    if run.json:
        put_json(advanced_json(done))
    else:
        _print(run, done)
    return 1 if done.troubles else 0


@command(
    zh="推进所有到点的、或有新记录还没推进的专案，再把待发的通知发出去。没有 up 时，请让 cron 每 15 分钟执行一次。",
    en="Advance every case in which something fell due or that nobody advanced, then send the notices that wait. Without `up`, let cron run it every 15 minutes.",
    examples=("launchkit sweep",),
)
def sweep(run: Run) -> int:
    """Every case."""
    told = None if run.json else lambda one: _print(run, one)
    swept = run.office.desk.clockwork.sweep(channel="cli", told=told)
    run.office.tidy()
    sent = run.office.sender.send()
    announced = run.office.announcer.send()
    run.office.announcer.tidy()
    if run.json:
        put_json(
            {
                "advanced": [advanced_json(one) for one in swept.advanced],
                "troubles": as_json(swept.troubles),
                "sent": as_json(sent),
                "announced": as_json(announced),
            }
        )
    else:
        own = {id(trouble) for one in swept.advanced for trouble in one.troubles}
        for trouble in swept.troubles:
            if id(trouble) not in own:
                put(run.say(trouble.zh, trouble.en), first="  ✗ ", err=True)
        count = len(swept.advanced)
        put(
            run.say(
                f"已推进 {count} 个专案，发出消息 {sent.messages} 条。",
                f"{count} cases advanced, {sent.messages} messages sent.",
            )
        )
    return 1 if swept.troubles else 0


def advanced_json(done: Advanced) -> dict[str, Any]:
    """What an advance did, with stable keys."""
    return {
        "case": done.case.id,
        "number": done.case.number,
        "seq": done.case.seq,
        "entries": done.entries,
        "issued": [one.document.document for one in done.issued],
        "troubles": as_json(done.troubles),
    }


def _print(run: Run, done: Advanced) -> None:
    put(
        run.say(
            f"{done.case.number}：写入 {done.entries} 条，出具文书 {len(done.issued)} 份。",
            f"{done.case.number}: {done.entries} entries, {len(done.issued)} documents issued.",
        )
    )
    for one in done.issued:
        put(f"{one.document.document} {one.document.number or ''}", first="  ✓ ")
    for trouble in done.troubles:
        put(run.say(trouble.zh, trouble.en), first="  ✗ ", err=True)


@command(
    argument("case", required=False, zh="专案（默认全部）", en="case (default: all)"),
    zh="由记录重算派生数据（看板、任务行）；记录本身不动。",
    en="Compute the derived rows (board, task rows) anew from the entries; the entries stay as they are.",
    examples=("launchkit rebuild",),
)
def rebuild(run: Run, case: str | None) -> int:
    """Derived rows anew."""
    office = run.office
    ids = [run.case_id(case)] if case else _all_cases(run)
    for one in ids:
        office.desk.rebuild(one)
    if run.json:
        put_json({"rebuilt": ids})
    else:
        put(run.say(f"已重算 {len(ids)} 个专案。", f"{len(ids)} cases rebuilt."))
    return 0


def _all_cases(run: Run) -> list[str]:
    """By the trail, not by the rows that are about to be replaced."""
    prefix = "case:"
    return [one.removeprefix(prefix) for one in run.office.store.streams(prefix)]
