"""Serves every flow from this machine: started by `launchkit up`, which owns the Prefect server it talks to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, cast

from prefect import State, serve
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron
from prefect.states import Cancelled, Crashed
from prefect.types import DateTime

from flows._follow import mend_all
from flows._office import office
from flows._runs import read_runs
from flows._slots import SLOTS, keep_looking
from flows.advance_case import advance_case
from flows.close_case import close_case
from flows.daily_brief import daily_brief
from flows.follow_case import follow_case
from flows.issue_documents import issue_documents
from flows.open_case import open_case
from flows.watch_deadlines import followers, open_cases, pictures, watch_deadlines
from launchkit import __version__
from launchkit.domain.calendar import ZONE

LIMIT = 4
#: Seconds between two rounds of sending.
SEND = 60
FLOWS: tuple[Flow[Any, Any], ...] = (
    advance_case,
    open_case,
    close_case,
    issue_documents,
    watch_deadlines,
    daily_brief,
)


def deployments(*, follow: bool) -> Iterator[RunnerDeployment]:
    """One deployment for each flow, named like it."""
    for flow in (*FLOWS, follow_case) if follow else FLOWS:
        slots = SLOTS.get(flow.name)
        made = flow.to_deployment(
            name=flow.name,
            schedule=Cron(slots.cron, timezone=str(ZONE)) if slots else None,
            description=(flow.fn.__doc__ or "").strip(),
            version=__version__,
        )
        # Called outside of a loop, it is never a coroutine; the annotation allows for both.
        yield cast("RunnerDeployment", made)


def tidy(client: SyncPrefectClient, now: datetime) -> None:
    """Close what an earlier life of this machine left: runs without a process, and sweeps that nobody needs any more."""
    for run in _runs(client, [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING], None):
        client.set_flow_run_state(run.id, Crashed(message="launchkit was stopped"), force=True)
    missed = DateTime.fromtimestamp(now.timestamp() - 60, UTC)
    for run in _runs(client, [StateType.SCHEDULED], missed):
        if run.auto_scheduled:
            state: State[None] = Cancelled(message="launchkit was not running then")
            client.set_flow_run_state(run.id, state, force=True)


def _runs(
    client: SyncPrefectClient, types: list[StateType], expected_before: DateTime | None
) -> list[FlowRun]:
    expected = (
        None
        if expected_before is None
        else FlowRunFilterExpectedStartTime(before_=expected_before)
    )
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
    return read_runs(client, FlowRunFilter(state=state, expected_start_time=expected))


def advance_behind(client: SyncPrefectClient) -> None:
    """A run for each case that nobody advanced since its last entry, e.g. because it was opened while nothing ran."""
    deployment = client.read_deployment_by_name("advance_case/advance_case")
    for case in office().store.cases_to_sweep(office().clock()):
        row = office().store.case_row(case)
        if row is not None:
            client.create_flow_run_from_deployment(
                deployment.id,
                parameters={"case": case, "seq": row.stream_seq},
                idempotency_key=f"case:{case}:{row.stream_seq}",
            )


def keep_sending() -> None:
    """Send once a minute what is due, so that what cannot wait for the sweep does not; a round that fails is followed by the next."""
    while True:
        time.sleep(SEND)
        with suppress(Exception):
            office().sender.send()


def keep_announcing() -> None:
    """Likewise tell webhooks, on a thread of its own: one that hangs holds back no notice."""
    while True:
        time.sleep(SEND)
        with suppress(Exception):
            office().announcer.send()


def main() -> None:
    """Put the house in order, then serve until told to stop."""
    follow = office().settings.follow
    wanted = list(deployments(follow=follow))
    for one in wanted:
        one.apply(work_pool_name=None)
    with get_client(sync_client=True) as client:
        tidy(client, datetime.now(UTC))  # noqa: TID251  Prefect's own times, not those of cases
        if follow:
            mend_all(followers(pictures(open_cases())), office().clock())
        else:
            advance_behind(client)
    looking = (office().store, office().clock)
    threading.Thread(target=keep_looking, args=looking, daemon=True).start()
    threading.Thread(target=keep_sending, daemon=True).start()
    threading.Thread(target=keep_announcing, daemon=True).start()
    serve(*wanted, limit=LIMIT, pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main()
