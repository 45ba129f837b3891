"""The reports of a crisis and the review after it, on paper."""

from __future__ import annotations

from typing import Any

from launchkit.documents import Templates
from tests.documents.pages import filled, sample, shipped_spec

NAMES = ("situation_report", "executive_report", "after_action_review")


def test_a_review_without_proposals_says_so(shipped: Templates) -> None:
    values: dict[str, Any] = sample("after_action_review")
    values["review"] = {**values["review"], "proposals": []}
    assert "记录中没有得出建议" in filled("after_action_review", values, shipped)


def test_no_report_has_a_place_for_what_counsel_was_asked() -> None:
    for name in NAMES:
        assert not any("counsel" in (field.case or "") for field in shipped_spec(name).fields)
