"""Writes what there is to see into Prefect's artifacts: four for each case, and one board over all open cases.

One connection for all of them; an artifact that the same run wrote before with the same content is not written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.client.schemas.objects import ArtifactCollection

from flows._codes import number, stem
from flows._picture import (
    Row,
    deadline_text,
    document_rows,
    headline,
    picture,
    progress_text,
    task_rows,
)
from launchkit.domain.case import Case

BOARD = "cases-board"
BOARD_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One artifact to be written: `data` is a percentage, a markdown text or a table as JSON text."""

    key: str
    type: str
    data: float | str
    description: str | None = None


def table(key: str, rows: Sequence[Mapping[str, Any]], description: str) -> Sheet:
    """A table of rows that all have the same columns."""
    return Sheet(key=key, type="table", data=json.dumps(list(rows)), description=description)


def case_sheets(case: Case, now: datetime) -> tuple[Sheet, ...]:
    """Progress, tasks, deadlines and documents of a case."""
    seen, key = picture(case, now), stem(case)
    share = round(100 * seen.done / max(1, len(seen.counted)), 1)
    told = f"{number(case)}: {headline(seen)}"
    return (
        Sheet(key=f"{key}-progress", type="progress", data=share, description=progress_text(seen)),
        table(f"{key}-tasks", task_rows(seen), f"{told} (§ by law, ? provisional)"),
        Sheet(key=f"{key}-deadlines", type="markdown", data=deadline_text(seen), description=told),
        table(f"{key}-documents", document_rows(seen), told),
    )


def board_sheet(rows: Iterable[Row]) -> Sheet:
    """The board, the most urgent case first."""
    shown = sorted(rows, key=lambda row: (-int(row["overdue"]), row["next last day"] or "9999"))
    beyond = len(shown) - BOARD_ROWS
    more = f"; {beyond} more are not shown" if beyond > 0 else ""
    return table(BOARD, shown[:BOARD_ROWS], f"{len(shown)} open cases{more}")


def publish_case(case: Case, board: Iterable[Row], now: datetime) -> str:
    """Write the artifacts of a case and the board, unless it is empty; gives the headline back."""
    rows = tuple(board)
    sheets = (*case_sheets(case, now), *((board_sheet(rows),) if rows else ()))
    publish(sheets)
    return headline(picture(case, now))


def publish(sheets: Iterable[Sheet]) -> None:
    """Write artifacts."""
    with get_client(sync_client=True) as client:
        write(client, sheets)


def write(client: SyncPrefectClient, sheets: Iterable[Sheet]) -> None:
    """Write the artifacts that this run has not written so before."""
    wanted = tuple(sheets)
    held = newest(client, [one.key for one in wanted])
    flow_run = runtime.flow_run.id
    for one in wanted:
        last = held.get(one.key)
        if (
            last is not None
            and str(last.flow_run_id) == str(flow_run)
            and (last.data, last.description) == (one.data, one.description)
        ):
            continue
        client.create_artifact(
            ArtifactCreate(
                key=one.key,
                type=one.type,
                data=one.data,
                description=one.description,
                flow_run_id=flow_run,
            )
        )


def newest(client: SyncPrefectClient, keys: Sequence[str]) -> dict[str, ArtifactCollection]:
    """The artifacts as they stand, by key."""
    found = client.read_latest_artifacts(
        artifact_filter=ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=list(keys)))
    )
    return {str(one.key): one for one in found}
