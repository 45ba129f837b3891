"""A rehearsal from a case file to its report, in a home of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from launchkit.bootstrap import open_office
from launchkit.desk.ports import Press
from launchkit.library.case_file import CaseFile
from launchkit.rehearsal.clock import VirtualClock
from launchkit.rehearsal.player import Rehearsal, Told
from launchkit.rehearsal.report import Report
from launchkit.settings import read_settings


def rehearse(
    case_file: CaseFile,
    home: Path,
    told: Told | None = None,
    *,
    press: Press | None = None,
    environ: Mapping[str, str] | None = None,
) -> Report:
    """Play the script of a case file in the home, which is made when missing.

    `told` is called before every step with its number, their count and what is done; `press` prints in place of the
    real one; `environ` names another database (`LAUNCHKIT_DATABASE_URL`), else SQLite in the home.
    """
    # The script's own days begin later; the clock only moves forward.
    clock = VirtualClock(datetime(2000, 1, 1, tzinfo=UTC))
    office = open_office(read_settings(environ or {}, home=home), clock=clock, press=press)
    try:
        return Rehearsal(office, clock, case_file, told).play()
    finally:
        office.close()
