"""The render worker itself, started by `launchkit.documents.worker` as a program of its own: `python -m launchkit.documents.press_room FD`.

It gets bytes and gives bytes. The limits are set before WeasyPrint is imported; once warm, it can neither open a connection,
start a program nor write a file.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from launchkit.documents import wire
from launchkit.documents.errors import DocumentError, RenderFailed
from launchkit.documents.templates import Templates

_FORBIDDEN = frozenset({
    "socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen",
    "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.mkdir", "os.rmdir",
    "shutil.rmtree", "urllib.Request", "ctypes.dlopen",
})  # fmt: skip
_WRITES = frozenset("wax+")


def _limit(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _writes(mode: object, flags: object) -> bool:
    """Whether an `open` event asks for more than reading; `os.open` has flags and no mode."""
    if isinstance(mode, str):
        return bool(_WRITES & set(mode))
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _lock() -> None:
    """From now on no file grows, nothing is opened for writing, no connection and no program is started."""
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN or (event == "open" and _writes(*arguments[1:3])):
            raise PermissionError(f"the render worker may not use {event}")

    sys.addaudithook(refuse)


def _printer(link: socket.socket) -> Any:
    setup = wire.receive_header(link)
    assets = {name: wire.receive(link) for name in setup["assets"]}
    _limit(resource.RLIMIT_AS, setup["memory_bytes"])
    # Imported late: the memory limit has to be there first, and the parent never pays for it.
    from launchkit.documents.fonts import open_fonts  # noqa: PLC0415
    from launchkit.documents.pdf import Printer, environment  # noqa: PLC0415

    fonts = open_fonts(Path(setup["fonts"]))
    printer = Printer(fonts, assets, most_pages=setup["pages"])
    wire.send_header(link, ok=True, environment=environment(fonts))
    return printer


class _Press:
    """Answers one order after the other."""

    def __init__(self, link: socket.socket, printer: Any) -> None:
        self._link = link
        self._printer = printer
        self._filled: dict[str, Any] = {}

    def answer(self) -> bool:
        """Do one order; False when this process should not go on."""
        order = wire.receive_header(self._link)
        body = wire.receive(self._link)
        _allow_cpu(order["cpu_seconds"])
        try:
            done = self._fill(order, body) if order["work"] == "fill" else self._print(order, body)
        except RenderFailed as failed:
            return self._failed(failed.reason, str(failed), failed.details, go_on=True)
        except DocumentError as problem:
            return self._failed("template", str(problem), (), go_on=True)
        except MemoryError:
            return self._failed("memory", "", (), go_on=False)
        except Exception as problem:  # noqa: BLE001 - whatever a renderer raises, the words may quote the page
            return self._failed("crash", "", (type(problem).__name__,), go_on=False)
        wire.send_header(self._link, ok=True)
        wire.send(self._link, done)
        return True

    def _print(self, order: dict[str, Any], html: bytes) -> bytes:
        day = date.fromisoformat(order["date"])
        pdf: bytes = self._printer.render(html.decode(), document_date=day, title=order["title"])
        return pdf

    def _fill(self, order: dict[str, Any], body: bytes) -> bytes:
        given = json.loads(body)
        templates = self._filled.get(order["digest"])
        if templates is None:
            templates = self._filled[order["digest"]] = Templates.of(given["sources"])
        return templates.fill(order["page"], given["context"]).encode()

    def _failed(self, reason: str, message: str, details: tuple[str, ...], *, go_on: bool) -> bool:
        wire.send_header(self._link, ok=False, reason=reason, message=message, details=details)
        return go_on


def _allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)


def main(descriptor: int) -> None:
    """Serve until the other side hangs up."""
    with socket.socket(fileno=descriptor) as link, suppress(wire.Closed):
        press = _Press(link, _printer(link))
        _lock()
        while press.answer():
            pass


if __name__ == "__main__":
    main(int(sys.argv[1]))
