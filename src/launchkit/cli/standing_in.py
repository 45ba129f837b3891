"""Standing in for each other: delegate, absent, back, deputy, break-glass, and nudging outside parties."""

from __future__ import annotations

from datetime import date

from launchkit.cli.acting import finish, on_task
from launchkit.cli.base import argument, case_argument, command, option, task_argument
from launchkit.cli.given import day_given
from launchkit.cli.run import Misused, Run
from launchkit.domain.checklist import Text
from launchkit.domain.rules.people import NUDGES


def _today(run: Run, case: str) -> date:
    found = run.office.desk.case(case)
    return found.local_day(run.office.clock())


@command(
    case_argument(),
    option("--to", metavar="PERSON", zh="委托给谁", en="to whom"),
    option("--role", "roles", multiple=True, metavar="ROLE", zh="委托自己的哪个角色，可重复", en="which of one's own roles, repeatable"),
    option("--task", "tasks", multiple=True, metavar="TASK", zh="只限这些任务，可重复", en="only these tasks, repeatable"),
    option("--from", "begins", metavar="DATE", zh="从哪天起（默认今天）", en="from (default today)"),
    option("--until", "ends", metavar="DATE", zh="到哪天止", en="until"),
    option("--end", "end", metavar="DELEGATION", zh="收回一项委托，如 d-1", en="end a delegation, like d-1"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="把自己的权限委托给一位同事：写明给谁、到哪天、哪些角色或任务；受托人不能再转委托。",
    en="Lend one's own rights to a colleague: to whom, until when, for which roles or tasks; they are not lent on.",
    examples=(
        "launchkit delegate 3 --to H2 --role hq_fin --until 2026-03-20 --reason 出差 --as F1",
        "launchkit delegate 3 --end d-1 --as F1",
    ),
)  # fmt: skip
def delegate(  # noqa: PLR0913, PLR0917  the parts of a delegation
    run: Run,
    case: str,
    to: str | None,
    roles: tuple[str, ...],
    tasks: tuple[str, ...],
    begins: str | None,
    ends: str | None,
    end: str | None,
    reason: str,
) -> int:
    """Somebody lends rights, or takes them back."""
    people, case_id = run.office.desk.people, run.case_id(case)
    if end is not None:
        outcome = people.end_delegation(run.call(), case_id, end, reason=reason)
        return finish(run, outcome, Text(zh=f"已收回委托 {end}", en=f"delegation {end} ended"))
    if to is None or ends is None:
        raise Misused(
            "委托须写明给谁（--to）和到哪天止（--until）。",
            "Name whom it goes to (--to) and its last day (--until).",
        )
    outcome = people.delegate(
        run.call(),
        case_id,
        to=to,
        begins=day_given(begins) or _today(run, case_id),
        ends=day_given(ends) or _today(run, case_id),
        roles=roles,
        tasks=tasks,
        reason=reason,
    )
    name = run.office.desk.house().name(to)
    return finish(
        run, outcome, Text(zh=f"已委托 {name} 至 {ends}", en=f"lent to {name} until {ends}")
    )


@command(
    case_argument(),
    argument("person", required=False, zh="谁（默认自己）", en="who (default oneself)"),
    option("--from", "begins", metavar="DATE", zh="从哪天起（默认今天）", en="from (default today)"),
    option("--until", "ends", metavar="DATE", zh="到哪天止（不写：返岗时再说）", en="until (none: until they say they are back)"),
    option("--deputy", metavar="PERSON", zh="由谁代理（默认按规则找）", en="who stands in (default: found by rule)"),
    option("--reason", default="", zh="说明（可不写；只有本案能看到）", en="note (optional; seen in this case only)"),
    zh="登记不在岗：到那天，手上的任务都交给代理人；返岗后自动交回。",
    en="State an absence: when it begins, open tasks go to the deputy, and come back afterwards.",
    examples=("launchkit absent 3 --until 2026-03-08 --deputy P2 --as P1",),
)  # fmt: skip
def absent(  # noqa: PLR0913, PLR0917  the parts of an absence
    run: Run,
    case: str,
    person: str | None,
    begins: str | None,
    ends: str | None,
    deputy: str | None,
    reason: str,
) -> int:
    """Somebody is away."""
    call, case_id = run.call(), run.case_id(case)
    who = person or call.actor
    outcome = run.office.desk.people.state_absence(
        call,
        case_id,
        person=who,
        begins=day_given(begins) or _today(run, case_id),
        ends=day_given(ends),
        deputy=deputy,
        reason=reason,
    )
    name = run.office.desk.house().name(who)
    return finish(
        run, outcome, Text(zh=f"{name} 不在岗，已登记", en=f"absence of {name} recorded")
    )


@command(
    case_argument(),
    argument("person", required=False, zh="谁（默认自己）", en="who (default oneself)"),
    zh="返岗：从今天（或 --on 那天）起又在，交出去的任务回到手上。",
    en="Back from today (or --on DATE): what was handed on comes back.",
    examples=("launchkit back 3 --as P1",),
)
def back(run: Run, case: str, person: str | None) -> int:
    """Somebody is back."""
    call, case_id = run.call(), run.case_id(case)
    who = person or call.actor
    outcome = run.office.desk.people.end_absence(call, case_id, who)
    name = run.office.desk.house().name(who)
    return finish(run, outcome, Text(zh=f"{name} 已返岗", en=f"{name} is back"))


@command(
    case_argument(),
    argument("person", zh="谁", en="whose"),
    argument("deputy", required=False, zh="代理人（不写：取消）", en="the deputy (none: nobody any more)"),
    zh="指定代理人：本人没有动静时通知他，本人不在时由他代理。",
    en="Name a deputy: told when the person does not act, and stands in when they are away.",
    examples=("launchkit deputy 3 H1 H2 --as H1",),
)  # fmt: skip
def deputy(run: Run, case: str, person: str, deputy: str | None) -> int:
    """Who stands in."""
    outcome = run.office.desk.people.name_deputy(
        run.call(), run.case_id(case), person=person, deputy=deputy
    )
    house = run.office.desk.house()
    said = (
        Text(zh=f"{house.name(person)} 不再有代理人", en=f"{house.name(person)} has no deputy")
        if deputy is None
        else Text(
            zh=f"{house.name(person)} 的代理人：{house.name(deputy)}",
            en=f"{house.name(deputy)} stands in for {house.name(person)}",
        )
    )
    return finish(run, outcome, said)


@command(
    case_argument(),
    task_argument(),
    option("--reason", default="", zh="为什么不能等", en="why it cannot wait"),
    zh="应急越权：24 小时内可办这一项任务，总部立即知道、事后复核；自己经手的仍不能自己批。",
    en="Emergency right on one task for 24 hours; headquarters is told at once and reviews it. Own work stays unapprovable.",
    examples=("launchkit break-glass 3 EC-06 --reason 财务失联，账户正在转出 --as P2",),
)
def break_glass(run: Run, case: str, task: str, reason: str) -> int:
    """Somebody takes a right in an emergency."""
    outcome = run.office.desk.people.break_glass(
        run.call(), run.case_id(case), task, reason=reason
    )
    return on_task(run, outcome, task, "24 小时应急权限：{}", "emergency right for 24 hours: {}")


@command(
    case_argument(),
    task_argument(),
    argument("person", required=False, zh="谁（默认自己）", en="who (default oneself)"),
    option("--off", is_flag=True, zh="不再关注", en="no longer"),
    zh="关注一项任务：不办，但逾期时会被告知。",
    en="Watch a task: told when it is late, without working on it.",
    examples=("launchkit watch 3 NB-16 --as H2",),
)
def watch(run: Run, case: str, task: str, person: str | None, *, off: bool) -> int:
    """Somebody is told about a task."""
    call = run.call()
    who = person or call.actor
    outcome = run.office.desk.people.watch(
        call, run.case_id(case), task, person=who, watching=not off
    )
    name = run.office.desk.house().name(who)
    if off:
        return on_task(
            run, outcome, task, f"{name} 不再关注 {{}}", f"{name} no longer watches {{}}"
        )
    return on_task(run, outcome, task, f"{name} 关注 {{}}", f"{name} watches {{}}")


@command(
    case_argument(),
    task_argument(),
    option("--how", default="phone", metavar="HOW", zh=f"方式：{'、'.join(NUDGES)}", en=f"one of {', '.join(NUDGES)}"),
    option("--again", "again_on", metavar="DATE", zh="哪天再催", en="when to ask again"),
    option("--note", default="", zh="对方怎么说", en="what they said"),
    zh="催办：提醒任务在等的外部方，记一次。",
    en="Remind the outside party a task waits on; it is counted.",
    examples=("launchkit nudge 3 NB-16 --how phone --again 2026-03-09 --note 说周一给 --as P1",),
)  # fmt: skip
def nudge(run: Run, case: str, task: str, how: str, again_on: str | None, note: str) -> int:
    """An outside party is reminded."""
    outcome = run.office.desk.people.nudge(
        run.call(),
        run.case_id(case),
        task,
        how=how,
        again_on=day_given(again_on),
        note=note,
    )
    return on_task(run, outcome, task, "已催办：{}", "reminded: {}")
