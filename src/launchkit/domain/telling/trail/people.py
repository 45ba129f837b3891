"""Sentences about people: who stands in for whom, who is away, emergencies, erasures."""

from __future__ import annotations

from launchkit.domain import entries as kinds
from launchkit.domain.checklist import Text
from launchkit.domain.telling.trail.teller import Teller, because, said
from launchkit.domain.telling.words import local_time, role_text, same

_HOW = {
    "phone": Text(zh="电话", en="by phone"),
    "message": Text(zh="短信或微信", en="by message"),
    "visit": Text(zh="上门", en="by a visit"),
    "letter": Text(zh="书面", en="by letter"),
    "mail": Text(zh="邮件", en="by e-mail"),
}


@said.register
def _(entry: kinds.Delegated, teller: Teller) -> Text:
    principal, deputy = teller.person(entry.principal), teller.person(entry.deputy)
    zh, en = because(entry.reason)
    scope = [
        *(role_text(one) for one in entry.roles),
        *(teller.task(one) for one in entry.tasks),
    ]
    what_zh = "、".join(one.zh for one in scope)
    what_en = ", ".join(one.en for one in scope)
    return Text(
        zh=f"{principal} 委托 {deputy} 代办（{what_zh}），{entry.begins} 至 {entry.ends}（{entry.delegation}）{zh}",
        en=f"{principal} lent {deputy} the rights of {what_en}, {entry.begins} to {entry.ends} ({entry.delegation}){en}",
    )


@said.register
def _(entry: kinds.DelegationEnded, teller: Teller) -> Text:
    zh, en = because(entry.reason)
    found = teller.case.delegations[entry.delegation]
    principal, deputy = teller.person(found.principal), teller.person(found.deputy)
    return Text(
        zh=f"收回 {principal} 给 {deputy} 的委托 {entry.delegation}{zh}",
        en=f"ended delegation {entry.delegation} of {principal} to {deputy}{en}",
    )


@said.register
def _(entry: kinds.AbsenceStated, teller: Teller) -> Text:
    who, (zh, en) = teller.person(entry.person), because(entry.reason)
    until_zh = f"至 {entry.ends}" if entry.ends else "起，返岗日未定"
    until_en = f"to {entry.ends}" if entry.ends else "on, return not known"
    by_zh = f"，由 {teller.person(entry.deputy)} 代理" if entry.deputy else ""
    by_en = f", {teller.person(entry.deputy)} stands in" if entry.deputy else ""
    return Text(
        zh=f"{who} 不在岗：{entry.begins} {until_zh}{by_zh}{zh}",
        en=f"{who} is away from {entry.begins} {until_en}{by_en}{en}",
    )


@said.register
def _(entry: kinds.AbsenceEnded, teller: Teller) -> Text:
    who = teller.person(teller.case.absences[entry.absence].person)
    return Text(zh=f"{who} 自 {entry.on} 起返岗", en=f"{who} is back from {entry.on} on")


@said.register
def _(entry: kinds.DeputyNamed, teller: Teller) -> Text:
    who = teller.person(entry.person)
    if entry.deputy is None:
        return Text(zh=f"{who} 不再有代理人", en=f"{who} has no deputy any more")
    deputy = teller.person(entry.deputy)
    return Text(zh=f"{who} 的代理人为 {deputy}", en=f"the deputy of {who} is {deputy}")


@said.register
def _(entry: kinds.GlassBroken, teller: Teller) -> Text:
    who, task, (zh, en) = (
        teller.person(entry.person),
        teller.task(entry.task),
        because(entry.reason),
    )
    until = local_time(entry.until, teller.case.zone)
    return Text(
        zh=f"应急越权 {entry.glass}：{who} 办理 {task.zh}，至 {until}{zh}",
        en=f"emergency right {entry.glass}: {who} on {task.en} until {until}{en}",
    )


@said.register
def _(entry: kinds.Nudged, teller: Teller) -> Text:
    task, (zh, en) = teller.task(entry.task), because(entry.note)
    how = _HOW.get(entry.how, same(entry.how))
    again_zh = f"，{entry.again_on} 再催" if entry.again_on else ""
    again_en = f", again on {entry.again_on}" if entry.again_on else ""
    return Text(
        zh=f"催办 {task.zh}（{how.zh}）{again_zh}{zh}",
        en=f"reminded the party {task.en} waits on {how.en}{again_en}{en}",
    )


@said.register
def _(entry: kinds.WatchingChanged, teller: Teller) -> Text:
    task, who = teller.task(entry.task), teller.person(entry.person)
    if entry.watching:
        return Text(zh=f"{who} 关注 {task.zh}", en=f"{who} watches {task.en}")
    return Text(zh=f"{who} 不再关注 {task.zh}", en=f"{who} no longer watches {task.en}")


@said.register
def _(entry: kinds.ErasureAsked, teller: Teller) -> Text:
    zh, en = because(entry.reason)
    spec = teller.case.book.facts.get(entry.fact)
    title = same(entry.fact) if spec is None else spec.title
    of = f"{entry.instance} 的" if entry.instance else ""
    of_en = f" of {entry.instance}" if entry.instance else ""
    return Text(
        zh=f"申请清除{of}{title.zh}（{entry.erasure}）{zh}",
        en=f"asked to erase {title.en}{of_en} ({entry.erasure}){en}",
    )


@said.register
def _(entry: kinds.ErasureDecided, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    zh, en = because(entry.reason)
    word_zh, word_en = ("批准", "agreed to") if entry.agreed else ("不同意", "refused")
    return Text(
        zh=f"{word_zh}清除 {entry.erasure}{zh}", en=f"{word_en} erasure {entry.erasure}{en}"
    )


@said.register
def _(entry: kinds.ErasureDone, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    return Text(zh=f"执行清除 {entry.erasure}", en=f"carried out erasure {entry.erasure}")


@said.register
def _(entry: kinds.PersonalShown, teller: Teller) -> Text:
    zh, en = because(entry.reason)
    spec = teller.case.book.facts.get(entry.fact)
    what = same(entry.fact) if spec is None else spec.title
    of = f"{entry.instance or entry.person} 的" if entry.instance or entry.person else ""
    of_en = f" of {entry.instance or entry.person}" if entry.instance or entry.person else ""
    return Text(
        zh=f"查看{of}{what.zh}（平时遮盖）{zh}", en=f"looked at the masked {what.en}{of_en}{en}"
    )


@said.register
def _(entry: kinds.FileFetched, teller: Teller) -> Text:
    zh, en = because(entry.reason)
    what = teller.document(entry.document) if entry.document else teller.task(str(entry.task))
    word, word_en = ("文书", "document") if entry.document else ("凭证", "evidence of")
    return Text(
        zh=f"下载含敏感个人信息的{word} {what.zh}（第 {entry.of} 条）{zh}",
        en=f"fetched the sensitive {word_en} {what.en} (entry {entry.of}){en}",
    )
