"""Reading runs from Prefect, which gives out so many at a time."""

from __future__ import annotations

from typing import Final

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowRunFilter
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort

_PAGE: Final = 200
#: Whoever has more runs than these pages hold reads on in the next round.
_PAGES: Final = 50


def read_runs(
    client: SyncPrefectClient,
    wanted: FlowRunFilter,
    *,
    flow: FlowFilter | None = None,
    sort: FlowRunSort | None = None,
) -> list[FlowRun]:
    """All runs that are wanted, page by page."""
    found: list[FlowRun] = []
    for page in range(_PAGES):
        some = client.read_flow_runs(
            flow_filter=flow, flow_run_filter=wanted, sort=sort, limit=_PAGE, offset=page * _PAGE
        )
        found.extend(some)
        if len(some) < _PAGE:
            break
    return found
