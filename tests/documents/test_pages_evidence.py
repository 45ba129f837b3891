"""The papers that keep and measure what was found when a branch is taken over: exhibits, differences, talks, memos."""

from __future__ import annotations

import re

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import (
    filled,
    numbered,
    printed,
    read,
    sample,
    shipped_spec,
)

TALKS = {"witness_record": "interview_questions", "talk_minutes": "talk_questions"}


@pytest.mark.pdf
@pytest.mark.parametrize("name", TALKS)
def test_every_page_of_a_talk_has_a_line_to_sign(press: Press, name: str) -> None:
    values = numbered(name, sample(name))
    values[TALKS[name]] = [
        {"question": "请说明经过。", "answer": "当天的钱和单子交给收银岗位。" * (200 if at == 3 else 3)}
        for at in range(12)
    ]  # fmt: skip
    pages = read(printed(press, name, values))
    assert len(pages) > 3
    assert all("签字" in page for page in pages)
    assert sum("本页看过，记录与我说的一致" in page for page in pages) >= len(pages) - 1
    assert "".join(pages).count("钱") == 200 + 11 * 3


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_begins_with_the_rights_and_is_signed_before_the_questions(
    shipped: Templates, name: str
) -> None:
    page = filled(name, sample(name), shipped)
    rights, rest = page.split("二、谈话内容")
    for words in ("谈话出于自愿", "可以随时离开", "可以休息", "录音须先告知", "更正"):
        assert words in rights
    assert "自愿谈话。签字" in rights
    assert "亲笔写明" in rest


def test_a_talk_that_was_declined_is_no_record_of_answers(shipped: Templates) -> None:
    values = sample("talk_minutes") | {"talk_outcome": "declined", "talk_questions": None}
    page = filled("talk_minutes", values, shipped)
    assert "联系经过（本人不愿谈）" in page
    assert "不作不利于本人的推断" in page
    assert "二、谈话内容" not in page
    assert "逐页看过" not in page


def test_an_undertaking_to_repay_buys_nothing(shipped: Templates) -> None:
    page = filled("talk_minutes", sample("talk_minutes"), shipped)
    assert "退还与否不影响有关机关依法处理，公司没有就此作任何许诺" in page
    assert "不追究" not in page


def test_each_move_of_an_exhibit_has_its_line_and_there_are_lines_to_come(
    shipped: Templates,
) -> None:
    page = filled("evidence_list", sample("evidence_list"), shipped)
    chain = page[page.index("二、保管链") : page.index("三、各环节")]
    assert chain.count("<tr>") == 1 + 3 + 4
    values = sample("evidence_list")
    values["exhibits"][0]["exhibit_moves"][0]["seal"] = False
    assert "有异状，另页说明" in filled("evidence_list", values, shipped)


def test_a_check_that_found_nothing_is_told_from_one_that_was_not_made(shipped: Templates) -> None:
    values = sample("difference_table") | {"bank_differences": [], "cash_differences": None}
    page = filled("difference_table", values, shipped)
    bank, cash = page[page.index("一、") : page.index("三、")].split("二、")
    assert "未发现差异" in bank
    assert "未发现差异" not in cash


def test_a_sum_of_differences_may_be_negative(shipped: Templates) -> None:
    values = sample("difference_table")
    rows = [row | {"amount": -5000} for row in values["cash_differences"]]
    page = filled("difference_table", values | {"cash_differences": rows}, shipped)
    assert "人民币负伍拾元整" in page


def test_calls_that_do_not_add_up_are_explained(shipped: Templates) -> None:
    values = sample("customer_call_record")
    assert "与回访客户数不同" not in filled("customer_call_record", values, shipped)
    assert "与回访客户数不同" in filled(
        "customer_call_record", values | {"calls_made": 20}, shipped
    )


def test_the_call_record_holds_neither_names_nor_telephone_numbers(shipped: Templates) -> None:
    spec = shipped_spec("customer_call_record")
    assert not [field.name for field in spec.fields if re.search("phone|customer", field.name)]
    assert "客户姓名、电话不写入本表" in filled(
        "customer_call_record", sample("customer_call_record"), shipped
    )


def test_an_assessment_after_the_look_is_seen_at_once(shipped: Templates) -> None:
    values = sample("privacy_assessment")
    late = filled("privacy_assessment", values | {"pia_done_on": "2026-10-17"}, shipped)
    (cell,) = re.findall(r"先评估、后查看</th><td>(.*?)</td>", late)
    assert cell.index("box on") > cell.index("是")


def test_the_log_goes_on_where_the_entries_end(shipped: Templates) -> None:
    page = filled("sign_log", sample("sign_log"), shipped)
    log = page[page.index("四、行动日志") :]
    numbers = [int(number) for number in re.findall(r'height:7.5mm">(\d+)</td>', log)]
    assert numbers == list(range(1, 19))
