"""Errors of pydantic in our words, at their place in the file."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from launchkit.domain.checklist import Compare, PartialNeed, Share
from launchkit.domain.problems import Problem, Problems
from launchkit.library.full_width import in_value
from launchkit.library.sentences import seen
from launchkit.library.shapes import Spot, known_at, locate
from launchkit.library.yaml_reader import Plain, Source

_WANT = {
    "string_type": "want-text",
    "int_type": "want-integer",
    "bool_type": "want-yes-no",
    "tuple_type": "want-list",
    "dict_type": "want-mapping",
    "dataclass_type": "want-mapping",
}
_UNIONS = ((Compare, "want-condition"), (PartialNeed, "want-need"), (Share, "want-operand"))


def validated(adapter: TypeAdapter[Any], kind: Any, source: Source) -> Any:
    """Data of the source as the type; raises `Problems` with every fault."""
    try:
        return adapter.validate_json(json.dumps(source.data), strict=True)
    except ValidationError as error:
        raise Problems(_problems(error.errors(include_url=False), kind, source)) from None


def _problems(errors: Iterable[ErrorDetails], kind: Any, source: Source) -> list[Problem]:
    found = []
    for error in errors:
        spot = locate(kind, source.data, error["loc"])
        if spot.meant:
            found.append(_union(spot, source) if spot.union else _one(error, spot, source))
    return found


def _one(error: ErrorDetails, spot: Spot, source: Source) -> Problem:
    kind = error["type"]
    if kind in {"missing", "missing_argument"}:
        if isinstance(spot.path[-1], int):
            return source.problem(spot.path, "wrong-count", count=spot.path[-1] + 1)
        return source.problem(spot.path, "missing-key", name=str(spot.path[-1]))
    if kind == "unexpected_keyword_argument":
        return _unknown_key(spot, source)
    if source.at(spot.path) is None:
        return source.problem(spot.path, "want-one")
    return _wrong_value(error, spot, source)


def _wrong_value(error: ErrorDetails, spot: Spot, source: Source) -> Problem:
    kind = error["type"]
    if kind in {"enum", "literal_error"}:
        return not_one_of(source, spot.path, known_at(spot.kind))
    if kind in _WANT:
        return _wanted(_WANT[kind], spot, source)
    if kind == "too_long":
        return source.problem(spot.path, "wrong-count", count=error["ctx"]["max_length"])
    return source.problem(spot.path, "wrong", reason=error["msg"])


def _unknown_key(spot: Spot, source: Source) -> Problem:
    name = str(spot.path[-1])
    known = known_at(spot.kind)
    near = nearest(name, known)
    if near:
        return source.problem(spot.path, "unknown-key-near", key=True, near=near, name=name)
    return source.problem(spot.path, "unknown-key", key=True, known=", ".join(known), name=name)


def not_one_of(source: Source, path: tuple[str | int, ...], known: Iterable[str]) -> Problem:
    """Problem: the value at the path is none of the known ones; names the nearest."""
    possible = tuple(known)
    value = source.at(path)
    near = nearest(str(value), possible)
    if near:
        return source.problem(path, "not-one-of-near", value=value, near=near)
    return source.problem(path, "not-one-of", value=value, known=", ".join(possible))


def _wanted(code: str, spot: Spot, source: Source) -> Problem:
    value = source.at(spot.path)
    if code in {"want-list", "want-mapping"} and isinstance(value, str):
        wide = in_value(value)
        if wide:
            return source.problem(spot.path, "full-width", char=wide[0], ascii=wide[1])
    seen_zh, seen_en = seen(value)
    known = ", ".join(known_at(spot.kind))
    return source.problem(
        spot.path, code, seen_zh=seen_zh, seen=seen_en, value=_short(value), known=known
    )


def _union(spot: Spot, source: Source) -> Problem:
    value = source.at(spot.path)
    wide = in_value(value) if isinstance(value, str) else None
    if wide:
        return source.problem(spot.path, "full-width", char=wide[0], ascii=wide[1])
    if isinstance(value, dict):
        for key in value:
            near = nearest(key, known_at(spot.kind))
            if near and near != key:
                return source.problem(
                    (*spot.path, key), "unknown-key-near", key=True, near=near, name=key
                )
    code = next(code for member, code in _UNIONS if member in spot.union)
    seen_zh, seen_en = seen(value)
    return source.problem(spot.path, code, seen_zh=seen_zh, seen=seen_en)


def _short(value: Plain) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like the one written; None when none is like it."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None
