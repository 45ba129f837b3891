"""Sentences about tasks, facts, deadlines, documents and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from launchkit.domain import entries as kinds
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry
from launchkit.domain.telling.notices import notice_words
from launchkit.domain.telling.summary import finding_text
from launchkit.domain.telling.trail.teller import Teller, because, said
from launchkit.domain.telling.words import role_text, same, typed, value_text


@said.register
def _(entry: kinds.CaseOpened, teller: Teller) -> Text:
    title = teller.case.book.definition.title
    return Text(
        zh=f"开立专案 {entry.number}：{entry.name}（{title.zh}），{entry.start} 至 {entry.target}",
        en=f"opened case {entry.number}: {entry.name} ({title.en}), {entry.start} to {entry.target}",
    )


@said.register
def _(entry: kinds.TeamChanged, teller: Teller) -> Text:
    zh, en = because(entry.reason)
    who = teller.person(entry.person)
    if not entry.roles:
        return Text(zh=f"{who} 退出本案{zh}", en=f"{who} left the case{en}")
    roles_zh = "、".join(role_text(one).zh for one in entry.roles)
    roles_en = ", ".join(role_text(one).en for one in entry.roles)
    return Text(zh=f"{who} 任 {roles_zh}{zh}", en=f"{who} is now {roles_en}{en}")


@said.register
def _(entry: kinds.FactStated, teller: Teller) -> Text:
    spec = teller.case.book.facts.get(entry.fact)
    title = same(entry.fact) if spec is None else spec.title
    value = typed(entry.value) if spec is None else value_text(spec, entry.value)
    of = f"{entry.instance} 的" if entry.instance else ""
    of_en = f" of {entry.instance}" if entry.instance else ""
    if entry.corrects is not None:
        return Text(
            zh=f"更正{of}{title.zh}（原第 {entry.corrects} 条）：{value.zh}",
            en=f"corrected {title.en}{of_en} (entry {entry.corrects}): {value.en}",
        )
    return Text(zh=f"填报{of}{title.zh}：{value.zh}", en=f"stated {title.en}{of_en}: {value.en}")


@said.register
def _(entry: kinds.EvidenceAttached, teller: Teller) -> Text:
    task, name = teller.task(entry.task), typed(entry.name)
    rule = _rule(entry, teller)
    return Text(
        zh=f"为 {task.zh} 提交凭证“{rule.zh}”：{name.zh}",
        en=f"attached evidence “{rule.en}” to {task.en}: {name.en}",
    )


def _rule(entry: kinds.EvidenceAttached, teller: Teller) -> Text:
    task = teller.case.tasks.get(entry.task)
    rules = () if task is None else task.item.evidence
    return next((one.title for one in rules if one.id == entry.rule), same(entry.rule))


@said.register
def _(entry: kinds.TaskAssigned, teller: Teller) -> Text:
    task, owner = teller.task(entry.task), teller.person(entry.owner)
    zh, en = because(entry.reason)
    with_zh = f"，{teller.people(entry.helpers, '、')} 协办" if entry.helpers else ""
    with_en = f", helped by {teller.people(entry.helpers, ', ')}" if entry.helpers else ""
    for_zh, for_en = (
        ("（不在岗期间）", " (for the time of an absence)") if entry.absence else ("", "")
    )
    return Text(
        zh=f"{task.zh} 由 {owner} 负责{for_zh}{with_zh}{zh}",
        en=f"{task.en} is owned by {owner}{for_en}{with_en}{en}",
    )


#: kinds that say one thing about one task, with an optional reason
_PLAIN: Mapping[type[Entry], tuple[str, str]] = {
    kinds.TaskStarted: ("开始办理 {}", "started {}"),
    kinds.TaskDone: ("办结 {}", "finished {}"),
    kinds.TaskUnblocked: ("{} 不再等待", "{} no longer waits"),
    kinds.WaiverAsked: ("申请豁免 {}", "asked to waive {}"),
    kinds.TaskReopened: ("重开 {}", "reopened {}"),
}


def _plain(entry: Any, teller: Teller) -> Text:
    task = teller.task(entry.task)
    zh, en = because(getattr(entry, "reason", ""))
    words = _PLAIN[type(entry)]
    return Text(zh=f"{words[0].format(task.zh)}{zh}", en=f"{words[1].format(task.en)}{en}")


for _kind in _PLAIN:
    said.register(_kind, _plain)


@said.register
def _(entry: kinds.TaskBlocked, teller: Teller) -> Text:
    task, who = teller.task(entry.task), typed(entry.waiting_on)
    zh, en = because(entry.reason)
    again_zh = f"，{entry.again_on} 再催" if entry.again_on else ""
    again_en = f", to be asked again on {entry.again_on}" if entry.again_on else ""
    return Text(
        zh=f"{task.zh} 自 {entry.since} 起等待 {who.zh}{again_zh}{zh}",
        en=f"{task.en} waits on {who.en} since {entry.since}{again_en}{en}",
    )


#: by what right, where it is not the role's own
_GROUNDS = {
    "deputy": ("（代理）", ", as a deputy"),
    "fallback": ("（无人可批，总部代批）", ", nobody else being able to"),
    "glass": ("（应急越权）", ", in an emergency"),
}


@said.register
def _(entry: kinds.Approved, teller: Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), because(entry.note)
    role = role_text(entry.role)
    what = ("豁免", "the waiver of ") if entry.subject == "waive" else ("完成", "")
    by_zh, by_en = _GROUNDS.get(entry.ground, ("", ""))
    return Text(
        zh=f"以{role.zh}身份{by_zh}批准 {task.zh} 的{what[0]}{zh}",
        en=f"approved {what[1]}{task.en} as {role.en}{by_en}{en}",
    )


@said.register
def _(entry: kinds.Rejected, teller: Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), because(entry.reason)
    role = role_text(entry.role)
    what = ("豁免", "the waiver of ") if entry.subject == "waive" else ("完成", "")
    return Text(
        zh=f"以{role.zh}身份退回 {task.zh} 的{what[0]}{zh}",
        en=f"sent back {what[1]}{task.en} as {role.en}{en}",
    )


@said.register
def _(entry: kinds.ItemAdded, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    title, (zh, en) = typed(entry.title), because(entry.reason)
    owner = role_text(entry.owner)
    return Text(
        zh=f"本案增加一项：{title.zh}（{owner.zh}）{zh}",
        en=f"added to this case: {title.en} ({owner.en}){en}",
    )


@said.register
def _(entry: kinds.InstanceAdded, teller: Teller) -> Text:
    of, label = teller.collection(entry.collection), typed(entry.label)
    return Text(
        zh=f"{of.zh}：登记 {entry.instance} {label.zh}".rstrip(),
        en=f"{of.en}: added {entry.instance} {label.en}".rstrip(),
    )


@said.register
def _(entry: kinds.CollectionCompleted, teller: Teller) -> Text:
    of = teller.collection(entry.collection)
    return Text(zh=f"{of.zh}：已登记齐全", en=f"{of.en}: declared complete")


@said.register
def _(entry: kinds.DeadlineExtended, teller: Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), because(entry.reason)
    return Text(
        zh=f"{task.zh} 的期限 {entry.due} 改到 {entry.to}{zh}",
        en=f"deadline {entry.due} of {task.en} moved to {entry.to}{en}",
    )


@said.register
def _(entry: kinds.DeadlineSuspended, teller: Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), because(entry.reason)
    return Text(
        zh=f"{task.zh} 的期限 {entry.due} 自 {entry.since} 起中止{zh}",
        en=f"deadline {entry.due} of {task.en} stands still from {entry.since}{en}",
    )


@said.register
def _(entry: kinds.DeadlineResumed, teller: Teller) -> Text:
    task = teller.task(entry.task)
    return Text(
        zh=f"{task.zh} 的期限 {entry.due} 自 {entry.on} 起恢复",
        en=f"deadline {entry.due} of {task.en} runs again from {entry.on}",
    )


@said.register
def _(entry: kinds.OccurrenceOpened, teller: Teller) -> Text:
    task = teller.task(f"{entry.item}@{entry.period}")
    return Text(zh=f"新的一期：{task.zh}", en=f"a new period: {task.en}")


@said.register
def _(entry: kinds.DocumentPrepared, teller: Teller) -> Text:
    document, number = teller.document(entry.document), entry.number or ""
    return Text(
        zh=f"文书编号：{document.zh} {number}".rstrip(),
        en=f"numbered document {document.en} {number}".rstrip(),
    )


@said.register
def _(entry: kinds.DocumentIssued, teller: Teller) -> Text:
    document = teller.document(entry.document)
    return Text(zh=f"出具文书：{document.zh}", en=f"issued document {document.en}")


@said.register
def _(entry: kinds.DocumentVoided, teller: Teller) -> Text:
    document, (zh, en) = teller.document(entry.document), because(entry.reason)
    return Text(zh=f"文书作废：{document.zh}{zh}", en=f"voided document {document.en}{en}")


@said.register
def _(entry: kinds.CalendarAdopted, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    moved = len(entry.moved)
    return Text(
        zh=f"采用 {entry.year} 年放假安排，{moved} 个期限随之变动",
        en=f"adopted the calendar of {entry.year}; {moved} deadlines moved",
    )


@said.register
def _(entry: kinds.DefinitionRebased, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    zh, en = because(entry.reason)
    old, new = entry.from_digest[:12], entry.to_digest[:12]
    return Text(
        zh=f"清单定义由 {old} 换为 {new}{zh}", en=f"changed the definition from {old} to {new}{en}"
    )


@said.register
def _(entry: kinds.NoticeQueued, teller: Teller) -> Text:
    task = teller.task(entry.task) if entry.task else Text(zh="本案", en="this case")
    how = notice_words(entry.notice)
    zh, en = (f"（{entry.about}）", f" ({entry.about})") if entry.about else ("", "")
    if not entry.to:
        return Text(
            zh=f"{task.zh}{zh}{how.zh}，已由更新的提醒代替",
            en=f"{task.en}{en} {how.en}; a newer reminder speaks for it",
        )
    return Text(
        zh=f"提醒 {teller.people(entry.to, '、')}：{task.zh}{zh}{how.zh}",
        en=f"reminded {teller.people(entry.to, ', ')}: {task.en}{en} {how.en}",
    )


@said.register
def _(entry: kinds.FindingRaised, teller: Teller) -> Text:
    what = finding_text(entry.about)
    task = None if entry.task is None else teller.task(entry.task)
    zh = what.zh if task is None else f"{what.zh}（{task.zh}）"
    en = what.en if task is None else f"{what.en} ({task.en})"
    return Text(zh=f"审计发现：{zh}", en=f"finding: {en}")


@said.register
def _(entry: kinds.FindingAnswered, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    answer = typed(entry.answer)
    return Text(
        zh=f"答复审计发现 {entry.finding}：{answer.zh}",
        en=f"answered finding {entry.finding}: {answer.en}",
    )


@said.register
def _(entry: kinds.CaseClosed, teller: Teller) -> Text:
    zh, en = because(entry.note)
    return Text(
        zh=f"专案 {teller.case.number} 结案{zh}", en=f"closed case {teller.case.number}{en}"
    )
