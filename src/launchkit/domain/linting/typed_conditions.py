"""Conditions held against the facts they look at: known, not personal, of a fitting type, and able to be true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from fractions import Fraction

from launchkit.domain.checklist import (
    AllOf,
    Answered,
    AnyOf,
    Compare,
    Condition,
    FactSpec,
    FactType,
    Item,
    Personal,
    Scalar,
    Share,
)
from launchkit.domain.conditions import (
    COMPARISONS,
    comparison,
    facts_of,
    parts_of,
    shares_of,
    truth,
)
from launchkit.domain.linting.remarks import Place, Remark, Sight, near, unknown

NUMBERS = frozenset({FactType.INTEGER, FactType.DECIMAL, FactType.MONEY})
MOMENTS = frozenset({FactType.DATE, FactType.INSTANT})
_NEVER_COMPARED = frozenset({FactType.TABLE, FactType.LONG_TEXT})
_ORDER = ("gt", "ge", "lt", "le")
_MOST_TRIED = 20_000


def lint_conditions(sight: Sight) -> Iterator[Remark]:
    """Every condition of every item."""
    for place, item in sight.items:
        for here, condition, per in conditions_of(place, item, sight):
            remarks = list(_judged(here, condition, per, sight))
            yield from remarks
            if not remarks:
                yield from _never(here, condition, sight)


def conditions_of(
    place: Place, item: Item, sight: Sight
) -> Iterator[tuple[Place, Condition, str | None]]:
    """Conditions inside an item, with their place and the collection whose facts they may look at."""
    if item.when is not None:
        yield (*place, "when"), item.when, item.per
    if item.approval is not None and item.approval.when is not None:
        yield (*place, "approval", "when"), item.approval.when, item.per
    for number, rule in enumerate(item.evidence):
        if rule.when is not None:
            yield (*place, "evidence", number, "when"), rule.when, item.per
    for number, check in enumerate(item.checks):
        yield (*place, "checks", number, "must"), check.must, item.per
        if check.when is not None:
            yield (*place, "checks", number, "when"), check.when, item.per
    yield from _due_conditions(place, item, sight)


def _due_conditions(
    place: Place, item: Item, sight: Sight
) -> Iterator[tuple[Place, Condition, str | None]]:
    for number, due in enumerate(item.due):
        if due.when is not None:
            anchor = due.after or due.before
            fact = sight.fact.get(anchor.fact) if anchor and anchor.fact else None
            yield (
                (*place, "due", number, "when"),
                due.when,
                (fact.per if fact else None) or item.per,
            )


def _judged(here: Place, condition: Condition, per: str | None, sight: Sight) -> Iterator[Remark]:
    inside = parts_of(condition)
    for step, one in inside:
        yield from _judged((*here, *step), one, per, sight)
    if isinstance(condition, AllOf | AnyOf) and not inside:
        yield Remark(
            here,
            "empty-condition",
            "条件是空的；请写上至少一个。",
            "The condition is empty; write at least one.",
        )
    elif isinstance(condition, Answered):
        yield from _looks_at((*here, "answered"), condition.answered, per, sight)
    elif isinstance(condition, Compare):
        yield from _looks_at((*here, "fact"), condition.fact, per, sight)
        if condition.fact in sight.fact:
            yield from _compare(here, condition, per, sight)


def _looks_at(here: Place, name: str, per: str | None, sight: Sight) -> Iterator[Remark]:
    yield from unknown(here, "fact", name, sight.fact)
    fact = sight.fact.get(name)
    if fact is None:
        return
    if fact.personal is not Personal.NONE:
        yield Remark(
            here,
            "personal-condition",
            f"“{name}”是个人信息，不能左右流程；请改用不涉及个人的要素。",
            f"“{name}” is personal and may not steer anything; use a fact that is not.",
        )
    if fact.per is not None and fact.per != per:
        yield Remark(
            here,
            "which-instance",
            f"“{name}”在“{fact.per}”里每个都有一份，这里看不出是哪一个；请把清单项写成 per: {fact.per}，或换一个要素。",
            f"There is one “{name}” for each of “{fact.per}”, and it is not clear which is meant; make the item per: {fact.per}, or use another fact.",
        )


def _compare(here: Place, condition: Compare, per: str | None, sight: Sight) -> Iterator[Remark]:
    given = comparison(condition)
    if given is None:
        yield Remark(
            here,
            "one-comparison",
            "一个条件只写一个比较（eq、ne、gt、ge、lt、le 或 in）；请改成一个。",
            "A condition has exactly one comparison (eq, ne, gt, ge, lt, le or in); write one.",
        )
        return
    name, operand = given
    fact = sight.fact[condition.fact]
    if fact.type in _NEVER_COMPARED or (name in _ORDER and fact.type not in NUMBERS | MOMENTS):
        yield Remark(
            (*here, name),
            "cannot-compare",
            f"“{fact.id}”的类型是 {fact.type}，不能用 {name} 比较；请换一种条件。",
            f"“{fact.id}” is of type {fact.type} and cannot be compared with {name}; use another condition.",
        )
    elif isinstance(operand, Share):
        yield from _share((*here, name), operand, fact, per, sight)
    elif isinstance(operand, tuple):
        yield from _several((*here, "in"), operand, fact)
    else:
        yield from _value((*here, name), operand, fact)


def _several(here: Place, operands: tuple[Scalar, ...], fact: FactSpec) -> Iterator[Remark]:
    if not operands:
        yield Remark(
            here,
            "empty-condition",
            "in 后面是空的；请写上可选的值。",
            "Nothing stands after in; write the possible values.",
        )
    for number, one in enumerate(operands):
        yield from _value((*here, number), one, fact)


def _share(
    here: Place, share: Share, fact: FactSpec, per: str | None, sight: Sight
) -> Iterator[Remark]:
    yield from _looks_at((*here, "fact"), share.fact, per, sight)
    other = sight.fact.get(share.fact)
    if other is None:
        return
    both_numbers = fact.type in NUMBERS and other.type in NUMBERS
    if not both_numbers and (
        fact.type is not other.type or share.percent != 100 or fact.type in _NEVER_COMPARED
    ):
        yield Remark(
            here,
            "cannot-compare",
            f"“{fact.id}”（{fact.type}）不能与“{other.id}”（{other.type}）这样比较；请换成同类的要素，百分比只用于数字。",
            f"“{fact.id}” ({fact.type}) cannot be compared in this way with “{other.id}” ({other.type}); use facts of one type, and a percentage for numbers only.",
        )


def _value(here: Place, value: Scalar, fact: FactSpec) -> Iterator[Remark]:
    if fact.type is FactType.CHOICE:
        options = [option.id for option in fact.options]
        if value not in options:
            near_zh, near_en = near(str(value), options)
            yield Remark(
                here,
                "unknown-option",
                f"“{fact.id}”没有选项“{value}”；{near_zh}可用的有 {'、'.join(options)}。",
                f"“{fact.id}” has no option “{value}”; {near_en}possible are {', '.join(options)}.",
            )
    elif not fits(value, fact.type):
        yield Remark(
            here,
            "wrong-operand",
            f"“{fact.id}”的类型是 {fact.type}，不能与“{value}”比较；请写同类的值。",
            f"“{fact.id}” is of type {fact.type} and cannot be compared with “{value}”; write a value of that type.",
        )


def fits(value: Scalar, kind: FactType) -> bool:
    """True when the value could be one of the type (dates have to exist)."""
    if isinstance(value, bool) or kind is FactType.YES_NO:
        return isinstance(value, bool) and kind is FactType.YES_NO
    if isinstance(value, int):
        return kind in NUMBERS
    forms = {FactType.DECIMAL: is_decimal, FactType.DATE: is_date, FactType.INSTANT: is_instant}
    if kind in forms:
        return forms[kind](value)
    return kind not in NUMBERS


def is_decimal(text: str) -> bool:
    """True for plain decimal notation such as `12.50`."""
    whole, _, rest = text.removeprefix("-").partition(".")
    return (
        whole.isdecimal()
        and whole.isascii()
        and ((rest.isdecimal() and rest.isascii()) or text.find(".") < 0)
    )


def is_date(text: str) -> bool:
    """True for a day that exists, written as 2026-03-02."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_instant(text: str) -> bool:
    """True for a moment with its offset from UTC, written as 2026-03-02T09:30:00+08:00."""
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _never(here: Place, condition: Condition, sight: Sight) -> Iterator[Remark]:
    if can_hold(condition, sight) is False:
        yield Remark(
            here,
            "never-true",
            "这个条件永远不会成立；请核对其中的值。",
            "This condition can never be true; look at its values again.",
        )


def can_hold(condition: Condition, sight: Sight) -> bool | None:
    """Whether some answers make the condition true; None where that is not decided (shares, or too many cases)."""
    compares = list(_compares(condition))
    if any(shares_of(one) for one in compares):
        return None
    facts = sorted(facts_of(condition))
    tried = [
        _trials(sight.fact[name], [one for one in compares if one.fact == name]) for name in facts
    ]
    size = 1
    for values in tried:
        size *= len(values)
    if size > _MOST_TRIED:
        return None
    return any(
        truth(condition, dict(zip(facts, chosen, strict=True)).get) is True
        for chosen in itertools.product(*tried)
    )


def _compares(condition: Condition) -> Iterator[Compare]:
    if isinstance(condition, Compare):
        yield condition
    for _, one in parts_of(condition):
        yield from _compares(one)


def _trials(fact: FactSpec, compares: list[Compare]) -> list[object]:
    """Answers that show everything comparisons with fixed values can tell apart; None stands for no answer."""
    if fact.type is FactType.YES_NO:
        return [None, True, False]
    if fact.type is FactType.CHOICE:
        return [None, *(option.id for option in fact.options)]
    fixed = [value for one in compares for value in _fixed(one)]
    if fact.type in NUMBERS:
        whole = fact.type is not FactType.DECIMAL
        return [None, *(_number_trials([Fraction(value) for value in fixed], whole=whole))]
    if fact.type is FactType.DATE:
        return _date_trials(fixed)
    return [None, "?", *fixed] if fact.type is not FactType.INSTANT else _instant_trials(fixed)


def _instant_trials(fixed: list[Scalar]) -> list[object]:
    found: list[object] = [None, "2026-01-01T00:00:00+08:00"]
    for value in fixed:
        found.extend(_beside(datetime.fromisoformat(str(value)), timedelta(seconds=1)))
    return found


def _date_trials(fixed: list[Scalar]) -> list[object]:
    found: list[object] = [None, "2026-01-01"]
    for value in fixed:
        found.extend(_beside(date.fromisoformat(str(value)), timedelta(days=1)))
    return found


def _beside(moment: date, step: timedelta) -> Iterator[str]:
    """The moment, the one before and the one after, as far as Python's calendar goes."""
    yield moment.isoformat()
    for shift in (-step, step):
        with suppress(OverflowError):
            yield (moment + shift).isoformat()


def _number_trials(fixed: list[Fraction], *, whole: bool) -> list[object]:
    points = sorted(set(fixed)) or [Fraction(0)]
    beside = {value + shift for value in points for shift in (-1, 0, 1)}
    if not whole:
        beside.update((left + right) / 2 for left, right in itertools.pairwise(points))
    return list(beside)


def _fixed(compare: Compare) -> Iterator[Scalar]:
    for name in COMPARISONS:
        value = getattr(compare, name)
        if isinstance(value, Scalar):
            yield value
    yield from compare.in_ or ()
