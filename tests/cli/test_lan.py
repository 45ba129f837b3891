"""`up --lan`: what is prepared, what the children are told, what is printed; and what the doctor says of working offline."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from launchkit.bootstrap import now
from launchkit.checkup import LOOKS, Look, reach
from launchkit.cli import lan, up
from launchkit.cli.children import Place, orders_of
from launchkit.cli.run import Run, Unfit
from launchkit.lan import addresses
from launchkit.lan.addresses import LocalNames
from launchkit.lan.authority import LEAF_LIFE, authority_of, made_authority, renewed
from launchkit.lan.doors import Doors

NAMES = LocalNames(hosts=("till",), addresses=("192.168.1.5",))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has one address in a local network."""
    monkeypatch.setattr(addresses, "local_names", lambda: NAMES)


def run_on(home: Path, *words: str, **environ: str) -> Run:
    run = Run(["up", *words], environ)
    run.given["home"] = str(home)
    return run


def opened(run: Run) -> Place:
    place = Place(host="127.0.0.1", port=4200, auth="launchkit:x", web_port=8650)
    place.lan = lan.open_doors(run, port=8651, trust_port=8652)
    return place


def test_certificates_are_there_before_anything_is_started(tmp_path: Path, here: None) -> None:
    doors = lan.open_doors(run_on(tmp_path), port=8651, trust_port=8652)
    assert doors == Doors(names=NAMES, port=8651, trust_port=8652)
    for name in ("lan_authority.key", "lan_server.key"):
        assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600


def test_without_a_network_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "local_names", LocalNames)
    with pytest.raises(Unfit, match="no address in a local network") as refused:
        lan.open_doors(run_on(tmp_path), port=8651, trust_port=8652)
    assert "请先连上无线网或网线" in refused.value.zh
    assert not (tmp_path / "keys").exists()


def test_only_the_pages_are_opened_and_never_prefect(tmp_path: Path, here: None) -> None:
    run = run_on(tmp_path)
    place = opened(run)
    orders = orders_of(run.settings, place, follow=True)
    words = {name: order["argv"][2:] for name, order in orders.items()}
    assert words["web"][-5:] == ["--lan", "--lan-port", "8651", "--trust-port", "8652"]
    assert words["web"][1:5] == ["--host", "127.0.0.1", "--port", "8650"]
    for name in ("prefect", "runner"):
        assert not {"--lan", up.EVERYWHERE, "192.168.1.5"} & set(words[name])
    assert "127.0.0.1" in words["prefect"]
    place.lan = None
    assert "--lan" not in orders_of(run.settings, place, follow=True)["web"]["argv"]


def test_others_are_given_the_address_of_the_network(tmp_path: Path, here: None) -> None:
    place = opened(run_on(tmp_path))
    assert (place.web, place.shown) == ("http://127.0.0.1:8650", "https://192.168.1.5:8651")
    place.lan = None
    assert place.shown == place.web


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_printed_is_what_a_telephone_needs(
    tmp_path: Path, here: None, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    run = run_on(tmp_path, "--lang", lang)
    place = opened(run)
    place.entrance = "ENTRANCE"
    up._greet(run, place)
    said = capsys.readouterr().out
    authority = authority_of(tmp_path / "keys")
    assert authority is not None
    assert "".join(said.split()).count(authority.digest.replace(":", "")) == 0
    found = "".join(
        line.strip().replace("  ", ":") + ":"
        for line in said.splitlines()
        if line.startswith(" " * 12)
    )
    assert found.strip(":") == authority.digest
    for one in (
        "http://127.0.0.1:8650",
        "https://192.168.1.5:8651",
        "http://192.168.1.5:8652/trust",
        "ENTRANCE",
    ):
        assert one in said
    assert "account add" in said
    # No code where nobody could scan it: in a file.
    assert "█" not in said
    assert "证书指纹" in said if lang == "zh" else "fingerprint" in said


def test_a_terminal_gets_a_code_to_scan(
    tmp_path: Path, here: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_on(tmp_path)
    place = opened(run)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    up._greet(run, place)
    assert "█" in capsys.readouterr().out
    width = {len(line) for line in lan.drawn("http://192.168.1.5:8652/trust").splitlines()}
    assert len(width) == 1
    assert max(width) < 60


def test_a_laptop_that_moves_is_told_with_its_new_address(
    tmp_path: Path, here: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_on(tmp_path)
    place = opened(run)
    monkeypatch.setattr(lan, "LOOK", 0.0)
    moved = lan.NewAddresses(run, place)
    assert not moved.appeared()
    monkeypatch.setattr(addresses, "local_names", LocalNames)
    assert not moved.appeared(), "a network that is gone for a moment is no news"
    monkeypatch.setattr(addresses, "local_names", lambda: replace(NAMES, addresses=("10.2.2.2",)))
    assert moved.appeared()
    assert not moved.appeared()
    assert place.shown == "https://10.2.2.2:8651"
    assert "https://10.2.2.2:8651" in capsys.readouterr().out
    place.lan = None
    assert not moved.appeared()


def test_it_does_not_look_at_every_turn(
    tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_on(tmp_path)
    moved = lan.NewAddresses(run, opened(run))
    monkeypatch.setattr(addresses, "local_names", lambda: replace(NAMES, addresses=("10.2.2.2",)))
    assert not moved.appeared()


# --- the doctor ----------------------------------------------------------------------------------------------


def look(home: Path, what: Callable[[Run], Iterator[Look]], **environ: str) -> Look | None:
    """What the doctor finds in one look, if anything."""
    return next(what(run_on(home, **environ)), None)


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
