"""Values into a page: what is missing, what the page may see, and the filled HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from launchkit.documents.plain import Plain, plain
from launchkit.documents.sheet import sheet_of
from launchkit.documents.templates import SHEET, Templates
from launchkit.domain.checklist import DocumentSpec, FactSpec, Field
from launchkit.domain.forms import AT_ISSUE

#: What a document carries besides its fields, taken from the values when present:
#: 文号, local ISO date, case number, first 16 hex of the checkpoint, whether it is a draft, the issuing company, sources of law.
FRAME = (
    "document_number",
    "document_date",
    "case_number",
    "check_code",
    "draft",
    "company_name",
    "basis",
)

Values = Mapping[str, object]
Facts = Mapping[str, FactSpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A filled page, not yet printed."""

    html: str
    #: SHA-256 in hex of the page with all it shares
    template_digest: str


def missing_fields(spec: DocumentSpec, values: Values) -> tuple[Field, ...]:
    """Required fields without a value, in the order of the form; an empty text or table counts as none, 0 and no do not."""
    return tuple(
        field
        for field in spec.fields
        if field.required and field.case not in AT_ISSUE and _empty(values.get(field.name))
    )


def _empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple)) and not value)


def page_of(spec: DocumentSpec, templates: Templates) -> str:
    """Name of the template that prints a document: its own page, or the data sheet."""
    return templates.page(spec.name) if spec.page else SHEET


def fill(
    spec: DocumentSpec, values: Values, templates: Templates, facts: Facts | None = None
) -> str:
    """HTML of a document, filled in this process. Raises `NotPlain`, `TemplateProblem`."""
    page = page_of(spec, templates)
    return templates.alone(page).fill(page, context_of(spec, values, page, facts))


def context_of(
    spec: DocumentSpec, values: Values, page: str, facts: Facts | None = None
) -> dict[str, Plain]:
    """What a page may see: each field by its name and `doc`, no more; raises `NotPlain`.

    Nothing is None, so that a place to fill in by hand is left. `facts` (by id) tell the data sheet how a value is written;
    a page says it itself.
    """
    frame = {name: plain(values.get(name), name=name) for name in FRAME}
    context: dict[str, Plain] = {}
    for field in spec.fields:
        given = plain(values.get(field.name), name=field.label.zh)
        context[field.name] = frame[field.case] if field.case in AT_ISSUE else given
    context["doc"] = {**_doc(spec, frame), "options": _options(spec, facts or {})}
    if page == SHEET:
        context["sheet"] = sheet_of(spec, context, facts or {}, basis=frame["basis"])
    return context


def prepare(
    spec: DocumentSpec, values: Values, templates: Templates, facts: Facts | None = None
) -> Prepared:
    """Filled page together with the digest of the template that was used."""
    html = fill(spec, values, templates, facts)
    return Prepared(html=html, template_digest=templates.digest(page_of(spec, templates)))


def _options(spec: DocumentSpec, facts: Facts) -> dict[str, Plain]:
    """What can be chosen, by field: `[[id, title], …]`, so that a page lists the options the case was opened with."""
    asked = {field.name: facts.get(field.fact or "") for field in spec.fields}
    return {
        name: [[option.id, option.title.zh] for option in fact.options]
        for name, fact in asked.items()
        if fact and fact.options
    }


def _doc(spec: DocumentSpec, frame: Mapping[str, Plain]) -> dict[str, Plain]:
    number, case, check = frame["document_number"], frame["case_number"], frame["check_code"]
    return {
        "code": spec.code,
        "name": spec.name,
        "title": spec.title.zh,
        "number": number,
        "date": frame["document_date"],
        "case_number": case,
        "check_code": check,
        "company": frame["company_name"] or "",
        "draft": bool(frame["draft"]),
        "sheet": spec.form == "official" or not spec.page,
        "foot_case": f"专案 {case}" if case else "",
        "foot": f"文书 {spec.code} {number}" if number else f"文书 {spec.code}",
        "check": f"校验码 {check}" if check else "",
    }
