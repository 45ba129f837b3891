"""How long a value of a case has to be kept."""

from __future__ import annotations

from datetime import date, datetime

from launchkit.domain.case import Case
from launchkit.domain.checklist import Retention

_FOR_EVER = date.max


def kept_until(case: Case, retention: Retention | None) -> date | None:
    """Last day of the retention; None while it has not begun to run; `date.max` for permanent classes.

    Counted from the closing of the case unless the class counts from the recording; events after the case (end of an
    employment, of a term) are not known here, so those classes count from the closing too and never end earlier.
    """
    if retention is None or retention.years is None:
        return _FOR_EVER
    if case.closed_at is None:
        return None
    begun = case.local_day(datetime.fromisoformat(case.closed_at))
    if retention.counted_from == "year_ended":
        begun = date(begun.year, 12, 31)
    return _years_after(begun, retention.years)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
