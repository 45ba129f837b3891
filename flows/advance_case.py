"""After each change of a case: owners, notices, documents whose facts are complete, and what there is to see."""

from __future__ import annotations

from typing import Any

from prefect import State, flow

from flows._office import walled
from flows._work import advance_once, ended, label_run, run_name, show


@flow(name="advance_case", flow_run_name=run_name, persist_result=False)
@walled
def advance_case(case: str, seq: int | None = None) -> State[Any]:  # noqa: ARG001  names the run and its idempotency key
    """Do everything that follows from the case as it stands; a repeat writes nothing."""
    moved = advance_once(case)
    label_run(moved)
    return ended(moved, show(moved))
