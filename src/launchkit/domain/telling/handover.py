"""The list of a hand-over as people read it: who signed it, and its sections line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.custody import THINGS, Handover
from launchkit.domain.handover_pack import Row
from launchkit.domain.house import House
from launchkit.domain.rules.handover import SignedList
from launchkit.domain.standing import STANDINGS, Standing
from launchkit.domain.telling.summary import finding_text
from launchkit.domain.telling.words import (
    count_text,
    days_left,
    local_time,
    role_text,
    same,
    typed,
    value_text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """One signature: for which side, by whom, when, and what was counted for it."""

    side: str
    person: str
    name: str
    #: local to the branch, to the minute
    local: str
    counted: Mapping[str, int]
    notes: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSection:
    """One section of the list; each line is a sentence."""

    section: str
    title: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """A hand-over on one page."""

    case: str
    number: str
    handover: str
    #: begun, completed, cancelled
    state: str
    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    stays: bool
    reason: Text
    #: local day from which the days of the list are counted
    day: str
    #: what is signed: SHA-256 of the list
    digest: str
    signed: tuple[SignatureLine, ...]
    sections: tuple[PackSection, ...]
    #: the list itself
    pack: Row

    def section(self, name: str) -> PackSection:
        """A section by its name."""
        return next(one for one in self.sections if one.section == name)


def handover_page(case: Case, found: Handover, listed: SignedList, house: House) -> HandoverPage:
    """A hand-over with the list that is to be signed, or was."""
    return HandoverPage(
        case=case.id,
        number=case.number,
        handover=found.handover,
        state=found.state,
        giver=found.giver,
        giver_name=house.name(found.giver),
        receiver=found.receiver,
        receiver_name=house.name(found.receiver),
        stays=found.stays,
        reason=typed(found.reason),
        day=listed.day.isoformat(),
        digest=listed.digest,
        signed=tuple(
            SignatureLine(
                side=side,
                person=one.person,
                name=house.name(one.person),
                local=local_time(one.at, case.zone),
                counted=one.counted,
                notes=typed(one.notes),
            )
            for side, one in found.signed.items()
        ),
        sections=sections(case, listed.pack, house),
        pack=listed.pack,
    )


def sections(case: Case, pack: Row, house: House) -> tuple[PackSection, ...]:
    """The sections of a list in the order in which they are read; empty ones stay, for nothing is an answer too."""
    teller = PackTeller(case, house)
    return tuple(
        PackSection(
            section=name,
            title=title,
            lines=tuple(say(teller, row) for row in pack.get(name, ())),
        )
        for name, (title, say) in _SECTIONS.items()
    )


@dataclass(frozen=True, slots=True)
class PackTeller:
    """Says the rows of a list, with names as they are known now."""

    case: Case
    house: House

    def item(self, row: Row) -> Text:
        """An open item with its deadline and on whom it waits."""
        standing = STANDINGS[Standing(row["standing"])]
        zh, en = (
            f"{row['code']} {row['zh']}（{standing.zh}）",
            f"{row['code']} {row['en']} ({standing.en})",
        )
        if row["last_day"] is not None:
            left = days_left(row["slack"])
            law = ("法定", "statutory ") if row["statutory"] else ("", "")
            zh += f"，{law[0]}{row['last_day']}，{left.zh}"
            en += f", {law[1]}{row['last_day']}, {left.en}"
        if row["wait"] is not None:
            wait = self.wait(row["wait"])
            zh, en = f"{zh}；{wait.zh}", f"{en}; {wait.en}"
        if row["sent_back"]:
            zh, en = f"{zh}；被退回：{row['sent_back']}", f"{en}; sent back: {row['sent_back']}"
        return Text(zh=zh, en=en)

    def wait(self, wait: Row) -> Text:
        """On whom a task waits and why, how to reach them, how often they were reminded."""
        days = wait["days"]
        zh, en = (f"{one} {wait['who']} {wait['contact']}".rstrip() for one in ("等", "waits on"))
        zh, en = f"{zh}，自 {wait['since']} 起", f"{en} since {wait['since']}"
        if days:
            zh, en = f"{zh}已 {days} 天", f"{en}, {days} day{'' if days == 1 else 's'}"
        if wait["nudges"]:
            zh, en = f"{zh}，催过 {wait['nudges']} 次", f"{en}, reminded {wait['nudges']}×"
        if wait["again_on"]:
            zh, en = f"{zh}，{wait['again_on']} 再催", f"{en}, again on {wait['again_on']}"
        if wait["reason"]:
            zh, en = f"{zh}；{wait['reason']}", f"{en}; {wait['reason']}"
        return Text(zh=zh, en=en)

    def promise(self, row: Row) -> Text:
        """A promise with whom it was made to."""
        more = "".join(f" · {row[key]}" for key in ("code", "contact") if row[key])
        zh = f"{row['promise']} {row['by']} 前，{row['to']}：{row['what']}{more}"
        en = f"{row['promise']} by {row['by']}, {row['to']}: {row['what']}{more}"
        if row["moved"]:
            zh, en = f"{zh}（已改期 {row['moved']} 次）", f"{en} (moved {row['moved']} times)"
        return Text(zh=zh, en=en)

    def thing(self, row: Row) -> Text:
        """A thing with how much of it there is."""
        kind, count = THINGS[row["kind"]], count_text(row["kind"], row["amount"], row["quantity"])
        zh = f"{row['thing']} {row['label']}（{kind.zh}）{count.zh}"
        en = f"{row['thing']} {row['label']} ({kind.en}) {count.en}".rstrip()
        if row["place"]:
            zh, en = f"{zh}，存放 {row['place']}", f"{en}, kept at {row['place']}"
        return Text(zh=f"{zh}，自 {row['since']}", en=f"{en}, since {row['since']}")

    def day(self, row: Row) -> Text:
        """A day of the coming week."""
        what = WEEK[row["what"]]
        return Text(
            zh=f"{row['day']} {what.zh}：{row['code']} {row['zh']}",
            en=f"{row['day']} {what.en}: {row['code']} {row['en']}",
        )

    def contact(self, row: Row) -> Text:
        """Somebody outside, with what about."""
        number = row["contact"]
        return Text(
            zh=f"{row['who']}　{number or '没有留联系方式'}（{'、'.join(row['about'])}）",
            en=f"{row['who']}, {number or 'no number left'} ({', '.join(row['about'])})",
        )

    def fact(self, row: Row) -> Text:
        """A fact to ask again, with its age."""
        of = f"{row['instance']} " if row["instance"] else ""
        stated, age, tasks = row["stated_on"], row["age"], row["tasks"]
        zh = f"{of}{row['zh']}，{stated} 填报，已 {age} 天（{'、'.join(tasks)}）"
        en = f"{of}{row['en']}, stated {stated}, {age} days ago ({', '.join(tasks)})"
        shown = self.value(row)
        if shown.zh:
            zh, en = f"{zh}：{shown.zh}", f"{en}: {shown.en}"
        return Text(zh=zh, en=en)

    def value(self, row: Row) -> Text:
        """The value of a fact that may be shown; nothing for the others."""
        if row["value"] is None:
            return same("")
        return value_text(self.case.book.facts[row["fact"]], row["value"])

    def sent(self, row: Row) -> Text:
        """A paper that is out."""
        number = f" {row['number']}" if row["number"] else ""
        zh = f"{row['document']} {row['zh']}{number}，{row['sent_on']} 送 {row['to']}"
        en = f"{row['document']} {row['en']}{number}, to {row['to']} on {row['sent_on']}"
        if row["expected"]:
            zh, en = f"{zh}，预计 {row['expected']} 收回", f"{en}, expected {row['expected']}"
        return Text(zh=zh, en=en)

    def stale(self, row: Row) -> Text:
        """A document whose facts have changed."""
        number = f" {row['number']}" if row["number"] else ""
        return Text(
            zh=f"{row['document']} {row['zh']}{number}",
            en=f"{row['document']} {row['en']}{number}",
        )

    def finding(self, row: Row) -> Text:
        """A finding without an answer."""
        what = finding_text(row["about"])
        return Text(
            zh=f"{row['raised_on']} {what.zh}（{row['finding']}）",
            en=f"{row['raised_on']} {what.en} ({row['finding']})",
        )

    def question(self, row: Row) -> Text:
        """A question that counsel has not answered, by its number."""
        if row["due"] is None:
            return same(row["question"])
        return Text(
            zh=f"{row['question']}，{row['due']} 前要答复",
            en=f"{row['question']}, answer due {row['due']}",
        )

    def lent(self, row: Row) -> Text:
        """A delegation, or who stands in."""
        principal, deputy = self.house.name(row["principal"]), self.house.name(row["deputy"])
        if row["id"] is None:
            return Text(
                zh=f"{principal} 的代理人为 {deputy}", en=f"{deputy} stands in for {principal}"
            )
        scope = [*(role_text(one) for one in row["roles"]), *(same(one) for one in row["tasks"])]
        what = ("、".join(one.zh for one in scope), ", ".join(one.en for one in scope))
        return Text(
            zh=f"{row['id']} {principal} 委托 {deputy}（{what[0]}），{row['begins']} 至 {row['ends']}",
            en=f"{row['id']} {principal} to {deputy} ({what[1]}), {row['begins']} to {row['ends']}",
        )

    def away(self, row: Row) -> Text:
        """An absence of the giver."""
        ends_zh, ends_en = (
            (f"至 {row['ends']}", f"to {row['ends']}")
            if row["ends"]
            else ("起，返岗日未定", "on, return not known")
        )
        return Text(
            zh=f"不在岗 {row['begins']} {ends_zh}", en=f"away from {row['begins']} {ends_en}"
        )


#: What a day of the coming week is about.
WEEK: Mapping[str, Text] = {
    "late": Text(zh="已逾期", en="late"),
    "deadline": Text(zh="到期", en="due"),
    "ask_again": Text(zh="再催", en="ask again"),
    "recurring": Text(zh="例行", en="recurring"),
    "promise": Text(zh="承诺", en="promised"),
    "expected": Text(zh="应收回", en="expected back"),
}

_Say = Callable[[PackTeller, Row], Text]
_SECTIONS: Mapping[str, tuple[Text, _Say]] = {
    "open_items": (Text(zh="在办和可办的事项", en="Open items"), PackTeller.item),
    "promises": (Text(zh="对外承诺", en="Promises to outsiders"), PackTeller.promise),
    "custody": (Text(zh="保管物", en="Custody"), PackTeller.thing),
    "week": (Text(zh="今后七天", en="The next seven days"), PackTeller.day),
    "contacts": (Text(zh="联系人", en="Contacts"), PackTeller.contact),
    "to_check": (
        Text(zh="超过 14 天、须重新核实的要素", en="Facts older than 14 days, to check again"),
        PackTeller.fact,
    ),
    "sent_out": (Text(zh="在外签署的文书", en="Documents out for signature"), PackTeller.sent),
    "stale": (Text(zh="要素已变、待重出的文书", en="Stale documents"), PackTeller.stale),
    "findings": (Text(zh="未答复的审计发现", en="Open findings"), PackTeller.finding),
    "counsel": (
        Text(zh="待法务答复的问题", en="Questions counsel has not answered"),
        PackTeller.question,
    ),
    "lent": (Text(zh="委托与代理", en="Rights lent, and who stands in"), PackTeller.lent),
    "away": (Text(zh="移交人不在岗", en="The giver is away"), PackTeller.away),
    "later_items": (Text(zh="以后的事项", en="Later items"), PackTeller.item),
}
