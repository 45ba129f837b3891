"""Small documents to fill and print in tests."""

from __future__ import annotations

from pathlib import Path

from launchkit.documents import Templates
from launchkit.domain.checklist import (
    Column,
    DocumentSpec,
    FactSpec,
    FactType,
    Field,
    Option,
    Text,
)

TEMPLATES = Path(__file__).parents[2] / "templates"


def text(zh: str) -> Text:
    return Text(zh=zh, en=zh)


def field(
    name: str,
    *,
    fact: str | None = None,
    case: str | None = None,
    collection: str | None = None,
    columns: tuple[str, ...] = (),
    required: bool = True,
) -> Field:
    return Field(
        name=name,
        label=text(f"栏目{name}"),
        fact=fact if fact or case or collection else name,
        case=case,
        collection=collection,
        columns=columns,
        required=required,
    )


def document(*fields: Field, name: str = "probe", page: bool = True) -> DocumentSpec:
    return DocumentSpec(code="D99", name=name, title=text("试印文书"), page=page, fields=fields)


def fact(fact_id: str, kind: FactType, *, unit: str | None = None, title: str = "") -> FactSpec:
    return FactSpec(id=fact_id, title=text(title or fact_id), type=kind, unit=unit)


def facts() -> dict[str, FactSpec]:
    """One fact of each way of writing, by id."""
    known = [
        fact("name", FactType.TEXT, title="姓名"),
        fact("story", FactType.LONG_TEXT),
        fact("heads", FactType.INTEGER, unit="人"),
        fact("area", FactType.DECIMAL, unit="平方米"),
        fact("rent", FactType.MONEY, title="租金"),
        fact("day", FactType.DATE),
        fact("agreed", FactType.YES_NO),
        fact("account", FactType.BANK_ACCOUNT),
        FactSpec(
            id="use",
            title=text("用途"),
            type=FactType.CHOICE,
            options=(Option(id="shop", title=text("商业")),),
        ),
        FactSpec(
            id="keys",
            title=text("钥匙"),
            type=FactType.TABLE,
            columns=(
                Column(id="door", title=text("门")),
                Column(id="price", title=text("单价"), type=FactType.MONEY),
            ),
        ),
    ]
    return {one.id: one for one in known}


def folder_with(folder: Path, page: str, *, name: str = "probe") -> Templates:
    """The shipped frame with one page of our own in it."""
    where = folder / "documents" / name
    where.mkdir(parents=True)
    for shared in ("base.html", "macros.html", "data_sheet.html", "print.css"):
        (folder / shared).write_text((TEMPLATES / shared).read_text(encoding="utf-8"), "utf-8")
    (where / "page.html").write_text(page, encoding="utf-8")
    return Templates(folder)


def body(inner: str) -> str:
    return '{% extends "base.html" %}{% block body %}' + inner + "{% endblock %}"
