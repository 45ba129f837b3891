"""After an action: advance the case, tell the clockwork, and say what was recorded and what became possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.desk import Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.standing import Standing, standing
from launchkit.domain.store_errors import StoreError
from launchkit.domain.telling import as_json, entry_line, task_line
from launchkit.domain.telling.tasks import TaskLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What an action led to beyond its own entries."""

    case: Case
    #: tasks that can be taken up now and could not before
    ready: tuple[TaskLine, ...]
    #: the case could not be advanced; the sweep will
    behind: bool


def finish(
    run: Run, outcome: Outcome, said: Text, *, task: str | None = None, before: Case | None = None
) -> int:
    """Advance, nudge, and print; gives the exit code."""
    after = follow_up(run, outcome, before)
    if run.json:
        put_json(outcome_json(run, outcome, after, task))
        return 0
    _print(run, outcome, after, said)
    return 0


def follow_up(run: Run, outcome: Outcome, before: Case | None = None) -> Aftermath:
    """Advance the case in this process (documents are left to the flows or to `launchkit issue`), then tell Prefect."""
    case = outcome.case
    behind = False
    if outcome.recorded:
        try:
            case = run.office.desk.clockwork.advance(case.id, channel="cli", issue=False).case
        except (LaunchkitError, StoreError):
            behind = True
        tell_prefect(run, case)
    earlier = before or outcome.case
    return Aftermath(case=case, ready=_newly_ready(run, earlier, case), behind=behind)


def tell_prefect(run: Run, case: Case) -> None:
    """Nudge the clockwork, if one is running; its absence is no failure."""
    from launchkit.notify.prefect_api import nudge  # noqa: PLC0415

    nudge(run.settings.home, run.settings.prefect_api, case=case.id, seq=case.seq)


def _newly_ready(run: Run, before: Case, after: Case) -> tuple[TaskLine, ...]:
    now, house = run.office.clock(), run.office.desk.house()
    found = []
    for key, task in after.tasks.items():
        if standing(after, task) is not Standing.READY:
            continue
        old = before.tasks.get(key)
        # The advance gives what became ready its owner; that is how it is told from what was ready before.
        if old is None or (old.owner is None and task.owner is not None):
            found.append(task_line(after, task, house, now))
    return tuple(found)


def outcome_json(run: Run, outcome: Outcome, after: Aftermath, task: str | None) -> dict[str, Any]:
    """The answer to a writing command."""
    case, house = after.case, run.office.desk.house()
    found: dict[str, Any] = {
        "case": case.id,
        "number": case.number,
        "seq": case.seq,
        "repeated": outcome.repeated,
        "entries": [as_json(entry_line(one, case, house)) for one in outcome.recorded],
        "ready": [one.key for one in after.ready],
        "behind": after.behind,
    }
    if task is not None and task in case.tasks:
        line = task_line(case, case.tasks[task], house, run.office.clock())
        found["task"] = as_json(line)
    return found


def _print(run: Run, outcome: Outcome, after: Aftermath, said: Text) -> None:
    tick = click.style("✓ ", fg="green")
    if outcome.repeated:
        put(
            run.say(
                "此请求以前已经办过，这次没有再写。",
                "This request was carried out before; nothing was written now.",
            ),
            first=tick,
        )
        return
    if not outcome.recorded:
        put(run.say("没有变化，未写入。", "Nothing changed, nothing was written."), first=tick)
        return
    last = outcome.recorded[-1].envelope.stream_seq
    put(run.text(said) + run.say(f"（第 {last} 条）", f" (entry {last})"), first=tick)
    if after.behind:
        put(
            run.say(
                "后续推进没有完成，稍后会自动补上。",
                "The case was not advanced; the next sweep will.",
            ),
            first="  ",
        )
    for line in after.ready[:5]:
        who = f" — {line.owner_name}" if line.owner_name else ""
        put(
            f"{line.code} {run.text(line.title)}{who}",
            first=run.say("  现在可办 ", "  ready now "),
        )
    if len(after.ready) > 5:
        more = len(after.ready) - 5
        put(
            run.say(f"还有 {more} 项可办：launchkit next", f"{more} more: launchkit next"),
            first="  ",
        )


def on_task(run: Run, outcome: Outcome, task: str, zh: str, en: str) -> int:
    """Finish an action on one task; `{}` in the sentences stands for its code and title."""
    from launchkit.domain.rules.common import task_of  # noqa: PLC0415
    from launchkit.domain.telling import task_title  # noqa: PLC0415

    found = task_of(outcome.case, task)
    title = task_title(found, outcome.case)
    code = found.item.code
    said = Text(zh=zh.format(f"{code} {title.zh}"), en=en.format(f"{code} {title.en}"))
    return finish(run, outcome, said, task=found.key)
