"""Fifty users write for a minute: no error, no action lost or doubled, the trail verifies, rows are as a replay makes them."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import pytest

from bench.http_client import Cut, Wire
from launchkit.bootstrap import open_office
from launchkit.settings import read_settings
from tests.load.crowd import Tally
from tests.load.playing import play, slower, trail_faults

pytestmark = pytest.mark.xdist_group("load")

SECONDS = 60.0
RATE = 20.0
#: What a minute of work may add to a server that has seen every case: the cases grow, and so do they in memory.
MOST_GROWTH_KIB = 96 * 1024
#: So many writes and looks at least; how many it is on an idle machine, `make load` says.
FEWEST = 200


def test_fifty_people_write_for_a_minute(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played = play(tmp_path / "home", seconds=SECONDS, rate=RATE)
    with capsys.disabled():
        print(f"\n{played.line()}")  # noqa: T201  the figures of the machine it ran on
    assert played.wrong == ()
    assert played.tally.cut > 0, "answers were lost on purpose"
    assert played.tally.twice > 0, "forms were sent twice on purpose"
    assert {"block", "decide", "promise", "start", "state", "work"} <= set(played.tally.actions)
    assert min(len(one) for one in (played.tally.done, played.tally.times["read"])) > FEWEST
    first, half, end = (one.memory for one in played.ran.marks)
    assert end - half <= half - first + MOST_GROWTH_KIB
    assert end - first < 2 * MOST_GROWTH_KIB

    # What finds nothing has to be able to find: an action that never was, and one that nobody was told of.
    office = open_office(read_settings({}, home=tmp_path / "home"))
    lost, told = dict(played.tally.done), dict(played.tally.done)
    lost["P-never"] = "nowhere"
    told.popitem()
    try:
        assert trail_faults(office, Tally(done=lost)) == ["P-never is lost"]
        (silent,) = trail_faults(office, Tally(done=told))
        assert silent.endswith("was written and not answered")
        one = next(iter(played.tally.done))
        assert f"{one} was refused and written" in trail_faults(
            office, Tally(done=played.tally.done, refused={one: ""})
        )
    finally:
        office.close()


def test_a_server_that_slows_down_is_seen_as_such() -> None:
    assert slower(10.0, 15.0) == []
    assert slower(10.0, 15.1) == [
        "an answer costs 15.1 ms in the second half, 10.0 ms in the first"
    ]


def test_a_form_that_was_cut_off_is_seen_as_such() -> None:
    """The client of the crowd has to notice what it is there to notice."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])

        def hang_up() -> None:
            for _ in range(2):
                link, _ = door.accept()
                link.close()

        other = threading.Thread(target=hang_up)
        other.start()

        async def ask() -> None:
            wire = Wire(port, "launchkit=x")
            with pytest.raises(Cut):
                await wire.get("/today")
            with pytest.raises(Cut):
                await wire.post("/today", {"a": "b"}, cut=True)

        asyncio.run(ask())
        other.join(10)
