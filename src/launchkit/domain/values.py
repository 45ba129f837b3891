"""Values that people state, brought into the one shape the trail keeps, or refused with a sentence.

No message repeats the value: it may be personal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from launchkit.domain.checklist import Column, FactSpec, FactType, Option, Text
from launchkit.domain.errors import BadValue
from launchkit.domain.recorded import Json

#: Checks an identifier (credit code, identity number …): returns the normal form or raises `ValueError`.
IdentifierCheck = Callable[[FactType, str], str]

MAX_TEXT = 4_000
MAX_ROWS = 500
_YUAN = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?元?")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|400-?\d{3}-?\d{4}")
_CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")
_ACCOUNT = re.compile(r"\d{8,30}")


class _Wrong(ValueError):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def normal_value(spec: FactSpec, value: object, check: IdentifierCheck) -> Json:
    """Value in the shape of its type (see `FactType`); raises `BadValue` naming the fact, never the value."""
    try:
        if spec.type is FactType.TABLE:
            return _table(spec.columns, value, check)
        return _one(spec.type, spec.options, value, check)
    except _Wrong as wrong:
        raise BadValue(
            f"{spec.title.zh}（{spec.id}）：{wrong.zh}", f"{spec.title.en} ({spec.id}): {wrong.en}"
        ) from None


def _one(
    type_: FactType, options: tuple[Option, ...], value: object, check: IdentifierCheck
) -> Json:
    if type_ is FactType.CHOICE:
        return _choice(options, value)
    return _BY_TYPE[type_](value, check)


def _text(value: object, _check: IdentifierCheck) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _Wrong("应为文字", "a text is expected")
    text = unicodedata.normalize("NFC", str(value)).strip()
    if not text:
        raise _Wrong("不能为空", "it must not be empty")
    if len(text) > MAX_TEXT:
        raise _Wrong(f"超过 {MAX_TEXT} 字", f"longer than {MAX_TEXT} characters")
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise _Wrong("含有控制字符", "it contains control characters")
    return text


def _line(value: object, check: IdentifierCheck) -> str:
    text = _text(value, check)
    if "\n" in text:
        raise _Wrong("只能写一行", "one line only")
    return text


def _integer(value: object, _check: IdentifierCheck) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value.strip()):
        return int(value)
    raise _Wrong("应为整数", "a whole number is expected")


def _decimal(value: object, _check: IdentifierCheck) -> str:
    text = (
        str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    )
    if not _DECIMAL.fullmatch(text):
        raise _Wrong("应为数字，如 128.50", "a number like 128.50 is expected")
    return text


def _money(value: object, _check: IdentifierCheck) -> int:
    """Whole numbers are fen; text is yuan with at most two decimals."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    found = _YUAN.fullmatch(value.strip().replace(",", "")) if isinstance(value, str) else None
    if found is None:
        raise _Wrong("应为金额（元），如 36000.00", "an amount in yuan like 36000.00 is expected")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _date(value: object, _check: IdentifierCheck) -> str:
    wrong = _Wrong("没有这一天，日期写作 2026-03-02", "no such date; write it as 2026-03-02")
    text = str(value)
    if len(text) != len("2026-01-01"):
        raise wrong
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise wrong from None


def _instant(value: object, _check: IdentifierCheck) -> str:
    wrong = _Wrong(
        "时刻写作 2026-03-02T09:30+08:00", "write the instant as 2026-03-02T09:30+08:00"
    )
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise wrong from None
    if instant.tzinfo is None:
        raise wrong
    return instant.isoformat()


_WORDS = {
    "yes": True, "true": True, "是": True, "有": True, "y": True,
    "no": False, "false": False, "否": False, "无": False, "n": False,
}  # fmt: skip


def _yes_no(value: object, _check: IdentifierCheck) -> bool:
    if isinstance(value, bool):
        return value
    found = _WORDS.get(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        raise _Wrong("应为 是 或 否", "answer yes or no")
    return found


def _choice(options: tuple[Option, ...], value: object) -> str:
    for option in options:
        if value in (option.id, option.title.zh, option.title.en):
            return option.id
    allowed = "、".join(f"{one.id}（{one.title.zh}）" for one in options)
    raise _Wrong(f"应为以下之一：{allowed}", f"one of {', '.join(one.id for one in options)}")


def _identifier(type_: FactType) -> Callable[[object, IdentifierCheck], str]:
    def normal(value: object, check: IdentifierCheck) -> str:
        text = _line(value, check).replace(" ", "").upper()
        try:
            return check(type_, text)
        except ValueError:
            zh, en = _IDENTIFIERS[type_]
            raise _Wrong(
                f"不是有效的{zh}（校验不通过）", f"not a valid {en} (check failed)"
            ) from None

    return normal


_IDENTIFIERS = {
    FactType.USCC: ("统一社会信用代码", "unified social credit code"),
    FactType.ID_NUMBER: ("公民身份号码", "resident identity number"),
}


def _phone(value: object, check: IdentifierCheck) -> str:
    text = _line(value, check).replace(" ", "")
    if not _PHONE.fullmatch(text):
        raise _Wrong("不是有效的电话号码", "not a valid telephone number")
    return text


def _account(value: object, check: IdentifierCheck) -> str:
    text = _line(value, check).replace(" ", "")
    if not _ACCOUNT.fullmatch(text):
        raise _Wrong("账号只能是 8 至 30 位数字", "an account number has 8 to 30 digits")
    return text


def _person(value: object, check: IdentifierCheck) -> str:
    text = _line(value, check)
    if not _CODE.fullmatch(text):
        raise _Wrong(
            "应为专案成员的代码，如 P1，不写姓名", "the code of a team member like P1, not a name"
        )
    return text


_BY_TYPE: Mapping[FactType, Callable[[object, IdentifierCheck], Json]] = {
    FactType.TEXT: _line,
    FactType.LONG_TEXT: _text,
    FactType.INTEGER: _integer,
    FactType.DECIMAL: _decimal,
    FactType.MONEY: _money,
    FactType.DATE: _date,
    FactType.INSTANT: _instant,
    FactType.YES_NO: _yes_no,
    FactType.USCC: _identifier(FactType.USCC),
    FactType.ID_NUMBER: _identifier(FactType.ID_NUMBER),
    FactType.PHONE: _phone,
    FactType.BANK_ACCOUNT: _account,
    FactType.PERSON: _person,
}


def _table(
    columns: tuple[Column, ...], value: object, check: IdentifierCheck
) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise _Wrong("应为表格：每行写明各列", "a table is expected: rows with named columns")
    if len(value) > MAX_ROWS:
        raise _Wrong(f"超过 {MAX_ROWS} 行", f"more than {MAX_ROWS} rows")
    return [_row(columns, row, number, check) for number, row in enumerate(value, start=1)]


def _row(
    columns: tuple[Column, ...], row: Mapping[str, object], number: int, check: IdentifierCheck
) -> dict[str, Any]:
    known = {column.id for column in columns}
    for key in row:
        if key not in known:
            raise _Wrong(
                f"第 {number} 行有未知的列 {key}", f"row {number} has an unknown column {key}"
            )
    found: dict[str, Any] = {}
    for column in columns:
        given = row.get(column.id)
        if given is None or given == "":
            if column.required:
                raise _in_row(number, column.title, _Wrong("缺少", "is missing"))
            found[column.id] = None
            continue
        try:
            found[column.id] = _one(column.type, column.options, given, check)
        except _Wrong as wrong:
            raise _in_row(number, column.title, wrong) from None
    return found


def _in_row(number: int, title: Text, wrong: _Wrong) -> _Wrong:
    return _Wrong(
        f"第 {number} 行“{title.zh}”：{wrong.zh}", f"row {number}, {title.en}: {wrong.en}"
    )
