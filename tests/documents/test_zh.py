"""Amounts, dates and numbers as Chinese paper has them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchkit.documents import zh

OFFICIAL = {
    140950: "壹仟肆佰零玖元伍角",
    600714: "陆仟零柒元壹角肆分",
    168032: "壹仟陆佰捌拾元零叁角贰分",
    10700053: "壹拾万柒仟元零伍角叁分",
    1640902: "壹万陆仟肆佰零玖元零贰分",
    32504: "叁佰贰拾伍元零肆分",
}
EDGES = {
    0: "零元整",
    5: "伍分",
    50: "伍角",
    55: "伍角伍分",
    100: "壹元整",
    105: "壹元零伍分",
    1000: "壹拾元整",
    1001001: "壹万零壹拾元零壹分",
    10000000: "壹拾万元整",
    10000000010: "壹亿元零壹角",
    1000010000000: "壹佰亿零壹拾万元整",
    100000000000000: "壹万亿元整",
    123456789012: "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分",
}
UNITS = {"分": 1, "角": 10, "元": 100}


@pytest.mark.parametrize(("fen", "words"), {**OFFICIAL, **EDGES}.items())
def test_amount_in_capitals(fen: int, words: str) -> None:
    assert zh.capital_amount(fen) == words


@pytest.mark.parametrize("wrong", [-1, 10**18])
def test_an_amount_out_of_range_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="金额"):
        zh.capital_amount(wrong)


@pytest.mark.parametrize("wrong", [1.5, "100", True, None])
def test_an_amount_that_is_no_whole_number_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="整数"):
        zh.capital_amount(wrong)
    with pytest.raises(TypeError, match="整数"):
        zh.money(wrong)


def read_number(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        if unit in words:
            high, _, low = words.rpartition(unit)
            return read_number(high) * size + read_number(low)
    words = words.lstrip("零")
    return zh.CAPITALS.index(words) if words else 0


def read_amount(words: str) -> int:
    parts = re.findall(r"([^元角分整]*)([元角分])", words)
    return sum(read_number(number) * UNITS[unit] for number, unit in parts)


@given(st.integers(min_value=0, max_value=2**53 - 1))
def test_an_amount_in_capitals_reads_back(fen: int) -> None:
    """Reading back is also proof that no two amounts are written alike."""
    assert read_amount(zh.capital_amount(fen)) == fen


@given(st.integers(min_value=0, max_value=2**53 - 1))
def test_only_whole_yuan_end_with_the_word_for_whole(fen: int) -> None:
    assert zh.capital_amount(fen).endswith("整") == (fen % 100 == 0)
    assert "零零" not in zh.capital_amount(fen)


@pytest.mark.parametrize(
    ("fen", "figure"),
    {
        0: "¥0.00",
        5: "¥0.05",
        123450: "¥1,234.50",
        100000000: "¥1,000,000.00",
        -99: "-¥0.99",
    }.items(),
)
def test_money_in_figures(fen: int, figure: str) -> None:
    assert zh.money(fen) == figure


@pytest.mark.parametrize(
    ("iso", "written"),
    {
        "2026-11-23": "2026年11月23日",
        "2026-01-05": "2026年1月5日",
        "2026-11-23T00:30:00+00:00": "2026年11月23日08时30分",
        "2026-11-23T23:59+08:00": "2026年11月23日23时59分",
    }.items(),
)
def test_dates(iso: str, written: str) -> None:
    assert zh.cn_date(iso) == written


@pytest.mark.parametrize("wrong", ["2026-02-30", "11/23/2026", "2026-11-23T08:00", ""])
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        zh.cn_date(wrong)


@pytest.mark.parametrize(
    ("iso", "written"),
    {
        "2026-01-15": "贰零贰陆年零壹月壹拾伍日",
        "2026-10-20": "贰零贰陆年零壹拾月零贰拾日",
        "2026-02-10": "贰零贰陆年零贰月零壹拾日",
        "2026-12-31": "贰零贰陆年壹拾贰月叁拾壹日",
        "2026-03-30": "贰零贰陆年叁月零叁拾日",
        "2026-11-09": "贰零贰陆年壹拾壹月零玖日",
        "2030-04-21": "贰零叁零年肆月贰拾壹日",
    }.items(),
)
def test_dates_of_bills(iso: str, written: str) -> None:
    assert zh.bill_date(iso) == written


def test_no_two_days_of_a_year_are_written_alike_on_bills() -> None:
    days = [date(2028, 1, 1) + timedelta(days=at) for at in range(366)]
    assert len({zh.bill_date(day.isoformat()) for day in days}) == 366


@pytest.mark.parametrize(
    ("number", "written"),
    {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 100: "一百", 105: "一百零五",
     110: "一百一十", 1010: "一千零一十", 9999: "九千九百九十九"}.items(),
)  # fmt: skip
def test_numerals(number: int, written: str) -> None:
    assert zh.numeral(number) == written
    assert zh.clause_number(number) == f"第{written}条"


@pytest.mark.parametrize("wrong", [0, -1, 10000])
def test_numerals_out_of_range_are_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="序号"):
        zh.numeral(wrong)


def test_masks_keep_what_a_list_needs() -> None:
    assert zh.mask_id("11010519491231002X") == "110105********002X"
    assert zh.mask_phone("13812341234") == "138****1234"
    assert zh.mask_bank("6222021234567890123") == "***************0123"
    assert zh.bank_groups("6222021234567890123") == "6222 0212 3456 7890 123"


@given(st.text(min_size=1, max_size=12), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_never_shows_all(value: str, head: int, tail: int) -> None:
    masked = zh.mask(value, head=head, tail=tail)
    assert len(masked) == len(value)
    assert "*" in masked


def test_decimals_are_padded_but_never_rounded() -> None:
    assert zh.area("120.5") == "120.50 平方米"
    assert zh.area("1200") == "1,200.00 平方米"
    assert zh.area("1.005") == "1.005 平方米"
    assert zh.percent("12.5") == "12.5%"
    assert zh.decimal("1234.50") == "1,234.50"


@pytest.mark.parametrize("wrong", ["", "十", "NaN", "Infinity"])
def test_what_is_no_decimal_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="十进制"):
        zh.area(wrong)
