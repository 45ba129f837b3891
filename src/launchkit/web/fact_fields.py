"""Facts in the fields of a form: how a field holds a value, what was typed into it, and whether that fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from launchkit.domain.case import Case
from launchkit.domain.checklist import FactSpec, FactType, Text
from launchkit.domain.errors import BadValue
from launchkit.domain.recorded import Json
from launchkit.domain.values import normal_value
from launchkit.library.identifiers import checked_identifier
from launchkit.web.format import yuan_field
from launchkit.web.sent import BadField, Sent


def given(
    case: Case, specs: Iterable[FactSpec], form: Sent
) -> tuple[dict[str, object], dict[str, Text]]:
    """Facts that the person typed or changed, and by field what is wrong with the others."""
    stated: dict[str, object] = {}
    errors: dict[str, Text] = {}
    for spec in specs:
        name = f"fact.{spec.id}"
        if not was_changed(form.typed, spec):
            continue
        try:
            raw = form.facts([spec])
            for sent in raw.values():
                value = _on_its_clock(case, spec, sent)
                normal_value(spec, value, checked_identifier)
                stated[spec.id] = value
        except BadValue as fault:
            place = fault.field if isinstance(fault, BadField) else name
            # The title stands above the field already.
            errors[name if place.startswith(name) else place] = Text(
                zh=fault.zh.removeprefix(f"{spec.title.zh}（{spec.id}）："),
                en=fault.en.removeprefix(f"{spec.title.en} ({spec.id}): "),
            )
    return stated, errors


def was_changed(typed: Mapping[str, str], spec: FactSpec) -> bool:
    """Whether a person typed something else than the page had put into the field.

    What they left as it was is not stated by them: somebody else may have corrected it since the page was drawn.
    """
    shown = typed.get(f"was.{spec.id}")
    return shown is None or _plain(typed.get(f"fact.{spec.id}", "")) != _plain(shown)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def drawn(case: Case, spec: FactSpec, value: Json) -> str:
    """A value as its field holds it; an instant on the clock of the branch."""
    kind = spec.type
    if value is None:
        return ""
    if kind is FactType.INSTANT:
        local = datetime.fromisoformat(str(value)).astimezone(case.zone)
        return f"{local:%Y-%m-%dT%H:%M}"
    if kind is FactType.MONEY:
        return yuan_field(int(value))
    if kind is FactType.YES_NO:
        return "true" if value else "false"
    return str(value)


def _on_its_clock(case: Case, spec: FactSpec, value: object) -> object:
    """An instant that was typed without a zone, also in a table, is meant on the clock of the branch."""
    if spec.type is FactType.INSTANT:
        return _zoned(case, value)
    if spec.type is not FactType.TABLE or not isinstance(value, list):
        return value
    clocks = {one.id for one in spec.columns if one.type is FactType.INSTANT}
    return [
        {key: _zoned(case, one) if key in clocks else one for key, one in row.items()}
        for row in value
    ]


def _zoned(case: Case, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value if instant.tzinfo else instant.replace(tzinfo=case.zone).isoformat()


def typed_rows(spec: FactSpec, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows of a table as they were typed, without empty ones."""
    rows: list[dict[str, str]] = []
    number = 0
    while f"fact.{spec.id}.{number}.{spec.columns[0].id}" in typed:
        row = {one.id: typed.get(f"fact.{spec.id}.{number}.{one.id}", "") for one in spec.columns}
        if any(row.values()):
            rows.append(row)
        number += 1
    return rows
