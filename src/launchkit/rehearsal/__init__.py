"""Rehearsing a case: its script played to the end in a home of its own, with a report of how it went."""

from __future__ import annotations

from launchkit.rehearsal.case_files import opening_of, read_case_file, register
from launchkit.rehearsal.clock import VirtualClock
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
    "opening_of",
    "read_case_file",
    "register",
    "rehearse",
]
