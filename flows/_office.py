"""The office that the flows of this process work in, and the wall between its errors and Prefect's pages."""

from __future__ import annotations

import atexit
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from prefect import runtime

from launchkit import __version__
from launchkit.bootstrap import Office, open_office
from launchkit.desk import Call
from launchkit.domain.people import SYSTEM
from launchkit.settings import Settings, read_settings

P = ParamSpec("P")
R = TypeVar("R")

CHANNEL = "flow"


class FlowStopped(Exception):
    """A flow ended in an error; says what kind and where, never what the error said: that may quote a person."""


class OtherProgram(Exception):
    """The deployment was made by another version of launchkit than the one that shall run it."""


def office() -> Office:
    """The office named by the environment; opened once for each process."""
    return _opened(read_settings())


@cache
def _opened(settings: Settings) -> Office:
    made_by = runtime.deployment.version
    if made_by not in (None, __version__):
        raise OtherProgram(f"deployed by {made_by}, run by {__version__}")
    found = open_office(settings)
    atexit.register(found.close)
    _open.append(found)
    return found


_open: list[Office] = []


def forget_offices() -> None:
    """Close the offices, to open them anew at the next use: for tests that change the environment."""
    _opened.cache_clear()
    while _open:
        found = _open.pop()
        atexit.unregister(found.close)
        found.close()


def now() -> datetime:
    """The office's clock, UTC."""
    return office().clock().astimezone(UTC)


def system_call() -> Call:
    """The clockwork acts, under a request id of its own."""
    return Call(actor=SYSTEM, request=office().ids(), channel=CHANNEL)


def walled(work: Callable[P, R]) -> Callable[P, R]:
    """Lets an error through as its kind and place only; Prefect keeps messages and tracebacks for everybody to read."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        except OtherProgram:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, its words stay here
            stopped = FlowStopped(place_of(error))
        # Raised outside of the handler: no context, so no traceback of the first error is kept with it.
        raise stopped

    return run


def place_of(error: BaseException) -> str:
    """`OperationalError at append.py:120`: what kind of error, and the last line of ours that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if "launchkit" in one.filename or "/flows/" in one.filename]
    last = (own or frames)[-1:]
    where = "".join(f" at {Path(one.filename).name}:{one.lineno}" for one in last)
    return f"{type(error).__name__}{where}"
