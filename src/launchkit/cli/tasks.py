"""Working on tasks: start, done, attach, block, unblock."""

from __future__ import annotations

from typing import Any

import click

from launchkit.cli.acting import on_task
from launchkit.cli.base import argument, case_argument, command, option, task_argument
from launchkit.cli.given import attachment, attachments_of, facts_of
from launchkit.cli.run import Run
from launchkit.domain.rules.common import task_of
from launchkit.domain.telling.words import PARTIES


@command(
    case_argument(),
    task_argument(),
    zh="开始办理：前置都办好才能开始。",
    en="Work begins; its needs have to be met.",
    examples=("launchkit start 3 NB-16 --as P1",),
)
def start(run: Run, case: str, task: str) -> int:
    """Work begins."""
    outcome = run.office.desk.start(run.call(), run.case_id(case), task)
    return on_task(run, outcome, task, "开始办理 {}", "started {}")


@command(
    case_argument(),
    task_argument(),
    option(
        "--fact",
        multiple=True,
        metavar="K=V",
        zh="要素，可重复；金额写元；K=@表.yaml 读入表格",
        en="a fact, repeatable; amounts in yuan; K=@file.yaml reads a table",
    ),
    option(
        "--evidence",
        multiple=True,
        metavar="[RULE=]FILE",
        zh="凭证文件，可重复；可写明凭证代号",
        en="an evidence file, repeatable; its rule may be named",
    ),
    option("--note", default="", zh="凭证备注", en="note on the evidence"),
    zh="办结：要素、凭证和办结一次写入，缺什么一次说全。",
    en="Finish: facts, evidence and the end are written together; all that lacks is said at once.",
    examples=(
        "launchkit done 3 NB-16 --fact lease_signed_on=2026-03-05 --evidence lease=合同.pdf --as P1",
        "launchkit done 3 NB-16 --on 2026-03-05 --request 7f3a --as P1",
    ),
)
def done(
    run: Run, case: str, task: str, fact: tuple[str, ...], evidence: tuple[str, ...], note: str
) -> int:
    """A task is finished."""
    stated, files = facts_of(fact), attachments_of(evidence, note=note)
    call, found = run.call(), run.case_id(case)
    outcome = run.office.desk.done(call, found, task, stated=stated, files=files)
    if task_of(outcome.case, task).pending == "done":
        return on_task(
            run, outcome, task, "已报完成，待批准：{}", "handed in, waits for approval: {}"
        )
    return on_task(run, outcome, task, "办结 {}", "finished {}")


@command(
    case_argument(),
    task_argument(),
    argument("files", nargs=-1, required=True, zh="文件", en="files"),
    option("--rule", metavar="RULE", zh="凭证代号（默认：第一个未满足的）", en="evidence rule (default: the first not satisfied)"),
    option("--note", default="", zh="备注", en="note"),
    zh="提交凭证：按内容识别，20 MB 以内的 PDF、JPEG、PNG、HEIC、XLSX、DOCX、纯文本。",
    en="Attach evidence, told by content: PDF, JPEG, PNG, HEIC, XLSX, DOCX, plain text up to 20 MB.",
    examples=("launchkit attach 3 NB-16 合同.pdf --rule lease --as P1",),
)  # fmt: skip
def attach(
    run: Run, case: str, task: str, files: tuple[str, ...], rule: str | None, note: str
) -> int:
    """Files prove something about a task."""
    taken = [attachment(one, rule=rule, note=note) for one in files]
    outcome = run.office.desk.attach(run.call(), run.case_id(case), task, taken)
    return on_task(run, outcome, task, "凭证已提交：{}", "evidence attached to {}")


@command(
    case_argument(),
    task_argument(),
    option("--waiting-on", default="", metavar="WHO", zh="在等谁", en="on whom"),
    option("--reason", default="", zh="为什么", en="why"),
    option(
        "--party",
        type=click.Choice(sorted(PARTIES)),
        default="other",
        metavar="PARTY",
        zh=f"对方类别：{'、'.join(f'{key} {one.zh}' for key, one in PARTIES.items())}",
        en=f"kind of party: {', '.join(PARTIES)}",
    ),
    option("--since", metavar="DATE", zh="从哪天起（默认今天）", en="since when (default today)"),
    option("--contact", default="", zh="怎么联系对方", en="how to reach them"),
    option("--again", "again_on", metavar="DATE", zh="哪天再催", en="when to ask again"),
    zh="办不了：写明在等谁、为什么；等待天数会一直显示。",
    en="Cannot go on: say on whom and why; the days of waiting are shown from now on.",
    examples=("launchkit block 3 NB-16 --waiting-on 房东 --reason 产权证不在手上 --as P1",),
)
def block(run: Run, case: str, task: str, **given: Any) -> int:
    """A task waits on somebody."""
    outcome = run.office.desk.block(run.call(), run.case_id(case), task, **given)
    who = given["waiting_on"]
    return on_task(run, outcome, task, f"等待{who}：{{}}", f"waits on {who}: {{}}")


@command(
    case_argument(),
    task_argument(),
    zh="等到了，任务可以继续。",
    en="The wait is over.",
    examples=("launchkit unblock 3 NB-16 --as P1",),
)
def unblock(run: Run, case: str, task: str) -> int:
    """The wait is over."""
    outcome = run.office.desk.unblock(run.call(), run.case_id(case), task)
    return on_task(run, outcome, task, "不再等待：{}", "no longer waits: {}")
