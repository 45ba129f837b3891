"""Asking the company's sign-in for JSON: from its own hosts and nowhere else, over TLS, within a time and a size."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

#: Seconds for one step of a connection, and for the whole of an answer.
STEP: Final = 5.0
WHOLE: Final = 12.0
#: The longest answer: a discovery document or a set of keys takes a few kilobytes.
MOST_BYTES: Final = 512 * 1024
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Unreachable(Exception):
    """No answer came, or none that is JSON; `status` is what the other side said, if it said anything."""

    def __init__(self, status: int | None = None, code: str = "") -> None:
        super().__init__("no answer")
        self.status = status
        #: the word by which an OAuth server says what is wrong
        self.code = code


class ForeignHost(Exception):
    """An address that lies outside the hosts of the provider, or goes over an open line."""


class Outward:
    """A client that follows no redirection, knows no cookie and asks no host beside those it was given."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts
        self._client: httpx.Client | None = None

    def require_own(self, address: object) -> str:
        """The address, if it is one of the provider's; raises `ForeignHost`."""
        if not isinstance(address, str):
            raise ForeignHost
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
            open_line = parts.scheme == "http" and host in _HERE
            place = f"{host}:{parts.port}" if parts.port else host
        except ValueError:
            raise ForeignHost from None
        own = host in self._hosts or place in self._hosts
        if not own or not (parts.scheme == "https" or open_line) or parts.username is not None:
            raise ForeignHost
        return address

    def get(self, address: str) -> Mapping[str, Any]:
        """A JSON object from an address."""
        return self._ask("GET", address)

    def post(
        self, address: str, form: Mapping[str, str], basic: tuple[str, str] | None
    ) -> Mapping[str, Any]:
        """A JSON object in answer to a form."""
        return self._ask("POST", address, data=form, auth=basic)

    def _ask(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        import httpx  # noqa: PLC0415

        self.require_own(address)
        began = time.monotonic()
        try:
            with self._opened().stream(
                method, address, headers={"Accept": "application/json"}, **more
            ) as answer:
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES or time.monotonic() - began > WHOLE:
                        raise Unreachable
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            # What it says may hold the address with everything in it.
            raise Unreachable from None
        return _told(status, bytes(body))

    def _opened(self) -> httpx.Client:
        import certifi  # noqa: PLC0415
        import httpx  # noqa: PLC0415

        if self._client is None:
            # What this machine trusts, a company's own authority too, and what browsers trust.
            trusted = ssl.create_default_context()
            trusted.load_verify_locations(certifi.where())
            self._client = httpx.Client(
                timeout=httpx.Timeout(STEP),
                follow_redirects=False,
                trust_env=False,
                verify=trusted,
            )
        # Whatever a server sets stays out of the next request.
        self._client.cookies.clear()
        return self._client


def _told(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if status != 200 or not isinstance(found, dict):
        code = found.get("error") if isinstance(found, dict) else None
        raise Unreachable(status, code if isinstance(code, str) else "")
    return found
