"""What every kind of entry is."""

from __future__ import annotations

from typing import ClassVar


class Entry:
    """Base of all kinds; only for typing and the registry."""

    __slots__ = ()
    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
