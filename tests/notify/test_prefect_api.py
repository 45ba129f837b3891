"""Telling Prefect: a small server stands in for its REST API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from launchkit.notify.prefect_api import (
    ADDRESS_FILE,
    COUNT_FILE,
    address_of,
    nudge,
    nudge_state,
)


class Listener:
    """Keeps what it was asked; answers like the two routes, or refuses."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any, str | None]] = []
        self.status = 200
        listener = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                self._answer(json.loads(self.rfile.read(length)))

            def _answer(self, body: Any) -> None:
                listener.asked.append(
                    (self.command, self.path, body, self.headers["Authorization"])
                )
                self.send_response(listener.status)
                self.end_headers()
                self.wfile.write(b'{"id": "d-1"}')

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.api = f"http://127.0.0.1:{self.server.server_port}/api"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


def test_a_nudge_names_case_and_entry_and_nothing_else(listener: Listener, tmp_path: Path) -> None:
    assert nudge(tmp_path, listener.api, case="c1", seq=7) is True
    assert listener.asked == [
        ("GET", "/api/deployments/name/advance_case/advance_case", None, None),
        (
            "POST",
            "/api/deployments/d-1/create_flow_run",
            {"parameters": {"case": "c1", "seq": 7}, "idempotency_key": "case:c1:7"},
            None,
        ),
    ]


def test_the_address_that_up_wrote_is_used_with_its_password(
    listener: Listener, tmp_path: Path
) -> None:
    (tmp_path / ADDRESS_FILE).write_text(json.dumps({"api": listener.api, "auth": "up:secret"}))
    assert nudge(tmp_path, None, case="c1", seq=1) is True
    assert {one[3] for one in listener.asked} == {"Basic dXA6c2VjcmV0"}


def test_a_password_in_the_address_is_taken_out_of_it(listener: Listener, tmp_path: Path) -> None:
    setting = listener.api.replace("http://", "http://up:s%40cret@")
    assert nudge(tmp_path, setting, case="c1", seq=1) is True
    assert {one[3] for one in listener.asked} == {"Basic dXA6c0BjcmV0"}
    address = address_of(tmp_path, setting)
    assert address is not None
    assert "cret" not in address.api


def test_failures_in_a_row_are_counted_and_forgotten(listener: Listener, tmp_path: Path) -> None:
    listener.status = 500
    for _ in range(3):
        assert nudge(tmp_path, listener.api, case="c1", seq=1) is False
    assert nudge_state(tmp_path, listener.api).failures == 3
    listener.status = 200
    assert nudge(tmp_path, listener.api, case="c1", seq=1) is True
    assert nudge_state(tmp_path, listener.api).failures == 0


@pytest.mark.parametrize("setting", ["http://127.0.0.1:1/api", "file:///etc/hostname", "nonsense"])
def test_nobody_listening_is_no_error(tmp_path: Path, setting: str) -> None:
    assert nudge(tmp_path, setting, case="c1", seq=1) is False


def test_without_an_address_nobody_is_told_and_nothing_counted(tmp_path: Path) -> None:
    assert nudge(tmp_path, None, case="c1", seq=1) is False
    assert not (tmp_path / COUNT_FILE).exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"api": 7}', ""])
def test_a_broken_address_file_is_no_address(tmp_path: Path, text: str) -> None:
    (tmp_path / ADDRESS_FILE).write_text(text)
    assert address_of(tmp_path, None) is None
