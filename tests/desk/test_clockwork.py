from __future__ import annotations

import pytest

from launchkit.domain.checklist import CalendarYear, NamedDay
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.index import all_rows
from launchkit.domain.times import deadlines_of, nearest
from launchkit.testing import TestDesk


def last_days(desk: TestDesk, task: str) -> dict[str, str]:
    case = desk.case
    return {one.about: str(one.deadline.last_day) for one in deadlines_of(case, case.tasks[task])}


def test_a_clock_starts_from_the_date_on_the_paper(desk: TestDesk) -> None:
    """
    statutes: [{id: DL35}]
    facts: [{id: lease_signed_on, type: date}]
    items:
      - {id: sign_lease, facts: [lease_signed_on]}
      - id: file_lease
        needs: [sign_lease]
        due: [{id: DL35, after: {fact: lease_signed_on}, within: 30, basis: [DL35]}]
    """
    assert last_days(desk, "file_lease") == {}
    desk.clock.forward(days=5)
    desk.done("P1", "sign_lease", lease_signed_on="2026-03-02")
    assert last_days(desk, "file_lease") == {"DL35": "2026-04-01"}

    desk.desk.reopen(desk.call("P1"), desk.id, "sign_lease", reason="补页")
    assert last_days(desk, "file_lease") == {"DL35": "2026-04-01"}, (
        "reopening leaves the clock alone"
    )

    outcome = desk.state("P1", lease_signed_on="2026-03-03")
    assert last_days(desk, "file_lease") == {"DL35": "2026-04-02"}
    assert outcome.recorded[0].data["corrects"] == 2, "the correction names what it replaces"


def test_each_moment_is_told_once_and_never_again(desk: TestDesk) -> None:
    """
    items:
      - {id: visit, due: [{id: P1, after: {case: start}, within: 10}]}
    """
    assert desk.advance() == 1, "the owner is named"
    assert desk.advance() == 0
    desk.clock.forward(days=8)
    assert desk.advance() == 1
    assert desk.advance() == 0
    desk.clock.forward(days=20)
    assert desk.advance() == 1, "the newest moment speaks for all"
    assert desk.advance() == 0

    kinds = [one.kind for one in desk.store.notices.values()]
    assert kinds == ["ready", "soon", "escalated", "escalated"]
    assert [one.to for one in desk.store.notices.values()][2:] == ["P1", "H1"]
    desk.done("P1", "visit")
    desk.clock.forward(days=20)
    assert desk.advance() == 0


def test_a_sweep_finds_what_became_due_and_what_nobody_advanced(desk: TestDesk) -> None:
    """
    items:
      - {id: visit, due: [{id: P1, after: {case: start}, within: 10}]}
    """
    swept = desk.desk.clockwork.sweep()
    assert [one.entries for one in swept.advanced] == [1]
    assert desk.desk.clockwork.sweep().advanced == ()
    desk.clock.forward(days=8)
    told: list[int] = []
    swept = desk.desk.clockwork.sweep(told=lambda one: told.append(one.entries))
    assert told == [1]
    assert desk.store.last_sweep() == desk.clock()


def test_a_recurring_item_opens_its_periods(desk: TestDesk) -> None:
    """
    facts: [{id: opened_on, type: date}, {id: handed_on, type: date}]
    items:
      - {id: gate, optional_facts: [opened_on, handed_on]}
      - id: close_cash
        recurs: {each: day, since: {fact: opened_on}, until: {fact: handed_on}, by: "18:00", workdays_only: true}
      - id: file_vat
        recurs: {each: month, since: {fact: opened_on}}
    """
    assert desk.case.keys.get("close_cash") is None
    desk.state("P1", opened_on="2026-03-05")
    desk.clock.forward(days=7)
    desk.advance()

    assert desk.case.keys["close_cash"] == (
        "close_cash@2026-03-05",
        "close_cash@2026-03-06",
        "close_cash@2026-03-09",
    ), "Saturday and Sunday rest"
    assert last_days(desk, "close_cash@2026-03-06") == {"P1": "2026-03-06"}
    one = nearest(desk.case, desk.case.tasks["close_cash@2026-03-09"])
    assert one is not None
    assert one.deadline.at is not None
    assert one.deadline.at.hour == 10, "18:00 in Shanghai"
    assert "file_vat" not in desk.case.keys, "March is not over"

    desk.state("P1", handed_on="2026-03-10")
    desk.clock.forward(days=30)
    desk.advance()
    assert list(desk.case.keys["close_cash"])[3:] == ["close_cash@2026-03-10"]
    assert list(desk.case.keys["file_vat"]) == ["file_vat@2026-03"]


@pytest.mark.parametrize(
    ("each", "period"),
    [("week", "2026-w10"), ("quarter", "2026-q1"), ("year", "2026")],
)
def test_periods_have_names(each: str, period: str, unopened) -> None:  # type: ignore[no-untyped-def]
    desk = unopened(f"items: [{{id: report, recurs: {{each: {each}, since: {{case: start}}}}}}]")
    desk.open()
    desk.clock.forward(days=365)
    desk.advance()
    assert desk.case.keys["report"][0] == f"report@{period}"


def test_headquarters_extends_a_house_deadline_but_never_a_statutory_one(desk: TestDesk) -> None:
    """
    statutes: [{id: DL35}]
    facts: [{id: lease_signed_on, type: date}]
    items:
      - id: file_lease
        optional_facts: [lease_signed_on]
        due:
          - {id: DL35, after: {fact: lease_signed_on}, within: 30, basis: [DL35]}
          - {id: P1, after: {case: start}, within: 10}
    """
    desk.state("P1", lease_signed_on="2026-03-02")
    with pytest.raises(Refused, match="Only headquarters"):
        desk.desk.extend(
            desk.call("P1"), desk.id, "file_lease", due="P1", to="2026-03-20", reason="x"
        )
    with pytest.raises(NotFound, match="name one with --due"):
        desk.desk.extend(desk.call("H1"), desk.id, "file_lease", to="2026-03-20", reason="x")
    with pytest.raises(BadValue):
        desk.desk.extend(
            desk.call("H1"), desk.id, "file_lease", due="P1", to="2026-02-30", reason="x"
        )
    for due in ("P1", "DL35"):
        desk.desk.extend(
            desk.call("H1"), desk.id, "file_lease", due=due, to="2026-05-01", reason="房东出差"
        )

    assert last_days(desk, "file_lease") == {"DL35": "2026-04-01", "P1": "2026-05-01"}
    shown = {
        one.about: one.deadline.extended_to
        for one in deadlines_of(desk.case, desk.case.tasks["file_lease"])
    }
    assert str(shown["DL35"]) == "2026-05-01"


def test_a_suspended_clock_stands_and_goes_on(desk: TestDesk) -> None:
    """
    items: [{id: file, due: [{id: P1, after: {case: start}, within: 10}]}]
    """
    call = desk.call
    with pytest.raises(Refused, match="not suspended"):
        desk.desk.resume(call("H1"), desk.id, "file", on="2026-03-09")
    desk.desk.suspend(call("H1"), desk.id, "file", since="2026-03-05", reason="补正")
    with pytest.raises(Refused, match="suspended already"):
        desk.desk.suspend(call("H1"), desk.id, "file", since="2026-03-06", reason="补正")
    desk.clock.forward(days=30)
    desk.advance()
    assert [one.kind for one in desk.store.notices.values()] == ["ready"], (
        "nothing is late meanwhile"
    )
    with pytest.raises(BadValue, match="before 2026-03-05"):
        desk.desk.resume(call("H1"), desk.id, "file", on="2026-03-04")
    desk.desk.resume(call("H1"), desk.id, "file", on="2026-03-25")
    assert last_days(desk, "file") == {"P1": "2026-04-01"}


def test_an_official_year_moves_deadlines_by_an_entry(unopened) -> None:  # type: ignore[no-untyped-def]
    desk = unopened(
        "items: [{id: visit, due: [{id: P1, after: {case: start}, within: 250, unit: working}]}]"
    )
    desk.open()
    before = last_days(desk, "visit")["P1"]
    one = nearest(desk.case, desk.case.tasks["visit"])
    assert one is not None
    assert one.deadline.provisional
    year = CalendarYear(
        year=2027,
        status="official",
        notices=("https://www.gov.cn/test",),
        rest=(
            NamedDay(day="2027-01-01", name="元旦"),
            NamedDay(day="2027-02-08", name="春节"),
            NamedDay(day="2027-02-09", name="春节"),
        ),
        make_up=(NamedDay(day="2027-01-03", name="元旦"),),
    )
    outcome = desk.desk.clockwork.adopt_calendar(desk.call("H1"), desk.id, year, "0" * 64)

    after = last_days(desk, "visit")["P1"]
    assert after != before
    (moved,) = outcome.recorded[0].data["moved"]
    assert moved["last_day"] == [before, after]
    again = desk.desk.clockwork.adopt_calendar(desk.call("H1"), desk.id, year, "0" * 64)
    assert again.recorded == ()
    assert set(desk.store.derived_rows(desk.id).tasks) == set(all_rows(desk.case).tasks)


def test_only_deadlines_that_a_year_moved_are_named(desk: TestDesk) -> None:
    """
    items:
      - {id: far, due: [{id: P1, after: {case: start}, within: 250, unit: working}]}
      - {id: near, due: [{id: P1, after: {case: start}, within: 5, unit: working}]}
      - {id: finished, due: [{id: P1, after: {case: start}, within: 250, unit: working}]}
    """
    desk.done("P1", "finished")
    year = CalendarYear(
        year=2027,
        status="official",
        notices=("某通知",),
        rest=(NamedDay(day="2027-01-01", name="元旦"), NamedDay(day="2027-01-04", name="元旦")),
        make_up=(),
    )
    outcome = desk.desk.clockwork.adopt_calendar(desk.call("H1"), desk.id, year, "0" * 64)
    assert [one["task"] for one in outcome.recorded[0].data["moved"]] == ["far"]


def test_a_deadline_of_a_plain_item_counts_for_every_hire(desk: TestDesk) -> None:
    """
    statutes: [{id: DL21}]
    collections: [{id: hire}]
    facts: [{id: first_day_on, type: date, per: hire}]
    items:
      - {id: onboard, per: hire, facts: [first_day_on]}
      - {id: fund, due: [{id: DL21, after: {fact: first_day_on}, within: 30, basis: [DL21]}]}
    """
    for _ in range(2):
        desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.done("P1", "onboard#hire-1", first_day_on="2026-03-01")
    desk.done("P1", "onboard#hire-2", first_day_on="2026-03-02")

    assert last_days(desk, "fund") == {"DL21#hire-1": "2026-03-31", "DL21#hire-2": "2026-04-01"}
    assert {row.task: row.last_day for row in desk.store.tasks()}["fund"] == "2026-03-31"


def test_deadlines_before_an_item_and_after_another(desk: TestDesk) -> None:
    """
    items:
      - {id: train, due: [{id: P1, before: {case: target}, by: 7}]}
      - {id: open_shop, due: [{id: P1, after: {item: train}, within: 3, unit: working}]}
      - {id: begin, due: [{id: P1, kind: start, after: {case: start}, within: 2}]}
    """
    assert last_days(desk, "open_shop") == {}
    desk.done("P1", "train")
    assert last_days(desk, "open_shop") == {"P1": "2026-03-05"}
    desk.desk.start(desk.call("P1"), desk.id, "begin")
    assert nearest(desk.case, desk.case.tasks["begin"]) is None, "begun in time"


def test_the_case_closes_when_nothing_is_open(desk: TestDesk) -> None:
    """
    collections: [{id: hire}]
    items:
      - {id: visit, approval: {by: [hq_lead]}}
      - {id: extra, optional: true}
      - {id: onboard, per: hire}
    """
    with pytest.raises(Refused, match="Only headquarters"):
        desk.desk.close(desk.call("P1"), desk.id)
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire")
    desk.done("P1", "visit")
    with pytest.raises(Refused, match="3 things are open") as refused:
        desk.desk.close(desk.call("H1"), desk.id)
    assert [(lack.command or "").split()[1] for lack in refused.value.lacks] == [
        "approve",
        "done",
        "instance",
    ]
    desk.approve("H1", "visit")
    desk.done("P1", "onboard#hire-1")
    desk.desk.complete_collection(desk.call("P1"), desk.id, "hire")
    desk.desk.close(desk.call("H1"), desk.id, note="顺利")

    assert desk.case.state == "closed"
    assert desk.advance() == 0
    with pytest.raises(Refused, match="was closed on"):
        desk.done("P1", "extra")
    assert list(desk.store.cases_to_sweep(desk.clock())) == []
