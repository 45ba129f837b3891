"""Case files as the commands read them; what opens a case is the same in a rehearsal."""

from __future__ import annotations

from launchkit.rehearsal.case_files import (
    changed_entries,
    decider_of,
    opening_of,
    read_case_file,
    register,
    short_name,
)

__all__ = [
    "changed_entries",
    "decider_of",
    "opening_of",
    "read_case_file",
    "register",
    "short_name",
]
