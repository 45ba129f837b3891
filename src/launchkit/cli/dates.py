"""Counting days with the official calendars, and adopting a year's notice."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Misused, Run, no_file
from launchkit.desk.calendars import Moved
from launchkit.domain.calendar import ZONE, WorkCalendar
from launchkit.domain.checklist import CalendarYear, Roll
from launchkit.domain.deadlines import Deadline

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_of(text: str) -> date:
    """A day written as 2026-03-02."""
    if _DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise Misused(
        f"没有 {text} 这一天，日期写作 2026-03-02。",
        f"There is no day {text}; write it as 2026-03-02.",
    )


def moment_of(text: str) -> date | datetime:
    """A day, or a time in Beijing unless it names its zone."""
    if "T" not in text:
        return day_of(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Misused(
            f"时刻写作 2026-03-02T09:30，收到的是 {text}。",
            f"Write the instant as 2026-03-02T09:30; got {text}.",
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


@command(
    argument("start", zh="起算日 2026-09-28，或时刻 2026-09-28T09:30", en="day 2026-09-28, or instant 2026-09-28T09:30"),
    argument("length", metavar="SPAN", zh="+30d 日历日，+5w 工作日，+1m 月，+72h 小时；负数往回", en="+30d calendar days, +5w working days, +1m months, +72h hours; minus counts back"),
    option("--roll", type=click.Choice([one.value for one in Roll]), default=Roll.NONE.value, zh="遇休息日：不动、顺延、提前、税法顺延、申报期限", en="on a rest day: none, forward, backward, tax_extension, tax_filing"),
    zh="算日子：次日起算，给出最后一天、宜办日、是否暂定，用一句话说明。",
    en="Count days, from the day after: last day, day to plan by, official or provisional, in one sentence.",
    examples=("launchkit date 2026-09-28 +5w", "launchkit date 2026-09-28 +30d --roll forward --json", "launchkit date 2026-12-01 -10w"),
)  # fmt: skip
def date_(run: Run, start: str, length: str, roll: str) -> int:
    """What day is it then."""
    from launchkit.domain.spans import parse_span, span_deadline  # noqa: PLC0415

    moment = moment_of(start)
    try:
        span = parse_span(length)
    except ValueError:
        raise Misused(
            f"时长写作 +30d、+5w（工作日）、+1m、+72h 或 -10w，收到的是 {length}。",
            f"Write a span as +30d, +5w (working days), +1m, +72h or -10w; got {length}.",
        ) from None
    calendar = WorkCalendar(calendar_years(run))
    try:
        found, zh = span_deadline(moment, span, roll=Roll(roll), calendar=calendar, zone=ZONE)
        _, en = span_deadline(
            moment, span, roll=Roll(roll), calendar=calendar, zone=ZONE, lang="en"
        )
    except (OverflowError, ValueError):
        raise Misused("日期超出可算的范围。", "The date is out of reach.") from None
    if run.json:
        put_json(_plain(found, zh, en))
    else:
        put(run.say(zh, en))
    return 0


def _plain(found: Deadline, zh: str, en: str) -> dict[str, Any]:
    return {
        "last_day": found.last_day.isoformat(),
        "at": None if found.at is None else found.at.astimezone(found.zone).isoformat(),
        "plan_by": found.plan_by.isoformat(),
        "counted_day": found.counted_day.isoformat(),
        "provisional": found.provisional,
        "provisional_years": list(found.provisional_years),
        "rolled_over": list(found.rolled_over),
        "zh": zh,
        "en": en,
    }


def calendar_years(run: Run) -> tuple[CalendarYear, ...]:
    """Calendar years of the home and the installation."""
    from launchkit.library.folders import data_files  # noqa: PLC0415

    files = data_files("checklists", "calendars/*.yaml", run.settings.home)
    return tuple(load_year(path) for path in files)


def load_year(path: Path) -> CalendarYear:
    """One calendar year; raises `Problems`."""
    from launchkit.library.folders import shown  # noqa: PLC0415
    from launchkit.library.loading import load_calendar  # noqa: PLC0415
    from launchkit.library.yaml_reader import read_file  # noqa: PLC0415

    return load_calendar(read_file(path, shown(path))).value


@command(
    argument("file", zh="日历文件（YAML，同 checklists/calendars）", en="calendar file (YAML, like checklists/calendars)"),
    option("--preview", is_flag=True, zh="只看会变动哪些期限，不采用", en="only show which deadlines would move"),
    zh="采用一年的正式放假安排（总部负责人或管理员）：在办专案的期限随之重算，每案写一条记录，列出变动的期限；以后开的案也用它。",
    en="Adopt a year's official notice (headquarters or an administrator): deadlines of open cases are computed anew, with an entry in each that names those that moved; new cases use it too.",
    examples=("launchkit calendar adopt cn_2027.yaml --as H1",),
)  # fmt: skip
def adopt(run: Run, file: str, *, preview: bool) -> int:
    """A year is official."""
    from launchkit.library.calendar_file import keep_calendar, read_calendar  # noqa: PLC0415
    from launchkit.library.folders import shown  # noqa: PLC0415

    path = Path(file)
    if not path.is_file():
        raise no_file(file)
    content = path.read_bytes()
    year = read_calendar(content, shown(path))
    calendars = run.office.calendars
    found = calendars.preview(run.call(), year) if preview else calendars.adopt(run.call(), year)
    if not preview:
        keep_calendar(run.settings.home, year.year, content)
    if run.json:
        moved = {
            run.office.desk.case(case).number: list(all_) for case, all_ in found.cases.items()
        }
        put_json(
            {"year": year.year, "digest": found.digest, "status": year.status, "moved": moved}
        )
        return 0
    _print(run, found, preview=preview)
    return 0


def _print(run: Run, found: Moved, *, preview: bool) -> None:
    year = found.year
    how = run.say(
        *(("正式", "official") if year.status == "official" else ("暂定", "provisional"))
    )
    head = (
        run.say(
            f"采用 {year.year} 年放假安排（{how}）会变动：",
            f"The calendar of {year.year} ({how}) would move:",
        )
        if preview
        else run.say(
            f"已采用 {year.year} 年放假安排（{how}）。",
            f"Adopted the calendar of {year.year} ({how}).",
        )
    )
    put(head, first="… " if preview else click.style("✓ ", fg="green"))
    for case, changes in found.cases.items():
        number = run.office.desk.case(case).number
        put(
            run.say(
                f"{number}：{len(changes)} 个期限变动", f"{number}: {len(changes)} deadlines moved"
            ),
            first="  ",
        )
        for one in changes:
            was, now = one["last_day"]
            put(f"{one['task']} {one['due']}: {was} → {now}", first="    ")
    if found.elsewhere:
        put(
            run.say(
                f"另有 {found.elsewhere} 个期限在您看不到的专案里",
                f"and {found.elsewhere} deadlines in cases that are not for you to see",
            ),
            first="  ",
        )


calendar = NestedGroup("calendar", {"adopt": adopt}, zh="工作日历", en="the working calendar")
