"""Check digits of Chinese company and identity numbers."""

from __future__ import annotations

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from launchkit.domain.checklist import FactType
from launchkit.domain.errors import BadValue


def checked_identifier(kind: FactType, text: str) -> str:
    """Normal form of a credit code or identity number; ValueError, without the number, when a check fails."""
    module = uscc if kind is FactType.USCC else ric
    try:
        return str(module.validate(text))
    except ValidationError as error:
        raise ValueError(type(error).__name__) from None


def given_identifier(kind: FactType, text: str) -> str:
    """As `checked_identifier` for what somebody typed, who may leave it empty; raises `BadValue` with the sentence for them."""
    try:
        return checked_identifier(kind, text) if text else ""
    except ValueError:
        raise BadValue(
            "号码校验不通过，请核对。", "The number does not pass its check; look again."
        ) from None
