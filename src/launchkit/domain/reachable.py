"""Which addresses a request that leaves the house may go to: none inside it, unless an administrator said so.

Somebody who may name an address to send to could otherwise make this machine ask others that only it can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, TypeAlias

from launchkit.domain.errors import BadValue

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

#: Where clouds tell a machine its secrets; no setting opens these.
_NEVER: Final = frozenset(
    ip_address(one)
    for one in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254", "0.0.0.0", "::")  # noqa: S104  refused, not listened on
)  # fmt: skip
#: IPv6 addresses that carry an IPv4 address which somebody on the way unpacks.
_NAT64: Final = ip_network("64:ff9b::/96")
_NAT64_LOCAL: Final = ip_network("64:ff9b:1::/48")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Networks inside the house that requests may go to nevertheless."""

    networks: Sequence[Network] = field(default=())

    @classmethod
    def of(cls, words: Iterable[str]) -> Reachable:
        """From addresses and networks as typed (`127.0.0.1`, `10.0.5.0/24`); raises `BadValue`."""
        found: list[Network] = []
        for word in words:
            try:
                found.append(ip_network(word, strict=False))
            except ValueError:
                raise BadValue(
                    f"{word} 不是 IP 地址或网段，如 10.0.5.0/24。",
                    f"{word} is neither an address nor a network like 10.0.5.0/24.",
                ) from None
        return cls(networks=tuple(found))

    def __contains__(self, address: str) -> bool:
        """Whether a request may go to an address, whatever form it is written in."""
        try:
            # A zone (`fe80::1%eth0`) says by which wire, not where.
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return all(self._open(one) for one in _within(found))

    def _open(self, address: Address) -> bool:
        if address in _NEVER:
            return False
        if any(address in one for one in self.networks):
            return True
        return address.is_global and not (address.is_multicast or address.is_reserved)


def _within(address: Address) -> Iterable[Address]:
    """An address, or the one that it carries: whoever forwards the first reaches the second."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    carried: list[Address] = [address]
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried.extend(address.teredo)
    if address in _NAT64 or address in _NAT64_LOCAL:
        carried.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return carried
