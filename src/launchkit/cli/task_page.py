"""A task printed for somebody who has to do it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from launchkit.cli.lines import pad, put
from launchkit.cli.place import place_words
from launchkit.cli.run import Run
from launchkit.domain.telling import DocumentLine, TaskLine
from launchkit.domain.telling.tasks import WaitLine

_LABEL = 10
_DOCUMENTS = {
    "lacking": ("还缺", "lacks"),
    "ready": ("要素已齐，可出具", "facts complete, can be issued"),
    "prepared": ("已编号，未出具", "numbered, not issued"),
    "issued": ("已出具", "issued"),
    "stale": ("已出具，但所用要素后来变了", "issued, but a fact it used has changed"),
}


def print_task(run: Run, line: TaskLine) -> None:
    """Everything about one task: why, by when, where, with what, what is missing, and the command."""
    state = run.text(line.standing_text)
    title = click.style(f"{line.code}  {run.text(line.title)}", bold=True)
    put(f"{title}  [{state}]", first="  ")
    for label, said in _rows(run, line):
        put(said, first=f"  {pad(label, _LABEL)}")
    if line.command:
        put(run.say("办完后输入", "when done"), first="  ")
        click.echo(f"    {line.command}")


def _rows(run: Run, line: TaskLine) -> Iterator[tuple[str, str]]:
    yield run.say("专案", "case"), line.number
    if line.owner:
        yield run.say("负责", "owner"), f"{line.owner_name} ({line.owner})"
    if not line.closed:
        yield run.say("为什么", "why"), run.text(line.why)
        yield run.say("晚了会", "if late"), run.text(line.if_late)
    for one in line.deadlines:
        yield run.say("期限", "deadline"), run.text(one.short)
        yield "", run.text(one.explained)
    if line.wait is not None:
        yield run.say("在等", "waits on"), waiting_words(run, line)
    yield from _needs(run, line)
    yield from _where(run, line)
    yield from _missing(run, line)


def _needs(run: Run, line: TaskLine) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(line.needs):
        yield (run.say("先要办", "needs") if number == 0 else ""), run.text(one)
    if line.pending is not None:
        what = run.say(
            "豁免" if line.pending == "waive" else "完成",
            "waiver" if line.pending == "waive" else "completion",
        )
        who = run.say("、", ", ").join(line.deciders) or "—"
        yield (
            run.say("待决定", "to decide"),
            run.say(f"{what}，可由 {who} 决定", f"{what}, by {who}"),
        )


def _where(run: Run, line: TaskLine) -> Iterator[tuple[str, str]]:
    if line.closed:
        return
    yield from _place(run, line)
    for number, paper in enumerate(line.papers):
        yield (run.say("带上", "bring") if number == 0 else ""), f"□ {run.text(paper.said)}"
    if line.risk is not None:
        yield run.say("当心", "beware"), run.text(line.risk)
    for number, document in enumerate(line.documents):
        label = run.say("文书", "documents") if number == 0 else ""
        yield label, document_words(run, document)


def _place(run: Run, line: TaskLine) -> Iterator[tuple[str, str]]:
    if line.at is not None:
        yield run.say("地点", "place"), run.text(line.at.title)
        if line.place is not None and line.place != line.at.title:
            yield "", run.text(line.place)
        for said in place_words(run, line.at):
            yield "", said
    if line.chance is not None:
        yield run.say("当心", "beware"), run.text(line.chance.said)


def _missing(run: Run, line: TaskLine) -> Iterator[tuple[str, str]]:
    for number, lack in enumerate(line.lacks):
        yield (run.say("还缺", "missing") if number == 0 else ""), run.say(lack.zh, lack.en)


def document_words(run: Run, document: DocumentLine) -> str:
    """`D02 授权委托书：还缺 身份证号、住址`."""
    said = run.say(*_DOCUMENTS[document.state])
    number = f" {document.number}" if document.number else ""
    missing = run.say("、", ", ").join(run.text(one) for one in document.missing)
    colon = run.say("：", ": ")
    return f"{document.key} {run.text(document.title)}{number}{colon}{said} {missing}".rstrip()


def waiting_words(run: Run, line: TaskLine) -> str:
    """`房东，12 天了（自 2026-03-01）：产权证不在手上`; on its first day `房东，今天起：…`."""
    if line.wait is None:
        return ""
    who, reason = run.text(line.wait.who), run.text(line.wait.reason)
    days, since = line.wait.days, line.wait.since
    said = run.say("今天起", "since today")
    if days:
        unit = "day" if days == 1 else "days"
        said = run.say(f"{days} 天了（自 {since}）", f"{days} {unit} (since {since})")
    return run.say(f"{who}，{said}：{reason}", f"{who}, {said}: {reason}") + _nudges(
        run, line.wait
    )


def _nudges(run: Run, wait: WaitLine) -> str:
    """`；电话 138…；催过 2 次，最近 03-05；03-09 再催`."""
    parts = []
    contact = run.text(wait.contact)
    if contact:
        parts.append(run.say(f"联系 {contact}", f"reach them by {contact}"))
    if wait.nudges:
        parts.append(
            run.say(
                f"催过 {wait.nudges} 次，最近 {wait.nudged_on}",
                f"reminded {wait.nudges} times, last on {wait.nudged_on}",
            )
        )
    if wait.again_on:
        parts.append(run.say(f"{wait.again_on} 再催", f"ask again on {wait.again_on}"))
    return "".join(run.say("；", "; ") + one for one in parts)


def short_line(run: Run, line: TaskLine) -> None:
    """A task in one or two lines: code, title, owner, and the day that comes first."""
    who = f" — {line.owner_name}" if line.owner_name else ""
    lead = f"  {pad(line.code, 7)} "
    put(f"{run.text(line.title)}{who}  [{run.text(line.standing_text)}]", first=lead)
    below = " " * 10
    if line.wait is not None:
        put(run.say("在等 ", "waits on ") + waiting_words(run, line), first=below)
    if line.deadlines:
        put(run.text(line.deadlines[0].short), first=below)
    if line.pending is not None and line.command:
        who = run.say("、", ", ").join(line.deciders) or "—"
        put(run.say(f"可由 {who} 决定：", f"to be decided by {who}:"), first=below)
        click.echo(f"{below}{line.command}")
