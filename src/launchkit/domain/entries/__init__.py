"""The kinds of entry of a case and of the house: one frozen dataclass each.

An entry says what happened, in the past tense, and holds no conclusion that the fold could draw itself.
`PERSONAL` names the fields that are free text or concern a person: the trail keeps a commitment to them, the side table the
value. A stored shape never changes; a new shape is a new `VERSION` with a step in `UPCASTERS`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from launchkit.domain.entries.base import Entry as Entry
from launchkit.domain.entries.cases import *  # noqa: F403  a kind is named once, where it is defined
from launchkit.domain.entries.crisis import *  # noqa: F403
from launchkit.domain.entries.custody import *  # noqa: F403
from launchkit.domain.entries.house import *  # noqa: F403
from launchkit.domain.entries.people import *  # noqa: F403
from launchkit.domain.entries.webhooks import *  # noqa: F403
from launchkit.domain.recorded import Draft, FileRef, Json, Recorded

KINDS: Mapping[str, type[Entry]] = {kind.KIND: kind for kind in Entry.__subclasses__()}

#: Kinds whose files people handed in; what is printed here is not among them.
HANDED_IN = ("evidence_attached", "document_returned")

#: (kind, stored version) -> step to the next version; applied until the current version is reached.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("approved", 1): lambda data: {**data, "ground": "role"},
    ("notice_queued", 1): lambda data: {**data, "mark": ""},
    ("task_assigned", 1): lambda data: {**data, "absence": None},
    ("task_blocked", 1): lambda data: {**data, "contact": "", "again_on": None},
    ("webhook_changed", 1): lambda data: {**data, "parts": []},
}


def draft_of(
    entry: Entry,
    *,
    personal: frozenset[str] = frozenset(),
    files: tuple[FileRef, ...] = (),
    happened: str | None = None,
) -> Draft:
    """Entry as the store takes it; `personal` adds to the fields that are personal by kind.

    Empty personal fields stay in the entry: there is nothing to protect in an empty text.
    """
    data = {f.name: plain(getattr(entry, f.name)) for f in fields(entry)}  # type: ignore[arg-type]
    hidden = frozenset(key for key in entry.PERSONAL | personal if data[key] not in ("", None))
    return Draft(
        kind=entry.KIND,
        kind_version=entry.VERSION,
        data=data,
        personal=hidden,
        files=files,
        happened=happened,
    )


def entry_of(recorded: Recorded) -> Entry:
    """Typed entry of what was read, brought to the current version of its kind."""
    kind = KINDS[recorded.envelope.kind]
    data = dict(recorded.data)
    for version in range(recorded.envelope.kind_version, kind.VERSION):
        data = UPCASTERS[kind.KIND, version](data)
    for name in _TUPLES[kind.KIND]:
        data[name] = tuple(data[name])
    return kind(**data)


def plain(value: Json) -> Json:
    """Value as the trail writes it: lists for tuples, text in its composed form (NFC), so that twins are one text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return value


_TUPLES: Mapping[str, tuple[str, ...]] = {
    kind.KIND: tuple(f.name for f in fields(kind) if str(f.type).startswith("tuple"))  # type: ignore[arg-type]
    for kind in KINDS.values()
}
