"""Actions that the shipped examples have no use for go the same way as the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from launchkit.library.case_file import Expectation, ScriptStep, StepKind, StepWith
from tests.journeys import stories


def step(do: StepKind, as_: str, **more: Any) -> ScriptStep:
    return ScriptStep(on="2026-03-04", at="17:00", as_=as_, do=do, **more)


def test_attach_reopen_void_and_team(tmp_path: Path) -> None:
    opening = stories.opening()
    begun = tuple(one for one in opening.script if one.on <= "2026-03-04")
    more = (
        step(StepKind.ATTACH, "H2", task="NB-01", evidence=("signed_decision",)),
        step(StepKind.REOPEN, "H2", task="NB-01", reason="扫描件缺一页，补齐。"),
        step(StepKind.DONE, "H2", task="NB-01"),
        step(StepKind.APPROVE, "H1", task="NB-01"),
        step(StepKind.VOID, "H1", documents=("D01",), reason="缺页的一份作废。"),
        step(StepKind.ISSUE, "H2", documents=("D01",)),
        step(StepKind.TEAM, "H1", to="A1", reason="换人审计。"),
        step(StepKind.STATE, "A1", facts={"rent_ceiling": 1}, expect=Expectation.REFUSED),
        step(StepKind.ANSWER, "P1", reason="没有待答的发现。", with_=StepWith(findings=("none",))),
    )
    report = stories.played(replace(opening, script=(*begun, *more)), tmp_path)

    assert report.tasks["decide_to_open"] == "done"
    assert report.documents["D01"] == "锐修决〔2026〕2号", "a void number is not used again"
    assert [one.code for one in report.refusals[-2:]] == ["unknown_person", "NotFound"]
    assert report.faults == (
        f"step {len(begun) + len(more)} (2026-03-04 answer None): {report.refusals[-1].says_zh}",
        "the case was not closed",
    )
    assert not report.went_well


def test_what_people_take_back(tmp_path: Path) -> None:
    """A delegation ends early, a hand-over does not take place, a suspended person may act again."""
    opening = stories.opening()
    begun = tuple(one for one in opening.script if one.on <= "2026-03-03")
    lent = StepWith(begins="2026-03-04", ends="2026-03-06", roles=("hq_ops",))
    more = (
        step(StepKind.DELEGATE, "H2", to="H3", reason="外出", with_=lent),
        step(StepKind.END_DELEGATION, "H2", reason="提前回来", with_=StepWith(delegation="d-1")),
        step(StepKind.BEGIN_HANDOVER, "P1", to="P2", reason="轮换"),
        step(
            StepKind.CANCEL_HANDOVER,
            "P1",
            reason="不走了",
            with_=StepWith(handover="handover-1"),
        ),
        step(StepKind.SUSPEND_RIGHTS, "H1", to="P2", reason="核查"),
        step(StepKind.STATE, "P2", facts={"rent_ceiling": 1}, expect=Expectation.REFUSED),
        step(StepKind.RESTORE_RIGHTS, "H1", to="P2", reason="核查完毕"),
        step(StepKind.STATE, "P2", facts={"rent_ceiling": 1}),
        step(StepKind.REPORT, "P1", with_=StepWith(conditions="一切正常")),
    )
    report = stories.played(replace(opening, script=(*begun, *more)), tmp_path)
    assert report.faults == ("the case was not closed",)
    assert report.refusals[-1].code == "rights_suspended"
