"""How pages write days, instants and money."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from launchkit.domain.telling.words import day_text, say, yuan

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: str | date, lang: str) -> str:
    """A day with its weekday: `2026-03-20 周五`."""
    return say(day_text(_date(value)), lang)


def short_day(value: str | date, lang: str) -> str:
    """A day without its year: `3 月 20 日`, `20 Mar`."""
    found = _date(value)
    if lang == "en":
        return f"{found.day} {_MONTHS[found.month - 1]}"
    return f"{found.month} 月 {found.day} 日"


def moment(value: str | datetime, zone: tzinfo) -> str:
    """A recorded instant on the clock of the branch: `2026-03-20 09:30`."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def money(fen: int, lang: str) -> str:
    """An amount: `36,000.00 元`."""
    return f"{yuan(fen)} yuan" if lang == "en" else f"{yuan(fen)} 元"


def yuan_field(fen: int) -> str:
    """An amount as a form field holds it: `36000.00`."""
    return yuan(fen).replace(",", "")


def count(number: int, zh: str, one: str, many: str, *, lang: str) -> str:
    """A number with what is counted: `3 项`, `1 task`, `3 tasks`."""
    if lang == "en":
        return f"{number} {one if number == 1 else many}"
    return f"{number} {zh}"


def _date(value: str | date) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
