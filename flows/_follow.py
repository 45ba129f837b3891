"""The view of one row per open case: a suspended run of `follow_case` that is woken after each change.

It holds nothing: deleted, crashed or resumed by hand, it is made, retried or woken again from what the case says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from flows._runs import read_runs
from launchkit.domain.case import Case

FLOW: Final = "follow_case"
DEPLOYMENT: Final = f"{FLOW}/{FLOW}"
TAG: Final = "follow"
FINE: Final = "fine"
#: A run that has been at work for this long has lost its process; its work takes seconds.
STUCK: Final = timedelta(minutes=10)


def sleep_key(seq: int) -> str:
    """Key of one suspension: never used before, as Prefect passes over a key it has seen, and telling the entry it was at."""
    return f"seq-{seq}-{uuid4().hex[:12]}"


def asleep_at(state: State) -> int | None:
    """The entry at which a run went to sleep; None when it sleeps by another hand."""
    parts = (state.state_details.pause_key or "").split("-")
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the run of a case shall be."""

    case: str
    #: number of the case and its headline
    name: str
    tags: tuple[str, ...]
    #: newest entry of the case
    seq: int


def wanted(case: Case, name: str) -> Wanted:
    """The run that a case shall have."""
    return Wanted(case=case.id, name=name, tags=(TAG, *tags(case)), seq=case.seq)


def wake(case: Case, name: str, now: datetime, *, itself: bool) -> str:
    """See to it that the run of this case is there, tells how it stands, and looks at its newest entry.

    `itself`: that run is the present one, and only its name is to be seen to.
    """
    asked = wanted(case, name)
    with get_client(sync_client=True) as client:
        runs = _runs(client, [TAG, f"case:{number(case)}"])
        own = next((run for run in runs if run.parameters.get("case") == case.id), None)
        if itself and own is not None:
            return _named(client, asked, own)
        return _mend(client, asked, own, now)


def mend_all(all_wanted: Iterable[Wanted], now: datetime) -> dict[str, str]:
    """See to it that every case has its run; case id -> what was done, where something was."""
    done = {}
    with get_client(sync_client=True) as client:
        runs = {str(run.parameters.get("case")): run for run in reversed(_runs(client, [TAG]))}
        for one in all_wanted:
            word = _mend(client, one, runs.get(one.case), now)
            if word != FINE:
                done[one.case] = word
    return done


def _mend(client: SyncPrefectClient, asked: Wanted, run: FlowRun | None, now: datetime) -> str:
    if run is None:
        return _make(client, asked)
    _named(client, asked, run)
    state = run.state
    if state is None or state.is_final() or _stuck(state, now):
        client.set_flow_run_state(run.id, Scheduled(name="AwaitingRetry"), force=True)
        return "retried"
    if state.is_paused() and (asleep_at(state) or 0) < asked.seq:
        client.resume_flow_run(run.id)
        return "woken"
    return FINE


def _named(client: SyncPrefectClient, asked: Wanted, run: FlowRun) -> str:
    if run.name != asked.name:
        client.update_flow_run(run.id, name=asked.name)
    return FINE


def _stuck(state: State, now: datetime) -> bool:
    at_work = state.is_running() or state.is_pending() or state.is_cancelling()
    return at_work and state.timestamp < now - STUCK


def _make(client: SyncPrefectClient, asked: Wanted) -> str:
    try:
        deployment = client.read_deployment_by_name(DEPLOYMENT)
    except ObjectNotFound:
        return FINE
    client.create_flow_run_from_deployment(
        deployment.id,
        parameters={"case": asked.case},
        name=asked.name,
        tags=asked.tags,
        idempotency_key=f"follow:{asked.case}",
    )
    return "made"


def _runs(client: SyncPrefectClient, labels: list[str]) -> list[FlowRun]:
    """Runs of the view with all the tags, newest first."""
    return read_runs(
        client,
        FlowRunFilter(tags=FlowRunFilterTags(all_=labels)),
        flow=FlowFilter(name=FlowFilterName(any_=[FLOW])),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
    )
