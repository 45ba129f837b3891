"""What was worked out of a case, kept as long as nothing that it depends on has changed; the same for everybody who may look."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, TypeVar, cast

from launchkit.bootstrap import Office
from launchkit.domain.case import Case

T = TypeVar("T")

_Key = tuple[object, ...]

#: So many are kept; the one unused for longest gives way.
KEEP: Final = 512


class Figured:
    """Boards, charts and bags by case, its last entry, the last entry of the house, and the minute.

    Only what depends on nothing else belongs here: nothing that differs by who looks. What the clock changes, it changes at
    full minutes.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._kept: OrderedDict[_Key, Any] = OrderedDict()
        #: what somebody is working out at this moment: the others wait for it
        self._making: dict[_Key, Lock] = {}
        self._lock = Lock()

    def once(self, what: str, case: Case, make: Callable[[], T]) -> T:
        """What `make` gives, made once; whoever asks meanwhile waits for it."""
        house = self._office.desk.house().seq
        key = (what, case.id, case.seq, house, f"{self._office.clock():%Y-%m-%dT%H:%M}")
        with self._lock:
            if key in self._kept:
                return cast("T", self._found(key))
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._kept:
                    return cast("T", self._found(key))
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > KEEP:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made

    def _found(self, key: _Key) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key]
