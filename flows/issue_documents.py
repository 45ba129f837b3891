"""A batch of documents of one case, issued by the clockwork."""

from __future__ import annotations

from typing import Any

from prefect import State, flow
from prefect.states import Completed, Failed

from flows._office import office, walled
from flows._work import issue_all, label_run, run_name, show


@flow(name="issue_documents", flow_run_name=run_name, persist_result=False)
@walled
def issue_documents(case: str, documents: list[str]) -> State[Any]:
    """One task run for each document; a document that fails does not hold back the others."""
    known = office().desk.case(case)
    label_run(known)
    states = issue_all(known, dict.fromkeys(documents))
    failed = sum(state.is_failed() for state in states)
    show(office().desk.case(case))
    told = f"{len(states) - failed} of {len(states)} documents issued"
    return Failed(message=told) if failed else Completed(name="Issued", message=told)
