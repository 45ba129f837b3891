"""What a look is given, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from launchkit.bootstrap import Office
from launchkit.settings import Settings


class Machine(Protocol):
    """What is looked at: settings, and the open office once there is a database."""

    @property
    def settings(self) -> Settings:
        """Where things are kept."""
        ...

    @property
    def begun(self) -> bool:
        """Whether the database is there already."""
        ...

    @property
    def office(self) -> Office:
        """The open office."""
        ...


class Look(NamedTuple):
    """One thing looked at: `ok`, `warning` (works, but mind it) or `missing` (needed)."""

    name: str
    state: str
    zh: str
    en: str
    remedy: str | None = None


def guarded(look: Callable[[Machine], Iterator[Look]], at: Machine) -> Iterator[Look]:
    """What a look finds; one that fails is itself a finding and stops no other."""
    try:
        yield from look(at)
    except Exception as error:  # noqa: BLE001  a doctor must not fall ill
        name = look.__name__
        zh = getattr(error, "zh", None) or type(error).__name__
        en = getattr(error, "en", None) or type(error).__name__
        yield Look(name, "missing", str(zh), str(en))
