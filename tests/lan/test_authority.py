"""The authority of a home and the certificate of its server: what a real TLS client takes, and what it refuses."""

from __future__ import annotations

import hashlib
import ssl
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from launchkit.bootstrap import now
from launchkit.lan import authority as module
from launchkit.lan.addresses import LocalNames
from launchkit.lan.authority import (
    KEPT,
    LEAF,
    LEAF_LIFE,
    LEFT,
    LIFE,
    Authority,
    authority_of,
    lack_of,
    made_authority,
    renewed,
)

NAMES = LocalNames(hosts=("till", "till.local"), addresses=("192.168.1.5", "fd00::2"))
DAY = timedelta(days=1)


@pytest.fixture
def made(tmp_path: Path) -> Authority:
    """An authority of now, with a certificate for the server."""
    found = made_authority(tmp_path / "keys", NAMES, now())
    assert renewed(found, NAMES, now())
    return found


def leaf(of: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(of.leaf.read_bytes())


def shake(server: Authority, client: ssl.SSLContext, name: str) -> str | None:
    """A handshake without a network; the version of TLS, or why the client refused."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server.leaf)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(down, up, server_hostname=name)
    there = context.wrap_bio(up, down, server_side=True)
    try:
        for _ in range(4):
            for side in (here, there):
                try:
                    side.do_handshake()
                except ssl.SSLWantReadError:
                    continue
    except ssl.SSLCertVerificationError as refused:
        return refused.verify_message
    return here.version()


def trusting(found: Authority) -> ssl.SSLContext:
    """A client that trusts this authority and nobody else."""
    pem = found.certificate.public_bytes(Encoding.PEM).decode()
    context = ssl.create_default_context(cadata=pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.parametrize(
    "name", ["localhost", "till", "till.local", "192.168.1.5", "fd00::2", "127.0.0.1", "::1"]
)
def test_a_client_that_trusts_the_authority_takes_every_name_of_the_machine(
    made: Authority, name: str
) -> None:
    assert shake(made, trusting(made), name) == "TLSv1.3"


@pytest.mark.parametrize("name", ["bank.example", "other.local", "192.168.1.6"])
def test_another_name_is_refused(made: Authority, name: str) -> None:
    assert "mismatch" in str(shake(made, trusting(made), name))


def test_who_trusts_another_authority_refuses_this_one(made: Authority, tmp_path: Path) -> None:
    other = made_authority(tmp_path / "other", NAMES, now())
    assert "unable to get local issuer" in str(shake(made, trusting(other), "localhost"))


def forged(found: Authority, names: Sequence[x509.GeneralName]) -> Authority:
    """What somebody who stole the key of the authority would make."""
    key = ec.generate_private_key(ec.SECP256R1())
    stolen = module._key_of(found)
    made = (
        module._builder(key.public_key(), module._name("stolen"), now(), DAY * 30)
        .issuer_name(found.certificate.subject)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(module._issued_by(found), critical=False)
        .sign(stolen, hashes.SHA256())
    )
    folder = found.folder.parent / "stolen"
    folder.mkdir()
    thief = replace(found, folder=folder)
    module.write_private(thief.leaf, module._private(key) + made.public_bytes(Encoding.PEM))
    return thief


@pytest.mark.parametrize("name", ["bank.example", "8.8.8.8", "2400:3200::1"])
def test_with_a_stolen_key_nobody_can_pretend_to_be_a_site_of_the_internet(
    made: Authority, name: str
) -> None:
    one = x509.DNSName(name) if name.endswith("example") else x509.IPAddress(ip_address(name))
    thief = forged(made, [one])
    assert shake(thief, trusting(made), name) == "permitted subtree violation"


def test_a_stolen_key_still_works_where_it_may(made: Authority) -> None:
    """Otherwise the test above would show nothing."""
    thief = forged(made, [x509.DNSName("x.local")])
    assert shake(thief, trusting(made), "x.local") == "TLSv1.3"


def test_keys_are_readable_by_their_owner_only(made: Authority) -> None:
    for name in (KEPT, LEAF):
        assert stat.S_IMODE((made.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert {one.name for one in made.folder.iterdir()} == {KEPT, LEAF}


def test_lives_are_as_long_as_telephones_allow(made: Authority) -> None:
    own, server = made.certificate, leaf(made)
    assert own.not_valid_after_utc - own.not_valid_before_utc == LIFE
    assert server.not_valid_after_utc - server.not_valid_before_utc == LEAF_LIFE
    usage = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.ObjectIdentifier("1.3.6.1.5.5.7.3.1")]


def test_the_digest_is_that_of_what_telephones_install(made: Authority) -> None:
    pairs = made.digest.split(":")
    assert len(pairs) == 32
    assert bytes.fromhex("".join(pairs)) == hashlib.sha256(made.der).digest()
    assert made.name.startswith("launchkit till ")


def test_it_is_the_same_at_the_next_start(made: Authority) -> None:
    again = made_authority(made.folder, NAMES, now())
    assert again.digest == made.digest
    assert not renewed(again, NAMES, now())


def test_another_address_makes_another_certificate_of_the_same_authority(made: Authority) -> None:
    before = leaf(made).serial_number
    moved = LocalNames(hosts=NAMES.hosts, addresses=("10.1.1.1",))
    assert lack_of(made, moved, now()) == "names"
    assert renewed(made, moved, now())
    assert leaf(made).serial_number != before
    assert shake(made, trusting(made), "10.1.1.1") == "TLSv1.3"
    assert "mismatch" in str(shake(made, trusting(made), "192.168.1.5"))


def test_an_address_that_went_away_makes_none(made: Authority) -> None:
    assert not renewed(made, LocalNames(hosts=NAMES.hosts), now())


def test_a_machine_that_was_renamed_is_vouched_for_by_its_local_name(made: Authority) -> None:
    renamed = LocalNames(hosts=("desk", "desk.local"), addresses=NAMES.addresses)
    assert renewed(made, renamed, now())
    assert shake(made, trusting(made), "desk.local") == "TLSv1.3"
    assert "mismatch" in str(shake(made, trusting(made), "desk"))
    assert not renewed(made, renamed, now())


@pytest.mark.parametrize(
    ("later", "lack"),
    [
        (DAY * 0, None),
        (LEAF_LIFE - LEFT - DAY * 2, None),
        (LEAF_LIFE - LEFT, "ending"),
        (LEAF_LIFE, "expired"),
    ],
)
def test_it_is_renewed_before_it_ends(made: Authority, later: timedelta, lack: str | None) -> None:
    assert lack_of(made, NAMES, now() + later) == lack
    assert renewed(made, NAMES, now() + later) is (lack is not None)


def test_near_the_end_of_the_authority_nothing_is_made_again_and_again(made: Authority) -> None:
    late = made.until - DAY * 10
    assert renewed(made, NAMES, late)
    assert not renewed(made, NAMES, late + timedelta(minutes=1))
    assert leaf(made).not_valid_after_utc <= made.until


def test_an_authority_near_its_end_makes_room_for_another(made: Authority) -> None:
    late = made.until - LEFT + DAY
    other = made_authority(made.folder, NAMES, late)
    assert other.digest != made.digest
    assert lack_of(other, NAMES, late) == "other"
    assert renewed(other, NAMES, late)
    assert lack_of(other, NAMES, late) is None


@pytest.mark.parametrize("content", [b"", b"nothing of the kind"])
def test_a_damaged_certificate_is_made_anew(made: Authority, content: bytes) -> None:
    made.leaf.write_bytes(content)
    assert lack_of(made, NAMES, now()) == "missing"
    assert renewed(made, NAMES, now())
    assert shake(made, trusting(made), "till.local") == "TLSv1.3"


def test_where_there_is_none_there_is_none(tmp_path: Path) -> None:
    assert authority_of(tmp_path) is None
    (tmp_path / KEPT).write_text("nothing of the kind")
    assert authority_of(tmp_path) is None


def test_a_machine_without_a_name_has_one_all_the_same(tmp_path: Path) -> None:
    found = made_authority(tmp_path, LocalNames(), datetime(2026, 3, 2, tzinfo=UTC))
    assert found.name.startswith("launchkit local ")
