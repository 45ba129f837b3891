"""What comes to a case while it runs: instances, added items, people, answers to findings."""

from __future__ import annotations

from typing import Any

from launchkit.cli.acting import finish
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.run import Misused, Run
from launchkit.domain.checklist import Text
from launchkit.domain.telling import team_lines


@command(
    case_argument(),
    argument("collection", zh="哪一批，如 hire", en="which collection, like hire"),
    option("--label", default="", zh="称呼，如姓名或证照名", en="what it is called"),
    option("--complete", is_flag=True, zh="不再增加，登记齐全", en="no more are expected"),
    zh="登记一名录用人员、一个证照……它的任务随即出现；--complete 表示这一批已齐全。",
    en="Add a hire, a licence …: its tasks appear. --complete says that no more are expected.",
    examples=("launchkit instance 3 hire --label 王芳 --as P1", "launchkit instance 3 hire --complete --as P1"),
)  # fmt: skip
def instance(run: Run, case: str, collection: str, label: str, *, complete: bool) -> int:
    """One more instance, or the collection is complete."""
    call, found, desk = run.call(), run.case_id(case), run.office.desk
    if complete and label:
        raise Misused(
            "--complete 不能与 --label 同用；先登记，再宣布齐全。",
            "--complete does not go with --label; add first, then declare complete.",
        )
    if complete:
        outcome = desk.complete_collection(call, found, collection)
        said = Text(zh=f"{collection} 已登记齐全", en=f"{collection} is complete")
    else:
        outcome = desk.add_instance(call, found, collection, label=label)
        newest = outcome.case.groups[collection].instances[-1]
        said = Text(zh=f"已登记 {newest} {label}".rstrip(), en=f"added {newest} {label}".rstrip())
    return finish(run, outcome, said)


@command(
    case_argument(),
    argument("item", zh="代号：小写字母开头，如 extra_key", en="id: lower-case, like extra_key"),
    option("--title", required=True, zh="名称", en="title"),
    option("--owner", required=True, metavar="ROLE|PERSON", zh="负责的角色或人员", en="role or person who answers for it"),
    option("--reason", required=True, zh="为什么增加", en="why it is added"),
    option("--needs", multiple=True, metavar="TASK", zh="它的前置，可重复", en="what it needs, repeatable"),
    option("--needed-by", multiple=True, metavar="TASK", zh="哪些任务要等它，可重复", en="what has to wait for it, repeatable"),
    option("--due", metavar="DATE", zh="约定日期", en="agreed date"),
    zh="给本案另加一项任务；清单不变。",
    en="One more thing to do in this case; the checklist stays as it is.",
    examples=("launchkit add 3 extra_key --title 配备用钥匙 --owner lead --reason 房东只给一把 --as P1",),
)  # fmt: skip
def add(run: Run, case: str, item: str, **given: Any) -> int:
    """An ad-hoc item."""
    from launchkit.cli.dates import day_of  # noqa: PLC0415
    from launchkit.domain.entries import ItemAdded  # noqa: PLC0415
    from launchkit.domain.rules.common import task_of  # noqa: PLC0415

    call, found = run.call(), run.case_id(case)
    known = run.office.desk.case(found)
    due = given["due"]
    entry = ItemAdded(
        item=item,
        title=given["title"],
        owner=given["owner"],
        reason=given["reason"],
        needs=tuple(task_of(known, one).key for one in given["needs"]),
        needed_by=tuple(task_of(known, one).item.id for one in given["needed_by"]),
        due_on=None if due is None else day_of(due).isoformat(),
    )
    outcome = run.office.desk.add_item(call, found, entry)
    title = given["title"]
    said = Text(zh=f"本案增加 {item} {title}", en=f"added {item} {title}")
    return finish(run, outcome, said, task=item)


@command(
    case_argument(),
    option("--person", required=True, metavar="PERSON", zh="人员代码", en="code of the person"),
    option("--role", "roles", multiple=True, metavar="ROLE", zh="角色，可重复", en="role, repeatable"),
    option("--remove", is_flag=True, zh="退出本案", en="leaves the case"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="成员变动，由总部负责人办理：写明全部角色，或 --remove 退出。",
    en="Change the team (headquarters): give all roles of the person, or --remove.",
    examples=("launchkit team 3 --person P2 --role mate --as H1", "launchkit team 3 --person P2 --remove --reason 调回 --as H1"),
)  # fmt: skip
def team(
    run: Run, case: str, person: str, roles: tuple[str, ...], reason: str, *, remove: bool
) -> int:
    """A person joins, changes roles or leaves."""
    if remove == bool(roles):
        raise Misused(
            "请写 --role 角色（可多个），或写 --remove。",
            "Give --role (one or more), or --remove.",
        )
    outcome = run.office.desk.change_team(
        run.call(), run.case_id(case), person=person, roles=roles, reason=reason
    )
    name = run.office.desk.house().name(person)
    if remove:
        return finish(run, outcome, Text(zh=f"{name} 已退出本案", en=f"{name} has left the case"))
    team = {one.person: one for one in team_lines(outcome.case, run.office.desk.house())}
    held = team[person].roles_text
    said = Text(zh=f"{name} 现任 {held.zh}", en=f"{name} is now {held.en}")
    return finish(run, outcome, said)


@command(
    case_argument(),
    argument("finding", zh="审计发现的编号（见 show）", en="id of the finding (see show)"),
    option("--reason", "--answer", "reason", default="", zh="答复", en="the answer"),
    zh="答复一条审计发现；它一直挂着，直到有答复。",
    en="Answer a finding; it stays until it is answered.",
    examples=("launchkit answer 3 entered_late:sign_lease:41 --reason 当天没有网络 --as P1",),
)
def answer(run: Run, case: str, finding: str, reason: str) -> int:
    """A finding gets its answer."""
    outcome = run.office.desk.answer_finding(run.call(), run.case_id(case), finding, answer=reason)
    return finish(run, outcome, Text(zh=f"已答复 {finding}", en=f"answered {finding}"))
