"""Salted commitments: the trail proves a value without holding it, so the value can be erased.

A random salt of 32 bytes for each value, because an 18-digit identity number alone is guessed in
minutes. The salt lies beside the value and is erased with it.
"""

from __future__ import annotations

import hmac
from typing import Final

from launchkit.domain.trail.canonical import canonical
from launchkit.domain.trail.errors import CanonicalError, CommitmentError

SALT_BYTES: Final = 32


def commit(salt: bytes, value: object) -> str:
    """HMAC-SHA256(salt, canonical bytes of the value) as 64 lower-case hex digits.

    For a file the value is the lower-case hex SHA-256 of its bytes. Raises `CommitmentError` for
    a salt that is not 32 bytes and `CanonicalError` for a value that cannot be written down.
    """
    if len(salt) != SALT_BYTES:
        # A shorter key is padded with zeros by HMAC, so two salts would open one commitment.
        raise CommitmentError(f"a salt has {SALT_BYTES} bytes")
    return hmac.digest(salt, canonical(value), "sha256").hex()


def opens(commitment: str, salt: bytes, value: object) -> bool:
    """Whether salt and value open the commitment; anything malformed does not."""
    try:
        found = commit(salt, value)
    except (CommitmentError, CanonicalError):
        return False
    return hmac.compare_digest(found.encode(), commitment.encode())
