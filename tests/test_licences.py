"""What is installed beside us may be passed on together with an Apache-2.0 program."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"(?m)^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==")
#: Licences that ask nothing of us beyond passing on their text; LGPL and MPL because we only import.
ACCEPTED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|LGPL|Lesser General|Unlicense|Artistic|Zlib|CC0|0BSD|HPND|CNRI-Python|Public Domain",
    re.IGNORECASE,
)


def pinned(name: str) -> list[str]:
    return sorted(set(PIN.findall((ROOT / "requirements" / name).read_text(encoding="utf-8"))))


def alternatives(package: str) -> list[str]:
    """Licences of an installed package, any of which may be chosen; empty if it is not for this platform."""
    try:
        about = metadata(package)
    except PackageNotFoundError:
        return []
    if "License-Expression" in about:
        return re.split(r"\s+OR\s+", about["License-Expression"].strip("()"))
    classified = [
        text.rpartition(" :: ")[2]
        for text in about.get_all("Classifier") or []
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    stated = about.get_all("License") or ["not stated"]
    return classified or stated[0].strip().splitlines()[:1]


def may_be_used(licence: str) -> bool:
    """All terms of one alternative are accepted."""
    return all(ACCEPTED.search(term) for term in re.split(r"\s+AND\s+", licence))


@pytest.mark.parametrize("package", pinned("runtime.txt"))
def test_a_package_may_be_passed_on_with_us(package: str) -> None:
    offered = alternatives(package)
    assert not offered or any(map(may_be_used, offered)), f"{package}: {offered}"


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-or-later", "AGPL-3.0-only", "MIT AND GPL-2.0-only", "not stated"]
)
def test_the_check_refuses(licence: str) -> None:
    assert not may_be_used(licence)


def test_tests_run_with_the_packages_that_are_shipped() -> None:
    """Every runtime pin stands in the development file with the same version."""
    lines = {
        name: set(
            re.findall(
                r"(?m)^[a-z0-9][\w.\[\]-]*==\S+",
                (ROOT / "requirements" / name).read_text(encoding="utf-8"),
            )
        )
        for name in ("runtime.txt", "dev.txt")
    }
    assert lines["runtime.txt"] - lines["dev.txt"] == set()
