"""The tree against published vectors, a recursive definition and random trees."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchkit.domain.trail import (
    EMPTY,
    Frontier,
    TreeError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# Inputs and roots of the certificate-transparency reference implementation's Merkle tree test.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def recursive_root(leaves: Sequence[bytes]) -> bytes:
    """The definition of RFC 9162 section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(recursive_root(leaves[:half]), recursive_root(leaves[half:]))


def recursive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*recursive_path(index, leaves[:half]), recursive_root(leaves[half:])]
    return [*recursive_path(index - half, leaves[half:]), recursive_root(leaves[:half])]


def recursive_proof(first: int, leaves: Sequence[bytes], known: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of section 2.1.4.1."""
    if first == len(leaves):
        return [] if known else [recursive_root(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if first <= half:
        return [*recursive_proof(first, leaves[:half], known), recursive_root(leaves[half:])]
    return [
        *recursive_proof(first - half, leaves[half:], False),
        recursive_root(leaves[:half]),
    ]


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(size)]


def test_published_roots() -> None:
    leaves = [leaf_hash(raw) for raw in INPUTS]

    assert [root_of(leaves[:size]).hex() for size in range(9)] == ROOTS


def test_published_paths() -> None:
    """Inclusion and consistency paths of the same reference."""
    leaves = [leaf_hash(raw) for raw in INPUTS]

    assert [step.hex() for step in inclusion_proof(leaves, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in consistency_proof(leaves, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", range(71))
def test_roots_and_proofs_follow_the_recursive_definition(size: int) -> None:
    leaves = leaves_of(size)
    root = recursive_root(leaves)

    assert root_of(leaves) == root
    for index in range(size):
        path = inclusion_proof(leaves, index)
        assert list(path) == recursive_path(index, leaves)
        assert verify_inclusion(leaves[index], index, size, path, root)
    for first in range(1, size + 1):
        proof = consistency_proof(leaves, first)
        assert list(proof) == recursive_proof(first, leaves)
        assert verify_consistency(first, size, root_of(leaves[:first]), root, proof)


@settings(deadline=None)
@given(st.integers(1, 200), st.data())
def test_a_changed_proof_or_claim_is_not_believed(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(min(size, 250))
    root = root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(leaves, index)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    stranger = leaf_hash(b"stranger")

    assert not verify_inclusion(stranger, index, size, path, root)
    assert not verify_inclusion(leaves[index], other, size, path, root)
    assert not verify_inclusion(leaves[index], index, size, [*path, stranger], root)
    if path:
        assert not verify_inclusion(leaves[index], index, size, path[:-1], root)
        broken = list(path)
        broken[data.draw(st.integers(0, len(path) - 1))] = stranger
        assert not verify_inclusion(leaves[index], index, size, broken, root)


@settings(deadline=None)
@given(st.integers(2, 200), st.data())
def test_a_changed_past_is_not_consistent(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    first = data.draw(st.integers(1, size - 1))
    proof = consistency_proof(leaves, first)
    before, after = root_of(leaves[:first]), root_of(leaves)
    forged = root_of([leaf_hash(b"forged"), *leaves[1:first]])
    stranger = leaf_hash(b"stranger")

    assert not verify_consistency(first, size, forged, after, proof)
    assert not verify_consistency(first, size, before, forged, proof)
    assert not verify_consistency(first, size, before, after, [*proof, stranger])
    assert not verify_consistency(first, size, before, after, proof[:-1])
    broken = list(proof)
    broken[data.draw(st.integers(0, len(proof) - 1))] = stranger
    assert not verify_consistency(first, size, before, after, broken)


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    root, other = leaf_hash(b"a"), leaf_hash(b"b")

    assert verify_consistency(1, 1, root, root, [])
    assert not verify_consistency(1, 1, root, other, [])
    assert not verify_consistency(1, 1, root, root, [other])
    assert not verify_consistency(0, 0, root, root, [])
    assert not verify_consistency(2, 1, root, root, [])
    assert not verify_consistency(0, 1, root, root, [])


@settings(deadline=None)
@given(st.integers(0, 300))
def test_a_frontier_survives_its_bytes(size: int) -> None:
    frontier = EMPTY
    for number in range(size):
        frontier = frontier.append(leaf_hash(number.to_bytes(2, "big")))

    back = Frontier.from_bytes(frontier.to_bytes())

    assert back == frontier
    assert back.size == size
    assert back.root() == frontier.root()


@pytest.mark.parametrize("raw", [b"", b"\x00" * 7, b"\x00" * 9, b"\x00" * 7 + b"\x01" + b"x" * 31])
def test_bytes_that_are_no_frontier_are_refused(raw: bytes) -> None:
    with pytest.raises(TreeError):
        Frontier.from_bytes(raw)


def test_what_no_tree_can_have_is_refused() -> None:
    with pytest.raises(TreeError, match="one hash"):
        Frontier(1, ())
    with pytest.raises(TreeError, match="one hash"):
        Frontier(-1, (b"x" * 32,))
    with pytest.raises(TreeError, match="32 bytes"):
        EMPTY.append(b"short")
    with pytest.raises(TreeError, match="index"):
        inclusion_proof([], 0)
    with pytest.raises(TreeError, match="within"):
        consistency_proof(leaves_of(2), 3)
    with pytest.raises(TreeError, match="within"):
        consistency_proof(leaves_of(2), 0)
