"""Calendar years: real days of their own year, each said once, and honest about where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchkit.domain.calendar import CalendarStatus
from launchkit.domain.checklist import CalendarYear
from launchkit.domain.linting.remarks import Place, Remark, Sight, no_such_date
from launchkit.domain.linting.typed_conditions import is_date

_STATUS = tuple(status.value for status in CalendarStatus)


def lint_calendars(sight: Sight) -> Iterator[Remark]:
    """Every calendar year, and two files for one year."""
    seen: set[int] = set()
    for number, year in enumerate(sight.definition.calendars):
        here: Place = ("calendars", number)
        if year.year in seen:
            yield Remark(
                (*here, "year"),
                "not-unique",
                f"{year.year} 年的日历已经有了；请只留一个文件。",
                f"There is a calendar of {year.year} already; keep one file.",
            )
        seen.add(year.year)
        yield from _year(here, year)


def year_remarks(year: CalendarYear) -> Iterator[Remark]:
    """One calendar year by itself."""
    yield from _year((), year)


def _year(here: Place, year: CalendarYear) -> Iterator[Remark]:
    if year.status not in _STATUS:
        yield Remark(
            (*here, "status"),
            "calendar-status",
            f"status 只能是 {'、'.join(_STATUS)}；请改写。",
            f"status is one of {', '.join(_STATUS)}; rewrite it.",
        )
    elif year.status == CalendarStatus.OFFICIAL and not year.notices:
        yield Remark(
            (*here, "notices"),
            "calendar-status",
            "官方日历要写明放假通知；没有通知的，status 写 provisional。",
            "An official calendar names its notice; without one, status is provisional.",
        )
    rest = [((*here, "rest", n, "day"), one.day) for n, one in enumerate(year.rest)]
    work = [((*here, "make_up", n, "day"), one.day) for n, one in enumerate(year.make_up)]
    statutory = [((*here, "statutory", n), day) for n, day in enumerate(year.statutory)]
    filing = [((*here, "tax_filing", n), day) for n, day in enumerate(year.tax_filing)]
    own = (f"{year.year:04d}-",)
    # A notice also moves days around New Year's Day that lie in the years beside its own.
    around = (*own, f"{year.year - 1:04d}-12-", f"{year.year + 1:04d}-01-")
    yield from _days([*rest, *work], around)
    yield from _days(statutory, own)
    yield from _days(filing, own)
    known = {day for _, day in rest}
    for place, day in statutory:
        if day not in known:
            yield Remark(
                place,
                "calendar-statutory",
                f"法定休假日 {day} 不在 rest 里；请补上或删去。",
                f"The statutory holiday {day} is not among rest; add it there or delete it here.",
            )
    if filing and len(filing) != 12:
        yield Remark(
            (*here, "tax_filing"),
            "calendar-tax",
            f"申报期限要写满 12 个月，这里有 {len(filing)} 个；请补齐，或留空。",
            f"Filing days are given for 12 months, here for {len(filing)}; complete them, or leave them out.",
        )


def _days(days: Iterable[tuple[Place, str]], beginnings: tuple[str, ...]) -> Iterator[Remark]:
    seen: set[str] = set()
    for place, day in days:
        if not is_date(day):
            yield no_such_date(place, day)
        elif not day.startswith(beginnings):
            yield Remark(
                place,
                "calendar-year",
                f"{day} 不属于这一年；请写进那一年的文件。",
                f"{day} does not belong to this year; write it into the file of its year.",
            )
        elif day in seen:
            yield Remark(
                place,
                "not-unique",
                f"{day} 写了两次；请删去一个。",
                f"{day} is written twice; delete one.",
            )
        seen.add(day)
