"""The reports of a crisis and the review after it, on paper."""

from __future__ import annotations

from typing import Any

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import filled, printed, read, required_only, sample, shipped_spec

NAMES = ("situation_report", "executive_report", "after_action_review")
#: by document: words that stand on the printed sample, white space left out
SHOWN = {
    "situation_report": (
        "第5次",
        "二级（业务中断，或损失重大且原因未明）",
        "报告时段自2026-09-0318:31至2026-09-0412:04",
        "52（52）19（14）1（2）",
        "一、现状专案第4天",
        "二、行动办结EC-05",
        "三、需求待决定：EC-30",
        "22026-09-0317时许仓库卷帘门换锁物业值班记录",
        "向法务的提问和答复不入本报告",
    ),
    "executive_report": (
        "林晓（第2次报告）",
        "52（52）21（14）1（2）",
        "三、需要决定和支持的事",
        "批示人签字",
    ),
    "after_action_review": (
        "计划天数76实际天数94",
        "守住的法定期限13逾期的法定期限1",
        "等待与估算不符EC-18银行流水与余额调节实际等待9天，估算3天",
        "第60、63、118、119条",
        "采纳与否由人决定",
        "周宁总部项目负责人",
    ),
}


@pytest.mark.pdf
@pytest.mark.parametrize("name", NAMES)
def test_the_sample_shows_what_it_is_for(press: Press, name: str) -> None:
    pages = read(printed(press, name, sample(name)))
    whole = "".join(pages)
    assert [words for words in SHOWN[name] if words not in whole] == []


@pytest.mark.pdf
def test_the_board_gets_one_page(press: Press) -> None:
    assert len(read(printed(press, "executive_report", sample("executive_report")))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_page_without_its_optional_values_is_still_whole(name: str, shipped: Templates) -> None:
    html = filled(name, required_only(name), shipped)
    assert "None" not in html


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_form_can_be_filled_in_by_hand(name: str, shipped: Templates) -> None:
    assert "None" not in filled(name, {}, shipped)


def test_a_review_without_proposals_says_so(shipped: Templates) -> None:
    values: dict[str, Any] = sample("after_action_review")
    values["review"] = {**values["review"], "proposals": []}
    assert "记录中没有得出建议" in filled("after_action_review", values, shipped)


def test_no_report_has_a_place_for_what_counsel_was_asked() -> None:
    for name in NAMES:
        assert not any("counsel" in (field.case or "") for field in shipped_spec(name).fields)
