"""The data sheet: any document as labels, values and tables, written as its facts say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from launchkit.documents import zh
from launchkit.documents.errors import NotPlain
from launchkit.documents.filters import plain_text
from launchkit.documents.plain import Plain
from launchkit.domain.checklist import Column, DocumentSpec, FactSpec, FactType, Field

Facts = Mapping[str, FactSpec]

#: a table with more columns is printed on landscape pages
MOST_UPRIGHT = 7

_WRITTEN: Mapping[FactType, Callable[..., str]] = {
    FactType.MONEY: zh.money,
    FactType.DATE: zh.cn_date,
    FactType.INSTANT: zh.cn_date,
    FactType.DECIMAL: zh.decimal,
    FactType.BANK_ACCOUNT: zh.bank_groups,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    key: str
    title: str
    #: None: nobody told, and a number would be printed in a guessed unit
    spec: FactSpec | Column | None


def sheet_of(
    spec: DocumentSpec, values: Mapping[str, Plain], facts: Facts, *, basis: Plain
) -> Plain:
    """Lines, tables and sources for `data_sheet.html`; `NotPlain` for a number whose unit nobody told."""
    tables = [field for field in spec.fields if _is_table(field, values[field.name], facts)]
    lines = [field for field in spec.fields if field not in tables]
    laid_out = [_table(field, values[field.name], facts) for field in tables]
    return {
        "lines": [_line(field, values[field.name], facts) for field in lines],
        "tables": [*laid_out],
        "wide": any(len(table["columns"]) > MOST_UPRIGHT for table in laid_out),
        "basis": basis or [],
    }


def _is_table(field: Field, value: Plain, facts: Facts) -> bool:
    fact = facts.get(field.fact or "")
    if field.collection or (fact and fact.type is FactType.TABLE):
        return True
    return isinstance(value, list) and any(isinstance(row, dict) for row in value)


def _line(field: Field, value: Plain, facts: Facts) -> Plain:
    fact = facts.get(field.fact or "")
    long = fact is not None and fact.type is FactType.LONG_TEXT
    written = value if long else _written(value, fact, label=field.label.zh)
    return {"label": field.label.zh, "value": written, "as": "long" if long else "text"}


def _table(field: Field, value: Plain, facts: Facts) -> dict[str, Any]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    columns = _columns(field, rows, facts)
    return {
        "label": field.label.zh,
        "columns": [{"key": c.key, "title": c.title, "align": _align(c)} for c in columns],
        "rows": [
            {c.key: _written(row.get(c.key), c.spec, label=c.title) for c in columns}
            for row in rows
        ],
    }


def _align(column: _Column) -> str:
    figures = column.spec is not None and column.spec.type in {
        FactType.MONEY,
        FactType.DECIMAL,
        FactType.INTEGER,
    }
    return "num" if figures else ""


def _columns(field: Field, rows: Sequence[Mapping[str, Plain]], facts: Facts) -> list[_Column]:
    fact = facts.get(field.fact or "")
    known: dict[str, FactSpec | Column] = dict(facts) if field.collection else {}
    known |= {column.id: column for column in fact.columns} if fact else {}
    own = [column.id for column in fact.columns] if fact else []
    keys = list(field.columns) or own or list(dict.fromkeys(key for row in rows for key in row))
    return [
        _Column(key=key, title=known[key].title.zh if key in known else key, spec=known.get(key))
        for key in keys
    ]


def _written(value: Plain, spec: FactSpec | Column | None, *, label: str) -> str:
    if value is None or value == "":
        return ""
    if spec is None:
        return _untold(value, label)
    if spec.type is FactType.CHOICE:
        return {option.id: option.title.zh for option in spec.options}.get(str(value), str(value))
    text = _WRITTEN.get(spec.type, plain_text)(value)
    unit = spec.unit if isinstance(spec, FactSpec) else None
    return f"{text} {unit}" if unit else text


def _untold(value: Plain, label: str) -> str:
    if type(value) is int:
        raise NotPlain(f"「{label}」是数字，但未说明它的类型（金额还是数量），不能写入资料表")
    if isinstance(value, str):
        try:
            return zh.cn_date(value) if value[:4].isdigit() and value[4:5] == "-" else value
        except ValueError:
            return value
    return plain_text(value)
