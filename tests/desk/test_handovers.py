"""Handing over on rotation: one list, two human beings who sign it, and everything moves in one write, or nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from launchkit.domain.ask import Ask
from launchkit.domain.errors import LaunchkitError, NotFound, Refused
from launchkit.domain.handover_pack import digest_of, pack
from launchkit.domain.people import owner_of
from launchkit.domain.rights import may_read
from launchkit.domain.rules.handover import handover_of
from launchkit.testing import TestDesk
from tests.desk.handing import TEAM, begin, findings, opened, refused, sign, take


@pytest.fixture
def desk() -> TestDesk:
    return opened()


# --- begin ------------------------------------------------------------------------------------------------------------------


def test_it_is_begun_by_the_giver_or_by_headquarters(desk: TestDesk) -> None:
    with pytest.raises(Refused, match="begun by the giver P1"):
        begin(desk, "P2", "P2", giver="P1")
    assert begin(desk, "H1", "P2", giver="P1") == "handover-1"
    with pytest.raises(Refused, match="has begun already"):
        begin(desk)
    assert begin(desk, "P2", "P1") == "handover-2"


def test_who_comes_new_into_the_case_comes_by_headquarters(desk: TestDesk) -> None:
    with pytest.raises(Refused) as caught:
        begin(desk, "P1", "P9")
    assert caught.value.code == "needs_decider"
    begin(desk, "H1", "P9", giver="P1", stays=True, reason="轮换")
    found = desk.case.handovers["handover-1"]
    assert (found.state, found.stays, found.reason, found.begun_by) == (
        "begun",
        True,
        "轮换",
        "H1",
    )


def test_the_right_to_decide_is_handed_on_by_who_has_it(desk: TestDesk) -> None:
    with pytest.raises(Refused, match="a lead and an hq_lead"):
        begin(desk, "H1", "P1")
    assert begin(desk, "H1", "P2") == "handover-1"


@pytest.mark.parametrize(
    ("receiver", "error"), [("P1", Refused), ("Z9", NotFound), ("P9", Refused)]
)
def test_the_receiver_is_another_person_with_rights(
    desk: TestDesk, receiver: str, error: type[LaunchkitError]
) -> None:
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P9", reason="调查")
    with pytest.raises(error):
        begin(desk, "H1", receiver, giver="P1")
    assert desk.case.handovers == {}


def test_two_codes_of_one_human_being_are_no_two_sides(desk: TestDesk) -> None:
    desk.desk.registry.join_persons(desk.call("H1"), person="P9", same_as="P1")
    with pytest.raises(Refused) as caught:
        begin(desk, "H1", "P9", giver="P1")
    assert caught.value.code == "same_person"


def test_nobody_hands_over_in_the_place_of_another(desk: TestDesk) -> None:
    day = date(2026, 3, 2)
    desk.desk.people.delegate(
        desk.call("P1"), desk.id, to="P2", begins=day, ends=day, roles=["lead"], reason="忙"
    )
    with pytest.raises(Refused):
        desk.desk.handovers.begin(desk.call("P2", behalf="P1"), desk.id, giver="P1", receiver="H2")


# --- cancel, find -------------------------------------------------------------------------------------------------------------


def test_it_is_cancelled_by_a_party_with_a_reason(desk: TestDesk) -> None:
    begin(desk)
    cancel = desk.desk.handovers.cancel
    with pytest.raises(Refused, match="reason is required"):
        cancel(desk.call("P1"), desk.id, "handover-1", reason=" ")
    desk.desk.change_team(desk.call("H1"), desk.id, person="Q9", roles=("mate",))
    with pytest.raises(Refused, match="by either side or by hq_lead"):
        cancel(desk.call("Q9"), desk.id, "handover-1", reason="x")
    cancel(desk.call("P2"), desk.id, "handover-1", reason="不走了")
    assert desk.case.handovers["handover-1"].state == "cancelled"
    for again in (
        lambda: sign(desk, "P1"),
        lambda: cancel(desk.call("P1"), desk.id, "handover-1", reason="x"),
    ):
        with pytest.raises(Refused, match="is cancelled"):
            again()
    assert begin(desk) == "handover-2"


def test_one_is_found_by_its_id_or_because_it_is_the_only_one(desk: TestDesk) -> None:
    with pytest.raises(NotFound, match="there are: —"):
        handover_of(desk.case, None)
    begin(desk)
    begin(desk, "P2", "P1")
    with pytest.raises(NotFound, match="Say which"):
        handover_of(desk.case, None)
    desk.desk.handovers.cancel(desk.call("P1"), desk.id, "handover-1", reason="x")
    assert handover_of(desk.case, None).handover == "handover-2"
    desk.desk.handovers.cancel(desk.call("P1"), desk.id, "handover-2", reason="x")
    assert handover_of(desk.case, None).handover == "handover-2", "the newest"
    with pytest.raises(NotFound, match="no hand-over handover-9"):
        sign(desk, "P1", "handover-9")


# --- sign -------------------------------------------------------------------------------------------------------------------


def test_with_the_second_signature_everything_moves_at_once(desk: TestDesk) -> None:
    take(desk, "key", "3")
    take(desk, "cash", "1904.00")
    desk.desk.holdings.promise(
        desk.call("P1"), desk.id, to="房东", what="押金", by=date(2026, 3, 9)
    )
    begin(desk, "H1", "P9", giver="P1")
    sign(desk, "P1", notes="遥控器没电")
    assert desk.case.team["P1"] == ("lead",), "one signature moves nothing"
    before = desk.case.seq

    case = sign(desk, "P9", counts={"cash-1": "1904.00"})

    assert case.handovers["handover-1"].state == "completed"
    assert case.team == {"P2": ("mate",), "H1": ("hq_lead",), "H2": ("hq_lead",), "P9": ("lead",)}
    assert {one.holder for one in case.custody.values()} == {"P9"}
    assert case.promises["p-1"].keeper == "P9"
    assert {key for key, one in case.tasks.items() if owner_of(case, one) == "P9"} == {
        "find_site",
        "sign_lease",
        "shop_sign",
    }
    assert case.tasks["fit_out"].helpers == ("P9",)
    assert findings(desk) == []
    written = desk.store.load(f"case:{desk.id}", after=before)
    assert len({one.envelope.request for one in written}) == 1, "one write"
    assert desk.desk.differences(desk.id) == ()
    assert desk.advance() == 0, "nothing is left for the clockwork to hand on"


def test_the_receiver_may_sign_first_and_sees_a_restricted_case(desk: TestDesk) -> None:
    begin(desk, "H1", "P9", giver="P1")
    kept = replace(desk.case, restricted=True)
    asks = {one: Ask(actor=one, now=desk.clock()) for one in ("P9", "Q9")}
    assert [may_read(kept, asks[one]) for one in ("P9", "Q9")] == [True, False]
    sign(desk, "P9")
    sign(desk, "P1")
    assert desk.case.handovers["handover-1"].completed_at is not None


def test_a_receiver_who_lost_all_rights_signs_nothing(desk: TestDesk) -> None:
    begin(desk, "H1", "P9", giver="P1")
    begin(desk, "P2", "P1")
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P9", reason="调查")
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="调查")
    assert refused(desk, "P9").code == "rights_suspended"
    assert refused(desk, "P1", name="handover-2").code == "rights_suspended"


def test_only_the_two_sign(desk: TestDesk) -> None:
    desk.desk.change_team(desk.call("H1"), desk.id, person="Q9", roles=("mate",))
    begin(desk)
    assert refused(desk, "Q9").code == "not_party"
    present = refused(desk, "H1")
    assert present.code == "giver_present"
    assert "absent" in str(present.lacks[0].command)
    assert refused(desk, "P9").code == "unknown_person"


def test_a_list_that_changed_is_signed_anew(desk: TestDesk) -> None:
    begin(desk)
    sign(desk, "P1")
    take(desk, "key")
    changed = refused(desk, "P2")
    assert changed.code == "list_changed"
    assert [lack.command.split()[2] for lack in changed.lacks if lack.command] == ["show", "sign"]
    sign(desk, "P1")
    sign(desk, "P2")
    assert desk.case.custody["key-1"].holder == "P2"


def test_signing_again_without_a_change_keeps_the_day(desk: TestDesk) -> None:
    begin(desk)
    sign(desk, "P1")
    desk.clock.forward(days=1)
    sign(desk, "P1")
    assert desk.case.handovers["handover-1"].signed["giver"].day == date(2026, 3, 2)


def test_a_signature_waits_three_days(desk: TestDesk) -> None:
    begin(desk)
    sign(desk, "P1")
    desk.clock.forward(days=3)
    look = desk.desk.handovers.look(desk.id)
    assert look.day == date(2026, 3, 2), "the list that was signed"
    desk.clock.forward(days=1)
    assert desk.desk.handovers.look(desk.id).day == date(2026, 3, 6)
    assert refused(desk, "P2").code == "list_changed"


def test_who_saw_another_list_is_told(desk: TestDesk) -> None:
    begin(desk)
    seen = desk.desk.handovers.look(desk.id).digest
    take(desk, "key")
    assert refused(desk, "P1", seen=seen[:12]).code == "list_changed"
    sign(desk, "P1", seen=desk.desk.handovers.look(desk.id).digest[:12].upper())
    assert desk.case.handovers["handover-1"].signed["giver"].person == "P1"


# --- counts -----------------------------------------------------------------------------------------------------------------


def test_cash_is_counted_before_it_is_handed_over(desk: TestDesk) -> None:
    take(desk, "cash", "10")
    take(desk, "cash", "20")
    begin(desk)
    sign(desk, "P1", counts={"cash-1": "10"})
    missing = refused(desk, "P2")
    assert missing.code == "count_missing"
    assert [one.en for one in missing.lacks] == ["the count of cash-2"]
    assert desk.case.custody["cash-1"].holder == "P1", "nothing has moved"
    sign(desk, "P2", counts={"cash-2": "20"})
    assert findings(desk) == []


def test_a_difference_moves_as_counted_and_is_a_finding(desk: TestDesk) -> None:
    take(desk, "parts", "12")
    take(desk, "cash", "10")
    begin(desk)
    sign(desk, "P1", counts={"parts-1": 11})
    sign(desk, "P2", counts={"cash-1": 950, "parts-1": None})
    assert (desk.case.custody["parts-1"].quantity, desk.case.custody["cash-1"].amount) == (11, 950)
    assert findings(desk) == ["count_differs", "count_differs"]


def test_two_counts_of_one_thing_agree_or_are_counted_again(desk: TestDesk) -> None:
    take(desk, "cash", "10")
    begin(desk)
    sign(desk, "P1", counts={"cash-1": "10"})
    assert refused(desk, "P2", counts={"cash-1": "9"}).code == "counts_differ"
    sign(desk, "P2", counts={"cash-1": "10.00"})
    assert desk.case.custody["cash-1"].holder == "P2"


def test_only_what_the_giver_holds_is_counted(desk: TestDesk) -> None:
    take(desk, "key", "1", holder="P2")
    begin(desk)
    with pytest.raises(NotFound, match="P1 does not hold key-1; held are: —"):
        sign(desk, "P1", counts={"key-1": 1})


def test_seal_and_token_come_together_in_a_new_hand(desk: TestDesk) -> None:
    take(desk, "seal")
    take(desk, "token", holder="P2")
    assert findings(desk) == []
    begin(desk, stays=True)
    sign(desk, "P1")
    sign(desk, "P2")
    assert findings(desk) == ["held_together"]
    assert desk.case.team["P1"] == ("lead",), "the giver stays"
    assert desk.case.team["P2"] == ("mate", "lead")


# --- a giver who cannot sign --------------------------------------------------------------------------------------------------


def test_headquarters_signs_where_the_giver_is_away(desk: TestDesk) -> None:
    take(desk, "seal")
    desk.desk.people.state_absence(
        desk.call("H1"), desk.id, person="P1", begins=date(2026, 3, 2), reason="病"
    )
    desk.advance()
    assert desk.case.tasks["find_site"].back_to == "P1"
    begin(desk, "H1", "P9", giver="P1")
    sign(desk, "H1")
    sign(desk, "P9")
    case = desk.case
    assert findings(desk) == ["handover_without_giver"]
    assert case.handovers["handover-1"].signed["giver"].person == "H1"
    assert (case.tasks["find_site"].owner, case.tasks["find_site"].back_to) == ("P9", None)
    assert case.custody["seal-1"].holder == "P9"
    assert desk.advance() == 0


def test_headquarters_signs_for_a_giver_without_rights_after_the_receiver(desk: TestDesk) -> None:
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="调查")
    begin(desk, "H1", "P2", giver="P1")
    sign(desk, "P2")
    sign(desk, "H1")
    assert findings(desk) == ["handover_without_giver"]
    assert "P1" not in desk.case.team


def test_one_pair_of_hands_signs_one_side_only() -> None:
    desk = opened({**TEAM, "Q9": ("mate",)})
    desk.desk.registry.suspend_rights(desk.call("H2"), person="P1", reason="调查")
    begin(desk, "H1", "Q9", giver="P1")
    sign(desk, "H1")
    desk.desk.registry.join_persons(desk.call("H2"), person="Q9", same_as="H1")
    assert refused(desk, "Q9").code == "same_person"


def test_who_was_stood_in_for_keeps_the_claim(desk: TestDesk) -> None:
    """P1 stands in for P2's task; it goes to P9 now, and back to P2 later."""
    desk.desk.people.state_absence(
        desk.call("P2"), desk.id, person="P2", begins=date(2026, 3, 2), deputy="P1"
    )
    desk.advance()
    assert desk.case.tasks["fit_out"].owner == "P1"
    begin(desk, "H1", "P9", giver="P1")
    sign(desk, "P1")
    sign(desk, "P9")
    assert (desk.case.tasks["fit_out"].owner, desk.case.tasks["fit_out"].back_to) == ("P9", "P2")
    desk.desk.people.end_absence(desk.call("P2"), desk.id, "P2")
    desk.advance()
    assert desk.case.tasks["fit_out"].owner == "P2"


def test_what_the_giver_lent_or_held_goes_back(desk: TestDesk) -> None:
    people, day = desk.desk.people, date(2026, 3, 2)
    for principal, deputy, role in (
        ("P1", "P2", "lead"),
        ("P2", "P1", "mate"),
        ("H1", "H2", "hq_lead"),
    ):
        people.delegate(
            desk.call(principal),
            desk.id,
            to=deputy,
            begins=day,
            ends=day,
            roles=[role],
            reason="忙",
        )
    people.end_delegation(desk.call("P1"), desk.id, "d-1")
    for person, deputy in (("P1", "P2"), ("P2", "P1"), ("H1", "H2")):
        people.name_deputy(desk.call("H1"), desk.id, person=person, deputy=deputy)
    begin(desk)
    sign(desk, "P1")
    sign(desk, "P2")
    assert [one.ended for one in desk.case.delegations.values()] == [True, True, False]
    assert desk.case.deputies == {"H1": "H2"}


def test_a_giver_who_was_taken_out_meanwhile_still_hands_over(desk: TestDesk) -> None:
    desk.desk.change_team(desk.call("H1"), desk.id, person="Q9", roles=("lead",))
    desk.desk.holdings.promise(
        desk.call("P1"), desk.id, to="房东", what="押金", by=date(2026, 3, 9)
    )
    begin(desk)
    desk.desk.change_team(desk.call("H1"), desk.id, person="P1", roles=())
    sign(desk, "H1")
    sign(desk, "P2")
    assert desk.case.promises["p-1"].keeper == "P2"
    assert desk.case.team["P2"] == ("mate",)


# --- the list on paper --------------------------------------------------------------------------------------------------------


def printed(desk: TestDesk) -> dict[str, Any]:
    desk.desk.issue(desk.call("H1"), desk.id, "D66#handover-1")
    return dict(desk.press.printed[-1][1]["handover_pack"])


def test_it_is_printed_anew_while_it_can_change_and_once_when_signed(desk: TestDesk) -> None:
    take(desk, "cash", "10")
    begin(desk)
    first = printed(desk)
    assert (first["giver"], first["receiver"], first["supervisor"]) == (
        "姓名P1",
        "姓名P2",
        "姓名H1",
    )
    assert [one["recorded"] for one in first["custody"]] == ["10.00 元"]
    assert printed(desk) == first
    assert len(desk.press.printed) == 1, "nothing has changed"

    sign(desk, "P1", counts={"cash-1": "9.50"})
    assert [one["counted"] for one in printed(desk)["custody"]] == ["9.50 元"]
    sign(desk, "P2")
    last = printed(desk)
    assert [one["name"] for one in last["signed"]] == ["姓名P1", "姓名P2"]
    assert (last["roles"], last["state"]) == ("派驻负责人", "completed")
    take(desk, "key", holder="P2")
    assert printed(desk) == last
    assert len(desk.press.printed) == 3


def test_a_cancelled_one_is_not_printed(desk: TestDesk) -> None:
    begin(desk)
    desk.desk.handovers.cancel(desk.call("P1"), desk.id, "handover-1", reason="x")
    with pytest.raises(Refused) as caught:
        printed(desk)
    assert caught.value.code == "facts_missing"
    assert desk.press.printed == []


def test_the_digest_is_of_the_content_alone(desk: TestDesk) -> None:
    begin(desk)
    found = desk.case.handovers["handover-1"]
    one, other = (pack(desk.case, found, date(2026, 3, 2)) for _ in range(2))
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(pack(desk.case, found, date(2026, 3, 3)))
    assert list(one["open_items"][0]) != []
