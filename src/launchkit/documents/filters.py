"""What a page may do with a value: the whole list, nothing is inherited from Jinja that is not named here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from markupsafe import Markup, escape

from launchkit.documents import zh

MOST_ROWS = 500


def paragraphs(text: str) -> Markup:
    """Typed text as paragraphs, escaped; its line ends are kept."""
    lines = [line.strip() for line in text.splitlines()]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines if line)


def yes_no(value: bool) -> str:  # noqa: FBT001 - a filter's value
    """是 or 否."""
    return "是" if value else "否"


def plain_text(value: object) -> str:
    """Value as it is typed; a line end becomes a space, a list is joined by 、."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, list):
        return "、".join(plain_text(item) for item in value)
    return " ".join(str(value).splitlines())


WAYS: Mapping[str, Callable[..., str]] = {
    "text": plain_text,
    "long": paragraphs,
    "money": zh.money,
    "capital": zh.capital_amount,
    "date": zh.cn_date,
    "bill_date": zh.bill_date,
    "id_masked": zh.mask_id,
    "phone_masked": zh.mask_phone,
    "bank_masked": zh.mask_bank,
    "bank": zh.bank_groups,
    "area": zh.area,
    "percent": zh.percent,
    "decimal": zh.decimal,
    "yes_no": yes_no,
}


def shown(value: object, way: str = "text") -> str:
    """Value in one of `WAYS`; nothing stays nothing, so that the place can be filled in by hand."""
    if value is None or value == "":
        return ""
    return WAYS[way](value)


def _optional(function: Callable[..., str]) -> Callable[[object], str]:
    def applied(value: object) -> str:
        return "" if value is None or value == "" else function(value)

    return applied


def numbers(count: int) -> list[int]:
    """1 to `count`, for empty lines and columns."""
    return list(range(1, min(count, MOST_ROWS) + 1))


def padded(rows: Sequence[object], at_least: int) -> list[object]:
    """Rows with empty ones added until there are `at_least`."""
    return [*rows, *({} for _ in range(min(at_least, MOST_ROWS) - len(rows)))]


def cell(row: Mapping[str, object], key: str) -> object:
    """Value of a row; an empty row has no values."""
    return row.get(key)


def total(rows: Sequence[Mapping[str, object]], key: str) -> int:
    """Sum of a column of whole numbers; an empty cell counts nothing."""
    return sum(value for row in rows if type(value := row.get(key)) is int)


def title_of(chosen: str | None, options: Sequence[Sequence[str]]) -> str:
    """Title of the chosen option of `[[id, title], …]`, as `doc.options.NAME` has them; nothing while nobody has chosen."""
    return {option[0]: option[1] for option in options}[chosen] if chosen else ""


_OWN: Mapping[str, Callable[..., object]] = {
    **{
        name: _optional(function)
        for name, function in WAYS.items()
        if name not in {"text", "date"}
    },
    "cn_date": _optional(zh.cn_date),
    "paragraphs": _optional(paragraphs),
    "shown": shown,
    "numeral": zh.numeral,
    "clause_number": zh.clause_number,
    "numbers": numbers,
    "padded": padded,
    "cell": cell,
    "total": total,
    "title_of": title_of,
    "escape": escape,
}
#: harmless ones of Jinja: none looks up an attribute by a name given in the template, none multiplies text
_FILTERS: Mapping[str, Any] = FILTERS
_TESTS: Mapping[str, Any] = TESTS
_JINJA_FILTERS = ("batch", "first", "join", "last", "length", "trim", "upper")
_JINJA_TESTS = (
    "defined",
    "none",
    "string",
    "number",
    "mapping",
    "sequence",
    "odd",
    "even",
    "in",
    "divisibleby",
)

FILTERS_ALLOWED: Mapping[str, Callable[..., object]] = {
    **{name: _FILTERS[name] for name in _JINJA_FILTERS},
    **_OWN,
}
TESTS_ALLOWED: Mapping[str, Callable[..., object]] = {name: _TESTS[name] for name in _JINJA_TESTS}
