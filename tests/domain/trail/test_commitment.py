"""Commitments open with their own salt and value and with nothing else."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchkit.domain.trail import CanonicalError, CommitmentError, canonical, commit, opens

SALT = bytes(range(32))
salts = st.binary(min_size=32, max_size=32)


def test_it_is_the_hmac_of_the_canonical_value() -> None:
    value = {"name": "张三", "id_no": "110101199003070000"}
    expected = hmac.new(SALT, canonical(value), hashlib.sha256).hexdigest()

    assert commit(SALT, value) == expected


@settings(deadline=None)
@given(salts, salts, st.integers(0, 99), st.integers(0, 99))
def test_it_opens_only_with_its_own_salt_and_value(
    salt: bytes, other_salt: bytes, value: int, other: int
) -> None:
    commitment = commit(salt, value)

    assert opens(commitment, salt, value)
    assert opens(commitment, other_salt, other) == (salt == other_salt and value == other)


@pytest.mark.parametrize("salt", [b"", SALT[:31], SALT + b"\x00"])
def test_a_salt_has_32_bytes(salt: bytes) -> None:
    with pytest.raises(CommitmentError, match="32 bytes"):
        commit(salt, "x")

    assert not opens(commit(SALT, "x"), salt, "x")


def test_what_cannot_be_written_down_opens_nothing() -> None:
    with pytest.raises(CanonicalError):
        commit(SALT, 1.5)

    assert not opens(commit(SALT, "x"), SALT, 1.5)
    assert not opens("不是摘要", SALT, "x")
