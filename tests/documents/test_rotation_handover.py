"""The list of a hand-over on paper: nothing that passes is missing from it, and an empty section says so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import filled, printed, read, sample

NAME = "rotation_handover"
SHOWN = (
    "轮换移交清单",
    "移交人林晓接收人刘洋",
    "移交岗位派驻负责人清单日期2026年11月20日",
    "移交人退出本案，由接收人接任",
    "4cash-1备用金箱（现金）二楼保险柜1,904.00元1,904.00元",
    "5parts-1待用备件（备件）库房甲架12件11件",
    "NB-37公章刻制备案受阻2026-11-25还有5天",
    "催过2次，2026-11-23再催",
    "法定已过2天",
    "2026-11-27房东赵先生周五前付清第二笔押金NB-1613800000021",
    "2026-11-21例行NB-70每日现金结账",
    "市场监管窗口024-55550100NB-37",
    "出租人电话（NB-20）2026-10-20已31天（个人信息，见系统）",
    "D08租赁合同特修租〔2026〕1号房东赵先生2026-11-122026-11-24",
    "待重出的文书D13消防疏散图",
    "补记：发生后超过3天才登记（pay_deposit）",
    "d-1林晓委托赵远",
    "NB-60开业验收等前置2026-12-20",
    "清单摘要3f9c1a7be2045d68；移交人林晓已于2026-11-2016:00在系统中签字",
    "移交人：林晓",
    "接收人：刘洋",
    "监交人：周宁",
)
LISTS = (
    *("open_items", "later_items", "promises", "custody", "week", "contacts"),
    *("to_check", "sent_out", "stale", "findings", "standing_in", "signed"),
)


def changed(**values: Any) -> dict[str, Any]:
    found = sample(NAME)
    return {**found, "handover_pack": {**found["handover_pack"], **values}}


@pytest.mark.pdf
def test_the_printed_list_shows_everything_that_passes(press: Press) -> None:
    text = "".join(read(printed(press, NAME, sample(NAME))))
    assert [words for words in SHOWN if words not in text] == []


@pytest.mark.pdf
def test_a_long_list_breaks_between_rows_and_signs_on_one_page(press: Press) -> None:
    pack = sample(NAME)["handover_pack"]
    long = {key: [pack[key][n % len(pack[key])] for n in range(60)] for key in LISTS[:9]}
    pages = read(printed(press, NAME, changed(**long)))
    assert len(pages) > 8
    assert sum("监交人：周宁" in page for page in pages) == 1
    last = next(page for page in pages if "监交人：周宁" in page)
    assert "移交确认" in last


def test_an_empty_section_says_that_there_is_nothing(shipped: Templates) -> None:
    empty = changed(**dict.fromkeys(LISTS, ()), supervisor="", stays=True)
    html = filled(NAME, empty, shipped)
    assert len(re.findall(r">无<", html)) >= 9
    assert "以后的事项" not in html
    assert "已于" not in html
    assert re.search(r'box on"></span>移交人留任', html)
