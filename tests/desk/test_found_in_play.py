"""What random plays against the model (`tests/model`) have found, each as the shortest story that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from launchkit.domain.case import TaskStatus
from launchkit.domain.deciding import deciders
from launchkit.domain.errors import NotFound, Refused
from launchkit.testing import TestDesk

DAY = date(2026, 3, 2)


def test_doing_it_withdraws_the_wish_not_to_do_it(desk: TestDesk) -> None:
    """
    items: [{id: flyer}, {id: lease, approval: {by: [hq_lead]}}]
    """
    for task in ("flyer", "lease"):
        desk.desk.waive(desk.call("P1"), desk.id, task, reason="不用")
        desk.done("P1", task)
    assert desk.case.tasks["flyer"].pending is None, "done is done and waits for nobody"
    assert desk.case.tasks["lease"].pending == "done"
    desk.approve("H1", "lease")
    assert desk.case.tasks["lease"].status is TaskStatus.DONE, "it was done, not waived"


def test_what_is_waived_waits_for_nobody_any_more(desk: TestDesk) -> None:
    """
    items: [{id: permit}]
    """
    desk.desk.block(
        desk.call("P1"), desk.id, "permit", waiting_on="房东", reason="出差", party="landlord"
    )
    desk.desk.waive(desk.call("P1"), desk.id, "permit", reason="不用")
    desk.approve("H1", "permit")
    assert desk.case.tasks["permit"].wait is None
    assert not desk.store.tasks(case=desk.id)[0].waiting_on


def test_the_first_task_of_an_item_does_not_answer_to_the_name_of_the_second(
    desk: TestDesk,
) -> None:
    """
    collections: [{id: hire}]
    items: [{id: offer, per: hire}, {id: count, recurs: {each: day, since: {case: start}}}]
    """
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.advance()
    for name in ("offer#hire-2", "count@2026-03-03"):
        with pytest.raises(NotFound, match="none of its tasks"):
            desk.done("P1", name)
    desk.done("P1", "offer")
    assert desk.case.tasks["offer#hire-1"].closed


def test_nobody_makes_themselves_the_deputy_of_headquarters(desk: TestDesk) -> None:
    """
    items: [{id: lease, approval: {by: [hq_lead]}}]
    """
    desk.done("P1", "lease")
    with pytest.raises(Refused, match="named by that person or by hq_lead"):
        desk.desk.people.state_absence(
            desk.call("P2"), desk.id, person="H1", begins=DAY, deputy="P2"
        )
    desk.desk.people.state_absence(desk.call("P2"), desk.id, person="P1", begins=DAY)
    assert desk.case.absences["a-1"].deputy is None, "that somebody is ill, anybody may say"


def test_work_handed_in_by_one_of_two_stays_theirs_so_that_the_other_can_decide(
    unopened: Callable[[str], TestDesk],
) -> None:
    desk = unopened("items: [{id: lease, approval: {by: [hq_lead]}}, {id: licence}]")
    desk.open({"P1": ("lead",), "H1": ("hq_lead",)})
    desk.advance()
    desk.done("P1", "lease")
    desk.desk.people.state_absence(desk.call("P1"), desk.id, person="P1", begins=DAY)
    desk.advance()
    assert desk.case.tasks["licence"].owner == "H1", "what is open finds somebody"
    assert desk.case.tasks["lease"].owner == "P1"
    desk.approve("H1", "lease")
    assert desk.case.tasks["lease"].closed


def test_an_absence_taken_back_before_it_began_bars_no_other(desk: TestDesk) -> None:
    """
    items: [{id: flyer}]
    """
    people = desk.desk.people
    people.state_absence(
        desk.call("P2"), desk.id, person="P2", begins=date(2026, 3, 4), ends=date(2026, 3, 8)
    )
    people.end_absence(desk.call("P2"), desk.id, "P2")
    people.state_absence(desk.call("P2"), desk.id, person="P2", begins=date(2026, 3, 3))
    assert desk.case.absences["a-2"].covers(date(2026, 3, 9))


def test_yesterdays_amount_is_no_answer_to_todays_limit(desk: TestDesk) -> None:
    """
    facts: [{id: cash, type: money}]
    items:
      - {id: count, optional_facts: [cash], recurs: {each: day, since: {case: start}}, money: {fact: cash, limit: 100000}}
    """
    desk.advance()
    desk.done("P1", "count@2026-03-02", cash=50000)
    desk.clock.forward(days=1)
    desk.advance()
    desk.done("P1", "count@2026-03-03")
    assert desk.case.tasks["count@2026-03-02"].status is TaskStatus.DONE
    assert desk.case.tasks["count@2026-03-03"].status is TaskStatus.SUBMITTED


def test_one_human_being_does_not_lead_and_decide_under_two_codes(desk: TestDesk) -> None:
    """
    items: [{id: flyer}]
    """
    desk.desk.registry.join_persons(desk.call("H1"), person="P2", same_as="P1")
    with pytest.raises(Refused, match="two people"):
        desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=("hq_lead",))
    with pytest.raises(Refused, match="not as a deputy either"):
        desk.desk.people.delegate(
            desk.call("H1"),
            desk.id,
            to="P2",
            begins=DAY,
            ends=DAY,
            roles=("hq_lead",),
            reason="出差",
        )


def test_who_left_the_case_does_not_act_in_it_by_what_was_lent(desk: TestDesk) -> None:
    """
    items: [{id: lease, approval: {by: [hq_lead]}}]
    """
    desk.desk.people.delegate(
        desk.call("H1"), desk.id, to="P2", begins=DAY, ends=DAY, roles=("hq_lead",), reason="出差"
    )
    desk.done("P1", "lease")
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=(), reason="离职")
    with pytest.raises(Refused, match="not a member"):
        desk.approve("P2", "lease")
    ask = desk.desk._writer.ask(desk.call("system"))
    found = deciders(desk.case, ask, desk.case.tasks["lease"])
    assert [one.person for one in found] == ["H1"]
