"""The authority of this home alone: telephones that trust it accept certificates for the machine's local addresses.

It is a file in the home's folder of keys. What it may vouch for is written into it: names of this machine and of
`.local`, and addresses that are not routed in the Internet. Whoever steals its key can therefore pretend to be no
shop and no bank, at least to browsers that keep to this rule, as all current ones do.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from launchkit.lan.addresses import LOCAL, OWN, OWN_ADDRESSES, LocalNames

LIFE: Final = timedelta(days=5 * 365)
#: Longer than this no telephone takes a certificate of a server.
LEAF_LIFE: Final = timedelta(days=397)
#: With less time left a new one is made.
LEFT: Final = timedelta(days=30)
#: Clocks of telephones may be behind.
_BEFORE: Final = timedelta(days=1)
#: Key and certificate stand in one file each, so that no crash can leave two that do not belong together.
KEPT: Final = "lan_authority.key"
LEAF: Final = "lan_server.key"


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority of a home."""

    folder: Path
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate as telephones install it."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def digest(self) -> str:
        """SHA-256 of the certificate, in pairs, as telephones show it."""
        return hashlib.sha256(self.der).digest().hex(":").upper()

    @property
    def name(self) -> str:
        """What telephones list it as."""
        (found,) = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found.value)

    @property
    def until(self) -> datetime:
        """When it ends."""
        return self.certificate.not_valid_after_utc

    @property
    def leaf(self) -> Path:
        """Key and certificate of the server."""
        return self.folder / LEAF


def authority_of(folder: Path) -> Authority | None:
    """The authority in a folder of keys; none where it was never made or cannot be read."""
    try:
        found = x509.load_pem_x509_certificate((folder / KEPT).read_bytes())
    except (OSError, ValueError):
        return None
    return Authority(folder, found)


def made_authority(folder: Path, names: LocalNames, now: datetime) -> Authority:
    """The authority of this home: the one that is there while it lasts, else a new one that has to be trusted anew."""
    found = authority_of(folder)
    if found is not None and found.until - now >= LEFT:
        return found
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    # Letters by chance, so that nobody takes the authority of another home for this one.
    host = names.hosts[0] if names.hosts else "local"
    name = _name(f"launchkit {host[:40]} {secrets.token_hex(2)}")
    made = (
        _builder(key.public_key(), name, now, LIFE)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(list(_may_name(names)), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write_private(folder / KEPT, _private(key) + made.public_bytes(Encoding.PEM))
    return Authority(folder, made)


def renewed(authority: Authority, names: LocalNames, now: datetime) -> bool:
    """See to it that the server has a certificate for its names of today; whether a new one had to be made."""
    if lack_of(authority, names, now) is None:
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    life = min(LEAF_LIFE, authority.until - now)
    made = (
        _builder(key.public_key(), _name("launchkit"), now, life)
        .issuer_name(authority.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_called(authority, names), critical=False)
        .add_extension(_issued_by(authority), critical=False)
        .sign(_key_of(authority), hashes.SHA256())
    )
    write_private(authority.leaf, _private(key) + made.public_bytes(Encoding.PEM))
    return True


def lack_of(authority: Authority, names: LocalNames, now: datetime) -> str | None:
    """Why the server's certificate will not do: `missing`, `other`, `expired`, `ending`, `names`; None if it will."""
    leaf = _leaf_of(authority)
    if leaf is None:
        return "missing"
    if leaf.issuer != authority.certificate.subject or not _is_signed(leaf, authority):
        return "other"
    left = leaf.not_valid_after_utc - now
    if left <= timedelta(0):
        return "expired"
    # Near the end of the authority itself a new certificate would end as soon.
    if left < min(LEFT, authority.until - now - 2 * _BEFORE):
        return "ending"
    named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return None if set(_called(authority, names)) <= set(named) else "names"


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, all of it or nothing."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


# --- inside -----------------------------------------------------------------------------------------------


def _leaf_of(authority: Authority) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(authority.leaf.read_bytes())
    except (OSError, ValueError):
        return None


def _is_signed(leaf: x509.Certificate, authority: Authority) -> bool:
    try:
        leaf.verify_directly_issued_by(authority.certificate)
    except Exception:  # noqa: BLE001  whatever it is, it is not ours
        return False
    return True


def _key_of(authority: Authority) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key((authority.folder / KEPT).read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  we wrote it
    return key


def _called(authority: Authority, names: LocalNames) -> x509.SubjectAlternativeName:
    """Names and addresses for a certificate: those that the authority may vouch for."""
    hosts = (one for one in (*OWN, *names.hosts) if _is_allowed(authority, one))
    addresses = dict.fromkeys((*OWN_ADDRESSES, *names.addresses))
    return x509.SubjectAlternativeName(
        [
            *(x509.DNSName(one) for one in hosts),
            *(x509.IPAddress(ip_address(one)) for one in addresses),
        ]
    )


def _is_allowed(authority: Authority, host: str) -> bool:
    """Whether a name lies below one that the authority was made for: the machine may have been renamed since."""
    rule = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    allowed = [one.value for one in rule.permitted_subtrees or () if isinstance(one, x509.DNSName)]
    return any(host == one or host.endswith(f".{one}") for one in allowed)


def _may_name(names: LocalNames) -> Iterable[x509.GeneralName]:
    own = [one for one in names.hosts if not one.endswith(".local")]
    for host in dict.fromkeys((*OWN, "local", *own)):
        yield x509.DNSName(host)
    for net in LOCAL:
        yield x509.IPAddress(net)


def _builder(
    public: ec.EllipticCurvePublicKey, name: x509.Name, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now - _BEFORE + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _issued_by(authority: Authority) -> x509.AuthorityKeyIdentifier:
    own = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own.value)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
