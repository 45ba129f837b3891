"""A browser reduced to its wire: one connection, forms, cookies given from outside; cheap enough to measure a server with."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

_TOO_LONG: Final = 8 * 1024 * 1024


class Cut(ConnectionError):
    """The connection is gone, and whether the request was carried out is unknown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, headers with names in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Wire:
    """One connection to a server on this machine, opened when it is needed."""

    port: int
    cookie: str
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    async def get(self, path: str, tag: str | None = None) -> Answer:
        """Look at a page; `tag` is the mark it had when it was seen last."""
        more = {} if tag is None else {"If-None-Match": tag}
        used = self._streams is not None
        try:
            return await self._ask("GET", path, b"", more)
        except Cut:
            if not used:
                raise
            # The server has let go of a connection that was idle.
            return await self._ask("GET", path, b"", more)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        file: tuple[str, str, bytes] | None = None,
        cut: bool = False,
    ) -> Answer:
        """Send a form; `cut` hangs up before the answer, as a telephone in a lift does, and raises `Cut`."""
        if file is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            kind, body = _multipart(fields, *file)
        more = {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.port}"}
        return await self._ask("POST", path, body, more, cut=cut)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(
        self, method: str, path: str, body: bytes, more: Mapping[str, str], *, cut: bool = False
    ) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=_TOO_LONG)
        reader, writer = self._streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"Cookie: {self.cookie}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in more.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        try:
            await writer.drain()
            if cut:
                self.close()
                raise Cut
            return await _answer(reader)
        except (ConnectionError, asyncio.IncompleteReadError) as fault:
            self.close()
            raise Cut from fault


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    length = int(headers.get("content-length", 0))
    return Answer(status, headers, await reader.readexactly(length) if length else b"")


def _multipart(
    fields: Mapping[str, str], name: str, file: str, content: bytes
) -> tuple[str, bytes]:
    mark = secrets.token_hex(12)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
    )
    return (
        f"multipart/form-data; boundary={mark}",
        b"".join([*parts, content, f"\r\n--{mark}--\r\n".encode()]),
    )
