"""Posting to another program: within a time, to the address that was looked at, and never to one inside the house."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from launchkit.domain.reachable import Reachable
from launchkit.notify.webhook import WebhookPost
from tests.notify.hooks import certificate, raw, receiver

HERE = Reachable.of(("127.0.0.1",))
HEADERS = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,eA=="}
BODY = '{"type":"case.closed","data":{"n":"无"}}'.encode()


def post(url: str, *, patience: float = 5.0, reachable: Reachable = HERE, **more: Any) -> Any:
    way = WebhookPost(reachable, program="launchkit test", patience=patience, **more)
    return way.post(url, HEADERS, BODY)


def named(*addresses: str) -> Any:
    """A resolver that knows one answer, and how often it was asked."""

    def resolve(host: str, port: int, **_more: Any) -> Sequence[tuple[Any, ...]]:
        resolve.asked.append(host)  # type: ignore[attr-defined]
        found = []
        for one in addresses:
            family = socket.AF_INET6 if ":" in one else socket.AF_INET
            place = (one, port, 0, 0) if ":" in one else (one, port)
            found.append((family, socket.SOCK_STREAM, 6, "", place))
        return found

    resolve.asked = []  # type: ignore[attr-defined]
    return resolve


def test_a_post_arrives_whole_with_its_headers() -> None:
    with receiver() as server:
        found = post(server.url + "?a=b")
    assert (found.word, found.status) == (None, 204)
    (one,) = server.taken
    assert (one.path, one.body) == ("/hook?a=b", BODY)
    assert HEADERS.items() <= one.headers.items()
    assert one.headers["content-type"] == "application/json"
    assert one.headers["user-agent"] == "launchkit/test"
    assert one.headers["host"] == f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    ("status", "word"),
    [(200, None), (202, None), (299, None), (301, "redirect"), (307, "redirect"), (400, "status"),
     (401, "status"), (404, "status"), (410, "gone"), (429, "status"), (500, "status"), (503, "status")],
)  # fmt: skip
def test_the_status_decides(status: int, word: str | None) -> None:
    with receiver() as server:
        server.status = status
        server.headers = {"Location": server.url + "/elsewhere"}
        found = post(server.url)
    assert (found.word, found.status) == (word, status)
    # A redirection is not followed.
    assert [one.path for one in server.taken] == ["/hook"]


@pytest.mark.parametrize(
    ("answer", "word", "status"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", None, 200),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 OK\r\n\r\n", None, 201),
        (b"HTTP/1.0 200 OK\r\n\r\n", None, 200),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n", "no_http", None),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no_http", None),
        (b"HTTP/1.1 abc\r\n\r\n", "no_http", None),
        (b"HTTP/1.1 200", "no_http", None),
        (b"x" * 9000, "no_http", None),
        (b"", "no_answer", None),
    ],
    ids=["continue", "hints", "old", "cut", "ssh", "letters", "half", "endless", "nothing"],
)
def test_whatever_comes_back_is_a_status_or_a_word(
    answer: bytes, word: str | None, status: int | None
) -> None:
    def manners(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(answer)

    with raw(manners) as server:
        found = post(f"http://127.0.0.1:{server.port}/")
    assert (found.word, found.status) == (word, status)


def test_one_that_never_answers_is_given_up() -> None:
    end = threading.Event()
    with raw(lambda _caller: end.wait(10)) as server:
        found = post(f"http://127.0.0.1:{server.port}/", patience=0.3)
        end.set()
    assert (found.word, found.status) == ("timeout", None)
    assert found.milliseconds >= 250


def test_one_that_drips_is_given_up_as_well() -> None:
    """Each piece comes in time, the whole never does."""
    end = threading.Event()

    def manners(caller: socket.socket) -> None:
        while not end.wait(0.05):
            caller.sendall(b"H")

    with raw(manners) as server:
        found = post(f"http://127.0.0.1:{server.port}/", patience=0.5)
        end.set()
    assert found.word == "timeout"


def test_where_nobody_listens_it_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/").word == "refused"


def test_no_time_left_is_no_time_to_connect() -> None:
    with receiver() as server:
        assert post(server.url, patience=-1).word == "timeout"
    assert server.taken == []


def test_the_next_address_is_tried_where_the_first_takes_nobody() -> None:
    reachable = Reachable.of(("127.0.0.0/8", "::1"))
    with receiver() as server:
        url = f"http://hooks.example:{server.server_port}/hook"
        found = post(url, reachable=reachable, resolve=named("127.0.0.9", "127.0.0.1"))
    assert found.word is None
    assert server.taken[0].headers["host"] == f"hooks.example:{server.server_port}"


def test_a_name_that_is_not_there() -> None:
    def nobody(*_words: object, **_more: object) -> Any:
        raise socket.gaierror(-2, "unknown")

    assert post("https://nobody.example/", resolve=nobody).word == "no_name"
    assert post("https://empty.example/", resolve=named()).word == "forbidden"


# --- TLS -----------------------------------------------------------------------------------------------------


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server's certificate that this machine trusts."""
    file, context = certificate(tmp_path, "hooks.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return context


def test_over_tls_the_certificate_is_checked_for_the_name(trusted: Any) -> None:
    with receiver(tls=trusted) as server:
        port = server.server_port
        good = post(f"https://hooks.example:{port}/hook", resolve=named("127.0.0.1"))
        other = post(f"https://other.example:{port}/hook", resolve=named("127.0.0.1"))
    assert (good.word, good.status) == (None, 204)
    assert (other.word, other.status) == ("tls", None)
    assert len(server.taken) == 1


def test_a_certificate_that_nobody_trusts_is_refused(tmp_path: Path) -> None:
    _, context = certificate(tmp_path, "hooks.example")
    with receiver(tls=context) as server:
        url = f"https://hooks.example:{server.server_port}/hook"
        assert post(url, resolve=named("127.0.0.1")).word == "tls"
    assert server.taken == []


def test_one_that_speaks_no_tls_is_refused() -> None:
    with raw(lambda caller: caller.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")) as server:
        url = f"https://hooks.example:{server.port}/hook"
        assert post(url, resolve=named("127.0.0.1")).word == "tls"


# --- nothing inside the house ----------------------------------------------------------------------------------

#: (host as somebody could name it, what it resolves to); None: as the machine resolves it
PROBES: Sequence[tuple[str, str | None]] = (
    ("127.0.0.1", None),
    ("localhost", None),
    ("2130706433", None),
    ("0x7f.0.0.1", None),
    ("0177.0.0.1", None),
    ("127.1", None),
    ("[::1]", None),
    ("[::ffff:127.0.0.1]", None),
    ("0.0.0.0", None),  # noqa: S104  asked for, not listened on
    ("rebound.example", "127.0.0.1"),
    ("mapped.example", "::ffff:7f00:1"),
    ("nat64.example", "64:ff9b::7f00:1"),
    ("metadata.example", "169.254.169.254"),
    ("inside.example", "10.0.0.1"),
)


@pytest.mark.parametrize(("host", "address"), PROBES, ids=[host for host, _ in PROBES])
def test_a_probe_of_what_only_this_machine_reaches_hits_nothing(
    host: str, address: str | None
) -> None:
    with receiver() as server:
        more = {} if address is None else {"resolve": named(address)}
        url = f"http://{host}:{server.server_port}/hook"
        found = post(url, reachable=Reachable(), **more)
    assert (found.word, found.status) == ("forbidden", None)
    assert server.taken == []


def test_a_name_with_one_address_inside_is_refused_whatever_the_others_are() -> None:
    with receiver() as server:
        url = f"http://split.example:{server.server_port}/hook"
        for addresses in (("93.184.216.34", "127.0.0.1"), ("127.0.0.1", "93.184.216.34")):
            found = post(url, reachable=Reachable(), resolve=named(*addresses))
            assert found.word == "forbidden"
    assert server.taken == []


def test_a_name_is_looked_up_once_so_that_no_second_answer_counts() -> None:
    """DNS rebinding: the first answer is outside, every later one inside."""
    answers = iter([("127.0.0.1",), ("10.0.0.1",)])
    asked = []

    def changing(host: str, port: int, **_more: Any) -> Any:
        asked.append(host)
        return named(*next(answers))(host, port)

    with receiver() as server:
        url = f"http://rebound.example:{server.server_port}/hook"
        assert post(url, resolve=changing).word is None
    assert asked == ["rebound.example"]
    assert len(server.taken) == 1


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        assert post(server.url).word is None
    assert proxy.taken == []


@pytest.mark.parametrize(
    ("status", "headers", "later"),
    [
        (429, {"Retry-After": "120"}, "120"),
        (503, {"X-Other": "1", "retry-AFTER": " Tue, 03 Mar 2026 04:10:00 GMT "}, "Tue, 03 Mar 2026 04:10:00 GMT"),
        (503, {"X-Retry-After": "120"}, None),
        (429, {}, None),
        (500, {"Retry-After": "120"}, None),
        (200, {"Retry-After": "120"}, None),
        (429, {"Retry-After": "9" * 500}, "9" * 64),
    ],
)  # fmt: skip
def test_one_that_is_busy_may_say_when_to_come_again(
    status: int, headers: dict[str, str], later: str | None
) -> None:
    with receiver() as server:
        server.status, server.headers = status, headers
        found = post(server.url)
    assert (found.status, found.retry_after) == (status, later)


@pytest.mark.parametrize(
    ("pieces", "later"),
    [
        ([b"HTTP/1.1 429 Busy\r\nRetry-", b"After: 7\r\nA: b\r\n", b"\r\nRetry-After: 9"], "7"),
        ([b"HTTP/1.1 103 Hints\r\nRetry-After: 1\r\n\r\nHTTP/1.1 503 No\r\nRetry-After: 2\r\n\r\n"], "2"),
        ([b"HTTP/1.1 429 Busy\r\n", b"Retry-After: 7"], None),
        ([b"HTTP/1.1 429 Busy\r\n\r\nRetry-After: 7\r\n"], None),
        ([b"HTTP/1.1 429 Busy\r\n", b"X: " + b"y" * 20_000], None),
        ([b"HTTP/1.1 429 Busy\r\nRetry-After: \xff\xfe\r\n\r\n"], "\ufffd\ufffd"),
    ],
    ids=["in_pieces", "of_the_last", "cut", "in_the_body", "too_long", "no_text"],
)  # fmt: skip
def test_however_it_says_so(pieces: list[bytes], later: str | None) -> None:
    def speak(caller: socket.socket) -> None:
        caller.recv(65536)
        for one in pieces:
            caller.sendall(one)

    with raw(speak) as there:
        found = post(f"http://127.0.0.1:{there.port}/")
    assert found.status in {429, 503}
    assert found.retry_after == later


def test_one_that_does_not_get_to_the_end_of_its_headers_is_busy_all_the_same() -> None:
    def slow(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 429 Busy\r\nA: b\r\n")
        caller.recv(1)

    with raw(slow) as there:
        found = post(f"http://127.0.0.1:{there.port}/", patience=0.3)
    assert (found.word, found.status, found.retry_after) == ("status", 429, None)
