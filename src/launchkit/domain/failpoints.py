"""Named places at which a test may make the program stop, as a power cut would.

Nothing is armed unless `arm` is called; then `reach` costs one look into an empty mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

#: every boundary between two steps that a crash may fall between, in the order of a write
PLACES: Final = (
    "after_temp_write",
    "after_fsync",
    "after_rename",
    "after_dir_fsync",
    "before_begin",
    "after_lock",
    "after_insert_entries",
    "after_side_tables",
    "after_heads",
    "after_request",
    "after_rows",
    "after_notices",
    "before_commit",
    "after_commit",
    "before_ack",
)

_armed: dict[str, Callable[[], None]] = {}


def arm(actions: Mapping[str, Callable[[], None]]) -> None:
    """Call these actions at their places from now on; an empty mapping disarms all.

    Raises `ValueError` for a place that does not exist, because a test that waits for it would
    pass without having tried anything.
    """
    unknown = actions.keys() - set(PLACES)
    if unknown:
        raise ValueError(f"no such place: {', '.join(sorted(unknown))}")
    _armed.clear()
    _armed.update(actions)


def reach(place: str) -> None:
    """The program has come to this place."""
    action = _armed.get(place)
    if action is not None:
        action()
