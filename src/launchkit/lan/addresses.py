"""Under which names and addresses this machine is reached in its local network; with what the system has, no package."""

from __future__ import annotations

import fcntl
import re
import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Final

Network = IPv4Network | IPv6Network
#: What is not routed in the Internet: the only addresses that a certificate of ours may name.
LOCAL: Final[tuple[Network, ...]] = tuple(
    ip_network(one)
    for one in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
        # networks of laboratories and of documentation (RFC 2544, RFC 5737)
        "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
        "::1/128", "fc00::/7",
    )
)  # fmt: skip
#: Names of this machine for itself.
OWN: Final = ("localhost",)
OWN_ADDRESSES: Final = ("127.0.0.1", "::1")
#: Interfaces that lead to containers and virtual machines; no telephone is behind them.
_VIRTUAL: Final = ("lo", "docker", "veth", "br-", "virbr", "cni", "flannel", "ifb", "dummy")
_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
#: Where no packet goes; asking which address would be used sends none.
_FAR: Final = ("10.254.254.254", 9)
_SIOCGIFADDR: Final = 0x8915
_IPV6: Final = Path("/proc/net/if_inet6")
_TEMPORARY_OR_WORSE: Final = 0x01 | 0x08 | 0x20 | 0x40
_LINK_LOCAL_SCOPE: Final = "20"


@dataclass(frozen=True, slots=True)
class LocalNames:
    """What a machine is called in its network."""

    #: names, such as `till-pc` and `till-pc.local`
    hosts: tuple[str, ...] = ()
    #: addresses; the first is the one a telephone should use
    addresses: tuple[str, ...] = ()

    @property
    def best(self) -> str | None:
        """The address for a telephone; none without a network."""
        return self.addresses[0] if self.addresses else None


def local_names() -> LocalNames:
    """What this machine is called now."""
    return LocalNames(
        hosts=tuple(hosts_of(socket.gethostname())), addresses=tuple(usable(_found()))
    )


def hosts_of(name: str) -> Iterator[str]:
    """The machine's name, and what it is called by multicast DNS; nothing for a name that no certificate can hold."""
    plain = name.strip(".").lower()
    if not _HOST.fullmatch(plain) or plain in OWN or ip_like(plain):
        return
    yield plain
    first = plain.partition(".")[0]
    if plain != f"{first}.local":
        yield f"{first}.local"


def usable(found: Iterable[str]) -> Iterator[str]:
    """Of addresses those of a local network, each once, in their order; IPv4 first, which people can type."""
    known = dict.fromkeys(found)
    local = [one for one in known if is_local(one) and not ip_address(one).is_loopback]
    yield from (one for one in local if "." in one)
    yield from (one for one in local if "." not in one)


def is_local(text: str) -> bool:
    """Whether an address is one of those that are not routed in the Internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address.version == net.version and address in net for net in LOCAL)


def ip_like(text: str) -> bool:
    """Whether a name would be read as an address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def network_of(text: str) -> Network | None:
    """The network, or the single address, that a setting names; None for anything else."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def in_address(address: str) -> str:
    """An address or name as it stands in a URL."""
    return f"[{address}]" if ":" in address else address


def _found() -> Iterator[str]:
    """All ways to ask; each may fail on some system, and then the others have to do."""
    found = False
    for way in (_by_route, _by_interface, _by_kernel_table, _by_name):
        if found and way is _by_name:
            return  # it may ask a server of names, and wait
        with suppress(OSError, ValueError):
            for one in way():
                found = True
                yield one


def _by_route() -> Iterator[str]:
    """The address that packets into the network would carry; not for IPv6, where that one is a passing address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_FAR)
        yield str(probe.getsockname()[0])


def _by_interface() -> Iterator[str]:
    """The first IPv4 address of every interface (Linux)."""
    if sys.platform != "linux":
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            with suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, asked)
                yield socket.inet_ntoa(answer[20:24])


def _by_kernel_table() -> Iterator[str]:
    """IPv6 addresses as the kernel lists them (Linux): lasting ones, of networks."""
    yield from ipv6_of(_IPV6.read_text(encoding="ascii"))


def ipv6_of(table: str) -> Iterator[str]:
    """The lasting addresses in the kernel's table: neither of one link only, nor temporary, old, or still being tried."""
    for line in table.splitlines():
        digits, _, _, scope, flags, name = line.split()
        if name.startswith(_VIRTUAL) or scope == _LINK_LOCAL_SCOPE:
            continue
        if not int(flags, 16) & _TEMPORARY_OR_WORSE:
            yield str(ip_address(bytes.fromhex(digits)))


def _by_name() -> Iterator[str]:
    """What the system's own table of names says; on many machines that is only a loopback address."""
    for *_, address in socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM):
        yield str(address[0]).partition("%")[0]
