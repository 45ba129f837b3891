"""What a reverse proxy says of whoever asks: believed of the proxies that a setting names, and of nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from launchkit.lan.addresses import network_of
from launchkit.web.site import BY_PROXY

_LONGEST: Final = 100


class Forwarded:
    """The outermost layer: puts the right address and scheme on a request before anything looks at them."""

    def __init__(self, app: ASGIApp, *, proxies: Sequence[str]) -> None:
        self._app = app
        # What names no network is believed of nobody; `doctor` says so.
        self._proxies = [net for net in map(network_of, proxies) if net is not None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and self._is_proxy(scope.get("client")):
            scope = {**scope, **said(Headers(scope=scope)), BY_PROXY: True}
        await self._app(scope, receive, send)

    def _is_proxy(self, client: tuple[str, int] | None) -> bool:
        found = None if client is None else plain(client[0])
        return found is not None and any(
            one.version == ip_address(found).version and ip_address(found) in one
            for one in self._proxies
        )


def said(headers: Headers) -> dict[str, Any]:
    """What the nearest proxy itself added: the last word of each header; those before it anybody may have written."""
    found: dict[str, Any] = {}
    client = plain(_last(headers, "x-forwarded-for"))
    if client is not None:
        found["client"] = (client, 0)
    scheme = _last(headers, "x-forwarded-proto").lower()
    if scheme in {"http", "https"}:
        found["scheme"] = scheme
    return found


def plain(text: str) -> str | None:
    """An address in one way of writing, without port; None for anything else."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address)


def _last(headers: Headers, name: str) -> str:
    values = headers.getlist(name)
    return values[-1].rpartition(",")[2].strip()[:_LONGEST] if values else ""
