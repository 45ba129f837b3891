"""The legal limits of the shipped checklist, tried with facts on both sides of each line."""

from __future__ import annotations

import pytest

from launchkit.domain.checklist import Item
from tests.checklists.study import Facts, broken

CONTRACT: Facts = {
    "contract_kind": "fixed",
    "contract_months": 36,
    "probation_months": 3,
    "monthly_pay": 620_000,
    "probation_pay": 520_000,
    "employment_form": "full_time",
    "local_minimum_wage": 210_000,
}


@pytest.mark.parametrize(
    ("kind", "months", "probation", "check"),
    [
        ("task", None, 0, None),
        ("task", None, 1, "no_probation"),
        ("fixed", 2, 0, None),
        ("fixed", 2, 1, "no_probation"),
        ("fixed", 3, 1, None),
        ("fixed", 3, 2, "probation_one_month"),
        ("fixed", 11, 2, "probation_one_month"),
        ("fixed", 12, 2, None),
        ("fixed", 12, 3, "probation_two_months"),
        ("fixed", 35, 3, "probation_two_months"),
        ("fixed", 36, 6, None),
        ("fixed", 36, 7, "probation_six_months"),
        ("open_ended", None, 6, None),
        ("open_ended", None, 7, "probation_six_months"),
    ],
)
def test_longest_probation(
    items: dict[str, Item], kind: str, months: int | None, probation: int, check: str | None
) -> None:
    """None under three months or for a task, then one, two and six months."""
    facts = CONTRACT | {
        "contract_kind": kind,
        "contract_months": months,
        "probation_months": probation,
    }
    assert broken(items["NB-55"], facts) == ({check} if check else set())


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"probation_pay": 496_000}, None),
        ({"probation_pay": 495_999}, "probation_share"),
        ({"monthly_pay": 209_999, "probation_pay": 209_999}, "minimum_wage"),
        ({"monthly_pay": 210_000, "probation_pay": 209_999}, "minimum_wage"),
        ({"monthly_pay": 210_000, "probation_pay": 210_000}, None),
    ],
)
def test_lowest_pay(items: dict[str, Item], change: Facts, check: str | None) -> None:
    """Probation pays at least 80 % of the wage, and nobody earns less than the local minimum."""
    assert broken(items["NB-55"], CONTRACT | change) == ({check} if check else set())


@pytest.mark.parametrize(
    ("code", "facts", "check"),
    [
        ("NB-49", {"total_headcount": 100, "dispatched_count": 10}, None),
        ("NB-49", {"total_headcount": 100, "dispatched_count": 11}, "dispatch_share"),
        ("NB-50", {"ad_checked": False}, "ad_clean"),
        ("NB-52", {"previous_employer_released": "still_bound"}, "released"),
        ("NB-52", {"previous_employer_released": "first_job"}, None),
        ("NB-54", {"age_checked": "under_age"}, "age"),
        ("NB-54", {"age_checked": "minor_registered"}, None),
        ("NB-54", {"id_returned": False}, "id_back"),
        ("NB-60", {"fund_rate_employer": 4}, "fund_rate"),
        ("NB-60", {"fund_rate_employer": 12}, None),
        ("NB-64", {"safety_hours": 23}, "hours"),
        ("NB-64", {"safety_passed": False}, "passed"),
        ("NB-69", {"service_penalty": 1_200_000, "training_cost": 1_200_000}, None),
        ("NB-69", {"service_penalty": 1_200_001, "training_cost": 1_200_000}, "penalty_limit"),
        ("NB-72", {"stock_difference_lines": 1, "stock_differences_reported": False}, "difference_reported"),
        ("NB-72", {"stock_difference_lines": 0, "stock_differences_reported": False}, None),
        ("NB-75", {"gate_licence": False}, "licence_first"),
        ("NB-75", {"go_decision": "no_go"}, "decided"),
        ("NB-75", {"go_decision": "go_with_conditions", "go_conditions_set": False}, "conditions_written"),
        ("NB-76", {"overtime_hours_peak_month": 36, "overtime_hours_peak_day": 3}, None),
        ("NB-76", {"overtime_hours_peak_month": 37}, "overtime_month"),
        ("NB-76", {"overtime_hours_peak_day": 4}, "overtime_day"),
        ("NB-78", {"passwords_changed": False}, "codes_changed"),
        ("NB-78", {"cash_agrees": False, "stock_agrees": True, "handover_differences_reported": False}, "differences"),
        ("NB-78", {"cash_agrees": True, "stock_agrees": True, "handover_differences_reported": False}, None),
        ("OP-01", {"parts_not_back": 1, "parts_exception_opened": False}, "exception_same_day"),
        ("OP-02", {"cash_over": 0, "cash_short": 1, "cash_difference_reported": False}, "difference_same_day"),
        ("OP-02", {"cash_over": 0, "cash_short": 0, "cash_difference_reported": False}, None),
        ("OP-03", {"seals_all_present": False, "seals_missing_reported": False}, "missing_at_once"),
    ],
)  # fmt: skip
def test_limits(items: dict[str, Item], code: str, facts: Facts, check: str | None) -> None:
    """Each limit lets the last lawful value pass and stops the first unlawful one."""
    assert broken(items[code], facts) == ({check} if check else set())


@pytest.mark.parametrize(
    ("code", "facts", "check"),
    [
        ("NB-55", {"contract_kind": "fixed"}, "fixed_term_length"),
        ("NB-72", {"stock_difference_lines": 1}, "difference_reported"),
        ("NB-75", {"go_decision": "go_with_conditions"}, "conditions_written"),
        ("NB-77", {"opening_event_planned": True}, "event_permit"),
        ("NB-78", {"cash_agrees": False, "stock_agrees": True}, "differences"),
        ("OP-01", {"parts_not_back": 2}, "exception_same_day"),
        ("OP-02", {"cash_over": 100, "cash_short": 0}, "difference_same_day"),
        ("OP-03", {"seals_all_present": False}, "missing_at_once"),
    ],
)
def test_silence_does_not_pass(
    items: dict[str, Item], code: str, facts: Facts, check: str
) -> None:
    """Where a question has to be answered because of another answer, leaving it open breaks the check."""
    assert broken(items[code], facts) == {check}
