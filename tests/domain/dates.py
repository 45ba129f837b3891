"""Calendars and short names that the tests of dates share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Anchor, CalendarYear, Due
from launchkit.domain.deadlines import Deadline, Moment, Suspension, deadline

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: the one anchor of most rules under test
EVENT = Anchor(fact="event")
OTHER = Anchor(fact="other")
#: the basis of a statutory rule under test
LAW = ("DL",)


def day(text: str) -> date:
    return date.fromisoformat(text)


@cache
def calendar_years() -> tuple[CalendarYear, ...]:
    files = sorted((ROOT / "checklists" / "calendars").glob("cn_*.yaml"))
    adapter = TypeAdapter(CalendarYear)
    return tuple(adapter.validate_python(YAML(typ="safe").load(file)) for file in files)


@cache
def work_calendar() -> WorkCalendar:
    return WorkCalendar(calendar_years())


def compute(
    due: Due,
    event: Moment | str,
    *,
    other: str | None = None,
    place: str | None = None,
    suspensions: tuple[Suspension, ...] = (),
    extended_to: str | None = None,
    period: tuple[date, date] | None = None,
    by_time: time | None = None,
) -> Deadline:
    values = {
        EVENT: day(event) if isinstance(event, str) else event,
        OTHER: None if other is None else day(other),
    }
    found = deadline(
        due,
        calendar=work_calendar(),
        resolve=values.get,
        zone=SHANGHAI,
        place_code=place,
        suspensions=suspensions,
        extended_to=None if extended_to is None else day(extended_to),
        period=period,
        by_time=by_time,
    )
    assert found is not None
    return found


def local(text: str) -> datetime:
    """An instant written in Shanghai time, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
