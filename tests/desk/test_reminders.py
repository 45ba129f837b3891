"""When people are told: moments of deadlines, the night, the retries, and what a row names as its next change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from launchkit.domain.entries import ItemAdded, NoticeQueued, draft_of
from launchkit.domain.occasions import NoticeKind, Pace
from launchkit.domain.outbox import QueuedNotice, held_until, retry_at
from launchkit.domain.reminders import ladders_of, morning_after, untold
from launchkit.domain.telling.notices import NoticeLine, message_of, notice_line, notice_words
from launchkit.domain.times import deadlines_of
from launchkit.domain.trail import instant_text
from launchkit.testing import TestDesk

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def moments(desk: TestDesk, task: str) -> list[tuple[str, str]]:
    """(kind, local time) of the deadlines of a task."""
    case = desk.case
    return [
        (one.kind.value, f"{one.at.astimezone(case.zone):%m-%d %H:%M}")
        for ladder in ladders_of(case, case.tasks[task])
        for one in ladder
    ]


def test_the_moments_of_a_day(desk: TestDesk) -> None:
    """
    statutes: [{id: DL35}]
    items: [{id: file, due: [{id: DL35, after: {case: start}, within: 18, basis: [DL35]}]}]
    """
    assert moments(desk, "file") == [
        ("soon", "03-16 00:00"),
        ("today", "03-19 00:00"),
        ("plan_missed", "03-20 00:00"),
        ("late", "03-21 00:00"),
        ("escalated", "03-24 00:00"),
    ], "20 March is a Friday: a working day after it is over on Tuesday"


def test_the_moments_of_an_hour_clock(desk: TestDesk) -> None:
    """
    facts: [{id: seen_at, type: instant}]
    items: [{id: report, optional_facts: [seen_at], due: [{id: P1, after: {fact: seen_at}, within: 24, unit: hour}]}]
    """
    desk.state("P1", seen_at="2026-03-02T08:00:00+08:00")
    assert moments(desk, "report") == [
        ("soon", "03-02 08:00"),
        ("today", "03-03 02:00"),
        ("plan_missed", "03-03 08:00"),
        ("late", "03-03 08:00"),
        ("escalated", "03-03 09:00"),
    ]
    (one,) = deadlines_of(desk.case, desk.case.tasks["report"])
    assert one.deadline.today_at == one.deadline.late_at - timedelta(hours=6)


def test_a_daily_task_is_silent_from_nine_in_the_evening_or_when_its_item_says(
    desk: TestDesk,
) -> None:
    """
    items:
      - {id: close, recurs: {each: day, since: {case: start}, by: "18:00"}, approval: {by: [hq_lead]}}
      - {id: early, recurs: {each: day, since: {case: start}, by: "09:00", silent_after: "12:30"}}
      - {id: any_time, recurs: {each: day, since: {case: start}}}
      - {id: weekly, recurs: {each: week, since: {case: start}, by: "18:00"}}
    """
    desk.advance()
    silent = {
        key: [at for kind, at in moments(desk, key) if kind == "silent"] for key in desk.case.tasks
    }
    assert silent == {
        "close@2026-03-02": ["03-02 21:00"],
        "early@2026-03-02": ["03-02 12:30"],
        "any_time@2026-03-02": [],
    }
    desk.done("P1", "close@2026-03-02")
    assert moments(desk, "close@2026-03-02")[0][0] == "decide", "handed in is not silent"
    desk.desk.reopen(desk.call("P1"), desk.id, "close@2026-03-02", reason="数错")
    marks = [
        one.mark
        for ladder in ladders_of(desk.case, desk.case.tasks["close@2026-03-02"])
        for one in ladder
        if one.kind is NoticeKind.SILENT
    ]
    assert marks == ["2026-03-02/1"]


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-03-02T00:00", "2026-03-02T08:30"),
        ("2026-03-02T08:30", "2026-03-02T08:30"),
        ("2026-03-02T08:31", "2026-03-03T08:30"),
    ],
)
def test_the_morning_after(desk: TestDesk, at: str, morning: str) -> None:
    """
    items: [{id: visit}]
    """
    assert morning_after(desk.case, local(at)) == local(morning)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-03-02T21:59", None),
        ("2026-03-02T22:00", "2026-03-03T07:00"),
        ("2026-03-03T06:59", "2026-03-03T07:00"),
        ("2026-03-03T07:00", None),
    ],
)
def test_the_night_holds_back_what_does_not_count_in_hours(at: str, until: str | None) -> None:
    wanted = None if until is None else local(until)
    for pace in (Pace.MORNING, Pace.AT_ONCE):
        assert held_until(pace, SHANGHAI, local(at)) == wanted
    assert held_until(Pace.URGENT, SHANGHAI, local(at)) is None


def test_retries_come_after_a_minute_then_ever_later_and_end_after_three_days() -> None:
    now = local("2026-03-02T08:30")
    waits = [retry_at(failures, now, now, 0.0) for failures in (1, 2, 3, 7, 8, 90)]
    assert [(one - now) / timedelta(minutes=1) for one in waits if one is not None] == [
        *(1, 2, 4),
        *(64, 120, 120),
    ]
    assert retry_at(1, now, now, 0.9) == now + timedelta(minutes=1)
    assert retry_at(8, now, now, 0.8) == now + timedelta(minutes=96)
    assert retry_at(8, now - timedelta(days=3), now, 0.0) is None


# --- what a row names as its next change ----------------------------------------------------------------------------------


def next_change(desk: TestDesk) -> str | None:
    found = desk.store.cases()[0].next_change
    return (
        None
        if found is None
        else f"{datetime.fromisoformat(found).astimezone(SHANGHAI):%m-%d %H:%M}"
    )


def test_an_absence_is_swept_on_its_first_day_and_on_the_first_after_it(desk: TestDesk) -> None:
    """
    items: [{id: visit, owner: mate}]
    """
    desk.advance()
    desk.desk.people.state_absence(
        desk.call("P2"),
        desk.id,
        person="P2",
        begins=date(2026, 3, 5),
        ends=date(2026, 3, 6),
        reason="假",
    )
    desk.advance()
    assert next_change(desk) == "03-05 00:00"
    desk.clock.forward(days=3)
    desk.advance()
    assert desk.case.tasks["visit"].owner == "P1"
    assert next_change(desk) == "03-07 00:00"
    desk.clock.forward(days=2)
    desk.advance()
    assert desk.case.tasks["visit"].owner == "P2"
    assert next_change(desk) is None


def test_an_absence_without_an_end_names_no_day_for_it(desk: TestDesk) -> None:
    """
    items: [{id: visit, owner: mate}]
    """
    desk.advance()
    desk.desk.people.state_absence(
        desk.call("P2"), desk.id, person="P2", begins=date(2026, 3, 2), reason="假"
    )
    desk.advance()
    assert next_change(desk) is None
    desk.desk.people.end_absence(desk.call("P2", happened="2026-03-02"), desk.id, "P2")
    assert desk.case.absences["a-1"].back_on == date(2026, 3, 2)
    desk.advance()
    assert desk.case.tasks["visit"].owner == "P2"


# --- notices of older programs, and words --------------------------------------------------------------------------------


def test_a_notice_that_names_no_round_stands_for_any(desk: TestDesk) -> None:
    """
    items: [{id: visit, due: [{id: P1, after: {case: start}, within: 10}]}]
    """
    desk.advance()
    old = NoticeQueued(task="visit", about="P1", notice="soon", to=("P1",))
    known = desk.case
    task = known.tasks["visit"]
    assert draft_of(old).data["mark"] == ""
    desk.clock.forward(days=8)
    noticed = task.noticed | {("P1", "soon", "")}
    marked = replace(known, tasks={**known.tasks, "visit": replace(task, noticed=noticed)})
    (ladder,) = (one for one in ladders_of(marked, marked.tasks["visit"]) if len(one) > 1)
    assert untold(marked, ladder)[0].kind is NoticeKind.TODAY


def queued(desk: TestDesk, kind: str, *, task: str | None, about: str = "") -> QueuedNotice:
    at = instant_text(desk.clock())
    return QueuedNotice(
        key="k", case=desk.id, task=task, to="P1", kind=kind, not_before=at, about=about, mark="",
        pace="morning", state="sending", attempts=1, changed_at=at, reason=None,
    )  # fmt: skip


def test_what_people_typed_and_the_titles_of_restricted_cases_stay_in_the_house(
    desk: TestDesk,
) -> None:
    """
    collections: [{id: hire}]
    items:
      - {id: visit}
      - {id: onboard, per: hire}
    """
    desk.desk.add_instance(desk.call("P1"), desk.id, "hire", label="张伟")
    entry = ItemAdded(item="extra", title="找张伟谈", owner="lead", reason="x")
    desk.desk.add_item(desk.call("P1"), desk.id, entry)
    case = desk.case
    lines = [
        notice_line(case, queued(desk, "soon", task=task, about="gone"), desk.clock()).said.zh
        for task in ("onboard#hire-1", "extra")
    ]
    assert [line.partition("：")[0].split(maxsplit=1)[1] for line in lines] == [
        "T-02 onboard（hire-1）",
        "EXTRA",
    ]
    assert not any("张伟" in line for line in lines)
    assert notice_words("of_another_program").zh == "of_another_program"


def test_a_message_is_ordered_by_urgency_and_says_a_line_once(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    known = [queued(desk, kind, task="visit") for kind in ("soon", "late", "soon")]
    lines: list[NoticeLine] = [notice_line(desk.case, one, desk.clock()) for one in known]
    zh = message_of(lines, paces=frozenset({"morning"}), lang="zh", day="2026-03-02")
    assert zh.title == "晨报 2026-03-02：2 项，1 项逾期"
    assert [line.partition("：")[2].partition(" →")[0] for line in zh.text.splitlines()[1:]] == [
        "逾期",
        "临期",
    ]
    en = message_of(lines, paces=frozenset({"urgent"}), lang="en", day="2026-03-02")
    assert en.title == "Notice: 2, 1 late"
