"""Deadlines as an iCalendar file (RFC 5545) that phones and mail programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from launchkit.domain.feeds import FeedEvent

#: How often a subscriber is asked to look again.
REFRESH = timedelta(hours=1)


def ics(name: str, events: Iterable[FeedEvent]) -> bytes:
    """A calendar with one event for each date; the same deadlines give the same bytes."""
    # A tenth of a second of import that only feeds need.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//launchkit//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in events:
        event = Event()
        changed = datetime.fromisoformat(one.changed_at).astimezone(UTC).replace(microsecond=0)
        event.add("uid", one.uid)
        event.add("summary", one.title)
        event.add("description", one.text)
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("sequence", one.sequence)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        if one.at is None:
            event.add("dtstart", one.day)
            event.add("dtend", one.day + timedelta(days=1))
        else:
            # Without an end it takes no time: it stands at the instant.
            event.add("dtstart", one.at.astimezone(UTC))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
