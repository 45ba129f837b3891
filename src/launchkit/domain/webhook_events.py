"""Which entries other programs are told of, under which name, and what an event says of one.

Never more than a program needs to come and look: codes, ids and addresses. No fact, no name, no title that somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.entries import KINDS, entry_of
from launchkit.domain.occasions import NoticeKind
from launchkit.domain.recorded import Recorded

#: Sent by somebody who wants to see whether anything arrives; no entry causes it.
TEST_EVENT: Final = "webhook.test"

#: event type -> what has happened when it is sent
EVENT_TYPES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "case.opened": Text(zh="开案", en="a case was opened"),
        "case.closed": Text(zh="结案", en="a case was closed"),
        "team.changed": Text(zh="小组成员或角色变动", en="people of a case or their roles changed"),
        "severity.set": Text(zh="定级或改级", en="a case was graded"),
        "task.assigned": Text(zh="任务有了负责人", en="a task has an owner"),
        "task.started": Text(zh="任务开始办理", en="work on a task began"),
        "task.completed": Text(zh="任务报办结；须审批的，随后是 decision.asked", en="a task was reported done; where somebody has to agree, `decision.asked` follows"),
        "task.blocked": Text(zh="任务在等外部方", en="a task waits on somebody outside"),
        "task.unblocked": Text(zh="等到了，可以继续", en="the wait is over"),
        "task.reopened": Text(zh="已办结的任务重开", en="finished work is open again"),
        "task.added": Text(zh="本案另加一项任务", en="one more thing to do was added to a case"),
        "task.recurred": Text(zh="周期任务开了新的一期", en="a recurring task opened for its next period"),
        "task.silent": Text(zh="每日任务到点无人报办结", en="nobody said by the evening that a daily task is done"),
        "instance.added": Text(zh="多了一名录用人员、一个证照……", en="one more hire, licence …"),
        "collection.completed": Text(zh="同类实例已齐", en="no more of a kind are expected"),
        "fact.stated": Text(zh="要素填报或更正", en="a fact was stated or corrected"),
        "evidence.attached": Text(zh="提交了凭证", en="evidence was attached"),
        "deadline.near": Text(zh="临期", en="a deadline comes near"),
        "deadline.today": Text(zh="今天应办妥", en="a deadline is today"),
        "deadline.plan_missed": Text(zh="已过宜办日", en="the day to plan by has passed"),
        "deadline.missed": Text(zh="已过最后一天", en="the last day has passed"),
        "deadline.escalated": Text(zh="逾期仍未办结，已上报", en="late and still not done: headquarters was told"),
        "deadline.moved": Text(zh="内部期限改期", en="a house deadline was moved"),
        "deadline.suspended": Text(zh="期限中止", en="a clock stands still"),
        "deadline.resumed": Text(zh="期限恢复计时", en="a clock runs again"),
        "decision.asked": Text(zh="有事项待决定，已告知决定人", en="something waits for a decision, and the deciders were told"),
        "decision.overdue": Text(zh="一个工作日以上仍未决定", en="undecided for a working day or more"),
        "decision.agreed": Text(zh="同意", en="somebody agreed"),
        "decision.sent_back": Text(zh="退回", en="somebody sent it back"),
        "waiver.asked": Text(zh="申请豁免一项任务", en="somebody asks that a task need not be done"),
        "document.issued": Text(zh="文书出具", en="a document was issued"),
        "document.voided": Text(zh="文书作废", en="a document is void"),
        "document.sent_out": Text(zh="文书送外部签署", en="a document went out for signature"),
        "document.returned": Text(zh="外送文书收回", en="a document came back"),
        "calendar.adopted": Text(zh="放假安排转正式，期限重算", en="a calendar year became official and deadlines were computed anew"),
        "finding.raised": Text(zh="审计发现", en="a finding was raised"),
        "finding.answered": Text(zh="审计发现已答复", en="a finding was answered"),
        "custody.changed": Text(zh="保管物接收、清点、转手或离手", en="a thing in custody was taken, counted, moved, or left"),
        "promise.made": Text(zh="对外承诺", en="an outsider was promised something"),
        "promise.moved": Text(zh="承诺改期", en="a promise was moved"),
        "promise.settled": Text(zh="承诺了结", en="a promise was settled"),
        "handover.begun": Text(zh="移交开始", en="a hand-over began"),
        "handover.signed": Text(zh="移交一方已签字", en="one side of a hand-over signed"),
        "handover.completed": Text(zh="移交完成", en="a hand-over was completed"),
        "handover.cancelled": Text(zh="移交取消", en="a hand-over was cancelled"),
        "happening.noted": Text(zh="经过：记下或撤回一件事", en="something was noted in the timeline of facts, or withdrawn"),
        "report.filed": Text(zh="报告已提交", en="a report was filed"),
    }
)  # fmt: skip

#: kind of entry -> event type
TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case_opened": "case.opened",
        "case_closed": "case.closed",
        "team_changed": "team.changed",
        "severity_set": "severity.set",
        "task_assigned": "task.assigned",
        "task_started": "task.started",
        "task_done": "task.completed",
        "task_blocked": "task.blocked",
        "task_unblocked": "task.unblocked",
        "task_reopened": "task.reopened",
        "item_added": "task.added",
        "occurrence_opened": "task.recurred",
        "instance_added": "instance.added",
        "collection_completed": "collection.completed",
        "fact_stated": "fact.stated",
        "evidence_attached": "evidence.attached",
        "deadline_extended": "deadline.moved",
        "deadline_suspended": "deadline.suspended",
        "deadline_resumed": "deadline.resumed",
        "approved": "decision.agreed",
        "rejected": "decision.sent_back",
        "waiver_asked": "waiver.asked",
        "document_issued": "document.issued",
        "document_voided": "document.voided",
        "document_sent_out": "document.sent_out",
        "document_returned": "document.returned",
        "calendar_adopted": "calendar.adopted",
        "finding_raised": "finding.raised",
        "finding_answered": "finding.answered",
        "custody_taken": "custody.changed",
        "custody_counted": "custody.changed",
        "custody_moved": "custody.changed",
        "custody_ended": "custody.changed",
        "promise_made": "promise.made",
        "promise_moved": "promise.moved",
        "promise_settled": "promise.settled",
        "handover_begun": "handover.begun",
        "handover_signed": "handover.signed",
        "handover_completed": "handover.completed",
        "handover_cancelled": "handover.cancelled",
        "happening_noted": "happening.noted",
        "happening_withdrawn": "happening.noted",
        "report_filed": "report.filed",
    }
)

#: `notice_queued` says that the clock has brought something about: which notices are events
TOLD_NOTICES: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        NoticeKind.SOON: "deadline.near",
        NoticeKind.TODAY: "deadline.today",
        NoticeKind.PLAN_MISSED: "deadline.plan_missed",
        NoticeKind.LATE: "deadline.missed",
        NoticeKind.ESCALATED: "deadline.escalated",
        NoticeKind.DECIDE: "decision.asked",
        NoticeKind.UNDECIDED: "decision.overdue",
        NoticeKind.UNDECIDED_LONG: "decision.overdue",
        NoticeKind.SILENT: "task.silent",
    }
)

_PERSON = Text(
    zh="涉及一个人的状况，与办案进度无关",
    en="about the circumstances of a person, not about the case",
)
_LOOKED = Text(zh="谁看过什么，只给审计看", en="who looked at what is for auditors alone")
_COUNSEL = Text(
    zh="与法务的往来保密", en="what passes between the house and counsel is privileged"
)
_ERASURE = Text(
    zh="个人信息的清除不外传", en="that personal data was erased is nobody else's business"
)
_HOUSE = Text(
    zh="登记册的事，不属于任何专案", en="about the house and its register, not about a case"
)

#: kind of entry -> why no other program is told of it
UNTOLD: Final[Mapping[str, Text]] = MappingProxyType(
    {
        **dict.fromkeys(("absence_stated", "absence_ended", "delegated", "delegation_ended", "deputy_named", "watching_changed"), _PERSON),
        **dict.fromkeys(("personal_shown", "file_fetched"), _LOOKED),
        **dict.fromkeys(("counsel_asked", "counsel_answered"), _COUNSEL),
        **dict.fromkeys(("erasure_asked", "erasure_decided", "erasure_done"), _ERASURE),
        "document_prepared": Text(zh="随后的 document.issued 会说", en="`document.issued` follows"),
        "definition_rebased": Text(zh="预留，还没有规则会写它", en="reserved; no rule writes it yet"),
        "glass_broken": Text(zh="同时产生的 finding.raised 会说", en="`finding.raised` comes with it"),
        "nudged": Text(zh="催办一次，进度没有变化", en="a reminder changes nothing in the case"),
        "place_recorded": Text(zh="办事地点，进度没有变化", en="where something is done changes nothing in the case"),
    }
)  # fmt: skip

#: A code as the register gives it; anything else may be a name and stays here.
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def why_untold(kind: str) -> Text | None:
    """Why no other program is told of a kind of entry; None: it is an event (of `notice_queued`: some are)."""
    if KINDS[kind].__module__.endswith((".house", ".webhooks")):
        return _HOUSE
    return UNTOLD.get(kind)


def event_type(recorded: Recorded) -> str | None:
    """The event that an entry is; None: nobody else is told."""
    kind = recorded.envelope.kind
    if kind == "notice_queued":
        notice = str(recorded.data.get("notice"))
        return TOLD_NOTICES.get(NoticeKind(notice)) if notice in set(NoticeKind) else None
    return TOLD.get(kind)


def payload(kind: str, recorded: Recorded, case: Case, base: str) -> dict[str, Any]:
    """What an event of this type says of an entry; `base` is the address of this installation, empty for none."""
    envelope, entry = recorded.envelope, entry_of(recorded)
    key = getattr(entry, "task", None) or None
    task = case.tasks.get(key) if isinstance(key, str) else None
    document = getattr(entry, "document", None)
    # The id of a task that people added is a word they typed.
    shown = None if task is None or task.ad_hoc else task
    place = f"/cases/{case.id}"
    page = place if shown is None else f"{place}/tasks/{quote(shown.key, safe='')}"
    return {
        "type": kind,
        "timestamp": envelope.recorded_at,
        "data": {
            "case": case.id,
            "seq": envelope.stream_seq,
            "kind": envelope.kind,
            "task": None if shown is None else shown.key,
            "code": None if shown is None else shown.item.code,
            "document": document if isinstance(document, str) else None,
            "actor": envelope.actor if _CODE.fullmatch(envelope.actor) else None,
            "links": {
                "entry": f"{base}/api/v1/cases/{case.id}/entries/{envelope.stream_seq}",
                "page": f"{base}{page}",
            },
        },
    }


def payload_of_test(at: str, base: str) -> dict[str, Any]:
    """What a test event says."""
    return {
        "type": TEST_EVENT,
        "timestamp": at,
        "data": {"links": {"page": f"{base}/webhooks"}},
    }
