"""Opening and closing cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from launchkit.cli.acting import finish
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.lines import put
from launchkit.cli.run import Run, no_file
from launchkit.domain.checklist import Text


@command(
    argument("file", zh="专案文件（YAML）", en="case file (YAML)"),
    option(
        "--again",
        is_flag=True,
        zh="一天之内已经开过同样的，也再开一个",
        en="open it although the same was opened within a day",
    ),
    zh="按专案文件开案：一次列出文件里的全部问题；公司、分公司、人员没有登记的先登记。不写 --as 时以文件里的总部负责人开案。",
    en="Open a case from a case file: all its problems are said at once; company, branch and people are registered if new. Without --as the hq_lead of the file opens it.",
    examples=("launchkit open examples/shenyang_tiexi.yaml",),
)
def open_(run: Run, file: str, *, again: bool) -> int:
    """A case begins."""
    from launchkit.cli import case_files  # noqa: PLC0415
    from launchkit.desk.opening import roles_held  # noqa: PLC0415
    from launchkit.domain.rules.house import require_opener  # noqa: PLC0415

    path = Path(file)
    if not path.is_file():
        raise no_file(file)
    case_file = case_files.read_case_file(path, run.settings.home)
    call = run.call(actor=case_files.decider_of(case_file))
    wanted = case_files.opening_of(run.office, case_file)
    actor, desk = run.office.desk.shelf.acting(call).actor, run.office.desk
    held = roles_held(run.office.store, desk.shelf, actor)
    # Who may not open it registers nothing on the way either.
    require_opener(desk.house(), actor, held, wanted.team)
    registered = case_files.register(run.office, case_file, call)
    outcome = desk.open(call, replace(wanted, once=not again))
    case = outcome.case
    if not run.json and not outcome.repeated:
        name = run.office.desk.house().name(call.actor)
        put(
            run.say(
                f"以 {name}（{call.actor}）的名义办理；登记 {len(registered)} 条公司、分公司、人员信息。",
                f"Acting as {name} ({call.actor}); {len(registered)} house entries registered.",
            )
        )
    said = Text(
        zh=f"已开立 {case.number} {case.name}（编号 {case.id}，{len(case.tasks)} 项任务）",
        en=f"opened {case.number} {case.name} (id {case.id}, {len(case.tasks)} tasks)",
    )
    return finish(run, outcome, said)


@command(
    case_argument(),
    option("--note", default="", zh="结案说明", en="note"),
    zh="结案：全部任务、文书、发现都了结后，由总部负责人办理。",
    en="Close the case: headquarters, once nothing is open in it.",
    examples=("launchkit close 3 --as H1",),
)
def close(run: Run, case: str, note: str) -> int:
    """The case ends."""
    outcome = run.office.desk.close(run.call(), run.case_id(case), note=note)
    number = outcome.case.number
    return finish(run, outcome, Text(zh=f"{number} 已结案", en=f"{number} is closed"))
