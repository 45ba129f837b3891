"""Where in the types an error of pydantic lies, and which branch of a union the writer meant."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from launchkit.library.yaml_reader import Path_, Plain


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """A place in the data with the type wanted there."""

    path: Path_
    kind: Any
    #: False: the error belongs to a branch of a union that the writer did not mean
    meant: bool = True
    #: the value at the path is a member of this union, and no branch of it fits
    union: tuple[Any, ...] = ()


@cache
def fields_of(kind: type) -> Mapping[str, Any]:
    """Types of a dataclass by the names used in YAML."""
    hints = typing.get_type_hints(kind)
    return {field.name.rstrip("_"): hints[field.name] for field in dataclasses.fields(kind)}


@cache
def required_of(kind: type) -> frozenset[str]:
    """Names in YAML without which the dataclass cannot be made."""
    return frozenset(
        field.name.rstrip("_")
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )


def members(kind: Any) -> tuple[Any, ...]:
    """Branches of a union without None; the type itself when it is no union."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return tuple(one for one in typing.get_args(kind) if one is not type(None))
    return (kind,)


def known_at(kind: Any) -> tuple[str, ...]:
    """Keys or values that are possible for a type; empty when anything is."""
    found: list[str] = []
    for one in members(kind):
        if dataclasses.is_dataclass(one) and isinstance(one, type):
            found.extend(fields_of(one))
        elif isinstance(one, type) and issubclass(one, StrEnum):
            found.extend(member.value for member in one)
    return tuple(found)


def locate(root: Any, data: Plain, location: tuple[str | int, ...]) -> Spot:
    """Follows a location given by pydantic (with the names of union branches in it) through types and data."""
    kind, value, path = root, data, ()
    walked: Path_ = path
    for step in location:
        branches = members(kind)
        if len(branches) > 1:
            branch = meant_branch(branches, value)
            if branch is None:
                return Spot(walked, kind, union=branches)
            if branch.__name__ != step:
                return Spot(walked, kind, meant=False)
            kind = branch
            continue
        kind = _inside(branches[0], step)
        value = _value(value, step)
        walked = (*walked, step)
    return Spot(walked, kind)


def meant_branch(branches: tuple[Any, ...], value: Plain) -> Any | None:
    """Branch whose required keys the mapping shares most; None when it shares none, or is no mapping."""
    if not isinstance(value, dict):
        return None
    best = max(branches, key=lambda one: len(_shared(one, value)))
    return best if _shared(best, value) else None


def _shared(kind: Any, value: dict[str, Plain]) -> frozenset[str]:
    return (
        required_of(kind) & value.keys()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type)
        else frozenset()
    )


def _inside(kind: Any, step: str | int) -> Any:
    """Type of what lies one step further in."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return fields_of(kind).get(str(step), kind)
    arguments = typing.get_args(kind)
    # dict[str, X], or tuple[X, ...]: all that the types of ours have
    return arguments[1] if typing.get_origin(kind) is dict else arguments[0]


def _value(value: Plain, step: str | int) -> Plain:
    if isinstance(value, dict):
        return value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
