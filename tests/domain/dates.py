"""Calendars and short names that the tests of dates share."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Anchor, CalendarYear

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: the one anchor of most rules under test
EVENT = Anchor(fact="event")


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
