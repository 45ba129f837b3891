"""Check digits of Chinese company and identity numbers."""

from __future__ import annotations

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from launchkit.domain.checklist import FactType


def checked_identifier(kind: FactType, text: str) -> str:
    """Normal form of a credit code or identity number; ValueError, without the number, when a check fails."""
    module = uscc if kind is FactType.USCC else ric
    try:
        return str(module.validate(text))
    except ValidationError as error:
        raise ValueError(type(error).__name__) from None
