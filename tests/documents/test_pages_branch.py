"""The papers of running a branch and of closing a case: registers, counts, hand-overs, reports and data sheets."""

from __future__ import annotations

import re

from launchkit.documents import Templates
from tests.documents.pages import (
    filled,
    sample,
)


def test_a_brief_speaks_of_its_own_span_of_time(shipped: Templates) -> None:
    weekly = filled("daily_brief", sample("daily_brief") | {"brief_kind": "weekly"}, shipped)
    assert "本周接单" in weekly
    assert "下周安排" in weekly
    assert "当日" not in weekly
    minutes = filled("daily_brief", sample("daily_brief") | {"brief_kind": "minutes"}, shipped)
    assert "出席签字" in minutes
    unknown = filled("daily_brief", sample("daily_brief") | {"brief_kind": None}, shipped)
    assert "box on" not in unknown


def test_a_count_that_does_not_add_up_says_so(shipped: Templates) -> None:
    values = sample("cash_count")
    wrong = filled("cash_count", values | {"cash_counted": 207000, "cash_short": 1000}, shipped)
    assert "面额明细合计与实盘金额不一致" in wrong
    assert "短款：人民币壹拾元整" in wrong
    assert "不一致" not in filled("cash_count", values, shipped)


def test_a_count_without_unbooked_vouchers_leaves_the_sum_open(shipped: Templates) -> None:
    values = sample("cash_count") | {"cash_unbooked_in": None}
    page = filled("cash_count", values, shipped)
    assert '应存余额（1＋2－3）</td><td class="num"></td>' in page


def test_each_voucher_stands_in_the_book_it_names(shipped: Templates) -> None:
    row = {"date": "2026-04-14", "summary": "收维修费", "counter_account": "主营业务收入",
           "debit": 12000, "direction": "借", "balance": 12000, "cashier": "许账"}  # fmt: skip
    values = sample("journals")
    rows = [*values["journal_rows"], row | {"voucher": "现收1"}, row | {"voucher": "记9"}]
    page = filled("journals", values | {"journal_rows": rows}, shipped)
    cash, rest = page.split("二、银行存款日记账")
    bank, neither = rest.split("三、凭证字号未注明")
    assert "现收1" in cash
    assert "期末余额：人民币壹佰贰拾元整" in cash
    assert "银收1" in bank
    assert "现收1" not in bank
    assert "记9" in neither
    assert "三、" not in filled("journals", values, shipped)


def test_an_overdrawn_book_is_printed_and_not_refused(shipped: Templates) -> None:
    values = sample("journals")
    rows = [row | {"balance": -5000} for row in values["journal_rows"]]
    page = filled("journals", values | {"journal_rows": rows, "opening_bank_balance": -1}, shipped)
    assert "期末余额：人民币负伍拾元整" in page
    assert '<td class="mid">贷</td><td class="num">-¥0.01</td>' in page


def test_a_shut_gate_is_named_beside_the_decision(shipped: Templates) -> None:
    values = sample("go_no_go_sheet")
    shut = filled("go_no_go_sheet", values | {"gate_fire": False, "gate_staff": False}, shipped)
    assert "<strong>消防</strong>、<strong>人员</strong>" in shut
    assert 'scope="row">尚未满足</th><td>无</td>' in filled("go_no_go_sheet", values, shipped)


def test_an_overrun_is_called_one(shipped: Templates) -> None:
    values = sample("closing_audit") | {"actual_cost": 30100000}
    page = filled("closing_audit", values, shipped)
    assert "超支" in page
    assert "人民币壹仟元整" in page
    assert "节余" not in page


def test_parts_that_are_not_back_are_counted(shipped: Templates) -> None:
    values = sample("parts_register")
    (back,) = values["parts_movements"]
    out = back | {"serial_back": None, "returned_on": None, "state": None}
    page = filled("parts_register", values | {"parts_movements": [back, out, out]}, shipped)
    figures = re.findall(r">(\d+)</td>", page[page.index("核销汇总") :])
    assert figures == ["3", "1", "2", "0"]


def test_what_was_found_about_a_person_stands_apart_from_the_consent(shipped: Templates) -> None:
    page = filled("background_check", sample("background_check"), shipped)
    consent, inner = page.split('<div class="new-page">')
    assert "本人所述一致" in inner
    assert "本人所述一致" not in consent
