"""Tells webhooks of what happens while the pages are served, whoever wrote it: a page, a command or the clockwork."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

from launchkit.bootstrap import Office

#: Seconds between two looks; one costs two short queries where there is nothing to tell.
LOOK: Final = 2.0


@contextmanager
def announcing(office: Office, *, every: float = LOOK) -> Iterator[None]:
    """While the block runs, everything that is recorded is told to the webhooks that want it."""
    stop = Event()
    thread = Thread(target=_keep, args=(office, stop, every), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep(office: Office, stop: Event, every: float) -> None:
    announcer = None
    while not stop.wait(every):
        # A busy database, a setting that is no network: it is tried again, and `doctor` says what is wrong.
        with suppress(Exception):
            announcer = announcer or office.announcer
            announcer.start()
