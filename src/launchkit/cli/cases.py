"""The board of all cases: one query, no rule, so that it answers at once."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from launchkit.cli.base import command, option
from launchkit.cli.lines import columns, head, pad, put, put_json, width
from launchkit.cli.run import Run

if TYPE_CHECKING:
    from launchkit.domain.recorded import CaseRow


@command(
    option("--all", "every", is_flag=True, zh="连同已结案的", en="closed cases as well"),
    zh="所有在办专案：办到哪里，离目标日几天。",
    en="All open cases: how far they are, days to the target.",
    examples=("launchkit cases", "launchkit cases --all --json"),
)
def cases(run: Run, *, every: bool) -> int:
    """Every case on one board."""
    states = () if every else ("open",)
    rows = _rows(run, states) if run.begun else []
    if run.json:
        put_json({"cases": [_plain(one) for one in rows]})
    elif not rows:
        put(
            run.say(
                "还没有在办的专案。开案：launchkit open 专案文件.yaml",
                "No open case yet. Open one: launchkit open CASE_FILE.yaml",
            )
        )
    else:
        for row in rows:
            _print(run, row)
    return 0


def _rows(run: Run, states: tuple[str, ...]) -> list[CaseRow]:
    """Rows the viewer may see; the rules are asked only where there is something to hide."""
    rows = list(run.board.cases(states=states))
    hidden = any(row.restricted for row in rows) or run.board.has_kind("house", "rights_suspended")
    return run.office.desk.reading.cases(run.settings.user, states=states) if hidden else rows


def _plain(row: CaseRow) -> dict[str, Any]:
    found = asdict(row)
    found["seq"] = found.pop("stream_seq")
    return found


def _print(run: Run, row: CaseRow) -> None:
    """Two lines a case, so that no name is ever cut."""
    state = "" if row.state == "open" else run.say("  已结案", "  closed")
    lock = run.say("  限制知悉", "  restricted") if row.restricted else ""
    head(f"{row.number}  {row.name}{state}{lock}")
    left = (date.fromisoformat(row.target) - _today()).days
    away = run.say(
        f"还有 {left} 天" if left >= 0 else f"已过 {-left} 天",
        f"in {left} days" if left >= 0 else f"{-left} days ago",
    )
    target = "" if row.state != "open" else f" ({away})" if run.lang == "en" else f"（{away}）"
    parts = [
        f"{_bar(row)} {row.closed}/{row.tasks}",
        run.say(f"目标 {row.target}{target}", f"target {row.target}{target}"),
        run.say(f"负责 {row.lead or '—'}", f"lead {row.lead or '—'}"),
        run.say(f"分公司 {row.branch}", f"branch {row.branch}"),
    ]
    line = "  " + "  ".join(parts)
    if width(line) <= columns():
        click.echo(line)
    else:
        put("  ".join(parts), first="  ")


def _bar(row: CaseRow) -> str:
    full = 0 if not row.tasks else round(10 * row.closed / row.tasks)
    return pad("█" * full, 0) + "░" * (10 - full)


def _today() -> date:
    """The local day; only how it is shown depends on it, nothing is recorded."""
    return date(*time.localtime()[:3])
