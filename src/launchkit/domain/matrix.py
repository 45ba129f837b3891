"""Who may do what: one table that the rules ask, the reference page prints and the tests walk cell by cell.

Rows are operations on a case, columns are authorities (`launchkit.domain.roles`). A cell says on which tasks:
`-` none, `owner` those the person answers for, `own` those the person owns or helps with, `asked` those whose approval names
the person's role, `any` all. A person with several roles has the widest right of them. Nobody decides on their own work,
whatever the table says (`rules.decisions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from launchkit.domain.checklist import Text
from launchkit.domain.roles import Authority


class Operation(StrEnum):
    """What can be done to a case."""

    START = "start"
    DONE = "done"
    BLOCK = "block"
    UNBLOCK = "unblock"
    ATTACH = "attach"
    WAIVE = "waive"
    REOPEN = "reopen"
    ASSIGN = "assign"
    STATE = "state"
    ADD_ITEM = "add_item"
    ADD_INSTANCE = "add_instance"
    COMPLETE_COLLECTION = "complete_collection"
    ANSWER_FINDING = "answer_finding"
    ISSUE = "issue"
    APPROVE = "approve"
    REJECT = "reject"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    VOID = "void"
    CHANGE_TEAM = "change_team"
    CLOSE = "close"
    NUDGE = "nudge"
    WATCH = "watch"
    DELEGATE = "delegate"
    END_DELEGATION = "end_delegation"
    STATE_ABSENCE = "state_absence"
    NAME_DEPUTY = "name_deputy"
    BREAK_GLASS = "break_glass"
    REVIEW_GLASS = "review_glass"
    ASK_ERASURE = "ask_erasure"
    AGREE_ERASURE = "agree_erasure"
    KEEP_CUSTODY = "keep_custody"
    PROMISE = "promise"
    SEND_OUT = "send_out"
    HAND_OVER = "hand_over"
    SET_SEVERITY = "set_severity"
    NOTE_HAPPENING = "note_happening"
    ASK_COUNSEL = "ask_counsel"
    ANSWER_COUNSEL = "answer_counsel"
    FILE_REPORT = "file_report"
    ERASE = "erase"
    SHOW_PERSONAL = "show_personal"


class Right(StrEnum):
    """On which tasks an operation is allowed; later members reach wider."""

    NONE = "-"
    ASKED = "asked"
    OWNER = "owner"
    OWN = "own"
    ANY = "any"


_TABLE = """
                      does    decides  counsels  audits  administers  system  outside
start                 own     any      own       own     -            -       -
done                  own     any      own       own     -            -       -
block                 own     any      own       own     -            -       -
unblock               own     any      own       own     -            -       -
attach                own     any      own       own     -            -       -
waive                 own     any      own       own     -            -       -
reopen                own     any      own       own     -            -       -
assign                owner   any      owner     owner   -            -       -
state                 any     any      any       own     -            -       -
add_item              any     any      any       -       -            -       -
add_instance          any     any      any       -       -            -       -
complete_collection   any     any      any       -       -            -       -
answer_finding        any     any      any       -       -            -       -
issue                 any     any      any       own     -            any     -
approve               asked   asked    asked     -       -            -       -
reject                asked   asked    asked     -       -            -       -
extend                -       any      -         -       -            -       -
suspend               -       any      -         -       -            -       -
resume                -       any      -         -       -            -       -
void                  -       any      -         -       -            -       -
change_team           -       any      -         -       -            -       -
close                 -       any      -         -       -            -       -
nudge                 own     any      own       own     -            -       -
watch                 any     any      any       any     -            -       -
delegate              any     any      any       -       -            -       -
end_delegation        any     any      any       -       -            -       -
state_absence         any     any      any       -       -            -       -
name_deputy           any     any      any       -       -            -       -
break_glass           any     any      any       -       -            -       -
review_glass          -       any      -         -       -            -       -
ask_erasure           any     any      any       -       -            -       -
agree_erasure         -       any      -         -       -            -       -
keep_custody          any     any      any       -       -            -       -
promise               any     any      any       -       -            -       -
send_out              any     any      any       -       -            -       -
hand_over             any     any      any       -       -            -       -
set_severity          -       any      -         -       -            -       -
note_happening        any     any      any       -       -            -       -
ask_counsel           any     any      any       -       -            -       -
answer_counsel        -       -        any       -       -            -       -
file_report           any     any      any       -       -            -       -
erase                 -       -        -         -       any          -       -
show_personal         any     any      any       any     -            -       -
"""

TITLES: Mapping[Operation, Text] = MappingProxyType(
    {
        Operation.START: Text(zh="开始办理", en="start a task"),
        Operation.DONE: Text(zh="办结", en="finish a task"),
        Operation.BLOCK: Text(zh="登记受阻", en="say that a task waits"),
        Operation.UNBLOCK: Text(zh="解除等待", en="end a wait"),
        Operation.ATTACH: Text(zh="提交凭证", en="attach evidence"),
        Operation.WAIVE: Text(zh="申请豁免", en="ask for a waiver"),
        Operation.REOPEN: Text(zh="重开", en="reopen a task"),
        Operation.ASSIGN: Text(zh="移交任务", en="hand a task over"),
        Operation.STATE: Text(zh="填报要素", en="state facts"),
        Operation.ADD_ITEM: Text(zh="另加任务", en="add an item"),
        Operation.ADD_INSTANCE: Text(zh="登记对象", en="add an instance"),
        Operation.COMPLETE_COLLECTION: Text(zh="声明登记齐全", en="declare a collection complete"),
        Operation.ANSWER_FINDING: Text(zh="答复审计发现", en="answer a finding"),
        Operation.ISSUE: Text(zh="出具文书", en="issue a document"),
        Operation.APPROVE: Text(zh="批准", en="approve"),
        Operation.REJECT: Text(zh="退回", en="reject"),
        Operation.EXTEND: Text(zh="改期", en="move a deadline"),
        Operation.SUSPEND: Text(zh="中止计时", en="suspend a clock"),
        Operation.RESUME: Text(zh="恢复计时", en="resume a clock"),
        Operation.VOID: Text(zh="文书作废", en="void a document"),
        Operation.CHANGE_TEAM: Text(zh="成员变动", en="change the team"),
        Operation.CLOSE: Text(zh="结案", en="close a case"),
        Operation.NUDGE: Text(zh="催办外部方", en="remind an outside party"),
        Operation.WATCH: Text(zh="关注任务", en="watch a task"),
        Operation.DELEGATE: Text(zh="委托他人代办", en="delegate"),
        Operation.END_DELEGATION: Text(zh="收回委托", en="end a delegation"),
        Operation.STATE_ABSENCE: Text(zh="登记不在岗", en="state an absence"),
        Operation.NAME_DEPUTY: Text(zh="指定代理人", en="name a deputy"),
        Operation.BREAK_GLASS: Text(zh="应急越权", en="take an emergency right"),
        Operation.REVIEW_GLASS: Text(zh="复核应急越权", en="review an emergency right"),
        Operation.ASK_ERASURE: Text(zh="申请清除个人信息", en="ask for an erasure"),
        Operation.AGREE_ERASURE: Text(zh="批准清除个人信息", en="agree to an erasure"),
        Operation.KEEP_CUSTODY: Text(zh="登记保管物", en="keep the custody list"),
        Operation.PROMISE: Text(zh="登记对外承诺", en="keep the book of promises"),
        Operation.SEND_OUT: Text(zh="登记文书外送签署", en="send a document out for signature"),
        Operation.HAND_OVER: Text(zh="办理轮换移交", en="hand over on rotation"),
        Operation.SET_SEVERITY: Text(zh="定级", en="set the severity"),
        Operation.NOTE_HAPPENING: Text(zh="记录经过", en="note what happened"),
        Operation.ASK_COUNSEL: Text(zh="向法务提问", en="ask counsel"),
        Operation.ANSWER_COUNSEL: Text(zh="法务答复", en="answer as counsel"),
        Operation.FILE_REPORT: Text(zh="提交报告", en="file a report"),
        Operation.ERASE: Text(zh="清除个人信息", en="erase personal data"),
        Operation.SHOW_PERSONAL: Text(zh="查看遮盖的个人信息", en="look at masked personal data"),
    }
)


class HouseOperation(StrEnum):
    """What can be done to the whole house: by roles in any case or at any branch, and by administrators."""

    OPEN_CASE = "open_case"
    #: register and change people, companies, branches
    REGISTER = "register"
    ADOPT_CALENDAR = "adopt_calendar"
    ADMINISTER = "administer"


_HOUSE_TABLE = """
                 does    decides  counsels  audits  administers  system  outside
open_case        -       any      -         -       any          -       -
register         -       any      -         -       any          -       -
adopt_calendar   -       any      -         -       any          -       -
administer       -       -        -         -       any          -       -
"""

HOUSE_TITLES: Mapping[HouseOperation, Text] = MappingProxyType(
    {
        HouseOperation.OPEN_CASE: Text(zh="开案", en="open a case"),
        HouseOperation.REGISTER: Text(
            zh="登记人员、公司、分公司", en="register people, companies, branches"
        ),
        HouseOperation.ADOPT_CALENDAR: Text(zh="采用放假安排", en="adopt a calendar year"),
        HouseOperation.ADMINISTER: Text(zh="管理账号", en="look after accounts"),
    }
)

_O = TypeVar("_O", Operation, HouseOperation)


def _read(table: str, kind: type[_O]) -> Mapping[_O, Mapping[Authority, Right]]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    columns = [Authority(name) for name in head]
    return MappingProxyType(
        {
            kind(name): MappingProxyType(
                dict(zip(columns, (Right(cell) for cell in cells), strict=True))
            )
            for name, *cells in rows
        }
    )


MATRIX: Mapping[Operation, Mapping[Authority, Right]] = _read(_TABLE, Operation)
HOUSE_MATRIX: Mapping[HouseOperation, Mapping[Authority, Right]] = _read(
    _HOUSE_TABLE, HouseOperation
)

_WIDTH = {right: place for place, right in enumerate(Right)}


def right_of(operation: Operation, authorities: Iterable[Authority]) -> Right:
    """Widest right that any of the authorities gives; none for nobody."""
    rights = (MATRIX[operation][one] for one in authorities)
    return max(rights, key=_WIDTH.__getitem__, default=Right.NONE)
