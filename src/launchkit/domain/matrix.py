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
    ERASE = "erase"


class Right(StrEnum):
    """On which tasks an operation is allowed; later members reach wider."""

    NONE = "-"
    ASKED = "asked"
    OWNER = "owner"
    OWN = "own"
    ANY = "any"


_TABLE = """
                      does    decides  audits  administers  system  outside
start                 own     any      own     -            -       -
done                  own     any      own     -            -       -
block                 own     any      own     -            -       -
unblock               own     any      own     -            -       -
attach                own     any      own     -            -       -
waive                 own     any      own     -            -       -
reopen                own     any      own     -            -       -
assign                owner   any      owner   -            -       -
state                 any     any      own     -            -       -
add_item              any     any      -       -            -       -
add_instance          any     any      -       -            -       -
complete_collection   any     any      -       -            -       -
answer_finding        any     any      -       -            -       -
issue                 any     any      own     -            any     -
approve               asked   asked    -       -            -       -
reject                asked   asked    -       -            -       -
extend                -       any      -       -            -       -
suspend               -       any      -       -            -       -
resume                -       any      -       -            -       -
void                  -       any      -       -            -       -
change_team           -       any      -       -            -       -
close                 -       any      -       -            -       -
erase                 -       any      -       -            -       -
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
        Operation.ERASE: Text(zh="清除个人信息", en="erase personal data"),
    }
)


def _read(table: str) -> Mapping[Operation, Mapping[Authority, Right]]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    columns = [Authority(name) for name in head]
    return MappingProxyType(
        {
            Operation(name): MappingProxyType(
                dict(zip(columns, (Right(cell) for cell in cells), strict=True))
            )
            for name, *cells in rows
        }
    )


MATRIX: Mapping[Operation, Mapping[Authority, Right]] = _read(_TABLE)

_WIDTH = {right: place for place, right in enumerate(Right)}


def right_of(operation: Operation, authorities: Iterable[Authority]) -> Right:
    """Widest right that any of the authorities gives; none for nobody."""
    rights = (MATRIX[operation][one] for one in authorities)
    return max(rights, key=_WIDTH.__getitem__, default=Right.NONE)
