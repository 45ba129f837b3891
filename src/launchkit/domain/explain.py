"""Each deadline says in one sentence what it is counted from, where it ends and by which law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Literal

from launchkit.domain.checklist import Due, Each, Roll, Statute, Text, Unit
from launchkit.domain.deadlines import Deadline

Lang = Literal["zh", "en"]

_WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_UNITS = {
    Unit.CALENDAR: Text(zh="个日历日", en="calendar day"),
    Unit.WORKING: Text(zh="个工作日", en="working day"),
    Unit.MONTH: Text(zh="个月", en="month"),
    Unit.HOUR: Text(zh="小时", en="hour"),
}
_PERIODS = {
    Each.DAY: Text(zh="每日", en="the day"),
    Each.WEEK: Text(zh="每周期末", en="the week"),
    Each.MONTH: Text(zh="每月期末", en="the month"),
    Each.QUARTER: Text(zh="每季度期末", en="the quarter"),
    Each.YEAR: Text(zh="每年期末", en="the year"),
}
#: festivals as calendars name them, in English
FESTIVALS = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}


def explain(
    deadline: Deadline,
    due: Due,
    *,
    began_as: Text,
    statutes: Mapping[str, Statute],
    lang: Lang = "zh",
) -> str:
    """The deadline as one sentence, with the legal basis behind it.

    `began_as` is the title of what `deadline.anchor` names. Statutes that are not given are cited by their id alone.
    """
    start, end, basis = (
        (_start_zh, _end_zh, _basis_zh) if lang == "zh" else (_start_en, _end_en, _basis_en)
    )
    said = start(deadline, due, began_as) + end(deadline)
    return said + basis([(id_, statutes.get(id_)) for id_ in deadline.basis])


def festival_names(names: tuple[str, ...], lang: Lang) -> str:
    """Festivals as the notices join them (国庆节、中秋节), in the language asked for."""
    single = dict.fromkeys(part for name in names for part in name.split("、"))
    if lang == "zh":
        return "、".join(single)
    return " and ".join(FESTIVALS.get(name, name) for name in single)


# --- Chinese ----------------------------------------------------------------------------------


def _start_zh(deadline: Deadline, due: Due, began_as: Text) -> str:
    period = _period(deadline, due)
    began = f"{_moment(deadline.began)}（{began_as.zh}）"
    if period is not None:
        began = f"{period.zh} {_moment(deadline.began)} "
    if deadline.opens is not None:
        year = {0: "同年", 1: "次年"}.get(due.year, f"之后第 {due.year} 年")
        return f"以 {began}的{year}为准，自 {deadline.opens} 起办理，"
    count = deadline.count or 0
    length = f"{abs(count)} {_UNITS[deadline.unit].zh}"
    if count == 0:
        return f"{began}当日办妥，"
    if _is_eve(deadline):
        return f"须早于 {began}，"
    if count < 0:
        return f"须比 {began}提前 {length}，"
    since = "起" if deadline.unit is Unit.HOUR else "次日起"
    space = "" if period is not None else " "
    return f"从{space}{began}{since}算 {length}，"


def _end_zh(deadline: Deadline) -> str:
    weekday = _WEEKDAYS["zh"][deadline.last_day.weekday()]
    clauses = [f"最迟 {_last(deadline)}（{weekday}）", *_marks_zh(deadline)]
    if deadline.plan_by != deadline.last_day:
        clauses.append(f"宜在 {_short_zh(deadline)}前（含当日）办妥")
    return "；".join(clauses) + "。"


def _marks_zh(deadline: Deadline) -> Iterator[str]:
    if (reason := _reason(deadline, "zh")) is not None:
        yield reason
    if deadline.local_place is not None:
        yield f"按当地更短的期限（区划代码 {deadline.local_place}）"
    if deadline.outer_won:
        yield "以先到的外限为准"
    if deadline.suspended_days:
        yield f"已加上中止的 {deadline.suspended_days} 天"
    if deadline.suspended:
        yield "期限现已中止，恢复后重新推算，所示为最早的一天"
    if deadline.extended_to is not None:
        kept = "法定期限不因此顺延" if deadline.statutory else "以此为准"
        yield f"已决定延至 {deadline.extended_to}，{kept}"
    yield from _doubts_zh(deadline)


def _doubts_zh(deadline: Deadline) -> Iterator[str]:
    if deadline.tax_derived:
        yield "暂定：该月申报期限尚未公布，按已公布年份的规律推算"
    if deadline.provisional_years:
        years = "、".join(str(year) for year in deadline.provisional_years)
        what = "" if deadline.last_day_provisional else "宜办日"
        yield f"{what}暂定：{years} 年放假通知尚未公布"


def _short_zh(deadline: Deadline) -> str:
    day = deadline.plan_by
    year = f"{day.year} 年 " if day.year != deadline.last_day.year else ""
    return f"{year}{day.month} 月 {day.day} 日"


def _basis_zh(basis: list[tuple[str, Statute | None]]) -> str:
    if not basis:
        return ""
    cited = (
        id_
        if statute is None
        else f"{id_}：{statute.law}{statute.article}"
        + (f"（未核实：{statute.unverified.zh.rstrip('。')}）" if statute.unverified else "")
        for id_, statute in basis
    )
    return "依据 " + "；".join(cited) + "。"


# --- English ----------------------------------------------------------------------------------


def _start_en(deadline: Deadline, due: Due, began_as: Text) -> str:
    period = _period(deadline, due)
    began = f"{_moment(deadline.began)} ({began_as.en})"
    if period is not None:
        began = f"{_moment(deadline.began)}, the end of {period.en}"
    if deadline.opens is not None:
        year = {0: "In the year of", 1: "In the year after"}.get(
            due.year, f"{due.year} years after"
        )
        return f"{year} {began}, from {deadline.opens} on, "
    count = deadline.count or 0
    length = f"{abs(count)} {_UNITS[deadline.unit].en}{'' if abs(count) == 1 else 's'}"
    if count == 0:
        return f"On {began} itself, "
    if _is_eve(deadline):
        return f"Before {began}, "
    if count < 0:
        return f"{length} before {began}, "
    since = "from" if deadline.unit is Unit.HOUR else "from the day after"
    return f"{length} {since} {began}, "


def _end_en(deadline: Deadline) -> str:
    weekday = _WEEKDAYS["en"][deadline.last_day.weekday()]
    clauses = [f"at the latest {_last(deadline)} ({weekday})", *_marks_en(deadline)]
    if deadline.plan_by != deadline.last_day:
        clauses.append(f"plan to finish by {_short_en(deadline)}")
    return "; ".join(clauses) + "."


def _marks_en(deadline: Deadline) -> Iterator[str]:
    if (reason := _reason(deadline, "en")) is not None:
        yield reason
    if deadline.local_place is not None:
        yield f"by the shorter local limit (division code {deadline.local_place})"
    if deadline.outer_won:
        yield "the outer limit comes first"
    if deadline.suspended_days:
        yield f"with {deadline.suspended_days} suspended days added"
    if deadline.suspended:
        yield "the clock stands; the day shown is the earliest possible"
    if deadline.extended_to is not None:
        kept = "which does not move the statutory day" if deadline.statutory else "which holds"
        yield f"extended by decision to {deadline.extended_to}, {kept}"
    yield from _doubts_en(deadline)


def _doubts_en(deadline: Deadline) -> Iterator[str]:
    if deadline.tax_derived:
        yield "provisional: no filing day is published for the month, this one is derived"
    if deadline.provisional_years:
        years = ", ".join(str(year) for year in deadline.provisional_years)
        what = "provisional" if deadline.last_day_provisional else "day to plan by provisional"
        yield f"{what}: the holiday notice for {years} is not out"


def _short_en(deadline: Deadline) -> str:
    day = deadline.plan_by
    year = f" {day.year}" if day.year != deadline.last_day.year else ""
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _basis_en(basis: list[tuple[str, Statute | None]]) -> str:
    if not basis:
        return ""
    cited = (
        id_
        if statute is None
        else f"{id_}: {statute.law} {statute.article}"
        + (f" (unverified: {statute.unverified.en})" if statute.unverified else "")
        for id_, statute in basis
    )
    return " Basis " + "; ".join(cited) + "."


# --- both -------------------------------------------------------------------------------------


def _reason(deadline: Deadline, lang: Lang) -> str | None:
    """Why the last day is not the day that plain counting gives."""
    if deadline.last_day == deadline.counted_day:
        return None
    names = festival_names(deadline.rolled_over, lang)
    if deadline.roll is Roll.TAX_FILING and not deadline.tax_derived:
        return _published(deadline.counted_day, names)[lang]
    earlier = deadline.last_day < deadline.counted_day
    return _moved(deadline.counted_day, names, earlier=earlier)[lang]


def _published(counted: date, names: str) -> dict[str, str]:
    zh = f"遇{names}" if names else "遇周末"
    en = names or "the weekend"
    return {
        "zh": f"{counted} {zh}，按公布的申报期限",
        "en": f"as published for {counted} because of {en}",
    }


def _moved(counted: date, names: str, *, earlier: bool) -> dict[str, str]:
    way = ("提前", "brought forward") if earlier else ("顺延", "put back")
    return {
        "zh": f"原为 {counted}，遇{names or '周末'}{way[0]}",
        "en": f"{way[1]} from {counted} because of {names or 'the weekend'}",
    }


def _last(deadline: Deadline) -> str:
    """The last day, with its local time where there is one."""
    if deadline.at is None:
        return str(deadline.last_day)
    return _moment(deadline.at.astimezone(deadline.zone))


def _moment(value: date | datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _period(deadline: Deadline, due: Due) -> Text | None:
    """The recurring period whose end starts the clock; the outer bound of a rule has none."""
    return None if due.each is None or deadline.outer_won else _PERIODS[due.each]


def _is_eve(deadline: Deadline) -> bool:
    """Whether the rule says no more than "before"."""
    return deadline.count == -1 and deadline.unit is Unit.CALENDAR
