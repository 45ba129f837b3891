"""How the desk's process and the render worker talk: frames of bytes with their length in front, headers as JSON, never pickle."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

_LENGTH = struct.Struct(">I")
MOST_BYTES = 256 * 1024 * 1024


class Closed(Exception):
    """The other side is gone."""


def send(link: socket.socket, body: bytes) -> None:
    """Send one frame; `TimeoutError` when the other side does not take it in time, `Closed` when it is gone."""
    try:
        link.sendall(_LENGTH.pack(len(body)) + body)
    except TimeoutError:
        raise
    except OSError as problem:
        raise Closed from problem


def receive(link: socket.socket, *, deadline: float | None = None) -> bytes:
    """One frame; `TimeoutError` at `deadline` (seconds of the monotonic clock), `Closed` when the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(link, _LENGTH.size, deadline))
    if length > MOST_BYTES:
        raise Closed
    return _exactly(link, length, deadline)


def _exactly(link: socket.socket, count: int, deadline: float | None) -> bytes:
    parts, missing = [], count
    while missing:
        if deadline is not None:
            link.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            part = link.recv(min(missing, 1 << 20))
        except TimeoutError:
            raise
        except OSError as problem:
            raise Closed from problem
        if not part:
            raise Closed
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def send_header(link: socket.socket, **header: Any) -> None:
    """Send a frame of JSON."""
    send(link, json.dumps(header, ensure_ascii=False).encode())


def receive_header(link: socket.socket, *, deadline: float | None = None) -> dict[str, Any]:
    """A frame of JSON as a mapping; `Closed` when it is none."""
    try:
        header = json.loads(receive(link, deadline=deadline))
    except ValueError as problem:
        raise Closed from problem
    if not isinstance(header, dict):
        raise Closed
    return header
