"""One bad document costs one document: the worker is limited, replaced when it breaks, and writes nothing."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from launchkit.documents import Fonts, Limits, Renderer, RenderFailed, Templates, wire

pytestmark = pytest.mark.pdf

DAY = date(2026, 11, 23)


def render(renderer: Renderer, html: str) -> bytes:
    return renderer.render(html, document_date=DAY, title="试印")


@pytest.fixture(scope="module")
def strict(fonts: Fonts, shipped: Templates) -> Iterator[Renderer]:
    limits = Limits(memory_bytes=700 * 1024 * 1024, cpu_seconds=3, wall_seconds=8, pages=20)
    with Renderer(fonts, shipped.assets(), limits=limits) as renderer:
        yield renderer


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<table><tr><td colspan=999999999>x</table>", "memory"),
        ("<p>字</p>" * 30_000, "cpu"),
        ("<p style='columns:99999'>" + "字" * 3000, "cpu"),
        ("<div>" * 3000 + "x", "crash"),
        ("<p style='break-after:page'>x" * 40, "pages"),
        ("<img src='http://127.0.0.1:1/x.png'>", "refused"),
        ("<p style='foo:bar'>x", "warning"),
        ("<p>☑", "font"),
    ],
    ids=lambda value: value[:24],
)
def test_a_document_that_breaks_a_limit_fails_alone(
    strict: Renderer, html: str, reason: str
) -> None:
    with pytest.raises(RenderFailed) as caught:
        render(strict, html)
    assert caught.value.reason == reason
    assert len(str(caught.value)) > 10
    assert render(strict, "<p>下一份").startswith(b"%PDF-1.7")


def test_a_worker_that_hangs_is_ended_in_time(fonts: Fonts, shipped: Templates) -> None:
    limits = Limits(wall_seconds=0.5, cpu_seconds=60)
    with Renderer(fonts, shipped.assets(), limits=limits) as renderer:
        render(renderer, "<p>x")
        begun = time.monotonic()
        with pytest.raises(RenderFailed, match=r"超过 0\.5 秒") as caught:
            render(renderer, "<p>字</p>" * 30_000)
        assert caught.value.reason == "time"
        assert time.monotonic() - begun < 5


def test_a_worker_that_is_killed_is_replaced(fonts: Fonts, shipped: Templates) -> None:
    with Renderer(fonts, shipped.assets()) as renderer:
        first = render(renderer, "<p>一")
        child = renderer._child
        assert child is not None
        child.kill()
        child.wait()
        assert render(renderer, "<p>一") == first


def test_a_worker_killed_in_the_middle_of_a_page_fails_that_page_only(
    fonts: Fonts, shipped: Templates
) -> None:
    with Renderer(fonts, shipped.assets()) as renderer:
        render(renderer, "<p>一")
        child = renderer._child
        assert child is not None
        timer = threading.Timer(0.5, os.kill, (child.pid, signal.SIGKILL))
        timer.start()
        with pytest.raises(RenderFailed, match="意外结束") as caught:
            render(renderer, "<p>字</p>" * 30_000)
        timer.join()
        assert caught.value.reason == "crash"
        assert render(renderer, "<p>二").startswith(b"%PDF")


def test_the_worker_ends_with_its_owner(fonts: Fonts, shipped: Templates) -> None:
    with Renderer(fonts, shipped.assets()) as renderer:
        render(renderer, "<p>一")
        child, link = renderer._child, renderer._link
        assert child is not None
        assert link is not None
        link.shutdown(socket.SHUT_RDWR)
        assert child.wait(timeout=10) == 0


def test_closing_leaves_no_process(fonts: Fonts, shipped: Templates) -> None:
    renderer = Renderer(fonts, shipped.assets())
    render(renderer, "<p>一")
    child = renderer._child
    assert child is not None
    renderer.close()
    assert child.poll() is not None
    renderer.close()


def test_pages_from_several_threads_do_not_mix(worker: Renderer) -> None:
    alone = [render(worker, f"<p>第{number}份") for number in range(4)]
    found: dict[int, bytes] = {}

    def one(number: int) -> None:
        found[number] = render(worker, f"<p>第{number}份")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(4)] == alone


def test_the_worker_does_not_inherit_keys(
    monkeypatch: pytest.MonkeyPatch, worker: Renderer
) -> None:
    monkeypatch.setenv("LAUNCHKIT_DATABASE_URL", "postgresql://u:secret@h/d")
    assert "LAUNCHKIT_DATABASE_URL" not in worker._worker_environment()


def test_a_warm_worker_holds_no_file_open_for_writing(worker: Renderer) -> None:
    render(worker, "<p>一")
    child = worker._child
    assert child is not None
    folder = Path(f"/proc/{child.pid}/fdinfo")
    if not folder.is_dir():
        pytest.skip("needs /proc")
    for entry in folder.iterdir():
        target = Path(f"/proc/{child.pid}/fd/{entry.name}").readlink()
        flags = int(entry.read_text().split("flags:")[1].split()[0], 8)
        writable = flags & (os.O_WRONLY | os.O_RDWR)
        assert not writable or str(target).startswith(("socket:", "/dev/null", "anon_inode:"))


def test_printing_in_this_process_gives_the_same_bytes(
    fonts: Fonts, shipped: Templates, worker: Renderer
) -> None:
    with Renderer(fonts, shipped.assets(), in_process=True) as here:
        assert render(here, "<p>一样") == render(worker, "<p>一样")
        assert here.environment() == worker.environment()


def test_a_worker_that_cannot_start_says_what_to_do(fonts: Fonts, shipped: Templates) -> None:
    with Renderer(fonts, shipped.assets(), limits=Limits(memory_bytes=20_000_000)) as renderer:
        with pytest.raises(RenderFailed, match="launchkit doctor") as caught:
            render(renderer, "<p>一")
        assert caught.value.reason == "crash"


# --- the wire ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_frames_arrive_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    big = os.urandom(3_000_000)

    def send_all() -> None:
        for body in (b"", b"a", big):
            wire.send(pair[0], body)

    sender = threading.Thread(target=send_all)
    sender.start()
    assert [wire.receive(pair[1]) for _ in range(3)] == [b"", b"a", big]
    sender.join()


@pytest.mark.parametrize("header", [b"not json", b"[]", b"\xff", b"1"])
def test_a_header_that_is_none_ends_the_talk(
    pair: tuple[socket.socket, socket.socket], header: bytes
) -> None:
    wire.send(pair[0], header)
    with pytest.raises(wire.Closed):
        wire.receive_header(pair[1])


def test_a_frame_that_claims_too_much_is_refused(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    pair[0].sendall(b"\xff\xff\xff\xff")
    with pytest.raises(wire.Closed):
        wire.receive(pair[1])


def test_a_half_frame_is_no_frame(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].sendall(b"\x00\x00\x00\x09half")
    pair[0].close()
    with pytest.raises(wire.Closed):
        wire.receive(pair[1])
    with pytest.raises(wire.Closed):
        wire.send(pair[1], b"x")


def test_waiting_has_an_end(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        wire.receive(pair[1], deadline=time.monotonic() + 0.05)
