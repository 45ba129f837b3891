"""Posts an event to another program: to the address that was looked at and no other, within a time, and keeps nothing of the answer.

The name is resolved once; every address it has must be outside the house (`Reachable`), and one of these is connected to. Proxies
of the environment are not used: they would resolve the name again. Redirections are not followed.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from launchkit.domain.reachable import Reachable

#: Seconds for everything: connecting, the handshake, sending, the first line of the answer.
PATIENCE: Final = 15.0
#: What is read of an answer at most, to find its status.
_MOST_READ: Final = 8192
_PORTS: Final = {"https": 443, "http": 80}
#: Seconds for the rest of an answer of which the status is known.
_COURTESY: Final = 0.2
#: An answer 1xx comes before the one that counts.
_FINAL: Final = 200

Resolve = Callable[..., Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of one post: None, or a word for why it was not taken; the status of the answer, if one came."""

    word: str | None
    status: int | None = None
    milliseconds: int = 0


class _Failed(Exception):
    """It was not taken; the word says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class WebhookPost:
    """The way out for events."""

    def __init__(
        self,
        reachable: Reachable,
        *,
        program: str,
        patience: float = PATIENCE,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        self._reachable = reachable
        self._program = program
        self._patience = patience
        self._resolve = resolve

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """Post; any status of 200 to 299 means that it was taken."""
        began = time.monotonic()
        try:
            status = self._status(url, headers, body, began + self._patience)
            word = _word(status)
        except _Failed as failed:
            status, word = None, failed.word
        spent = round((time.monotonic() - began) * 1000)
        return Posted(word=word, status=status, milliseconds=spent)

    def _status(self, url: str, headers: Mapping[str, str], body: bytes, end: float) -> int:
        parts = urlsplit(url)
        try:
            with self._connected(parts, end) as connection:
                connection.settimeout(_left(end))
                connection.sendall(self._request(parts, headers, body))
                status = _read_status(connection, end)
                _let_finish(connection)
                return status
        except TimeoutError:
            raise _Failed("timeout") from None
        except ssl.SSLError:
            raise _Failed("tls") from None
        except ConnectionRefusedError:
            raise _Failed("refused") from None
        except OSError:
            raise _Failed("unreachable") from None

    # --- where to ---------------------------------------------------------------------------------------------------

    def _connected(self, parts: SplitResult, end: float) -> socket.socket:
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        connection = _first_open(self._places(host, port), end)
        if parts.scheme != "https":
            return connection
        try:
            connection.settimeout(_left(end))
            return self._context.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise

    def _places(self, host: str, port: int) -> list[tuple[int, Any]]:
        """Family and address of every place a name leads to; none of them may be inside the house."""
        try:
            found = self._resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _Failed("no_name") from None
        places = [(family, address) for family, _, _, _, address in found]
        if not places or not all(str(address[0]) in self._reachable for _, address in places):
            raise _Failed("forbidden")
        return places

    # --- what is said -------------------------------------------------------------------------------------------------

    def _request(self, parts: SplitResult, headers: Mapping[str, str], body: bytes) -> bytes:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {parts.netloc}",
            f"User-Agent: {self._program.replace(' ', '/')}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Connection: close",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join((*lines, "", "")).encode("ascii") + body


def _left(end: float) -> float:
    """Seconds that are left; raises `TimeoutError` where none are."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _first_open(places: Sequence[tuple[int, Any]], end: float) -> socket.socket:
    """A connection to the first of these places that takes one."""
    for number, (family, address) in enumerate(places, start=1):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(_left(end))
            connection.connect(address)
        except OSError:
            connection.close()
            if number == len(places):
                raise
        else:
            return connection
    raise _Failed("no_name")  # pragma: no cover  there is one at least


def _read_status(connection: socket.socket, end: float) -> int:
    """The status of the answer; of the rest as little is read as finds it."""
    read = b""
    while len(read) < _MOST_READ:
        connection.settimeout(_left(end))
        some = connection.recv(_MOST_READ - len(read))
        read += some
        status = _status_in(read)
        if status is not None:
            return status
        if not some:
            break
    raise _Failed("no_answer" if not read else "no_http")


def _let_finish(connection: socket.socket) -> None:
    """A moment for the other side to say the rest, which is thrown away: it need not find the line cut."""
    with suppress(OSError):
        connection.settimeout(_COURTESY)
        connection.recv(_MOST_READ)


def _status_in(read: bytes) -> int | None:
    """The final status in what was read so far; None while there is none. What is not HTTP is refused at once."""
    while b"\r\n" in read:
        line, _, rest = read.partition(b"\r\n")
        version, _, more = line.partition(b" ")
        if not version.startswith(b"HTTP/1.") or not more[:3].isdigit():
            raise _Failed("no_http")
        status = int(more[:3])
        if status >= _FINAL:
            return status
        _, found, read = (
            rest.partition(b"\r\n\r\n") if rest[:2] != b"\r\n" else (b"", rest, rest[2:])
        )
        if not found:
            return None
    return None


def _word(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if status == 410:
        return "gone"
    return "redirect" if 300 <= status < 400 else "status"
