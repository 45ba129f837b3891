"""The papers of relieving a branch, and letters and counts that a take-over needs as well."""

from __future__ import annotations

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import (
    filled,
    printed,
    read,
    sample,
)


@pytest.mark.pdf
def test_nobody_reads_the_talk_of_another(press: Press) -> None:
    overview, first, second = read(printed(press, "talk_record", sample("talk_record")))
    assert "不交被谈话人传阅" in overview
    assert "宋川" in first
    assert "郑可" not in first
    assert "郑可" in second
    assert "宋川" not in second
    for sheet in (first, second):
        assert "不谈不影响工资" in sheet
        assert "本人不愿签字的，谈话人写明情况，不得强求" in sheet


def test_a_criterion_that_is_not_met_says_so(shipped: Templates) -> None:
    values = sample("relief_report")
    met, missed = '<span class="box on"></span>达标', '<span class="box on"></span>未达标'
    page = filled("relief_report", values, shipped)
    assert (page.count(met), page.count(missed)) == (8, 0)
    late = values | {
        "exit_backlog_p90_days": 6,
        "exit_overtime_peak_month": 37,
        "exit_overtime_falling": False,
        "exit_days_met": 9,
    }
    page = filled("relief_report", late, shipped)
    assert (page.count(met), page.count(missed)) == (4, 4)
    assert "未下降" in page


def test_a_relief_that_cost_more_than_its_budget_says_so(shipped: Templates) -> None:
    page = filled("relief_report", sample("relief_report") | {"situation_cost": 6100000}, shipped)
    assert "超支" in page
    assert "人民币壹仟元整" in page
    assert "节余" not in page


def test_flags_that_do_not_add_up_are_named(shipped: Templates) -> None:
    values = sample("kpi_report")
    assert "须核对后更正" not in filled("kpi_report", values, shipped)
    wrong = filled("kpi_report", values | {"kpi_flags": 4}, shipped)
    assert "明细中有提示的指标为1条" in wrong
    calm = [{**row, "flag": None} for row in values["kpi_rows"]]
    quiet = filled("kpi_report", values | {"kpi_rows": calm, "kpi_flags": 0}, shipped)
    assert "本日没有异常提示" in quiet
    assert "须核对后更正" not in quiet


def test_teams_that_disagree_count_again_before_the_book_is_looked_at(shipped: Templates) -> None:
    values = sample("blind_count_sheet")
    page = filled("blind_count_sheet", values, shipped)
    assert page.count("须复点") == 1
    assert "须核对后更正" not in page
    wrong = filled("blind_count_sheet", values | {"blind_count_lines": 0}, shipped)
    assert "按明细计算有差异的为3行" in wrong


def test_a_roster_without_leavers_has_nothing_to_fill_in_for_them(shipped: Templates) -> None:
    values = sample("staff_roster") | {"resignations_14_days": 0, "next_last_day_on": None}
    assert '<td class="mid">无</td>' in filled("staff_roster", values, shipped)
    full = filled("staff_roster", values | {"posts_filled": 9}, shipped)
    assert "占编制" not in full


@pytest.mark.pdf
def test_what_customers_get_has_none_of_the_inner_script(press: Press) -> None:
    letter, script = read(printed(press, "customer_letter", sample("customer_letter")))
    for inner in ("话术", "退费权限", "不说", "经办人"):
        assert inner not in letter
        assert inner in script
    assert "不会以本函为由索要银行卡密码" in letter


def test_a_letter_without_appointments_says_nothing_of_them(shipped: Templates) -> None:
    values = sample("customer_letter") | {"appointment_slots": None, "limits_from": None}
    assert "到店预约" not in filled("customer_letter", values, shipped)


def test_a_letter_to_the_vendor_is_dated_by_the_day_it_goes_out(shipped: Templates) -> None:
    values = sample("vendor_notice")
    assert "<p>2026年10月15日</p>" in filled("vendor_notice", values, shipped)
    undated = filled("vendor_notice", values | {"vendor_told_on": None}, shipped)
    assert "<p>2026年11月23日</p>" in undated
