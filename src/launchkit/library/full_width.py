"""Full-width punctuation where YAML wants its own: the commonest slip of a Chinese keyboard.

Each function gives the character found and the one that was meant.
"""

from __future__ import annotations

import re

PLAIN = {
    "：": ":", "，": ",", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'",
    "（": "[", "）": "]", "【": "[", "】": "]", "｛": "{", "｝": "}", "－": "-", "—": "-", "＃": "#", "　": " ",
}  # fmt: skip
_PAIRS = {"“": "”", "‘": "’", "（": "）", "【": "】", "｛": "｝"}
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
#: full-width marks in the place of YAML's own; Chinese prose that only contains them is left alone
_MISTAKES = tuple(
    re.compile(pattern)
    for pattern in (
        r"^ *(　)",
        r"^ *([－—])[ 　]*\S",
        rf"^ *(?:- +)*[\"'“]?{_NAME}[\"'”]? *(：)",
        rf"[{{\[,，] *{_NAME}(：)",
        rf"(，) *{_NAME} *:",
        r": *([【｛])",
        r"(?:^|[:,\[{-]) *([“‘])[^“”‘’]*[”’]? *(?:$|[,}\]:])",
        r"([】｝]) *$",
    )
)


def in_key(name: str) -> tuple[str, str] | None:
    """Full-width punctuation in the name of a key."""
    return next(((char, PLAIN[char]) for char in name if char in PLAIN), None)


def quoted(text: str) -> tuple[str, str] | None:
    """Plain text wholly inside one pair of Chinese quotes: it was meant to be quoted."""
    opening, closing = text[:1], text[-1:]
    if (
        opening in "“‘"
        and len(text) > 1
        and closing == _PAIRS.get(opening)
        and text.count(opening) == 1
    ):
        return opening, PLAIN[opening]
    return None


def in_list(text: str) -> tuple[str, str] | None:
    """Plain text inside `[…]` that holds a Chinese comma: two entries became one."""
    return next(((char, ",") for char in text if char in "，、"), None)


def in_value(text: str) -> tuple[str, str] | None:
    """Text where a list or a mapping was wanted: the bracket or colon that was full-width."""
    return next(((char, PLAIN[char]) for char in text if char in "：（【｛，、"), None)


def in_syntax(text: str, line: int) -> tuple[int, int, str, str] | None:
    """Line, column, character and its plain form, looking back at most three lines from where YAML gave up."""
    lines = text.splitlines()
    for number in range(min(line, len(lines)), max(0, line - 4), -1):
        found = _first(lines[number - 1])
        if found:
            return number, found.start(1) + 1, found.group(1), PLAIN[found.group(1)]
    return None


def _first(line: str) -> re.Match[str] | None:
    if line.lstrip().startswith("#"):
        return None
    for pattern in _MISTAKES:
        found = pattern.search(line)
        if found:
            return found
    return None
