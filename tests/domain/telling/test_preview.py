"""A case told before it is opened: tasks, clocks, documents, laws, and what is asked first."""

from __future__ import annotations

import pytest

from launchkit.desk import Opening
from launchkit.domain.ask import Roster
from launchkit.domain.entries import BranchAdded, Entry
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.house import with_entries
from launchkit.domain.telling.preview import (
    Preview,
    asked_at_opening,
    laws_of,
    people_offered,
    preview_of,
    roles_wanted,
)
from launchkit.domain.trail import HOUSE
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

CHECKLIST = """
facts:
  - {id: sign_at, type: instant}
  - {id: arrived_at, type: instant}
  - {id: is_big, type: yes_no}
  - {id: free, type: text}
  - {id: plain, type: text}
  - {id: owner_name, type: text, personal: ordinary}
  - {id: city, type: text, house: branch.city}
  - {id: first_day_on, type: date, per: hire}
collections: [{id: hire}]
statutes:
  - {id: S1-1, law: 公司法, article: 第1条}
  - {id: S1-2, law: 公司法, article: 第2条, verified_on: "2025-06-01", unverified: {zh: 待核, en: to check}}
  - {id: S2-1, law: 税法, article: 第9条}
documents:
  - {code: D1, fields: [{name: plain, fact: plain}]}
  - {code: D2, per: hire, fields: [{name: day, fact: first_day_on}]}
items:
  - {id: hear, facts: [sign_at, plain, is_big, city, owner_name], documents: [D1], approval: {by: [hq_leg]}}
  - id: arrive
    owner: hq_ops
    facts: [arrived_at]
    due:
      - {id: H1, after: {fact: sign_at}, within: 4, unit: hour, basis: [S1-1]}
      - {id: H2, after: {fact: arrived_at}, within: 0, unit: hour}
      - {id: H3, after: {item: hear}, within: 1, unit: working}
  - {id: report, when: {fact: is_big, eq: true}, milestone: true, due: [{id: P1, before: {case: target}, by: 2, unit: month}, {id: P2, after: {case: start}, within: 5}]}
  - {id: count, due: [{id: Y1, window: ["01-01", "06-30"], after: {fact: first_day_on}}]}
  - {id: hire, per: hire, facts: [first_day_on], documents: [D2]}
"""


def wanted(**more: object) -> Opening:
    given = {
        "checklist": "test",
        "name": "预览",
        "branch": "SY",
        "start": "2026-03-02",
        "target": "2026-05-29",
        "team": {"P1": ("lead",), "H1": ("hq_lead",)},
        **more,
    }
    return Opening(**given)  # type: ignore[arg-type]


@pytest.fixture
def made() -> TestDesk:
    desk = desk_for(definition(CHECKLIST))
    desk.open()
    return desk


def look(made: TestDesk, **more: object) -> Preview:
    case = made.desk.preview(made.call("H1"), wanted(**more))
    return preview_of(case, made.desk.house(), made.clock())


def test_what_there_will_be(made: TestDesk) -> None:
    found = look(made, facts={"sign_at": "2026-03-02T08:00:00+08:00", "is_big": False})
    (stage,) = found.stages
    assert [one.code for one in stage.tasks] == ["T-01", "T-02", "T-04"]
    assert (found.tasks, found.statutory, stage.later) == (3, 1, 1)
    hear, arrive, _ = stage.tasks
    assert (hear.person, hear.documents, hear.depends) == ("姓名P1", ("D1",), False)
    assert [one.due for one in arrive.deadlines] == ["H1"]
    assert [one.said.zh for one in arrive.clocks] == [
        "与“arrived_at”同时",
        "“hear”办结起 1 个工作日内",
    ]
    assert [(one.spec.code, one.open_blanks) for one in found.documents] == [("D1", 1), ("D2", 0)]


def test_what_is_not_answered_yet_is_shown_as_depending_on_it(made: TestDesk) -> None:
    (stage,) = look(made).stages
    report = stage.tasks[2]
    assert (report.depends, report.milestone) == (True, True)
    assert [(one.said.en, one.statutory) for one in stage.tasks[1].clocks] == [
        ("within 4 hours of “sign_at”", True),
        ("at the same time as “arrived_at”", False),
        ("within 1 working day of “hear”", False),
    ]
    assert [one.said.zh for one in report.clocks] in (
        [],
        ["目标日前 2 个月", "专案开始日起 5 天内"],
    )


def test_the_first_hours_are_told_in_the_order_of_the_checklist(made: TestDesk) -> None:
    found = [(line.code, said.zh) for line, said in look(made).first_hours]
    assert found[:2] == [("T-01", ""), ("T-02", "“sign_at”起 4 小时内；与“arrived_at”同时")]
    calm = desk_for(definition("items: [{id: only}]"))
    calm.open()
    assert look(calm).first_hours == ()


def test_nothing_is_written_and_no_number_is_taken(made: TestDesk) -> None:
    store = made.desk.shelf._store
    before = (len(store.cases()), store.head(HOUSE).seq, store.next_serial("RX:case", 2026))
    fresh = (BranchAdded(branch="DL", company="RX", name="大连分公司", city="大连"),)
    case = made.desk.preview(made.call("H1"), wanted(branch="DL"), fresh)
    assert (case.branch, case.value("city")) == ("DL", "大连")
    assert before == (
        len(store.cases()),
        store.head(HOUSE).seq,
        store.next_serial("RX:case", 2026),
    )
    with pytest.raises(NotFound):
        made.desk.preview(made.call("H1"), wanted(branch="DL"))
    with pytest.raises(Refused):
        made.desk.preview(made.call("H1"), wanted(team={"P1": ("lead", "hq_lead")}))


def test_a_definition_that_no_case_has_pinned_is_looked_at_too() -> None:
    fresh = desk_for(definition(CHECKLIST))
    opened = desk_for(definition(CHECKLIST))
    opened.open()
    fresh.desk.registry.add(fresh.call("H1"), *_entries(opened))
    assert look(fresh).tasks == look(opened).tasks
    assert fresh.desk.shelf._store.cases() == []


def _entries(made: TestDesk) -> list[Entry]:
    house = made.desk.house()
    return [*house.companies.values(), *house.branches.values(), *house.people.values()]


def test_laws_are_told_once_with_the_oldest_check(made: TestDesk) -> None:
    first, second = laws_of(made.case.book)
    assert (first.law, first.articles, first.verified_on, first.unverified) == (
        "公司法",
        ("第1条", "第2条"),
        "2025-06-01",
        1,
    )
    assert (second.law, second.unverified) == ("税法", 0)


def test_what_starts_clocks_is_asked_first(made: TestDesk) -> None:
    asked = [spec.id for spec in asked_at_opening(made.case.book.definition)]
    assert asked == ["sign_at", "arrived_at", "is_big", "free"]


def test_roles_that_have_work_are_filled(made: TestDesk) -> None:
    assert roles_wanted(made.case.book.definition) == (
        "lead",
        "mate",
        "hq_lead",
        "hq_ops",
        "hq_leg",
        "auditor",
    )


def test_suspended_people_are_not_offered(made: TestDesk) -> None:
    house = made.desk.house()
    assert ("P2", "姓名P2") in people_offered(house, Roster())
    assert ("P2", "姓名P2") not in people_offered(house, Roster(suspended=frozenset({"P2"})))


def test_entries_that_come_next_are_seen_in_a_house(made: TestDesk) -> None:
    house = made.desk.house()
    found = with_entries(house, [BranchAdded(branch="DL", company="RX", name="大", city="大连")])
    assert (found.seq, found.branch("DL").name) == (house.seq + 1, "大")
