"""A person's day: what is on top and why, what lies on one way, what comes back daily, what was promised."""

from __future__ import annotations

from datetime import date

from launchkit.domain.telling.day import Day, day_of_person
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition


def made(text: str, facts: dict[str, object] | None = None) -> TestDesk:
    desk = desk_for(definition(text))
    desk.open(facts=facts)
    desk.advance()
    return desk


def day(desk: TestDesk, person: str = "P1") -> Day:
    return day_of_person([desk.case], desk.desk.house(), desk.clock(), person=person)


def keys(lines: tuple[object, ...]) -> list[str]:
    return [line.key for line in lines]  # type: ignore[attr-defined]


PLACES = """
items:
  - {id: file, place: {zh: 政务中心, en: Service centre}, due: [{id: P1, after: {case: start}, within: 9}]}
  - {id: stamp, place: {zh: 政务中心, en: Service centre}}
  - {id: open_account, place: {zh: 银行, en: Bank}}
  - {id: deposit, place: {zh: 银行, en: Bank}}
  - {id: paint, place: {zh: 现场, en: On site}}
  - {id: call, due: [{id: P1, after: {case: start}, within: 1}]}
  - {id: collect, needs: [file]}
  - {id: trade, needs: [collect]}
"""


def test_places_are_put_on_one_way_and_nothing_is_said_twice() -> None:
    desk = made(PLACES)
    desk.done("P1", "call")
    found = day(desk)
    assert found.first is not None
    assert found.first.key == "file"
    assert keys(found.along) == ["stamp"]
    assert [(one.place.zh, keys(one.lines)) for one in found.trips] == [
        ("银行", ["open_account", "deposit"])
    ]
    assert keys(found.then) == ["paint"]
    assert found.due == ()
    assert found.reason is not None
    assert found.reason.zh == "内部期限 2026-03-11，还有 9 天；后面有 1 项等着它。"
    assert found.reason.en == "The house deadline is 2026-03-11, in 9 days; 1 task waits for it."


def test_what_is_due_today_stands_before_the_rest() -> None:
    desk = made(PLACES)
    desk.clock.forward(days=1)
    found = day(desk)
    assert found.first is not None
    assert found.first.key == "call"
    assert found.due == ()
    desk.desk.block(desk.call("P1"), desk.id, "call", waiting_on="房东", reason="没人")
    desk.clock.forward(days=9)
    found = day(desk)
    assert found.reason is not None
    assert found.reason.zh.startswith("内部期限已过 1 天")
    assert found.reason.en.startswith("The house deadline passed 1 day ago")
    assert keys(found.agenda.waiting) == ["call"]


def test_several_late_tasks_are_due() -> None:
    desk = made(
        """
        items:
          - {id: a, due: [{id: P1, after: {case: start}, within: 1}]}
          - {id: b, due: [{id: P1, after: {case: start}, within: 2}]}
          - {id: c, due: [{id: P1, after: {case: start}, within: 30}]}
          - {id: d, needs: [a]}
          - {id: e, needs: [a]}
        """
    )
    desk.clock.forward(days=5)
    found = day(desk)
    assert keys(found.due) == ["b"]
    assert keys(found.then) == ["c"]
    assert found.reason is not None
    assert found.reason.en.endswith("2 tasks wait for it.")


def test_with_nothing_to_count_the_reason_is_that_it_can_be_done() -> None:
    found = day(made("items: [{id: a}]"))
    assert found.reason is not None
    assert found.reason.zh == "现在就能办，没有别的更急。"


def test_a_suspended_clock_is_no_reason() -> None:
    desk = made("items: [{id: a, due: [{id: P1, after: {case: start}, within: 1}]}]")
    desk.desk.suspend(desk.call("H1"), desk.id, "a", since="2026-03-02", reason="等补正")
    desk.clock.forward(days=5)
    found = day(desk)
    assert found.first is not None
    assert found.reason is not None
    assert found.reason.zh == "现在就能办，没有别的更急。"


LAW = """
statutes: [{id: L1}]
facts: [{id: decided_on, type: date}]
items:
  - {id: decide, facts: [decided_on]}
  - id: file
    due:
      - {id: DL1, after: {fact: decided_on}, within: 8, basis: [L1]}
      - {id: P1, after: {case: start}, within: 1}
"""


def test_a_day_of_the_law_that_presses_outweighs_one_of_the_house() -> None:
    desk = made(LAW)
    desk.done("P1", "decide", decided_on="2026-03-02")
    desk.clock.forward(days=7)
    found = day(desk)
    assert found.reason is not None
    assert found.reason.zh.startswith("法定期限 2026-03-10")


def test_where_the_day_to_plan_by_has_passed_it_is_said() -> None:
    """Counted to a Sunday, the last working day before it is the one to plan by."""
    desk = made(LAW.replace("within: 8", "within: 13"))
    desk.done("P1", "decide", decided_on="2026-03-02")
    desk.clock.forward(days=12)
    found = day(desk)
    assert found.reason is not None
    assert found.reason.zh == "法定期限 2026-03-15，就是明天，宜办日 2026-03-13 已过。"
    assert "the day to plan by has passed" in found.reason.en


def test_nobody_with_nothing_to_do_has_a_first_thing() -> None:
    found = day(made("items: [{id: a}]"), "P2")
    assert (found.first, found.reason, found.along, found.trips) == (None, None, (), ())


TILL = """
facts: [{id: opened_on, type: date}, {id: counted, type: money}]
items:
  - {id: open_doors, facts: [opened_on]}
  - id: close_cash
    recurs: {each: day, since: {fact: opened_on}, opens: "07:00", by: "18:00"}
    facts: [counted]
  - {id: report, recurs: {each: week, since: {fact: opened_on}}}
  - {id: other}
"""


def test_what_comes_back_daily_has_a_place_of_its_own() -> None:
    desk = made(TILL)
    desk.done("P1", "open_doors", opened_on="2026-03-02")
    desk.advance()
    found = day(desk)
    assert keys(found.daily) == ["close_cash@2026-03-02"]
    assert "close_cash@2026-03-02" not in keys((*found.due, *found.then))
    desk.done("P1", "close_cash@2026-03-02", counted="100.00")
    assert [line.closed for line in day(desk).daily] == [True]
    desk.clock.forward(days=1)
    desk.advance()
    assert keys(day(desk).daily) == ["close_cash@2026-03-03"]
    desk.clock.forward(hours=14)
    found = day(desk)
    assert found.first is not None
    assert found.first.key == "close_cash@2026-03-03"
    assert found.reason is not None
    assert found.reason.zh.startswith("内部期限今天 18:00 已过")
    assert found.reason.en.startswith("The house deadline passed today at 18:00")
    desk.clock.forward(days=1)
    desk.advance()
    assert keys(day(desk).daily) == ["close_cash@2026-03-03", "close_cash@2026-03-04"]
    assert keys(day(desk, "H1").daily) == []


def test_promises_of_the_next_week_are_remembered() -> None:
    desk = made("items: [{id: a}]")
    for to, by in (
        ("远", date(2026, 4, 20)),
        ("近", date(2026, 3, 6)),
        ("更近", date(2026, 3, 4)),
    ):
        desk.desk.holdings.promise(desk.call("P1"), desk.id, to=to, what="图", by=by)
    desk.desk.holdings.settle_promise(desk.call("P1"), desk.id, "p-2", outcome="kept", note="")
    assert [one.line.to.zh for one in day(desk).promises] == ["更近"]
    assert day(desk, "P2").promises == ()


def test_a_closed_case_leaves_nothing_to_do() -> None:
    desk = made("items: [{id: a}]")
    desk.done("P1", "a")
    desk.desk.close(desk.call("H1"), desk.id)
    assert day(desk).agenda.doable == ()
