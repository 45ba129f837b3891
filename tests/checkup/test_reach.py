"""What the doctor says of how people reach the pages: working offline, certificates, proxies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from launchkit.bootstrap import now
from launchkit.checkup import LOOKS, Look, reach
from launchkit.cli.run import Run
from launchkit.lan import addresses
from launchkit.lan.addresses import LocalNames
from launchkit.lan.authority import LEAF_LIFE, made_authority, renewed

NAMES = LocalNames(hosts=("till",), addresses=("192.168.1.5",))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has one address in a local network."""
    monkeypatch.setattr(addresses, "local_names", lambda: NAMES)


def look(home: Path, what: Callable[[Run], Iterator[Look]], **environ: str) -> Look | None:
    """What the doctor finds in one look, if anything."""
    run = Run(["doctor"], environ)
    run.given["home"] = str(home)
    return next(what(run), None)


def said(found: Look | None) -> str:
    assert found is not None
    return found.en


def test_the_doctor_says_whether_telephones_can_work_offline(tmp_path: Path) -> None:
    assert "launchkit up --lan" in said(look(tmp_path, reach.offline))
    for web, state in (
        ("http://127.0.0.1:8650", "ok"),
        ("http://192.168.1.5:8650", "warning"),
        ("https://192.168.1.5:8651", "ok"),
    ):
        (tmp_path / "up.json").write_text(json.dumps({"web": web}), encoding="utf-8")
        found = look(tmp_path, reach.offline)
        assert found is not None
        assert found.state == state, web
    found = look(tmp_path, reach.offline, LAUNCHKIT_WEB_URL="http://launchkit.example")
    assert found is not None
    assert found.state == "warning"
    assert "http://launchkit.example is not encrypted" in found.en
    assert "没有加密" in found.zh
    assert "launchkit up --lan" in str(found.remedy)


@pytest.mark.parametrize(
    ("made", "moved", "words"),
    [
        (timedelta(0), False, None),
        (timedelta(0), True, "another address"),
        (LEAF_LIFE, False, "has expired"),
        (LEAF_LIFE - timedelta(days=10), False, "ends soon"),
    ],
)
def test_the_doctor_sees_what_is_wrong_with_the_certificate(
    tmp_path: Path,
    here: None,
    monkeypatch: pytest.MonkeyPatch,
    made: timedelta,
    moved: bool,
    words: str | None,
) -> None:
    assert look(tmp_path, reach.certificate) is None
    authority = made_authority(tmp_path / "keys", NAMES, now() - made)
    renewed(authority, NAMES, now() - made)
    if moved:
        names = replace(NAMES, addresses=("10.2.2.2",))
        monkeypatch.setattr(addresses, "local_names", lambda: names)
    found = look(tmp_path, reach.certificate)
    assert found is not None
    assert found.state == ("ok" if words is None else "warning")
    assert (words or "192.168.1.5") in found.en


def test_the_doctor_sees_a_certificate_that_is_none(tmp_path: Path, here: None) -> None:
    made_authority(tmp_path / "keys", NAMES, now())
    assert "cannot be used" in said(look(tmp_path, reach.certificate))


def test_the_doctor_speaks_early_of_the_end_of_what_telephones_trust(
    tmp_path: Path, here: None
) -> None:
    long_ago = now() - timedelta(days=5 * 365 - 60)
    renewed(made_authority(tmp_path / "keys", NAMES, long_ago), NAMES, now())
    assert "each has to trust a new one" in said(look(tmp_path, reach.certificate))


def test_the_doctor_asks_for_the_proxy_by_name(tmp_path: Path) -> None:
    assert look(tmp_path, reach.proxies) is None
    url = {"LAUNCHKIT_WEB_URL": "https://launchkit.example"}
    assert "no reverse proxy is named" in said(look(tmp_path, reach.proxies, **url))
    wrong = look(tmp_path, reach.proxies, **url, LAUNCHKIT_PROXIES="127.0.0.1, nginx")
    assert "nginx in LAUNCHKIT_PROXIES is no address" in said(wrong)
    right = {**url, "LAUNCHKIT_PROXIES": "127.0.0.1 10.0.0.0/8"}
    assert look(tmp_path, reach.proxies, **right) is None


def test_the_doctor_makes_these_looks() -> None:
    assert {reach.offline, reach.certificate, reach.proxies} <= set(LOOKS)
