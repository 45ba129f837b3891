"""Listeners: what every connection to the pages has from the socket that it came in by."""

from __future__ import annotations

import socket

import pytest

from launchkit.web.listeners import everywhere, here


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
