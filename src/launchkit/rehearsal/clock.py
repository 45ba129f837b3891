"""The clock of a rehearsal: it stands where the script is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class VirtualClock:
    """Stands where the script is."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant.astimezone(UTC)

    def __call__(self) -> datetime:
        """The instant of the rehearsal; every look moves it on a little, as real clocks do."""
        self.instant += timedelta(milliseconds=5)
        return self.instant

    def to(self, instant: datetime) -> None:
        """Move forward; never back."""
        self.instant = max(self.instant, instant.astimezone(UTC))
