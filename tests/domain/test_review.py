"""What a case teaches its checklist: proposals measured from the trail, each with its entries."""

from __future__ import annotations

from datetime import date

import pytest
from ruamel.yaml import YAML

from launchkit.domain.checklist import Text
from launchkit.domain.entries import ItemAdded
from launchkit.domain.review import (
    PROPOSAL_KINDS,
    Proposal,
    ProposalKind,
    Review,
    measured_hours,
    review,
    waited_days,
)
from launchkit.domain.telling.review import merged, review_yaml
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> TestDesk:
    """A desk over the definition in the test's docstring, with an open case."""
    made = desk_for(definition(request.function.__doc__ or ""))
    made.open()
    return made


def proposals(desk: TestDesk, kind: ProposalKind) -> list[Proposal]:
    return [one for one in review(desk.case).proposals if one.kind is kind]


def kinds_of(desk: TestDesk, seqs: tuple[int, ...]) -> list[str]:
    """Kinds of the entries that a proposal rests on."""
    entries = desk.desk.reading.entries(desk.id, viewer="H1")
    return [entries[seq - 1].envelope.kind for seq in seqs]


def test_a_case_without_surprises_teaches_nothing(desk: TestDesk) -> None:
    """
    items: [{id: visit, owner: lead}]
    """
    desk.done("P1", "visit")
    assert review(desk.case) == Review(
        case=desk.id, number=desk.case.number, checklist="test", proposals=()
    )


def test_an_added_item_is_proposed_with_its_measured_effort(desk: TestDesk) -> None:
    """
    items: [{id: lease}, {id: gate, needs: [lease]}]
    """
    desk.done("P1", "lease")
    for item, needed_by in (("later", ()), ("sign", ("gate", "later"))):
        entry = ItemAdded(
            item=item,
            title="另做门头",
            owner="mate",
            reason="物业要求",
            needs=("lease",),
            needed_by=needed_by,
        )
        desk.desk.add_item(desk.call("P1"), desk.id, entry)
    desk.desk.start(desk.call("P2"), desk.id, "sign")
    desk.clock.forward(hours=2, minutes=30)
    desk.done("P2", "sign")
    second, first = proposals(desk, ProposalKind.NEW_ITEM)
    assert (first.subject, first.measured) == ("sign", 3)
    assert (
        first.says.zh == "本案另加了 SIGN，在 T-02、LATER 之前，至多用时 3 小时：清单是否应有此项"
    )
    assert kinds_of(desk, first.evidence) == ["item_added", "task_started", "task_done"]
    assert first.change == {
        "id": "sign",
        "code": "SIGN",
        "title": {"zh": "另做门头", "en": "另做门头"},
        "owner": "mate",
        "why": {"zh": "待填写", "en": "to be written"},
        "if_late": {"zh": "待填写", "en": "to be written"},
        "effort": {"likely": 3},
        "needs": ["lease"],
    }
    assert (second.measured, second.says.en) == (
        0,
        "LATER was added to the case, not finished: should the checklist have it",
    )


def test_a_waived_item_is_proposed_as_optional(desk: TestDesk) -> None:
    """
    items: [{id: shop_sign}, {id: extra, optional: true}, {id: kept}]
    """
    for task in ("shop_sign", "extra"):
        desk.desk.waive(desk.call("P1"), desk.id, task, reason="园区不许")
        desk.approve("H1", task)
    desk.desk.waive(desk.call("P1"), desk.id, "kept", reason="园区不许")
    (only,) = proposals(desk, ProposalKind.WAIVED)
    assert (only.subject, only.change) == ("shop_sign", {"id": "shop_sign", "optional": True})
    assert "豁免 1 次（共 1 项）" in only.says.zh
    assert kinds_of(desk, only.evidence) == ["waiver_asked", "approved"]


def test_work_that_took_longer_than_its_largest_estimate(desk: TestDesk) -> None:
    """
    items: [{id: fit_out, effort: {likely: 4, max: 16}}, {id: unknown}, {id: quick}]
    """
    for task in ("fit_out", "quick"):
        desk.desk.start(desk.call("P1"), desk.id, task)
    desk.done("P1", "quick")
    desk.done("P1", "unknown")
    desk.clock.forward(days=1)
    desk.desk.block(
        desk.call("P1"), desk.id, "fit_out", waiting_on="物业", reason="停电", party="property"
    )
    desk.clock.forward(days=2)
    desk.desk.unblock(desk.call("P1"), desk.id, "fit_out")
    desk.clock.forward(days=7)
    desk.done("P1", "fit_out")
    case = desk.case
    # Monday 2 March to Thursday 12 March: nine working days, two of them waiting.
    assert case.tasks["fit_out"].done_on == date(2026, 3, 12)
    assert measured_hours(case, case.tasks["fit_out"]) == 7 * 8
    assert measured_hours(case, case.tasks["unknown"]) is None
    assert measured_hours(case, case.tasks["quick"]) == 1
    (only,) = proposals(desk, ProposalKind.EFFORT)
    assert (only.subject, only.measured, only.change) == (
        "fit_out",
        56,
        {"id": "fit_out", "effort": {"likely": 4, "max": 56}},
    )
    assert [one.subject for one in proposals(desk, ProposalKind.WAIT)] == []


def test_waits_other_than_estimated(desk: TestDesk) -> None:
    """
    items:
      - {id: bank, effort: {likely: 90}, wait: {likely: 3}}
      - {id: licence, effort: {likely: 90}, wait: {likely: 20}}
      - {id: as_told, effort: {likely: 90}, wait: {likely: 9}}
      - {id: sudden, wait: {likely: 9}}
    """
    desk.advance()
    desk.desk.start(desk.call("P1"), desk.id, "bank")
    desk.desk.block(
        desk.call("P1"),
        desk.id,
        "bank",
        waiting_on="银行",
        reason="排队",
        party="bank",
        since="2026-02-28",
    )
    desk.clock.forward(days=5)
    desk.done("P1", "licence")
    desk.clock.forward(days=3)
    desk.desk.unblock(desk.call("P1"), desk.id, "bank")
    desk.done("P1", "bank")
    desk.done("P1", "as_told")
    found = {one.subject: one for one in proposals(desk, ProposalKind.WAIT)}
    assert {name: one.measured for name, one in found.items()} == {"bank": 10, "licence": 5}
    assert found["bank"].change == {"id": "bank", "wait": {"likely": 10, "max": 10}}
    assert found["licence"].says.zh.endswith("实际等待 5 天，估算 20 天")
    assert "task_unblocked" in kinds_of(desk, found["bank"].evidence)


def test_a_wait_that_nobody_could_measure_proposes_nothing(desk: TestDesk) -> None:
    """
    items: [{id: sudden, wait: {likely: 9}}]
    """
    desk.done("P1", "sudden")
    assert waited_days(desk.case, desk.case.tasks["sudden"]) is None
    assert proposals(desk, ProposalKind.WAIT) == []


def test_missed_deadlines_say_whether_they_may_move(desk: TestDesk) -> None:
    """
    statutes: [{id: L1}]
    items:
      - {id: file, due: [{id: DL1, after: {case: start}, within: 3, basis: [L1]}]}
      - {id: tidy, due: [{id: P1, after: {case: start}, within: 4}]}
      - {id: begin, due: [{id: P2, kind: start, after: {case: start}, within: 1}]}
      - {id: kept, due: [{id: P3, after: {case: start}, within: 30}]}
    """
    desk.desk.start(desk.call("P1"), desk.id, "begin")
    desk.clock.forward(days=6)
    desk.done("P1", "file")
    desk.done("P1", "begin")
    found = {one.subject: one for one in proposals(desk, ProposalKind.DEADLINE)}
    assert {name: one.measured for name, one in found.items()} == {"file.DL1": 3, "tidy.P1": 2}
    assert "法定期限不能改" in found["file.DL1"].says.zh
    assert "改内部期限" in found["tidy.P1"].says.zh
    assert found["file.DL1"].change is None
    assert kinds_of(desk, found["file.DL1"].evidence) == ["task_done"]


def test_facts_corrected_often_but_not_those_asked_every_day(desk: TestDesk) -> None:
    """
    facts: [{id: rent, type: money}, {id: till, type: money}, {id: area, type: integer}]
    items:
      - {id: lease, facts: [rent, area]}
      - {id: count, recurs: {each: day, since: {case: start}}, facts: [till]}
    """
    for amount in (1, 2, 3):
        desk.state("P1", rent=amount, till=amount)
        desk.clock.forward(days=1)
    desk.state("P1", area=1)
    desk.state("P1", area=2)
    (only,) = proposals(desk, ProposalKind.FACT)
    assert (only.subject, only.measured) == ("rent", 2)
    assert kinds_of(desk, only.evidence) == ["fact_stated"] * 2


def test_findings_raised_often_and_work_opened_again(desk: TestDesk) -> None:
    """
    items: [{id: one}, {id: two}]
    """
    desk.clock.forward(days=9)
    desk.done("P1", "one", on="2026-03-02")
    assert proposals(desk, ProposalKind.FINDING) == []
    desk.done("P1", "two", on="2026-03-02")
    (finding,) = proposals(desk, ProposalKind.FINDING)
    assert (finding.subject, finding.measured) == ("entered_late", 2)
    assert kinds_of(desk, finding.evidence) == ["finding_raised"] * 2
    desk.desk.reopen(desk.call("P1"), desk.id, "one", reason="漏章")
    (again,) = proposals(desk, ProposalKind.REOPENED)
    assert (again.subject, kinds_of(desk, again.evidence)) == ("one", ["task_reopened"])


def _proposal(kind: ProposalKind, subject: str, measured: int, *, change: bool) -> Proposal:
    return Proposal(
        kind=kind,
        subject=subject,
        says=Text(zh=f"{subject}：{measured}", en=subject),
        evidence=(measured,),
        measured=measured,
        change={"id": subject, "needs": [], "wait": {"likely": measured}} if change else None,
    )


def _review(number: str, *found: Proposal, checklist: str = "open_branch") -> Review:
    return Review(case=number, number=number, checklist=checklist, proposals=found)


def test_reviews_of_several_cases_count_what_they_have_in_common() -> None:
    bank = [_proposal(ProposalKind.WAIT, "bank", days, change=True) for days in (4, 10, 30)]
    fact = _proposal(ProposalKind.FACT, "rent", 2, change=False)
    reviews = [
        _review("特情〔2026〕1号", bank[0], fact),
        _review("特情〔2026〕2号", bank[1]),
        _review("特情〔2026〕3号", bank[2], checklist="relieve_branch"),
    ]
    found = merged(reviews)
    assert [(one.subject, one.checklist, one.seen_in, one.measured) for one in found] == [
        ("bank", "open_branch", 2, 7),
        ("bank", "relieve_branch", 1, 30),
        ("rent", "open_branch", 1, 2),
    ]
    assert found[0].evidence == {"特情〔2026〕1号": (4,), "特情〔2026〕2号": (10,)}
    read = YAML(typ="safe").load(review_yaml(reviews))
    assert read["cases"] == ["特情〔2026〕1号", "特情〔2026〕2号", "特情〔2026〕3号"]
    assert read["proposals"][0] == {
        "kind": "wait",
        "checklist": "open_branch",
        "subject": "bank",
        "seen_in": 2,
        "measured": 7,
        "says": {"特情〔2026〕1号": "bank：4", "特情〔2026〕2号": "bank：10"},
        "evidence": {"特情〔2026〕1号": [4], "特情〔2026〕2号": [10]},
        "change": {"id": "bank", "needs": [], "wait": {"likely": 10}},
    }
    assert "change" not in read["proposals"][2]


def test_a_review_without_proposals_is_still_yaml() -> None:
    assert YAML(typ="safe").load(review_yaml([_review("1")])) == {"cases": ["1"], "proposals": []}


def test_every_kind_of_proposal_has_a_heading() -> None:
    assert set(PROPOSAL_KINDS) == set(ProposalKind)
