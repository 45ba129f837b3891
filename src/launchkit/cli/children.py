"""The child processes of `launchkit up`: what each is told, and the keeper that ends them."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from launchkit.settings import Settings

if TYPE_CHECKING:
    from launchkit.lan.doors import Doors

#: Seconds to wait for what a killed `up` left behind, and for one's own children to end.
TAKE_OVER: Final = 20


@dataclass(slots=True)
class Place:
    """Where Prefect listens and by which password, and where launchkit does."""

    host: str
    port: int
    auth: str
    web_port: int
    #: how the local network reaches the pages, with `--lan`
    lan: Doors | None = None
    #: how to get into the pages, as it is printed
    entrance: str | None = None

    @property
    def ui(self) -> str:
        """Address of the pages."""
        return f"http://{self.host}:{self.port}"

    @property
    def api(self) -> str:
        """Address of the interface."""
        return f"{self.ui}/api"

    @property
    def web(self) -> str:
        """Address of the pages and calendars on this machine."""
        return f"http://{self.host}:{self.web_port}"

    @property
    def shown(self) -> str:
        """Address that is given to others."""
        return self.web if self.lan is None else self.lan.web


@dataclass(slots=True)
class Children:
    """The keeper and what it tells."""

    process: subprocess.Popen[bytes]
    told: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    pids: dict[str, int] = field(default_factory=dict)
    #: the keeper itself is there
    alive: bool = True

    def start(self, order: Mapping[str, Any]) -> None:
        """Have one child started."""
        assert self.process.stdin is not None  # noqa: S101  it was opened with a pipe
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def listen(self) -> None:
        """Put what the keeper says into the queue; the last word is `gone`."""
        assert self.process.stdout is not None  # noqa: S101  it was opened with a pipe
        for line in self.process.stdout:
            self.told.put(json.loads(line))
        self.told.put({"gone": True})

    def hear(self, wait: float) -> dict[str, Any] | None:
        """One word of the keeper, if there is one within some seconds; keeps the process ids."""
        try:
            word = self.told.get(timeout=wait)
        except queue.Empty:
            return None
        if "gone" in word:
            self.alive = False
        elif "started" in word:
            self.pids[word["started"]] = word["pid"]
        else:
            self.pids.pop(word["ended"], None)
        return word


def start_keeper(lock: int, told: Path) -> Children:
    """The keeper, which holds the lock as well and removes `told` when all is over."""
    process = subprocess.Popen(  # noqa: S603  this interpreter, our own file
        [sys.executable, "-I", str(Path(__file__).with_name("keeper.py")), str(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
        pass_fds=(lock,),
    )
    children = Children(process=process)
    threading.Thread(target=children.listen, daemon=True).start()
    return children


def prefect_environment(settings: Settings, place: Place, *, follow: bool) -> dict[str, str]:
    """Environment of the children: our Prefect and no other, nothing sent anywhere, old runs swept out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {
        **kept,
        "LAUNCHKIT_HOME": str(settings.home),
        "LAUNCHKIT_FOLLOW": "1" if follow else "0",
        "PYTHONUTF8": "1",
        # The server is on this machine: a proxy of the environment would only be in the way.
        "NO_PROXY": ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1", "localhost"))),
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_API_URL": place.api,
        "PREFECT_API_AUTH_STRING": place.auth,
        "PREFECT_SERVER_API_AUTH_STRING": place.auth,
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    }


def orders_of(settings: Settings, place: Place, *, follow: bool) -> dict[str, dict[str, Any]]:
    """What the keeper is told to start: the server, then the runner of the flows and the pages."""
    from launchkit.library.folders import data_folder  # noqa: PLC0415  only here

    env = prefect_environment(settings, place, follow=follow)
    server = ["prefect", "server", "start", "--host", place.host, "--port", str(place.port)]
    web = ["launchkit.web", "--host", place.host, "--port", str(place.web_port)]
    if place.lan is not None:
        ports = ("--lan-port", str(place.lan.port), "--trust-port", str(place.lan.trust_port))
        web += ["--lan", *ports]
    common = {"env": env, "cwd": str(data_folder("flows").parent)}
    return {
        name: {
            "name": name,
            "argv": [sys.executable, "-m", *words],
            "log": str(settings.home / "logs" / f"{name}.log"),
            **common,
        }
        for name, words in (("prefect", server), ("runner", ["flows.serve"]), ("web", web))
    }


def end(children: Children) -> None:
    """Closing the keeper's input is the order to end everything."""
    assert children.process.stdin is not None  # noqa: S101  it was opened with a pipe
    children.process.stdin.close()
    try:
        children.process.wait(TAKE_OVER)
    except subprocess.TimeoutExpired:
        children.process.kill()
