from __future__ import annotations

import pytest

from launchkit.domain.checklist import Column, FactSpec, FactType, Option, Text
from launchkit.domain.errors import BadValue
from launchkit.domain.values import MAX_ROWS, MAX_TEXT, normal_value


def word(text: str) -> Text:
    return Text(zh=text, en=text)


def spec(type_: FactType, **more: object) -> FactSpec:
    return FactSpec(id="it", title=word("它"), type=type_, **more)  # type: ignore[arg-type]


def only_valid(_kind: FactType, text: str) -> str:
    if not text.startswith("9"):
        raise ValueError(text)
    return text


OPTIONS = (Option(id="a", title=Text(zh="甲", en="first")), Option(id="b", title=word("乙")))
COLUMNS = (
    Column(id="what", title=word("名称")),
    Column(id="price", title=word("单价"), type=FactType.MONEY),
    Column(id="note", title=word("备注"), required=False),
    Column(id="kind", title=word("类别"), type=FactType.CHOICE, options=OPTIONS, required=False),
)


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        (FactType.TEXT, "  沈阳  ", "沈阳"),
        (FactType.TEXT, "e\u0301", "é"),
        (FactType.TEXT, 12, "12"),
        (FactType.LONG_TEXT, "一\n二", "一\n二"),
        (FactType.INTEGER, "12", 12),
        (FactType.INTEGER, -3, -3),
        (FactType.DECIMAL, "128.50", "128.50"),
        (FactType.DECIMAL, 3, "3"),
        (FactType.MONEY, 3600000, 3600000),
        (FactType.MONEY, "36,000.00", 3600000),
        (FactType.MONEY, "36000.5元", 3600050),
        (FactType.MONEY, "0", 0),
        (FactType.DATE, "2024-02-29", "2024-02-29"),
        (FactType.INSTANT, "2026-03-02T09:30+08:00", "2026-03-02T09:30:00+08:00"),
        (FactType.YES_NO, "是", True),
        (FactType.YES_NO, "No", False),
        (FactType.YES_NO, True, True),
        (FactType.USCC, "9121 0106ma", "91210106MA"),
        (FactType.ID_NUMBER, "9x", "9X"),
        (FactType.PHONE, "138 0000 0000", "13800000000"),
        (FactType.PHONE, "024-12345678", "024-12345678"),
        (FactType.BANK_ACCOUNT, "6222 0212 3456 7890", "6222021234567890"),
    ],
)
def test_it_keeps_the_one_shape_of_its_type(type_: FactType, given: object, kept: object) -> None:
    assert normal_value(spec(type_), given, only_valid) == kept


@pytest.mark.parametrize(
    ("type_", "given", "says"),
    [
        (FactType.TEXT, "", "empty"),
        (FactType.TEXT, True, "a text"),
        (FactType.TEXT, ["a"], "a text"),
        (FactType.TEXT, "一\n二", "one line"),
        (FactType.TEXT, "a\x07", "control"),
        (FactType.TEXT, "长" * (MAX_TEXT + 1), "longer"),
        (FactType.INTEGER, "1.5", "whole number"),
        (FactType.INTEGER, True, "whole number"),
        (FactType.DECIMAL, "1e5", "a number"),
        (FactType.DECIMAL, True, "a number"),
        (FactType.MONEY, -1, "amount"),
        (FactType.MONEY, "12.345", "amount"),
        (FactType.MONEY, 1.5, "amount"),
        (FactType.DATE, "2026-02-30", "no such date"),
        (FactType.DATE, "20260302", "no such date"),
        (FactType.INSTANT, "2026-04-05T10:30", "instant"),
        (FactType.INSTANT, "morgen", "instant"),
        (FactType.YES_NO, "maybe", "yes or no"),
        (FactType.YES_NO, 1, "yes or no"),
        (FactType.USCC, "1234", "unified social credit code"),
        (FactType.ID_NUMBER, "11010519491231002X", "resident identity number"),
        (FactType.PHONE, "12", "telephone"),
        (FactType.BANK_ACCOUNT, "62-22", "8 to 30 digits"),
    ],
)
def test_it_says_what_is_wrong_without_repeating_the_value(
    type_: FactType, given: object, says: str
) -> None:
    with pytest.raises(BadValue, match=says) as refused:
        normal_value(spec(type_), given, only_valid)
    assert refused.value.zh.startswith("它（it）：")
    if isinstance(given, str) and len(given) > 2:
        assert given not in refused.value.zh + refused.value.en


def test_a_choice_is_given_by_id_or_title() -> None:
    choice = spec(FactType.CHOICE, options=OPTIONS)
    assert [normal_value(choice, one, only_valid) for one in ("a", "甲", "first", "b")] == [
        "a",
        "a",
        "a",
        "b",
    ]
    with pytest.raises(BadValue, match="one of a, b"):
        normal_value(choice, "c", only_valid)


def test_a_table_keeps_every_column() -> None:
    table = spec(FactType.TABLE, columns=COLUMNS)
    rows = [
        {"what": " 工作台 ", "price": "1200.00", "kind": "甲"},
        {"what": "椅", "price": 5, "note": ""},
    ]
    assert normal_value(table, rows, only_valid) == [
        {"what": "工作台", "price": 120000, "note": None, "kind": "a"},
        {"what": "椅", "price": 5, "note": None, "kind": None},
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("x", "rows with named columns"),
        (["x"], "rows with named columns"),
        ([{}] * (MAX_ROWS + 1), "more than"),
        ([{"what": "a", "price": 1, "colour": 2}], "row 1 has an unknown column colour"),
        ([{"what": "a", "price": 1}, {"what": "b"}], "row 2, 单价: is missing"),
        ([{"what": "a", "price": "viel"}], "row 1, 单价: an amount"),
    ],
)
def test_a_table_names_row_and_column(rows: object, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        normal_value(spec(FactType.TABLE, columns=COLUMNS), rows, only_valid)
