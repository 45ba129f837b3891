"""From bytes to text: UTF-8 only, and nothing in it that an eye cannot see."""

from __future__ import annotations

import re
from typing import NoReturn

from launchkit.domain.problems import Problem, Problems
from launchkit.library.sentences import say

_CONTROL = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
#: zero width, and the marks that turn the direction of writing: text would not say what it shows
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def decoded(content: bytes, file: str, largest: int) -> str:
    """Text of the bytes without a byte order mark; raises `Problems` for another encoding or strange characters."""
    if len(content) > largest:
        _refuse(file, 1, 1, "too-large", size=-(-len(content) // 1024), limit=largest // 1024)
    if (
        content.startswith((b"\xff\xfe", b"\xfe\xff"))
        or content[1:2] == b"\x00"
        or content[:1] == b"\x00"
    ):
        _refuse(file, 1, 1, "utf-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _where(content[: error.start].decode("utf-8", "replace"))
        _refuse(file, line, column, "gbk" if _is_gbk(content) else "not-utf-8")
    _judge(text, file)
    return text


def strange(text: str) -> tuple[str, str] | None:
    """Code of the problem and the character, for the first that is not visible as what it is."""
    for pattern, code in ((_CONTROL, "control-character"), (_INVISIBLE, "invisible-character")):
        found = pattern.search(text)
        if found:
            return code, f"U+{ord(found.group()):04X}"
    return None


def _judge(text: str, file: str) -> None:
    for pattern, code in ((_CONTROL, "control-character"), (_INVISIBLE, "invisible-character")):
        found = pattern.search(text)
        if found:
            line, column = _where(text[: found.start()])
            _refuse(file, line, column, code, shown=f"U+{ord(found.group()):04X}")
    tab = text.find("\t")
    if tab >= 0:
        line, column = _where(text[:tab])
        _refuse(file, line, column, "tab")


def _is_gbk(content: bytes) -> bool:
    """True when the bytes read as GBK give Chinese characters."""
    try:
        text = content.decode("gbk")
    except UnicodeDecodeError:
        return False
    wide = [char.encode("gbk") for char in text if not char.isascii()]
    # Chinese text is nearly all in the old GB 2312 plane; accented Latin letters read as GBK are not.
    return sum(pair[-1] >= 0xA1 for pair in wide) * 2 > len(wide)


def _where(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows the text."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _refuse(file: str, line: int, column: int, code: str, **values: object) -> NoReturn:
    raise Problems([Problem(file, line, column, code, *say(code, **values))]) from None
