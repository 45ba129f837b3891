"""What a browser keeps for us between two steps: readable by us alone, for this purpose alone, for a short time."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
_LONGEST: Final = 3_500


def seal(secret: bytes, purpose: str, values: Mapping[str, str], now: datetime) -> str:
    """Values as a word that goes into a cookie."""
    body = json.dumps({**values, "at": now.isoformat()}).encode()
    nonce = os.urandom(_NONCE)
    kept = nonce + AESGCM(secret).encrypt(nonce, body, purpose.encode())
    return base64.urlsafe_b64encode(kept).decode()


def unseal(
    secret: bytes, purpose: str, word: str, now: datetime, life: timedelta
) -> Mapping[str, str] | None:
    """The values again; None for a word of another purpose, of another home, changed, or too old."""
    if len(word) > _LONGEST or not word.isascii():
        return None
    try:
        kept = base64.urlsafe_b64decode(word)
        body = AESGCM(secret).decrypt(kept[:_NONCE], kept[_NONCE:], purpose.encode())
    except (binascii.Error, ValueError, InvalidTag):
        return None
    values: dict[str, str] = json.loads(body)
    age = now - datetime.fromisoformat(values["at"])
    return values if timedelta(0) <= age < life else None
