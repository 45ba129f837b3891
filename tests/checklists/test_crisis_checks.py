"""The limits of relieving and taking over a branch, tried with facts on both sides of each line."""

from __future__ import annotations

from functools import cache

import pytest

from launchkit.domain.checklist import Item
from launchkit.library.resolve import resolve
from tests.checklists.study import Facts, broken, by_code


@cache
def item(code: str) -> Item:
    """The item of whichever crisis has the code."""
    name = "relieve_branch" if code.startswith("SS") else "take_over_branch"
    return by_code(resolve(name).definition)[code]


TALK: Facts = {
    "talk_outcome": "held",
    "talk_first_person": "P1",
    "talk_second_person": "P2",
    "talk_notice_given": True,
    "talk_no_pressure": True,
}
PART_TIME: Facts = {
    "part_time_used": True,
    "part_time_hours_day": 4,
    "part_time_hours_week": 24,
    "part_time_settled_days": 15,
}


@pytest.mark.parametrize(
    ("code", "facts", "check"),
    [
        ("SS-03", {"productive_ratio": "0.7"}, None),
        ("SS-03", {"productive_ratio": "0"}, "ratio_possible"),
        ("SS-03", {"productive_ratio": "1.01"}, "ratio_possible"),
        ("SS-03", {"days_per_month": "20.67"}, None),
        ("SS-03", {"days_per_month": "21.75"}, "days_of_the_month"),
        ("SS-04", {"backlog_safety_orders": 1}, "unsafe_apart"),
        ("SS-04", {"backlog_safety_orders": 0}, None),
        ("SS-06", {"cashier_separate": False}, "duties_apart"),
        ("SS-12", {"overtime_planned_month": 36, "overtime_planned_day": 3}, None),
        ("SS-12", {"overtime_planned_month": 37, "overtime_planned_day": 3}, "planned_within_limits"),
        ("SS-12", {"overtime_planned_month": 36, "overtime_planned_day": 4}, "planned_within_limits"),
        ("SS-13", {"overtime_hours_peak_month": 36}, None),
        ("SS-13", {"overtime_hours_peak_month": 37}, "overtime_month"),
        ("SS-14", {"comprehensive_hours_wanted": True}, "approval_first"),
        ("SS-16", {"total_headcount": 60, "dispatched_count": 6}, None),
        ("SS-16", {"total_headcount": 60, "dispatched_count": 7}, "share_of_ten"),
        ("SS-16", {"dispatch_conclusion": "temporary"}, "licensed_agency"),
        ("SS-17", {"outsourcing_conclusion": "used"}, "not_sham"),
        ("SS-18", PART_TIME, None),
        ("SS-18", PART_TIME | {"part_time_hours_day": 5}, "part_time_limits"),
        ("SS-18", PART_TIME | {"part_time_hours_week": 25}, "part_time_limits"),
        ("SS-18", PART_TIME | {"part_time_settled_days": 16}, "part_time_limits"),
        ("SS-29", {"safety_hours": 23}, "hours"),
        ("SS-30", {"quality_checked_orders": 19}, "first_twenty"),
        ("SS-33", {"incentive_changes_rules": True}, "consulted"),
        ("SS-36", {"exit_backlog_p90_days": 5, "backlog_target_days": 5}, None),
        ("SS-36", {"exit_backlog_p90_days": 6, "backlog_target_days": 5}, "backlog_back"),
        ("SS-36", {"exit_posts_filled_percent": 89}, "posts_filled"),
        ("SS-36", {"exit_overtime_peak_month": 37}, "overtime_normal"),
        ("SS-36", {"exit_entry_lag_days": 2}, "entry_current"),
        ("SS-36", {"exit_no_variance_days": 9}, "no_variance"),
        ("SS-36", {"exit_days_met": 9}, "ten_days"),
        ("EC-01", {"case_restricted": False}, "restricted"),
        ("EC-02", {"relatives_excluded": False}, "no_relatives"),
        ("EC-05", {"seals_taken_first_person": "P1", "seals_taken_second_person": "P1"}, "two_people"),
        ("EC-05", {"seals_taken_first_person": "P1", "seals_taken_second_person": "P2"}, None),
        ("EC-07", {"logs_preserved": False}, "nothing_deleted"),
        ("EC-11", {"cash_over": 0, "cash_short": 1}, "difference_same_day"),
        ("EC-13", {"no_coercion": False}, "free_to_leave"),
        ("EC-15e", {"exhibit_first_person": "P1", "exhibit_second_person": "P1"}, "two_people"),
        ("EC-16", {"devices_company_owned": False}, "company_devices"),
        ("EC-26", {"loss_low": 1, "loss_likely": 2, "loss_high": 2}, None),
        ("EC-26", {"loss_low": 3, "loss_likely": 2, "loss_high": 4}, "in_order"),
        ("EC-27w", {"interview_pages_signed": False}, "told_and_signed"),
        ("EC-28", {"talk_outcome": "not_reached"}, None),
        ("EC-28", TALK, None),
        ("EC-28", TALK | {"talk_notice_given": False}, "rights_told"),
        ("EC-28", TALK | {"talk_second_person": "P1"}, "two_people"),
        ("EC-29", {"pia_done_on": "2026-10-16", "data_analysis_from": "2026-10-16"}, None),
        ("EC-29", {"pia_done_on": "2026-10-17", "data_analysis_from": "2026-10-16"}, "before_analysis"),
        ("EC-33", {"police_decision": "refused"}, "refusal_dated"),
        ("EC-35", {"suspension_pay": "full", "suspension_days": 30}, None),
        ("EC-35", {"suspension_days": 31}, "thirty_days"),
        ("EC-35", {"suspension_pay": "counsel_rate"}, "paid_by_default"),
        ("EC-36", {"has_union": True, "dismissal_served_on": "2026-11-09"}, "union_first"),
        ("EC-36", {"has_union": True, "union_told_on": "2026-11-10", "dismissal_served_on": "2026-11-09"}, "union_first"),
        ("EC-36", {"has_union": False, "dismissal_served_on": "2026-11-09"}, None),
        ("EC-43", {"no_immunity_words": False}, "no_immunity"),
        ("EC-48", {"handover_copies": 2}, "three_copies"),
    ],
)  # fmt: skip
def test_limits(code: str, facts: Facts, check: str | None) -> None:
    """Each limit lets the last lawful value pass and stops the first unlawful one; silence does not pass."""
    assert broken(item(code), facts) == ({check} if check else set())


def test_full_pay_is_the_first_answer_offered() -> None:
    """Suspension without pay is never the default."""
    facts = {one.id: one for one in resolve("take_over_branch").definition.facts}
    assert facts["suspension_pay"].options[0].id == "full"
