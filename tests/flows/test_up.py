"""`launchkit up`: starts, answers, can be asked for, and leaves no process whichever way it ends."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import ssl
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from launchkit.lan.addresses import local_names
from launchkit.lan.authority import authority_of
from launchkit.notify import prefect_api
from tests.flows import tiny
from tests.flows.conftest import ROOT, answers, own_only, wait_for

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.xdist_group("prefect"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc"),
]
PROGRAM = "from launchkit.cli import main; main()"
#: Moments at which `up` is killed, one life each; `make faults` sets more of them.
MOMENTS = os.environ.get("LAUNCHKIT_UP_KILLS", "keeper,server,following").split(",")
PARTS = ("keeper", "prefect", "runner")
#: The local network is served as well where there is one.
LAN = ("--lan",) if local_names().best else ()


class Machine:
    """A home with one open case, and the lives of `up` on it."""

    def __init__(self, home: tiny.Home, log: Path) -> None:
        self.home = home
        self.case = tiny.opened(home, letter=False)
        self.log = log
        self.lives: list[subprocess.Popen[bytes]] = []

    def up(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, "--lang", "en", "up", *words],
                env={**own_only(os.environ), "LAUNCHKIT_HOME": str(self.home.folder)},
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.lives.append(process)
        return process

    @property
    def told(self) -> dict[str, Any]:
        """What `up` has written for others; empty while there is nothing."""
        try:
            found: dict[str, Any] = json.loads((self.home.folder / "up.json").read_text())
        except FileNotFoundError:
            return {}
        return found

    def started(self) -> dict[str, Any]:
        def all_there() -> dict[str, Any]:
            return self.told if set(PARTS) <= set(self.told.get("pids", ())) else {}

        found: dict[str, Any] = wait_for(all_there, lambda: f"`up` does not start: {self.said()}")
        return found

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def processes(self) -> dict[int, str]:
        """Processes that work on this home, by their environment and command line."""
        mark = str(self.home.folder).encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes()
                ours = mark in (folder / "environ").read_bytes() or mark in words
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if ours and state != "Z" and int(folder.name) != os.getpid():
                found[int(folder.name)] = words.replace(b"\0", b" ").decode()
        return found

    def ask(self, path: str, body: object = None, *, auth: str | None = None) -> Any:
        """Answer of Prefect's interface; POST when there is a body."""
        word = self.told["auth"] if auth is None else auth
        token = base64.b64encode(word.encode()).decode()
        request = urllib.request.Request(  # noqa: S310  our own server
            self.told["api"] + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Basic {token}"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.loads(answer.read())

    def followers(self) -> list[dict[str, Any]]:
        return self.runs({"flow_runs": {"tags": {"all_": ["follow"]}}})

    def runs(self, wanted: object) -> list[dict[str, Any]]:
        try:
            found: list[dict[str, Any]] = self.ask("/flow_runs/filter", wanted)
        except (OSError, KeyError):
            return []
        return found

    def story(self) -> str:
        """Every run with its state, and the ends of the logs: why something did not happen."""
        runs = [f"{one['name']}: {one['state_name']}" for one in self.runs({})]
        logs = sorted((self.home.folder / "logs").glob("*.log"))
        ends = [f"{log.name}: {log.read_text(errors='replace')[-1500:]}" for log in logs]
        return "\n".join(runs + ends)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    home = tiny.made(folder / "home")
    found = Machine(home, folder / "up.log")
    yield found
    for life in found.lives:
        life.kill()
        life.wait(20)
    wait_for(lambda: not found.processes(), lambda: f"left running: {found.processes()}", 30)


def at(machine: Machine, moment: str, life: subprocess.Popen[bytes]) -> None:
    """Wait until `up` has come to a moment of its life."""
    if moment in {"keeper", "server"}:
        mark = {"keeper": "keeper.py", "server": "server start"}[moment]
        wait_for(
            lambda: any(mark in words for words in machine.processes().values()),
            lambda: f"no {moment} was started",
        )
    else:
        machine.started()
    if moment == "following":
        wait_for(
            lambda: any(
                run["state_name"] in {"Running", "Suspended"} for run in machine.followers()
            ),
            lambda: f"no case is followed: {machine.story()}",
        )
    assert life.poll() is None, machine.said()


@pytest.mark.parametrize("moment", MOMENTS)
def test_when_up_is_killed_everything_ends(machine: Machine, moment: str) -> None:
    life = machine.up()
    at(machine, moment, life)
    os.kill(life.pid, signal.SIGKILL)
    life.wait(10)
    wait_for(lambda: not machine.processes(), lambda: f"left running: {machine.processes()}", 30)
    assert not machine.told


def test_up_serves_refuses_a_second_and_ends_at_a_word(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seq = tiny.act(machine.home, machine.case)
    life = machine.up(*LAN)
    told = machine.started()
    if LAN:
        serves_the_network(machine)
    assert answers(f"{told['api']}/health")
    assert told["api"].startswith("http://127.0.0.1:")
    for name in ("up.json", "keys/prefect.password"):
        assert stat.S_IMODE((machine.home.folder / name).stat().st_mode) == 0o600
    # The password is asked for.
    with pytest.raises(urllib.error.HTTPError, match="401"):
        machine.ask("/flows/filter", {}, auth="launchkit:wrong")
    # A second one is refused in a sentence that names the first.
    second = machine.up()
    assert second.wait(60) == 4
    assert f"already running on this home (process {life.pid})" in machine.said()
    # After the kills above the case still has its one row, and it looks at what happened meanwhile.
    run = slept(machine, seq)
    assert len(machine.followers()) == 1
    # A change wakes it, through the nudge of the command line; it does not wait as long for an answer.
    monkeypatch.setattr(prefect_api, "TIMEOUT", 30)
    case = str(run["parameters"]["case"])
    seq = tiny.act(machine.home, case)
    assert prefect_api.nudge(machine.home.folder, None, case=case, seq=seq)
    assert slept(machine, seq)["id"] == run["id"]
    os.kill(life.pid, signal.SIGINT)
    assert life.wait(30) == 0
    assert "Everything is stopped." in machine.said()
    assert not machine.told
    assert machine.processes() == {}


def serves_the_network(machine: Machine) -> None:
    """The pages over TLS, for whoever trusts the authority whose digest was printed; a plain page that says how."""
    authority = authority_of(machine.home.folder / "keys")
    assert authority is not None
    assert authority.digest[:11] in machine.said()
    context = ssl.create_default_context(cadata=authority.der)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    web = machine.told["web"]
    assert web.startswith("https://")
    (trust,) = re.findall(r"http://\S+/trust", machine.said())
    for url in (f"{web}/healthz", trust):
        wait_for(partial(opened, opener, url), partial("{} is silent".format, url))


def opened(opener: urllib.request.OpenerDirector, url: str) -> bool:
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except ConnectionRefusedError:
        return False


def slept(machine: Machine, seq: int) -> dict[str, Any]:
    """The row of the case, once it sleeps after having seen an entry."""

    def seen() -> dict[str, Any] | None:
        for run in machine.followers():
            _, _, rest = (run["state"]["state_details"]["pause_key"] or "").partition("seq-")
            if run["state_name"] == "Suspended" and int(rest.partition("-")[0] or 0) >= seq:
                return run
        return None

    found: dict[str, Any] = wait_for(
        seen, lambda: f"entry {seq} was not looked at: {machine.story()}"
    )
    return found
