"""What waits for one person's decision, told from cases."""

from __future__ import annotations

from launchkit.domain.ask import Ask
from launchkit.domain.deciding import Ground
from launchkit.domain.telling.decisions import Desktop, desktop
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

CHECKLIST = """
facts:
  - {id: rent, type: money}
  - {id: landlord, type: text, personal: ordinary}
  - {id: remark, type: text}
items:
  - id: sign
    facts: [rent, landlord]
    optional_facts: [remark]
    approval: {by: [hq_fin]}
    due: [{id: P1, after: {case: start}, within: 9}]
  - {id: other, approval: {by: [hq_lead]}}
"""
TEAM = {
    "P1": ("lead",),
    "P2": ("mate",),
    "H1": ("hq_lead",),
    "H2": ("hq_fin",),
    "H3": ("hq_lead", "hq_ops"),
}


def desk() -> TestDesk:
    made = desk_for(definition(CHECKLIST))
    made.open(TEAM)
    return made


def looks(made: TestDesk, person: str) -> Desktop:
    ask = Ask(actor=person, now=made.clock(), people=made.desk.house().roster())
    return desktop([made.case], ask, made.desk.house())


def test_finished_work_is_put_before_whoever_has_the_role() -> None:
    made = desk()
    made.done("P1", "sign", rent="3600.00", landlord="某人")
    (line,) = looks(made, "H2").decisions
    assert (line.subject, line.by, line.ground, line.principal) == (
        "done",
        "P1",
        Ground.ROLE,
        None,
    )
    assert line.question.zh == "“sign”可以算办结吗？"
    assert [(one.fact, one.value.zh, one.covered) for one in line.facts] == [
        ("rent", "3,600.00 元", False),
        ("landlord", "已遮盖", True),
    ]
    assert line.deputy is None
    assert looks(made, "P1").count == looks(made, "P2").count == looks(made, "X9").count == 0


def test_silence_goes_up_until_nobody_is_left_to_tell() -> None:
    made = desk()
    made.done("P1", "sign", rent="3600.00", landlord="某人")
    (line,) = looks(made, "H2").decisions
    assert "没有默认同意" in line.without.zh
    made.clock.forward(days=9)
    (line,) = looks(made, "H2").decisions
    assert "提醒已用完" in line.without.zh
    assert line.without.en.endswith("it hurts")


def test_a_deputy_decides_for_whoever_is_away() -> None:
    made = desk()
    made.desk.people.name_deputy(made.call("H1"), made.id, person="H2", deputy="H1")
    made.done("P1", "sign", rent="3600.00", landlord="某人")
    assert looks(made, "H2").decisions[0].deputy == "H1"
    day = made.clock().date()
    made.desk.people.state_absence(
        made.call("H2"), made.id, person="H2", begins=day, ends=None, deputy="H1"
    )
    (line,) = looks(made, "H1").decisions
    assert (line.principal, line.deputy) == ("H2", None)


def test_who_took_an_emergency_right_may_decide_and_is_reviewed_by_another() -> None:
    made = desk()
    made.done("P1", "sign", rent="3600.00", landlord="某人")
    made.desk.people.break_glass(made.call("H1"), made.id, "sign", reason="急")
    assert looks(made, "H1").decisions[0].ground is Ground.GLASS
    assert looks(made, "H1").glasses == looks(made, "P1").glasses == ()
    (glass,) = looks(made, "H3").glasses
    assert (glass.by, glass.title.zh, glass.reason.zh) == ("H1", "sign", "急")
    made.desk.answer_finding(made.call("H3"), made.id, glass.finding, answer="必要")
    assert looks(made, "H3").glasses == ()


def test_a_waiver_says_who_asks_and_why_and_erasures_wait_beside_it() -> None:
    made = desk()
    made.state("P1", landlord="某人")
    made.desk.waive(made.call("P1"), made.id, "other", reason="不需要")
    made.desk.people.ask_erasure(made.call("H1"), made.id, "landlord", reason="本人要求")
    found = looks(made, "H3")
    assert found.decisions[0].reason.zh == "不需要"
    assert [(one.erasure, one.by) for one in found.erasures] == [("e-1", ("H1",))]
    assert found.count == 2
    assert looks(made, "H1").erasures == looks(made, "P1").erasures == ()
    made.desk.people.decide_erasure(made.call("H3"), made.id, "e-1", agreed=True)
    assert looks(made, "H3").erasures == ()


def test_the_most_severe_case_comes_first() -> None:
    mild, severe = desk(), desk()
    for made in (mild, severe):
        made.desk.waive(made.call("P1"), made.id, "other", reason="不需要")
    severe.desk.crisis.set_severity(severe.call("H1"), severe.id, level=1, reason="钱少了")
    ask = Ask(actor="H3", now=mild.clock())
    found = desktop([mild.case, severe.case], ask, mild.desk.house())
    assert [one.level for one in found.decisions] == [1, None]
