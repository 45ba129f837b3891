"""Every shipped situation can be worked from its first task to its closing, and every paper of it be issued."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

import pytest

from launchkit.domain.case import Case
from launchkit.domain.checklist import Each
from launchkit.domain.standing import Standing, standing
from launchkit.domain.times import deadlines_of
from launchkit.library.resolve import resolve
from tests.checklists.walker import Walk

FIRST_DAY = "2026-12-01"
#: answers that every walk shares: series begin when the walk does, and no count is short
USUAL: dict[str, object] = {
    "operations_from": FIRST_DAY,
    "overtime_from": FIRST_DAY,
    "first_payroll_on": FIRST_DAY,
    "report_filed_on": FIRST_DAY,
    "cash_over": 0,
    "cash_short": 0,
    "quality_checked_orders": 20,
    "soft_opening_days": 8,
}
ONE_EACH = {"hire": 1, "licence": 1, "exhibit": 2, "interview": 1, "concerned": 1}
#: whatever has a condition applies, and what no paper shows has its date
EVERYTHING: dict[str, object] = {
    "head_to_be_replaced": True,
    "seals_missing": True,
    "police_decision": "refused",
    "takeover_moment_at": "2026-10-12T10:00:00+08:00",
    "measure_taken_on": "2026-11-10",
}
#: nobody joins, nobody in particular is concerned, nothing is reported, nothing is missing
LEAST: dict[str, object] = {
    "report_decision": "not_report",
    "head_to_be_replaced": False,
    "seals_missing": False,
    "insurance_policy_exists": False,
    "customers_touched": False,
}
#: items that do not apply then
LEFT_OUT = {"EC-31", "EC-32", "EC-33", "EC-34", "EC-37", "EC-38", "EC-39", "EC-42"}


@cache
def whole(name: str) -> Case:
    """The case at the end of a walk on which everything happened that can."""
    return Walk(resolve(name).definition, USUAL | EVERYTHING, ONE_EACH).to_the_end(papers=True)


def standings(case: Case) -> dict[str, set[Standing]]:
    """How the tasks of each item ended, by code."""
    found: dict[str, set[Standing]] = {}
    for task in case.tasks.values():
        found.setdefault(task.item.code, set()).add(standing(case, task))
    return found


@pytest.mark.parametrize("name", ["open_branch", "relieve_branch", "take_over_branch"])
def test_everything_that_can_happen_is_done(name: str) -> None:
    """Each item comes up and is done, but for series longer than the walk."""
    case = whole(name)
    assert case.state == "closed"
    found = standings(case)
    longer = {Each.QUARTER, Each.YEAR, Each.MONTH}
    wanted = {
        item.code
        for item in case.book.items.values()
        if item.recurs is None or item.recurs.each not in longer
    }
    assert wanted <= found.keys()
    ends = set().union(*found.values())
    if name == "open_branch":
        # Either the design review or the way without it, and the like.
        ends -= {Standing.NOT_APPLICABLE}
    assert ends == {Standing.DONE}


@pytest.mark.parametrize("name", ["open_branch", "relieve_branch", "take_over_branch"])
def test_every_paper_is_issued(name: str) -> None:
    """No document of the situation waits for a fact that nobody states."""
    case = whole(name)
    issued = {key.partition("#")[0] for key in case.documents}
    wanted = {code for item in case.book.items.values() for code in item.documents}
    assert issued == wanted


def test_nobody_has_to_be_hired_to_relieve_a_branch() -> None:
    """Seconded people may be enough; what belongs to a hire never comes up."""
    walk = Walk(resolve("relieve_branch").definition, USUAL, {})
    found = standings(walk.to_the_end())
    joining = {"SS-28", "SS-29", "SS-30", "NB-54", "NB-55"}
    assert joining.isdisjoint(found)
    assert found["SS-36"] == {Standing.DONE}


def test_nothing_reported_and_nobody_concerned() -> None:
    """A sign that comes to nothing still ends with counts, controls and a closing report."""
    walk = Walk(resolve("take_over_branch").definition, USUAL | LEAST, {"exhibit": 1})
    found = standings(walk.to_the_end())
    assert {code for code, ends in found.items() if ends == {Standing.NOT_APPLICABLE}} == LEFT_OUT
    assert {"EC-28", "EC-35", "EC-36"}.isdisjoint(found)
    assert found["EC-50"] == {Standing.DONE}


@pytest.mark.parametrize(
    ("item", "rule", "at"),
    [
        ("empower_small_team", "P1", "2026-10-12T10:10:00+08:00"),
        ("stop_payment_rights", "P1", "2026-10-12T12:10:00+08:00"),
        ("arrive_unannounced", "P1", "2026-10-13T08:10:00+08:00"),
        ("close_logins", "P1", "2026-10-12T10:00:00+08:00"),
        ("preserve_data", "P1", "2026-10-15T08:10:00+08:00"),
    ],
)
def test_hours_count_from_the_sign(item: str, rule: str, at: str) -> None:
    """The sample's sign came at 08:10; an hour clock runs through the night."""
    case = whole("take_over_branch")
    found = {one.due.id: one.deadline for one in deadlines_of(case, case.tasks[item])}
    assert found[rule].at == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    ("item", "rule", "last"),
    [
        ("report_to_police", "DL38a", "2026-12-01"),
        ("follow_police", "DL38b", "2026-10-30"),
        ("seek_remedy", "DL38c", "2026-11-06"),
        ("seek_remedy", "DL38c_review", "2026-11-27"),
        ("change_head", "DL04", "2026-11-13"),
        ("change_head", "DL43", "2026-10-27"),
        ("recover_loss", "DL41", "2026-12-10"),
        ("recover_loss", "DL41b", "2027-10-20"),
    ],
)
def test_days_count_from_the_paper(item: str, rule: str, last: str) -> None:
    """The last days, counted by hand from the dates in the samples."""
    case = whole("take_over_branch")
    found = {one.due.id: one.deadline for one in deadlines_of(case, case.tasks[item])}
    assert found[rule].last_day == date.fromisoformat(last)


def test_only_one_extension_runs() -> None:
    """Not extended: 7 days and neither 30 nor 60."""
    case = whole("take_over_branch")
    found = {one.due.id for one in deadlines_of(case, case.tasks["follow_police"])}
    assert found == {"DL38b"}


def test_relief_counts_from_its_declaration() -> None:
    """Staff by T0+1, gap and backlog by T0+2."""
    case = whole("relieve_branch")
    for item, last in (
        ("count_staff", "2026-10-13"),
        ("measure_capacity", "2026-10-14"),
        ("triage_backlog", "2026-10-14"),
        ("cover_key_posts", "2026-10-13"),
    ):
        (found,) = (one.deadline for one in deadlines_of(case, case.tasks[item]))
        assert found.last_day == date.fromisoformat(last)
