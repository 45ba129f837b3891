"""A desk in memory with a clock that stands still: for our tests and for tests of your own checklists.

desk = desk_for(definition)
desk.open(team={"P1": ("lead",), "H1": ("hq_lead",)})
desk.clock.forward(days=3)
desk.done("P1", "sign_lease", lease_signed_on="2026-03-05")
"""

from __future__ import annotations

from launchkit.testing.desk import TestDesk, desk_for, paper
from launchkit.testing.memory import MemoryStore, MemoryVault
from launchkit.testing.stand_ins import FixedClock, OneDefinition, PlainPress

__all__ = [
    "FixedClock",
    "MemoryStore",
    "MemoryVault",
    "OneDefinition",
    "PlainPress",
    "TestDesk",
    "desk_for",
    "paper",
]
