"""Passwords and second factors, as functions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from launchkit.web.security import second_factor
from launchkit.web.security.passwords import check_password, digest_password, weakness
from tests.web.application import CHEAP

#: RFC 6238, appendix B (SHA-1, eight digits): seconds since 1970, code
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
#: RFC 4226, appendix D: codes of the first ten counters
COUNTED = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]  # fmt: skip
KEY = b"12345678901234567890"
SECRET = b"k" * 32


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert second_factor.code_at(KEY, second_factor.step_of(at), digits=8) == code


def test_counted_codes_are_those_of_the_standard() -> None:
    assert [second_factor.code_at(KEY, step) for step in range(10)] == COUNTED


@pytest.mark.parametrize(
    ("seconds", "right"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_telephone_may_be_a_little_off(seconds: int, right: bool) -> None:
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    shown = second_factor.code_at(KEY, second_factor.step_of(now) + seconds // 30)
    found = second_factor.step_of_code(KEY, f"{shown[:3]} {shown[3:]}", now)
    assert (found is not None) is right


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "\ud800"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert second_factor.step_of_code(KEY, typed, datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_a_kept_key_opens_for_its_account_and_its_home_only() -> None:
    kept = second_factor.sealed(KEY, SECRET, "zhang.chi")
    assert KEY not in kept
    assert second_factor.opened(kept, SECRET, "zhang.chi") == KEY
    assert second_factor.opened(kept, SECRET, "lin.zhou") is None
    assert second_factor.opened(kept, b"x" * 32, "zhang.chi") is None


def test_a_key_is_shown_as_it_is_typed_and_as_a_link() -> None:
    assert second_factor.as_typed(KEY).startswith("GEZD GNBV")
    assert second_factor.address_of(KEY, "zhang.chi") == (
        "otpauth://totp/launchkit:zhang.chi?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=launchkit"
    )


def test_the_key_to_set_up_is_another_one_for_every_session() -> None:
    first, again, other = (second_factor.key_for(SECRET, word) for word in ("a", "a", "b"))
    assert first == again != other
    assert len(first) == 20


@pytest.mark.parametrize(
    "password",
    [
        "three green umbrellas",
        "correct horse battery staple",
        "青山绿水一千零一夜好风光啊",
        "summer office monkey dragon",
        "Vd8#kq!20_xTrw",
    ],
)
def test_good_passwords_are_taken(password: str) -> None:
    assert weakness(password, own=("zhang.chi", "P1", "张弛")) is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short word", "at least"),
        ("x" * 200, "at most"),
        ("zhang.chi is the best", "one's own name"),
        ("ZHANG.CHI is the best", "one's own name"),
        ("我叫张弛住在沈阳铁西区", "at least"),
        ("我叫张弛住在沈阳市铁西区啊", "one's own name"),
        ("aaaaaaaaaaaaaaaa", "Repeated"),
        ("abcabcabcabcabc", "Repeated"),
        ("ab12ab12ab12ab12", "Repeated"),
        ("qwertyuiopasdf", "Repeated"),
        ("abcdefghijklmn", "Repeated"),
        ("987654321012345", "Repeated"),
        ("P@ssw0rd2026!!!!", "common"),
        ("password-launchkit-2026", "common"),
        ("iloveyou!2026!#", "common"),
    ],
)
def test_what_a_guesser_tries_first_is_refused(password: str, said: str) -> None:
    found = weakness(password, own=("zhang.chi", "P1", "张弛"))
    assert found is not None
    assert said in found.en


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    one, two = (digest_password("three green umbrellas", CHEAP) for _ in range(2))
    assert one.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert one != two
    assert check_password("three green umbrellas", one, CHEAP)
    assert not check_password("three green umbrella", one, CHEAP)


def test_the_same_character_typed_in_two_ways_is_the_same() -> None:
    composed, decomposed = "caf\u00e9 and umbrellas", "cafe\u0301 and umbrellas"
    assert check_password(decomposed, digest_password(composed, CHEAP), CHEAP)


def test_where_there_is_no_password_none_is_right() -> None:
    assert not check_password("three green umbrellas", None, CHEAP)
    assert not check_password("", None, CHEAP)
