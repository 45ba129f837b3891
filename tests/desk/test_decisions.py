from __future__ import annotations

import pytest

from launchkit.domain.case import TaskStatus
from launchkit.domain.errors import NotFound, Refused
from launchkit.testing import TestDesk

BOTH = {
    "P1": ("lead",),
    "P2": ("mate",),
    "H1": ("hq_lead",),
    "H2": ("hq_fin",),
    "H3": ("hq_lead",),
}


def status(desk: TestDesk, task: str) -> TaskStatus:
    return desk.case.tasks[task].status


def test_approved_work_is_done_only_when_somebody_else_agrees(desk: TestDesk) -> None:
    """
    items:
      - {id: sign_lease, approval: {by: [hq_lead]}}
    """
    desk.done("P1", "sign_lease")
    assert status(desk, "sign_lease") is TaskStatus.SUBMITTED
    with pytest.raises(Refused, match="was handed in"):
        desk.done("P1", "sign_lease")
    with pytest.raises(Refused, match="now has to be decided by hq_lead"):
        desk.approve("P2", "sign_lease")

    desk.approve("H1", "sign_lease")

    assert status(desk, "sign_lease") is TaskStatus.DONE
    with pytest.raises(Refused, match="waits for a decision"):
        desk.approve("H1", "sign_lease")


def test_nobody_approves_their_own_work(desk: TestDesk) -> None:
    """
    items: [{id: sign_lease, approval: {by: [hq_lead]}}]
    """
    desk.done("H1", "sign_lease")
    with pytest.raises(Refused, match="their own work") as refused:
        desk.approve("H1", "sign_lease")
    assert "team" in (refused.value.lacks[0].command or ""), "nobody else decides here: add one"

    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=("mate", "hq_lead"))
    desk.approve("P2", "sign_lease")
    assert desk.case.tasks["sign_lease"].closed


def test_it_is_sent_back_with_a_reason(desk: TestDesk) -> None:
    """
    items: [{id: sign_lease, approval: {by: [hq_lead]}}]
    """
    desk.done("P1", "sign_lease")
    with pytest.raises(Refused, match="reason"):
        desk.desk.reject(desk.call("H1"), desk.id, "sign_lease", reason="")
    desk.desk.reject(desk.call("H1"), desk.id, "sign_lease", reason="缺公章")

    task = desk.case.tasks["sign_lease"]
    assert (task.status, task.sent_back, task.done_on) == (TaskStatus.STARTED, "缺公章", None)
    desk.done("P1", "sign_lease")
    desk.approve("H1", "sign_lease")
    assert desk.case.tasks["sign_lease"].sent_back is None


def test_all_of_them_have_to_agree(unopened) -> None:  # type: ignore[no-untyped-def]
    desk = unopened("items: [{id: pay, approval: {by: [hq_lead, hq_fin], mode: all}}]")
    desk.open(BOTH)
    desk.done("P1", "pay")
    desk.approve("H2", "pay")
    assert status(desk, "pay") is TaskStatus.SUBMITTED
    with pytest.raises(Refused, match="own work"):
        desk.approve("H2", "pay")
    desk.approve("H1", "pay")
    assert status(desk, "pay") is TaskStatus.DONE


def test_a_sequence_is_kept(unopened) -> None:  # type: ignore[no-untyped-def]
    desk = unopened("items: [{id: pay, approval: {by: [hq_fin, hq_lead], mode: sequence}}]")
    desk.open(BOTH)
    desk.done("P1", "pay")
    with pytest.raises(Refused, match="decided by hq_fin"):
        desk.approve("H1", "pay")
    desk.approve("H2", "pay")
    desk.approve("H3", "pay")
    assert status(desk, "pay") is TaskStatus.DONE


def test_an_amount_above_the_limit_needs_a_decision(desk: TestDesk) -> None:
    """
    facts: [{id: deposit, type: money}]
    items:
      - {id: pay, facts: [deposit], money: {fact: deposit, limit: 1000000}}
      - {id: pay_again, facts: [deposit], money: {fact: deposit, limit: 1000000}}
    """
    desk.done("P1", "pay", deposit="10000.00")
    assert status(desk, "pay") is TaskStatus.DONE
    desk.done("P1", "pay_again", deposit="10000.01")
    assert status(desk, "pay_again") is TaskStatus.SUBMITTED


def test_an_approval_under_a_condition(desk: TestDesk) -> None:
    """
    facts: [{id: risky, type: yes_no}]
    items:
      - {id: go, optional_facts: [risky], approval: {by: [hq_lead], when: {fact: risky, eq: true}}}
      - {id: go_too, approval: {by: [hq_lead], when: {fact: risky, eq: true}}}
    """
    desk.done("P1", "go")
    assert status(desk, "go") is TaskStatus.SUBMITTED, "nothing passes because nobody asked"
    desk.state("P1", risky=False)
    desk.done("P1", "go_too")
    assert status(desk, "go_too") is TaskStatus.DONE


def test_a_waiver_needs_a_reason_and_another_person(desk: TestDesk) -> None:
    """
    items: [{id: flyer}, {id: open_shop, needs: [flyer]}]
    """
    with pytest.raises(Refused, match="reason"):
        desk.desk.waive(desk.call("P1"), desk.id, "flyer", reason=" ")
    desk.desk.waive(desk.call("P1"), desk.id, "flyer", reason="改用公众号")
    with pytest.raises(Refused, match="already waits"):
        desk.desk.waive(desk.call("P1"), desk.id, "flyer", reason="再来")
    with pytest.raises(Refused, match="own work"):
        desk.approve("P1", "flyer")

    desk.approve("H1", "flyer")

    assert status(desk, "flyer") is TaskStatus.WAIVED
    desk.done("P1", "open_shop")


def test_a_rejected_waiver_leaves_the_task_as_it_was(desk: TestDesk) -> None:
    """
    items: [{id: flyer}]
    """
    desk.desk.waive(desk.call("P1"), desk.id, "flyer", reason="没空")
    desk.desk.reject(desk.call("H1"), desk.id, "flyer", reason="要做")
    task = desk.case.tasks["flyer"]
    assert (task.status, task.pending, task.sent_back) == (TaskStatus.OPEN, None, "要做")
    desk.desk.waive(desk.call("P1"), desk.id, "flyer", reason="真的不用")
    desk.approve("H1", "flyer")
    desk.desk.reopen(desk.call("H1"), desk.id, "flyer", reason="还是要做")
    assert status(desk, "flyer") is TaskStatus.OPEN


def test_the_team_changes_only_by_headquarters(desk: TestDesk) -> None:
    """
    items: [{id: visit, owner: mate}]
    """
    desk.advance()
    assert desk.case.tasks["visit"].owner == "P2"
    with pytest.raises(Refused, match="Only headquarters"):
        desk.desk.change_team(desk.call("P1"), desk.id, person="P2", roles=())
    with pytest.raises(NotFound, match="no person X9"):
        desk.desk.change_team(desk.call("H1"), desk.id, person="X9", roles=("mate",))
    with pytest.raises(NotFound, match="no role boss"):
        desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=("boss",))
    with pytest.raises(Refused, match="two people"):
        desk.desk.change_team(desk.call("H1"), desk.id, person="P1", roles=("hq_lead",))

    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=(), reason="调回")
    desk.advance()

    assert "P2" not in desk.case.team
    assert desk.case.tasks["visit"].owner == "P1", "the role's next holder, else the lead"


def test_a_role_that_only_reads_does_nothing(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=("landlord",))
    with pytest.raises(Refused, match="only read"):
        desk.done("P2", "visit")
