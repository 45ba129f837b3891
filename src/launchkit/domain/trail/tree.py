"""The RFC 9162 hash tree over the whole log: plain construction, nothing of our own.

Leaves and nodes are 32-byte SHA-256 values. A frontier holds the roots of the perfect subtrees,
largest first, which is all a writer needs to append and to know the root.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from launchkit.domain.trail.errors import TreeError

HASH_BYTES: Final = 32
_SIZE_BYTES = 8


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node above two nodes: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: its size and the roots of its perfect subtrees, largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise TreeError("a frontier has one hash for each 1 bit of its size")

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf (a leaf hash, 32 bytes)."""
        if len(leaf) != HASH_BYTES:
            raise TreeError("a leaf hash has 32 bytes")
        hashes = list(self.hashes)
        rest = self.size
        while rest & 1:
            leaf = node_hash(hashes.pop(), leaf)
            rest >>= 1
        return Frontier(self.size + 1, (*hashes, leaf))

    def root(self) -> bytes:
        """The root of the tree; of the empty tree, SHA-256 of nothing."""
        if not self.hashes:
            return hashlib.sha256().digest()
        root = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Size as 8 bytes, most significant first, then the hashes."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what `to_bytes` wrote; `TreeError` if the length does not fit the size."""
        size, rest = int.from_bytes(raw[:_SIZE_BYTES], "big"), raw[_SIZE_BYTES:]
        if len(raw) != _SIZE_BYTES + HASH_BYTES * size.bit_count():
            raise TreeError("the bytes of a frontier do not fit its size")
        starts = range(0, len(rest), HASH_BYTES)
        return cls(size, tuple(rest[start : start + HASH_BYTES] for start in starts))


EMPTY: Final = Frontier()
"""The frontier of a log without entries."""


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    return _range_root(leaves, 0, len(leaves))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """PATH(index, leaves) of RFC 9162 section 2.1.3.1, nearest sibling first."""
    if not 0 <= index < len(leaves):
        raise TreeError("no leaf has this index")
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(_range_root(leaves, middle, high))
            high = middle
        else:
            proof.append(_range_root(leaves, low, middle))
            low = middle
    return tuple(reversed(proof))


def consistency_proof(leaves: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """PROOF(first, leaves) of RFC 9162 section 2.1.4.1; empty when first is the whole."""
    if not 0 < first <= len(leaves):
        raise TreeError("a consistency proof starts from a size within the tree")
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    known = True
    while first < high:
        middle = low + _split(high - low)
        if first <= middle:
            proof.append(_range_root(leaves, middle, high))
            high = middle
        else:
            proof.append(_range_root(leaves, low, middle))
            low, known = middle, False
    if not known:
        proof.append(_range_root(leaves, low, high))
    return tuple(reversed(proof))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the leaf stands at `index` of the tree with this size and root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(step, found)
            here, last = _climb(here, last)
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of size `second` begins with the tree of size `first` (2.1.4.2).

    Sizes are 1 or more; equal sizes need equal roots and an empty proof.
    """
    if not 0 < first < second:
        return first == second > 0 and first_root == second_root and not proof
    if not proof:
        return False
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            here, last = _climb(here, last)
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _climb(here: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the last node has no sibling."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(leaves: Sequence[bytes], low: int, high: int) -> bytes:
    frontier = EMPTY
    for index in range(low, high):
        frontier = frontier.append(leaves[index])
    return frontier.root()
