"""One real Prefect server and one home for all tests of the flows.

The flows are imported inside of the tests: importing Prefect takes seconds that no other test shall pay, and it reads its
environment while it is imported.
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from launchkit.cli.children import Place, prefect_environment
from tests.flows import tiny

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> tiny.Home:
    """A home that the tests share, as a company's branches do; each test opens a case of its own."""
    return tiny.made(tmp_path_factory.mktemp("home"))


@dataclass(frozen=True, slots=True)
class Clockwork:
    """A Prefect server, and the environment in which flows find it and the home."""

    environment: dict[str, str]

    def client(self) -> SyncPrefectClient:
        from prefect.client.orchestration import get_client  # noqa: PLC0415

        return get_client(sync_client=True)

    def start(self, program: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Another process with this program text, as a worker would be."""
        return subprocess.Popen(
            [sys.executable, "-c", program, *words],
            env={**self.environment, **more},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, program: str, **more: str) -> tuple[int, str]:
        """Exit code and output of such a process."""
        process = self.start(program, **more)
        output, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, output.decode()

    def execute(self, flow_run: UUID) -> int:
        """What a worker's process does with a scheduled run; its exit code. Here in this process, to save its start."""
        from prefect.engine import handle_engine_signals  # noqa: PLC0415
        from prefect.flow_engine import load_flow, load_flow_run, run_flow  # noqa: PLC0415

        try:
            with handle_engine_signals(flow_run):
                run = load_flow_run(flow_run_id=flow_run)
                run_flow(load_flow(run), flow_run=run)
        except SystemExit as end:
            return int(end.code or 0)
        return 0


def environment(home: tiny.Home, prefect: Path) -> dict[str, str]:
    """Environment of flows at a Prefect server of their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    place = Place(host="127.0.0.1", port=port, auth="test:secret", web_port=0)
    found = prefect_environment(home.settings, place, follow=True)
    return {**own_only(found), "LAUNCHKIT_HOME": str(home.folder), "PREFECT_HOME": str(prefect)}


def own_only(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment without the settings of whoever runs the tests."""
    return {name: value for name, value in environ.items() if not name.startswith("LAUNCHKIT_")}


@pytest.fixture(scope="session")
def server(home: tiny.Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment with a running server in it."""
    folder = tmp_path_factory.mktemp("prefect")
    found = environment(home, folder)
    api = found["PREFECT_API_URL"]
    port = api.rpartition(":")[2].partition("/")[0]
    words = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", *words], env=found, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        wait_for(lambda: answers(f"{api}/health"), lambda: "the Prefect server does not answer")
        yield found
    finally:
        process.terminate()
        process.wait(20)
        log.close()


@pytest.fixture(scope="session")
def clockwork(server: dict[str, str]) -> Iterator[Clockwork]:
    """The server, with this process as its client working in the shared home.

    Runs end at once instead of joining their heartbeat.
    """
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(server)
    from prefect.settings import (  # noqa: PLC0415
        PREFECT_API_AUTH_STRING,
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_LEVEL,
        temporary_settings,
    )

    values: dict[Any, Any] = {
        PREFECT_API_URL: server["PREFECT_API_URL"],
        PREFECT_API_AUTH_STRING: server["PREFECT_API_AUTH_STRING"],
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        PREFECT_LOGGING_LEVEL: "WARNING",
    }
    with temporary_settings(values):
        from flows._office import forget_offices  # noqa: PLC0415
        from flows.serve import deployments  # noqa: PLC0415

        forget_offices()
        with chdir(ROOT):
            for one in deployments(follow=True):
                one.apply()
            yield Clockwork(environment=server)
        forget_offices()
        drain()
    os.environ.clear()
    os.environ.update(before)


def drain() -> None:
    """Let Prefect say what it has to say before its server goes, else it tries for a minute; then close its connections."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=10)
    with warnings.catch_warnings():
        # It leaves the closing to the collector, which then complains to whatever test runs next.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def answers(url: str) -> bool:
    """Whether something healthy listens there."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own server
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for(found: Any, complaint: Callable[[], str], patience: float = PATIENCE) -> Any:
    """Look until there is something, within bounds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.2)
    pytest.fail(complaint())
