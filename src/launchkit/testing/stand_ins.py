"""Small things that stand in for a clock, a press and a library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from launchkit.desk import Page, PressFailed
from launchkit.domain.checklist import Definition, DocumentSpec, FactSpec
from launchkit.domain.recorded import Json

_ENVIRONMENT = "0" * 64


class FixedClock:
    """A clock that moves only when told."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        """The instant it stands at (UTC)."""
        return self.instant

    def forward(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> datetime:
        """Move on and say where it stands now."""
        self.instant += timedelta(days=days, hours=hours, minutes=minutes)
        return self.instant


@dataclass(slots=True)
class PlainPress:
    """A press that writes the values down as text: quick, and easy to look into."""

    printed: list[tuple[str, Mapping[str, Json]]] = field(default_factory=list)
    #: raised instead of printing, while it is set
    failure: PressFailed | None = None

    def template_digest(self, spec: DocumentSpec) -> str:
        """One digest per document."""
        return hashlib.sha256(spec.code.encode()).hexdigest()

    def check(self, spec: DocumentSpec, values: Mapping[str, Json]) -> None:
        """Refuse the character that stands for one the fonts do not have."""
        if "\N{REPLACEMENT CHARACTER}" in str(values):
            raise PressFailed(f"{spec.code}：字体里没有这个字", f"{spec.code}: no such letter")

    def print(
        self,
        spec: DocumentSpec,
        values: Mapping[str, Json],
        day: date,
        facts: Mapping[str, FactSpec],
    ) -> Page:
        """The values, one a line."""
        if self.failure is not None:
            raise self.failure
        self.printed.append((spec.code, values))
        lines = [f"{key}: {value}" for key, value in sorted(values.items())]
        head = f"{spec.code} {day} {len(facts)}"
        return Page(pdf="\n".join((head, *lines)).encode(), environment=_ENVIRONMENT)


@dataclass(slots=True)
class OneDefinition:
    """A library that knows one definition."""

    known: Definition
    body: bytes = b"{}"

    def resolve(self, checklist: str) -> tuple[str, bytes]:  # noqa: ARG002  there is only one
        """Digest and bytes; the checklist asked for does not matter."""
        return hashlib.sha256(self.body).hexdigest(), self.body

    def read(self, digest: str, body: bytes) -> Definition:  # noqa: ARG002  there is only one
        """The definition."""
        return self.known
