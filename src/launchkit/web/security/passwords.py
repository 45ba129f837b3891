"""Passwords: which are too easy to guess, and how they are kept (argon2id) and checked.

The list of the commonest ten thousand is not ours to ship. Instead everything is refused that a guesser tries first: short,
built from the person's own names, repeated, in the order of keyboard or alphabet, or a common word with the usual decoration.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from launchkit.domain.checklist import Text
from launchkit.web.site import Cost

SHORTEST: Final = 12
LONGEST: Final = 128
#: Fewer different characters than this are a pattern.
_FEWEST_DIFFERENT: Final = 5
#: So much of a password may lie in runs like `abcd` or `6543`.
_MOST_IN_ORDER: Final = 0.5
_RUN: Final = 3
_KEYBOARD: Final = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qazwsxedcrfvtgb",
    "1qaz2wsx3edc4rfv",
)
#: What words are decorated with: `P@ssw0rd2026!!` is `password`.
_LEET: Final = str.maketrans("@4301!$57", "aaeoiisst")
_COMMON: Final = tuple(
    """
    password passwd passcode pass word letmein welcome admin administrator root login user guest test
    iloveyou loveyou woaini woaiwojia woaizhongguo zhongguo china beijing shanghai qwerty qwertyuiop
    asdfgh asdfghjkl zxcvbn zxcvbnm monkey dragon football baseball basketball superman batman master
    shadow michael jordan princess sunshine starwars trustno secret hello helloworld whatever freedom
    computer internet windows linux google apple android samsung huawei xiaomi lenovo tencent weixin
    wechat alibaba taobao changeme default temp temporary service support company office branch
    headquarters launchkit prefect zhangsan lisi wangwu nihao mima meiyou mimashi dearbook killer
    pokemon summer winter spring autumn monday friday january december abcdef abcabc aaaaaa
    """.split()  # noqa: SIM905  a list of words is easier to read as words
)  # fmt: skip
#: 64 MiB each: more at a time would be a way to exhaust the memory of the machine.
_AT_ONCE: Final = BoundedSemaphore(2)


def weakness(password: str, *, own: Iterable[str] = ()) -> Text | None:
    """Why a password is refused, None if it is not; `own` are names of its person and of their account."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(plain) < SHORTEST:
        return Text(
            zh=f"密码至少 {SHORTEST} 个字符；几个不相干的词连在一起就很好。",
            en=f"A password has at least {SHORTEST} characters; a few unrelated words do well.",
        )
    if len(password) > LONGEST:
        return Text(
            zh=f"密码最多 {LONGEST} 个字符。", en=f"A password has at most {LONGEST} characters."
        )
    if any(len(one) >= 2 and one.casefold() in plain for one in own):
        return Text(
            zh="密码里不要有自己的姓名、代码或登录名。",
            en="A password must not hold one's own name, code or account.",
        )
    if _is_pattern(plain):
        return Text(
            zh="重复的字符或键盘、字母、数字的顺序太容易猜到，请换一个。",
            en="Repeated characters and runs along keyboard or alphabet are guessed first; choose another.",
        )
    if _is_common(plain):
        return Text(
            zh="这是常见密码的变形，太容易猜到，请换一个。",
            en="This is a variation of a common password and guessed first; choose another.",
        )
    return None


def _is_pattern(plain: str) -> bool:
    if len(set(plain)) < _FEWEST_DIFFERENT:
        return True
    if re.fullmatch(r"(.{1,6}?)\1+.{0,5}", plain, re.DOTALL):
        return True
    return _in_order(plain) > _MOST_IN_ORDER * len(plain)


def _in_order(plain: str) -> int:
    """Characters that lie in runs of three or more along alphabet, digits or keyboard, in either direction."""
    found, length = 0, 1
    for before, after in zip(plain, f"{plain[1:]}\0", strict=True):
        if _follows(before, after):
            length += 1
            continue
        found += length if length >= _RUN else 0
        length = 1
    return found


def _follows(before: str, after: str) -> bool:
    if before.isalnum() and abs(ord(after) - ord(before)) <= 1:
        return True
    pairs = (before + after, after + before)
    return any(pair in row for row in _KEYBOARD for pair in pairs)


def _is_common(plain: str) -> bool:
    """Whether nothing is left but one or two common words, once decoration is taken off."""
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    for letters in (plain, bare.translate(_LEET)):
        left, taken = re.sub(r"[^a-z]", "", letters), 0
        for word in sorted(_COMMON, key=len, reverse=True):
            if word in left:
                left, taken = left.replace(word, "", 1), taken + 1
        if len(left) < _RUN and 0 < taken <= 2:
            return True
    return False


def digest_password(password: str, cost: Cost) -> str:
    """The password as it is kept: argon2id in PHC form, with a salt of its own."""
    with _AT_ONCE:
        return Argon2id(
            salt=os.urandom(16),
            length=32,
            iterations=cost.rounds,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive_phc_encoded(_bytes(password))


def check_password(password: str, kept: str | None, cost: Cost) -> bool:
    """Whether it is the password; where there is none, the answer takes as long and is no."""
    against = kept or _nobodys(cost)
    with _AT_ONCE:
        try:
            Argon2id.verify_phc_encoded(_bytes(password[: LONGEST + 1]), against)
        except InvalidKey:
            return False
    return kept is not None


@lru_cache(maxsize=4)
def _nobodys(cost: Cost) -> str:
    return digest_password(os.urandom(16).hex(), cost)


def _bytes(password: str) -> bytes:
    # One and the same character can be typed in several ways.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
