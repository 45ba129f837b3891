"""What this machine lacks, and what to do about it."""

from __future__ import annotations

import click

from launchkit.cli.base import command
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run


@command(
    zh="检查本机：Python、排版库、字体、日历、数据库、凭证库、密钥、磁盘、时钟、Prefect；缺什么就说怎么补。",
    en="Look at this machine: Python, layout libraries, fonts, calendars, database, vault, keys, disk, sweep, Prefect; says what to do about what lacks.",
    examples=("launchkit doctor", "launchkit doctor --json"),
)
def doctor(run: Run) -> int:
    """Everything the program needs."""
    from launchkit.checkup import looked  # noqa: PLC0415  opens what it looks at

    looks = looked(run)
    missing = any(one.state == "missing" for one in looks)
    if run.json:
        put_json({"whole": not missing, "checks": [one._asdict() for one in looks]})
        return 4 if missing else 0
    marks = {
        "ok": click.style("✓ ", fg="green"),
        "warning": click.style("! ", fg="yellow"),
        "missing": click.style("✗ ", fg="red"),
    }
    for one in looks:
        put(run.say(one.zh, one.en), first=f"{marks[one.state]}{one.name:<10} ")
        if one.remedy is not None and one.state != "ok":
            click.echo(f"             {one.remedy}")
    put(
        run.say("有缺项，见 ✗。", "Something is missing, see ✗.")
        if missing
        else run.say("可以使用；! 是提醒，见上。", "Fit for use; ! is a remark, see above.")
        if any(one.state == "warning" for one in looks)
        else run.say("环境完好。", "Everything needed is there.")
    )
    return 4 if missing else 0
