"""Definitions for tests: the docstring of a test is the YAML of its stages, facts and documents."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from launchkit.domain.checklist import CalendarYear, Definition
from launchkit.library.folders import data_files

_WORDS: dict[str, Any] = {
    "why": {"zh": "因为", "en": "because"},
    "if_late": {"zh": "会误事", "en": "it hurts"},
    "effort": {"likely": 1},
    "owner": "lead",
}


def definition(text: str) -> Definition:
    """Definition from YAML with `items`, `facts`, `collections`, `documents`, `statutes`; titles may be left out."""
    data = YAML(typ="safe").load(dedent(text))
    items = [_item(one, number) for number, one in enumerate(data.get("items", ()), start=1)]
    facts = [_titled(one) for one in data.get("facts", ())]
    groups = [_titled(one) for one in data.get("collections", ())]
    documents = [_document(one) for one in data.get("documents", ())]
    statutes = [
        {
            "law": "法",
            "article": "一",
            "source": "测试",
            "verified_on": "2026-01-01",
            "duty": _t(one["id"]),
            **one,
        }
        for one in data.get("statutes", ())
    ]
    whole = {
        "format": 1,
        "id": "test",
        "title": _t("测试"),
        "stages": [{"id": "only", "title": _t("阶段"), "items": items}],
        "facts": facts,
        "collections": groups,
        "places": [_titled(one) for one in data.get("places", ())],
        "documents": documents,
        "statutes": statutes,
        "retentions": data.get("retentions", ())
        or [
            {
                "id": "case_file",
                "title": _t("案卷"),
                "years": 3,
                "counted_from": "case_closed",
                "basis": "S37-19",
            }
        ],
        "calendars": [],
    }
    return TypeAdapter(Definition).validate_python(whole | {"calendars": calendars()})


_CALENDARS: list[CalendarYear] = []


def calendars() -> list[CalendarYear]:
    """The shipped calendar years."""
    if not _CALENDARS:
        for path in data_files("checklists", "calendars/cn_*.yaml"):
            data = YAML(typ="safe").load(Path(path).read_text(encoding="utf-8"))
            _CALENDARS.append(TypeAdapter(CalendarYear).validate_python(data))
    return _CALENDARS


def _t(word: str) -> dict[str, str]:
    return {"zh": word, "en": word}


def _titled(one: dict[str, Any]) -> dict[str, Any]:
    return {"title": _t(one["id"]), **one}


def _item(one: dict[str, Any], number: int) -> dict[str, Any]:
    item = {**_WORDS, "title": _t(one["id"]), "code": f"T-{number:02d}", **one}
    item["evidence"] = [_titled(rule) for rule in one.get("evidence", ())]
    item["checks"] = [{"says": _t(check["id"]), **check} for check in one.get("checks", ())]
    return item


def _document(one: dict[str, Any]) -> dict[str, Any]:
    fields = [{"label": _t(each["name"]), **each} for each in one.get("fields", ())]
    return {"name": one["code"].lower(), "title": _t(one["code"]), **one, "fields": fields}
