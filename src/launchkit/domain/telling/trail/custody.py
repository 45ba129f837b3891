"""Sentences about custody, promises, papers out for signature and hand-overs."""

from __future__ import annotations

from launchkit.domain import entries as kinds
from launchkit.domain.checklist import Text
from launchkit.domain.custody import ENDS, GIVER, SETTLED_AS, THINGS
from launchkit.domain.opening_hours import week_of
from launchkit.domain.telling.places import week_text
from launchkit.domain.telling.trail.teller import Teller, because, said
from launchkit.domain.telling.words import count_text, difference_text, same, typed


def _thing(teller: Teller, thing: str) -> Text:
    found = teller.case.custody.get(thing)
    label = same("") if found is None else typed(found.label)
    return Text(zh=f"{thing} {label.zh}".strip(), en=f"{thing} {label.en}".strip())


@said.register
def _(entry: kinds.CustodyTaken, teller: Teller) -> Text:
    who, kind, label = teller.person(entry.holder), THINGS[entry.kind], typed(entry.label)
    count = count_text(entry.kind, entry.amount, entry.quantity)
    source, place = typed(entry.source), typed(entry.place)
    zh = f"{who} 保管 {entry.thing} {label.zh}（{kind.zh}）{count.zh}".rstrip()
    en = f"{who} holds {entry.thing} {label.en} ({kind.en}) {count.en}".rstrip()
    if source.zh:
        zh, en = f"{zh}，来自 {source.zh}", f"{en}, from {source.en}"
    if place.zh:
        zh, en = f"{zh}，存放 {place.zh}", f"{en}, kept at {place.en}"
    return Text(zh=zh, en=en)


@said.register
def _(entry: kinds.CustodyCounted, teller: Teller) -> Text:
    thing, (zh, en) = _thing(teller, entry.thing), because(entry.reason)
    kind = entry.thing.rpartition("-")[0]
    count = count_text(kind, entry.amount, entry.quantity)
    off = difference_text(kind, entry.difference)
    return Text(
        zh=f"清点 {thing.zh}：{count.zh}{off.zh}{zh}",
        en=f"counted {thing.en}: {count.en}{off.en}{en}",
    )


@said.register
def _(entry: kinds.CustodyMoved, teller: Teller) -> Text:
    thing, (zh, en) = _thing(teller, entry.thing), because(entry.reason)
    giver, taker = teller.person(entry.holder_from), teller.person(entry.holder_to)
    kind = entry.thing.rpartition("-")[0]
    count = count_text(kind, entry.amount, entry.quantity)
    off = difference_text(kind, entry.difference)
    return Text(
        zh=f"{giver} 将 {thing.zh} 交给 {taker} {count.zh}".rstrip() + f"{off.zh}{zh}",
        en=f"{giver} gave {thing.en} to {taker} {count.en}".rstrip() + f"{off.en}{en}",
    )


@said.register
def _(entry: kinds.CustodyEnded, teller: Teller) -> Text:
    thing, (zh, en), to = _thing(teller, entry.thing), because(entry.reason), typed(entry.to)
    kind = entry.thing.rpartition("-")[0]
    count = count_text(kind, entry.amount, entry.quantity)
    off, how = difference_text(kind, entry.difference), ENDS[entry.outcome]
    to_zh, to_en = (f"，{to.zh}", f", {to.en}") if to.zh else ("", "")
    return Text(
        zh=f"{thing.zh} 已{how.zh}{to_zh} {count.zh}".rstrip() + f"{off.zh}{zh}",
        en=f"{thing.en} {how.en}{to_en} {count.en}".rstrip() + f"{off.en}{en}",
    )


@said.register
def _(entry: kinds.PromiseMade, teller: Teller) -> Text:
    to, what = typed(entry.to), typed(entry.what)
    task = None if entry.task is None else teller.task(entry.task)
    zh = f"向 {to.zh} 承诺 {entry.by} 前：{what.zh}（{entry.promise}）"
    en = f"promised {to.en} by {entry.by}: {what.en} ({entry.promise})"
    if task is None:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}，为 {task.zh}", en=f"{en}, for {task.en}")


@said.register
def _(entry: kinds.PlaceRecorded, teller: Teller) -> Text:  # noqa: ARG001  a place needs nothing of the case
    name, address = typed(entry.name), typed(entry.address)
    zh, en = f"登记办事地点 {entry.place} {name.zh}", f"recorded place {entry.place} {name.en}"
    if address.zh:
        zh, en = f"{zh}（{address.zh}）", f"{en} ({address.en})"
    week = week_of(entry.hours, holidays=entry.holidays)
    if week is not None:
        hours = week_text(week)
        zh, en = f"{zh}，{hours.zh}", f"{en}, {hours.en}"
    if not entry.in_use:
        zh, en = f"{zh}；不再去这里", f"{en}; nobody goes there any more"
    return Text(zh=zh, en=en)


def _promised(teller: Teller, promise: str) -> Text:
    found = teller.case.promises[promise]
    to, what = typed(found.to), typed(found.what)
    return Text(
        zh=f"对 {to.zh} 的承诺 {promise}（{what.zh}）",
        en=f"promise {promise} to {to.en} ({what.en})",
    )


@said.register
def _(entry: kinds.PromiseMoved, teller: Teller) -> Text:
    one, (zh, en) = _promised(teller, entry.promise), because(entry.note)
    return Text(zh=f"{one.zh} 改期到 {entry.by}{zh}", en=f"{one.en} moved to {entry.by}{en}")


@said.register
def _(entry: kinds.PromiseSettled, teller: Teller) -> Text:
    one, (zh, en) = _promised(teller, entry.promise), because(entry.note)
    how = SETTLED_AS[entry.outcome]
    return Text(zh=f"{one.zh} {how.zh}{zh}", en=f"{one.en} {how.en}{en}")


@said.register
def _(entry: kinds.DocumentSentOut, teller: Teller) -> Text:
    document, to = teller.document(entry.document), typed(entry.to)
    zh, en = f"{document.zh} 送 {to.zh} 签署", f"sent {document.en} to {to.en} for signature"
    if entry.expected is None:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}，预计 {entry.expected} 收回", en=f"{en}, expected {entry.expected}")


@said.register
def _(entry: kinds.DocumentReturned, teller: Teller) -> Text:
    document, (zh, en) = teller.document(entry.document), because(entry.note)
    how_zh, how_en = (
        ("已签回", "came back signed") if entry.signed else ("未签退回", "came back unsigned")
    )
    return Text(zh=f"{document.zh} {how_zh}{zh}", en=f"{document.en} {how_en}{en}")


@said.register
def _(entry: kinds.HandoverBegun, teller: Teller) -> Text:
    giver, taker = teller.person(entry.giver), teller.person(entry.receiver)
    zh, en = because(entry.reason)
    stays_zh, stays_en = ("，留任", ", and stays") if entry.stays else ("", "")
    return Text(
        zh=f"轮换移交 {entry.handover} 开始：{giver} 移交给 {taker}{stays_zh}{zh}",
        en=f"began the hand-over {entry.handover} from {giver} to {taker}{stays_en}{en}",
    )


@said.register
def _(entry: kinds.HandoverSigned, teller: Teller) -> Text:
    zh, en = because(entry.notes)
    side = ("移交人", "giver") if entry.side == GIVER else ("接收人", "receiver")
    counted = [_count(teller, thing, number) for thing, number in entry.counted.items()]
    count_zh = f"，清点 {'、'.join(one.zh for one in counted)}" if counted else ""
    count_en = f", counted {', '.join(one.en for one in counted)}" if counted else ""
    return Text(
        zh=f"{side[0]}签字：{entry.handover}，{entry.day} 的清单 {entry.digest[:12]}{count_zh}{zh}",
        en=f"signed {entry.handover} as {side[1]}: list of {entry.day}, {entry.digest[:12]}{count_en}{en}",
    )


def _count(teller: Teller, thing: str, number: int) -> Text:
    name, kind = _thing(teller, thing), thing.rpartition("-")[0]
    count = count_text(kind, number, number)
    return Text(zh=f"{name.zh} {count.zh}", en=f"{name.en} {count.en}")


@said.register
def _(entry: kinds.HandoverCompleted, teller: Teller) -> Text:
    found = teller.case.handovers[entry.handover]
    giver, taker = teller.person(found.giver), teller.person(found.receiver)
    return Text(
        zh=f"轮换移交 {entry.handover} 完成：{giver} 名下全部移交 {taker}",
        en=f"completed the hand-over {entry.handover}: all of {giver} went to {taker}",
    )


@said.register
def _(entry: kinds.HandoverCancelled, teller: Teller) -> Text:  # noqa: ARG001  names nothing
    zh, en = because(entry.reason)
    return Text(
        zh=f"取消轮换移交 {entry.handover}{zh}", en=f"cancelled the hand-over {entry.handover}{en}"
    )
