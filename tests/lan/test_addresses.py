"""Under which names and addresses a machine is reached in its local network."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from launchkit.lan import addresses
from launchkit.lan.addresses import (
    LocalNames,
    hosts_of,
    in_address,
    ipv6_of,
    local_names,
    network_of,
    usable,
)
from launchkit.lan.doors import Doors

#: as the kernel writes it: a lasting address, one of the link alone, a temporary one, one of a container, the loopback
TABLE = """\
fd0000000000000000000000000002aa 04 40 00 82     eth0
fe8000000000000000fc00fffe000001 04 40 20 80     eth0
fd0000000000000000000000000003bb 04 40 00 01     eth0
fd0000000000000000000000000004cc 05 40 00 80  docker0
00000000000000000000000000000001 01 80 10 80       lo
"""


def test_this_machine_says_only_local_addresses_and_each_once() -> None:
    found = local_names()
    assert len(set(found.addresses)) == len(found.addresses)
    assert all(addresses.is_local(one) for one in found.addresses)
    assert not any(ip_address(one).is_loopback for one in found.addresses)


def test_addresses_of_the_internet_and_of_the_machine_itself_are_left_out() -> None:
    found = [
        "8.8.8.8",
        "fd00::2",
        "127.0.0.1",
        "192.168.1.5",
        "::1",
        "fe80::1",
        "2400:3200::1",
        "192.168.1.5",
        "x",
    ]
    assert list(usable(found)) == ["192.168.1.5", "fd00::2"]


def test_the_kernel_table_gives_lasting_addresses_of_networks() -> None:
    assert list(ipv6_of(TABLE)) == ["fd00::2aa"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("till-pc", ["till-pc", "till-pc.local"]),
        ("Till-PC.", ["till-pc", "till-pc.local"]),
        ("till.shop.example", ["till.shop.example", "till.local"]),
        ("till.local", ["till.local"]),
        ("localhost", []),
        ("10.0.0.1", []),
        ("店里的电脑", []),
        ("-x", []),
        ("", []),
    ],
)
def test_names_are_those_a_certificate_can_hold(name: str, found: list[str]) -> None:
    assert list(hosts_of(name)) == found


def test_the_table_of_names_is_asked_only_where_nothing_else_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def fails() -> list[str]:
        asked.append("fails")
        raise OSError

    def by_name() -> list[str]:
        asked.append("name")
        return ["10.9.9.9"]

    monkeypatch.setattr(addresses, "_by_route", fails)
    monkeypatch.setattr(addresses, "_by_interface", lambda: ["192.168.7.7"])
    monkeypatch.setattr(addresses, "_by_name", by_name)
    assert local_names().best == "192.168.7.7"
    assert asked == ["fails"]
    for way in ("_by_interface", "_by_kernel_table"):
        monkeypatch.setattr(addresses, way, list)
    assert local_names().best == "10.9.9.9"


def test_every_way_to_ask_gives_addresses() -> None:
    for way in (addresses._by_interface, addresses._by_name):
        for one in way():
            assert ip_address(one).version in {4, 6}


def test_without_a_network_there_is_still_this_machine() -> None:
    doors = Doors(names=LocalNames(), port=8651, trust_port=8652)
    assert (doors.web, doors.others) == ("https://localhost:8651", ())


def test_doors_are_written_as_addresses() -> None:
    names = LocalNames(hosts=("till", "till.local"), addresses=("fd00::2",))
    doors = Doors(names=names, port=8651, trust_port=8652)
    assert doors.web == "https://[fd00::2]:8651"
    assert doors.trust == "http://[fd00::2]:8652/trust"
    assert doors.others == ("https://till:8651", "https://till.local:8651")
    assert in_address("192.168.1.5") == "192.168.1.5"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.0.0.1", "10.0.0.1/32"),
        ("10.0.0.7/8", "10.0.0.0/8"),
        ("::1", "::1/128"),
        ("nginx", "None"),
        ("*", "None"),
    ],
)
def test_a_setting_names_networks_or_nothing(text: str, found: str) -> None:
    assert str(network_of(text)) == found
