"""The papers of a take-over from the report to the closing: police, people, insurer, money, registrar, bank, controls."""

from __future__ import annotations

import re
from typing import Any

from launchkit.documents import Templates
from tests.documents.pages import (
    filled,
    numbered,
    sample,
    shipped_spec,
)

#: words of a verdict; the name of a police department and of the law itself are no verdict
VERDICT = ("嫌疑", "侵占", "贪污", "挪用", "盗窃", "诈骗", "罪犯", "犯罪人", "违纪", "赃")


def changed(templates: Templates, name: str, **values: Any) -> str:
    return filled(name, numbered(name, sample(name) | values), templates)


def plain(page: str) -> str:
    """Words of a filled page, white space left out."""
    return re.sub(r"<[^>]+>|\s", "", page)


# the report


def test_what_stays_in_the_house_stands_on_a_page_of_its_own(shipped: Templates) -> None:
    report = changed(shipped, "police_report")
    handed_in, kept = report.split("<h1>报案材料核对与受案登记</h1>")
    assert "立案金额标准" not in handed_in
    assert handed_in.rstrip().endswith('<div class="new-page">')
    assert "不随报案书提交" in kept
    petition, kept = changed(shipped, "remedy_petition").split("<h1>救济期限登记</h1>")
    assert "改为立案" not in petition
    assert "改为立案" in kept


def test_losses_that_make_the_amount_need_no_words(shipped: Templates) -> None:
    assert "其余尚待核实" not in changed(shipped, "police_report", report_amount=680000)
    assert "其余尚待核实" not in changed(shipped, "police_report", loss_rows=[])


def test_moves_of_an_exhibit_are_not_part_of_the_index() -> None:
    (exhibits,) = (field for field in shipped_spec("police_report").fields if field.collection)
    assert "exhibit_digest" in exhibits.columns
    assert "exhibit_moves" not in exhibits.columns


def test_the_first_petition_goes_to_the_authority_that_refused(shipped: Templates) -> None:
    first = changed(shipped, "remedy_petition", reconsideration_received_on=None)
    assert '<p class="to">示例市公安局经济犯罪侦查部门：</p>' in first
    assert "<h1>复议申请书</h1>" in first
    assert "复核申请书" not in first
    assert "复议决定书复印件" not in first
    assert 'class="line">2026年11月3日<' in first, "signed on the day of that petition"


# people


def test_pay_goes_on_unless_counsel_said_otherwise(shipped: Templates) -> None:
    for pay in ("full", None):
        assert "照付工资，发放日不变" in changed(shipped, "suspension_notice", suspension_pay=pay)
    other = changed(
        shipped,
        "suspension_notice",
        suspension_pay="counsel_rate",
        suspension_pay_advice="律师书面意见甲",
    )
    assert "视为正常出勤" not in other
    assert "依据为律师书面意见甲" in plain(other)


def test_each_dismissal_paper_stands_on_a_page_of_its_own(shipped: Templates) -> None:
    papers = changed(shipped, "dismissal_papers")
    union, notice, certificate, receipt = papers.split('<div class="new-page">')
    assert "通知工会函" in union
    assert "解除劳动合同通知书" in notice
    assert "送存" in union
    assert "送存" in notice
    assert "送存" not in certificate, "the certificate gives no reason"
    assert "签收" in receipt


def test_without_a_union_there_is_no_letter_to_it(shipped: Templates) -> None:
    papers = changed(shipped, "dismissal_papers", has_union=False, union_told_on=None)
    assert "工会函" not in papers.split("</head>")[1].replace(
        shipped_spec("dismissal_papers").title.zh, ""
    )
    assert papers.count('<div class="new-page">') == 2
    assert "<h1>解除劳动合同通知书</h1>" in papers.split('<div class="new-page">')[0]
    assert "已事先通知工会" not in papers


def test_a_union_that_has_not_been_told_is_not_said_to_know(shipped: Templates) -> None:
    assert "已事先通知工会" not in changed(shipped, "dismissal_papers", union_told_on=None)


# money


def test_an_agreement_promises_nothing_about_an_authority(shipped: Templates) -> None:
    agreement, _ = changed(shipped, "repayment_agreement").split("<h1>追偿登记</h1>")
    for word in ("追究", "谅解", "撤案", "报案", "从轻", "刑"):
        assert word not in agreement


def test_a_plan_that_does_not_make_the_amount_may_not_be_signed(shipped: Templates) -> None:
    wrong = changed(shipped, "repayment_agreement", repayment_amount=330000)
    assert "更正以前不得签署" in wrong
    assert "更正以前不得签署" not in changed(shipped, "repayment_agreement")
    assert "更正以前不得签署" not in changed(shipped, "repayment_agreement", repayment_plan=[])


def test_another_way_of_recovery_prints_no_agreement(shipped: Templates) -> None:
    page = changed(shipped, "repayment_agreement", recovery_route="suit")
    assert "<h1>追偿登记</h1>" in page
    assert "乙方姓名" not in page
    assert page.count("<h1>") == 1


def test_what_is_still_open_is_worked_out(shipped: Templates) -> None:
    page = plain(changed(shipped, "repayment_agreement", recovered_amount=20000))
    assert "尚未追回人民币叁仟元整（¥3,000.00）" in page
    assert "已支付人民币贰佰元整（¥200.00），甲方已出具收款凭证" in page
    assert "尚未追回" not in changed(shipped, "repayment_agreement", recovered_amount=400000)
    report = plain(changed(shipped, "takeover_report", recovered_amount=80000))
    assert "尚未追回（按多半）¥6,000.00人民币陆仟元整" in report


def test_a_claim_says_whether_anything_was_waived(shipped: Templates) -> None:
    assert "已有放弃，说明另附" not in changed(shipped, "insurance_claim")
    assert "已有放弃，说明另附" in changed(shipped, "insurance_claim", claims_not_waived=False)


# controls


def test_a_matrix_names_posts_and_nobody_else() -> None:
    assert shipped_spec("control_matrix").personal == "none"
