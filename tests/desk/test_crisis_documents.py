"""The papers of a crisis: reports as they were filed, and the review after the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from launchkit.domain.case import Case
from launchkit.domain.crisis import ReportForm
from launchkit.domain.crisis_values import CRISIS_VALUES, entries_text
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.recorded import Erased
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

REPORT = [
    "company_name",
    "report_serial",
    "report_time",
    "report_since",
    "report_upto",
    "report_by",
    "report_severity",
    "report_conditions",
    "report_actions",
    "report_needs",
    "report_figures",
    "report_timeline",
]
FIELDS = ", ".join(f"{{name: {one}, case: {one}, required: false}}" for one in REPORT[:7])
NEEDED = ", ".join(f"{{name: {one}, case: {one}}}" for one in REPORT[7:10])
YAML = f"""
facts: [{{id: company_name, type: text}}]
items: [{{id: one, optional_facts: [company_name]}}]
documents:
  - {{code: D1, series: 情, per: situation_report, fields: [{FIELDS}, {NEEDED}]}}
  - {{code: D2, per: executive_report, fields: [{NEEDED}]}}
"""


@pytest.fixture
def crisis() -> TestDesk:
    desk = desk_for(definition(YAML))
    desk.open(facts={"company_name": "锐修科技有限公司"})
    return desk


def file(desk: TestDesk, form: ReportForm = ReportForm.SITUATION, **parts: str) -> None:
    desk.desk.crisis.file_report(desk.call("P1"), desk.id, form, parts)


def values(case: Case, report: str) -> dict[str, Any]:
    return {name: CRISIS_VALUES[name](case, report) for name in REPORT}


def note(desk: TestDesk, at: str, what: str) -> None:
    desk.desk.crisis.note_happening(desk.call("P1"), desk.id, at=at, what=what, source="录像")


def test_a_document_is_for_reports_of_its_form_only(crisis: TestDesk) -> None:
    file(crisis, needs="请派出纳")
    file(crisis, ReportForm.EXECUTIVE)
    crisis.desk.issue(crisis.call("P1"), crisis.id, "D1#report-1")
    code, printed = crisis.press.printed[-1]
    assert (code, printed["report_needs"]) == ("D1", "请派出纳")
    crisis.desk.issue(crisis.call("P1"), crisis.id, "D2#report-2")
    with pytest.raises(NotFound, match="name one: D1#report-1"):
        crisis.desk.issue(crisis.call("P1"), crisis.id, "D1#report-2")
    assert {key: one[0].number for key, one in crisis.case.documents.items()} == {
        "D1#report-1": "锐修情〔2026〕1号",
        "D2#report-2": None,
    }


def test_a_report_prints_what_it_said_then_not_what_is_true_now(crisis: TestDesk) -> None:
    note(crisis, "2026-03-01", "锁被换")
    file(crisis)
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 2, reason="停业")
    crisis.clock.forward(hours=3)
    note(crisis, "2026-03-02T11:00", "到场")
    note(crisis, "2026-03-01T23", "断电")
    note(crisis, "2026-03-02", "记错的")
    crisis.desk.crisis.withdraw_happening(crisis.call("P1"), crisis.id, "h-4", reason="错")
    crisis.done("P1", "one")
    upto = crisis.case.seq
    file(crisis, conditions="照常营业")
    note(crisis, "2026-03-02", "之后的")
    first, second = values(crisis.case, "report-1"), values(crisis.case, "report-2")
    assert (first["report_severity"], second["report_severity"][:2]) == ("未定级", "二级")
    assert (first["report_serial"], second["report_serial"]) == (1, 2)
    assert (first["report_since"], first["report_time"]) == (
        "2026-03-02 09:00",
        "2026-03-02 09:00",
    )
    assert (second["report_since"], second["report_time"]) == (
        "2026-03-02 09:00",
        "2026-03-02 12:00",
    )
    assert (second["report_upto"], second["report_by"]) == (upto, "P1")
    assert second["report_conditions"] == "照常营业"
    assert [one["what"] for one in first["report_timeline"]] == ["锁被换"]
    assert second["report_timeline"] == [
        {"when": "2026-03-01 23 时许", "what": "断电", "source": "录像"},
        {"when": "2026-03-02 11:00", "what": "到场", "source": "录像"},
    ]
    assert first["report_figures"][1] == {"what": "已办结", "now": 0, "before": None}
    assert second["report_figures"][1] == {"what": "已办结", "now": 1, "before": 0}
    assert second["company_name"] == "锐修科技有限公司"


def test_what_was_erased_is_not_printed(crisis: TestDesk) -> None:
    note(crisis, "2026-03-01", "锁被换")
    file(crisis)
    gone = Erased(on="2041-01-01", basis="x")
    case = crisis.case
    case = replace(
        case,
        reports={"report-1": replace(case.reports["report-1"], needs=gone)},
        happenings={"h-1": replace(case.happenings["h-1"], what=gone, source=gone)},
    )
    found = values(case, "report-1")
    assert found["report_needs"] is None
    assert (
        found["report_timeline"][0]["what"]
        == found["report_timeline"][0]["source"]
        == "〔已清除〕"
    )


def test_the_clockwork_leaves_reports_to_people(crisis: TestDesk) -> None:
    file(crisis)
    crisis.advance()
    assert crisis.case.documents == {}


def test_the_review_is_printed_with_the_item_that_ends_the_case() -> None:
    """The document of the last item: it waits for the day of the audit, then the clockwork issues it."""
    desk = desk_for(
        definition(
            """
            statutes: [{id: L1}]
            facts: [{id: audited_on, type: date}]
            items:
              - {id: file, due: [{id: DL1, after: {case: start}, within: 3, basis: [L1]}]}
              - {id: late, due: [{id: DL2, after: {case: start}, within: 1, basis: [L1]}]}
              - {id: sign}
              - {id: audit, facts: [audited_on], documents: [D9]}
            documents:
              - {code: D9, fields: [{name: audited_on, fact: audited_on}, {name: review, case: after_action_review}]}
            """
        )
    )
    desk.open()
    desk.done("P1", "file")
    desk.clock.forward(days=4)
    desk.done("P1", "late")
    desk.desk.waive(desk.call("P1"), desk.id, "sign", reason="不用")
    desk.approve("H1", "sign")
    desk.advance()
    assert desk.case.documents == {}
    desk.state("P1", audited_on="2026-03-06")
    desk.advance()
    _, printed = desk.press.printed[-1]
    review = printed["review"]
    assert {key: one for key, one in review.items() if key != "proposals"} == {
        "days_planned": 60,
        "days_taken": 4,
        "done": 2,
        "waived": 1,
        "added": 0,
        "reopened": 0,
        "kept": 1,
        "missed": 1,
    }
    assert [(one["kind"], one["says"][:4]) for one in review["proposals"]] == [
        ("被豁免的事项", "T-03"),
        ("没有守住的期限", "T-02"),
    ]
    assert review["proposals"][0]["evidence"].startswith("第 ")


def test_entries_are_cited_by_number_and_long_lists_are_cut() -> None:
    assert entries_text(()) == "—"
    assert entries_text((3, 7)) == "第 3、7 条"
    assert entries_text(tuple(range(1, 11))) == "第 1、2、3、4、5、6、7、8 等 10 条"


def test_a_report_with_an_erased_part_cannot_be_printed_again(crisis: TestDesk) -> None:
    """
    Missing text is said by name, as a missing fact is.
    """
    file(crisis)
    entries = crisis.store.entries[f"case:{crisis.id}"]
    gone = Erased(on="2041-01-01", basis="x")
    entries[-1] = replace(entries[-1], data={**entries[-1].data, "actions": gone})
    crisis.desk.shelf.forget(crisis.id)
    with pytest.raises(Refused) as refused:
        crisis.desk.issue(crisis.call("P1"), crisis.id, "D1#report-1")
    assert (refused.value.code, [one.zh for one in refused.value.lacks]) == (
        "facts_missing",
        ["report_actions"],
    )
