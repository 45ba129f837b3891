"""How amounts, dates and numbers are written on Chinese paper.

Rules for capitals: the annex of 支付结算办法 (how to fill in bills); where it allows two forms the longer one with 零 is used,
because it leaves no room for a digit to be added by hand.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from launchkit.domain.calendar import ZONE

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
NUMERALS = "〇一二三四五六七八九"

#: largest amount that can be written, in yuan; beyond it the words for the groups of digits are ambiguous
_MOST_YUAN = 10**16
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))


def capital_amount(fen: int) -> str:
    """Amount in capitals without the word 人民币: 10700053 -> 壹拾万柒仟元零伍角叁分.

    `fen` is a whole number of fen, 0 or more: else `TypeError` or `ValueError`. 整 follows 元 only.
    """
    yuan, rest = divmod(_fen(fen), 100)
    if fen < 0 or yuan >= _MOST_YUAN:
        raise ValueError("金额须不小于零，且不超过一亿亿元")
    if not rest:
        return (_whole(yuan) or CAPITALS[0]) + "元整"
    head = _whole(yuan) + "元" if yuan else ""
    return head + _below_one(rest, after_zero=yuan % 10 == 0, alone=not yuan)


def _below_one(rest: int, *, after_zero: bool, alone: bool) -> str:
    jiao, fen = divmod(rest, 10)
    gap = not alone and (after_zero or not jiao)
    words = CAPITALS[0] if gap else ""
    if jiao:
        words += CAPITALS[jiao] + "角"
    return words + (CAPITALS[fen] + "分" if fen else "")


def _whole(number: int) -> str:
    """Number in capitals; empty for 0."""
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, size)
        if high:
            gap = CAPITALS[0] if 0 < low < size // 10 else ""
            return _whole(high) + unit + gap + _whole(low)
    return _group(number)


def _group(number: int) -> str:
    words, gap = "", False
    for size, unit in _PLACES:
        digit, number = divmod(number, size)
        if digit:
            words += (CAPITALS[0] if gap else "") + CAPITALS[digit] + unit
        gap = bool(words) and not digit
    return words


def money(fen: int) -> str:
    """Figure with currency sign: 123450 -> ¥1,234.50; a shortage keeps its sign: -¥1,234.50."""
    yuan, rest = divmod(abs(_fen(fen)), 100)
    return f"{'-' if fen < 0 else ''}¥{yuan:,}.{rest:02d}"


def _fen(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("金额须为整数（分）")
    return value


def cn_date(iso: str) -> str:
    """2026-11-23 -> 2026年11月23日; an instant is shown by the clock of Shanghai, with hour and minute."""
    if "T" not in iso:
        day = dt.date.fromisoformat(iso)
        return f"{day.year}年{day.month}月{day.day}日"
    moment = dt.datetime.fromisoformat(iso)
    if moment.tzinfo is None:
        raise ValueError("时刻须带时区")
    local = moment.astimezone(ZONE)
    return f"{local.year}年{local.month}月{local.day}日{local.hour:02d}时{local.minute:02d}分"


def bill_date(iso: str) -> str:
    """Date in capitals as bills demand: 2026-01-15 -> 贰零贰陆年零壹月壹拾伍日."""
    day = dt.date.fromisoformat(iso)
    year = "".join(CAPITALS[int(digit)] for digit in f"{day.year:04d}")
    month = _bill_part(day.month, zero_before={1, 2, 10})
    return f"{year}年{month}月{_bill_part(day.day, zero_before={*range(1, 11), 20, 30})}日"


def _bill_part(number: int, *, zero_before: set[int]) -> str:
    return (CAPITALS[0] if number in zero_before else "") + _group(number)


def numeral(number: int) -> str:
    """Counting numeral for headings: 1 -> 一, 11 -> 十一, 105 -> 一百零五; 1 to 9999."""
    if not 0 < number < 10000:
        raise ValueError("序号须在 1 至 9999 之间")
    table = str.maketrans(CAPITALS + "仟佰拾", "零" + NUMERALS[1:] + "千百十")
    words = _group(number).translate(table)
    return words.removeprefix("一") if words.startswith("一十") else words


def clause_number(number: int) -> str:
    """Number of a clause: 3 -> 第三条."""
    return f"第{numeral(number)}条"


def mask(text: str, *, head: int, tail: int) -> str:
    """Stars in the middle; a text too short to keep both ends is hidden wholly."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def mask_id(number: str) -> str:
    """Resident identity number with birth date and sequence hidden: 110105********002X."""
    return mask(number, head=6, tail=4)


def mask_phone(number: str) -> str:
    """Telephone number with its middle hidden: 138****1234."""
    return mask(number, head=3, tail=4)


def mask_bank(number: str) -> str:
    """Bank account number of which only the last four digits are shown: ***************0123."""
    return mask(number, head=0, tail=4)


def bank_groups(number: str) -> str:
    """Bank account number in groups of four, as it is copied by hand."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def area(square_metres: str) -> str:
    """Floor area with at least two decimals, never rounded: 120.5 -> 120.50 平方米."""
    return f"{_padded(square_metres)} 平方米"


def percent(value: str) -> str:
    """Share in percent, as given: 12.5 -> 12.5%."""
    return f"{_decimal(value):f}%"


def decimal(value: str) -> str:
    """Plain decimal text with thousands separated; nothing is rounded."""
    return f"{_decimal(value):,f}"


def _padded(value: str) -> str:
    number = _decimal(value)
    exponent = number.as_tuple().exponent
    return f"{number:,f}" if isinstance(exponent, int) and exponent < -2 else f"{number:,.2f}"


def _decimal(value: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("须为十进制数") from None
    if not number.is_finite():
        raise ValueError("须为十进制数")
    return number
