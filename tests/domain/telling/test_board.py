"""The board, the plan and the overview of a case: what will be late and why, in words and as a chart."""

from __future__ import annotations

from datetime import date

import pytest

from launchkit.domain.entries import ItemAdded
from launchkit.domain.telling.board import Board, board_of
from launchkit.domain.telling.gantt import (
    Gantt,
    GanttRow,
    ShadeKind,
    Stretch,
    shade_text,
    shades,
    stage_gantt,
    task_gantt,
)
from launchkit.domain.telling.overview import OverviewLine, glance_of, in_order, overview_line
from launchkit.domain.telling.risks import RiskLine, pressing, risks_of
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

PLAN = """
facts: [{id: called_at, type: instant}, {id: rent, type: money}, {id: signed_on, type: date}, {id: area, type: integer}, {id: stated_yes, type: yes_no}]
collections: [{id: hire}]
statutes: [{id: S1}]
items:
  - {id: sign, due: [{id: P1, after: {case: start}, within: 4}], facts: [rent, area], evidence: [{id: scan}], effort: {likely: 20}}
  - {id: file, needs: [sign, survey], due: [{id: P2, after: {case: start}, within: 6}]}
  - {id: survey, due: [{id: P3, after: {case: start}, within: 5}], wait: {likely: 2}}
  - {id: register, due: [{id: L30, after: {fact: signed_on}, within: 30, basis: [S1]}], milestone: true}
  - {id: maybe, when: {fact: stated_yes, eq: true}, due: [{id: P4, after: {case: start}, within: 3}]}
  - {id: hire_in, per: hire, owner: mate}
  - {id: late_call, due: [{id: H1, after: {fact: called_at}, within: 24, unit: hour, basis: [S1]}], optional_facts: [called_at]}
  - {id: daily, recurs: {each: day, since: {case: start}, by: "18:00"}, owner: mate}
  - {id: begin, due: [{id: B1, kind: start, after: {case: start}, within: 3}]}
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(PLAN))
    made.open()
    made.advance()
    return made


def risks(desk: TestDesk) -> dict[str, RiskLine]:
    found = pressing(risks_of(desk.case), desk.case.calendar, desk.clock())
    return {one.key: one for one in found}


def board(desk: TestDesk) -> Board:
    return board_of(desk.case, desk.desk.house(), desk.clock())


def row(chart: Gantt, key: str) -> GanttRow:
    return next(one for one in chart.rows if one.key == key)


def plan(desk: TestDesk) -> Gantt:
    return task_gantt(desk.case, desk.clock(), "only")


# --- risks --------------------------------------------------------------------------------------------------


def test_a_risk_tells_cause_and_consequence_and_what_waits_for_it(desk: TestDesk) -> None:
    desk.clock.forward(days=5)
    sign = risks(desk)["sign"]
    assert (sign.days_left, sign.late, sign.holds_up) == (-1, True, 1)
    assert sign.consequence.zh == "会误事"
    assert sign.cause.zh == "可办，还没有开始；还缺rent、area等 3 项"
    assert sign.cause.en == "could be done, not begun; lacks rent, area and 1 more"
    assert sign.workdays_left == -1


def test_the_least_slack_comes_first(desk: TestDesk) -> None:
    desk.clock.forward(days=5)
    found = pressing(risks_of(desk.case), desk.case.calendar, desk.clock())
    assert [one.last_day for one in found] == sorted(one.last_day for one in found)
    assert found[0].lateness == "late"


def test_what_waits_for_other_tasks_names_the_first(desk: TestDesk) -> None:
    desk.clock.forward(days=3)
    assert risks(desk)["file"].cause.zh == "要先办 T-01 sign等 2 项"
    desk.done("P1", "survey")
    assert risks(desk)["file"].cause.en == "first needs T-01 sign"


def test_a_need_without_a_task_is_named_by_its_item() -> None:
    made = desk_for(
        definition(
            """
            collections: [{id: hire}]
            items:
              - {id: hire_in, per: hire}
              - {id: all_in, needs: [hire_in], due: [{id: P1, after: {case: start}, within: 2}]}
            """
        )
    )
    made.open()
    assert risks(made)["all_in"].cause.zh == "要先办 T-01 hire_in"


def test_who_is_waited_for_since_today_is_not_waited_for_no_days(desk: TestDesk) -> None:
    desk.clock.forward(days=1)
    desk.desk.block(desk.call("P1"), desk.id, "sign", waiting_on="房东", reason="出差")
    assert risks(desk)["sign"].cause.zh == "今天起等房东"
    assert risks(desk)["sign"].cause.en == "waiting for 房东 since today"


def test_who_is_waited_for_and_since_when(desk: TestDesk) -> None:
    desk.desk.block(desk.call("P1"), desk.id, "sign", waiting_on="房东", reason="出差")
    desk.clock.forward(days=1)
    assert risks(desk)["sign"].cause.en == "waiting for 房东, 1 day"
    desk.desk.people.nudge(desk.call("P1"), desk.id, "sign", how="phone")
    desk.clock.forward(days=1)
    assert risks(desk)["sign"].cause.zh == "等房东 2 天，催过 1 次"
    assert risks(desk)["sign"].cause.en == "waiting for 房东, 2 days, reminded 1×"


def test_what_was_begun_and_what_is_not_answered(desk: TestDesk) -> None:
    desk.desk.start(desk.call("P1"), desk.id, "survey")
    desk.clock.forward(days=2)
    found = risks(desk)
    assert found["survey"].cause.zh == "在办"
    assert found["maybe"].cause.en == "a fact it depends on is not stated"


def test_an_hour_clock_tells_its_hour_and_a_suspended_one_is_silent(desk: TestDesk) -> None:
    desk.state("P1", called_at="2026-03-02T08:00:00+08:00", signed_on="2026-02-02")
    assert risks(desk)["late_call"].at == "08:00"
    assert "register" in risks(desk)
    desk.desk.suspend(
        desk.call("H1"), desk.id, "register", due="L30", reason="补正", since="2026-03-02"
    )
    assert "register" not in risks(desk)


# --- board --------------------------------------------------------------------------------------------------


def test_the_board_says_in_one_word_how_the_case_stands(desk: TestDesk) -> None:
    assert board(desk).mood == "soon"
    assert (board(desk).day, board(desk).days_to_target) == (1, 60)
    desk.clock.forward(days=5)
    found = board(desk)
    assert (found.mood, found.mood_text.zh) == ("late", "已有逾期")
    assert found.stages[0].said.zh.endswith("项逾期")
    assert found.level is None
    assert found.level_text is None


def test_a_case_without_deadlines_is_on_plan_and_a_closed_one_is_closed() -> None:
    made = desk_for(definition("items: [{id: only_one}]"))
    made.open()
    assert board(made).mood == "ok"
    assert board(made).stages[0].said.en == "can begin"
    made.done("P1", "only_one")
    assert board(made).stages[0].said.zh == "办结"
    made.desk.close(made.call("H1"), made.id)
    found = board(made)
    assert (found.mood, found.loads, found.risks) == ("closed", (), ())


@pytest.mark.parametrize(
    ("items", "actions", "said"),
    [
        ("[{id: a, needs: [b]}, {id: b, needs: [a]}]", (), "未开始"),
        ("[{id: a, per: hire}]", (), "不适用"),
        ("[{id: a}, {id: b}]", ("start",), "按计划"),
        ("[{id: a}, {id: b}]", ("done",), "按计划"),
        ("[{id: a}, {id: b}]", ("block",), "1 项在等人"),
        ("[{id: a, due: [{id: P, after: {case: start}, within: 2}]}]", (), "1 项临期"),
    ],
)
def test_a_stage_says_the_one_thing_to_know(
    items: str, actions: tuple[str, ...], said: str
) -> None:
    made = desk_for(definition(f"collections: [{{id: hire}}]\nitems: {items}"))
    made.open()
    for action in actions:
        if action == "block":
            made.desk.block(made.call("P1"), made.id, "a", waiting_on="房东", reason="出差")
        elif action == "start":
            made.desk.start(made.call("P1"), made.id, "a")
        else:
            made.done("P1", "a")
    assert board(made).stages[0].said.zh == said


def test_the_load_of_each_person_in_tasks_and_hours(desk: TestDesk) -> None:
    desk.clock.forward(days=5)
    loads = {one.member.person: one for one in board(desk).loads}
    assert loads["P1"].open == 7
    assert (loads["P1"].hours, loads["P1"].days) == (26, 4)
    assert loads["P1"].now < loads["P1"].open
    assert loads["P1"].late > 0
    assert loads["H1"].open == 0
    assert not loads["P1"].away
    desk.desk.people.state_absence(
        desk.call("P1"), desk.id, person="P1", begins=date(2026, 3, 7), deputy="P2"
    )
    again = {one.member.person: one for one in board(desk).loads}
    assert again["P1"].away
    assert board(desk).standing_in


def test_who_is_waited_for_longest_comes_first_and_decisions_are_named() -> None:
    made = desk_for(definition("items: [{id: a}, {id: b}, {id: c, approval: {by: [hq_lead]}}]"))
    made.open()
    made.desk.block(made.call("P1"), made.id, "b", waiting_on="物业", reason="等")
    made.clock.forward(days=2)
    made.desk.block(made.call("P1"), made.id, "a", waiting_on="房东", reason="等")
    made.done("P1", "c")
    found = board(made)
    assert [one.key for one in found.waiting] == ["b", "a"]
    assert [one.key for one in found.decisions] == ["c"]


def test_a_graded_case_with_what_was_added_and_proved(desk: TestDesk) -> None:
    add(desk, "extra_1")
    desk.desk.crisis.set_severity(desk.call("H1"), desk.id, 2, reason="停业")
    desk.desk.attach(desk.call("P1"), desk.id, "sign", [])
    desk.done("P1", "sign", "scan:合同.pdf", rent="1", area="1")
    found = board(desk)
    assert (found.level, found.evidence) == (2, 1)
    assert found.level_text is not None
    assert found.level_text.zh.startswith("二级")
    assert [one.title.zh for one in found.stages] == ["阶段", "本案增加"]


def add(desk: TestDesk, item: str) -> None:
    entry = ItemAdded(
        item=item, title="配钥匙", owner="lead", reason="只有一把", due_on="2026-03-10"
    )
    desk.desk.add_item(desk.call("P1"), desk.id, entry)


# --- the chart ----------------------------------------------------------------------------------------------


def test_the_plan_of_a_task_ends_at_its_day_and_is_as_long_as_its_work(desk: TestDesk) -> None:
    chart = plan(desk)
    assert row(chart, "sign").plan == Stretch(first=date(2026, 3, 4), last=date(2026, 3, 6))
    # two days of waiting, and not before the case begins
    assert row(chart, "survey").plan == Stretch(first=date(2026, 3, 4), last=date(2026, 3, 6))
    assert row(chart, "register").plan is None
    assert row(chart, "begin").plan is None
    assert chart.days >= 21


def test_what_lies_before_the_case_is_drawn_from_its_first_day() -> None:
    made = desk_for(
        definition(
            """
            items: [{id: big, effort: {likely: 80}, due: [{id: P, after: {case: start}, within: 2}]}]
            """
        )
    )
    made.open()
    assert row(plan(made), "big").plan == Stretch(first=date(2026, 3, 2), last=date(2026, 3, 4))


def test_what_came_of_it_goes_on_until_it_is_finished(desk: TestDesk) -> None:
    desk.desk.start(desk.call("P1"), desk.id, "survey")
    desk.clock.forward(days=7)
    survey = row(plan(desk), "survey")
    assert survey.actual == Stretch(first=date(2026, 3, 2), last=date(2026, 3, 9))
    assert (survey.going, survey.behind) == (True, True)
    desk.done("P1", "survey")
    survey = row(plan(desk), "survey")
    assert (survey.going, survey.behind, survey.closed) == (False, True, 1)
    assert survey.standing is not None
    assert survey.standing.zh == "办结"


def test_a_wait_is_work_that_goes_on(desk: TestDesk) -> None:
    desk.desk.block(
        desk.call("P1"), desk.id, "sign", waiting_on="房东", reason="等", since="2026-03-01"
    )
    assert row(plan(desk), "sign").actual == Stretch(first=date(2026, 3, 1), last=date(2026, 3, 2))
    desk.desk.start(desk.call("P1"), desk.id, "survey")
    desk.desk.block(
        desk.call("P1"), desk.id, "survey", waiting_on="物业", reason="等", since="2026-02-28"
    )
    survey = row(plan(desk), "survey").actual
    assert survey is not None
    assert survey.first == date(2026, 2, 28)


def test_a_waived_task_is_behind_nothing(desk: TestDesk) -> None:
    desk.clock.forward(days=10)
    desk.desk.waive(desk.call("P1"), desk.id, "survey", reason="不需要")
    desk.approve("H1", "survey")
    survey = row(plan(desk), "survey")
    assert (survey.behind, survey.going, survey.closed) == (False, False, 1)


def test_the_last_day_of_law_is_marked_and_says_whether_it_was_kept(desk: TestDesk) -> None:
    desk.state("P1", signed_on="2026-03-02")
    (mark,) = row(plan(desk), "register").marks
    assert (mark.day, mark.kept, mark.provisional) == (date(2026, 4, 1), None, False)
    desk.clock.forward(days=40)
    desk.done("P1", "register")
    (mark,) = row(plan(desk), "register").marks
    assert mark.kept is False
    assert row(plan(desk), "register").milestone


def test_rounds_of_a_recurring_item_share_a_row(desk: TestDesk) -> None:
    desk.clock.forward(days=2)
    desk.advance()
    (daily,) = [one for one in plan(desk).rows if one.code == "T-08"]
    assert daily.tasks == 3
    assert daily.key.startswith("daily@")
    assert daily.standing is None


def test_a_stage_is_drawn_around_its_tasks(desk: TestDesk) -> None:
    desk.done("P1", "survey")
    add(desk, "extra_1")
    desk.clock.forward(days=6)
    chart = stage_gantt(desk.case, desk.clock())
    stage, added = chart.rows
    assert (stage.key, stage.closed, stage.behind) == ("only", 1, True)
    assert stage.plan is not None
    assert stage.plan.first == date(2026, 3, 2)
    assert stage.actual is not None
    assert (added.key, added.tasks) == ("", 1)
    assert (chart.first, chart.target, chart.today) == (
        date(2026, 3, 2),
        date(2026, 5, 1),
        date(2026, 3, 8),
    )
    assert [one.key for one in task_gantt(desk.case, desk.clock(), "").rows] == ["extra_1"]


def test_a_stage_without_tasks_is_left_out_and_its_own_chart_is_empty() -> None:
    made = desk_for(definition("collections: [{id: hire}]\nitems: [{id: a, per: hire}]"))
    made.open()
    assert stage_gantt(made.case, made.clock()).rows == ()
    chart = plan(made)
    assert (chart.rows, chart.last) == ((), made.case.target)


def test_a_recurring_item_that_has_not_begun_has_no_row() -> None:
    made = desk_for(
        definition(
            """
            facts: [{id: opened_on, type: date}]
            items: [{id: daily, recurs: {each: day, since: {fact: opened_on}}}]
            """
        )
    )
    made.open()
    assert plan(made).rows == ()


def test_what_does_not_apply_has_no_row(desk: TestDesk) -> None:
    desk.state("P1", stated_yes=False)
    assert "maybe" not in [one.key for one in plan(desk).rows]


def test_weekends_holidays_and_make_up_days_stand_out(desk: TestDesk) -> None:
    found = list(shades(desk.case.calendar, date(2026, 4, 3), date(2026, 4, 12)))
    assert [(one.kind, one.span.first, one.span.last) for one in found] == [
        (ShadeKind.HOLIDAY, date(2026, 4, 4), date(2026, 4, 6)),
        (ShadeKind.WEEKEND, date(2026, 4, 11), date(2026, 4, 12)),
    ]
    assert shade_text(found[0]).zh == "清明节 04-04 至 04-06"
    assert shade_text(found[0]).en == "Qingming Festival 04-04 to 04-06"
    (made_up,) = list(shades(desk.case.calendar, date(2026, 5, 9), date(2026, 5, 9)))
    assert made_up.kind is ShadeKind.MAKE_UP
    assert shade_text(made_up).zh == "劳动节 05-09"
    assert list(shades(desk.case.calendar, date(2026, 3, 2), date(2026, 3, 6))) == []


def test_neighbours_of_different_kinds_are_told_apart(desk: TestDesk) -> None:
    kinds = [one.kind for one in shades(desk.case.calendar, date(2026, 9, 19), date(2026, 9, 20))]
    assert kinds == [ShadeKind.WEEKEND, ShadeKind.MAKE_UP]


# --- the overview -------------------------------------------------------------------------------------------


def line(desk: TestDesk) -> OverviewLine:
    found = glance_of(desk.case)
    (known,) = desk.desk.reading.cases("H1")
    return overview_line(known, found, desk.clock())


def test_a_case_at_a_glance(desk: TestDesk) -> None:
    desk.desk.block(desk.call("P1"), desk.id, "survey", waiting_on="物业", reason="等")
    desk.clock.forward(days=5)
    found = line(desk)
    assert (found.mood, found.day, found.days_to_target, found.silent) == ("late", 6, 55, 4)
    assert len(found.risks) == 2
    assert found.late + found.soon == len(risks(desk))
    assert (found.waiting, found.decisions, found.crisis) == (1, 0, False)
    assert found.people == ("P1", "P2", "H1")


def test_a_closed_case_is_silent_for_good_reason() -> None:
    made = desk_for(definition("items: [{id: a}]"))
    made.open()
    made.done("P1", "a")
    made.desk.close(made.call("H1"), made.id)
    made.clock.forward(days=9)
    assert (line(made).silent, line(made).mood, line(made).risks) == (0, "closed", ())


def test_crises_come_first_by_severity_and_closed_cases_last(desk: TestDesk) -> None:
    calm = line(desk)
    desk.desk.crisis.set_severity(desk.call("H1"), desk.id, 2, reason="停业")
    second = line(desk)
    desk.desk.crisis.set_severity(desk.call("H1"), desk.id, 1, reason="失火")
    first = line(desk)
    desk.clock.forward(days=5)
    late = calm.__class__(**{name: getattr(calm, name) for name in calm.__slots__} | {"late": 3})
    shut = desk_for(definition("items: [{id: a}]"))
    shut.open()
    shut.done("P1", "a")
    shut.desk.close(shut.call("H1"), shut.id)
    closed = line(shut)
    assert in_order([closed, calm, late, second, first]) == (first, second, late, calm, closed)


def test_the_last_word_is_a_persons(desk: TestDesk) -> None:
    """Entries of the clockwork are no sign of life; they are passed over."""
    opened = desk.case.last_word
    desk.clock.forward(days=3)
    assert desk.advance() > 1
    assert desk.case.last_word == opened
    desk.done("P1", "survey")
    assert desk.case.last_word > opened


def test_entries_can_be_read_from_a_place_on(desk: TestDesk) -> None:
    every = desk.desk.reading.entries(desk.id, viewer="P1")
    last = desk.desk.reading.entries(desk.id, viewer="P1", after=len(every) - 1)
    assert [one.envelope.stream_seq for one in last] == [len(every)]
    kinds = {every[0].envelope.kind, every[-1].envelope.kind}
    some = desk.desk.reading.entries(desk.id, viewer="P1", kinds=kinds)
    assert list(some) == [one for one in every if one.envelope.kind in kinds]
    assert len(some) < len(every)
