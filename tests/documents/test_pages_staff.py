"""The papers of works, registration, custody and staff: D14, D15, D20, D22, D27, D29, D30, D31, D34 and D36."""

from __future__ import annotations

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import (
    LONG,
    filled,
    printed,
    read,
    sample,
    stretched,
)


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["labour_contract", "onboarding_form"])
def test_a_very_long_address_is_printed_whole(press: Press, name: str) -> None:
    text = "".join(read(printed(press, name, stretched(name, rows=1, letters=200))))
    assert text.count(LONG[:200]) >= 2


def test_the_nine_heads_of_a_contract_stand_in_the_order_of_the_law(shipped: Templates) -> None:
    page = filled("labour_contract", sample("labour_contract"), shipped)
    heads = (
        "甲方（用人单位）", "乙方（劳动者）", "一、合同期限", "二、工作内容和工作地点",
        "三、工作时间和休息休假", "四、劳动报酬", "五、社会保险",
        "六、劳动保护、劳动条件和职业危害防护", "七、纪律", "九、其他约定",
    )  # fmt: skip
    places = [page.index(words) for words in heads]
    assert places == sorted(places)


def test_the_term_of_a_contract_follows_its_kind(shipped: Templates) -> None:
    values = sample("labour_contract") | {"contract_until": None, "contract_months": None}
    fixed = filled("labour_contract", values, shipped)
    open_ended = filled("labour_contract", values | {"contract_kind": "open_ended"}, shipped)
    task = filled("labour_contract", values | {"contract_kind": "task"}, shipped)
    assert "日</span>止" not in fixed
    assert "个月。" in fixed
    assert "至依法解除或者终止本合同之时止" in open_ended
    assert "至下列工作任务完成之日止" in task


def test_a_contract_says_what_probation_was_agreed(shipped: Templates) -> None:
    none = filled("labour_contract", sample("labour_contract") | {"probation_months": 0}, shipped)
    assert "双方不约定试用期" in none
    assert "试用期月工资" not in none
    assert "试用期满后" not in none


def test_part_time_work_has_the_limits_of_the_law(shipped: Templates) -> None:
    values = sample("labour_contract") | {"employment_form": "part_time"}
    page = filled("labour_contract", values, shipped)
    assert "非全日制用工不约定试用期" in page
    assert "不超过4小时" in page
    assert "最长不超过十五日" in page
    assert "甲方每月" not in page


def test_no_contract_is_made_with_a_dispatched_worker(shipped: Templates) -> None:
    values = sample("labour_contract") | {"employment_form": "dispatched"}
    assert "不使用本文本" in filled("labour_contract", values, shipped)
    assert "不使用本文本" not in filled("labour_contract", sample("labour_contract"), shipped)


def test_the_employer_is_who_signs(shipped: Templates) -> None:
    values = sample("labour_contract") | {"employer_entity": "company"}
    page = filled("labour_contract", values, shipped)
    first = page[page.index("甲方（用人单位）") : page.index("乙方（劳动者）")]
    assert '<td colspan="3">锐修科技有限公司</td>' in first
    assert "陈立" in first
    assert "宋宁" not in first


def test_a_service_period_is_printed_only_when_agreed(shipped: Templates) -> None:
    values = sample("labour_contract")
    without = filled("labour_contract", values | {"training_cost": None}, shipped)
    assert "本合同签订时双方未约定服务期" in without
    assert "约定服务期为24个月" not in without


def test_the_quote_that_was_taken_is_marked_and_no_other(shipped: Templates) -> None:
    values = sample("layout_and_quotes")
    assert filled("layout_and_quotes", values, shipped).count(">选定</td>") == 1
    undecided = filled("layout_and_quotes", values | {"contractor_name": None}, shipped)
    assert ">选定</td>" not in undecided


def test_leaving_is_ticked_as_a_decrease(shipped: Templates) -> None:
    ticked = '<span class="box on"></span>'
    joining = filled("enrolment_sheet", sample("enrolment_sheet"), shipped)
    values = sample("enrolment_sheet") | {"enrolment_reason": "leaving"}
    leaving = filled("enrolment_sheet", values, shipped)
    assert f"{ticked}增员" in joining
    assert f"{ticked}减员" in leaving
    assert f"{ticked}增员" not in leaving


def test_an_answer_nobody_gave_is_ticked_nowhere(shipped: Templates) -> None:
    """Whether somebody passed is decided by people: neither box before that."""
    values = sample("training_record")
    known = filled("training_record", values, shipped)
    unknown = filled("training_record", values | {"safety_passed": None}, shipped)
    assert known.count("box on") - unknown.count("box on") == 1


def test_scores_stand_on_a_page_of_their_own(shipped: Templates) -> None:
    page = filled("recruiting_sheet", sample("recruiting_sheet"), shipped)
    public, inner = page.split('<div class="new-page">')
    assert "A01" in inner
    assert "A01" not in public


def test_text_is_printed_as_it_was_typed(shipped: Templates) -> None:
    values = sample("labour_contract") | {"job_duties": "先 <b>检测</b> & 报价\n再维修"}
    page = filled("labour_contract", values, shipped)
    assert "<p>先 &lt;b&gt;检测&lt;/b&gt; &amp; 报价</p><p>再维修</p>" in page
