"""`up --lan`: what is prepared, what the children are told, what is printed."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from launchkit.cli import lan, up
from launchkit.cli.children import Place, orders_of
from launchkit.cli.run import Run, Unfit
from launchkit.lan import addresses
from launchkit.lan.addresses import LocalNames
from launchkit.lan.authority import authority_of
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
