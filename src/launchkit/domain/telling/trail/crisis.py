"""Sentences about a crisis: severity, happenings, counsel, reports."""

from __future__ import annotations

from launchkit.domain import entries as kinds
from launchkit.domain.checklist import Text
from launchkit.domain.crisis import REPORT_FORMS, Precision, ReportForm, moment_text
from launchkit.domain.telling.trail.teller import Teller, because, said
from launchkit.domain.telling.words import typed


@said.register
def _(entry: kinds.SeveritySet, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    zh, en = because(entry.reason)
    return Text(zh=f"定为 {entry.level} 级{zh}", en=f"set the severity to level {entry.level}{en}")


@said.register
def _(entry: kinds.HappeningNoted, teller: Teller) -> Text:
    when = moment_text(entry.at, Precision(entry.precision), teller.case.zone)
    what, source = typed(entry.what), typed(entry.source)
    task = None if entry.task is None else teller.task(entry.task)
    about_zh = f"（{task.zh}）" if task else ""
    about_en = f" ({task.en})" if task else ""
    return Text(
        zh=f"记录经过 {entry.happening}：{when.zh} {what.zh}{about_zh}，出处：{source.zh}",
        en=f"noted happening {entry.happening}: {when.en} {what.en}{about_en}, source: {source.en}",
    )


@said.register
def _(entry: kinds.HappeningWithdrawn, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    zh, en = because(entry.reason)
    return Text(
        zh=f"撤回经过 {entry.happening}{zh}", en=f"withdrew happening {entry.happening}{en}"
    )


@said.register
def _(entry: kinds.CounselAsked, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    text = typed(entry.text)
    by_zh = f"，{entry.due} 前答复" if entry.due else ""
    by_en = f", needed by {entry.due}" if entry.due else ""
    return Text(
        zh=f"向法务提问 {entry.question}{by_zh}：{text.zh}",
        en=f"asked counsel {entry.question}{by_en}: {text.en}",
    )


@said.register
def _(entry: kinds.CounselAnswered, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    answer = typed(entry.answer)
    return Text(
        zh=f"法务答复 {entry.question}：{answer.zh}",
        en=f"counsel answered {entry.question}: {answer.en}",
    )


@said.register
def _(entry: kinds.ReportFiled, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    form = REPORT_FORMS[ReportForm(entry.form)]
    return Text(
        zh=f"提交{form.zh} {entry.report}，截至第 {entry.upto} 条",
        en=f"filed {form.en} {entry.report}, up to entry {entry.upto}",
    )
