"""What is in whose hands, what outsiders count on, which papers are out: nothing is without a holder, no count is hidden."""

from __future__ import annotations

from datetime import date

import pytest

from launchkit.domain.entries import CustodyMoved, entry_of
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.index import all_rows
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
facts: [{id: rent, type: money}]
items:
  - {id: sign_lease, code: T-1, facts: [rent], documents: [D1, D2], optional: true}
documents:
  - {code: D1, fields: [{name: rent, fact: rent}]}
  - {code: D2, personal: sensitive, fields: [{name: rent, fact: rent, required: false}]}
"""
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "A1": ("auditor",)}


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML))
    made.open(TEAM)
    return made


def take(desk: TestDesk, kind: str, holder: str = "P1", **more: object) -> str:
    usual = {"label": f"那件{kind}", "kind": kind, "holder": holder}
    outcome = desk.desk.holdings.take(desk.call(holder), desk.id, **usual | more)  # type: ignore[arg-type]
    return list(outcome.case.custody)[-1]


def move(desk: TestDesk, actor: str, thing: str, to: str, **more: object) -> None:
    desk.desk.holdings.move(desk.call(actor), desk.id, thing, to=to, **more)  # type: ignore[arg-type]


def findings(desk: TestDesk) -> list[str]:
    return [one.about for one in desk.case.findings.values()]


# --- custody ----------------------------------------------------------------------------------------------------------------


def test_a_thing_has_an_id_a_holder_and_a_day(desk: TestDesk) -> None:
    assert take(desk, "key", source="房东", place="钥匙盒", count="3") == "key-1"
    assert take(desk, "key") == "key-2"
    held = desk.case.custody["key-1"]
    assert (held.holder, held.quantity, held.amount, held.counted) == ("P1", 3, None, 3)
    assert (held.since, held.source, held.place) == (date(2026, 3, 2), "房东", "钥匙盒")
    assert desk.case.custody["key-2"].counted is None


def test_who_takes_holds_unless_told_otherwise(desk: TestDesk) -> None:
    desk.desk.holdings.take(desk.call("P2"), desk.id, kind="machine", label="工作站")
    assert desk.case.custody["machine-1"].holder == "P2"


def test_cash_is_kept_in_fen_and_typed_in_yuan(desk: TestDesk) -> None:
    thing = take(desk, "cash", count="1904.00")
    assert (desk.case.custody[thing].amount, desk.case.custody[thing].quantity) == (190400, None)
    move(desk, "P1", thing, "P2", count=190400)
    assert findings(desk) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "cash"}, "count_missing"),
        ({"label": " "}, "label_missing"),
        ({"holder": "Z9"}, "unknown_person"),
    ],
)
def test_what_is_not_said_is_asked_for(desk: TestDesk, more: dict[str, str], code: str) -> None:
    usual = {"kind": "key", "label": "门", "holder": "P1"}
    with pytest.raises(Refused) as refused:
        desk.desk.holdings.take(desk.call("P1"), desk.id, **usual | more)
    assert refused.value.code == code
    assert desk.case.custody == {}


@pytest.mark.parametrize(
    "more", [{"kind": "boat"}, {"count": "-1"}, {"count": "drei"}, {"kind": "cash", "count": "x"}]
)
def test_what_is_no_kind_and_no_number_is_no_custody(desk: TestDesk, more: dict[str, str]) -> None:
    with pytest.raises(BadValue):
        take(desk, **{"kind": "parts", **more})
    assert desk.case.custody == {}


def test_nothing_goes_to_somebody_who_lost_all_rights(desk: TestDesk) -> None:
    thing = take(desk, "seal")
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P2", reason="调查")
    with pytest.raises(Refused) as refused:
        move(desk, "P1", thing, "P2")
    assert refused.value.code == "rights_suspended"


def test_a_thing_is_given_by_its_holder_or_by_headquarters(desk: TestDesk) -> None:
    thing = take(desk, "seal")
    with pytest.raises(Refused) as refused:
        move(desk, "P2", thing, "P2")
    assert refused.value.code == "not_holder"
    assert refused.value.lacks[0].command is not None
    move(desk, "P1", thing, "P2")
    move(desk, "H1", thing, "P1", reason="收回")
    assert desk.case.custody[thing].holder == "P1"
    with pytest.raises(Refused, match="already"):
        move(desk, "P1", thing, "P1")
    with pytest.raises(NotFound, match="held are: seal-1"):
        move(desk, "P1", "seal-9", "P2")


def test_cash_moves_counted_and_a_difference_is_a_number_the_same_day(desk: TestDesk) -> None:
    thing = take(desk, "cash", count="1904")
    with pytest.raises(Refused) as refused:
        move(desk, "P1", thing, "P2")
    assert refused.value.code == "count_missing"

    move(desk, "P1", thing, "P2", count="1902")

    entries = [entry_of(one) for one in desk.store.load(f"case:{desk.id}")]
    moved = next(one for one in entries if isinstance(one, CustodyMoved))
    assert (moved.amount, moved.difference) == (190200, -200)
    assert desk.case.custody[thing].amount == 190200
    assert findings(desk) == ["count_differs"]


def test_pieces_move_without_a_count_as_they_stand(desk: TestDesk) -> None:
    thing = take(desk, "parts", count=12)
    move(desk, "P1", thing, "P2")
    assert desk.case.custody[thing].quantity == 12
    move(desk, "P2", thing, "P1", count=11)
    assert desk.case.custody[thing].quantity == 11
    assert findings(desk) == ["count_differs"]


def test_a_first_count_differs_from_nothing(desk: TestDesk) -> None:
    thing = take(desk, "parts")
    desk.desk.holdings.count(desk.call("P1"), desk.id, thing, count=5)
    assert desk.case.custody[thing].quantity == 5
    assert findings(desk) == []


def test_a_count_that_is_explained_is_no_finding(desk: TestDesk) -> None:
    thing = take(desk, "cash", count="2000")
    holdings = desk.desk.holdings
    holdings.count(desk.call("P1"), desk.id, thing, count="1904", reason="快递费 96 元")
    assert findings(desk) == []
    holdings.count(desk.call("P1"), desk.id, thing, count="1900")
    assert findings(desk) == ["count_differs"]
    assert desk.case.custody[thing].amount == 190000
    with pytest.raises(Refused) as refused:
        holdings.count(desk.call("P1"), desk.id, thing, count=None)
    assert refused.value.code == "count_missing"


def test_a_custody_ends_with_somebody_named(desk: TestDesk) -> None:
    seal, cash = take(desk, "seal"), take(desk, "cash", count="10")
    holdings = desk.desk.holdings
    for thing, more, code in (
        (seal, {"outcome": "returned"}, "to_missing"),
        (cash, {"outcome": "deposited", "to": "开户行"}, "count_missing"),
    ):
        with pytest.raises(Refused) as refused:
            holdings.end(desk.call("P1"), desk.id, thing, **more)
        assert refused.value.code == code
    with pytest.raises(BadValue):
        holdings.end(desk.call("P1"), desk.id, seal, outcome="eaten", to="x")
    with pytest.raises(Refused, match="they or hq_lead"):
        holdings.end(desk.call("P2"), desk.id, seal, outcome="returned", to="x")

    holdings.end(desk.call("P1"), desk.id, seal, outcome="returned", to="总部行政")
    holdings.end(desk.call("P1"), desk.id, cash, outcome="deposited", to="开户行", count="9.50")

    ended = desk.case.custody[seal]
    assert (ended.held, ended.ended, ended.to, ended.holder) == (
        False,
        "returned",
        "总部行政",
        "P1",
    )
    assert desk.case.custody[cash].amount == 950
    assert findings(desk) == ["count_differs"]
    with pytest.raises(NotFound, match="held are: —"):
        move(desk, "P1", seal, "P2")


def test_what_is_lost_is_a_finding(desk: TestDesk) -> None:
    thing = take(desk, "token")
    desk.desk.holdings.end(desk.call("P1"), desk.id, thing, outcome="lost", reason="车上")
    assert findings(desk) == ["custody_lost"]


def test_seal_and_token_in_one_hand_are_a_finding_where_there_are_two(desk: TestDesk) -> None:
    take(desk, "seal")
    take(desk, "token", holder="P2")
    assert findings(desk) == []
    move(desk, "P2", "token-1", "P1")
    assert findings(desk) == ["held_together"]
    take(desk, "key")
    assert findings(desk) == ["held_together"], "said once"
    take(desk, "licence")
    assert findings(desk) == ["held_together", "held_together"]


def test_who_is_alone_has_nobody_to_share_with() -> None:
    desk = desk_for(definition(YAML))
    desk.open({"P1": ("lead",), "H1": ("hq_lead",)})
    take(desk, "seal")
    take(desk, "licence")
    assert findings(desk) == []


def test_nobody_leaves_the_team_with_something_in_their_hands(desk: TestDesk) -> None:
    thing = take(desk, "seal", holder="P2")
    with pytest.raises(Refused) as refused:
        desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=())
    assert refused.value.code == "holds_custody"
    assert "handover begin" in str(refused.value.lacks[0].command)
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=("mate", "hq_fin"))
    move(desk, "P2", thing, "P1")
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=())
    assert "P2" not in desk.case.team


def test_a_deputy_gives_in_the_place_of_the_holder(desk: TestDesk) -> None:
    thing = take(desk, "key")
    day = date(2026, 3, 2)
    desk.desk.people.state_absence(
        desk.call("P1"), desk.id, person="P1", begins=day, ends=day, deputy="P2"
    )
    move_call = desk.call("P2", behalf="P1")
    desk.desk.holdings.move(move_call, desk.id, thing, to="P2")
    assert desk.case.custody[thing].holder == "P2"


# --- promises ---------------------------------------------------------------------------------------------------------------


def promise(desk: TestDesk, **more: object) -> str:
    usual = {"to": "房东", "what": "付清押金", "by": date(2026, 3, 13)}
    outcome = desk.desk.holdings.promise(desk.call("P1"), desk.id, **usual | more)  # type: ignore[arg-type]
    return list(outcome.case.promises)[-1]


def test_a_promise_is_kept_moved_broken_or_withdrawn(desk: TestDesk) -> None:
    holdings = desk.desk.holdings
    names = [promise(desk, task="T-1", contact="139"), promise(desk), promise(desk)]
    assert names == ["p-1", "p-2", "p-3"]
    first = desk.case.promises["p-1"]
    assert (first.task, first.keeper, first.made_on) == ("sign_lease", "P1", date(2026, 3, 2))

    holdings.move_promise(desk.call("P2"), desk.id, "p-1", by=date(2026, 3, 16), note="周末")
    moved = desk.case.promises["p-1"]
    assert (moved.open, moved.by, moved.moved) == (True, date(2026, 3, 16), 1)
    holdings.settle_promise(desk.call("P1"), desk.id, "p-1", outcome="kept")
    assert desk.case.promises["p-1"].settled_on == date(2026, 3, 2)
    for name, outcome in (("p-2", "broken"), ("p-3", "withdrawn")):
        with pytest.raises(Refused, match="reason is required"):
            holdings.settle_promise(desk.call("P1"), desk.id, name, outcome=outcome)
        holdings.settle_promise(desk.call("P1"), desk.id, name, outcome=outcome, note="因故")
    assert [one.outcome for one in desk.case.promises.values()] == ["kept", "broken", "withdrawn"]
    with pytest.raises(NotFound, match="open are: —"):
        holdings.settle_promise(desk.call("P1"), desk.id, "p-1", outcome="kept")


def test_a_promise_says_to_whom_what_and_a_day_to_come(desk: TestDesk) -> None:
    for more in ({"to": " "}, {"what": ""}):
        with pytest.raises(Refused, match="to whom"):
            promise(desk, **more)
    with pytest.raises(BadValue):
        promise(desk, by=date(2026, 3, 1))
    name = promise(desk)
    holdings = desk.desk.holdings
    with pytest.raises(BadValue):
        holdings.settle_promise(desk.call("P1"), desk.id, name, outcome="eaten")
    with pytest.raises(Refused, match="reason is required"):
        holdings.move_promise(desk.call("P1"), desk.id, name, by=date(2026, 3, 20), note="")
    assert desk.case.promises[name].moved == 0


# --- papers out for signature -----------------------------------------------------------------------------------------------


def test_a_document_goes_out_once_and_comes_back_with_its_scan(desk: TestDesk) -> None:
    holdings = desk.desk.holdings
    with pytest.raises(Refused) as refused:
        holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东")
    assert refused.value.code == "not_issued"
    desk.state("P1", rent=1)
    desk.desk.issue(desk.call("P1"), desk.id, "D1")
    with pytest.raises(Refused, match="to whom"):
        holdings.send_out(desk.call("P1"), desk.id, "D1", to="")
    with pytest.raises(BadValue):
        holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东", expected=date(2026, 3, 1))

    holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东", expected=date(2026, 3, 9))

    with pytest.raises(Refused) as refused:
        holdings.send_out(desk.call("P1"), desk.id, "D1", to="物业")
    assert refused.value.code == "already"
    with pytest.raises(Refused) as refused:
        holdings.take_back(desk.call("P1"), desk.id, "D1")
    assert [one.command is not None for one in refused.value.lacks] == [True, True]
    desk.clock.forward(days=3)
    holdings.take_back(desk.call("P1"), desk.id, "D1", content=b"%PDF signed")
    back = desk.case.sent_out["D1"]
    assert back.file is not None
    assert desk.vault.get(back.file.digest) == b"%PDF signed"
    assert (back.out, back.signed, back.back_on) == (False, True, date(2026, 3, 5))
    with pytest.raises(NotFound, match="out are: —"):
        holdings.take_back(desk.call("P1"), desk.id, "D1", content=b"x")


def test_a_paper_may_come_back_unsigned_with_the_reason(desk: TestDesk) -> None:
    holdings = desk.desk.holdings
    desk.state("P1", rent=1)
    desk.desk.issue(desk.call("P1"), desk.id, "D1")
    holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东")
    with pytest.raises(Refused, match="reason is required"):
        holdings.take_back(desk.call("P1"), desk.id, "D1", signed=False)
    holdings.take_back(desk.call("P1"), desk.id, "D1", signed=False, note="要改金额")
    assert (desk.case.sent_out["D1"].out, desk.case.sent_out["D1"].signed) == (False, False)
    holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东")
    assert desk.case.sent_out["D1"].out


def test_a_signed_copy_of_a_sensitive_document_is_sealed(desk: TestDesk) -> None:
    desk.desk.issue(desk.call("P1"), desk.id, "D2")
    before = set(desk.vault.sealed)
    desk.desk.holdings.send_out(desk.call("P1"), desk.id, "D2", to="员工")
    desk.desk.holdings.take_back(desk.call("P1"), desk.id, "D2", content=b"%PDF secret")
    file = desk.case.sent_out["D2"].file
    assert file is not None
    assert desk.vault.sealed - before == {file.digest}


# --- the end of a case --------------------------------------------------------------------------------------------------------


def test_a_case_ends_with_nothing_in_hand_nothing_promised_and_nothing_out(
    desk: TestDesk,
) -> None:
    take(desk, "seal")
    promise(desk)
    desk.state("P1", rent=1)
    desk.desk.issue(desk.call("P1"), desk.id, "D1")
    holdings = desk.desk.holdings
    holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东")
    desk.desk.handovers.begin(desk.call("P1"), desk.id, receiver="P2")
    with pytest.raises(Refused) as refused:
        desk.desk.close(desk.call("H1"), desk.id)
    said = [lack.en for lack in refused.value.lacks]
    assert [one.split()[0] for one in said] == ["seal-1", "the", "document", "the"]

    holdings.end(desk.call("P1"), desk.id, "seal-1", outcome="returned", to="总部")
    holdings.settle_promise(desk.call("P1"), desk.id, "p-1", outcome="kept")
    holdings.take_back(desk.call("P1"), desk.id, "D1", content=b"%PDF")
    desk.desk.handovers.cancel(desk.call("P1"), desk.id, "handover-1", reason="不走了")
    desk.desk.close(desk.call("H1"), desk.id)
    assert desk.case.closed_at is not None
    assert desk.store.derived_rows(desk.id).tasks == all_rows(desk.case).tasks
