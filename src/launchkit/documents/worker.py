"""A warm render process under limits: started when first needed, thrown away when a document breaks it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self

from launchkit.documents import wire
from launchkit.documents.errors import RenderFailed, TemplateProblem
from launchkit.documents.fonts import Fonts
from launchkit.documents.plain import Plain
from launchkit.documents.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may cost."""

    memory_bytes: int = 1536 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    pages: int = 300
    #: time for the worker to start and load its fonts
    start_seconds: float = 60.0


_SAYS = {
    "time": "文书排版超过 {wall:g} 秒，已中止；请缩短内容或分开出具",
    "cpu": "文书排版计算超过 {cpu} 秒，已中止；请缩短内容或分开出具",
    "memory": "文书排版占用内存超过限度，已中止；请检查模板或分开出具",
    "crash": "排版进程意外结束，文书未出具；请重试，仍失败时检查模板",
}
#: what the worker may know of the environment: no key, no database address
_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "PYTHONPATH",
    "SYSTEMROOT",
)


class Renderer:
    """Prints pages in a separate process; a context manager, safe to share between threads (one page at a time).

    With `in_process` it prints here, without limits: for tests and measurements.
    """

    def __init__(
        self,
        fonts: Fonts,
        assets: Mapping[str, bytes],
        *,
        limits: Limits | None = None,
        in_process: bool = False,
    ) -> None:
        self._fonts = fonts
        self._assets = dict(assets)
        self._limits = limits or Limits()
        self._in_process = in_process
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._printer: Any = None
        self._environment: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def render(self, html: str, *, document_date: date, title: str) -> bytes:
        """PDF/A-2b of a filled page; same input, same bytes. Raises `RenderFailed`, after which the next page works again."""
        with self._turn:
            if self._in_process:
                printed: bytes = self._here().render(
                    html, document_date=document_date, title=title
                )
                return printed
            order = {"work": "print", "date": document_date.isoformat(), "title": title}
            return self._guarded(order, html.encode())

    def fill(self, templates: Templates, page: str, context: Mapping[str, Plain]) -> str:
        """HTML of a page, filled under the same limits. Raises `TemplateProblem`, `RenderFailed`."""
        if self._in_process:
            return templates.alone(page).fill(page, dict(context))
        sources = templates.sources(page)
        body = json.dumps({"sources": sources, "context": dict(context)}, ensure_ascii=False)
        order = {"work": "fill", "page": page, "digest": templates.digest(page)}
        with self._turn:
            return self._guarded(order, body.encode()).decode()

    def environment(self) -> dict[str, Any]:
        """Versions and font digests that the bytes depend on; starts the worker when it is not running."""
        with self._turn:
            if self._in_process:
                self._here()
            elif not self._environment:
                self._start()
            return dict(self._environment)

    def close(self) -> None:
        """End the worker; the next page starts a new one."""
        if self._link is not None:
            self._link.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._link = self._child = self._printer = None

    def _here(self) -> Any:
        if self._printer is None:
            # Imported late: loading WeasyPrint takes half a second that only printing should cost.
            from launchkit.documents.pdf import Printer, environment  # noqa: PLC0415

            self._printer = Printer(self._fonts, self._assets, most_pages=self._limits.pages)
            self._environment = environment(self._fonts)
        return self._printer

    def _guarded(self, order: dict[str, Any], body: bytes) -> bytes:
        try:
            answer, done = self._ask(self._running(), order, body)
        except TimeoutError:
            self.close()
            raise self._failure("time") from None
        except wire.Closed:
            raise self._failure(self._cause_of_death()) from None
        if done is not None:
            return done
        if answer["reason"] == "template":
            raise TemplateProblem(answer["message"])
        if answer["reason"] in {"memory", "crash"}:
            self.close()
        message = answer["message"] or str(self._failure(answer["reason"]))
        raise RenderFailed(answer["reason"], message, details=tuple(answer["details"]))

    def _ask(
        self, link: socket.socket, order: dict[str, Any], body: bytes
    ) -> tuple[dict[str, Any], bytes | None]:
        deadline = time.monotonic() + self._limits.wall_seconds
        link.settimeout(self._limits.wall_seconds)
        wire.send_header(link, cpu_seconds=self._limits.cpu_seconds, **order)
        wire.send(link, body)
        answer = wire.receive_header(link, deadline=deadline)
        return answer, wire.receive(link, deadline=deadline) if answer["ok"] else None

    def _running(self) -> socket.socket:
        if self._link is None or self._child is None or self._child.poll() is not None:
            self._start()
        if self._link is None:
            raise wire.Closed
        return self._link

    def _start(self) -> None:
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603 - our own module, no text of anybody in the arguments
                [sys.executable, "-P", "-m", "launchkit.documents.press_room", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=self._worker_environment(), start_new_session=True,
            )  # fmt: skip
        self._link = ours
        try:
            self._set_up(ours)
        except (TimeoutError, wire.Closed):
            self.close()
            raise RenderFailed(
                "crash", "排版进程无法启动；请执行 launchkit doctor 检查 Pango 与字体"
            ) from None

    def _set_up(self, link: socket.socket) -> None:
        link.settimeout(self._limits.start_seconds)
        wire.send_header(
            link, fonts=str(self._fonts.folder), assets=list(self._assets),
            memory_bytes=self._limits.memory_bytes, pages=self._limits.pages,
        )  # fmt: skip
        for body in self._assets.values():
            wire.send(link, body)
        answer = wire.receive_header(link, deadline=time.monotonic() + self._limits.start_seconds)
        self._environment = answer["environment"]

    def _worker_environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return {
            **kept,
            "FONTCONFIG_FILE": str(self._fonts.room),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _cause_of_death(self) -> str:
        child = self._child
        code = child.wait(timeout=5) if child is not None else None
        self.close()
        return "cpu" if code == -signal.SIGXCPU else "crash"

    def _failure(self, reason: str) -> RenderFailed:
        message = _SAYS[reason].format(
            wall=self._limits.wall_seconds, cpu=self._limits.cpu_seconds
        )
        return RenderFailed(reason, message)
