"""Where a telephone of the local network comes in: the pages over TLS, and one plain page that says how to trust them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from launchkit.lan.addresses import LocalNames, in_address

#: Where the pages are for the local network, and where the page about trust, when they are free.
LAN_PORT: Final = 8651
TRUST_PORT: Final = 8652


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Ports by names; without a network there is still this machine."""

    names: LocalNames
    port: int
    trust_port: int

    @property
    def web(self) -> str:
        """Address of the pages."""
        return f"https://{self._host}:{self.port}"

    @property
    def others(self) -> tuple[str, ...]:
        """The same pages by the machine's names, where the network knows them."""
        return tuple(f"https://{one}:{self.port}" for one in self.names.hosts)

    @property
    def trust(self) -> str:
        """Address of the page about trust, which is reached before anything is trusted."""
        return f"http://{self._host}:{self.trust_port}/trust"

    @property
    def _host(self) -> str:
        return in_address(self.names.best or "localhost")
