"""A batch of documents of one case, issued by the clockwork."""

from __future__ import annotations

import os
from typing import Any, cast

from prefect import State, flow
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows._office import office, walled
from flows._work import issue_together, label_run, run_name, show

#: Each thread waits for a renderer of its own; a renderer is a process and keeps one core busy.
PRINTERS = max(1, min(4, os.cpu_count() or 1))


@flow(
    name="issue_documents",
    flow_run_name=run_name,
    persist_result=False,
    # Prefect types its own runner more narrowly than its own parameter.
    task_runner=cast("Any", ThreadPoolTaskRunner(max_workers=PRINTERS)),
)
@walled
def issue_documents(case: str, documents: list[str]) -> State[Any]:
    """One task run for each document, several at a time; one that fails does not hold back the others."""
    known = office().desk.case(case)
    label_run(known)
    states = issue_together(known, dict.fromkeys(documents))
    failed = sum(state.is_failed() for state in states)
    show(office().desk.case(case))
    told = f"{len(states) - failed} of {len(states)} documents issued"
    return Failed(message=told) if failed else Completed(name="Issued", message=told)
