"""At half past six in the evening: every open case in numbers, and its artifacts with the day's date."""

from __future__ import annotations

from typing import Any

from prefect import State, flow
from prefect.states import Completed

from flows._artifacts import board_sheet, publish, table
from flows._codes import stem
from flows._office import walled
from flows._picture import board_row, brief_row
from flows.watch_deadlines import open_cases, pictures, show_in_chunks


@flow(name="daily_brief", flow_run_name="daily brief", persist_result=False)
@walled
def daily_brief() -> State[Any]:
    """Count what was finished today and what tomorrow brings, case by case."""
    seen = pictures(open_cases())
    show_in_chunks([one.case.id for one in seen])
    briefs = [brief_row(one) for one in seen]
    sheets = [
        table(f"{stem(one.case)}-brief", [brief], f"{brief['case']} on {one.today}")
        for one, brief in zip(seen, briefs, strict=True)
    ]
    publish([*sheets, table("daily-brief", briefs, f"{len(briefs)} open cases")])
    publish([board_sheet(board_row(one) for one in seen)])
    finished = sum(int(one["finished today"]) for one in briefs)
    overdue = sum(one.overdue for one in seen)
    told = f"{len(briefs)} open · {finished} tasks finished today · {overdue} overdue"
    return Completed(name="Told", message=told)
