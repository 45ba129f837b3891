"""Places of a case: what is recorded goes before what is usual, ways are ordered by hours, and hours warn in time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from launchkit.domain.entries import entry_of
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.index import all_rows
from launchkit.domain.places import kinds_in, place_of, recorded_place
from launchkit.domain.rules.places import PlaceGiven
from launchkit.domain.telling import sentence
from launchkit.domain.telling.bag import bag_of
from launchkit.domain.telling.board import board_of
from launchkit.domain.telling.day import Day, day_of_person
from launchkit.domain.telling.places import place_line
from launchkit.domain.telling.tasks import TaskLine, task_line
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
places:
  - {id: bank, hours: {mon-fri: "09:00-12:00 13:30-16:30"}}
  - {id: hall, title: {zh: 办税厅, en: Tax hall}, hours: {mon-thu: "09:00-12:00 13:30-17:00"}}
  - {id: site, online: true, hours: {mon: "09:00-10:00"}}
items:
  - {id: open_account, code: T-1, place: {zh: 银行网点，提前预约, en: Bank}, place_kind: bank, bring: [{paper: {zh: 营业执照, en: licence}}], documents: [D1]}
  - {id: deposit, code: T-2, place: {zh: 开户银行, en: The bank}, place_kind: bank, bring: [{paper: {zh: 营业执照, en: licence}}]}
  - {id: register, code: T-3, place_kind: hall, due: [{id: P1, after: {case: start}, within: 4}]}
  - {id: file, code: T-4, place_kind: hall}
  - {id: upload, code: T-5, place_kind: site}
  - {id: meet, code: T-6, place: {zh: 现场, en: On site}}
  - {id: think, code: T-7}
facts: [{id: bank_name, type: text}]
documents: [{code: D1, fields: [{name: bank, fact: bank_name}]}]
"""
HOURS = {"mon-fri": "09:00-12:00 13:30-16:00"}


def made(text: str = YAML, *, start: datetime | None = None) -> TestDesk:
    desk = desk_for(definition(text), start=start)
    desk.open()
    desk.advance()
    return desk


def record(desk: TestDesk, kind: str = "bank", place: str | None = None, **more: object) -> None:
    given = PlaceGiven(kind=kind, **{"name": "建行铁西支行", "hours": HOURS, **more})  # type: ignore[arg-type]
    desk.desk.holdings.record_place(desk.call("P1"), desk.id, given, place=place)


def line(desk: TestDesk, task: str) -> TaskLine:
    return task_line(desk.case, desk.case.tasks[task], desk.desk.house(), desk.clock())


def day(desk: TestDesk) -> Day:
    return day_of_person([desk.case], desk.desk.house(), desk.clock(), person="P1")


def test_what_is_usual_is_marked_until_somebody_records_the_place() -> None:
    desk = made()
    at = line(desk, "open_account").at
    assert at is not None
    assert (at.key, at.place, at.title.zh, at.usual, at.state) == (
        "bank",
        None,
        "bank",
        True,
        "open",
    )
    assert at.hours.zh == "周一至周五 09:00–12:00、13:30–16:30；法定节假日不开"
    record(desk, address="建设大路 1 号", phone="024-2", note="要预约", holidays=False)
    at = line(desk, "open_account").at
    assert at is not None
    assert (at.key, at.place, at.title.zh, at.usual) == (
        "place-1",
        "place-1",
        "建行铁西支行",
        False,
    )
    assert (at.address.zh, at.phone.zh, at.note.zh) == ("建设大路 1 号", "024-2", "要预约")
    assert (at.said_on, at.closes) == ("2026-03-02", "16:00")
    assert line(desk, "deposit").at == at


def test_a_recorded_place_without_hours_keeps_the_usual_ones() -> None:
    desk = made()
    record(desk, hours={})
    at = line(desk, "deposit").at
    assert at is not None
    assert (at.title.zh, at.usual, at.closes) == ("建行铁西支行", True, "16:30")


def test_online_nobody_asks_for_hours_and_words_alone_are_a_place_too() -> None:
    desk = made()
    online, words, nowhere = (line(desk, one).at for one in ("upload", "meet", "think"))
    assert online is not None
    assert (online.online, online.state, online.hours.zh) == (True, None, "")
    assert words is not None
    assert (words.key, words.title.en, words.state) == ("现场", "On site", None)
    assert nowhere is None
    record(desk, kind="现场", name="建设大路 9 号")
    words = line(desk, "meet").at
    assert words is not None
    assert (words.place, words.kind_text.en, words.closes) == ("place-1", "On site", "16:00")


def test_a_place_may_be_meant_for_some_tasks_and_be_given_up() -> None:
    desk = made()
    record(desk, name="甲支行")
    record(desk, name="乙支行", items=("T-2",))
    names = {one: line(desk, one).at for one in ("open_account", "deposit")}
    assert {key: at.title.zh for key, at in names.items() if at} == {
        "open_account": "甲支行",
        "deposit": "乙支行",
    }
    record(desk, place="place-2", name="乙支行", items=("deposit",), in_use=False)
    at = line(desk, "deposit").at
    assert at is not None
    assert at.title.zh == "甲支行"
    assert [one.in_use for one in desk.case.places.values()] == [True, False]
    whole = recorded_place(desk.case, desk.case.places["place-2"])
    assert place_line(desk.case, whole, desk.clock()).title.zh == "乙支行"


def test_every_kind_of_place_is_listed_once() -> None:
    desk = made()
    assert [kind for kind, _ in kinds_in(desk.case)] == ["bank", "hall", "site", "现场"]
    assert place_of(desk.case, desk.case.tasks["think"].item) is None


def test_recording_is_refused_with_what_is_missing() -> None:
    desk = made()
    with pytest.raises(Refused, match="which place"):
        record(desk, name=" ")
    with pytest.raises(BadValue, match="one of bank, hall, site, 现场"):
        record(desk, kind="moon")
    with pytest.raises(BadValue, match="not done at a place of this kind"):
        record(desk, items=("register",))
    with pytest.raises(BadValue, match="not done at a place of this kind"):
        record(desk, items=("nothing",))
    with pytest.raises(NotFound, match="there are: —"):
        record(desk, place="place-9")
    with pytest.raises(BadValue, match="no hours"):
        record(desk, hours={"mon": "early"})
    assert desk.case.places == {}


def test_the_trail_says_what_was_recorded() -> None:
    desk = made()
    record(desk, address="建设大路 1 号")
    record(desk, place="place-1", hours={}, in_use=False)
    first, second = (
        sentence(entry_of(one), desk.case, desk.desk.house())
        for one in desk.desk.reading.entries(desk.id, viewer="P1")[-2:]
    )
    assert first.zh == (
        "登记办事地点 place-1 建行铁西支行（建设大路 1 号），"
        "周一至周五 09:00–12:00、13:30–16:00；法定节假日不开"
    )
    assert second.en == "recorded place place-1 建行铁西支行; nobody goes there any more"


def test_hours_change_no_deadline_and_no_row() -> None:
    desk = made()
    before = all_rows(desk.case)
    record(desk, kind="hall", hours={"sun": "09:00-10:00"})
    after = all_rows(desk.case)
    assert after.tasks == before.tasks


# --- ways ---------------------------------------------------------------------------------------------------


def test_a_way_joins_what_the_checklist_words_differently() -> None:
    desk = made()
    record(desk)
    trips = day(desk).trips
    bank = next(one for one in trips if one.at.key == "place-1")
    assert [one.key for one in bank.lines] == ["open_account", "deposit"]
    assert [one.said.zh for one in bank.papers] == ["营业执照 原件 1 份"]
    assert [one.key for one in bank.unready] == ["D1"]
    desk.desk.state(desk.call("P1"), desk.id, {"bank_name": "建行"})
    desk.desk.issue(desk.call("P1"), desk.id, "D1")
    found = day(desk)
    bank = next(one for one in found.trips if one.at.key == "place-1")
    assert bank.unready == ()


def test_ways_are_in_the_order_in_which_places_close_and_shut_ones_come_last() -> None:
    text = """
    places:
      - {id: late, hours: {mon-fri: "09:00-20:00"}}
      - {id: early, hours: {mon-fri: "09:00-11:00"}}
      - {id: shut, hours: {fri: "09:00-11:00"}}
      - {id: due, hours: {mon-fri: "09:00-19:00"}}
      - {id: ever}
    items:
      - {id: top, due: [{id: P1, after: {case: start}, within: 0}]}
      - {id: a1, place_kind: shut}
      - {id: a2, place_kind: shut}
      - {id: b1, place_kind: late}
      - {id: b2, place_kind: late}
      - {id: c1, place_kind: ever}
      - {id: c2, place_kind: ever}
      - {id: d1, place_kind: early}
      - {id: d2, place_kind: early}
      - {id: e1, place_kind: due, due: [{id: P1, after: {case: start}, within: 0}]}
      - {id: e2, place_kind: due}
    """
    desk = made(text)
    assert [one.at.key for one in day(desk).trips] == ["due", "early", "late", "ever", "shut"]


def test_what_cannot_be_reached_today_is_not_first() -> None:
    text = """
    places: [{id: hall, title: {zh: 办税厅, en: Tax hall}, hours: {tue: "09:00-17:00"}}]
    items:
      - {id: register, place_kind: hall, title: {zh: 登记, en: Register}, due: [{id: P1, after: {case: start}, within: 1}]}
      - {id: call, due: [{id: P1, after: {case: start}, within: 5}]}
    """
    desk = made(text)
    found = day(desk)
    assert found.first is not None
    assert found.first.key == "call"
    assert found.agenda.passed is not None
    assert found.reason is not None
    assert found.reason.zh.endswith("更急的“登记”现在去不了：办税厅今天不开了，明天 09:00 开。")
    assert found.reason.en.endswith(
        "“Register” is more urgent, but Tax hall is closed for today, opens tomorrow at 09:00."
    )
    desk.done("P1", "call")
    found = day(desk)
    assert found.first is not None
    assert found.first.key == "register"
    assert found.agenda.passed is None
    assert found.reason is not None
    assert found.reason.zh.endswith("办税厅今天不开了，明天 09:00 开。")


def test_a_place_that_opens_for_the_last_time_before_the_deadline_is_first() -> None:
    text = """
    places: [{id: hall, title: {zh: 办税厅, en: Tax hall}, hours: {mon: "09:00-17:00"}}]
    statutes: [{id: S1}]
    items:
      - {id: call, due: [{id: P1, after: {case: start}, within: 2}]}
      - {id: register, place_kind: hall, due: [{id: P1, after: {case: start}, within: 6}]}
      - {id: law, facts: [], due: [{id: L1, after: {case: start}, within: 20, basis: [S1]}]}
    """
    desk = made(text)
    found = day(desk)
    assert found.first is not None
    assert found.first.key == "register"
    assert found.reason is not None
    assert "期限 2026-03-08 周日 之前，办税厅只开到 今天" in found.reason.zh.replace(
        "按通常时间，", ""
    )
    assert found.agenda.passed is None
    assert [one.key for one in found.agenda.doable] == ["register", "call", "law"]


def test_a_law_that_presses_goes_before_a_place_that_closes() -> None:
    text = """
    places: [{id: hall, hours: {mon: "09:00-17:00"}}]
    statutes: [{id: S1}]
    items:
      - {id: law, due: [{id: L1, after: {case: start}, within: 2, basis: [S1]}]}
      - {id: register, place_kind: hall, due: [{id: P1, after: {case: start}, within: 6}]}
    """
    found = day(made(text))
    assert found.first is not None
    assert found.first.key == "law"


def test_an_open_place_is_part_of_the_reason() -> None:
    text = """
    places: [{id: hall, title: {zh: 办税厅, en: Tax hall}, hours: {mon-fri: "10:00-17:00"}}]
    items: [{id: register, place_kind: hall}]
    """
    desk = made(text)
    found = day(desk)
    assert found.reason is not None
    assert (found.reason.zh, found.reason.en) == (
        "办税厅今天 10:00 开，到 17:00。",
        "Tax hall opens today at 10:00, until 17:00.",
    )
    desk.clock.forward(hours=2)
    found = day(desk)
    assert found.reason is not None
    assert found.reason.en == "Tax hall is open today until 17:00."


# --- in time? -----------------------------------------------------------------------------------------------

FRIDAY = """
places: [{id: hall, title: {zh: 办税厅, en: Tax hall}, hours: {mon-thu: "09:00-12:00 13:30-17:00"}}]
items:
  - {id: register, place_kind: hall, due: [{id: P1, after: {case: start}, within: 4}]}
  - {id: anywhere, due: [{id: P1, after: {case: start}, within: 40}]}
"""


def test_a_place_that_closes_before_the_deadline_is_a_risk_in_words() -> None:
    desk = made(FRIDAY)
    record(desk, kind="hall", name="铁西办税厅", hours={"mon-thu": "09:00-17:00"})
    chance = line(desk, "register").chance
    assert chance is not None
    assert (chance.last_day, chance.go_by) == (date(2026, 3, 6), date(2026, 3, 5))
    assert chance.said.zh == "期限 2026-03-06 周五 之前，铁西办税厅只开到 2026-03-05 周四"
    desk.clock.forward(days=1)
    risks = board_of(desk.case, desk.desk.house(), desk.clock()).risks
    assert [one.key for one in risks] == ["register"]
    assert risks[0].cause.zh.startswith(
        "期限 2026-03-06 周五 之前，铁西办税厅只开到 2026-03-05 周四；"
    )
    assert risks[0].cause.en.startswith(
        "before the deadline on 2026-03-06 Fri, 铁西办税厅 is open only until 2026-03-05 Thu; "
    )


def test_a_place_that_does_not_open_again_in_time_presses_however_far_the_deadline_is() -> None:
    text = """
    places: [{id: hall, title: {zh: 办税厅, en: Tax hall}, hours: {sun: "09:00-10:00"}}]
    items: [{id: register, place_kind: hall, due: [{id: P1, after: {case: start}, within: 27}]}]
    """
    desk = made(text)
    assert board_of(desk.case, desk.desk.house(), desk.clock()).risks == ()
    record(desk, kind="hall", name="办税厅", hours={"mon": "00:00-00:01"})
    desk.clock.forward(days=22)
    chance = line(desk, "register").chance
    assert chance is not None
    assert chance.go_by is None
    assert chance.said.en == "办税厅 does not open again before the deadline on 2026-03-29 Sun"
    assert [one.key for one in board_of(desk.case, desk.desk.house(), desk.clock()).risks] == [
        "register"
    ]


def test_usual_hours_warn_as_what_they_are_and_far_days_and_past_ones_do_not() -> None:
    desk = made(FRIDAY)
    chance = line(desk, "register").chance
    assert chance is not None
    assert chance.said.zh.startswith("按通常时间，")
    assert chance.said.en.startswith("by the usual hours, ")
    assert line(desk, "anywhere").chance is None
    desk.clock.forward(days=5)
    assert line(desk, "register").chance is None
    desk.done("P1", "register")
    assert line(desk, "register").chance is None


def test_without_a_deadline_nothing_can_be_missed() -> None:
    desk = made()
    assert line(desk, "file").chance is None
    assert line(desk, "meet").chance is None


def test_counters_of_the_paper_pack_are_places() -> None:
    desk = made()
    record(desk)
    counters = bag_of(desk.case, desk.desk.house(), desk.clock()).counters
    assert [(one.at.key if one.at else None, len(one.tasks)) for one in counters] == [
        ("place-1", 2)
    ]


def test_the_day_is_that_of_the_branch() -> None:
    desk = made(start=datetime(2026, 3, 2, 1, tzinfo=UTC))
    record(desk)
    desk.clock.forward(hours=7)
    at = line(desk, "deposit").at
    assert at is not None
    assert at.now.zh == "今天不开了，明天 09:00 开"
