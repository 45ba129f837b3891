"""After a case was closed: its last artifacts, and the end of the run that followed it."""

from __future__ import annotations

from typing import Any

from prefect import State, flow
from prefect.states import Completed

from flows._office import office, walled
from flows._work import ended, label_run, run_name, show


@flow(name="close_case", flow_run_name=run_name, persist_result=False)
@walled
def close_case(case: str) -> State[Any]:
    """Write what the case came to; an open case is left alone."""
    known = office().desk.case(case)
    if known.closed_at is None:
        return Completed(name="StillOpen", message="nothing was written")
    label_run(known)
    return ended(known, show(known))
