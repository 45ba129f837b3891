"""The render worker itself, started by `launchkit.documents.worker` as a program of its own: `python -m launchkit.documents.press_room FD`.

It gets bytes and gives bytes. The limits are set before WeasyPrint is imported; once warm, it can neither open a connection,
start a program nor write a file.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
from datetime import date
from pathlib import Path
from typing import Any

from launchkit.documents import wire
from launchkit.documents.errors import RenderFailed

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


def _printer(link: socket.socket) -> tuple[Any, dict[str, Any]]:
    setup = wire.receive_header(link)
    assets = {name: wire.receive(link) for name in setup["assets"]}
    _limit(resource.RLIMIT_AS, setup["memory_bytes"])
    # Imported late: the memory limit has to be there first, and the parent never pays for it.
    from launchkit.documents.fonts import open_fonts  # noqa: PLC0415
    from launchkit.documents.pdf import Printer, environment  # noqa: PLC0415

    fonts = open_fonts(Path(setup["fonts"]))
    printer = Printer(fonts, assets, most_pages=setup["pages"])
    wire.send_header(link, ok=True, environment=environment(fonts))
    return printer, setup


def _answer(link: socket.socket, printer: Any, order: dict[str, Any]) -> bool:
    """Print one document; False when this process should not go on."""
    html = wire.receive(link).decode()
    _allow_cpu(order["cpu_seconds"])
    try:
        pdf = printer.render(
            html, document_date=date.fromisoformat(order["date"]), title=order["title"]
        )
    except RenderFailed as failed:
        wire.send_header(
            link, ok=False, reason=failed.reason, message=str(failed), details=list(failed.details)
        )
        return True
    except MemoryError:
        wire.send_header(link, ok=False, reason="memory", message="", details=[])
        return False
    except Exception as problem:  # noqa: BLE001 - whatever a renderer raises, the words may quote the page
        wire.send_header(
            link, ok=False, reason="crash", message="", details=[type(problem).__name__]
        )
        return False
    wire.send_header(link, ok=True)
    wire.send(link, pdf)
    return True


def _allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)


def main(descriptor: int) -> None:
    """Serve until the other side hangs up."""
    link = socket.socket(fileno=descriptor)
    try:
        printer, _ = _printer(link)
        _lock()
        while _answer(link, printer, wire.receive_header(link)):
            pass
    except wire.Closed:
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
