"""Severity, the timeline of facts, and questions to counsel."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from launchkit.domain.checklist import Text
from launchkit.domain.counsel import readable
from launchkit.domain.crisis import moment_text
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.linting import lint
from launchkit.domain.recorded import Privileged
from launchkit.domain.telling import as_json, entry_line
from launchkit.domain.telling.timeline import timeline
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

TEAM = {
    "P1": ("lead",),
    "P2": ("mate",),
    "H1": ("hq_lead",),
    "L1": ("hq_leg",),
    "A1": ("auditor",),
}
YAML = """
items:
  - id: assess
    owner: hq_leg
    counsel:
      - id: threshold
        asks: {zh: 立案数额标准现在是多少, en: What is the threshold now}
        known: {zh: 2022年标准写3万元, en: The 2022 standard says 30000}
        as_of: "2022-04-06"
  - {id: watch, owner: lead}
"""


@pytest.fixture
def crisis() -> TestDesk:
    desk = desk_for(definition(YAML))
    desk.open(TEAM)
    return desk


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.code == code)


# --- severity ---------------------------------------------------------------------------------------------------------------


def test_headquarters_grades_a_case_and_every_change_is_kept(crisis: TestDesk) -> None:
    assert (crisis.case.level, crisis.case.severity_changed) == (None, None)
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 3, reason="线索待核")
    crisis.clock.forward(hours=2)
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 1, reason="账上的钱正在转走")
    case = crisis.case
    newest = case.severity_changed
    assert newest is not None
    assert (case.level, newest.level, newest.before, newest.by) == (1, 1, 3, "H1")
    assert [(one.level, one.reason) for one in case.severities] == [
        (3, "线索待核"),
        (1, "账上的钱正在转走"),
    ]
    assert [
        one.level for one in crisis.desk.case_at(crisis.id, _soon_after(case.opened_at)).severities
    ] == [3]


def _soon_after(text: str) -> datetime:
    return datetime.fromisoformat(text) + timedelta(minutes=5)


@pytest.mark.parametrize("level", [0, 5])
def test_there_are_four_levels(crisis: TestDesk, level: int) -> None:
    with pytest.raises(BadValue, match="levels are 1 to 4"):
        crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, level, reason="x")


def test_a_severity_needs_a_reason_and_a_change(crisis: TestDesk) -> None:
    with refused("reason_missing"):
        crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 2, reason=" ")
    crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 2, reason="停业")
    with refused("already"):
        crisis.desk.crisis.set_severity(crisis.call("H1"), crisis.id, 2, reason="停业")
    with refused("needs_decider"):
        crisis.desk.crisis.set_severity(crisis.call("P1"), crisis.id, 1, reason="停业")


# --- happenings -------------------------------------------------------------------------------------------------------------


def _note(desk: TestDesk, at: str, what: str = "钥匙少一把", **more: str) -> None:
    source = more.pop("source", "交接清单")
    desk.desk.crisis.note_happening(
        desk.call("P1"), desk.id, at=at, what=what, source=source, **more
    )


def test_the_timeline_is_in_the_order_in_which_things_happened(crisis: TestDesk) -> None:
    _note(crisis, "2026-03-02T08:30", "到场", task="T-02")
    _note(crisis, "2026-02-11", "最后一次盘点")
    _note(crisis, "2026-03-02T08", "保安开门")
    _note(crisis, "2026-03-02 00:45+00:00", "锁库房")
    lines = timeline(crisis.case, crisis.desk.house())
    assert [(one.when.zh, one.what.zh) for one in lines] == [
        ("2026-02-11", "最后一次盘点"),
        ("2026-03-02 08 时许", "保安开门"),
        ("2026-03-02 08:30", "到场"),
        ("2026-03-02 08:45", "锁库房"),
    ]
    assert lines[2].task == "watch"
    assert (lines[2].by_name, lines[2].source) == ("姓名P1", Text(zh="交接清单", en="交接清单"))
    hour = crisis.case.happenings["h-3"]
    assert moment_text(hour.at, hour.precision, crisis.case.zone).en == "2026-03-02 08h"


def test_what_was_noted_is_withdrawn_and_noted_again_never_edited(crisis: TestDesk) -> None:
    _note(crisis, "2026-03-01")
    crisis.desk.crisis.withdraw_happening(crisis.call("P2"), crisis.id, "h-1", reason="看错了清单")
    _note(crisis, "2026-03-01", "钥匙齐全")
    first, second = timeline(crisis.case, crisis.desk.house())
    assert (first.what.zh, first.withdrawn_reason.zh) == ("钥匙少一把", "看错了清单")
    assert (first.withdrawn, second.withdrawn) == (crisis.case.seq - 1, None)
    with refused("already"):
        crisis.desk.crisis.withdraw_happening(crisis.call("P2"), crisis.id, "h-1", reason="又")
    with refused("reason_missing"):
        crisis.desk.crisis.withdraw_happening(crisis.call("P2"), crisis.id, "h-2", reason="")
    with pytest.raises(NotFound, match="there are: h-1、h-2"):
        crisis.desk.crisis.withdraw_happening(crisis.call("P2"), crisis.id, "h-9", reason="x")


@pytest.mark.parametrize(
    "at",
    ["gestern", "2026-02-30", "2026-03-01T25", "2026-03-01T10:61", "2026-03-01T10:00:30", ""],
)
def test_a_time_is_written_in_one_of_three_ways(crisis: TestDesk, at: str) -> None:
    with pytest.raises(BadValue, match="Write the time as"):
        _note(crisis, at)


@pytest.mark.parametrize("at", ["2026-03-03", "2026-03-02T10:00", "2026-03-02T10"])
def test_only_what_has_happened_is_noted(crisis: TestDesk, at: str) -> None:
    with refused("future_day"):
        _note(crisis, at)


def test_a_happening_names_its_source(crisis: TestDesk) -> None:
    with refused("happening_incomplete") as found:
        _note(crisis, "2026-03-01", " ", source="")
    assert len(found.value.lacks) == 2


# --- counsel ----------------------------------------------------------------------------------------------------------------


def _asked(desk: TestDesk, who: str = "P2", **more: object) -> None:
    given = {"text": "能不能先停职", **more}
    desk.desk.crisis.ask_counsel(desk.call(who), desk.id, **given)  # type: ignore[arg-type]


def test_anybody_at_work_asks_and_only_counsel_answers(crisis: TestDesk) -> None:
    _asked(crisis, due=date(2026, 3, 4))
    question = crisis.case.questions["q-1"]
    assert (question.text, question.due, question.answered) == (
        "能不能先停职",
        date(2026, 3, 4),
        False,
    )
    for who in ("P1", "H1"):
        with refused("needs_other_role"):
            crisis.desk.crisis.answer_counsel(crisis.call(who), crisis.id, "q-1", answer="可以")
    crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-1", answer="可以，工资照付")
    question = crisis.case.questions["q-1"]
    assert (question.answered, question.answered_by, question.answer) == (
        True,
        "L1",
        "可以，工资照付",
    )
    with refused("already"):
        crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-1", answer="不可以")
    with pytest.raises(NotFound, match="no question q-7"):
        crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-7", answer="x")
    with refused("reads_only"):
        _asked(crisis, "A1")


def test_a_question_has_words_and_a_day_that_has_not_passed(crisis: TestDesk) -> None:
    with refused("text_missing"):
        _asked(crisis, text="  ")
    with pytest.raises(BadValue, match="has passed"):
        _asked(crisis, due=date(2026, 3, 1))
    _asked(crisis)
    with refused("text_missing"):
        crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-1", answer=" ")


def test_a_question_that_the_checklist_has_ready_is_asked_once(crisis: TestDesk) -> None:
    _asked(crisis, text="", point="threshold")
    question = crisis.case.questions["q-1"]
    assert (question.text, question.point) == ("立案数额标准现在是多少", "threshold")
    with refused("already"):
        _asked(crisis, point="threshold")
    with pytest.raises(NotFound, match="there are: threshold"):
        _asked(crisis, point="venue")


def test_only_the_asker_counsel_and_the_decider_read_question_and_answer(
    crisis: TestDesk,
) -> None:
    _asked(crisis)
    crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-1", answer="可以")

    def seen(viewer: str | None) -> tuple[str, str]:
        entries = crisis.desk.reading.entries(crisis.id, viewer=viewer)[-2:]
        house = crisis.desk.house()
        asked, answered = (entry_line(one, crisis.case, house).said.zh for one in entries)
        return asked, answered

    open_to = ("向法务提问 q-1：能不能先停职", "法务答复 q-1：可以")
    covered = ("向法务提问 q-1：〔法务保密〕", "法务答复 q-1：〔法务保密〕")
    assert [seen(one) for one in ("P2", "L1", "H1")] == [open_to] * 3
    assert [seen(one) for one in ("P1", "A1", "Z9", None)] == [covered] * 4
    raw = crisis.desk.reading.entries(crisis.id, viewer="A1")[-1].data
    assert as_json(raw) == {"question": "q-1", "answer": {"privileged": True}}
    others = crisis.desk.reading.entries(crisis.id, viewer="A1")[:-2]
    assert not any(Privileged() in one.data.values() for one in others)


def test_deputies_of_readers_read_while_they_stand_in_and_nobody_without_rights(
    crisis: TestDesk,
) -> None:
    _asked(crisis)

    def reads(viewer: str) -> bool:
        entries = crisis.desk.reading.entries(crisis.id, viewer=viewer)
        asked = next(one for one in entries if one.envelope.kind == "counsel_asked")
        return bool(asked.data["text"] == "能不能先停职")

    day = date(2026, 3, 2)
    crisis.desk.people.delegate(
        crisis.call("L1"),
        crisis.id,
        to="P1",
        begins=day,
        ends=day,
        tasks=("assess",),
        reason="开庭",
    )
    assert not reads("P1")
    crisis.desk.people.delegate(
        crisis.call("L1"),
        crisis.id,
        to="P1",
        begins=day,
        ends=day,
        roles=("hq_leg",),
        reason="开庭",
    )
    assert reads("P1")
    crisis.clock.forward(days=1)
    assert not reads("P1")
    crisis.desk.change_team(crisis.call("H1"), crisis.id, person="P2", roles=())
    assert not reads("P2")
    assert reads("L1")
    crisis.desk.registry.suspend_rights(crisis.call("H1"), person="L1", reason="核查")
    assert not reads("L1")


def test_who_may_not_read_is_told_whether_there_is_an_answer_and_no_more(crisis: TestDesk) -> None:
    _asked(crisis)
    auditor, counsel = (crisis.desk.reading.ask(one) for one in ("A1", "L1"))
    question = crisis.case.questions["q-1"]
    assert readable(crisis.case, auditor, question) == (Privileged(), None)
    crisis.desk.crisis.answer_counsel(crisis.call("L1"), crisis.id, "q-1", answer="可以")
    question = crisis.case.questions["q-1"]
    assert readable(crisis.case, auditor, question) == (Privileged(), Privileged())
    assert readable(crisis.case, counsel, question) == ("能不能先停职", "可以")


def test_questions_of_a_checklist_have_ids_of_their_own_and_cite_what_exists() -> None:
    twice = """
    items:
      - {id: one, counsel: [{id: q, asks: {zh: 甲, en: a}, basis: [S99]}]}
      - {id: two, counsel: [{id: q, asks: {zh: 乙, en: b}}]}
    """
    found = {(one.code, one.path[-2:]) for one in lint(definition(twice))}
    assert ("not-unique", (0, "id")) in found
    assert ("unknown-statute", ("basis", 0)) in found
