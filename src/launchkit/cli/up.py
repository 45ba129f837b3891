"""`launchkit up`: everything on this machine with one command, and nothing left of it when it ends."""

from __future__ import annotations

import fcntl
import json
import os
import queue
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click

from launchkit.cli.base import command, option
from launchkit.cli.entrance import entrance
from launchkit.cli.run import Run, Unfit
from launchkit.settings import Settings

#: Prefect's own usual port, taken when it is free.
USUAL_PORT: Final = 4200
#: Where the pages are, when it is free.
WEB_PORT: Final = 8650
#: Seconds until the server has to answer; a first start on an old machine makes its database meanwhile.
PATIENCE: Final = 180
#: How often one part is started again before `up` gives in.
MOST_RESTARTS: Final = 5
#: Sweeps are made here when nobody else has made one for this long (seconds).
SWEEP_AGE: Final = 30 * 60
SWEEP_LOOK: Final = 60
#: The clockwork gets this long after the start to sweep by itself (seconds).
SWEEP_WAIT: Final = 120
USER: Final = "launchkit"
#: Seconds to wait for what a killed `up` left behind, and for one's own children to end.
TAKE_OVER: Final = 20
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(slots=True)
class Place:
    """Where Prefect listens and by which password, and where launchkit does."""

    host: str
    port: int
    auth: str
    web_port: int
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
        """Address of the pages and calendars."""
        return f"http://{self.host}:{self.web_port}"


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


@command(
    option(
        "--port",
        type=click.IntRange(0, 65535),
        default=0,
        zh="Prefect 页面的端口；不写则自选",
        en="port of Prefect's pages; chosen if not given",
    ),
    option("--host", default="127.0.0.1", zh="监听地址，默认只限本机", en="address to listen on, this machine only if not given"),
    option("--web-port", type=click.IntRange(0, 65535), default=0, zh="网页的端口；不写则自选", en="port of the pages; chosen if not given"),
    option("--examples", is_flag=True, zh="打印一次性链接，以示例人员身份查看", en="print a link that works once, to look at the examples"),
    option("--no-follow", is_flag=True, zh="不在 Prefect 中为每个专案保留一行", en="do not keep one row per case in Prefect"),
    zh="在本机启动网页、Prefect、专案流程和定时巡查；按 Ctrl-C 全部停止。",
    en="Start the pages, Prefect, the flows of the cases and the sweep on this machine; Ctrl-C stops all of it.",
    examples=("launchkit up", "launchkit up --port 4200 --no-follow"),
)  # fmt: skip
def up(run: Run, *, port: int, host: str, web_port: int, examples: bool, no_follow: bool) -> None:
    """Run until told to stop."""
    settings = run.settings
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(settings) as lock, _stop_signals() as stop:
        place = Place(
            host=host,
            port=_port(host, port, USUAL_PORT),
            auth=f"{USER}:{_password(settings)}",
            web_port=_port(host, web_port, WEB_PORT),
        )
        # The database is made here, before two children want to make it at once.
        place.entrance = entrance(run, place.web, examples=examples)
        children = _keeper(lock, settings.home / "up.json")
        try:
            _run(run, place, children, stop, follow=settings.follow and not no_follow)
        finally:
            _end(children)
            (settings.home / "up.json").unlink(missing_ok=True)
            click.echo(run.say("已全部停止。", "Everything is stopped."))


# --- what there may be only one of ----------------------------------------------------------------------------------


@contextmanager
def only_one(settings: Settings) -> Iterator[int]:
    """Hold the home's lock; the keeper holds it too, so that it is free only when nothing is left running."""
    path = settings.home / "up.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle)
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield handle
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    end = time.monotonic() + TAKE_OVER
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode(errors="replace").strip()
            if _alive(holder) or time.monotonic() > end:
                raise Unfit(
                    f"这个数据目录已有 launchkit up 在运行（进程 {holder}）；请先停止它，或用 --home 指定另一个目录。",
                    f"launchkit up is already running on this home (process {holder}); stop it first, or name another --home.",
                ) from None
            time.sleep(0.2)
        else:
            return


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _port(host: str, wanted: int, usual: int) -> int:
    """A free port: the one asked for, else the usual one, else any."""
    for candidate in (wanted,) if wanted else (usual, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unfit(
        f"{host} 的端口 {wanted} 不能用；请换一个 --port。",
        f"Port {wanted} of {host} cannot be used; choose another --port.",
    )


def _password(settings: Settings) -> str:
    """Password of Prefect's pages and interface: made once, readable by the owner only."""
    settings.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.keys / "prefect.password"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(18))
    return path.read_text(encoding="ascii").strip()


def _write_private(path: Path, text: str) -> None:
    """Write a file that only the owner can read, all of it or nothing."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


# --- children ---------------------------------------------------------------------------------------------------------


def _keeper(lock: int, told: Path) -> Children:
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


def _orders(settings: Settings, place: Place, *, follow: bool) -> dict[str, dict[str, Any]]:
    """What the keeper is told to start: the server, then the runner of the flows and the pages."""
    from launchkit.library.folders import data_folder  # noqa: PLC0415  only here

    env = prefect_environment(settings, place, follow=follow)
    server = ["prefect", "server", "start", "--host", place.host, "--port", str(place.port)]
    web = ["launchkit.web", "--host", place.host, "--port", str(place.web_port)]
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


def _end(children: Children) -> None:
    """Closing the keeper's input is the order to end everything."""
    assert children.process.stdin is not None  # noqa: S101  it was opened with a pipe
    children.process.stdin.close()
    try:
        children.process.wait(TAKE_OVER)
    except subprocess.TimeoutExpired:
        children.process.kill()


# --- the life of `up` ---------------------------------------------------------------------------------------------------


class StopAsked:
    """Whether somebody asked to stop; asked by a signal, so it takes no lock.

    A second Ctrl-C may come while the first is being handled: waiting there for a lock that the first holds would be for ever.
    """

    def __init__(self) -> None:
        self._asked = False

    def ask(self) -> None:
        """Somebody asks to stop."""
        self._asked = True

    def is_set(self) -> bool:
        """Whether somebody asked."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait, at most until somebody asks; whether they did."""
        end = time.monotonic() + seconds
        while not self._asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))
        return self._asked


@contextmanager
def _stop_signals() -> Iterator[StopAsked]:
    stop = StopAsked()

    def ask(_signum: int, _frame: FrameType | None) -> None:
        stop.ask()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, ask) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _run(run: Run, place: Place, children: Children, stop: StopAsked, *, follow: bool) -> None:
    orders = _orders(run.settings, place, follow=follow)
    children.start(orders["web"])
    children.start(orders["prefect"])
    if not _wait_healthy(run, place, children, stop):
        return
    children.start(orders["runner"])
    _tell(run.settings, place, children)
    _greet(run, place)
    threading.Thread(target=_sweep_when_late, args=(run.settings, stop), daemon=True).start()
    restarts: Counter[str] = Counter()
    while not stop.is_set():
        word = children.hear(0.5)
        if word is None:
            continue
        if not children.alive:
            raise _died(run.settings)
        name = word.get("ended")
        if name is not None:
            restarts[name] += 1
            if restarts[name] > MOST_RESTARTS:
                raise _died(run.settings)
            stop.wait(restarts[name])
            children.start(orders[name])
        _tell(run.settings, place, children)


def _wait_healthy(run: Run, place: Place, children: Children, stop: StopAsked) -> bool:
    """Wait until the server answers; False when asked to stop meanwhile."""
    began = time.monotonic()
    live = sys.stdout.isatty()
    waiting = run.say("正在启动 Prefect……", "Starting Prefect …")
    click.echo(waiting, nl=not live)
    while not stop.is_set():
        word = children.hear(0.3) or {}
        seconds = time.monotonic() - began
        if "ended" in word or not children.alive or seconds > PATIENCE:
            raise _died(run.settings)
        if live:
            click.echo(f"\r{waiting} {seconds:.0f} s", nl=False)
        if _healthy(place):
            if live:
                click.echo()
            return True
    return False


def _healthy(place: Place) -> bool:
    try:
        with _OPENER.open(f"{place.api}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _died(settings: Settings) -> Unfit:
    folder = settings.home / "logs"
    return Unfit(
        f"Prefect 未能运行；原因见 {folder}，也可运行 launchkit doctor。",
        f"Prefect does not run; {folder} says why, and so may launchkit doctor.",
    )


def _tell(settings: Settings, place: Place, children: Children) -> None:
    """Write where Prefect is into the home, for the actions that wake it."""
    words = {
        "api": place.api,
        "ui": place.ui,
        "web": place.web,
        "auth": place.auth,
        "pids": {"up": os.getpid(), "keeper": children.process.pid, **children.pids},
    }
    _write_private(settings.home / "up.json", json.dumps(words, indent=1))


def _greet(run: Run, place: Place) -> None:
    home = run.settings.home
    type_this = _typed(run)
    entered = "" if place.entrance is None else f"{place.entrance}\n"
    lines = run.say(
        f"launchkit 已在运行，数据目录 {home}\n"
        f"  网页      {place.web}\n"
        f"{entered}"
        f"  专案流程  {place.ui}  （Prefect 页面；登录填 {place.auth}）\n"
        f"  另开一个终端：{type_this} next\n"
        "  按 Ctrl-C 停止",
        f"launchkit is running on {home}\n"
        f"  pages  {place.web}\n"
        f"{entered}"
        f"  flows of the cases  {place.ui}  (Prefect's pages; log in with {place.auth})\n"
        f"  in another terminal: {type_this} next\n"
        "  Ctrl-C stops",
    )
    click.echo(lines)


def _typed(run: Run) -> str:
    """What has to be typed in a new terminal, which knows neither this home nor this environment."""
    beside = Path(sys.executable).with_name("launchkit")
    word = "launchkit"
    if shutil.which(word) is None and beside.exists():
        word = shlex.quote(
            os.path.relpath(beside) if beside.is_relative_to(Path.cwd()) else str(beside)
        )
    if run.given.get("home") is None:
        return word
    return f"{word} --home {shlex.quote(str(run.given['home']))}"


def _sweep_when_late(settings: Settings, stop: StopAsked) -> None:
    """Sweep here when the clockwork has not done so for half an hour; one look a minute, one sweep at a time."""
    stop.wait(SWEEP_WAIT)
    while not stop.is_set():
        # Whatever goes wrong here goes wrong again in a minute or is mended by then; `doctor` shows the age of the sweep.
        with suppress(Exception):
            _sweep(settings)
        stop.wait(SWEEP_LOOK)


def _sweep(settings: Settings) -> None:
    from launchkit.bootstrap import open_office  # noqa: PLC0415  heavy, and only here

    office = open_office(settings)
    try:
        last = office.store.last_sweep()
        if last is None or (office.clock() - last).total_seconds() > SWEEP_AGE:
            office.desk.clockwork.sweep(channel="up")
            office.sender.send()
    finally:
        office.close()
