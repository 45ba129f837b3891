"""Into a file of the home, so that nothing vanishes that no other channel could bring to its person."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from launchkit.domain.telling.notices import Message
from launchkit.domain.trail import instant_text


class File:
    """Appends messages to a file that only its owner can read."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        head = f"--- {instant_text(self._clock())} {address}".rstrip()
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{head}\n{message.text}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            return "disk"
        return None
