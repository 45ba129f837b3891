"""After a case was opened: its first advance, its artifacts, and the run that follows it to its end."""

from __future__ import annotations

from typing import Any

from prefect import State, flow

from flows._office import walled
from flows._work import advance_once, ended, label_run, run_name, show


@flow(name="open_case", flow_run_name=run_name, persist_result=False)
@walled
def open_case(case: str) -> State[Any]:
    """The opening itself is an entry that the desk has written; only the id of the case comes here."""
    moved = advance_once(case)
    label_run(moved)
    return ended(moved, show(moved))
