"""The desk: every use case of launchkit, and the ports it needs."""

from __future__ import annotations

from launchkit.desk.calls import Call, Decision, Outcome
from launchkit.desk.desk import Desk, Ports
from launchkit.desk.filing import Attachment
from launchkit.desk.issuing import Issued
from launchkit.desk.opening import Opening
from launchkit.desk.ports import Library, Page, Press, PressFailed, Store, Vault

__all__ = [
    "Attachment",
    "Call",
    "Decision",
    "Desk",
    "Issued",
    "Library",
    "Opening",
    "Outcome",
    "Page",
    "Ports",
    "Press",
    "PressFailed",
    "Store",
    "Vault",
]
