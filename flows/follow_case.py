"""One run for each open case, so that a list of runs shows the case as one row from its opening to its end.

It does what `advance_case` does and goes to sleep; `advance_case` wakes it after each change. It is a view only.
"""

from __future__ import annotations

from typing import Any

from prefect import State, flow
from prefect.flow_runs import suspend_flow_run

from flows._follow import sleep_key
from flows._office import office, walled
from flows._work import advance_once, ended, show

#: Looks before it sleeps all the same; the next wake-up or sweep finds what came after.
MOST_LOOKS = 5


@flow(name="follow_case", persist_result=False)
@walled
def follow_case(case: str) -> State[Any] | None:
    """Advance until nothing has moved meanwhile, then sleep until woken; ends with the case."""
    desk = office().desk
    seen = 0
    for _ in range(MOST_LOOKS):
        moved = advance_once(case)
        told = show(moved)
        if moved.closed_at is not None:
            return ended(moved, told)
        seen = moved.seq
        # A change between the look and the sleep would find nobody asleep to wake.
        if desk.case(case).seq == seen:
            break
    suspend_flow_run(key=sleep_key(seen), timeout=None)
    return None
