"""The second factor: codes of six digits that change every 30 seconds (RFC 6238), and how their key is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from datetime import datetime
from typing import Final
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STEP: Final = 30
DIGITS: Final = 6
#: A telephone's clock may be so many steps off.
DRIFT: Final = 1
_NONCE: Final = 12


def step_of(now: datetime) -> int:
    """Number of the 30 seconds that an instant lies in."""
    return int(now.timestamp()) // STEP


def code_at(key: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of a step (RFC 4226 with SHA-1, the only one that all telephones know)."""
    found = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    place = found[-1] & 0xF
    number = int.from_bytes(found[place : place + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_of_code(key: bytes, code: str, now: datetime) -> int | None:
    """The step whose code was typed, as far as the clock of a telephone may be off; None for any other code."""
    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    here = step_of(now)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_at(key, step).encode(), typed):
            found = step
    return found


def key_for(secret: bytes, purpose: str) -> bytes:
    """The 20 bytes that a session would set up: nothing has to be kept before the first code was right."""
    return hmac.digest(secret, f"second factor:{purpose}".encode(), hashlib.sha256)[:20]


def as_typed(key: bytes) -> str:
    """The key as a person types it into a telephone: groups of four letters and digits."""
    letters = base64.b32encode(key).decode()
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def address_of(key: bytes, account: str) -> str:
    """The key as a telephone takes it from a link."""
    letters = base64.b32encode(key).decode()
    return f"otpauth://totp/launchkit:{quote(account)}?secret={letters}&issuer=launchkit"


def sealed(key: bytes, secret: bytes, account: str) -> bytes:
    """The key as the database keeps it; it opens for this account only."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, key, account.encode())


def opened(kept: bytes, secret: bytes, account: str) -> bytes | None:
    """The key again; None if the home's key is another one, or the row was moved from another account."""
    try:
        return AESGCM(secret).decrypt(kept[:_NONCE], kept[_NONCE:], account.encode())
    except InvalidTag:
        return None
