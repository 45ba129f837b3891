"""Several doors of one process: this machine in plain, the local network over TLS, and a plain page about trust."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import uvicorn
from anyio import to_thread
from starlette.types import ASGIApp

_log = logging.getLogger(__name__)
#: How often somebody looks whether the machine has other addresses (seconds).
LOOK: Final = 60.0
#: So many pages are worked on at once. One processor works on one at a time whatever we say; forty, which is what is usual, take
#: it from each other so often that each waits twice as long. More than one, because some wait for a disk or for printing.
HANDS: Final = 6
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One listener: what is served, where, and whether over TLS."""

    app: ASGIApp
    sockets: Sequence[socket.socket] = field(repr=False)
    context: ssl.SSLContext | None = None


class _Server(uvicorn.Server):
    """One of several: signals are heard for all of them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever started all servers."""
        yield


def here(host: str, port: int) -> list[socket.socket]:
    """A socket at one address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.create_server((host, port), family=family, backlog=256)
    # Connections have this from their listener. Without it every page waits 40 ms between its head and its body: asyncio
    # sees to that only for sockets that it has made itself.
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return [found]


def everywhere(port: int) -> list[socket.socket]:
    """Sockets at all addresses of the machine, of both kinds where it has both."""
    found = here("0.0.0.0", port)  # noqa: S104  that is what was asked for
    with suppress(OSError):
        # One of its own for IPv6, so that addresses of IPv4 do not come in a disguise.
        found += here("::", found[0].getsockname()[1])
    return found


async def serve(
    doors: Sequence[Door],
    *,
    look: Callable[[], object] | None = None,
    ready: Callable[[Callable[[], object]], object] | None = None,
) -> None:
    """Serve at all doors until a signal comes; `look` is called every minute; `ready` is given what ends it all."""
    to_thread.current_default_thread_limiter().total_tokens = HANDS
    servers = [_server(door) for door in doors]
    loop = asyncio.get_running_loop()

    def stop(number: int = signal.SIGTERM) -> None:
        for one in servers:
            one.handle_exit(number, None)

    for number in _SIGNALS:
        with suppress(RuntimeError, ValueError):  # only the main thread hears signals
            loop.add_signal_handler(number, stop, number)
    watching = None if look is None else asyncio.create_task(_watch(look))
    if ready is not None:
        ready(lambda: loop.call_soon_threadsafe(stop))
    try:
        pairs = zip(servers, doors, strict=True)
        await asyncio.gather(*(one.serve(list(door.sockets)) for one, door in pairs))
    finally:
        if watching is not None:
            watching.cancel()


def _server(door: Door) -> _Server:
    config = uvicorn.Config(
        door.app,
        # The addresses of feeds are secrets: no log of what was asked for.
        access_log=False,
        log_level="warning",
        server_header=False,
        # Whom to believe about others is a setting of ours, and not uvicorn's.
        proxy_headers=False,
        lifespan="off",
    )
    config.load()
    config.ssl = door.context
    return _Server(config)


async def _watch(look: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(LOOK)
        try:
            await asyncio.to_thread(look)
        except Exception as fault:  # noqa: BLE001  a look that fails is made again in a minute
            _log.warning("looking for addresses failed: %s", type(fault).__name__)
