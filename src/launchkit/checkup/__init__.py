"""Looking whether a machine has all that the program needs, the same for the command and for the page about health."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from launchkit.checkup.looks import Look, Machine, guarded
from launchkit.checkup.machine import (
    calendars,
    database,
    disk,
    fonts,
    keys,
    layout,
    python,
    vault,
)
from launchkit.checkup.reach import certificate, company, offline, proxies
from launchkit.checkup.sending import SWEEP_AGE, notices, prefect, sweep, webhooks

__all__ = ["LOOKS", "SWEEP_AGE", "Look", "Machine", "looked"]

#: Every look, in the order in which they are told.
LOOKS: tuple[Callable[[Machine], Iterator[Look]], ...] = (
    python, layout, fonts, calendars, database, vault, keys, disk, offline, certificate, proxies, sweep, prefect, notices, webhooks, company,
)  # fmt: skip


def looked(at: Machine) -> list[Look]:
    """Everything the program needs, looked at once."""
    return [one for look in LOOKS for one in guarded(look, at)]
