"""The reference page of the REST API, from its own description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from launchkit.web.api.description import ABOUT, described

METHODS = ("get", "post", "put", "delete")


def page(mark: str) -> str:
    """Every operation with its parameters, body and answer, by noun."""
    found = described()
    lines = [
        "# REST API",
        "",
        mark.rstrip(),
        "",
        ABOUT,
        "",
        "The whole description for programs: `GET /api/v1/openapi.json`. Tokens: `launchkit token new`.",
        "",
    ]
    nouns: dict[str, list[str]] = {}
    for path, operations in found["paths"].items():
        for method in METHODS:
            if method in operations:
                one = operations[method]
                nouns.setdefault(one["tags"][0], []).extend(_operation(found, path, method, one))
    for noun in sorted(nouns):
        lines += [f"## {noun.capitalize()}", "", *nouns[noun]]
    return "\n".join(lines).rstrip() + "\n"


def _operation(
    found: dict[str, Any], path: str, method: str, one: dict[str, Any]
) -> Iterator[str]:
    yield f"### `{method.upper()} {path}`"
    yield ""
    yield one["description"].replace("\n", " ")
    yield ""
    query = [each for each in one.get("parameters", ()) if each["in"] == "query"]
    if query:
        said = ", ".join(
            f"`{each['name']}`" + (" (required)" if each["required"] else "") for each in query
        )
        yield f"Query: {said}"
        yield ""
    body = _body(found, one)
    if body:
        yield from ("| Field | Kind | |", "|---|---|---|", *body, "")
    answer = _kind(_schema(one["responses"]["200"]))
    yield f"Answers {answer}"
    yield ""


def _body(found: dict[str, Any], one: dict[str, Any]) -> list[str]:
    if "requestBody" not in one:
        return []
    schema = _resolved(found, _schema(one["requestBody"]))
    required = set(schema.get("required", ()))
    return [
        f"| `{name}` | {_kind(kind)} | {'required' if name in required else ''} |"
        for name, kind in schema.get("properties", {}).items()
    ]


def _schema(holder: dict[str, Any]) -> dict[str, Any]:
    content = holder.get("content") or {}
    first: dict[str, Any] = next(iter(content.values()), {})
    schema: dict[str, Any] = first.get("schema", {})
    return schema


def _resolved(found: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    inner: dict[str, Any] = found["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return inner


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    word = str(schema.get("format") or schema.get("type") or "any value")
    if word == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return {"object": "mapping", "null": "nothing", "string": "text", "integer": "whole number", "boolean": "true or false", "binary": "a file"}.get(word, word)  # fmt: skip
