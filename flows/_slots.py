"""The moments at which something happens by itself, and a second clock for them.

Prefect's own scheduler is one part of its server and can fail alone: with SQLAlchemy 2.1 Prefect 3.8 runs, answers, and never
schedules anything. So `serve` looks once a minute whether the run of the present slot is there, and makes it if not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
)
from prefect.types import DateTime

from launchkit.desk import Store
from launchkit.domain.calendar import ZONE

#: Seconds between two looks, and those that Prefect gets to make the run itself.
LOOK: Final = 60
GRACE: Final = timedelta(seconds=45)
#: A sweep out of turn at most this often.
BEHIND: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The moments of one flow: as Prefect reads them, and as they are reckoned here."""

    cron: str
    every: timedelta
    #: of the first moment of a day, local time
    offset: timedelta
    #: a moment missed for longer is let go
    patience: timedelta

    def latest(self, now: datetime) -> datetime:
        """The newest moment that has passed."""
        local = now.astimezone(ZONE)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + self.offset + (local - midnight - self.offset) // self.every * self.every


SLOTS: Final[Mapping[str, Slots]] = {
    "watch_deadlines": Slots(
        cron="*/15 * * * *",
        every=timedelta(minutes=15),
        offset=timedelta(0),
        patience=timedelta(minutes=15),
    ),
    "daily_brief": Slots(
        cron="30 18 * * *",
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=30),
        patience=timedelta(hours=4),
    ),
}


def make_missing(client: SyncPrefectClient, now: datetime) -> list[str]:
    """Make the runs of the present slots that are not there; their flows."""
    made = []
    for flow, slots in SLOTS.items():
        slot = slots.latest(now)
        if slot + GRACE <= now < slot + slots.patience and not _there(client, flow, slot):
            deployment = client.read_deployment_by_name(f"{flow}/{flow}")
            key = f"{flow}:{slot.astimezone(UTC).isoformat()}"
            client.create_flow_run_from_deployment(deployment.id, idempotency_key=key)
            made.append(flow)
    return made


def _there(client: SyncPrefectClient, flow: str, slot: datetime) -> bool:
    since = DateTime.fromtimestamp(slot.timestamp() - 1, UTC)
    runs = client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])),
        flow_run_filter=FlowRunFilter(
            expected_start_time=FlowRunFilterExpectedStartTime(after_=since)
        ),
        limit=200,
    )
    # Prefect makes the runs of the coming days ahead; those are not this slot's.
    latest = since.timestamp() + SLOTS[flow].every.total_seconds()
    return any(
        run.expected_start_time is not None and run.expected_start_time.timestamp() < latest
        for run in runs
    )


def sweep_behind(client: SyncPrefectClient, behind: Iterable[str], now: datetime) -> bool:
    """Sweep out of turn when a case has been waiting, because its nudge got lost; whether that was needed."""
    if not set(behind):
        return False
    deployment = client.read_deployment_by_name("watch_deadlines/watch_deadlines")
    key = f"behind:{int(now.timestamp() // BEHIND.total_seconds())}"
    client.create_flow_run_from_deployment(deployment.id, idempotency_key=key)
    return True


def keep_looking(store: Store, clock: Callable[[], datetime]) -> None:
    """Look once a minute until the process ends; a look that fails is followed by the next."""
    before: set[str] = set()
    while True:
        time.sleep(LOOK)
        with suppress(Exception), get_client(sync_client=True) as client:
            make_missing(client, clock())
            waiting = set(store.cases_to_sweep(clock()))
            sweep_behind(client, waiting & before, clock())
            before = waiting
