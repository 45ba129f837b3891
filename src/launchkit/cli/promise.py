"""What outsiders were told to count on: make, keep, break, withdraw, move, list."""

from __future__ import annotations

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import SaidArgument, argument, case_argument, command, option
from launchkit.cli.dates import day_of
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.domain.checklist import Text
from launchkit.domain.custody import SETTLED_AS
from launchkit.domain.telling import as_json, days_left
from launchkit.domain.telling.custody import PromiseLine, promise_line


def _promise() -> SaidArgument:
    return argument("promise", zh="承诺，如 p-1", en="promise, like p-1")


@command(
    case_argument(),
    option("--to", required=True, zh="对谁承诺，如 房东赵先生", en="to whom"),
    option("--what", required=True, zh="承诺什么", en="what was promised"),
    option("--by", required=True, metavar="DATE", zh="到哪天", en="by which day"),
    option("--task", metavar="TASK", zh="为哪项任务", en="for which task"),
    option("--contact", default="", zh="联系方式", en="how to reach them"),
    zh="登记一项对外承诺：对谁、什么、到哪天。",
    en="Record what an outsider was told to count on: to whom, what, by when.",
    examples=("launchkit promise make 3 --to 房东赵先生 --what 付清押金 --by 2026-03-13 --contact 13900000000 --as P1",),
)  # fmt: skip
def promise_make(  # noqa: PLR0913, PLR0917  the parts of a promise
    run: Run, case: str, to: str, what: str, by: str, task: str | None, contact: str
) -> int:
    """Somebody outside counts on something."""
    outcome = run.office.desk.holdings.promise(
        run.call(), run.case_id(case), to=to, what=what, by=day_of(by), task=task, contact=contact
    )
    newest = next(reversed(tuple(outcome.case.promises)), "")
    said = Text(zh=f"已登记承诺 {newest}，到 {by}", en=f"promise {newest} recorded, by {by}")
    return finish(run, outcome, said)


@command(
    case_argument(),
    _promise(),
    option("--note", default="", zh="批注", en="note"),
    zh="承诺兑现了。",
    en="The promise was kept.",
    examples=("launchkit promise keep 3 p-1 --as P1",),
)
def promise_keep(run: Run, case: str, promise: str, note: str) -> int:
    """A promise was kept."""
    return _settle(run, case, promise, "kept", note)


@command(
    case_argument(),
    _promise(),
    option(
        "--note", "--reason", "note", default="", zh="为什么没有做到", en="why it was not kept"
    ),
    zh="承诺没有做到，须写原因。",
    en="The promise was broken; say why.",
    examples=("launchkit promise break 3 p-1 --reason 总部付款延后 --as P1",),
)
def promise_break(run: Run, case: str, promise: str, note: str) -> int:
    """A promise was broken."""
    return _settle(run, case, promise, "broken", note)


@command(
    case_argument(),
    _promise(),
    option("--note", "--reason", "note", default="", zh="为什么撤回", en="why it is withdrawn"),
    zh="承诺撤回，对方不再指望，须写原因。",
    en="The promise is withdrawn, nobody counts on it; say why.",
    examples=("launchkit promise withdraw 3 p-1 --reason 改租别处 --as P1",),
)
def promise_withdraw(run: Run, case: str, promise: str, note: str) -> int:
    """A promise is withdrawn."""
    return _settle(run, case, promise, "withdrawn", note)


def _settle(run: Run, case: str, promise: str, outcome: str, note: str) -> int:
    done = run.office.desk.holdings.settle_promise(
        run.call(), run.case_id(case), promise, outcome=outcome, note=note
    )
    how = SETTLED_AS[outcome]
    return finish(run, done, Text(zh=f"承诺 {promise} {how.zh}", en=f"promise {promise} {how.en}"))


@command(
    case_argument(),
    _promise(),
    option("--by", required=True, metavar="DATE", zh="改到哪天", en="the new day"),
    option("--note", "--reason", "note", default="", zh="为什么改期", en="why it moves"),
    zh="承诺改期，已告知对方，须写原因。",
    en="Another day was named to them; say why.",
    examples=("launchkit promise move 3 p-1 --by 2026-03-16 --reason 周末不办公 --as P1",),
)
def promise_move(run: Run, case: str, promise: str, by: str, note: str) -> int:
    """Another day."""
    outcome = run.office.desk.holdings.move_promise(
        run.call(), run.case_id(case), promise, by=day_of(by), note=note
    )
    said = Text(zh=f"承诺 {promise} 改到 {by}", en=f"promise {promise} moved to {by}")
    return finish(run, outcome, said)


@command(
    case_argument(),
    option("--all", "every", is_flag=True, zh="连同已了结的", en="with those that are settled"),
    zh="对外承诺，最近的在前。",
    en="Promises to outsiders, the nearest first.",
    examples=("launchkit promise list 3",),
)
def promise_list(run: Run, case: str, *, every: bool) -> int:
    """Promises."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    today = known.local_day(run.office.clock())
    lines = sorted(
        (
            promise_line(one, desk.house(), today)
            for one in known.promises.values()
            if every or one.open
        ),
        key=lambda one: (one.by, one.promise),
    )
    if run.json:
        put_json({"case": known.id, "number": known.number, "promises": as_json(lines)})
        return 0
    if not lines:
        put(run.say("没有未了结的承诺。", "No promise is open."))
    for one in lines:
        put(_said(run, one), first="  ")
    return 0


def _said(run: Run, one: PromiseLine) -> str:
    left = days_left(one.days_left) if one.outcome_text is None else one.outcome_text
    more = f" · {run.text(one.contact)}" if one.contact.zh else ""
    moved = run.say(f"（改期 {one.moved} 次）", f" (moved {one.moved}×)") if one.moved else ""
    return (
        f"{one.promise}  {one.by} {run.text(left)}{moved}  {run.text(one.to)}: "
        f"{run.text(one.what)}{more} — {one.keeper_name}"
    )


promise = NestedGroup(
    "promise",
    {
        str(one.name).removeprefix("promise-"): one
        for one in (
            promise_make,
            promise_keep,
            promise_break,
            promise_withdraw,
            promise_move,
            promise_list,
        )
    },
    zh="对外承诺：对外面的人说过到哪天做什么。",
    en="Promises: what outsiders were told to count on, and by when.",
)
