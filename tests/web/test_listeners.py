"""Listeners: what every connection to the pages has from the socket that it came in by."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue

import httpx
import pytest
from fastapi import FastAPI

from launchkit.web.listeners import HANDS, Door, everywhere, here, serve


@pytest.mark.parametrize("doors", [lambda: here("127.0.0.1", 0), lambda: everywhere(0)])
def test_no_page_waits_between_its_head_and_its_body(doors) -> None:  # type: ignore[no-untyped-def]
    """Head and body go out apart; held back until the head is acknowledged, each page would take 40 ms longer."""
    opened = doors()
    try:
        address = ("127.0.0.1", opened[0].getsockname()[1])
        with socket.create_connection(address):
            link, _ = opened[0].accept()
            with link:
                assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    finally:
        for one in opened:
            one.close()


class Busy:
    """An application whose page counts how many are at it at once, and stays until all hands are full."""

    def __init__(self) -> None:
        self.most = 0
        self._at_work = 0
        self._lock = threading.Lock()
        self._full, self._late = threading.Event(), threading.Event()
        self.app = FastAPI()
        self.app.get("/")(self.work)

    def work(self) -> str:
        """The page."""
        with self._lock:
            self._at_work += 1
            self.most = max(self.most, self._at_work)
            if self._at_work == HANDS:
                self._full.set()
        self._full.wait(20)
        # One more than there should be has its chance to come.
        self._late.wait(0.05)
        with self._lock:
            self._at_work -= 1
        return "done"


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address at which a thread serves an application."""
    sockets = here("127.0.0.1", 0)
    stops: Queue[Callable[[], object]] = Queue()
    serving = serve([Door(app=app, sockets=sockets)], ready=stops.put)
    server = threading.Thread(target=lambda: asyncio.run(serving))
    server.start()
    stop = stops.get(timeout=20)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
    finally:
        stop()
        server.join(20)


def test_so_many_pages_are_worked_on_at_once_and_no_more() -> None:
    """More of them take the processor from each other; the others wait their turn and are answered all the same."""
    busy = Busy()
    with served(busy.app) as url, ThreadPoolExecutor(3 * HANDS) as people:
        answers = list(people.map(lambda _: httpx.get(url, timeout=30), range(3 * HANDS)))
    assert {one.status_code for one in answers} == {200}
    assert busy.most == HANDS
