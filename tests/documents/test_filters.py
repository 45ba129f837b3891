"""What a page may do with values."""

from __future__ import annotations

import pytest

from launchkit.documents import filters

WRITTEN = [
    ("text", 0, "0"),
    ("money", 0, "¥0.00"),
    ("capital", 100, "壹元整"),
    ("date", "2026-11-23", "2026年11月23日"),
    ("bill_date", "2026-11-23", "贰零贰陆年壹拾壹月贰拾叁日"),
    ("id_masked", "11010519491231002X", "110105********002X"),
    ("phone_masked", "13812341234", "138****1234"),
    ("bank_masked", "6222021234567890", "************7890"),
    ("bank", "6222021234567890", "6222 0212 3456 7890"),
    ("area", "88", "88.00 平方米"),
    ("percent", "3.5", "3.5%"),
    ("decimal", "1000.5", "1,000.5"),
    ("yes_no", False, "否"),
    ("long", "一\n\n二 <", "<p>一</p><p>二 &lt;</p>"),
]


@pytest.mark.parametrize(("way", "value", "written"), WRITTEN)
def test_each_way_to_show_a_value(way: str, value: object, written: str) -> None:
    assert filters.shown(value, way) == written


def test_every_way_is_tried_above() -> None:
    assert {way for way, _, _ in WRITTEN} == set(filters.WAYS)


@pytest.mark.parametrize("way", filters.WAYS)
def test_nothing_is_written_as_nothing_in_every_way(way: str) -> None:
    assert filters.shown(None, way) == filters.shown("", way) == ""
    if way not in {"text", "date"}:
        assert filters.FILTERS_ALLOWED[way](None) == ""


def test_a_list_is_read_in_one_line() -> None:
    assert filters.plain_text(["甲", 2, True, "两\n行"]) == "甲、2、是、两 行"


def test_rows_are_padded_and_summed() -> None:
    rows: list[dict[str, object]] = [{"a": 1}, {"a": None}, {"a": 5}, {}]
    assert filters.padded(rows, 6) == [*rows, {}, {}]
    assert filters.padded(rows, 2) == rows
    assert len(filters.padded([], 10**9)) == len(filters.numbers(10**9)) == filters.MOST_ROWS
    assert filters.total(rows, "a") == 6
    assert filters.cell({}, "a") is None
    assert filters.title_of("b", [["a", "甲"], ["b", "乙"]]) == "乙"
