"""`launchkit up`: everything on this machine with one command, and nothing left of it when it ends."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click

from launchkit.cli.base import command, option
from launchkit.cli.children import TAKE_OVER, Children, Place, end, orders_of, start_keeper
from launchkit.cli.entrance import entrance
from launchkit.cli.lan import NewAddresses, lan_lines, open_doors
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
#: Seconds between two looks whether somebody else sweeps; where nobody does, it is done here.
SWEEP_LOOK: Final = 60
#: The clockwork gets this long after the start to sweep by itself (seconds).
SWEEP_WAIT: Final = 120
USER: Final = "launchkit"
#: Where the local network finds the pages, and the plain page about trust, when they are free.
LAN_PORT: Final = 8651
TRUST_PORT: Final = 8652
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  only the pages, and only when asked for
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How `up` was asked to run; a port of 0 is chosen."""

    port: int
    host: str
    web_port: int
    lan: bool
    lan_port: int
    trust_port: int
    examples: bool
    no_follow: bool


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
    option("--lan", is_flag=True, zh="向局域网里的手机开放网页：TLS 加密，打印二维码和证书指纹；Prefect 仍只在本机", en="open the pages to telephones of the local network, over TLS; prints a QR code and a fingerprint; Prefect stays on this machine"),
    option("--lan-port", type=click.IntRange(0, 65535), default=0, zh="局域网网页的端口，默认 8651", en="port of the pages for the local network, 8651 if not given"),
    option("--trust-port", type=click.IntRange(0, 65535), default=0, zh="证书安装页的端口，默认 8652", en="port of the page about trust, 8652 if not given"),
    option("--examples", is_flag=True, zh="打印一次性链接，以示例人员身份查看", en="print a link that works once, to look at the examples"),
    option("--no-follow", is_flag=True, zh="不在 Prefect 中为每个专案保留一行", en="do not keep one row per case in Prefect"),
    zh="在本机启动网页、Prefect、专案流程和定时巡查；按 Ctrl-C 全部停止。",
    en="Start the pages, Prefect, the flows of the cases and the sweep on this machine; Ctrl-C stops all of it.",
    examples=("launchkit up", "launchkit up --lan", "launchkit up --port 4200 --no-follow"),
)  # fmt: skip
def up(run: Run, **given: Any) -> None:
    """Run until told to stop."""
    settings, asked = run.settings, Asked(**given)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(settings) as lock, _stop_signals() as stop:
        place = _place(run, asked)
        # The database is made here, before two children want to make it at once.
        place.entrance = entrance(run, place.web, examples=asked.examples)
        children = start_keeper(lock, settings.home / "up.json")
        try:
            _run(run, place, children, stop, follow=settings.follow and not asked.no_follow)
        finally:
            end(children)
            (settings.home / "up.json").unlink(missing_ok=True)
            click.echo(run.say("已全部停止。", "Everything is stopped."))


def _place(run: Run, asked: Asked) -> Place:
    """Where everything shall listen."""
    place = Place(
        host=asked.host,
        port=_port(asked.host, asked.port, USUAL_PORT),
        auth=f"{USER}:{_password(run.settings)}",
        web_port=_port(asked.host, asked.web_port, WEB_PORT, name="--web-port"),
    )
    if asked.lan:
        place.lan = open_doors(
            run,
            port=_port(EVERYWHERE, asked.lan_port, LAN_PORT, name="--lan-port"),
            trust_port=_port(EVERYWHERE, asked.trust_port, TRUST_PORT, name="--trust-port"),
        )
    return place


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


def _port(host: str, wanted: int, usual: int, *, name: str = "--port") -> int:
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
        f"{host} 的端口 {wanted} 不能用；请换一个 {name}。",
        f"Port {wanted} of {host} cannot be used; choose another {name}.",
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
    orders = orders_of(run.settings, place, follow=follow)
    children.start(orders["web"])
    children.start(orders["prefect"])
    if not _wait_healthy(run, place, children, stop):
        return
    children.start(orders["runner"])
    _tell(run.settings, place, children)
    _greet(run, place)
    threading.Thread(target=_sweep_when_late, args=(run.settings, stop), daemon=True).start()
    restarts: Counter[str] = Counter()
    moved = NewAddresses(run, place)
    while not stop.is_set():
        word = children.hear(0.5)
        if word is None:
            if moved.appeared():
                _tell(run.settings, place, children)
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
        "web": place.shown,
        "auth": place.auth,
        "pids": {"up": os.getpid(), "keeper": children.process.pid, **children.pids},
    }
    _write_private(settings.home / "up.json", json.dumps(words, indent=1))


def _greet(run: Run, place: Place) -> None:
    home = run.settings.home
    type_this = _typed(run)
    entered = "" if place.entrance is None else f"{place.entrance}\n"
    if place.lan is not None:
        entered += lan_lines(run, place.lan, type_this)
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
    from launchkit.checkup import SWEEP_AGE  # noqa: PLC0415  likewise

    office = open_office(settings)
    try:
        last = office.store.last_sweep()
        if last is None or office.clock() - last > SWEEP_AGE:
            office.desk.clockwork.sweep(channel="up")
            office.sender.send()
            office.announcer.send()
    finally:
        office.close()
