"""One bad document costs one document: the worker is limited, replaced when it breaks, and writes nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from launchkit.documents import (
    Fonts,
    Limits,
    Renderer,
    RenderFailed,
    TemplateProblem,
    Templates,
    fill,
    press_room,
    wire,
)
from launchkit.documents.fill import context_of, page_of
from tests.documents.made import body, document, facts, field, folder_with

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


def test_the_environment_is_known_before_anything_is_printed(
    fonts: Fonts, shipped: Templates
) -> None:
    with Renderer(fonts, shipped.assets()) as renderer:
        assert renderer.environment()["fonts"] == fonts.digests
    with Renderer(fonts, shipped.assets(), in_process=True) as here:
        page = page_of(document(page=False), shipped)
        assert "资料表" in here.fill(shipped, page, context_of(document(page=False), {}, page))
        assert here.environment()["fonts"] == fonts.digests


def test_a_worker_that_cannot_start_says_what_to_do(fonts: Fonts, shipped: Templates) -> None:
    with Renderer(fonts, shipped.assets(), limits=Limits(memory_bytes=20_000_000)) as renderer:
        with pytest.raises(RenderFailed, match="launchkit doctor") as caught:
            render(renderer, "<p>一")
        assert caught.value.reason == "crash"


# --- filling under the same limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("{% for i in 500|numbers %}" * 4 + "{% endfor %}" * 4, "cpu"),
        ("{% set a = 'aaaaaaaa' %}" + "{% set a = a ~ a %}" * 34 + "{{ a|length }}", "memory"),
    ],
)
def test_a_template_that_costs_too_much_fails_alone(
    strict: Renderer, tmp_path: Path, inner: str, reason: str
) -> None:
    templates = folder_with(tmp_path, body(inner))
    page = templates.page("probe")
    context = context_of(document(), {}, page)
    with pytest.raises(RenderFailed) as caught:
        strict.fill(templates, page, context)
    assert caught.value.reason == reason
    assert render(strict, "<p>下一份").startswith(b"%PDF")


def test_filling_in_the_worker_and_here_is_the_same(worker: Renderer, shipped: Templates) -> None:
    spec = document(field("name"), page=False)
    values = {"name": "𠮷 {{7*7}} <b>"}
    page = page_of(spec, shipped)
    context = context_of(spec, values, page, facts())
    assert worker.fill(shipped, page, context) == fill(spec, values, shipped, facts())


def test_a_fault_of_a_template_is_told_and_the_worker_goes_on(
    worker: Renderer, tmp_path: Path
) -> None:
    for at, inner in enumerate(["{{ nothing }}", "{% if %}", "{% include 'data_sheet.html' %}"]):
        templates = folder_with(tmp_path / str(at), body(inner))
        page = templates.page("probe")
        before = worker._child
        with pytest.raises(TemplateProblem):
            worker.fill(templates, page, context_of(document(), {}, page))
        assert worker._child is before


# --- the room the worker works in -------------------------------------------------------------------------------------


def test_a_locked_process_can_neither_write_nor_connect_nor_start_anything(tmp_path: Path) -> None:
    """In a process of its own, because the lock cannot be taken off again."""
    target = tmp_path / "written"
    (tmp_path / "old").write_text("old")
    tries = {
        "open": f"open({str(target)!r}, 'w')",
        "append": f"open({str(tmp_path / 'old')!r}, 'a')",
        "os.open": f"os.open({str(target)!r}, os.O_WRONLY | os.O_CREAT)",
        "mkdir": f"os.mkdir({str(target)!r})",
        "remove": f"os.remove({str(tmp_path / 'old')!r})",
        "rename": f"os.rename({str(tmp_path / 'old')!r}, {str(target)!r})",
        "socket": "socket.socket()",
        "lookup": "socket.getaddrinfo('localhost', 80)",
        "program": "subprocess.run(['true'])",
        "shell": "os.system('true')",
        "fork": "os.fork()",
        "library": "ctypes.CDLL(None)",
    }
    program = [
        "import os, socket, subprocess, ctypes",
        "from launchkit.documents import press_room",
        "press_room._lock()",
    ]
    for name, attempt in tries.items():
        program += [
            "try:",
            f"    {attempt}",
            f"    print('did', {name!r})",
            "except PermissionError:",
            "    pass",
        ]
    program += [f"print(open({str(tmp_path / 'old')!r}).read())"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(program)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]


def test_the_worker_answers_orders_until_the_owner_hangs_up(
    fonts: Fonts, shipped: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same talk in a thread of this process, with the limits left out: they could not be taken off again."""
    monkeypatch.setattr(press_room, "_lock", lambda: None)
    monkeypatch.setattr(press_room, "_limit", lambda *_: None)
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=press_room.main, args=(theirs.detach(),))
    thread.start()
    with ours:
        wire.send_header(
            ours, fonts=str(fonts.folder), assets=["print.css"], memory_bytes=1, pages=2
        )
        wire.send(ours, shipped.css())
        assert wire.receive_header(ours)["ok"]
        asked = {"work": "print", "cpu_seconds": 9, "date": "2026-11-23", "title": "试印"}
        for html, answer in {
            "<p>一": "",
            "<p style='x:y'>": "warning",
            "<p style='break-after:page'>x" * 4: "pages",
        }.items():
            wire.send_header(ours, **asked)
            wire.send(ours, html.encode())
            header = wire.receive_header(ours)
            assert header.get("reason", "") == answer
            if header["ok"]:
                assert wire.receive(ours).startswith(b"%PDF")
        filled = {"sources": shipped.sources("data_sheet.html"), "context": {}}
        wire.send_header(ours, work="fill", cpu_seconds=9, page="data_sheet.html", digest="x")
        wire.send(ours, json.dumps(filled).encode())
        assert wire.receive_header(ours)["reason"] == "template"
        wire.send_header(ours, work="print", cpu_seconds=9, date="no date", title="")
        wire.send(ours, b"x")
        assert wire.receive_header(ours)["details"] == ["ValueError"]
    thread.join(timeout=10)
    assert not thread.is_alive()


# --- the wire ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_frames_arrive_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    big = os.urandom(3_000_000)

    def send_all() -> None:
        for part in (b"", b"a", big):
            wire.send(pair[0], part)

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
