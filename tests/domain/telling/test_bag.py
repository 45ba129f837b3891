"""The paper pack told from a case: by counter, with what is owed and by whom."""

from __future__ import annotations

from datetime import date

from launchkit.domain.telling.bag import Bag, bag_of, form_line
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

CHECKLIST = """
facts:
  - {id: rent, type: money}
  - {id: tax_code, type: text}
  - {id: nobody_asks, type: text}
  - {id: note, type: text}
  - {id: joined_on, type: date, per: hire}
collections: [{id: hire}]
documents:
  - {code: D1, fields: [{name: rent, fact: rent}]}
  - {code: D2, fields: [{name: tax, fact: tax_code}, {name: rest, fact: nobody_asks}]}
  - {code: D3, per: hire, fields: [{name: day, fact: joined_on}]}
  - {code: D4, fields: [{name: note, fact: note}]}
  - {code: D9, fields: [{name: rent, fact: rent}]}
items:
  - {id: measure, facts: [rent], owner: mate, documents: [D9]}
  - id: file
    place: {zh: 窗口, en: Counter}
    bring: [{paper: {zh: 执照, en: Licence}, form: copy, count: 2}]
    documents: [D1, D2]
    due: [{id: P1, after: {case: start}, within: 9}]
  - {id: taxes, place: {zh: 税务, en: Tax office}, needs: [file], facts: [tax_code], documents: [D1], owner: hq_fin}
  - {id: extra, place: {zh: 窗口, en: Counter}, needs: [file], documents: [D1]}
  - {id: hire, per: hire, facts: [joined_on, note], documents: [D3]}
  - {id: talk, documents: [D4]}
"""


def opened() -> TestDesk:
    made = desk_for(definition(CHECKLIST))
    made.open()
    return made


def bag(made: TestDesk) -> Bag:
    return bag_of(made.case, made.desk.house(), made.clock())


def owed(made: TestDesk) -> dict[str | None, list[str]]:
    """What is owed at the counter, by person."""
    (counter,) = [one for one in bag(made).counters if one.place is not None]
    return {one.person: [gap.what.zh for gap in one.gaps] for one in counter.owed}


def test_gaps_are_owed_by_whoever_is_asked_for_them() -> None:
    made = opened()
    counter, nowhere = bag(made).counters
    assert counter.place is not None
    assert nowhere.place is None
    assert [one.code for one in counter.tasks] == ["T-02"]
    assert [one.code for one in counter.later] == ["T-04"]
    assert [paper.said.zh for paper, _ in counter.papers] == ["执照 复印件 2 份"]
    assert counter.deadline is not None
    assert (counter.ready, nowhere.deadline) == (False, None)
    assert owed(made) == {"P2": ["D1：rent"], "P1": ["D2：tax", "D2：rest"]}
    # The only task that asks for it comes with the first hire.
    assert [(one.name.zh, one.person) for one in nowhere.owed if one.person is None] == [
        ("尚未指定", None)
    ]
    (later,) = bag(made).later
    assert (later.place.zh if later.place else "", later.ready) == ("税务", False)


def test_it_is_ready_only_when_everything_is_printed_unchanged_and_here() -> None:
    made = opened()
    made.state("P1", rent="1000.00", tax_code="甲", nobody_asks="乙")
    assert owed(made) == {"P1": ["出具D1", "出具D2"]}
    for name in ("D1", "D2"):
        made.desk.issue(made.call("P1"), made.id, name)
    assert owed(made) == {}
    assert bag(made).counters[0].ready
    made.desk.holdings.send_out(
        made.call("P1"), made.id, "D1", to="房东", expected=date(2026, 12, 31)
    )
    assert owed(made) == {"P1": ["收回在外签署的D1"]}
    made.desk.holdings.take_back(made.call("P1"), made.id, "D1", content=b"%PDF-", signed=True)
    assert form_line(made.case, "D1").signed
    made.state("P1", rent="1200.00")
    assert owed(made) == {"P1": ["重印D1：要素已变"]}
    assert [one.zh for one in form_line(made.case, "D1").changed] == ["rent"]
    made.desk.issue(made.call("P1"), made.id, "D1")
    again = form_line(made.case, "D1")
    assert (again.out, again.signed, len(again.older)) == (None, False, 1)


def test_what_belongs_to_no_open_task_is_kept_apart() -> None:
    made = opened()
    made.state("P1", rent="1000.00")
    made.desk.issue(made.call("P2"), made.id, "D9")
    made.done("P2", "measure")
    assert [one.line.key for one in bag(made).others] == ["D9"]
    made.desk.void(made.call("H1"), made.id, "D9", reason="写错")
    (other,) = bag(made).others
    assert (other.newest, len(other.older)) == (None, 1)


def test_a_document_for_each_is_owed_for_each() -> None:
    made = opened()
    made.desk.add_instance(made.call("P1"), made.id, "hire", label="甲")
    nowhere = next(one for one in bag(made).counters if one.place is None)
    (form,) = [one for one in nowhere.documents if one.spec.code == "D3"]
    assert form.line.key == "D3#hire-1"
    gaps = {one.person: [gap.task for gap in one.gaps] for one in nowhere.owed}
    assert "hire#hire-1" in gaps["P1"]
