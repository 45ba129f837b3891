"""Receivers on this machine: a robot's server over HTTP and a mail server, each with the answers a test wants."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.serving import served


class Robot(ThreadingHTTPServer):
    """Takes posts; `answer` is the body it sends back, `status` its status."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Robot)
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        self.answer: bytes = b'{"errcode": 0, "code": 0}'
        self.headers: dict[str, str] = {}

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Robot(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def robot(port: int = 0) -> Iterator[Robot]:
    """A robot's server while the block runs."""
    server = Robot(port)
    with served(server):
        yield server


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails, or refuses their receiver."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.got: list[tuple[str, str]] = []
        self.refuses = False

    @property
    def url(self) -> str:
        """As the setting names it."""
        port = self.server_address[1]
        return f"mailto://127.0.0.1:{port}?from=launchkit@example.com&mode=insecure"


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 test")
        to = ""
        for raw in self.rfile:
            word = raw.decode().strip()
            verb = word[:4].upper()
            if verb == "RCPT":
                to = word.partition("<")[2].partition(">")[0]
                self._say("550 no such person" if self.server.refuses else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.server.got.append((to, self._data()))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self) -> str:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.decode())
        return "".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server while the block runs."""
    server = MailServer()
    with served(server):
        yield server
