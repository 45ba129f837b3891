"""Custody, promises, papers out and hand-overs in sentences: what every reader of the trail and of the lists sees."""

from __future__ import annotations

from datetime import date

import pytest

from launchkit.domain import entries as kinds
from launchkit.domain.entries import Entry
from launchkit.domain.telling import sentence
from launchkit.domain.telling.custody import custody_line, promise_line, sent_line
from launchkit.domain.telling.words import count_text, difference_text
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
items: [{id: sign_lease, code: T-1, documents: [D1]}]
documents: [{code: D1, fields: [{name: number, case: case_number}]}]
"""


@pytest.fixture(scope="module")
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open()
    holdings = made.desk.holdings
    holdings.take(
        made.call("P1"),
        made.id,
        kind="cash",
        label="钱箱",
        count="1904",
        source="总部",
        place="柜",
    )
    holdings.take(made.call("P1"), made.id, kind="seal", label="公章")
    holdings.promise(
        made.call("P1"), made.id, to="房东", what="押金", by=date(2026, 3, 9), contact="139"
    )
    made.desk.issue(made.call("P1"), made.id, "D1")
    holdings.send_out(made.call("P1"), made.id, "D1", to="房东", expected=date(2026, 3, 6))
    made.desk.handovers.begin(made.call("P1"), made.id, receiver="P2")
    return made


SAID = [
    (
        kinds.CustodyTaken(
            thing="cash-1",
            kind="cash",
            label="钱箱",
            holder="P1",
            source="总部",
            place="柜",
            amount=190400,
        ),
        "姓名P1(P1) 保管 cash-1 钱箱（现金）1,904.00 元，来自 总部，存放 柜",
        "姓名P1(P1) holds cash-1 钱箱 (cash) 1,904.00 yuan, from 总部, kept at 柜",
    ),
    (
        kinds.CustodyTaken(thing="seal-1", kind="seal", label="公章", holder="P1"),
        "姓名P1(P1) 保管 seal-1 公章（印章）",
        "姓名P1(P1) holds seal-1 公章 (seal)",
    ),
    (
        kinds.CustodyCounted(thing="cash-1", difference=-9600, amount=180800, reason="快递"),
        "清点 cash-1 钱箱：1,808.00 元，与登记相差 -96.00：快递",
        "counted cash-1 钱箱: 1,808.00 yuan, which differs from the record by -96.00: 快递",
    ),
    (
        kinds.CustodyMoved(
            thing="parts-9", holder_from="P1", holder_to="P2", difference=1, quantity=1
        ),
        "姓名P1(P1) 将 parts-9 交给 姓名P2(P2) 1 件，与登记相差 +1",
        "姓名P1(P1) gave parts-9 to 姓名P2(P2) 1 piece, which differs from the record by +1",
    ),
    (
        kinds.CustodyEnded(thing="seal-1", outcome="returned", to="总部行政"),
        "seal-1 公章 已归还，总部行政",
        "seal-1 公章 returned, 总部行政",
    ),
    (
        kinds.CustodyEnded(thing="cash-1", outcome="lost", amount=0, reason="车上"),
        "cash-1 钱箱 已遗失 0.00 元：车上",
        "cash-1 钱箱 lost 0.00 yuan: 车上",
    ),
    (
        kinds.PromiseMade(
            promise="p-2", to="房东", what="押金", by="2026-03-09", keeper="P1", task="sign_lease"
        ),
        "向 房东 承诺 2026-03-09 前：押金（p-2），为 T-1 sign_lease",
        "promised 房东 by 2026-03-09: 押金 (p-2), for T-1 sign_lease",
    ),
    (
        kinds.PromiseMade(promise="p-2", to="房东", what="押金", by="2026-03-09", keeper="P1"),
        "向 房东 承诺 2026-03-09 前：押金（p-2）",
        "promised 房东 by 2026-03-09: 押金 (p-2)",
    ),
    (
        kinds.PromiseMoved(promise="p-1", by="2026-03-16", note="周末"),
        "对 房东 的承诺 p-1（押金） 改期到 2026-03-16：周末",
        "promise p-1 to 房东 (押金) moved to 2026-03-16: 周末",
    ),
    (
        kinds.PromiseSettled(promise="p-1", outcome="broken", note="没钱"),
        "对 房东 的承诺 p-1（押金） 未兑现：没钱",
        "promise p-1 to 房东 (押金) broken: 没钱",
    ),
    (
        kinds.DocumentSentOut(document="D1", prepared=9, to="房东", expected="2026-03-06"),
        "D1 D1 送 房东 签署，预计 2026-03-06 收回",
        "sent D1 D1 to 房东 for signature, expected 2026-03-06",
    ),
    (
        kinds.DocumentSentOut(document="D1", prepared=9, to="房东"),
        "D1 D1 送 房东 签署",
        "sent D1 D1 to 房东 for signature",
    ),
    (
        kinds.DocumentReturned(document="D1", prepared=9, signed=True),
        "D1 D1 已签回",
        "D1 D1 came back signed",
    ),
    (
        kinds.DocumentReturned(document="D1", prepared=9, signed=False, note="要改"),
        "D1 D1 未签退回：要改",
        "D1 D1 came back unsigned: 要改",
    ),
    (
        kinds.HandoverBegun(
            handover="handover-1", giver="P1", receiver="P2", stays=True, reason="轮换"
        ),
        "轮换移交 handover-1 开始：姓名P1(P1) 移交给 姓名P2(P2)，留任：轮换",
        "began the hand-over handover-1 from 姓名P1(P1) to 姓名P2(P2), and stays: 轮换",
    ),
    (
        kinds.HandoverBegun(handover="handover-1", giver="P1", receiver="P2"),
        "轮换移交 handover-1 开始：姓名P1(P1) 移交给 姓名P2(P2)",
        "began the hand-over handover-1 from 姓名P1(P1) to 姓名P2(P2)",
    ),
    (
        kinds.HandoverSigned(
            handover="handover-1",
            side="giver",
            digest="ab" * 32,
            day="2026-03-02",
            counted={"cash-1": 190400, "parts-9": 2},
            notes="点清",
        ),
        "移交人签字：handover-1，2026-03-02 的清单 abababababab，清点 cash-1 钱箱 1,904.00 元、parts-9 2 件：点清",
        "signed handover-1 as giver: list of 2026-03-02, abababababab, counted cash-1 钱箱 1,904.00 yuan, parts-9 2 pieces: 点清",
    ),
    (
        kinds.HandoverSigned(
            handover="handover-1", side="receiver", digest="ab" * 32, day="2026-03-02", counted={}
        ),
        "接收人签字：handover-1，2026-03-02 的清单 abababababab",
        "signed handover-1 as receiver: list of 2026-03-02, abababababab",
    ),
    (
        kinds.HandoverCompleted(handover="handover-1", pack={}),
        "轮换移交 handover-1 完成：姓名P1(P1) 名下全部移交 姓名P2(P2)",
        "completed the hand-over handover-1: all of 姓名P1(P1) went to 姓名P2(P2)",
    ),
    (
        kinds.HandoverCancelled(handover="handover-1", reason="不走了"),
        "取消轮换移交 handover-1：不走了",
        "cancelled the hand-over handover-1: 不走了",
    ),
]


@pytest.mark.parametrize(("entry", "zh", "en"), SAID, ids=range(len(SAID)))
def test_each_is_a_sentence_in_both_languages(
    desk: TestDesk, entry: Entry, zh: str, en: str
) -> None:
    said = sentence(entry, desk.case, desk.desk.house())
    assert (said.zh, said.en) == (zh, en)


def test_what_is_not_counted_has_no_number() -> None:
    assert count_text("cash", None, 3).zh == ""
    assert count_text("seal", 100, None).zh == ""
    assert difference_text("cash", 0).en == ""


def test_a_thing_as_a_line_while_it_is_held_and_after(desk: TestDesk) -> None:
    house = desk.desk.house()
    line = custody_line(desk.case.custody["cash-1"], house)
    assert (line.holder_name, line.count_text.en, line.ended_text, line.ended_on) == (
        "姓名P1",
        "1,904.00 yuan",
        None,
        None,
    )
    made = desk_for(definition(YAML))
    made.open()
    holdings = made.desk.holdings
    holdings.take(made.call("P1"), made.id, kind="key", label="门")
    holdings.end(made.call("P1"), made.id, "key-1", outcome="returned", to="房东")
    ended = custody_line(made.case.custody["key-1"], house)
    assert ended.ended_text is not None
    assert (ended.ended_text.en, ended.ended_on, ended.to.zh) == ("returned", "2026-03-02", "房东")


def test_a_promise_as_a_line_while_it_is_open_and_after(desk: TestDesk) -> None:
    today = date(2026, 3, 4)
    one = desk.case.promises["p-1"]
    line = promise_line(one, desk.desk.house(), today)
    assert (line.days_left, line.outcome_text, line.contact.zh) == (5, None, "139")
    made = desk_for(definition(YAML))
    made.open()
    made.desk.holdings.promise(made.call("P1"), made.id, to="a", what="b", by=today)
    made.desk.holdings.settle_promise(made.call("P1"), made.id, "p-1", outcome="kept", note="付了")
    settled = promise_line(made.case.promises["p-1"], desk.desk.house(), today)
    assert settled.outcome_text is not None
    assert (settled.outcome_text.en, settled.note.zh) == ("kept", "付了")


def test_a_paper_as_a_line_while_it_is_out_and_after(desk: TestDesk) -> None:
    out = desk.case.sent_out["D1"]
    line = sent_line(desk.case, out, desk.desk.house(), date(2026, 3, 5))
    assert (line.days, line.expected, line.back_on) == (3, "2026-03-06", None)
    made = desk_for(definition(YAML))
    made.open()
    made.desk.issue(made.call("P1"), made.id, "D1")
    made.desk.holdings.send_out(made.call("P1"), made.id, "D1", to="房东")
    made.desk.holdings.take_back(made.call("P1"), made.id, "D1", content=b"%PDF")
    back = sent_line(made.case, made.case.sent_out["D1"], made.desk.house(), date(2026, 3, 30))
    assert (back.days, back.expected, back.back_on, back.signed) == (0, None, "2026-03-02", True)
