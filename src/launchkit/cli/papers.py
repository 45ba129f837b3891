"""Where to go for a task and what to put into the bag."""

from __future__ import annotations

import click

from launchkit.cli.base import case_argument, command, task_argument
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.place import place_words
from launchkit.cli.run import Run
from launchkit.cli.task_page import document_words
from launchkit.domain.rules.common import task_of
from launchkit.domain.telling import TaskLine, as_json, task_line

#: stable for programs
_KEYS = ("case", "number", "key", "code", "title", "place", "at", "papers", "documents", "lacks")


@command(
    case_argument(),
    task_argument(),
    zh="办一项任务去哪里、带什么材料、哪些文书已好、还缺什么。",
    en="Where to go for a task, which papers to bring, which documents are there, what is missing.",
    examples=("launchkit papers 3 NB-20",),
)
def papers(run: Run, case: str, task: str) -> int:
    """The bag for a task."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    line = task_line(known, task_of(known, task), desk.house(), run.office.clock())
    if run.json:
        put_json({key: as_json(getattr(line, key)) for key in _KEYS})
        return 0
    head(f"{line.code}  {run.text(line.title)}")
    _place(run, line)
    if not line.papers and not line.documents:
        put(run.say("不需要带材料。", "No papers are needed."), first="  ")
    for paper in line.papers:
        put(run.text(paper.said), first="  □ ")
    for document in line.documents:
        mark = "☑" if document.state == "issued" else "□"
        put(document_words(run, document), first=f"  {mark} ")
    issue = [one.key for one in line.documents if one.state in ("ready", "stale", "prepared")]
    if issue:
        click.echo(f"      launchkit issue {line.number} {' '.join(issue)}")
    for lack in line.lacks:
        put(run.say(lack.zh, lack.en), first=run.say("  还缺  ", "  missing  "))
    return 0


def _place(run: Run, line: TaskLine) -> None:
    if line.at is None:
        return
    put(run.text(line.at.title), first=run.say("  地点  ", "  place  "))
    for said in place_words(run, line.at):
        put(said, first="        ")
