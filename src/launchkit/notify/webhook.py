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
#: Statuses of one that is busy and may say until when.
_BUSY: Final = frozenset({429, 503})
#: Characters of what it says about that; a date has 29.
_LONGEST_LATER: Final = 64

Resolve = Callable[..., Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of one post: None, or a word for why it was not taken; the status of the answer, if one came."""

    word: str | None
    status: int | None = None
    milliseconds: int = 0
    #: what it answered to when to come again, as it stood there; of 429 and 503 only
    retry_after: str | None = None


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
        began, later = time.monotonic(), None
        try:
            status, later = self._answer(url, headers, body, began + self._patience)
            word = _word(status)
        except _Failed as failed:
            status, word = None, failed.word
        spent = round((time.monotonic() - began) * 1000)
        return Posted(word=word, status=status, milliseconds=spent, retry_after=later)

    def _answer(
        self, url: str, headers: Mapping[str, str], body: bytes, end: float
    ) -> tuple[int, str | None]:
        """The status, and when to come again if that is said."""
        parts = urlsplit(url)
        try:
            with self._connected(parts, end) as connection:
                connection.settimeout(_left(end))
                connection.sendall(self._request(parts, headers, body))
                status, rest = _read_status(connection, end)
                later = _read_later(connection, rest, end) if status in _BUSY else None
                _let_finish(connection)
                return status, later
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


def _read_status(connection: socket.socket, end: float) -> tuple[int, bytes]:
    """The status of the answer, and what came behind its line; of the rest as little is read as finds it."""
    read = b""
    while len(read) < _MOST_READ:
        connection.settimeout(_left(end))
        some = connection.recv(_MOST_READ - len(read))
        read += some
        found = _status_in(read)
        if found is not None:
            return found
        if not some:
            break
    raise _Failed("no_answer" if not read else "no_http")


def _read_later(connection: socket.socket, read: bytes, end: float) -> str | None:
    """What a header `Retry-After` says; None where there is none, or it does not come in time. No body is read for it."""
    # The end of the line of the status: there may be no header at all.
    read = b"\r\n" + read
    with suppress(OSError):
        while b"\r\n\r\n" not in read and len(read) < _MOST_READ:
            connection.settimeout(_left(end))
            some = connection.recv(_MOST_READ - len(read))
            if not some:
                break
            read += some
    whole, end_of_them, _ = read.partition(b"\r\n\r\n")
    lines = whole.split(b"\r\n")
    # A line that was cut may say something else than it wanted to.
    for line in lines if end_of_them else lines[:-1]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"retry-after":
            return value.strip().decode("ascii", "replace")[:_LONGEST_LATER]
    return None


def _let_finish(connection: socket.socket) -> None:
    """A moment for the other side to say the rest, which is thrown away: it need not find the line cut."""
    with suppress(OSError):
        connection.settimeout(_COURTESY)
        connection.recv(_MOST_READ)


def _status_in(read: bytes) -> tuple[int, bytes] | None:
    """The final status in what was read so far, and what follows its line; None while there is none.

    What is not HTTP is refused at once.
    """
    while b"\r\n" in read:
        line, _, rest = read.partition(b"\r\n")
        version, _, more = line.partition(b" ")
        if not version.startswith(b"HTTP/1.") or not more[:3].isdigit():
            raise _Failed("no_http")
        status = int(more[:3])
        if status >= _FINAL:
            return status, rest
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
