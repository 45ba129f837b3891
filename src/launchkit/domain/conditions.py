"""Conditions on facts: whether one holds, what it depends on, and how it reads as a sentence.

There are three answers. An unanswered fact makes a condition neither true nor false, so that nothing is skipped before
somebody has answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from launchkit.domain.checklist import (
    AllOf,
    Answered,
    AnyOf,
    Compare,
    Condition,
    FactSpec,
    Not,
    Operand,
    Share,
    Text,
)

Facts = Callable[[str], object | None]

#: comparisons by their name in YAML, with the words for it in Chinese and English
COMPARISONS: Mapping[str, tuple[Callable[[Any, Any], bool], str, str]] = {
    "eq": (eq, "等于", "is"),
    "ne": (ne, "不等于", "is not"),
    "gt": (gt, "大于", "is more than"),
    "ge": (ge, "不小于", "is at least"),
    "lt": (lt, "小于", "is less than"),
    "le": (le, "不大于", "is at most"),
}
_ORDER = frozenset({"gt", "ge", "lt", "le"})
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")


def comparison(condition: Compare) -> tuple[str, Operand | tuple[bool | int | str, ...]] | None:
    """Name and operand of the one comparison that is given; None when there is none or more than one."""
    given = [
        (name, getattr(condition, name))
        for name in COMPARISONS
        if getattr(condition, name) is not None
    ]
    if condition.in_ is not None:
        given.append(("in", condition.in_))
    return given[0] if len(given) == 1 else None


def truth(condition: Condition, facts: Facts) -> bool | None:
    """Whether the condition holds; None while it depends on a fact without an answer.

    `facts` gives the value of a fact by its id, or None.
    """
    match condition:
        case Answered():
            return facts(condition.answered) is not None
        case Not():
            inner = truth(condition.not_, facts)
            return None if inner is None else not inner
        case AllOf():
            return _joined([truth(one, facts) for one in condition.all], decisive=False)
        case AnyOf():
            return _joined([truth(one, facts) for one in condition.any], decisive=True)
        case _:
            return _compared(condition, facts)


def _joined(answers: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _compared(condition: Compare, facts: Facts) -> bool | None:
    value, given = facts(condition.fact), comparison(condition)
    if value is None or given is None:
        return None
    name, operand = given
    if isinstance(operand, tuple):
        return any(_same(value, one) for one in operand)
    other = _operand(operand, facts)
    if other is None:
        return None
    if name not in _ORDER:
        return _same(value, other) is (name == "eq")
    left, right = _measure(value), _measure(other)
    if type(left) is not type(right):
        return None
    return COMPARISONS[name][0](left, right)


def _operand(operand: Operand, facts: Facts) -> object | None:
    if not isinstance(operand, Share):
        return operand
    other = facts(operand.fact)
    if other is None or operand.percent == 100:
        return other
    measure = _measure(other)
    return measure * operand.percent / 100 if isinstance(measure, Fraction) else None


def _same(value: object, other: object) -> bool:
    # True equals 1 in Python, and the text "012" is not the number 12.
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    if isinstance(value, str) and isinstance(other, str):
        return value == other
    return _measure(value) == _measure(other)


def _measure(value: object) -> object:
    """What is compared by order: exact number, instant, or text (ISO dates are in order as text)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str):
        return value
    if _DECIMAL.fullmatch(value):
        return Fraction(value)
    return _instant(value) or value


def _instant(text: str) -> datetime | None:
    if "T" not in text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def parts_of(condition: Condition) -> tuple[tuple[tuple[str | int, ...], Condition], ...]:
    """Conditions directly inside, each with its path as written in YAML."""
    match condition:
        case Not():
            return ((("not",), condition.not_),)
        case AllOf():
            return tuple((("all", number), one) for number, one in enumerate(condition.all))
        case AnyOf():
            return tuple((("any", number), one) for number, one in enumerate(condition.any))
        case _:
            return ()


def facts_of(condition: Condition) -> set[str]:
    """Ids of the facts that the condition looks at."""
    found = {fact for _, one in parts_of(condition) for fact in facts_of(one)}
    if isinstance(condition, Answered):
        found.add(condition.answered)
    elif isinstance(condition, Compare):
        found.add(condition.fact)
        found.update(share.fact for share in shares_of(condition))
    return found


def shares_of(condition: Compare) -> tuple[Share, ...]:
    """Operands that are a share of another fact."""
    return tuple(one for name in COMPARISONS if isinstance(one := getattr(condition, name), Share))


def titles_of(facts: Iterable[FactSpec]) -> dict[str, Text]:
    """Titles for `explain`: of each fact by its id, of each option by `fact.option`."""
    titles: dict[str, Text] = {}
    for fact in facts:
        titles[fact.id] = fact.title
        titles.update({f"{fact.id}.{option.id}": option.title for option in fact.options})
    return titles


def explain(condition: Condition, titles: Mapping[str, Text], lang: str) -> str:
    """The condition as a clause without a full stop, in `zh` or `en`; `titles` as made by `titles_of`."""
    match condition:
        case Answered():
            name = _title(condition.answered, titles, lang)
            return f"{name} has been answered" if lang == "en" else f"{name}已填写"
        case Not():
            inner = explain(condition.not_, titles, lang)
            return f"it is not so that {inner}" if lang == "en" else f"并非（{inner}）"
        case AllOf():
            return _listed(condition.all, titles, lang, (" and ", "，且"))
        case AnyOf():
            return _listed(condition.any, titles, lang, (" or ", "，或"))
        case _:
            return _compare_words(condition, titles, lang)


def _listed(
    conditions: tuple[Condition, ...],
    titles: Mapping[str, Text],
    lang: str,
    joint: tuple[str, str],
) -> str:
    said = []
    for one in conditions:
        clause = explain(one, titles, lang)
        if isinstance(one, AllOf | AnyOf):
            clause = f"({clause})" if lang == "en" else f"（{clause}）"
        said.append(clause)
    return joint[0 if lang == "en" else 1].join(said)


def _compare_words(condition: Compare, titles: Mapping[str, Text], lang: str) -> str:
    name = _title(condition.fact, titles, lang)
    given = comparison(condition)
    if given is None:
        return name
    word, operand = given
    if isinstance(operand, tuple):
        values = [_value_words(one, condition.fact, titles, lang) for one in operand]
        return (
            f"{name} is one of {', '.join(values)}"
            if lang == "en"
            else f"{name}是{'、'.join(one.strip() for one in values)}之一"
        )
    value = _value_words(operand, condition.fact, titles, lang)
    _, zh, en = COMPARISONS[word]
    return f"{name} {en} {value}" if lang == "en" else f"{name}{zh}{value}"


def _value_words(value: Operand, fact: str, titles: Mapping[str, Text], lang: str) -> str:
    if isinstance(value, Share):
        other = _title(value.fact, titles, lang)
        if value.percent == 100:
            return other
        return f"{value.percent} % of {other}" if lang == "en" else f"{other}的 {value.percent}%"
    if isinstance(value, bool):
        return ("yes" if value else "no") if lang == "en" else ("是" if value else "否")
    title = titles.get(f"{fact}.{value}")
    if title is not None:
        return f"“{title.en if lang == 'en' else title.zh}”"
    return str(value) if lang == "en" else f" {value}"


def _title(fact: str, titles: Mapping[str, Text], lang: str) -> str:
    title = titles.get(fact)
    if title is None:
        return fact
    return title.en if lang == "en" else f"“{title.zh}”"
