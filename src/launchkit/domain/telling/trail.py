"""Each entry of a case as one sentence in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Any

from launchkit.domain import entries as kinds
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.deadlines import Lateness
from launchkit.domain.entries import Entry, entry_of
from launchkit.domain.house import House
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import Recorded
from launchkit.domain.telling.summary import finding_text
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.telling.words import (
    LATENESSES,
    local_time,
    role_text,
    same,
    typed,
    value_text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry for people to read."""

    #: position in the case's stream
    seq: int
    #: position in the whole log
    log_seq: int
    kind: str
    recorded_at: str
    #: local to the branch, to the minute
    local: str
    #: day on which it happened, where it was entered for another day
    happened: str | None
    actor: str
    actor_name: str
    channel: str
    request: str
    task: str | None
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """What the sentences look names up in."""

    case: Case
    house: House

    def person(self, code: str) -> str:
        name = self.house.name(code)
        return code if name == code else f"{name}({code})"

    def people(self, codes: tuple[str, ...], joint: str) -> str:
        return joint.join(self.person(one) for one in codes)

    def task(self, key: str) -> Text:
        task = self.case.tasks.get(key)
        if task is None:
            return same(key)
        title = task_title(task, self.case)
        return Text(zh=f"{task.item.code} {title.zh}", en=f"{task.item.code} {title.en}")

    def collection(self, name: str) -> Text:
        found = self.case.book.collections.get(name)
        return same(name) if found is None else found.title

    def document(self, key: str) -> Text:
        spec = self.case.book.documents.get(key.partition("#")[0])
        if spec is None:
            return same(key)
        return Text(zh=f"{key} {spec.title.zh}", en=f"{key} {spec.title.en}")


def entry_line(recorded: Recorded, case: Case, house: House) -> EntryLine:
    """One entry, with names as they are known now; `case` is the case after all its entries."""
    envelope = recorded.envelope
    entry = entry_of(recorded)
    actor = envelope.actor
    return EntryLine(
        seq=envelope.stream_seq,
        log_seq=envelope.seq,
        kind=envelope.kind,
        recorded_at=envelope.recorded_at,
        local=local_time(envelope.recorded_at, case.zone),
        happened=_other_day(envelope.happened, envelope.recorded_at, case),
        actor=actor,
        actor_name="" if actor == SYSTEM else house.name(actor),
        channel=envelope.channel,
        request=envelope.request,
        task=getattr(entry, "task", None),
        said=said(entry, _Teller(case=case, house=house)),
    )


def _other_day(happened: str | None, recorded_at: str, case: Case) -> str | None:
    if happened is None:
        return None
    day = case.local_day(datetime.fromisoformat(recorded_at)).isoformat()
    return None if happened == day else happened


def sentence(entry: Entry, case: Case, house: House) -> Text:
    """The entry as one sentence without its actor."""
    return said(entry, _Teller(case=case, house=house))


@singledispatch
def said(entry: Entry, teller: _Teller) -> Text:  # noqa: ARG001  the base of the dispatch
    """The entry as a sentence; a kind without one of its own is named."""
    return same(entry.KIND)


def _because(reason: Any) -> tuple[str, str]:
    text = typed(reason)
    return (f"：{text.zh}", f": {text.en}") if text.zh else ("", "")


@said.register
def _(entry: kinds.CaseOpened, teller: _Teller) -> Text:
    title = teller.case.book.definition.title
    return Text(
        zh=f"开立专案 {entry.number}：{entry.name}（{title.zh}），{entry.start} 至 {entry.target}",
        en=f"opened case {entry.number}: {entry.name} ({title.en}), {entry.start} to {entry.target}",
    )


@said.register
def _(entry: kinds.TeamChanged, teller: _Teller) -> Text:
    zh, en = _because(entry.reason)
    who = teller.person(entry.person)
    if not entry.roles:
        return Text(zh=f"{who} 退出本案{zh}", en=f"{who} left the case{en}")
    roles_zh = "、".join(role_text(one).zh for one in entry.roles)
    roles_en = ", ".join(role_text(one).en for one in entry.roles)
    return Text(zh=f"{who} 任 {roles_zh}{zh}", en=f"{who} is now {roles_en}{en}")


@said.register
def _(entry: kinds.FactStated, teller: _Teller) -> Text:
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
def _(entry: kinds.EvidenceAttached, teller: _Teller) -> Text:
    task, name = teller.task(entry.task), typed(entry.name)
    rule = _rule(entry, teller)
    return Text(
        zh=f"为 {task.zh} 提交凭证“{rule.zh}”：{name.zh}",
        en=f"attached evidence “{rule.en}” to {task.en}: {name.en}",
    )


def _rule(entry: kinds.EvidenceAttached, teller: _Teller) -> Text:
    task = teller.case.tasks.get(entry.task)
    rules = () if task is None else task.item.evidence
    return next((one.title for one in rules if one.id == entry.rule), same(entry.rule))


@said.register
def _(entry: kinds.TaskAssigned, teller: _Teller) -> Text:
    task, owner = teller.task(entry.task), teller.person(entry.owner)
    zh, en = _because(entry.reason)
    with_zh = f"，{teller.people(entry.helpers, '、')} 协办" if entry.helpers else ""
    with_en = f", helped by {teller.people(entry.helpers, ', ')}" if entry.helpers else ""
    return Text(
        zh=f"{task.zh} 由 {owner} 负责{with_zh}{zh}",
        en=f"{task.en} is owned by {owner}{with_en}{en}",
    )


#: kinds that say one thing about one task, with an optional reason
_PLAIN: Mapping[type[Entry], tuple[str, str]] = {
    kinds.TaskStarted: ("开始办理 {}", "started {}"),
    kinds.TaskDone: ("办结 {}", "finished {}"),
    kinds.TaskUnblocked: ("{} 不再等待", "{} no longer waits"),
    kinds.WaiverAsked: ("申请豁免 {}", "asked to waive {}"),
    kinds.TaskReopened: ("重开 {}", "reopened {}"),
}


def _plain(entry: Any, teller: _Teller) -> Text:
    task = teller.task(entry.task)
    zh, en = _because(getattr(entry, "reason", ""))
    words = _PLAIN[type(entry)]
    return Text(zh=f"{words[0].format(task.zh)}{zh}", en=f"{words[1].format(task.en)}{en}")


for _kind in _PLAIN:
    said.register(_kind, _plain)


@said.register
def _(entry: kinds.TaskBlocked, teller: _Teller) -> Text:
    task, who = teller.task(entry.task), typed(entry.waiting_on)
    zh, en = _because(entry.reason)
    return Text(
        zh=f"{task.zh} 自 {entry.since} 起等待 {who.zh}{zh}",
        en=f"{task.en} waits on {who.en} since {entry.since}{en}",
    )


@said.register
def _(entry: kinds.Approved, teller: _Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), _because(entry.note)
    role = role_text(entry.role)
    what = ("豁免", "the waiver of ") if entry.subject == "waive" else ("完成", "")
    return Text(
        zh=f"以{role.zh}身份批准 {task.zh} 的{what[0]}{zh}",
        en=f"approved {what[1]}{task.en} as {role.en}{en}",
    )


@said.register
def _(entry: kinds.Rejected, teller: _Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), _because(entry.reason)
    role = role_text(entry.role)
    what = ("豁免", "the waiver of ") if entry.subject == "waive" else ("完成", "")
    return Text(
        zh=f"以{role.zh}身份退回 {task.zh} 的{what[0]}{zh}",
        en=f"sent back {what[1]}{task.en} as {role.en}{en}",
    )


@said.register
def _(entry: kinds.ItemAdded, teller: _Teller) -> Text:  # noqa: ARG001  names nothing
    title, (zh, en) = typed(entry.title), _because(entry.reason)
    owner = role_text(entry.owner)
    return Text(
        zh=f"本案增加一项：{title.zh}（{owner.zh}）{zh}",
        en=f"added to this case: {title.en} ({owner.en}){en}",
    )


@said.register
def _(entry: kinds.InstanceAdded, teller: _Teller) -> Text:
    of, label = teller.collection(entry.collection), typed(entry.label)
    return Text(
        zh=f"{of.zh}：登记 {entry.instance} {label.zh}".rstrip(),
        en=f"{of.en}: added {entry.instance} {label.en}".rstrip(),
    )


@said.register
def _(entry: kinds.CollectionCompleted, teller: _Teller) -> Text:
    of = teller.collection(entry.collection)
    return Text(zh=f"{of.zh}：已登记齐全", en=f"{of.en}: declared complete")


@said.register
def _(entry: kinds.DeadlineExtended, teller: _Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), _because(entry.reason)
    return Text(
        zh=f"{task.zh} 的期限 {entry.due} 改到 {entry.to}{zh}",
        en=f"deadline {entry.due} of {task.en} moved to {entry.to}{en}",
    )


@said.register
def _(entry: kinds.DeadlineSuspended, teller: _Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), _because(entry.reason)
    return Text(
        zh=f"{task.zh} 的期限 {entry.due} 自 {entry.since} 起中止{zh}",
        en=f"deadline {entry.due} of {task.en} stands still from {entry.since}{en}",
    )


@said.register
def _(entry: kinds.DeadlineResumed, teller: _Teller) -> Text:
    task = teller.task(entry.task)
    return Text(
        zh=f"{task.zh} 的期限 {entry.due} 自 {entry.on} 起恢复",
        en=f"deadline {entry.due} of {task.en} runs again from {entry.on}",
    )


@said.register
def _(entry: kinds.OccurrenceOpened, teller: _Teller) -> Text:
    task = teller.task(f"{entry.item}@{entry.period}")
    return Text(zh=f"新的一期：{task.zh}", en=f"a new period: {task.en}")


@said.register
def _(entry: kinds.DocumentPrepared, teller: _Teller) -> Text:
    document, number = teller.document(entry.document), entry.number or ""
    return Text(
        zh=f"文书编号：{document.zh} {number}".rstrip(),
        en=f"numbered document {document.en} {number}".rstrip(),
    )


@said.register
def _(entry: kinds.DocumentIssued, teller: _Teller) -> Text:
    document = teller.document(entry.document)
    return Text(zh=f"出具文书：{document.zh}", en=f"issued document {document.en}")


@said.register
def _(entry: kinds.DocumentVoided, teller: _Teller) -> Text:
    document, (zh, en) = teller.document(entry.document), _because(entry.reason)
    return Text(zh=f"文书作废：{document.zh}{zh}", en=f"voided document {document.en}{en}")


@said.register
def _(entry: kinds.CalendarAdopted, teller: _Teller) -> Text:  # noqa: ARG001  names nothing
    moved = len(entry.moved)
    return Text(
        zh=f"采用 {entry.year} 年放假安排，{moved} 个期限随之变动",
        en=f"adopted the calendar of {entry.year}; {moved} deadlines moved",
    )


@said.register
def _(entry: kinds.DefinitionRebased, teller: _Teller) -> Text:  # noqa: ARG001  names nothing
    zh, en = _because(entry.reason)
    old, new = entry.from_digest[:12], entry.to_digest[:12]
    return Text(
        zh=f"清单定义由 {old} 换为 {new}{zh}", en=f"changed the definition from {old} to {new}{en}"
    )


@said.register
def _(entry: kinds.NoticeQueued, teller: _Teller) -> Text:
    task = teller.task(entry.task)
    how = _moment(entry.notice)
    if not entry.to:
        return Text(
            zh=f"{task.zh}（{entry.about}）{how.zh}，已由更新的提醒代替",
            en=f"{task.en} ({entry.about}) {how.en}; a newer reminder speaks for it",
        )
    return Text(
        zh=f"提醒 {teller.people(entry.to, '、')}：{task.zh}（{entry.about}）{how.zh}",
        en=f"reminded {teller.people(entry.to, ', ')}: {task.en} ({entry.about}) {how.en}",
    )


def _moment(notice: str) -> Text:
    return LATENESSES[Lateness(notice)] if notice in set(Lateness) else same(notice)


@said.register
def _(entry: kinds.FindingRaised, teller: _Teller) -> Text:
    what = finding_text(entry.about)
    task = None if entry.task is None else teller.task(entry.task)
    zh = what.zh if task is None else f"{what.zh}（{task.zh}）"
    en = what.en if task is None else f"{what.en} ({task.en})"
    return Text(zh=f"审计发现：{zh}", en=f"finding: {en}")


@said.register
def _(entry: kinds.FindingAnswered, teller: _Teller) -> Text:  # noqa: ARG001  names nothing
    answer = typed(entry.answer)
    return Text(
        zh=f"答复审计发现 {entry.finding}：{answer.zh}",
        en=f"answered finding {entry.finding}: {answer.en}",
    )


@said.register
def _(entry: kinds.CaseClosed, teller: _Teller) -> Text:
    zh, en = _because(entry.note)
    return Text(
        zh=f"专案 {teller.case.number} 结案{zh}", en=f"closed case {teller.case.number}{en}"
    )


#: what the house's kinds name, with the word before it
_HOUSE: Mapping[type[Entry], tuple[Callable[[Any], str], str, str]] = {
    kinds.PersonAdded: (lambda one: one.person, "登记人员", "registered person"),
    kinds.CompanyAdded: (
        lambda one: f"{one.company} {one.name}",
        "登记公司",
        "registered company",
    ),
    kinds.BranchAdded: (
        lambda one: f"{one.branch} {one.name}",
        "登记分公司",
        "registered branch",
    ),
    kinds.KeyAdded: (lambda one: one.name, "启用签名密钥", "a key signs from now on:"),
    kinds.PersonalErased: (
        lambda one: f"{one.stream} {one.seq} {one.path}",
        "清除个人信息",
        "erased personal data",
    ),
}


def _of_house(entry: Entry, teller: _Teller) -> Text:  # noqa: ARG001  named by the entry itself
    what, zh, en = _HOUSE[type(entry)]
    return Text(zh=f"{zh} {what(entry)}", en=f"{en} {what(entry)}")


for _kind in _HOUSE:
    said.register(_kind, _of_house)
