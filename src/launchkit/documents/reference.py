"""Reference page for people who write documents: each document with its fields, and the tools of a page.

Made from the specifications and the templates themselves, so that it cannot drift from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from launchkit.documents.filters import FILTERS_ALLOWED, WAYS
from launchkit.documents.templates import Templates
from launchkit.domain.checklist import DocumentSpec, Field

_MACRO = re.compile(
    r"(?:\{#-(?P<says>(?:(?!#\}).)*)-#\}\s*)?\{%-? macro (?P<call>\w+\([^%]*?\)) -?%\}", re.DOTALL
)
_FORMS = {
    "house": "own form",
    "standard": "contents laid down by law",
    "official": "data sheet for an official form",
}

#: what a page knows of the document itself
DOC_VALUES = {
    "doc.title": "title in Chinese",
    "doc.code": "code of the document, D02",
    "doc.number": "document number (文号), or nothing",
    "doc.date": "date of the document, ISO; write `{{ doc.date | cn_date }}`",
    "doc.case_number": "number of the case (专案)",
    "doc.check_code": "first 16 hex digits of the checkpoint",
    "doc.company": "company that issues it, printed at the top left",
    "doc.draft": "true while it is a draft (草稿 across the page)",
    "doc.sheet": "true on a data sheet (资料表)",
    "doc.options": "what can be chosen in a field of this name, `[[id, title], …]`",
}


def documents_page(
    specs: Sequence[DocumentSpec],
    templates: Templates,
    *,
    used_by: Mapping[str, Sequence[str]] | None = None,
    pictures: Mapping[str, str] | None = None,
) -> str:
    """The page `docs/reference/documents.md`, in Markdown.

    `used_by` gives the items that issue a document, by its code; `pictures` the path of the picture of its first page.
    """
    ordered = sorted(specs, key=lambda spec: (spec.code, spec.name))
    items, drawn = used_by or {}, pictures or {}
    parts = ["# Documents", "", "Generated from `templates/`. Do not edit.", ""]
    parts += [
        "| Code | Document | Form | Number | Per | Law | Used by |",
        "|---|---|---|---|---|---|---|",
    ]
    parts += [_summary(spec, items.get(spec.code, ())) for spec in ordered]
    for spec in ordered:
        parts += ["", f"## {spec.code} {spec.title.zh} · {spec.title.en}", ""]
        if spec.code in drawn:
            parts += [
                f"![First page of {spec.code}, filled with an invented case]({drawn[spec.code]})",
                "",
            ]
        parts += _fields(spec)
    return "\n".join([*parts, "", *_tools(templates)]) + "\n"


def _summary(spec: DocumentSpec, items: Sequence[str]) -> str:
    number = spec.series or "not numbered"
    cells = (spec.code, f"{spec.title.zh} `{spec.name}`", _FORMS.get(spec.form, spec.form), number)
    law, used = ", ".join(spec.basis) or "–", ", ".join(items) or "–"
    return _row(*cells, spec.per or "case", law, used)


def _fields(spec: DocumentSpec) -> Iterable[str]:
    yield f"Personal data: {spec.personal}. Kept as: {spec.retention}."
    yield ""
    yield from ("| Field | Label | Filled from | Required |", "|---|---|---|---|")
    for field in spec.fields:
        label = f"{field.label.zh} · {field.label.en}"
        yield _row(f"`{field.name}`", label, _origin(field), "yes" if field.required else "no")


def _origin(field: Field) -> str:
    if field.case is not None:
        return f"case value `{field.case}`"
    if field.collection is not None:
        return f"a row per `{field.collection}`: " + ", ".join(
            f"`{name}`" for name in field.columns
        )
    return f"fact `{field.fact}`"


def _tools(templates: Templates) -> Iterable[str]:
    yield from ("## What a page can use", "", "A page sees each field by its name and:", "")
    yield from (f"- `{name}`: {says}" for name, says in DOC_VALUES.items())
    yield from ("", "Macros (`m.NAME`):", "")
    for found in _MACRO.finditer(templates.source("macros.html")):
        says = " ".join((found["says"] or "").split())
        yield f"- `m.{' '.join(found['call'].split())}`" + (f": {says}" if says else "")
    yield from ("", "Ways to show a value: " + ", ".join(f"`{way}`" for way in WAYS) + ".", "")
    yield "Filters: " + ", ".join(f"`{name}`" for name in sorted(FILTERS_ALLOWED)) + "."


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
