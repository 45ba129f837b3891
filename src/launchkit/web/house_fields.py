"""Fields of forms about people, companies and branches."""

from __future__ import annotations

import re
from typing import Final

from launchkit.domain.checklist import FactType
from launchkit.domain.errors import BadValue
from launchkit.library.identifiers import given_identifier
from launchkit.web.sent import BadField, Sent

_CODE: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")
_DIVISION: Final = re.compile(r"[0-9]{6}")


def code_of(form: Sent, name: str) -> str:
    """A short code that stands for something for good."""
    found = form.text(name, longest=40, required=True)
    if not _CODE.fullmatch(found):
        raise BadField(
            name,
            "代码用字母、数字、点、横线或下划线，如 H1。",
            "A code has letters, digits, dots, hyphens or underscores, like H1.",
        )
    return found


def identifier(form: Sent, name: str, kind: FactType) -> str:
    """A number with its check digits, in its normal form; empty where none was given."""
    typed = form.text(name, longest=40)
    try:
        return given_identifier(kind, typed)
    except BadValue as fault:
        raise BadField(name, fault.zh, fault.en) from None


def division_of(form: Sent, name: str, *, required: bool = False) -> str:
    """A division code: six digits."""
    found = form.text(name, longest=6)
    if (found or required) and not _DIVISION.fullmatch(found):
        raise BadField(name, "行政区划代码是六位数字。", "A division code has six digits.")
    return found
