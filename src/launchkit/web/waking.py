"""Wakes the clockwork after a change; where it does not answer, one thread waits for it and no answer to a person does."""

from __future__ import annotations

from threading import Lock

from launchkit.notify.prefect_api import nudge
from launchkit.settings import Settings


class Waking:
    """Tells Prefect which cases have changed, one after the other; the newest entry of a case speaks for those before."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._changed: dict[str, int] = {}
        self._telling = False

    def tell(self, case: str, seq: int) -> None:
        """A case has changed. Whoever finds somebody telling already leaves it to them, and goes."""
        with self._lock:
            self._changed[case] = max(seq, self._changed.get(case, 0))
            if self._telling:
                return
            self._telling = True
        while (one := self._next()) is not None:
            heard = nudge(self._settings.home, self._settings.prefect_api, case=one[0], seq=one[1])
            if not heard:
                # Nobody listens: the sweep finds all of them, and asking on would only take longer.
                with self._lock:
                    self._changed.clear()

    def _next(self) -> tuple[str, int] | None:
        """One case to tell of; None: all are told, and the next to come tells again."""
        with self._lock:
            self._telling = bool(self._changed)
            return self._changed.popitem() if self._telling else None
