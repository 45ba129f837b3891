"""Messages that leave the house: number, code, title, date, and what to type next. Never a fact, a name or a reason.

A message travels through other people's machines. What people typed (titles of added tasks, names of hires) stays out of it, and
of a restricted case not even the titles go out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from launchkit.domain.accounts import SignInChange
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Text
from launchkit.domain.occasions import NoticeKind, Pace
from launchkit.domain.outbox import QueuedNotice
from launchkit.domain.telling.sign_in import CHANGES
from launchkit.domain.telling.words import day_text, days_left
from launchkit.domain.times import TaskDeadline, deadlines_of

#: What each kind says, in the order of urgency.
NOTICE_WORDS: Final[Mapping[NoticeKind, Text]] = {
    NoticeKind.SILENT: Text(zh="到点无人报办结", en="nobody says that it is done"),
    NoticeKind.EMERGENCY: Text(zh="有人应急越权，请复核", en="an emergency right was taken; review it"),
    NoticeKind.NO_DECIDER: Text(zh="无人可以决定，请处理", en="nobody can decide; see to it"),
    NoticeKind.REPORT_PAST: Text(zh="到点没有报告", en="no report came in time"),
    NoticeKind.ESCALATED: Text(zh="逾期仍未办结", en="late, and still not done"),
    NoticeKind.LATE: Text(zh="逾期", en="late"),
    NoticeKind.UNDECIDED_LONG: Text(zh="两个工作日仍未决定", en="undecided for two working days"),
    NoticeKind.UNDECIDED: Text(zh="一个工作日仍未决定", en="undecided for a working day"),
    NoticeKind.DECIDE: Text(zh="请您决定", en="for you to decide"),
    NoticeKind.HANDOVER_PAST: Text(zh="轮换移交仍等第二人签字", en="a hand-over still waits for the second signature"),
    NoticeKind.HANDOVER_SIGN: Text(zh="轮换移交请您签字", en="a hand-over for you to sign"),
    NoticeKind.REPORT_DUE: Text(zh="该提交报告", en="a report is due"),
    NoticeKind.PROMISE_PAST: Text(zh="对外承诺已过期", en="a promise is past its day"),
    NoticeKind.PROMISE_DUE: Text(zh="对外承诺今天到期", en="a promise is due today"),
    NoticeKind.QUESTION_PAST: Text(zh="法务问题过期未答", en="a question to counsel is past its day"),
    NoticeKind.TODAY: Text(zh="今天应办妥", en="to be finished today"),
    NoticeKind.PLAN_MISSED: Text(zh="已过宜办日", en="the day to plan by has passed"),
    NoticeKind.UNDELIVERED: Text(zh="有消息三天未能送达", en="messages could not be delivered for three days"),
    NoticeKind.WEBHOOK_OFF: Text(zh="发不出去，已停用", en="nothing arrives there; it was switched off"),
    NoticeKind.SECOND_ASKED: Text(zh="等您以第二位管理员的身份确认，24 小时内有效", en="waits for you to agree as the second administrator, for 24 hours"),
    NoticeKind.REOPENED: Text(zh="前置任务重开", en="work that this builds on is open again"),
    NoticeKind.HANDED_ON: Text(zh="转由您负责", en="yours from now on"),
    NoticeKind.PAPER_OUT: Text(zh="外送文书应回未回", en="a paper out for signature is not back"),
    NoticeKind.ASK_AGAIN: Text(zh="该再催一次", en="time to ask again"),
    NoticeKind.SOON: Text(zh="临期", en="soon"),
    NoticeKind.READY: Text(zh="可以办了", en="ready"),
    NoticeKind.LENT: Text(zh="委托生效", en="rights were lent"),
    NoticeKind.LENT_BACK: Text(zh="委托收回", en="lent rights went back"),
}  # fmt: skip

#: The command that answers a kind; the others are answered by looking at the task.
_COMMANDS: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.DECIDE: "approve",
    NoticeKind.UNDECIDED: "approve",
    NoticeKind.UNDECIDED_LONG: "approve",
    NoticeKind.ASK_AGAIN: "nudge",
}
#: Kinds that name a deadline.
_DATED: Final = frozenset(
    {
        NoticeKind.SOON,
        NoticeKind.TODAY,
        NoticeKind.PLAN_MISSED,
        NoticeKind.LATE,
        NoticeKind.ESCALATED,
    }
)
_TO_SIGN: Final = frozenset({NoticeKind.HANDOVER_SIGN, NoticeKind.HANDOVER_PAST})
_URGENCY: Final = {kind: place for place, kind in enumerate(NOTICE_WORDS)}
_LATE: Final = frozenset({NoticeKind.LATE, NoticeKind.ESCALATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One notice as a line of a message."""

    kind: NoticeKind
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel sends: a short title, and a text of several lines."""

    title: str
    text: str


def notice_words(kind: str) -> Text:
    """What a kind of notice says; the kind itself where it has no words."""
    known = kind in set(NoticeKind)
    return NOTICE_WORDS[NoticeKind(kind)] if known else Text(zh=kind, en=kind)


def notice_line(case: Case, notice: QueuedNotice, now: datetime) -> NoticeLine:
    """One notice: `特情〔2026〕3号 NB-20 办理备案：逾期，法定最后一天 4月1日，已过 2 天 → launchkit show …`."""
    kind = NoticeKind(notice.kind)
    words = NOTICE_WORDS[kind]
    task = case.tasks.get(notice.task or "")
    what = public_title(case, task) if task is not None else _about(kind, notice)
    date = _date(case, task, notice, now) if kind in _DATED and task is not None else None
    zh = f"{case.number} {what.zh}".rstrip() + f"：{words.zh}"
    en = f"{case.number} {what.en}".rstrip() + f": {words.en}"
    if date is not None:
        zh, en = f"{zh}，{date.zh}", f"{en}, {date.en}"
    command = _command(case, kind, task)
    return NoticeLine(kind=kind, said=Text(zh=f"{zh} → {command}", en=f"{en} → {command}"))


def house_line(notice: QueuedNotice) -> NoticeLine:
    """One notice about the house, not about the case in whose outbox it lies."""
    kind = NoticeKind(notice.kind)
    said = _of_webhook if kind is NoticeKind.WEBHOOK_OFF else _of_asked
    return NoticeLine(kind=kind, said=said(notice, NOTICE_WORDS[kind]))


def _of_webhook(notice: QueuedNotice, words: Text) -> Text:
    command = f"launchkit webhook show {notice.about}"
    return Text(
        zh=f"Webhook {notice.about}：{words.zh} → {command}",
        en=f"webhook {notice.about}: {words.en} → {command}",
    )


def _of_asked(notice: QueuedNotice, words: Text) -> Text:
    """A change to how somebody signs in; about whom it is, one reads where one agrees."""
    what = CHANGES[SignInChange(notice.mark)]
    command = "launchkit account waiting"
    return Text(
        zh=f"登录变更 {notice.about}（{what.zh}）：{words.zh} → {command}",
        en=f"sign-in change {notice.about} ({what.en}): {words.en} → {command}",
    )


#: Kinds about the case as a whole whose `about` is a short id that people type.
_NAMED: Final = frozenset(
    {
        NoticeKind.LENT,
        NoticeKind.LENT_BACK,
        NoticeKind.PROMISE_DUE,
        NoticeKind.PROMISE_PAST,
        NoticeKind.PAPER_OUT,
        NoticeKind.HANDOVER_SIGN,
        NoticeKind.HANDOVER_PAST,
        NoticeKind.QUESTION_PAST,
        NoticeKind.REPORT_DUE,
        NoticeKind.REPORT_PAST,
        NoticeKind.UNDELIVERED,
    }
)


def _about(kind: NoticeKind, notice: QueuedNotice) -> Text:
    """What of the case as a whole it is about: an id, never a text."""
    shown = notice.about if kind in _NAMED else ""
    return Text(zh=shown, en=shown)


def public_title(case: Case, task: Task) -> Text:
    """Code and title of the task, as far as they may leave the house."""
    of = task.instance or (task.key.partition("@")[2] if task.period else "")
    shown = f"（{of}）" if of else ""
    shown_en = f" ({of})" if of else ""
    if case.restricted or task.ad_hoc:
        return Text(zh=f"{task.item.code}{shown}", en=f"{task.item.code}{shown_en}")
    title = task.item.title
    return Text(
        zh=f"{task.item.code} {title.zh}{shown}", en=f"{task.item.code} {title.en}{shown_en}"
    )


def _date(case: Case, task: Task, notice: QueuedNotice, now: datetime) -> Text | None:
    found = next((one for one in deadlines_of(case, task) if one.about == notice.about), None)
    return None if found is None else _date_text(case, found, now)


def _date_text(case: Case, one: TaskDeadline, now: datetime) -> Text:
    found = one.deadline
    day = day_text(found.last_day)
    away = days_left((found.last_day - case.local_day(now)).days)
    at = "" if found.at is None else f" {found.at.astimezone(found.zone):%H:%M}"
    named = (
        ("法定最后一天", "statutory last day")
        if found.statutory
        else ("内部期限", "house deadline")
    )
    unsure = ("（暂定）", " (provisional)") if found.provisional else ("", "")
    return Text(
        zh=f"{named[0]} {day.zh}{at}，{away.zh}{unsure[0]}",
        en=f"{named[1]} {day.en}{at}, {away.en}{unsure[1]}",
    )


def _command(case: Case, kind: NoticeKind, task: Task | None) -> str:
    if kind is NoticeKind.UNDELIVERED:
        return f"launchkit notices {case.number}"
    if kind in _TO_SIGN:
        return f"launchkit handover show {case.number}"
    if task is None:
        return f"launchkit show {case.number}"
    return f"launchkit {_COMMANDS.get(kind, 'show')} {case.number} {task.key}"


def message_of(
    lines: Sequence[NoticeLine], *, paces: frozenset[str], lang: str, day: str
) -> Message:
    """One message of all that a person is told now, the most urgent first; the same line stands there once."""
    ordered = sorted(lines, key=lambda line: (_URGENCY[line.kind], line.said.zh))
    said = tuple(dict.fromkeys(_in(line.said, lang) for line in ordered))
    late = sum(1 for line in ordered if line.kind in _LATE)
    title = _title(len(said), late, paces=paces, day=day)
    shown = _in(title, lang)
    return Message(title=shown, text="\n".join((shown, *(f"· {line}" for line in said))))


def _title(count: int, late: int, *, paces: frozenset[str], day: str) -> Text:
    """What is at hand in one line; the morning notice says for which day."""
    zh_late, en_late = (f"，{late} 项逾期", f", {late} late") if late else ("", "")
    if Pace.MORNING in paces:
        return Text(
            zh=f"晨报 {day}：{count} 项{zh_late}", en=f"Morning notice {day}: {count}{en_late}"
        )
    return Text(zh=f"即时通知：{count} 项{zh_late}", en=f"Notice: {count}{en_late}")


def _in(text: Text, lang: str) -> str:
    return text.en if lang == "en" else text.zh
