"""`next`: one thing on top with all it needs, then the others in order."""

from __future__ import annotations

from collections.abc import Iterable

import click

from launchkit.cli.base import command, option
from launchkit.cli.lines import head, pad, put, put_json
from launchkit.cli.run import Run
from launchkit.cli.task_page import print_task, short_line
from launchkit.domain.telling import Agenda, TaskLine, agenda, as_json

#: Up to so many open cases are all looked at; beyond, only those in which the person owns or decides something.
LOOK_AT_ALL = 30
_FOLLOWING = 8


@command(
    option("--person", metavar="PERSON", zh="谁的（默认 --as）", en="whose (default --as)"),
    option("--case", "case", metavar="CASE", zh="只看一个专案", en="one case only"),
    option("--all", "every", is_flag=True, zh="不省略", en="leave nothing out"),
    zh="现在先办哪一件：为什么、期限、去哪里、带什么、还缺什么、办完输什么；后面是其余的和在等的。",
    en="What to do now: why, by when, where, with which papers, what is missing, which command ends it; then the rest.",
    examples=("launchkit next --person P1", "launchkit next --as P1 --json"),
)
def next_(run: Run, person: str | None, case: str | None, *, every: bool) -> int:
    """What a person should take up."""
    who = person or run.settings.user
    office = run.office
    house = office.desk.house()
    if person is not None:
        house.person(person)
    ids = [run.case_id(case)] if case else list(_looked_at(run, who))
    found = agenda((office.desk.case(one) for one in ids), house, office.clock(), person=who)
    if run.json:
        put_json(agenda_json(found))
        return 0
    name = run.say("全体", "everybody") if who is None else f"{house.name(who)} ({who})"
    _print(run, found, name, every=every, cases=len(ids))
    return 0


def _looked_at(run: Run, who: str | None) -> Iterable[str]:
    """Cases in which a person may have something to do, without folding hundreds of them."""
    rows = run.office.desk.reading.cases(run.settings.user, states=("open",))
    if who is None or len(rows) <= LOOK_AT_ALL:
        return [row.case for row in rows]
    tasks = run.office.desk.reading.tasks(run.settings.user)
    wanted = {one.case for one in tasks if one.owner == who or one.state == "submitted"}
    return [row.case for row in rows if row.case in wanted or row.lead == who]


def agenda_json(found: Agenda) -> dict[str, object]:
    """The agenda with stable keys."""
    first, *then = found.doable or (None,)
    return {
        "person": found.person,
        "first": as_json(first),
        "then": as_json(then),
        "decisions": as_json(found.decisions),
        "waiting": as_json(found.waiting),
        "submitted": as_json(found.submitted),
        "coming": as_json(found.coming),
    }


def _print(run: Run, found: Agenda, name: str, *, every: bool, cases: int) -> None:
    if not found.doable:
        put(_nothing(run, name, cases))
    else:
        head(run.say(f"{name}：先办这一件", f"{name}: do this first"))
        print_task(run, found.doable[0])
    _section(run, ("待您决定", "For you to decide"), found.decisions, len(found.decisions))
    _section(run, ("接着办", "Then"), found.doable[1:], None if every else _FOLLOWING)
    _section(run, ("在等别人", "Waiting on others"), found.waiting, None)
    _section(run, ("已提交，等决定", "Handed in, waits for a decision"), found.submitted, None)
    if not found.doable:
        _coming(run, found)


def _nothing(run: Run, name: str, cases: int) -> str:
    if cases == 0:
        return run.say(
            "还没有在办的专案。开案：launchkit open 专案文件.yaml",
            "No open case yet. Open one: launchkit open CASE_FILE.yaml",
        )
    return run.say(f"{name}：现在没有可办的事。", f"{name}: nothing can be taken up right now.")


def _coming(run: Run, found: Agenda) -> None:
    """What the person will have to do next, and which tasks of others stand before it."""
    if not found.coming:
        return
    click.echo()
    head(run.say("接下来轮到您的", "Next for you, once others are done"))
    for line in found.coming:
        put(run.text(line.title), first=f"  {pad(line.code, 7)} ")
        needs = run.say("、", ", ").join(run.text(one) for one in line.needs)
        put(needs, first=run.say("          等 ", "          after "))


def _section(
    run: Run, title: tuple[str, str], lines: tuple[TaskLine, ...], most: int | None
) -> None:
    if not lines:
        return
    click.echo()
    head(run.say(f"{title[0]}（{len(lines)}）", f"{title[1]} ({len(lines)})"))
    shown = lines if most is None else lines[:most]
    for line in shown:
        short_line(run, line)
    if len(shown) < len(lines):
        more = len(lines) - len(shown)
        put(
            run.say(f"还有 {more} 项，全部显示：--all", f"{more} more, shown with --all"),
            first="  ",
        )
