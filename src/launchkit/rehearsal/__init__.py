"""Rehearsing a case: its script played to the end in a home of its own, with a report of how it went."""

from __future__ import annotations

from launchkit.rehearsal.clock import VirtualClock
from launchkit.rehearsal.house import house_entries, opening_of, register
from launchkit.rehearsal.play import rehearse
from launchkit.rehearsal.player import Rehearsal, Told
from launchkit.rehearsal.report import DateLine, Refusal, Report

__all__ = [
    "DateLine",
    "Refusal",
    "Rehearsal",
    "Report",
    "Told",
    "VirtualClock",
    "house_entries",
    "opening_of",
    "register",
    "rehearse",
]
