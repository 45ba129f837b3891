"""The papers of relieving a branch that is short of people: what is missing, who stands in, by which terms."""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchkit.documents import Templates
from tests.documents.pages import (
    filled,
    sample,
)

# what the pages work out


def capacity(templates: Templates, **changed: Any) -> str:
    return re.sub(r"<[^>]+>|\s", "", filled("capacity_sheet", sample("capacity_sheet") | changed, templates))  # fmt: skip


def test_sums_that_do_not_agree_are_named(shipped: Templates) -> None:
    assert "须核对" not in capacity(shipped)
    assert "按算式为1,596，须核对" in capacity(shipped, capacity_minutes_per_day=1700)
    assert "按算式为2,177，须核对" in capacity(shipped, demand_minutes_per_day=2100)
    assert "2.0人按算式为1.7，须核对" in capacity(shipped, head_gap="2.0")


@pytest.mark.parametrize(
    ("ratio", "minutes"), [("0.65", "312"), ("0.705", "338"), ("1", "480"), ("1.0", "480")]
)
def test_a_ratio_is_read_as_it_was_typed(shipped: Templates, ratio: str, minutes: str) -> None:
    assert f"8小时×60×{ratio}{minutes}" in capacity(shipped, productive_ratio=ratio)


@pytest.mark.parametrize("ratio", ["", "70", "0", "0.70001", "abc"])
def test_an_odd_ratio_leaves_the_sums_open(shipped: Templates, ratio: str) -> None:
    page = capacity(shipped, productive_ratio=ratio)
    assert "第6行÷第4行" in page
    assert "人测算" not in page
    assert "须核对" not in page


@pytest.mark.parametrize(
    ("days", "hours"), [("20.67", "200小时"), ("21", "203小时"), ("20.7", "200小时")]
)
def test_the_month_is_as_long_as_it_was_typed(shipped: Templates, days: str, hours: str) -> None:
    assert f"581×{days}天÷60{hours}" in capacity(shipped, days_per_month=days)


def test_enough_people_are_no_gap(shipped: Templates) -> None:
    page = capacity(shipped, demand_minutes_per_day=1500, head_gap="0", demand_by_type=[])
    assert "1,500－1,596－96分钟" in page
    assert "0人" in page
    assert "须核对" not in page


def test_the_backlog_is_counted_from_its_own_rows(shipped: Templates) -> None:
    values = sample("backlog_list") | {"backlog_open_orders": 5, "backlog_safety_orders": 0,
                                       "safety_orders_isolated": None}  # fmt: skip
    page = filled("backlog_list", values, shipped)
    assert "其余" not in page
    assert "已隔离" not in page.split("分级清单</caption>")[0]
    both = [row | {"priority": "安全、超期", "age_days": None} for row in values["backlog_orders"]]
    page = filled("backlog_list", values | {"backlog_orders": both}, shipped)
    figures = re.findall(r'<td class="mid">(\d+)</td>', page.split("二、分级清单")[0])
    assert figures == ["5", "5", "0", "0", "5", "0", "0", "0", "0", "0", "0"]


def test_a_day_without_complaints_says_so(shipped: Templates) -> None:
    none = {"complaint_log": None, "complaints_open": 0, "complaint_oldest_on": None}
    page = filled("complaint_log", sample("complaint_log") | none, shipped)
    assert "当日没有登记的投诉" in page
    assert "人民币" not in page
    assert "没有登记" not in filled("complaint_log", sample("complaint_log"), shipped)


def test_a_share_beyond_ten_per_cent_is_ticked_as_such(shipped: Templates) -> None:
    values = sample("dispatch_review") | {"dispatched_count": 5}
    page = filled("dispatch_review", values, shipped)
    assert "12.6%" in page
    rows = page.split("三、用工比例")[1].split("</table>")[0].split("<tr>")[2:]
    assert ['box on"></span>是' in row for row in rows] == [True, False]
    long = [row | {"months": 7} for row in values["dispatch_posts"]]
    assert "超过6" in filled("dispatch_review", values | {"dispatch_posts": long}, shipped)
    nobody = filled("dispatch_review", values | {"total_headcount": 0}, shipped)
    assert "最多可以使用" not in nobody


def test_who_covers_himself_is_no_cover(shipped: Templates) -> None:
    values = sample("duty_roster")
    assert "另排备份" not in filled("duty_roster", values, shipped)
    alone = [row | {"backup": row["person"]} for row in values["duty_roster"]]
    assert "有9个班" in filled("duty_roster", values | {"duty_roster": alone}, shipped)
    values = sample("key_post_cover")
    keeper, store, _ = values["key_post_covers"]
    posts = [keeper | {"backup": keeper["person"]}, store | {"backup": None}]
    page = filled("key_post_cover", values | {"key_post_covers": posts}, shipped)
    assert "备份与任职人相同，须另定" in page
    assert "尚无备份" in page
    assert "本表未列" in page


def test_hours_beyond_the_law_are_marked(shipped: Templates) -> None:
    values = sample("overtime_register")
    assert "超过</strong>" not in filled("overtime_register", values, shipped)
    over = {"overtime_hours_peak_month": 37, "overtime_planned_day": 4}
    page = filled("overtime_register", values | over, shipped)
    assert "37小时　<strong>超过</strong>" in page
    assert "超过法定上限，须改" in page
    refused = [row | {"consent": False} for row in values["overtime_rows"]]
    page = filled("overtime_register", values | {"overtime_rows": refused}, shipped)
    assert "其中3人次本人不同意，不得安排" in page
    values = sample("flexible_work_sheet") | {"part_time_hours_week": 30}
    week = filled("flexible_work_sheet", values, shipped).split("每周累计工作时间")[1]
    assert 'box on"></span>超过' in week.split("</tr>")[0]


def test_a_change_of_the_pay_rules_waits_for_the_staff(shipped: Templates) -> None:
    values = sample("incentive_notice") | {"incentive_changes_rules": True}
    assert "上述程序完成前，本通知不执行" in filled(
        "incentive_notice", values | {"incentive_staff_consulted": False}, shipped
    )
    assert "已公示" in filled(
        "incentive_notice", values | {"incentive_staff_consulted": True}, shipped
    )


def test_outsourcing_waits_until_it_is_no_employment(shipped: Templates) -> None:
    values = sample("outsourcing_review")
    assert "暂不签订" not in filled("outsourcing_review", values, shipped)
    sham = values | {"outsourcing_not_sham": False}
    assert "暂不签订" in filled("outsourcing_review", sham, shipped)
    unused = sham | {"outsourcing_conclusion": "not_used"}
    assert "暂不签订" not in filled("outsourcing_review", unused, shipped)
