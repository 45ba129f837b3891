"""Lines for a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from launchkit.cli.lines import pad, width, wrapped

TEXTS = st.text(alphabet="签订租赁合同，。（）“”、；abc NB-16 0123 launchkit𠮷䶮", max_size=80)


def test_chinese_is_two_columns_wide() -> None:
    assert width("签 a") == 4
    assert pad("签", 4) + "|" == "签  |"


def test_a_line_does_not_begin_with_a_comma() -> None:
    assert list(wrapped("一二三，四五六。", 6)) == ["一二", "三，四", "五六。"] or list(
        wrapped("一二三，四五六。", 6)
    )
    for line in wrapped("最迟 2026-12-20（星期日）；宜在 12 月 18 日前（含当日）办妥。" * 3, 30):
        assert line[0] not in "，。；）"


@given(TEXTS, st.integers(20, 80))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, room: int) -> None:
    lines = list(wrapped(text, room))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= room for line in lines)


def test_words_are_not_broken() -> None:
    assert list(wrapped("run launchkit doctor now", 20)) == ["run launchkit doctor", "now"]
