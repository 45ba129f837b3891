"""Every quarter of an hour, day and night: cases in which the clock has changed something, and what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from flows._artifacts import board_sheet, case_sheets, publish, table
from flows._codes import code, number
from flows._follow import Wanted, mend_all, wanted
from flows._office import CHANNEL, now, office, walled
from flows._picture import Picture, board_row, picture, row_name
from launchkit.desk.announcing import Announced
from launchkit.desk.clockwork import Swept, Trouble
from launchkit.desk.sending import Sent
from launchkit.domain.recorded import CaseRow

CHUNK = 100
#: Cases on the board; of more, those in which something happens next.
MOST_CASES = 500


@task(task_run_name="sweep", persist_result=False, cache_policy=NO_CACHE)
@walled
def sweep() -> Swept:
    """Advance all cases that need it; a case in trouble does not hold back the others."""
    return office().desk.clockwork.sweep(channel=CHANNEL)


@task(task_run_name="send", persist_result=False, cache_policy=NO_CACHE)
@walled
def send() -> Sent:
    """Send the notices that are due; what a channel does not take comes again."""
    return office().sender.send()


@task(task_run_name="announce", persist_result=False, cache_policy=NO_CACHE)
@walled
def announce() -> Announced:
    """Tell webhooks what has happened; what one does not take comes again."""
    found = office().announcer
    found.tidy()
    return found.send()


@task(task_run_name="show {first} to {last}", persist_result=False, cache_policy=NO_CACHE)
@walled
def show_cases(cases: Sequence[str], first: int, last: int) -> None:  # noqa: ARG001  they name the task run
    """Write the artifacts of some cases."""
    desk = office().desk
    publish(sheet for one in cases for sheet in case_sheets(desk.case(one), now()))


@flow(name="watch_deadlines", flow_run_name="sweep", persist_result=False)
@walled
def watch_deadlines() -> State[Any]:
    """The guarantee behind every wake-up that got lost: sweep, send, show, and mend the runs that follow cases."""
    swept = sweep()
    sent = send()
    announced = announce()
    show_in_chunks([one.case.id for one in swept.advanced])
    rows = open_cases()
    seen = pictures(rows)
    publish([board_sheet(board_row(one) for one in seen), _troubles(swept.troubles, rows)])
    mended = mend_all(followers(seen), now()) if office().settings.follow else {}
    told = f"{len(rows)} open · {len(swept.advanced)} advanced · {len(mended)} mended"
    told += f" · {sent.messages} sent" if sent.messages else ""
    told += f" · {announced.sent} announced" if announced.sent else ""
    stuck = f" · {len(swept.troubles)} troubles" if swept.troubles else ""
    return Completed(name="Trouble" if swept.troubles else "Swept", message=told + stuck)


def pictures(rows: Sequence[CaseRow]) -> list[Picture]:
    """Look at the cases of the rows, as far as there is room for them."""
    return [picture(office().desk.case(row.case), now()) for row in rows[:MOST_CASES]]


def followers(seen: Sequence[Picture]) -> list[Wanted]:
    """The runs that shall follow the cases."""
    return [wanted(one.case, row_name(one)) for one in seen]


def show_in_chunks(cases: Sequence[str]) -> None:
    """Write the artifacts of the cases, one task run for each hundred."""
    for place in range(0, len(cases), CHUNK):
        some = cases[place : place + CHUNK]
        show_cases(some, place + 1, place + len(some))


def open_cases() -> list[CaseRow]:
    """Rows of all open cases, that in which something happens next first."""
    rows = office().store.cases(states=("open",))
    return sorted(rows, key=lambda row: row.next_change or "9999")


def _troubles(troubles: Sequence[Trouble], rows: Sequence[CaseRow]) -> Any:
    numbers = {row.case: number(row) for row in rows}
    shown = [
        {"case": numbers.get(one.case, one.case[-6:]), "document": code(one.document or "-")}
        for one in troubles
    ]
    return table("troubles", shown, f"{len(shown)} cases or documents that could not be advanced")
