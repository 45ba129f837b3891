"""Deciding: approve, reject, waive, reopen, assign."""

from __future__ import annotations

from launchkit.cli.acting import on_task
from launchkit.cli.base import case_argument, command, option, task_argument
from launchkit.cli.run import Run


@command(
    case_argument(),
    task_argument(),
    option("--note", default="", zh="批注", en="note"),
    zh="同意这项任务上待决定的事：完成或豁免。不能批准自己经手的。",
    en="Agree with what is pending on the task: its end or a waiver. Nobody approves their own work.",
    examples=("launchkit approve 3 NB-16 --as H1",),
)
def approve(run: Run, case: str, task: str, note: str) -> int:
    """Somebody agrees."""
    outcome = run.office.desk.approve(run.call(), run.case_id(case), task, note=note)
    return on_task(run, outcome, task, "已批准：{}", "approved: {}")


@command(
    case_argument(),
    task_argument(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="退回待决定的事，须写理由。",
    en="Send back what is pending; a reason is required.",
    examples=("launchkit reject 3 NB-16 --reason 缺第 3 页 --as H1",),
)
def reject(run: Run, case: str, task: str, reason: str) -> int:
    """Somebody sends it back."""
    outcome = run.office.desk.reject(run.call(), run.case_id(case), task, reason=reason)
    return on_task(run, outcome, task, "已退回：{}", "sent back: {}")


@command(
    case_argument(),
    task_argument(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="申请豁免，由总部负责人另行批准。",
    en="Ask that the task need not be done; headquarters approves it.",
    examples=("launchkit waive 3 NB-21 --reason 园区不允许外立招牌 --as P1",),
)
def waive(run: Run, case: str, task: str, reason: str) -> int:
    """Somebody asks for a waiver."""
    outcome = run.office.desk.waive(run.call(), run.case_id(case), task, reason=reason)
    return on_task(
        run, outcome, task, "已申请豁免，待批准：{}", "waiver asked for, waits for approval: {}"
    )


@command(
    case_argument(),
    task_argument(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="重开已办结的任务；要素和它们的期限不变，后续任务的负责人会被告知。",
    en="Open finished work again; facts and their clocks stay, owners of what built on it are told.",
    examples=("launchkit reopen 3 NB-16 --reason 合同漏签骑缝章 --as P1",),
)
def reopen(run: Run, case: str, task: str, reason: str) -> int:
    """Finished work is open again."""
    outcome = run.office.desk.reopen(run.call(), run.case_id(case), task, reason=reason)
    return on_task(run, outcome, task, "已重开：{}", "open again: {}")


@command(
    case_argument(),
    task_argument(),
    option("--to", required=True, metavar="PERSON", zh="新的负责人", en="the new owner"),
    option("--helper", "helpers", multiple=True, metavar="PERSON", zh="协办人，可重复", en="a person who helps, repeatable"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="把任务交给另一个人负责。",
    en="Another person answers for the task.",
    examples=("launchkit assign 3 NB-16 --to P2 --reason 出差 --as P1",),
)  # fmt: skip
def assign(run: Run, case: str, task: str, to: str, helpers: tuple[str, ...], reason: str) -> int:
    """Another owner."""
    from launchkit.domain.ask import Ask  # noqa: PLC0415
    from launchkit.domain.rules.common import task_of  # noqa: PLC0415
    from launchkit.domain.telling.standing_in import handed_to  # noqa: PLC0415

    outcome = run.office.desk.assign(
        run.call(), run.case_id(case), task, to=to, helpers=helpers, reason=reason
    )
    known, house = outcome.case, run.office.desk.house()
    ask = Ask(actor=to, now=run.office.clock(), people=house.roster())
    said = handed_to(known, task_of(known, task), to, ask, house).said
    # A name may hold what stands for the title.
    zh, en = (one.replace("{", "{{").replace("}", "}}") for one in (said.zh, said.en))
    return on_task(run, outcome, task, f"{zh}：{{}}", f"{en}: {{}}")
