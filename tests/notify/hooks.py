"""A receiver of webhooks on this machine: takes posts over HTTP or TLS, with whatever manners a test wants."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serving import served


@dataclass(frozen=True, slots=True)
class Taken:
    """One post as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """Takes posts; `status` is what it answers, `manners` what it does before that."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.taken: list[Taken] = []
        #: set whenever something was taken
        self.came = threading.Event()
        self.status = 204
        self.headers: dict[str, str] = {}
        #: called with each post before it is answered; what it gives is written in place of an answer, None: answer
        self.manners: Callable[[Taken], bytes | None] = lambda _taken: None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/hook"

    def handle_error(self, *_args: Any) -> None:
        """A caller that hangs up is no fault of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        one = Taken(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.server.taken.append(one)
        self.server.came.set()
        raw = self.server.manners(one)
        if raw is not None:
            self.wfile.write(raw)
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def receiver(port: int = 0, *, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver while the block runs."""
    server = Receiver(port)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    with served(server):
        yield server


@dataclass
class Raw:
    """A socket that does with each caller what a test says."""

    port: int
    #: callers so far
    callers: list[socket.socket] = field(default_factory=list)


@contextlib.contextmanager
def raw(manners: Callable[[socket.socket], object]) -> Iterator[Raw]:
    """Every caller is given to `manners`; the line is cut when it returns."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Raw(server.getsockname()[1])

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    found.callers.append(caller)
                    with caller, contextlib.suppress(OSError):
                        manners(caller)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield found
        for one in found.callers:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for a name, signed by itself: as a file to trust, and as a server uses it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted = folder / f"{name}.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = folder / f"{name}.key"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return trusted, context
