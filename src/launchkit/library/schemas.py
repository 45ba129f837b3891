"""JSON Schemas generated from the types, so that editors complete and check what people write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from launchkit.domain.checklist import CalendarYear, Checklist, DocumentSpec, Part
from launchkit.library.case_file import CaseFile
from launchkit.library.loading import Retentions, Statutes, adapter

#: name of each schema file with the type it describes
SCHEMAS: dict[str, Any] = {
    "checklist.schema.json": Checklist,
    "part.schema.json": Part,
    "statutes.schema.json": Statutes,
    "retention.schema.json": Retentions,
    "calendar.schema.json": CalendarYear,
    "document.schema.json": DocumentSpec,
    "case.schema.json": CaseFile,
}


def schema_text(kind: Any) -> str:
    """JSON Schema (draft 2020-12) of a type, in the form in which it is kept in the repository."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **adapter(kind).json_schema(by_alias=True),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Writes every schema into the folder and gives the files written."""
    written = []
    for name, kind in SCHEMAS.items():
        path = folder / name
        path.write_text(schema_text(kind), encoding="utf-8")
        written.append(path)
    return tuple(written)
