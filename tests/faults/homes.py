"""New homes for writers to die in; the last one is cleared away when the next is asked for."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from tests.databases import Databases, Kind
from tests.faults.writer import Home


class Homes:
    """Gives out homes with a database of one kind."""

    def __init__(self, databases: Databases, kind: Kind, folder: Path) -> None:
        self._databases = databases
        self._kind: Kind = kind
        self._folder = folder
        self._numbers = count(1)
        self._last: Home | None = None

    def __call__(self) -> Home:
        """A new home."""
        if self._last is not None:
            self._databases.give_back(self._last.url)
            shutil.rmtree(self._last.folder, ignore_errors=True)
        folder = self._folder / str(next(self._numbers))
        self._last = Home(folder=folder, url=self._databases.fresh(self._kind))
        return self._last
