"""What was recorded about a task, a fact or a kind of finding, by entry: what a review after the case counts and measures."""

from __future__ import annotations

from datetime import date

from launchkit.domain import entries as kinds
from launchkit.domain.crisis import Trace
from launchkit.domain.entries import Entry
from launchkit.domain.fold.pen import Pen

#: The kinds about a task that a review looks at.
_ABOUT_TASKS = (
    kinds.TaskAssigned,
    kinds.TaskStarted,
    kinds.TaskDone,
    kinds.TaskBlocked,
    kinds.TaskUnblocked,
    kinds.WaiverAsked,
    kinds.Approved,
    kinds.TaskReopened,
)


def trace(entry: Entry, pen: Pen) -> None:
    """Keep the entry's place under what it is about; kinds that no review looks at leave none."""
    about = _about(entry)
    if about is None:
        return
    traces = pen.map("traces")
    new = Trace(kind=entry.KIND, seq=pen.seq, at=pen.at, day=_day(entry, pen))
    traces[about] = (*traces.get(about, ()), new)


def _about(entry: Entry) -> str | None:
    if isinstance(entry, _ABOUT_TASKS):
        return entry.task
    if isinstance(entry, kinds.ItemAdded):
        return entry.item
    if isinstance(entry, kinds.FactStated):
        return f"fact:{entry.fact}" if entry.corrects is not None else None
    if isinstance(entry, kinds.FindingRaised):
        return f"finding:{entry.about}"
    return None


def _day(entry: Entry, pen: Pen) -> date:
    """Local day it speaks of; a wait began when the party was first waited for, not when somebody said so."""
    if isinstance(entry, kinds.TaskBlocked):
        return date.fromisoformat(entry.since[:10])
    return pen.day()
