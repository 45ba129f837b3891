"""The view of one row per open case: a suspended run of `follow_case` that is woken after each change.

It holds nothing: deleted, crashed or resumed by hand, it is made, retried or woken again from what the case says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled

from flows._codes import number, tags
from launchkit.domain.case import Case
from launchkit.domain.recorded import CaseRow

FLOW: Final = "follow_case"
DEPLOYMENT: Final = f"{FLOW}/{FLOW}"
TAG: Final = "follow"
#: A run that has been at work for this long has lost its process; its work takes seconds.
STUCK: Final = timedelta(minutes=10)
PAGE: Final = 200
PAGES: Final = 50


def sleep_key(seq: int) -> str:
    """Key of one suspension: never used before, as Prefect passes over a key it has seen, and telling the entry it was at."""
    return f"seq-{seq}-{uuid4().hex[:12]}"


def asleep_at(state: State) -> int | None:
    """The entry at which a run went to sleep; None when it sleeps by another hand."""
    parts = (state.state_details.pause_key or "").split("-")
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else None


def wake(case: Case, now: datetime) -> str:
    """See to it that the run of this case looks at its newest entry; says what was done."""
    with get_client(sync_client=True) as client:
        runs = _runs(client, [TAG, f"case:{number(case)}"])
        own = next((run for run in runs if run.parameters.get("case") == case.id), None)
        return _mend(client, _Wanted(case.id, number(case), tags(case), case.seq), own, now)


def mend_all(rows: Iterable[CaseRow], now: datetime) -> dict[str, str]:
    """See to it that every case has its run; case id -> what was done, where something was."""
    done = {}
    with get_client(sync_client=True) as client:
        runs = {str(run.parameters.get("case")): run for run in reversed(_runs(client, [TAG]))}
        for row in rows:
            wanted = _Wanted(row.case, number(row), tags(row), row.stream_seq)
            word = _mend(client, wanted, runs.get(row.case), now)
            if word != "fine":
                done[row.case] = word
    return done


class _Wanted:
    def __init__(self, case: str, name: str, labels: list[str], seq: int) -> None:
        self.case = case
        self.name = name
        self.labels = labels
        self.seq = seq


def _mend(client: SyncPrefectClient, wanted: _Wanted, run: FlowRun | None, now: datetime) -> str:
    if run is None:
        return _make(client, wanted)
    state = run.state
    if state is None or state.is_final() or _stuck(state, now):
        client.set_flow_run_state(run.id, Scheduled(name="AwaitingRetry"), force=True)
        return "retried"
    if state.is_paused() and (asleep_at(state) or 0) < wanted.seq:
        client.resume_flow_run(run.id)
        return "woken"
    return "fine"


def _stuck(state: State, now: datetime) -> bool:
    at_work = state.is_running() or state.is_pending() or state.is_cancelling()
    return at_work and state.timestamp < now - STUCK


def _make(client: SyncPrefectClient, wanted: _Wanted) -> str:
    try:
        deployment = client.read_deployment_by_name(DEPLOYMENT)
    except ObjectNotFound:
        return "fine"
    client.create_flow_run_from_deployment(
        deployment.id,
        parameters={"case": wanted.case},
        name=wanted.name,
        tags=[TAG, *wanted.labels],
        idempotency_key=f"follow:{wanted.case}",
    )
    return "made"


def _runs(client: SyncPrefectClient, labels: list[str]) -> list[FlowRun]:
    """Runs of the view with all the tags, newest first."""
    found: list[FlowRun] = []
    for page in range(PAGES):
        some = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[FLOW])),
            flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=labels)),
            sort=FlowRunSort.ID_DESC,
            limit=PAGE,
            offset=page * PAGE,
        )
        found.extend(some)
        if len(some) < PAGE:
            break
    return found
