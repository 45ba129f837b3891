"""Canonical bytes: the one way in which a value is written down, hashed and signed.

The rules are narrower than JSON, so that the standard library's encoder writes exactly what
RFC 8785 demands: text in NFC without surrogates, integers within ±(2^53 - 1), true, false,
null, lists (tuples are written as lists) and objects. Every key, also inside an entry's
`data`, is lower-case ASCII (`a-z 0-9 _ . # -`), which makes the order of keys the same under
every reading of "sorted". There are no floats: money is integer fen, quantities are text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from unicodedata import is_normalized

from launchkit.domain.trail.errors import CanonicalError

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 64
MAX_BYTES: Final = 1 << 20

_KEYS = re.compile(r"[a-z0-9_.#-]+")
_TYPES = frozenset({str, int, bool, type(None), list, tuple, dict})
_CONTAINERS = frozenset({list, tuple, dict})
_TOO_LARGE = f"is larger than {MAX_BYTES} bytes"
_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: object) -> bytes:
    """Write a value as canonical bytes (RFC 8785, UTF-8).

    Raises `CanonicalError` naming the path of what is not allowed.
    """
    if not _is_sound(value):
        raise _fault(value) or CanonicalError("$", _TOO_LARGE)
    text = _encode(value)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raise _fault(value) or CanonicalError("$", "is not Unicode text") from None
    if not text.isascii() and not is_normalized("NFC", text):
        # An escape such as \n followed by a combining mark looks composable only in the whole.
        fault = _fault(value)
        if fault is not None:
            raise fault
    if len(raw) > MAX_BYTES:
        raise CanonicalError("$", _TOO_LARGE)
    return raw


def parse(raw: bytes) -> dict[str, Any]:
    """Read canonical bytes of an object; anything that is not its own canonical form is refused.

    Raises `CanonicalError` for duplicate keys, floats, other spellings, depth over 64, size over
    1 MiB, and bytes that are not UTF-8 JSON.
    """
    if len(raw) > MAX_BYTES:
        raise CanonicalError("$", _TOO_LARGE)
    try:
        value = json.loads(raw.decode())
    except RecursionError:
        raise CanonicalError("$", f"is nested deeper than {MAX_DEPTH}") from None
    except ValueError:
        raise CanonicalError("$", "is not UTF-8 JSON") from None
    if type(value) is not dict:
        raise CanonicalError("$", "is not an object")
    if canonical(value) != raw:
        raise CanonicalError("$", _difference(raw))
    return value


def digest(raw: bytes) -> str:
    """SHA-256 of the bytes as 64 lower-case hex digits."""
    return hashlib.sha256(raw).hexdigest()


def is_key(text: str) -> bool:
    """Whether a text may be a key."""
    return _KEYS.fullmatch(text) is not None


def _is_sound(value: object) -> bool:
    """Level by level, because one pass over many siblings is far cheaper than a call for each."""
    containers: list[Any] = [(value,)]
    nodes = 0
    for _ in range(MAX_DEPTH + 1):
        children: list[Any] = []
        for container in containers:
            # Each node costs a byte at least; shared parts could otherwise multiply without end.
            nodes += len(container)
            if nodes > MAX_BYTES or not _has_sound_keys(container):
                return False
            children.extend(container.values() if type(container) is dict else container)
        if not _are_sound(children):
            return False
        containers = [child for child in children if type(child) in _CONTAINERS]
        if not containers:
            return True
    return False


def _are_sound(siblings: list[Any]) -> bool:
    kinds = set(map(type, siblings))
    if not kinds <= _TYPES:
        return False
    return int not in kinds or all(
        -MAX_INTEGER <= node <= MAX_INTEGER for node in siblings if type(node) is int
    )


def _has_sound_keys(container: Any) -> bool:
    if type(container) is not dict or not container:
        return True
    if set(map(type, container)) != {str} or "" in container:
        return False
    return _KEYS.fullmatch("".join(container)) is not None


def _fault(value: object) -> CanonicalError | None:
    """The first thing that is not allowed, found slowly; only asked for when something is wrong."""
    for count, (path, node, depth) in enumerate(_walk(value)):
        if count > MAX_BYTES:
            return CanonicalError("$", _TOO_LARGE)
        reason = _reason(node, depth)
        if reason is not None:
            return CanonicalError(path, reason)
    return None


def _walk(value: object) -> Iterator[tuple[str, Any, int]]:
    waiting: list[Iterator[tuple[str, Any, int]]] = [iter([("$", value, 1)])]
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            continue
        yield step
        path, node, depth = step
        if type(node) is dict:
            waiting.append(iter([(f"{path}.{k}", v, depth + 1) for k, v in node.items()]))
        elif type(node) in {list, tuple}:
            waiting.append(iter([(f"{path}[{i}]", v, depth + 1) for i, v in enumerate(node)]))


def _reason(node: Any, depth: int) -> str | None:
    kind = type(node)
    if kind not in _TYPES:
        return f"{kind.__name__} is not allowed"
    if kind in _CONTAINERS and depth > MAX_DEPTH:
        return f"is nested deeper than {MAX_DEPTH}"
    if kind is int and abs(node) > MAX_INTEGER:
        return "is an integer outside ±(2^53 - 1)"
    if not _has_sound_keys(node):
        return "has a key that is not lower-case ASCII (a-z 0-9 _ . # -)"
    return _text_reason(node) if kind is str else None


def _text_reason(text: str) -> str | None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "is text with a lone surrogate"
    if not is_normalized("NFC", text):
        return "is text that is not in Unicode form NFC"
    return None


def _difference(raw: bytes) -> str:
    repeated = False

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated = repeated or len(found) < len(pairs)
        return found

    json.loads(raw, object_pairs_hook=note)
    return "has a duplicate key" if repeated else "is not in canonical form"
