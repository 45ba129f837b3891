"""Shapes of answers that are not read models of the domain."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Portion(BaseModel, Generic[T]):
    """A portion of a list, and the cursor with which to ask for the next one."""

    model_config = ConfigDict(extra="forbid")
    rows: list[T]
    next: str | None
