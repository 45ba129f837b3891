"""Deadline rules: one shape each, possible, and a statutory clock that only a date fact may start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from launchkit.domain.checklist import (
    Anchor,
    Due,
    FactType,
    Item,
    LocalRule,
    Outer,
    Personal,
    Recurrence,
    Unit,
)
from launchkit.domain.linting.remarks import Place, Remark, Sight, unknown
from launchkit.domain.linting.typed_conditions import MOMENTS

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_MONTH_DAY = re.compile(r"\d\d-\d\d")
#: which of the other keys each shape needs, and which it may not have
_SHAPES = {
    "after": (("within",), ("by", "year")),
    "before": (("by",), ("within", "after", "year")),
    "window": (("after",), ("within", "by")),
    "each": (("within",), ("by", "year")),
}


def lint_deadlines(sight: Sight) -> Iterator[Remark]:
    """Every deadline rule and every recurrence."""
    for place, item in sight.items:
        for number, due in enumerate(item.due):
            yield from _due((*place, "due", number), due, item, sight)
        if item.recurs is not None:
            yield from _recurrence((*place, "recurs"), item.recurs, item, sight)


def _due(here: Place, due: Due, item: Item, sight: Sight) -> Iterator[Remark]:
    if due.id.startswith("DL") and not due.basis:
        yield Remark(
            (*here, "id"),
            "uncited",
            f"“{due.id}”是法定期限，却没有写依据；请补 basis。",
            f"“{due.id}” is a statutory deadline without its basis; add basis.",
        )
    yield from _shape(here, due)
    for key, anchor in (("after", due.after), ("before", due.before)):
        if anchor is not None:
            yield from _anchor((*here, key), anchor, item, sight)
            yield from _statutory(
                (*here, key),
                anchor,
                statutory=bool(due.basis or any(one.basis for one in due.local)),
            )
            yield from _hours((*here, "unit"), anchor, due.unit, sight)
    if due.outer is not None:
        yield from _outer((*here, "outer"), due.outer, item, sight)
    for number, rule in enumerate(due.local):
        yield from _local((*here, "local", number), rule, due)
    if due.each is not None:
        yield from _each((*here, "each"), due, item)


def shape_of(due: Due) -> str | None:
    """Which of `window`, `each`, `before`, `after` shapes the rule; None for none or a mixture."""
    given = [name for name in ("before", "window", "each") if getattr(due, name) is not None]
    if len(given) > 1:
        return None
    return given[0] if given else ("after" if due.after is not None else None)


def _shape(here: Place, due: Due) -> Iterator[Remark]:
    shape = shape_of(due)
    if shape is None:
        yield Remark(
            here,
            "due-shape",
            "期限要写成一种：after＋within、before＋by、window＋after 或 each＋within；请只留一种。",
            "A deadline has one shape: after with within, before with by, window with after, or each with within; keep one.",
        )
        return
    needed, foreign = _SHAPES[shape]
    for key in needed:
        if getattr(due, key) is None:
            yield Remark(
                here,
                "due-incomplete",
                f"用 {shape} 的期限缺少 {key}；请补上。",
                f"A deadline with {shape} lacks {key}; add it.",
            )
    for key in foreign:
        if getattr(due, key) not in {None, 0}:
            yield Remark(
                (*here, key),
                "due-shape",
                f"用 {shape} 的期限不能写 {key}；请删去。",
                f"A deadline with {shape} cannot have {key}; delete it.",
            )
    yield from _numbers(here, due)


def _numbers(here: Place, due: Due) -> Iterator[Remark]:
    for key, value in (("within", due.within), ("by", due.by), ("year", due.year)):
        if value is not None and value < 0:
            yield _negative((*here, key))
    if due.window is not None:
        yield from _window((*here, "window"), due.window)


def _negative(here: Place) -> Remark:
    return Remark(
        here,
        "negative",
        "期限不能是负数；请改成 0 或更大。",
        "A period cannot be negative; write 0 or more.",
    )


def _window(here: Place, window: tuple[str, str]) -> Iterator[Remark]:
    wrong = [number for number, text in enumerate(window) if not _is_month_day(text)]
    for number in wrong:
        yield Remark(
            (*here, number),
            "no-such-day",
            f'没有 {window[number]} 这一天；请写成 "06-30" 的样子。',
            f'There is no such day as {window[number]}; write it as in "06-30".',
        )
    if not wrong and window[0] > window[1]:
        yield Remark(
            here,
            "window-reversed",
            f"窗口从 {window[0]} 到 {window[1]} 是倒的；请对调，跨年的写成两条。",
            f"The window from {window[0]} to {window[1]} runs backwards; exchange them, or write two rules across the year.",
        )


def _is_month_day(text: str) -> bool:
    if not _MONTH_DAY.fullmatch(text):
        return False
    try:
        # A leap year, so that 29 February is a day.
        date.fromisoformat(f"2024-{text}")
    except ValueError:
        return False
    return True


def _anchor(here: Place, anchor: Anchor, item: Item, sight: Sight) -> Iterator[Remark]:
    given = [key for key in ("fact", "item", "case") if getattr(anchor, key) is not None]
    if len(given) != 1:
        yield Remark(
            here,
            "anchor",
            "起算点要写 fact、item、case 中的一个；请只留一个。",
            "A clock starts from one of fact, item, case; keep one.",
        )
    if anchor.item is not None:
        yield from unknown((*here, "item"), "item", anchor.item, sight.item)
        yield from _anchor_item((*here, "item"), anchor.item, item, sight)
    if anchor.fact is not None:
        yield from unknown((*here, "fact"), "fact", anchor.fact, sight.fact)
        yield from _anchor_fact((*here, "fact"), anchor.fact, sight)


def _anchor_item(here: Place, name: str, item: Item, sight: Sight) -> Iterator[Remark]:
    other = sight.item.get(name)
    if name == item.id or (other is not None and other.recurs is not None):
        yield Remark(
            here,
            "anchor",
            f"“{name}”不能作起算点：它是自己或周期性的清单项；请换一个。",
            f"“{name}” cannot start this clock, being the item itself or a recurring one; use another.",
        )


def _anchor_fact(here: Place, name: str, sight: Sight) -> Iterator[Remark]:
    fact = sight.fact.get(name)
    if fact is None:
        return
    if fact.type not in MOMENTS:
        yield Remark(
            here,
            "anchor-not-a-date",
            f"“{name}”的类型是 {fact.type}，不能作起算点；请用日期或时刻。",
            f"“{name}” is of type {fact.type} and cannot start a clock; use a date or an instant.",
        )
    if fact.personal is not Personal.NONE:
        yield Remark(
            here,
            "personal-clock",
            f"“{name}”是个人信息，不能起算期限；起算日要用 personal: none 的要素。",
            f"“{name}” is personal and may not start a clock; use a fact with personal: none.",
        )


def _statutory(here: Place, anchor: Anchor, *, statutory: bool) -> Iterator[Remark]:
    if statutory and anchor.fact is None:
        yield Remark(
            here,
            "statutory-clock",
            "法定期限只能从日期要素（文件上的日期）起算，不能从点击或专案日期起算；请改成 {fact: …}。",
            "A statutory clock starts only from a date fact (the date on the paper), not from a click or the case; write {fact: …}.",
        )


def _hours(here: Place, anchor: Anchor, unit: Unit, sight: Sight) -> Iterator[Remark]:
    fact = sight.fact.get(anchor.fact) if anchor.fact else None
    if unit is Unit.HOUR and fact is not None and fact.type is FactType.DATE:
        yield Remark(
            here,
            "hours-from-a-date",
            f"按小时算要从时刻起算，“{fact.id}”只是日期；请把它改成 type: instant。",
            f"Hours are counted from an instant, and “{fact.id}” is only a date; make it type: instant.",
        )


def _outer(here: Place, outer: Outer, item: Item, sight: Sight) -> Iterator[Remark]:
    yield from _anchor((*here, "after"), outer.after, item, sight)
    yield from _statutory((*here, "after"), outer.after, statutory=bool(outer.basis))
    yield from _hours((*here, "unit"), outer.after, outer.unit, sight)
    if outer.within < 0:
        yield _negative((*here, "within"))


def _local(here: Place, rule: LocalRule, due: Due) -> Iterator[Remark]:
    if rule.within < 0:
        yield _negative((*here, "within"))
    if not (rule.place.isdecimal() and 2 <= len(rule.place) <= 6):
        yield Remark(
            (*here, "place"),
            "bad-place",
            f"“{rule.place}”不是行政区划代码；请写开头的 2 至 6 位数字，例如 4101。",
            f"“{rule.place}” is no division code; write its first 2 to 6 digits, for instance 4101.",
        )
    if due.within is None:
        yield Remark(
            here,
            "due-shape",
            "local 只能用在有 within 的期限上；请删去。",
            "local belongs to a deadline with within; delete it.",
        )


def _each(here: Place, due: Due, item: Item) -> Iterator[Remark]:
    if item.recurs is None or item.recurs.each is not due.each:
        yield Remark(
            here,
            "recurrence-missing",
            f"按 {due.each} 循环的期限要求清单项也这样循环；请补 recurs: {{each: {due.each}, …}}。",
            f"A deadline for each {due.each} needs an item that recurs likewise; add recurs: {{each: {due.each}, …}}.",
        )


def _recurrence(here: Place, recurs: Recurrence, item: Item, sight: Sight) -> Iterator[Remark]:
    yield from _anchor((*here, "since"), recurs.since, item, sight)
    if recurs.until is not None:
        yield from _anchor((*here, "until"), recurs.until, item, sight)
    for key, text in (
        ("opens", recurs.opens),
        ("by", recurs.by),
        ("silent_after", recurs.silent_after),
    ):
        if text is not None and not _TIME.fullmatch(text):
            yield Remark(
                (*here, key),
                "no-such-time",
                f'没有 {text} 这个时刻；请写成 "07:00" 的样子。',
                f'There is no such time as {text}; write it as in "07:00".',
            )
