"""Short YAML to a Definition: what a test does not care about is filled in."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from pydantic import TypeAdapter

from launchkit.domain.checklist import Condition, Definition
from launchkit.domain.linting import lint
from launchkit.library.yaml_reader import read

TEXT = {"zh": "甲", "en": "A"}
ITEM = {
    "title": TEXT,
    "owner": "lead",
    "why": TEXT,
    "if_late": TEXT,
    "effort": {"likely": 1},
}
STATUTE = {
    "law": "某法",
    "article": "1",
    "duty": TEXT,
    "source": "s",
    "verified_on": "2026-11-23",
}
DOCUMENT = {"title": TEXT}
FIELD = {"label": TEXT}


def definition(yaml: str) -> Definition:
    """Definition out of `items`, `facts`, `collections`, `documents`, `statutes` and `retentions`."""
    given: dict[str, Any] = dict(read(dedent(yaml).encode(), "test.yaml").data)
    items = [{**ITEM, "code": f"X-{n}", **item} for n, item in enumerate(given.get("items", []))]
    documents = [
        {
            **DOCUMENT,
            "name": f"d{n}",
            **one,
            "fields": [{**FIELD, **f} for f in one.get("fields", [])],
        }
        for n, one in enumerate(given.get("documents", []))
    ]
    whole = {
        "format": 1,
        "id": "test",
        "title": TEXT,
        "stages": [{"id": "s", "title": TEXT, "items": items}],
        "facts": [{"title": TEXT, "type": "text", **one} for one in given.get("facts", [])],
        "collections": [{"title": TEXT, **one} for one in given.get("collections", [])],
        "places": [{"title": TEXT, **one} for one in given.get("places", [])],
        "documents": documents,
        "statutes": [{**STATUTE, **one} for one in given.get("statutes", [{"id": "S1"}])],
        "retentions": given.get("retentions", [])
        or [
            {
                "id": "case_file",
                "title": TEXT,
                "years": 15,
                "counted_from": "case_closed",
                "basis": "S1",
            }
        ],
        "calendars": given.get("calendars", []),
    }
    return TypeAdapter(Definition).validate_python(whole)


def condition(yaml: str) -> Condition:
    """Condition out of one line of YAML."""
    plain = read(f"when: {yaml}".encode(), "test.yaml").data["when"]
    adapter: TypeAdapter[Condition] = TypeAdapter(Condition)
    return adapter.validate_python(plain)


def remarks(yaml: str, *, notices: bool = False) -> list[str]:
    """`code place` of each remark, in order; the place begins inside the only stage."""
    return [
        f"{one.code} {'.'.join(map(str, one.path)).removeprefix('stages.0.')}"
        for one in lint(definition(yaml))
        if notices or one.level == "error"
    ]
