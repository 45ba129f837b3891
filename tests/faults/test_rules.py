"""Bugs planted in the rules are found by plays against the model; all of them by `python -m tests.faults`, the quick ones here."""

from __future__ import annotations

import pytest

from launchkit.domain.rules import tasks
from tests.faults.edits import Edit, planted
from tests.faults.planted_rules import RULE_BUGS, Bug, hunt

#: found within a play or two
QUICK = (
    "skips_one_need",
    "unanswered_condition_skips",
    "joins_the_first_instance",
    "rows_of_a_condition_stay_old",
    "may_be_finished_twice",
    "repeated_request_is_carried_out_again",
    "approves_own_work",
    "reopening_loses_itself",
    "reopening_keeps_the_approval",
    "rejected_work_counts_as_done",
    "deadline_off_by_one",
    "today_by_another_clock",
    "told_twice",
    "anybody_names_a_deputy",
    "suspended_person_acts",
    "restricted_case_open_to_all",
    "rights_taken_back_do_not_reach_the_write",
    "personal_fact_in_clear",
)


@pytest.mark.parametrize(
    "bug", [one for one in RULE_BUGS if one.name in QUICK], ids=lambda one: one.name
)
def test_a_bug_planted_in_the_rules_is_found(bug: Bug) -> None:
    assert hunt(bug, plays=20) is not None


@pytest.mark.parametrize("bug", RULE_BUGS, ids=lambda one: one.name)
def test_every_planted_bug_still_fits_the_engine(bug: Bug) -> None:
    """A line that was rewritten takes its planted bug with it: then the bug wants planting anew."""
    with planted(bug.edit):
        pass


def test_nothing_is_left_of_a_planted_bug() -> None:
    before = tasks.start.__code__
    with planted(Edit(tasks.start, "_require_needs(case, ask, task)", "pass")):
        assert tasks.start.__code__ is not before
    assert tasks.start.__code__ is before


def test_an_edit_that_does_not_fit_is_no_bug_found() -> None:
    with (
        pytest.raises(ValueError, match="stands 0 times in start"),
        planted(Edit(tasks.start, "no such text", "pass")),
    ):
        pass
