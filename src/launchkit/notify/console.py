"""Onto the screen of whoever runs the sender: for looking, and for a machine on a desk at headquarters."""

from __future__ import annotations

from typing import TextIO

from launchkit.domain.telling.notices import Message


class Console:
    """Writes messages to a stream; the address says for whom they are."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        head = f"[{address}]\n" if address else ""
        self._stream.write(f"{head}{message.text}\n")
        self._stream.flush()
        return None
