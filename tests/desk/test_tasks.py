from __future__ import annotations

import pytest

from launchkit.domain.case import TaskStatus
from launchkit.domain.entries import ItemAdded
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.standing import Standing, standing
from launchkit.testing import TestDesk, paper


def where(desk: TestDesk, task: str) -> Standing:
    case = desk.case
    return standing(case, case.tasks[task])


def test_it_waits_until_its_needs_are_met(desk: TestDesk) -> None:
    """
    items:
      - {id: sign_lease}
      - {id: pay_deposit, needs: [sign_lease]}
    """
    assert where(desk, "pay_deposit") is Standing.WAITING

    with pytest.raises(Refused) as refused:
        desk.done("P1", "pay_deposit")
    assert [lack.command for lack in refused.value.lacks] == [
        f"launchkit done {desk.case.number} sign_lease"
    ]

    desk.done("P1", "sign_lease")

    assert where(desk, "pay_deposit") is Standing.READY
    desk.desk.start(desk.call("P1"), desk.id, "pay_deposit")
    assert where(desk, "pay_deposit") is Standing.STARTED
    desk.done("P1", "T-02")
    assert where(desk, "pay_deposit") is Standing.DONE


def test_it_names_everything_that_is_missing_at_once(desk: TestDesk) -> None:
    """
    facts: [{id: rent, type: money}, {id: signed_on, type: date}]
    items:
      - id: sign_lease
        facts: [rent, signed_on]
        evidence: [{id: lease}, {id: photo, min: 2}]
        checks: [{id: cap, must: {fact: rent, le: 100}}]
    """
    with pytest.raises(Refused) as refused:
        desk.done("P1", "sign_lease", rent="36000.00")

    assert [lack.zh for lack in refused.value.lacks] == [
        "要素“signed_on”",
        "凭证“lease”",
        "凭证“photo”",
        "不合规定：cap",
    ]
    assert desk.case.facts == {}, "a refused action writes nothing"

    desk.done("P1", "sign_lease", "lease:a", "photo:b", "photo:c", rent=50, signed_on="2026-03-02")

    task = desk.case.tasks["sign_lease"]
    assert task.status is TaskStatus.DONE
    assert [(one.rule, one.name) for one in task.evidence] == [
        ("lease", "a"),
        ("photo", "b"),
        ("photo", "c"),
    ]


def test_an_unanswered_condition_leaves_it_open(desk: TestDesk) -> None:
    """
    facts: [{id: review, type: yes_no}]
    items:
      - {id: ask, optional_facts: [review]}
      - {id: design_review, when: {fact: review, eq: true}}
      - {id: works, needs: [design_review]}
    """
    assert where(desk, "design_review") is Standing.UNANSWERED
    assert where(desk, "works") is Standing.WAITING
    with pytest.raises(Refused, match="cannot be done yet"):
        desk.done("P1", "design_review")

    desk.state("P1", review="否")

    assert where(desk, "design_review") is Standing.NOT_APPLICABLE
    assert where(desk, "works") is Standing.READY
    with pytest.raises(Refused, match="does not apply"):
        desk.done("P1", "design_review")

    desk.state("P1", review="yes")

    assert where(desk, "design_review") is Standing.READY
    assert where(desk, "works") is Standing.WAITING


def test_enough_of_several_makes_the_rest_optional(desk: TestDesk) -> None:
    """
    items:
      - {id: quote_a}
      - {id: quote_b}
      - {id: quote_c}
      - {id: choose, needs: [{any: 2, of: [quote_a, quote_b, quote_c]}]}
    """
    desk.done("P1", "quote_a")
    assert where(desk, "choose") is Standing.WAITING

    desk.done("P1", "quote_c")

    assert where(desk, "choose") is Standing.READY
    assert where(desk, "quote_b") is Standing.OPTIONAL
    desk.done("P1", "quote_b")
    assert where(desk, "quote_b") is Standing.DONE, "optional, not cancelled"


def test_a_need_joins_the_same_instance_inside_its_collection(desk: TestDesk) -> None:
    """
    collections: [{id: hire}]
    facts: [{id: first_day_on, type: date, per: hire}]
    items:
      - {id: offer, per: hire}
      - {id: onboard, per: hire, needs: [offer], facts: [first_day_on]}
      - {id: open_shop, needs: [onboard]}
    """
    for _ in range(2):
        desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.done("P1", "offer#hire-1")

    assert where(desk, "onboard#hire-1") is Standing.READY
    assert where(desk, "onboard#hire-2") is Standing.WAITING

    desk.done("P1", "T-02#hire-1", first_day_on="2026-03-02")
    assert desk.case.value("first_day_on", "hire-1") == "2026-03-02"
    assert desk.case.value("first_day_on", "hire-2") is None


def test_from_outside_it_waits_for_the_whole_collection(desk: TestDesk) -> None:
    """
    collections: [{id: hire, min: 2}]
    items:
      - {id: onboard, per: hire}
      - {id: open_shop, needs: [onboard]}
    """
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.done("P1", "onboard#hire-1")
    assert where(desk, "open_shop") is Standing.WAITING
    with pytest.raises(Refused, match="at least 2"):
        desk.desk.complete_collection(desk.call("P1"), desk.id, "hire")

    desk.desk.add_instance(desk.call("P1"), desk.id, "hire", label="李")
    desk.desk.complete_collection(desk.call("P1"), desk.id, "hire")
    assert where(desk, "open_shop") is Standing.WAITING, "one hire is not on board yet"

    desk.done("P1", "onboard#hire-2")
    assert where(desk, "open_shop") is Standing.READY


def test_a_hire_after_the_milestone_leaves_a_finding_and_undoes_nothing(desk: TestDesk) -> None:
    """
    collections: [{id: hire}]
    items:
      - {id: onboard, per: hire}
      - {id: gate, needs: [onboard], milestone: true}
    """
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.done("P1", "onboard#hire-1")
    desk.desk.complete_collection(desk.call("P1"), desk.id, "hire")
    desk.done("P1", "gate")

    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")

    assert where(desk, "gate") is Standing.DONE
    (finding,) = desk.case.findings.values()
    assert (finding.about, finding.answered) == ("after_milestone", False)
    desk.desk.answer_finding(desk.call("P1"), desk.id, finding.finding, answer="补招")
    assert desk.case.findings[finding.finding].answered


def test_it_blocks_with_whom_and_since_when(desk: TestDesk) -> None:
    """
    items: [{id: sign_lease}]
    """
    with pytest.raises(Refused, match="reason"):
        desk.desk.block(desk.call("P1"), desk.id, "sign_lease", waiting_on="房东", reason=" ")
    with pytest.raises(Refused, match="whom"):
        desk.desk.block(desk.call("P1"), desk.id, "sign_lease", waiting_on="", reason="出差")
    desk.desk.block(
        desk.call("P1"),
        desk.id,
        "sign_lease",
        waiting_on="房东",
        reason="出差",
        since="2026-03-01",
    )

    task = desk.case.tasks["sign_lease"]
    assert task.wait is not None
    assert (task.wait.waiting_on, task.wait.since) == ("房东", "2026-03-01")
    with pytest.raises(Refused, match="cannot be done yet") as refused:
        desk.done("P1", "sign_lease")
    assert "unblock" in (refused.value.lacks[0].command or "")
    with pytest.raises(Refused, match="waiting already"):
        desk.desk.block(desk.call("P1"), desk.id, "sign_lease", waiting_on="房东", reason="还在等")

    desk.desk.unblock(desk.call("P1"), desk.id, "sign_lease")
    assert where(desk, "sign_lease") is Standing.READY
    with pytest.raises(Refused, match="not waiting"):
        desk.desk.unblock(desk.call("P1"), desk.id, "sign_lease")


def test_it_reopens_and_tells_those_who_built_on_it(desk: TestDesk) -> None:
    """
    items:
      - {id: measure}
      - {id: draw, needs: [measure]}
      - {id: build, needs: [draw]}
    """
    desk.done("P1", "measure")
    desk.done("P1", "draw")
    with pytest.raises(Refused, match="nothing to reopen"):
        desk.desk.reopen(desk.call("P1"), desk.id, "build", reason="x")

    outcome = desk.desk.reopen(desk.call("P1"), desk.id, "measure", reason="量错了")

    assert outcome.recorded[0].data["told"] == ["draw"]
    assert where(desk, "measure") is Standing.READY
    assert where(desk, "draw") is Standing.DONE, (
        "what was done stays done until somebody reopens it"
    )
    with pytest.raises(Refused, match="is done already"):
        desk.done("P1", "draw")


def test_only_owner_helper_or_headquarters_act(desk: TestDesk) -> None:
    """
    items:
      - {id: visit, owner: lead, helpers: [mate]}
      - {id: review, owner: hq_leg}
    """
    with pytest.raises(Refused, match="not a member"):
        desk.done("X9", "visit")
    with pytest.raises(Refused, match="owned by P1"):
        desk.done("P2", "review")
    desk.done("P2", "visit")
    desk.done("H1", "review")
    assert where(desk, "review") is Standing.DONE


def test_it_is_handed_over_by_its_owner_or_headquarters(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    with pytest.raises(Refused, match="Only its owner"):
        desk.desk.assign(desk.call("P2"), desk.id, "visit", to="P2")
    with pytest.raises(Refused, match="not a member"):
        desk.desk.assign(desk.call("P1"), desk.id, "visit", to="X9")
    desk.desk.assign(desk.call("P1"), desk.id, "visit", to="P2", helpers=("P1",), reason="请假")

    assert desk.case.tasks["visit"].owner == "P2"
    desk.done("P1", "visit")
    with pytest.raises(Refused, match="done already"):
        desk.desk.assign(desk.call("H1"), desk.id, "visit", to="P1")


def test_an_outside_role_is_answered_for_by_the_lead(desk: TestDesk) -> None:
    """
    items: [{id: permit, owner: contractor}]
    """
    desk.advance()
    assert desk.case.tasks["permit"].owner == "P1"


def test_it_names_the_tasks_of_a_collection_when_asked_vaguely(desk: TestDesk) -> None:
    """
    collections: [{id: hire}]
    items: [{id: onboard, per: hire}]
    """
    with pytest.raises(NotFound, match="no task yet"):
        desk.done("P1", "onboard")
    for _ in range(2):
        desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    with pytest.raises(NotFound, match="onboard#hire-1, onboard#hire-2"):
        desk.done("P1", "T-01")
    with pytest.raises(NotFound, match="no task nothing"):
        desk.done("P1", "nothing")
    with pytest.raises(NotFound, match="no collection"):
        desk.desk.add_instance(desk.call("P1"), desk.id, "dog")
    with pytest.raises(NotFound, match="no collection"):
        desk.desk.complete_collection(desk.call("P1"), desk.id, "dog")


def test_what_happened_earlier_is_dated_so_and_late_entry_is_a_finding(desk: TestDesk) -> None:
    """
    items: [{id: visit}, {id: call}]
    """
    desk.clock.forward(days=10)
    with pytest.raises(Refused, match="future"):
        desk.done("P1", "visit", on="2026-04-01")
    desk.done("P1", "call", on="2026-03-11")
    assert not desk.case.findings
    desk.done("P1", "visit", on="2026-03-05")

    assert str(desk.case.tasks["visit"].done_on) == "2026-03-05"
    assert [one.about for one in desk.case.findings.values()] == ["entered_late"]


def test_a_moment_long_before_is_entered_late_as_a_day_is(desk: TestDesk) -> None:
    """
    items: [{id: visit}, {id: call}]
    """
    desk.clock.forward(days=10)
    desk.done("P1", "call", on="2026-03-11T23:30:00+08:00")
    assert not desk.case.findings
    desk.done("P1", "visit", on="2026-03-06T23:30:00+08:00")

    assert str(desk.case.tasks["visit"].done_on) == "2026-03-06"
    assert [one.about for one in desk.case.findings.values()] == ["entered_late"]


def test_evidence_may_follow_after_it_is_done(desk: TestDesk) -> None:
    """
    items: [{id: visit, evidence: [{id: photo, min: 0}]}, {id: call}]
    """
    desk.done("P1", "visit")
    desk.desk.attach(desk.call("P1"), desk.id, "visit", [paper("photo:late.jpg")])
    desk.desk.attach(desk.call("P1"), desk.id, "call", [paper("x.jpg")])
    with pytest.raises(NotFound, match="one of: photo, other"):
        desk.desk.attach(desk.call("P1"), desk.id, "visit", [paper("wrong:x.jpg")])

    assert [one.rule for one in desk.case.tasks["visit"].evidence] == ["photo"]
    assert [one.rule for one in desk.case.tasks["call"].evidence] == ["other"]


def test_sensitive_evidence_is_sealed_and_so_is_what_nobody_can_place(desk: TestDesk) -> None:
    """
    items:
      - {id: hire, evidence: [{id: form}, {id: id_card, personal: sensitive}]}
      - {id: visit}
    """
    hand_in = desk.desk.attach
    hand_in(desk.call("P1"), desk.id, "visit", [paper("plain.pdf")])
    hand_in(desk.call("P1"), desk.id, "hire", [paper("form:form.pdf")])
    assert not desk.vault.sealed
    hand_in(desk.call("P1"), desk.id, "hire", [paper("id_card:card.pdf")])
    hand_in(desk.call("P1"), desk.id, "hire", [paper("other:what.pdf")])
    assert len(desk.vault.sealed) == 2


def test_an_extra_item_belongs_to_this_case_only(desk: TestDesk) -> None:
    """
    items: [{id: visit}, {id: sign, needs: [visit]}]
    """

    def add(item: str, **more: object):  # type: ignore[no-untyped-def]
        entry = ItemAdded(item=item, title="买灭火器", owner="P2", reason="物业要求", **more)  # type: ignore[arg-type]
        return desk.desk.add_item(desk.call("P1"), desk.id, entry)

    with pytest.raises(BadValue, match="cannot be used"):
        add("visit")
    with pytest.raises(NotFound):
        add("buy", needs=("nothing",))
    add("buy_extinguisher", needs=("visit",), needed_by=("sign",), due_on="2026-03-20")

    assert where(desk, "buy_extinguisher") is Standing.WAITING
    desk.done("P1", "visit")
    assert where(desk, "sign") is Standing.WAITING
    desk.done("P2", "buy_extinguisher")
    assert where(desk, "sign") is Standing.READY


def test_an_extra_item_becomes_ready_by_what_it_needs(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    entry = ItemAdded(item="buy", title="买", owner="P2", reason="要", needs=("visit",))
    desk.desk.add_item(desk.call("P1"), desk.id, entry)
    desk.done("P1", "visit")
    assert desk.desk.differences(desk.id) == ()
    assert {row.task: row.ready for row in desk.store.tasks()} == {"visit": False, "buy": True}
