"""Each flow against a real Prefect server: what it does once it does not do twice, and a kill leaves nothing undone."""

# Prefect is imported inside of the tests only: see `conftest`.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from launchkit import __version__
from launchkit.bootstrap import now
from launchkit.desk import Outcome
from launchkit.domain.calendar import ZONE
from launchkit.domain.case import Case
from launchkit.domain.trail import case_stream
from tests.flows import tiny
from tests.flows.conftest import ROOT, Clockwork

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.xdist_group("prefect"),
    # What Prefect and its own dependencies warn about is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]
#: Places at which a run is killed; `make faults` sets more.
KILLS = os.environ.get("LAUNCHKIT_KILLS", "before_commit,after_commit,after_rename").split(",")


def entries(home: tiny.Home, case: str) -> Counter[tuple[str, str]]:
    """How often each kind of entry was written about each thing."""
    office = home.office()
    found = Counter(
        (one.envelope.kind, str(one.data.get("document") or one.data.get("task") or ""))
        for one in office.store.load(case_stream(case))
    )
    office.close()
    return found


def case_of(home: tiny.Home, case: str) -> Case:
    office = home.office()
    found = office.desk.case(case)
    office.close()
    return found


def once_only(home: tiny.Home, case: str) -> None:
    """The letter was numbered and issued once, and no task was given twice."""
    found = entries(home, case)
    assert found["document_prepared", "D39"] == 1
    assert found["document_issued", "D39"] == 1
    assert found["task_assigned", "write"] <= 1
    office = home.office()
    verified = office.store.verify(file_state=office.vault.state)
    office.close()
    assert verified.ok


def run_of(clockwork: Clockwork, name: str) -> Any:
    """Newest run of a flow."""
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    with clockwork.client() as client:
        runs = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[name])),
            sort=FlowRunSort.START_TIME_DESC,
            limit=1,
        )
    return runs[0]


def artifacts(clockwork: Clockwork, ending: str) -> dict[str, Any]:
    """Newest artifacts by key."""
    with clockwork.client() as client:
        return {
            str(one.key): one
            for one in client.read_latest_artifacts(limit=200)
            if str(one.key).endswith(ending)
        }


def task_runs(clockwork: Clockwork, flow_run: Any) -> dict[str, str]:
    """Names of the task runs of a flow run, with their states."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with clockwork.client() as client:
        found = client.read_task_runs(
            flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run.id]))
        )
    return {one.name: str(one.state_name) for one in found}


# --- one case -----------------------------------------------------------------------------------------------------------


def test_an_advance_issues_what_is_complete_and_tells_how_the_case_stands(
    clockwork: Clockwork, home: tiny.Home
) -> None:
    from flows.advance_case import advance_case

    case = tiny.opened(home, since=5)
    state = advance_case(case, seq=7, return_state=True)
    known = case_of(home, case)
    number = f"{known.year}-{known.serial}"
    assert (state.name, state.type.value) == ("AwaitingHuman", "COMPLETED")
    assert str(state.message).startswith("0/3 · 1 overdue · next ")
    run = run_of(clockwork, "advance_case")
    assert run.name == f"{number} · seq 7"
    assert {f"case:{number}", "branch:SYTX", "checklist:ask_vendor"} <= set(run.tags)
    assert {
        "TV-01 · D39 · issue": "Issued",
        "TV-01 · P1 · escalated · LEAD·P7": "Queued",
    }.items() <= task_runs(clockwork, run).items()
    once_only(home, case)
    shown = artifacts(clockwork, known.id[-6:] + "-progress")
    (progress,) = shown.values()
    assert "| TV-01 | letters | ready, overdue | LEAD·P7 |" in progress.description
    assert "documents: 1 issued" in progress.description


def test_a_repeated_advance_writes_nothing(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows.advance_case import advance_case

    case = tiny.opened(home, since=5)
    advance_case(case)
    before = case_of(home, case).seq
    advance_case(case)
    assert case_of(home, case).seq == before
    assert task_runs(clockwork, run_of(clockwork, "advance_case")) == {}


def test_two_advances_at_once_write_once(
    clockwork: Clockwork, home: tiny.Home, tmp_path: Path
) -> None:
    case = tiny.opened(home, since=5)
    program = (
        "from flows.advance_case import advance_case; from pathlib import Path; import sys, time\n"
        f"folder = Path({str(tmp_path)!r}); (folder / sys.argv[1]).touch()\n"
        "while len(list(folder.iterdir())) < 2: time.sleep(0.01)\n"
        f"print(advance_case({case!r}, return_state=True).name)"
    )
    both = [clockwork.start(program, word) for word in ("one", "other")]
    output = [process.communicate(timeout=120)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], output
    once_only(home, case)


@pytest.mark.parametrize("place", KILLS)
def test_a_killed_run_is_repaired_by_the_next(
    clockwork: Clockwork, home: tiny.Home, place: str
) -> None:
    from flows.advance_case import advance_case

    case = tiny.opened(home, since=5)
    program = (
        "import os, signal\n"
        "from launchkit.domain import failpoints\n"
        "from flows.advance_case import advance_case\n"
        f"failpoints.arm({{{place!r}: lambda: os.kill(os.getpid(), signal.SIGKILL)}})\n"
        f"advance_case({case!r})"
    )
    code, output = clockwork.run(program)
    assert code == -9, output
    state = advance_case(case, return_state=True)
    assert state.name == "AwaitingHuman"
    once_only(home, case)


def test_a_new_case_gets_its_artifacts_and_its_row(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows.open_case import open_case

    case = tiny.opened(home)
    assert open_case(case, return_state=True).name == "AwaitingHuman"
    known = case_of(home, case)
    keys = {key.rpartition("-")[2] for key in artifacts(clockwork, "") if known.id[-6:] in key}
    assert keys == {"progress", "tasks", "deadlines", "documents"}
    assert follower(clockwork, case).state_name == "Scheduled"


def test_a_batch_says_which_documents_it_could_not_issue(
    clockwork: Clockwork, home: tiny.Home
) -> None:
    from flows.issue_documents import issue_documents

    case = tiny.opened(home, letter=False)
    state = issue_documents(case, ["D39"], return_state=True)
    assert (state.type.value, state.message) == ("FAILED", "0 of 1 documents issued")
    run = run_of(clockwork, "issue_documents")
    assert task_runs(clockwork, run) == {"TV-01 · D39 · issue": "Failed"}


def test_an_open_case_is_not_shown_as_closed(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows.close_case import close_case

    case = tiny.opened(home)
    assert close_case(case, return_state=True).name == "StillOpen"


# --- all cases ------------------------------------------------------------------------------------------------------------


def test_the_sweep_advances_what_nobody_advanced(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows._office import office
    from flows.watch_deadlines import watch_deadlines

    case = tiny.opened(home, since=5)
    state = watch_deadlines(return_state=True)
    assert state.name == "Swept"
    outbox = office().store.outbox
    assert outbox.recipients(office().clock()) == [], "what was due is sent, or held for the night"
    once_only(home, case)
    number = case_of(home, case)
    board = artifacts(clockwork, "cases-board")["cases-board"]
    assert f'"case": "{number.year}-{number.serial}"' in board.data


def test_a_case_in_trouble_is_named_by_its_codes(
    clockwork: Clockwork, home: tiny.Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows._office import office
    from flows.watch_deadlines import watch_deadlines
    from launchkit.desk import PressFailed

    case = tiny.opened(home, since=5)

    def jammed(*_: object, **__: object) -> None:
        raise PressFailed(tiny.SECRETS["reason"], tiny.SECRETS["reason"])

    monkeypatch.setattr(office().press, "print", jammed)
    assert watch_deadlines(return_state=True).name == "Trouble"
    (troubles,) = artifacts(clockwork, "troubles").values()
    number = case_of(home, case).serial
    assert f'-{number}", "document": "D39"' in troubles.data


def test_the_daily_brief_counts_every_open_case(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows.daily_brief import daily_brief

    case = tiny.opened(home, since=5)
    state = daily_brief(return_state=True)
    assert state.name == "Told"
    (own,) = artifacts(clockwork, case[-6:] + "-brief").values()
    assert '"done": "0/3", "overdue": 1' in own.data
    assert '"finished today": 0, "to do now": 1' in own.data


def test_a_slot_that_prefect_missed_is_made_once(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows._slots import SLOTS, make_missing

    # Years ahead: no run of any other test falls into these slots. Noon in Shanghai: the evening's brief has been let go.
    instant = (now() + timedelta(days=3650)).replace(hour=4, minute=7)
    slot = SLOTS["watch_deadlines"].latest(instant)
    evening = SLOTS["daily_brief"].latest(instant)
    assert instant - slot < timedelta(minutes=15)
    assert (evening.hour, evening.minute, evening <= instant) == (18, 30, True)
    with clockwork.client() as client:
        assert make_missing(client, slot + timedelta(seconds=10)) == []
        made = make_missing(client, evening + timedelta(seconds=60))
        assert sorted(made) == ["daily_brief", "watch_deadlines"]
        count = len(all_runs(clockwork))
        make_missing(client, evening + timedelta(seconds=120))
        assert len(all_runs(clockwork)) == count
        # In the present slot the run that was made is seen.
        present = SLOTS["watch_deadlines"].latest(now()) + timedelta(seconds=60)
        make_missing(client, present)
        assert "watch_deadlines" not in make_missing(client, present)


def test_a_case_whose_nudge_got_lost_is_swept_out_of_turn(
    clockwork: Clockwork, home: tiny.Home
) -> None:
    from flows._slots import sweep_behind

    with clockwork.client() as client:
        assert not sweep_behind(client, (), now())
        assert sweep_behind(client, {"case"}, now())
        assert sweep_behind(client, {"case"}, now())
    behind = {
        run.idempotency_key
        for run in all_runs(clockwork)
        if (run.idempotency_key or "").startswith("behind:")
    }
    assert len(behind) <= 2, "one every five minutes"


def all_runs(clockwork: Clockwork) -> list[Any]:
    with clockwork.client() as client:
        return list(client.read_flow_runs(limit=200))


# --- the row of a case ------------------------------------------------------------------------------------------------------


def follower(clockwork: Clockwork, case: str) -> Any:
    """The run that follows the case; None when there is none."""
    from flows._follow import TAG, _runs

    with clockwork.client() as client:
        found = [run for run in _runs(client, [TAG]) if run.parameters["case"] == case]
    assert len(found) <= 1, "one row for each case"
    return found[0] if found else None


def mend(after: timedelta = timedelta(0)) -> dict[str, str]:
    """What the sweep does for the rows, some time from now."""
    from flows._follow import mend_all
    from flows.watch_deadlines import followers, open_cases, pictures

    return mend_all(followers(pictures(open_cases())), now() + after)


def test_the_row_of_a_case_sleeps_and_wakes(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows._follow import asleep_at
    from flows.advance_case import advance_case

    case = tiny.opened(home, since=5)
    advance_case(case)
    run = follower(clockwork, case)
    known = case_of(home, case)
    assert run.name.startswith(f"{known.year}-{known.serial} · 0/3 · 1 overdue")
    # It goes to sleep at the newest entry.
    assert clockwork.execute(run.id) == 0
    asleep = follower(clockwork, case).state
    assert (asleep.name, asleep_at(asleep)) == ("Suspended", known.seq)
    # Resumed by hand: it looks and sleeps again, and writes nothing.
    with clockwork.client() as client:
        client.resume_flow_run(run.id)
    assert clockwork.execute(run.id) == 0
    assert asleep_at(follower(clockwork, case).state) == known.seq
    assert case_of(home, case).seq == known.seq
    # A change whose wake-up was lost is found by the sweep.
    seq = tiny.act(home, case)
    assert mend()[case] == "woken"
    assert clockwork.execute(run.id) == 0
    assert (asleep_at(follower(clockwork, case).state) or 0) >= seq


def test_the_row_of_a_case_cannot_be_lost(clockwork: Clockwork, home: tiny.Home) -> None:
    from prefect.states import Cancelled, Running

    from flows.advance_case import advance_case

    case = tiny.opened(home)
    advance_case(case)
    run = follower(clockwork, case)
    # A run whose process was killed stays `Running` for ever: the sweep has it tried again.
    with clockwork.client() as client:
        client.set_flow_run_state(run.id, Running(), force=True)
    assert case not in mend()
    assert mend(timedelta(minutes=11))[case] == "retried"
    assert clockwork.execute(run.id) == 0
    assert follower(clockwork, case).state_name == "Suspended"
    # Ended by hand: tried again.
    with clockwork.client() as client:
        client.set_flow_run_state(run.id, Cancelled(), force=True)
    assert mend()[case] == "retried"
    assert clockwork.execute(run.id) == 0
    # Deleted: made anew.
    with clockwork.client() as client:
        client.delete_flow_run(run.id)
    assert mend()[case] == "made"
    assert follower(clockwork, case).id != run.id
    assert case not in mend()


def test_the_row_ends_with_the_case(
    clockwork: Clockwork, home: tiny.Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.close_case import close_case
    from flows.open_case import open_case

    case = tiny.opened(home)
    open_case(case)
    run = follower(clockwork, case)
    assert clockwork.execute(run.id) == 0
    closed(home, case)
    assert close_case(case, return_state=True).name == "Done"
    assert clockwork.execute(run.id) == 0
    assert follower(clockwork, case).state_name == "Done"


def closed(home: tiny.Home, case: str) -> Outcome:
    """Every task done or waived, then the case closed."""
    office = home.office()
    desk = office.desk
    for person, task in (("P7", "write"), ("P2", "send"), ("H1", "read")):
        desk.waive(tiny.call(person), case, task, reason=tiny.SECRETS["reason"])
        desk.approve(tiny.call("H1" if person != "H1" else "H2"), case, task)
    outcome = desk.close(tiny.call("H1"), case)
    office.close()
    return outcome


# --- what may not happen ----------------------------------------------------------------------------------------------------


def test_without_prefect_people_go_on_and_nothing_is_lost(
    clockwork: Clockwork, home: tiny.Home
) -> None:
    from flows.watch_deadlines import watch_deadlines

    case = tiny.opened(home)
    code, output = clockwork.run(
        "from launchkit.cli import main; import sys\n"
        f"sys.argv = ['launchkit', '--as', 'P7', 'start', {case!r}, 'write']; main()",
        LAUNCHKIT_PREFECT_API="http://127.0.0.1:9/api",
    )
    assert code == 0, output
    assert entries(home, case)["task_started", "write"] == 1
    watch_deadlines()
    once_only(home, case)


def everything_in(clockwork: Clockwork) -> str:
    """All that Prefect holds, as one text."""
    from prefect.client.schemas.filters import LogFilter

    with clockwork.client() as client:
        parts: list[Any] = [
            *client.read_flow_runs(limit=200),
            *client.read_task_runs(limit=200),
            *client.read_artifacts(limit=200),
            *client.read_logs(LogFilter(), limit=200),
            *client.read_deployments(limit=200),
        ]
        for run in client.read_flow_runs(limit=200):
            parts.extend(client.read_flow_run_states(run.id))
    return "\n".join(one.model_dump_json() for one in parts)


def test_only_ids_and_codes_reach_prefect(
    clockwork: Clockwork, home: tiny.Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows._office import office
    from flows.advance_case import advance_case

    case = tiny.opened(home, since=5)
    tiny.act(home, case)
    tiny.say(home, case)
    advance_case(case)

    def quoting(*_: object, **__: object) -> None:
        raise ValueError(f"bad value {tiny.SECRETS['person']} {tiny.SECRETS['vendor_request']}")

    monkeypatch.setattr(office().desk.clockwork, "advance", quoting)
    state = advance_case(case, return_state=True)
    assert state.type.value == "FAILED"
    assert "ValueError at " in str(state.message)
    held = everything_in(clockwork)
    assert case in held
    assert "ValueError at" in held
    found = [word for word in tiny.SECRETS.values() if word in held]
    assert found == []
    chinese = {char for char in held if "\u4e00" <= char <= "\u9fff"}
    assert chinese == set()


def test_the_search_for_secrets_would_find_one(clockwork: Clockwork, home: tiny.Home) -> None:
    from flows._artifacts import Sheet, publish

    publish([Sheet(key="planted", type="markdown", data=tiny.SECRETS["person"])])
    held = everything_in(clockwork)
    with clockwork.client() as client:
        for one in client.read_artifacts(limit=200):
            if one.key == "planted":
                client.delete_artifact(one.id)
    assert tiny.SECRETS["person"] in held


def test_workers_refuse_another_version_of_the_program(
    clockwork: Clockwork, home: tiny.Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import _office

    case = tiny.opened(home)
    with clockwork.client() as client:
        deployment = client.read_deployment_by_name("advance_case/advance_case")
        run = client.create_flow_run_from_deployment(deployment.id, parameters={"case": case})
    _office.forget_offices()
    monkeypatch.setattr(_office, "__version__", "0.0.0")
    clockwork.execute(run.id)
    with clockwork.client() as client:
        state = client.read_flow_run(run.id).state
    assert state is not None
    assert state.type.value == "FAILED"
    assert "run by 0.0.0" in str(state.message)
    assert entries(home, case)["task_assigned", "write"] == 0


def test_every_entrypoint_loads_from_the_shipped_folder(clockwork: Clockwork) -> None:
    from prefect.flows import load_flow_from_entrypoint
    from ruamel.yaml import YAML

    from flows._slots import SLOTS

    told = YAML(typ="safe").load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    names = {
        one["name"]: load_flow_from_entrypoint(one["entrypoint"]).name
        for one in told["deployments"]
    }
    assert names == {name: name for name in names}
    assert {one["version"] for one in told["deployments"]} == {__version__}
    assert {
        one["name"]: (one["schedules"][0]["cron"], one["schedules"][0]["timezone"])
        for one in told["deployments"]
        if "schedules" in one
    } == {name: (slots.cron, str(ZONE)) for name, slots in SLOTS.items()}
    assert set(names) == {
        path.stem
        for path in Path(ROOT / "flows").glob("*.py")
        if not path.stem.startswith("_") and path.stem != "serve"
    }
