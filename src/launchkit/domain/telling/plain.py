"""Read models as plain JSON values, with the same keys every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from launchkit.domain.recorded import Erased, Privileged


def as_json(value: object) -> Any:
    """Dataclasses as objects keyed by field, tuples as lists, days and instants as ISO text, erased values as `{"erased": …}`, privileged ones as `{"privileged": true}`."""
    match value:
        case Erased():
            found: Any = {"erased": {"on": value.on, "basis": value.basis}}
        case Privileged():
            found = {"privileged": True}
        case Enum():
            found = value.value
        case datetime() | date():
            found = value.isoformat()
        case Mapping():
            found = {str(key): as_json(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            found = [as_json(one) for one in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            found = {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
        case _:
            found = value
    return found
