"""Ed25519 verification (RFC 8032, section 5.1.7) with the standard library alone.

Verification only, so that an auditor needs no library to check a signature ten years from now.
Nothing here is secret, therefore nothing here is constant-time. Signing is done elsewhere.
"""

from __future__ import annotations

import hashlib
from typing import Final, TypeAlias

_Point: TypeAlias = tuple[int, int, int, int]

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_D2: Final = 2 * _D % _P
_ROOT_OF_MINUS_1: Final = pow(2, (_P - 1) // 4, _P)
_ZERO: Final[_Point] = (0, 1, 1, 0)
_SIGN_BIT: Final = 1 << 255


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 64-byte signature over the message was made with the 32-byte public key's twin.

    Cofactorless, as the common libraries do it; a point or scalar S that is not written in its
    one canonical form is refused. Malformed input is False, never an exception.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key = _decode(public_key)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or scalar >= _ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(hashed, "little") % _ORDER
    minus_key = (_P - key[0], key[1], key[2], _P - key[3])
    return _encode(_two_products(scalar, challenge, minus_key)) == signature[:32]


def _two_products(scalar: int, challenge: int, point: _Point) -> _Point:
    """`scalar` times the base point plus `challenge` times `point`, doubling only once for both."""
    table = (None, _BASE, point, _add(_BASE, point))
    total = _ZERO
    for bit in range(max(scalar.bit_length(), challenge.bit_length()) - 1, -1, -1):
        total = _double(total)
        addend = table[(scalar >> bit & 1) | (challenge >> bit & 1) << 1]
        if addend is not None:
            total = _add(total, addend)
    return total


def _add(left: _Point, right: _Point) -> _Point:
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a = (y1 - x1) * (y2 - x2) % _P
    b = (y1 + x1) * (y2 + x2) % _P
    c = t1 * _D2 * t2 % _P
    d = 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(point: _Point) -> _Point:
    x, y, z, _ = point
    a, b = x * x % _P, y * y % _P
    h = a + b
    e = h - (x + y) * (x + y) % _P
    g = a - b
    f = 2 * z * z % _P + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(raw: bytes) -> _Point | None:
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (_SIGN_BIT - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_1 % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE: Final[_Point] = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)
