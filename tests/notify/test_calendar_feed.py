"""The calendar in the eyes of a parser that others wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from launchkit.domain.feeds import FeedEvent
from launchkit.notify.calendar_feed import ics


def event(uid: str, *, at: datetime | None = None) -> FeedEvent:
    return FeedEvent(
        uid=f"{uid}@launchkit",
        title="法定最后一天：NB-20 办理租赁备案, 续；" + "很长的标题" * 20,
        text="特情〔2026〕3号\nlaunchkit show 特情〔2026〕3号 file_lease",
        day=date(2026, 4, 1),
        at=at,
        sequence=17,
        changed_at="2026-03-02T01:02:03.000004Z",
    )


def test_days_and_instants_read_as_they_were_meant() -> None:
    whole, timed = event("a"), event("b", at=datetime(2026, 4, 1, 10, 0, tzinfo=UTC))
    raw = ics("特情〔2026〕3号", [whole, timed])
    calendar: Any = Calendar.from_ical(raw)
    assert str(calendar["x-wr-calname"]) == "特情〔2026〕3号"
    first: Any
    second: Any
    first, second = calendar.walk("VEVENT")
    assert str(first["uid"]) == "a@launchkit"
    assert str(first["summary"]) == whole.title
    assert str(first["description"]) == whole.text
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2026, 4, 1), date(2026, 4, 2))
    assert first["sequence"] == 17
    assert first["last-modified"].dt == datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
    assert second["dtstart"].dt == datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
    assert "dtend" not in second
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "folded by bytes"
    assert calendar.errors == first.errors == second.errors == []


def test_the_same_deadlines_are_the_same_bytes() -> None:
    assert ics("x", [event("a")]) == ics("x", [event("a")])
    assert Calendar.from_ical(ics("x", [])).walk("VEVENT") == []
