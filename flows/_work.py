"""The task runs: each is work done for a case, named after it; and what the flows of one case share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prefect import State, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.states import Completed, Failed

from flows._artifacts import publish_case
from flows._codes import addressee, code, number, tags, task_code
from flows._follow import wake
from flows._office import now, office, place_of, system_call, walled
from flows._picture import Row, board_row, picture, row_name
from launchkit.desk import PressFailed
from launchkit.domain.case import Case
from launchkit.domain.entries import NoticeQueued, entry_of
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.rules import documents
from launchkit.domain.trail import case_stream

#: Task runs for the notices of one advance; a case opened late may have hundreds, and they are all in the outbox anyway.
MOST_NOTICES = 40
#: Open cases up to which every advance writes the whole board; beyond, the quarter-hourly sweep does.
MOST_FOLDED = 60


@task(task_run_name="{name}", persist_result=False, cache_policy=NO_CACHE)
@walled
def issue_document(case: str, document: str, name: str) -> State[Any]:  # noqa: ARG001  Prefect names the run after it
    """Number, print and record one document; a document that cannot be printed fails this task run and no other."""
    try:
        issued = office().desk.issue(system_call(), case, document)
    except (LaunchkitError, PressFailed) as error:
        return Failed(message=code(getattr(error, "code", place_of(error))))
    return Completed(name="Issued" if issued.fresh else "Unchanged")


@task(task_run_name="{name}", persist_result=False, cache_policy=NO_CACHE)
@walled
def queue_notice(case: str, prefix: str, name: str) -> State[Any]:  # noqa: ARG001  Prefect names the run after it
    """Look that the notice of a passed moment is in the outbox, and say what became of it."""
    held = [one for one in office().store.outbox.notices(case=case) if one.key.startswith(prefix)]
    if not held:
        return Failed(message="not in the outbox")
    return Completed(name="Queued" if held[0].state == "waiting" else held[0].state.capitalize())


def advance_once(case: str) -> Case:
    """Advance the case, then one task run for each notice queued and each document that can be issued."""
    desk = office().desk
    before = desk.case(case).seq
    moved = desk.clockwork.advance(case, issue=False).case
    _queue_notices(moved, before)
    if moved.closed_at is not None:
        return moved
    _issue_ready(moved)
    # What was issued may have made something ready; and only now is the case advanced to its end.
    return desk.clockwork.advance(case, issue=False).case


def _queue_notices(case: Case, before: int) -> None:
    written = office().store.load(case_stream(case.id), after=before)
    told = [one for one in map(entry_of, written) if isinstance(one, NoticeQueued) and one.to]
    for one in told[:MOST_NOTICES]:
        # What is said of the case as a whole names no task.
        what = task_code(case, case.tasks[one.task]) if one.task else "case"
        about = f"{what} · {code(one.about or '-')} · {code(one.notice)}"
        for to in one.to:
            prefix = f"{case.id}:{one.task}:{one.about}:{one.notice}:"
            queue_notice(case.id, prefix, f"{about} · {addressee(case, to)}", return_state=True)


def _issue_ready(case: Case) -> None:
    ready = [*documents.unfinished(case), *documents.ready_to_issue(case)]
    issue_all(case, dict.fromkeys(one.key for one in ready))


def issue_all(case: Case, keys: Iterable[str]) -> list[State[Any]]:
    """Issue documents one after the other; how each of them ended."""
    return [
        issue_document(case.id, key, _document_name(case, key), return_state=True) for key in keys
    ]


def issue_together(case: Case, keys: Iterable[str]) -> list[State[Any]]:
    """Issue documents as many at a time as the flow has threads; how each of them ended."""
    runs = [issue_document.submit(case.id, key, _document_name(case, key)) for key in keys]
    for run in runs:
        run.wait()
    return [run.state for run in runs]


def _document_name(case: Case, key: str) -> str:
    spec = documents.wanted(case, key).spec
    item = case.book.item_of_document.get(spec.code)
    first = f"{code(case.book.items[item].code)} · " if item else ""
    return f"{first}{code(key)} · issue"


def label_run(case: Case) -> None:
    """Give the present run the tags of the case."""
    with get_client(sync_client=True) as client:
        held = [str(one) for one in runtime.flow_run.tags or ()]
        client.update_flow_run(runtime.flow_run.id, tags=sorted({*held, *tags(case)}))


def run_name() -> str:
    """`2026-3 · seq 41`: the case and the entry at which the run began."""
    asked = runtime.flow_run.parameters
    ident = str(asked["case"])
    try:
        case = office().desk.case(ident)
    except Exception:  # noqa: BLE001  the run itself stops at the same error, and says so in its state
        return f"case {code(ident[-6:])}"
    return f"{number(case)} · seq {asked.get('seq') or case.seq}"


def show(case: Case) -> str:
    """Write what there is to see of the case and wake the run that follows it; gives the headline back."""
    at = now()
    told = publish_case(case, board_rows(MOST_FOLDED), at)
    if office().settings.follow:
        follower = runtime.flow_run.flow_name == "follow_case"
        wake(case, row_name(picture(case, at)), at, itself=follower)
    return told


def board_rows(most: int) -> list[Row]:
    """Lines of the board; none when there are more open cases than that, as looking at each takes a while."""
    rows = office().store.cases(states=("open",))
    if len(rows) > most:
        return []
    return [board_row(picture(office().desk.case(row.case), now())) for row in rows]


def ended(case: Case, told: str) -> State[Any]:
    """The state that tells the story in a list of runs."""
    return Completed(name="Done" if case.closed_at else "AwaitingHuman", message=told)
