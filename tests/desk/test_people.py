"""Standing in for each other: lent rights, absences, emergencies, duties kept apart, erasure by three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from launchkit.domain.case import Case, TaskStatus
from launchkit.domain.errors import BadValue, LaunchkitError, NotFound, Refused
from launchkit.domain.people import owner_of
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

Unopened = Callable[[str], TestDesk]

YAML = """
facts:
  - {id: rent, type: money}
  - {id: phone, type: phone, personal: ordinary}
  - {id: first, type: person}
  - {id: second, type: person}
items:
  - {id: sign, owner: lead, approval: {by: [hq_fin]}}
  - {id: pay, owner: lead, needs: [sign]}
  - {id: count, owner: mate}
  - {id: reconcile, owner: hq_fin, helpers: [mate], apart_from: [count]}
  - {id: enter, owner: mate, facts: [first, second], optional_facts: [phone, rent],
     checks: [{id: two, must: {fact: first, ne: {fact: second}}}]}
"""
TEAM = {
    "P1": ("lead",),
    "P2": ("mate",),
    "H1": ("hq_lead",),
    "H2": ("hq_ops",),
    "F1": ("hq_fin",),
    "A1": ("administrator",),
    "U1": ("auditor",),
}
DAY = date(2026, 3, 2)


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open(TEAM)
    made.advance()
    return made


def lend(desk: TestDesk, who: str = "F1", to: str = "H2", **more: Any) -> None:
    given: dict[str, object] = {
        "to": to,
        "begins": DAY,
        "ends": DAY + timedelta(days=5),
        "roles": ["hq_fin"],
        "reason": "出差",
        **more,
    }
    desk.desk.people.delegate(desk.call(who), desk.id, **given)  # type: ignore[arg-type]


def away(desk: TestDesk, person: str, **more: object) -> None:
    given: dict[str, object] = {"person": person, "begins": DAY, **more}
    desk.desk.people.state_absence(desk.call("H1"), desk.id, **given)  # type: ignore[arg-type]


def owner(case: Case, task: str) -> str | None:
    return owner_of(case, case.tasks[task])


def last(desk: TestDesk) -> tuple[str, str | None]:
    """Who did the last thing, and in whose place."""
    envelope = desk.store.load(f"case:{desk.id}")[-1].envelope
    return envelope.actor, envelope.on_behalf_of


# --- delegation -----------------------------------------------------------------------------------------------------------


def test_a_deputy_approves_in_anothers_place_and_both_names_are_kept(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    with pytest.raises(Refused) as refused:
        desk.approve("H2", "sign")
    assert refused.value.code == "wrong_role"
    lend(desk)
    desk.approve("H2", "sign")
    assert last(desk) == ("H2", "F1")
    (agreed,) = desk.case.tasks["sign"].agreed
    assert (agreed.person, agreed.behalf, agreed.role) == ("H2", "F1", "hq_fin")
    assert desk.case.tasks["sign"].status is TaskStatus.DONE


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (5, True), (6, False)])
def test_lent_rights_begin_and_end_with_their_days(days: int, allowed: bool) -> None:
    desk = desk_for(definition(YAML))
    desk.open(TEAM)
    desk.done("P1", "sign")
    lend(desk, begins=DAY + timedelta(days=1), ends=DAY + timedelta(days=6))
    desk.clock.forward(days=1 + days)
    if allowed:
        desk.approve("H2", "sign")
    else:
        with pytest.raises(Refused):
            desk.approve("H2", "sign")


def test_rights_are_lent_for_named_tasks_only(desk: TestDesk) -> None:
    lend(desk, roles=[], tasks=["count"])
    desk.done("P1", "sign")
    with pytest.raises(Refused):
        desk.approve("H2", "sign")
    lend(desk, roles=[], tasks=["sign"])
    desk.approve("H2", "sign")
    assert last(desk) == ("H2", "F1")


def test_somebody_says_in_whose_place_they_act(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    lend(desk)
    with pytest.raises(Refused) as refused:
        desk.desk.approve(desk.call("H2", behalf="P2"), desk.id, "sign")
    assert refused.value.code == "no_mandate"
    desk.desk.approve(desk.call("H2", behalf="F1"), desk.id, "sign")
    assert last(desk) == ("H2", "F1")


def test_what_was_lent_is_not_lent_on(desk: TestDesk) -> None:
    lend(desk)
    with pytest.raises(Refused) as refused:
        lend(desk, who="H2", to="P2")
    assert refused.value.code == "not_held"
    call = desk.call("H2", behalf="F1")
    with pytest.raises(Refused) as refused:
        desk.desk.people.delegate(
            call, desk.id, to="P2", begins=DAY, ends=DAY, roles=["hq_fin"], reason="忙"
        )
    assert refused.value.code == "never_lent"


def test_two_tied_by_a_delegation_are_one_pair_of_hands(desk: TestDesk) -> None:
    """The lead lends the task to the one who would approve it."""
    lend(desk, who="P1", to="F1", roles=[], tasks=["sign"])
    desk.desk.done(desk.call("F1", behalf="P1"), desk.id, "sign")
    assert (desk.case.tasks["sign"].done_by, desk.case.tasks["sign"].done_for) == ("F1", "P1")
    for person in ("F1", "P1"):
        with pytest.raises(Refused) as refused:
            desk.approve(person, "sign")
        assert refused.value.code == "own_work"
    desk.approve("H1", "sign")
    assert desk.case.tasks["sign"].status is TaskStatus.DONE


def test_who_lent_the_task_does_not_approve_what_the_other_did(desk: TestDesk) -> None:
    lend(desk, who="F1", to="P1", roles=[], tasks=["sign"])
    desk.done("P1", "sign")
    with pytest.raises(Refused) as refused:
        desk.approve("F1", "sign")
    assert refused.value.code == "own_work"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"roles": []}, "scope_missing"),
        ({"roles": ["hq_lead"]}, "not_held"),
        ({"to": "F1"}, "same_person"),
        ({"to": "U1"}, "reads_only"),
        ({"to": "Z9"}, "unknown_person"),
    ],
)
def test_a_delegation_names_deputy_reason_and_scope(
    desk: TestDesk, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        lend(desk, **more)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("begins", "ends", "says"),
    [(DAY, DAY - timedelta(days=1), "in order"), (DAY, DAY + timedelta(days=93), "92 days")],
)
def test_a_delegation_has_two_days_in_order_and_not_far_apart(
    desk: TestDesk, begins: date, ends: date, says: str
) -> None:
    with pytest.raises(BadValue, match=says):
        lend(desk, begins=begins, ends=ends)


def test_a_delegation_that_is_over_cannot_be_made(desk: TestDesk) -> None:
    with pytest.raises(BadValue, match="has passed"):
        lend(desk, begins=DAY - timedelta(days=3), ends=DAY - timedelta(days=1))


def test_nobody_on_site_decides_for_headquarters(desk: TestDesk) -> None:
    with pytest.raises(Refused) as refused:
        lend(desk, who="H1", to="P1", roles=["hq_lead"])
    assert refused.value.code == "decider_on_site"


def test_a_delegation_ends_early_by_those_it_concerns(desk: TestDesk) -> None:
    lend(desk)
    people = desk.desk.people
    with pytest.raises(Refused, match="is ended by"):
        people.end_delegation(desk.call("P2"), desk.id, "d-1")
    people.end_delegation(desk.call("H2"), desk.id, "d-1", reason="回来了")
    desk.done("P1", "sign")
    with pytest.raises(Refused):
        desk.approve("H2", "sign")
    with pytest.raises(NotFound, match="no delegation"):
        people.end_delegation(desk.call("F1"), desk.id, "d-1")


def test_a_principal_who_left_the_role_has_nothing_to_lend(desk: TestDesk) -> None:
    lend(desk)
    desk.desk.change_team(desk.call("H1"), desk.id, person="F1", roles=("hq_hr",))
    desk.done("P1", "sign")
    with pytest.raises(Refused):
        desk.approve("H2", "sign")


# --- absence --------------------------------------------------------------------------------------------------------------


def test_tasks_of_somebody_away_go_to_the_deputy_and_come_back(desk: TestDesk) -> None:
    assert owner(desk.case, "sign") == "P1"
    away(desk, "P1", ends=DAY + timedelta(days=2), deputy="H2")
    desk.advance()
    assert owner(desk.case, "sign") == "H2"
    assert desk.case.tasks["sign"].back_to == "P1"
    assert desk.advance() == 0, "the same day asks for nothing more"
    desk.clock.forward(days=3)
    desk.advance()
    assert owner(desk.case, "sign") == "P1"
    assert desk.case.tasks["sign"].back_to is None


def test_an_absence_to_come_hands_on_when_its_day_has_come(desk: TestDesk) -> None:
    away(desk, "P1", begins=DAY + timedelta(days=2))
    desk.advance()
    assert owner(desk.case, "sign") == "P1"
    desk.clock.forward(days=2)
    assert list(desk.store.cases_to_sweep(desk.clock())) == [desk.id]
    desk.advance()
    assert owner(desk.case, "sign") == "P2", "nobody named: the next who is there"


def test_a_deputy_who_is_away_too_gives_way(desk: TestDesk) -> None:
    away(desk, "P1", deputy="P2")
    away(desk, "P2")
    desk.advance()
    assert owner(desk.case, "sign") == "H1"
    desk.desk.people.end_absence(desk.call("P1"), desk.id, "P1")
    desk.advance()
    assert owner(desk.case, "sign") == "P1", "handed on twice, it still goes back to the first"


def test_the_deputy_named_for_good_stands_in_and_decides(desk: TestDesk) -> None:
    desk.desk.people.name_deputy(desk.call("F1"), desk.id, person="F1", deputy="H2")
    desk.done("P1", "sign")
    away(desk, "F1")
    desk.approve("H2", "sign")
    assert last(desk) == ("H2", "F1")
    desk.desk.people.name_deputy(desk.call("H1"), desk.id, person="F1", deputy=None)
    assert desk.case.deputies == {}


def test_only_oneself_and_headquarters_name_a_deputy(desk: TestDesk) -> None:
    with pytest.raises(Refused, match="named by that person"):
        desk.desk.people.name_deputy(desk.call("P2"), desk.id, person="F1", deputy="H2")


def test_a_task_that_becomes_ready_meets_only_those_who_are_there(desk: TestDesk) -> None:
    away(desk, "P1", deputy="P2")
    desk.advance()
    desk.done("P2", "sign")
    desk.approve("F1", "sign")
    desk.advance()
    assert owner(desk.case, "pay") == "P2"
    assert desk.advance() == 0
    desk.desk.people.end_absence(desk.call("P1"), desk.id, "P1")
    desk.advance()
    assert owner(desk.case, "pay") == "P1", "what became ready meanwhile comes back as well"


def test_somebody_comes_back_early(desk: TestDesk) -> None:
    away(desk, "P1", ends=DAY + timedelta(days=9))
    desk.advance()
    desk.clock.forward(days=1)
    desk.desk.people.end_absence(desk.call("P1"), desk.id, "P1")
    desk.advance()
    assert owner(desk.case, "sign") == "P1"
    with pytest.raises(NotFound, match="No absence"):
        desk.desk.people.end_absence(desk.call("P1"), desk.id, "P1")
    away(desk, "P1", begins=DAY + timedelta(days=3))


def test_an_absence_is_stated_once_and_in_order(desk: TestDesk) -> None:
    away(desk, "P1", ends=DAY + timedelta(days=2))
    with pytest.raises(Refused, match="recorded already"):
        away(desk, "P1", begins=DAY + timedelta(days=1))
    away(desk, "P1", begins=DAY + timedelta(days=3))
    with pytest.raises(BadValue, match="lies before"):
        away(desk, "P2", ends=DAY - timedelta(days=1))
    with pytest.raises(Refused, match="one person"):
        away(desk, "P2", deputy="P2")


def test_who_left_gets_nothing_back(desk: TestDesk) -> None:
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=(), reason="离职")
    desk.advance()
    assert owner(desk.case, "count") == "P1"
    assert desk.case.tasks["count"].back_to is None


def test_work_in_hand_of_somebody_who_left_finds_an_owner_too(desk: TestDesk) -> None:
    desk.desk.start(desk.call("P2"), desk.id, "count")
    desk.desk.block(
        desk.call("P2"), desk.id, "count", waiting_on="库管", reason="不在", contact="分机 8"
    )
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=(), reason="离职")
    desk.advance()
    assert desk.case.tasks["count"].owner == "P1"


# --- four eyes ------------------------------------------------------------------------------------------------------------


def test_headquarters_decides_where_nobody_with_the_role_can(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    with pytest.raises(Refused) as refused:
        desk.approve("H1", "sign")
    assert refused.value.code == "wrong_role", "while the role has a holder, nobody decides for it"
    desk.desk.change_team(desk.call("H1"), desk.id, person="F1", roles=(), reason="调走")
    desk.approve("H1", "sign")
    (agreed,) = desk.case.tasks["sign"].agreed
    assert (agreed.person, agreed.role) == ("H1", "hq_fin")
    assert desk.store.load(f"case:{desk.id}")[-1].data["ground"] == "fallback"


def test_an_approver_away_without_a_deputy_does_not_hold_up_the_case(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    away(desk, "F1")
    desk.approve("H1", "sign")
    assert desk.case.tasks["sign"].status is TaskStatus.DONE


def test_two_codes_of_one_person_are_one_pair_of_eyes(desk: TestDesk) -> None:
    desk.desk.registry.join_persons(desk.call("H1"), person="F1", same_as="P1")
    desk.done("P1", "sign")
    with pytest.raises(Refused) as refused:
        desk.approve("F1", "sign")
    assert refused.value.code == "own_work"
    desk.approve("H1", "sign")


def test_what_is_done_under_another_account_is_done_by_the_person(desk: TestDesk) -> None:
    desk.desk.registry.add_account(desk.call("H1"), account="li.fin", person="P1")
    desk.done("li.fin", "sign")
    envelope = desk.store.load(f"case:{desk.id}")[-1].envelope
    assert (envelope.actor, envelope.channel) == ("P1", "test:li.fin")
    with pytest.raises(Refused, match="Nobody approves"):
        desk.approve("P1", "sign")
    with pytest.raises(Refused, match="code of a person"):
        desk.desk.registry.add_account(desk.call("H1"), account="P2", person="P1")


def test_two_named_people_are_two_human_beings(desk: TestDesk) -> None:
    desk.desk.registry.join_persons(desk.call("H1"), person="P2", same_as="P1")
    with pytest.raises(Refused, match="cannot be done yet"):
        desk.done("P2", "enter", first="P1", second="P2")
    with pytest.raises(Refused, match="not a member"):
        desk.state("P1", second="Z9")
    with pytest.raises(BadValue, match="code of a team member"):
        desk.state("P1", second="张 三")
    desk.done("P2", "enter", first="P1", second="H1")
    assert desk.case.value("first") == "P1"


def test_who_counts_does_not_reconcile(desk: TestDesk) -> None:
    desk.done("P2", "count")
    with pytest.raises(Refused) as refused:
        desk.done("P2", "reconcile")
    assert refused.value.code == "duties_apart"
    assert (
        refused.value.lacks[0].command == f"launchkit assign {desk.case.number} reconcile --to …"
    )
    desk.done("F1", "reconcile")


def test_the_other_way_round_as_well(desk: TestDesk) -> None:
    desk.done("P2", "reconcile")
    with pytest.raises(Refused, match="keep the two apart"):
        desk.done("P2", "count")


def test_duties_are_kept_apart_within_a_period_or_instance(unopened: Unopened) -> None:
    desk = unopened(
        """
        collections: [{id: box}]
        items:
          - {id: open_box, owner: mate, per: box}
          - {id: check_box, owner: lead, helpers: [mate], per: box, apart_from: [open_box]}
          - {id: close, owner: mate, recurs: {each: day, since: {case: start}}}
          - {id: match, owner: lead, helpers: [mate], recurs: {each: month, since: {case: start}}, apart_from: [close]}
        """
    )
    desk.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",)})
    for _ in range(2):
        desk.desk.add_instance(desk.call("P1"), desk.id, "box")
    desk.done("P2", "open_box#box-1")
    with pytest.raises(Refused, match="two people"):
        desk.done("P2", "check_box#box-1")
    desk.done("P2", "check_box#box-2")
    desk.advance()
    desk.done("P2", "close@2026-03-02")
    desk.clock.forward(days=31)
    desk.advance()
    with pytest.raises(Refused, match="two people"):
        desk.done("P2", "match@2026-03")
    desk.clock.forward(days=30)
    desk.advance()
    desk.done("P2", "match@2026-04")


def test_the_cashier_does_not_approve_spending(unopened: Unopened) -> None:
    desk = unopened(
        """
        facts: [{id: rent, type: money}]
        items:
          - {id: close_cash, owner: mate}
          - {id: pay, owner: lead, facts: [rent], money: {fact: rent, limit: 100, by: hq_fin, not_by: [close_cash]}}
        """
    )
    desk.open({"P1": ("lead",), "P2": ("mate", "hq_fin"), "F1": ("hq_fin",), "H1": ("hq_lead",)})
    desk.done("P2", "close_cash")
    desk.done("P1", "pay", rent=200)
    with pytest.raises(Refused) as refused:
        desk.approve("P2", "pay")
    assert refused.value.code == "own_work"
    assert [one.en for one in refused.value.lacks] == ["F1 can approve"]
    desk.approve("F1", "pay")


# --- watching -------------------------------------------------------------------------------------------------------------


def test_a_task_is_watched_by_wish_or_by_who_answers_for_it(desk: TestDesk) -> None:
    watch = desk.desk.people.watch
    watch(desk.call("U1"), desk.id, "sign", person="U1")
    watch(desk.call("P1"), desk.id, "sign", person="H2")
    assert list(desk.case.tasks["sign"].watchers) == ["U1", "H2"]
    with pytest.raises(Refused, match="lets others watch"):
        watch(desk.call("P2"), desk.id, "sign", person="F1")
    with pytest.raises(Refused, match="watches T-01"):
        watch(desk.call("U1"), desk.id, "sign", person="U1")
    watch(desk.call("U1"), desk.id, "sign", person="U1", watching=False)
    assert list(desk.case.tasks["sign"].watchers) == ["H2"]
    with pytest.raises(Refused, match="does not watch"):
        watch(desk.call("U1"), desk.id, "sign", person="U1", watching=False)


# --- emergencies ----------------------------------------------------------------------------------------------------------


def test_an_emergency_right_opens_another_persons_task_before_its_turn(desk: TestDesk) -> None:
    with pytest.raises(Refused):
        desk.done("P2", "pay")
    desk.desk.people.break_glass(desk.call("P2"), desk.id, "pay", reason="房东催款")
    desk.done("P2", "pay")
    assert desk.case.tasks["pay"].status is TaskStatus.DONE
    assert not desk.case.findings["break_glass:g-1"].answered


def test_it_goes_out_after_a_day(desk: TestDesk) -> None:
    desk.desk.people.break_glass(desk.call("P2"), desk.id, "pay", reason="房东催款")
    desk.clock.forward(hours=24)
    with pytest.raises(Refused):
        desk.done("P2", "pay")


def test_it_lets_decide_but_never_on_ones_own_work(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    for person in ("P1", "P2"):
        desk.desk.people.break_glass(desk.call(person), desk.id, "sign", reason="财务失联")
    with pytest.raises(Refused) as refused:
        desk.approve("P1", "sign")
    assert refused.value.code == "own_work"
    desk.approve("P2", "sign")
    assert desk.store.load(f"case:{desk.id}")[-1].data["ground"] == "glass"


def test_it_is_reviewed_by_another_at_headquarters(desk: TestDesk) -> None:
    desk.desk.people.break_glass(desk.call("H1"), desk.id, "count", reason="急")

    def review(who: str) -> None:
        desk.desk.answer_finding(desk.call(who), desk.id, "break_glass:g-1", answer="属实")

    with pytest.raises(Refused, match="Only headquarters"):
        review("P1")
    with pytest.raises(Refused, match="Nobody reviews"):
        review("H1")
    desk.desk.change_team(desk.call("H1"), desk.id, person="H2", roles=("hq_lead",))
    review("H2")
    assert desk.case.findings["break_glass:g-1"].answered


def test_an_emergency_has_a_reason(desk: TestDesk) -> None:
    with pytest.raises(Refused, match="reason"):
        desk.desk.people.break_glass(desk.call("P2"), desk.id, "pay", reason="")


# --- rights that are gone ---------------------------------------------------------------------------------------------------


def test_all_rights_go_at_once_and_the_work_finds_others(desk: TestDesk) -> None:
    registry = desk.desk.registry
    lend(desk, who="P1", to="F1", roles=["lead"])
    registry.suspend_rights(desk.call("H1"), person="P1", reason="配合调查")
    for act in (
        lambda: desk.done("P1", "sign"),
        lambda: desk.state("P1", rent="1"),
        lambda: desk.desk.people.break_glass(desk.call("P1"), desk.id, "pay", reason="急"),
        lambda: desk.desk.done(desk.call("F1", behalf="P1"), desk.id, "sign"),
        lambda: registry.give_branch_roles(
            desk.call("P1"), branch="SY", person="P2", roles=("mate",)
        ),
    ):
        with pytest.raises(Refused):
            act()
    assert desk.desk.reading.cases("P1") == []
    desk.advance()
    assert owner(desk.case, "sign") == "P2"
    with pytest.raises(Refused, match="cannot be given roles"):
        desk.desk.change_team(desk.call("H1"), desk.id, person="P1", roles=("mate",))
    with pytest.raises(Refused, match="cannot stand in"):
        away(desk, "P2", deputy="P1")


def test_the_next_sweep_finds_others_for_the_work_of_who_lost_all_rights(desk: TestDesk) -> None:
    desk.desk.clockwork.sweep()
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="配合调查")
    assert list(desk.store.cases_to_sweep(desk.clock())) == [], "no entry of the case says so"
    desk.desk.clockwork.sweep()
    assert owner(desk.case, "sign") == "P2"


def test_rights_go_under_every_code_of_the_person(desk: TestDesk) -> None:
    registry = desk.desk.registry
    registry.join_persons(desk.call("H1"), person="P2", same_as="P1")
    registry.suspend_rights(desk.call("H1"), person="P2", reason="配合调查")
    with pytest.raises(Refused, match="suspended"):
        desk.done("P1", "sign")


def test_rights_come_back_by_another_hand(desk: TestDesk) -> None:
    registry = desk.desk.registry
    with pytest.raises(Refused, match="their own rights"):
        registry.suspend_rights(desk.call("P1"), person="P1", reason="x")
    with pytest.raises(Refused, match="reason"):
        registry.suspend_rights(desk.call("H1"), person="P1", reason="")
    with pytest.raises(NotFound, match="not suspended"):
        registry.restore_rights(desk.call("H1"), person="P1", reason="查清")
    registry.suspend_rights(desk.call("H1"), person="P1", reason="配合调查")
    registry.restore_rights(desk.call("H1"), person="P1", reason="查清")
    desk.done("P1", "sign")


def test_a_decision_on_rights_taken_back_meanwhile_is_taken_anew(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the rule and the write somebody suspends the actor: nothing is written on the old rights."""
    once: list[bool] = []
    real = desk.store.append

    def slow(write: object, *, now: object) -> object:
        if not once:
            once.append(True)
            desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="配合调查")
        return real(write, now=now)  # type: ignore[arg-type]

    monkeypatch.setattr(
        type(desk.store), "append", lambda _self, write, *, now: slow(write, now=now)
    )
    before = desk.case.seq
    with pytest.raises(Refused, match="suspended"):
        desk.done("P1", "sign")
    assert desk.case.seq == before


def test_a_suspended_person_is_not_put_into_a_new_case(desk: TestDesk) -> None:
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P2", reason="配合调查")
    with pytest.raises(Refused, match="cannot be given roles"):
        desk.open(TEAM)


def test_nobody_left_to_decide_is_a_finding_and_not_a_silence(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    for person in ("F1", "H1"):
        desk.desk.registry.suspend_rights(desk.call("A1"), person=person, reason="配合调查")
    desk.advance()
    assert "no_decider:sign:0" in desk.case.findings
    assert desk.advance() == 0
    with pytest.raises(Refused) as refused:
        desk.approve("P2", "sign")
    assert "add one" in refused.value.lacks[0].en


# --- who may look -----------------------------------------------------------------------------------------------------------


def test_a_restricted_case_is_not_there_for_others(desk: TestDesk) -> None:
    reading = desk.desk.reading
    number = desk.case.number
    row = desk.store.case_rows[desk.id]
    desk.store.case_rows[desk.id] = replace(row, restricted=True)
    warm = desk.desk.shelf.warm(desk.id)
    desk.desk.shelf.keep(replace(warm, case=replace(warm.case, restricted=True)))
    for viewer in ("Z9", None):
        assert reading.cases(viewer) == []
        assert reading.tasks(viewer) == []
        with pytest.raises(NotFound, match="known: —"):
            reading.find_case(number, viewer=viewer)
    for viewer in ("P1", "U1", "system"):
        assert reading.find_case(number, viewer=viewer) == desk.id
        assert len(reading.tasks(viewer)) == len(desk.case.tasks)


def test_standing_roles_at_a_branch_fill_what_the_case_leaves_open(desk: TestDesk) -> None:
    registry = desk.desk.registry
    with pytest.raises(NotFound, match="no role"):
        registry.give_branch_roles(desk.call("H1"), branch="SY", person="F1", roles=("boss",))
    registry.give_branch_roles(desk.call("H1"), branch="SY", person="F1", roles=("hq_fin", "mate"))
    registry.give_branch_roles(desk.call("H1"), branch="SY", person="H2", roles=("hq_lead",))
    registry.give_branch_roles(desk.call("H1"), branch="SY", person="U1", roles=())
    case = desk.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",)})
    assert dict(case.team) == {
        "P1": ("lead",),
        "P2": ("mate",),
        "H1": ("hq_lead",),
        "F1": ("hq_fin",),
    }


# --- outside parties --------------------------------------------------------------------------------------------------------


def test_nudges_of_an_outside_party_are_counted(desk: TestDesk) -> None:
    nudge = desk.desk.people.nudge
    with pytest.raises(Refused, match="not waiting"):
        nudge(desk.call("P1"), desk.id, "sign", how="phone")
    desk.desk.block(
        desk.call("P1"),
        desk.id,
        "sign",
        waiting_on="房东",
        reason="出差",
        contact="13800000001",
        again_on="2026-03-04",
    )
    wait = desk.case.tasks["sign"].wait
    assert wait is not None
    assert (wait.contact, wait.again_on, wait.nudges) == ("13800000001", date(2026, 3, 4), 0)
    nudge(desk.call("P1"), desk.id, "sign", how="phone", again_on=DAY + timedelta(days=4))
    nudge(desk.call("P1"), desk.id, "sign", how="visit", note="说明天给")
    wait = desk.case.tasks["sign"].wait
    assert wait is not None
    assert (wait.nudges, wait.nudged_on, wait.again_on) == (2, DAY, None)
    with pytest.raises(BadValue, match="One reminds by"):
        nudge(desk.call("P1"), desk.id, "sign", how="shout")
    with pytest.raises(BadValue, match="after today"):
        nudge(desk.call("P1"), desk.id, "sign", how="phone", again_on=DAY)
    with pytest.raises(BadValue, match="Write the date"):
        desk.desk.block(
            desk.call("P2"), desk.id, "count", waiting_on="库管", reason="不在", again_on="明天"
        )


# --- erasure ----------------------------------------------------------------------------------------------------------------


def test_an_erasure_takes_three_people(desk: TestDesk) -> None:
    people, registry = desk.desk.people, desk.desk.registry
    desk.state("P1", phone="13800000009")
    with pytest.raises(Refused, match="reason"):
        people.ask_erasure(desk.call("P1"), desk.id, "phone", reason="")
    people.ask_erasure(desk.call("H1"), desk.id, "phone", reason="本人要求")
    with pytest.raises(Refused, match="asked for already"):
        people.ask_erasure(desk.call("P2"), desk.id, "phone", reason="本人要求")
    with pytest.raises(Refused, match="they asked for"):
        people.decide_erasure(desk.call("H1"), desk.id, "e-1", agreed=True)
    with pytest.raises(Refused, match="has not been agreed"):
        registry.erase(desk.call("A1"), desk.id, "e-1")
    with pytest.raises(NotFound, match="no erasure"):
        registry.erase(desk.call("A1"), desk.id, "e-9")
    desk.desk.change_team(
        desk.call("H1"), desk.id, person="H2", roles=("hq_lead", "administrator")
    )
    with pytest.raises(Refused, match="reason"):
        people.decide_erasure(desk.call("H2"), desk.id, "e-1", agreed=False)
    people.decide_erasure(desk.call("H2"), desk.id, "e-1", agreed=True)
    with pytest.raises(Refused, match="decided already"):
        people.decide_erasure(desk.call("H2"), desk.id, "e-1", agreed=True)
    with pytest.raises(Refused, match="three people"):
        registry.erase(desk.call("H2"), desk.id, "e-1")


def test_a_refused_erasure_can_be_asked_again(desk: TestDesk) -> None:
    people = desk.desk.people
    people.ask_erasure(desk.call("P1"), desk.id, "phone", reason="本人要求")
    people.decide_erasure(desk.call("H1"), desk.id, "e-1", agreed=False, reason="诉讼中")
    people.ask_erasure(desk.call("P1"), desk.id, "phone", reason="诉讼结束")
    assert [one.agreed for one in desk.case.erasures.values()] == [False, None]


def test_every_refusal_says_what_to_do_in_both_languages(desk: TestDesk) -> None:
    desk.done("P1", "sign")
    acts: tuple[Callable[[], object], ...] = (
        lambda: desk.approve("P1", "sign"),
        lambda: desk.desk.approve(desk.call("P2", behalf="F1"), desk.id, "sign"),
        lambda: desk.desk.people.nudge(desk.call("P1"), desk.id, "pay", how="phone"),
    )
    for act in acts:
        with pytest.raises(LaunchkitError) as refused:
            act()
        assert refused.value.zh
        assert refused.value.en
        assert isinstance(refused.value, Refused)
        assert refused.value.lacks
