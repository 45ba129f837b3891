"""A case in crisis: its severity, the timeline of facts, and reports to headquarters."""

from __future__ import annotations

from pathlib import Path

import click

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.run import Misused, Run, no_file
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import LEVELS, REPORT_FORMS, ReportForm
from launchkit.domain.crisis_cadence import ReportDue, reports_due
from launchkit.domain.errors import NotFound
from launchkit.domain.telling import as_json, local_time, typed
from launchkit.domain.telling.report_text import PARTS, draft_text, parts_of
from launchkit.domain.telling.situation import situation
from launchkit.domain.telling.timeline import HappeningLine, timeline


@command(
    case_argument(),
    argument("level", type=int, zh="级别 1 至 4，1 级最重", en="level 1 to 4, 1 the worst"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="定级（总部负责人）；报告的时点随之变化。",
    en="Grade the case (headquarters); when reports are due changes with it.",
    examples=("launchkit severity 3 2 --reason 营业款去向不明 --as H1",),
)
def severity(run: Run, case: str, level: int, reason: str) -> int:
    """Headquarters grades."""
    outcome = run.office.desk.crisis.set_severity(
        run.call(), run.case_id(case), level, reason=reason
    )
    said = LEVELS[level]
    return finish(run, outcome, Text(zh=f"已定为{said.zh}", en=f"severity set to {said.en}"))


# --- happenings -------------------------------------------------------------------------------------------------------------


@command(
    case_argument(),
    option("--at", required=True, zh="何时：2026-03-02、2026-03-02T14 或 2026-03-02T14:05", en="when: 2026-03-02, 2026-03-02T14 or 2026-03-02T14:05"),
    option("--what", required=True, zh="发生了什么", en="what happened"),
    option("--source", required=True, zh="出处：谁说的，哪份材料", en="who or which paper says so"),
    option("--task", metavar="TASK", zh="与哪项任务有关", en="the task it concerns"),
    zh="记一条经过：已经发生的事实，不是自己办了什么。",
    en="Note a happening: a fact out there, not what one did oneself.",
    examples=("launchkit happening add 3 --at 2026-03-02T08:40 --what 保险柜打开，无现金 --source 开柜录像 --as P1",),
)  # fmt: skip
def happening_add(run: Run, case: str, at: str, what: str, source: str, task: str | None) -> int:
    """A fact is noted."""
    outcome = run.office.desk.crisis.note_happening(
        run.call(), run.case_id(case), at=at, what=what, source=source, task=task
    )
    number = next(reversed(tuple(outcome.case.happenings)), "")
    return finish(run, outcome, Text(zh=f"已记经过 {number}", en=f"happening {number} noted"))


@command(
    case_argument(),
    argument("happening", zh="经过，如 h-1", en="happening, like h-1"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="撤回一条经过；它仍可查看，正确的另记一条。",
    en="Withdraw a happening; it stays readable, the right one is noted anew.",
    examples=("launchkit happening withdraw 3 h-1 --reason 看错日期 --as P1",),
)
def happening_withdraw(run: Run, case: str, happening: str, reason: str) -> int:
    """A fact does not hold."""
    outcome = run.office.desk.crisis.withdraw_happening(
        run.call(), run.case_id(case), happening, reason=reason
    )
    return finish(run, outcome, Text(zh=f"已撤回 {happening}", en=f"{happening} withdrawn"))


@command(
    case_argument(),
    zh="经过表：按发生时间排列，撤回的写明理由。",
    en="The timeline, in the order in which things happened; withdrawn ones say why.",
    examples=("launchkit happening list 3",),
)
def happening_list(run: Run, case: str) -> int:
    """The timeline."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    lines = timeline(known, desk.house())
    if run.json:
        put_json({"case": known.id, "number": known.number, "happenings": as_json(lines)})
        return 0
    for one in lines:
        _print_happening(run, one)
    if not lines:
        put(run.say("还没有记经过。", "No happening was noted yet."))
    return 0


def _print_happening(run: Run, one: HappeningLine) -> None:
    mark = "✗" if one.withdrawn else "·"
    put(run.text(one.what), first=f"{mark} {run.text(one.when)}  ")
    source = run.text(one.source)
    put(
        run.say(
            f"{one.happening}，出处：{source}（{one.by_name}记）",
            f"{one.happening}, source: {source} (noted by {one.by_name})",
        ),
        first="    ",
    )
    if one.withdrawn:
        why = run.text(one.withdrawn_reason)
        put(run.say(f"已撤回：{why}", f"withdrawn: {why}"), first="    ")


happening = NestedGroup(
    "happening",
    {
        str(one.name).removeprefix("happening-"): one
        for one in (happening_add, happening_withdraw, happening_list)
    },
    zh="经过：发生了什么、何时、谁说的；只增不改。",
    en="The timeline of facts: what happened, when, who says so; never edited.",
)


# --- reports ----------------------------------------------------------------------------------------------------------------


def _form() -> click.Parameter:
    return option("--form", type=click.Choice([one.value for one in ReportForm]), default="situation", show_default=True, zh="情况报告或高管报告", en="situation or executive report")  # fmt: skip


@command(
    case_argument(),
    _form(),
    zh="由专案记录算出的报告草稿：现状、行动、需求。存成文件改好，再用 report file --from 提交。",
    en="The draft of a report from the trail: conditions, actions, needs. Edit it as a file, then: report file --from.",
    examples=("launchkit report draft 3 > 报告.md", "launchkit report draft 3 --form executive"),
)
def report_draft(run: Run, case: str, form: str) -> int:
    """What the trail says."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    found = situation(
        known, run.office.clock(), form=ReportForm(form), people=desk.house().roster()
    )
    if run.json:
        put_json(as_json(found))
    else:
        click.echo(draft_text(found, run.lang), nl=False)
    return 0


@command(
    case_argument(),
    _form(),
    option("--from", "from_", metavar="FILE", zh="改好的草稿（- 为标准输入）", en="the edited draft (- for standard input)"),
    option("--conditions", zh="现状", en="conditions"),
    option("--actions", zh="行动", en="actions"),
    option("--needs", zh="需求", en="needs"),
    zh="提交报告；没有写的部分按专案记录填。",
    en="File a report; parts that are not written are filled from the trail.",
    examples=("launchkit report file 3 --from 报告.md --as P1", "launchkit report file 3 --needs 请派出纳一名 --as P1"),
)  # fmt: skip
def report_file(  # noqa: PLR0913, PLR0917  click gives each option by name
    run: Run,
    case: str,
    form: str,
    from_: str | None,
    conditions: str | None,
    actions: str | None,
    needs: str | None,
) -> int:
    """A report is filed."""
    given = {"conditions": conditions, "actions": actions, "needs": needs}
    parts = {**_read(from_), **{key: text for key, text in given.items() if text is not None}}
    outcome = run.office.desk.crisis.file_report(
        run.call(), run.case_id(case), ReportForm(form), parts
    )
    number = next(reversed(tuple(outcome.case.reports)), "")
    title = REPORT_FORMS[ReportForm(form)]
    code = finish(
        run,
        outcome,
        Text(zh=f"已提交{title.zh} {number}", en=f"{title.en} {number} filed"),
    )
    if not run.json:
        _print_printing(run, outcome.case, form, number)
    return code


def _read(path: str | None) -> dict[str, str]:
    if path is None:
        return {}
    if path != "-" and not Path(path).is_file():
        raise no_file(path)
    with click.open_file(path, encoding="utf-8") as file:
        text = file.read()
    parts = parts_of(text)
    if not parts:
        raise Misused(
            "文件里没有“## 现状”“## 行动”“## 需求”这样的标题；先用 report draft 取草稿。",
            "The file has no headings “## Conditions”, “## Actions”, “## Needs”; begin with report draft.",
        )
    return parts


def _print_printing(run: Run, case: Case, form: str, number: str) -> None:
    """How it gets on paper, where the pinned checklist has the page."""
    per = f"{form}_report"
    code = next((one.code for one in case.book.documents.values() if one.per == per), None)
    if code is not None:
        put(
            f"launchkit issue {case.number} {code}#{number}",
            first=run.say("  打印：", "  print: "),
        )


@command(
    case_argument(),
    argument("report", zh="报告，如 report-3", en="report, like report-3"),
    zh="一份已提交的报告。",
    en="A report as it was filed.",
    examples=("launchkit report show 3 report-3",),
)
def report_show(run: Run, case: str, report: str) -> int:
    """One report."""
    known = run.office.desk.case(run.case_id(case))
    found = known.reports.get(report)
    if found is None:
        there = "、".join(known.reports) or "—"
        raise NotFound(
            f"没有报告 {report}；有：{there}", f"There is no report {report}; there are: {there}"
        )
    if run.json:
        put_json(as_json(found))
        return 0
    title = run.text(REPORT_FORMS[found.form])
    head(f"{found.id} {title} {local_time(found.at, known.zone)}")
    for part, text in (
        ("conditions", found.conditions),
        ("actions", found.actions),
        ("needs", found.needs),
    ):
        click.echo()
        head(run.text(PARTS[part]))
        put(run.text(typed(text)), first="  ")
    return 0


@command(
    case_argument(),
    zh="已提交的报告，以及下一次何时到期、是否逾期。",
    en="Reports filed, and when the next is due or whether it is overdue.",
    examples=("launchkit report list 3", "launchkit report list 3 --json"),
)
def report_list(run: Run, case: str) -> int:
    """What was reported and what is due."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    due = reports_due(known, run.office.clock())
    if run.json:
        put_json(
            {
                "case": known.id,
                "number": known.number,
                "reports": as_json(list(known.reports.values())),
                "due": as_json(due),
            }
        )
        return 0
    for one in known.reports.values():
        by = desk.house().name(one.by)
        put(
            f"{run.text(REPORT_FORMS[one.form])} {local_time(one.at, known.zone)} {by}",
            first=f"{one.id}  ",
        )
    for each in due:
        put(due_text(run, known, each), first="→ ")
    if not known.reports and not due:
        put(
            run.say(
                "本案不要求报告；定级之后开始（launchkit severity）。",
                "This case is not reported; that begins when it is graded (launchkit severity).",
            )
        )
    return 0


def due_text(run: Run, case: Case, due: ReportDue) -> str:
    """When a report is due, or since when it is overdue."""
    title = run.text(REPORT_FORMS[due.form])
    at = local_time(due.due_at.isoformat(), case.zone)
    if due.overdue:
        return run.say(f"{title}已逾期：应于 {at}", f"{title} is overdue since {at}")
    if due.due:
        return run.say(f"{title}到时间了：{at}", f"{title} is due now: {at}")
    return run.say(f"下一次{title}：{at}", f"next {title}: {at}")


report = NestedGroup(
    "report",
    {
        str(one.name).removeprefix("report-"): one
        for one in (report_draft, report_file, report_show, report_list)
    },
    zh="向总部报告：草稿由记录算出，人来改，改好提交。",
    en="Reports to headquarters: drafted from the trail, edited by a person, filed.",
)
