"""Keeps the child processes of `launchkit up`: a program of its own that outlives `up` just long enough to end them.

It is told what to start by lines of JSON on its input and says what started and ended by lines on its output. When its input
ends, because `up` closed it or because `up` is no more, it ends every process that came from it and then itself. It runs with
the standard library only, as a file, so that it costs a blink and nothing can break it.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

#: Seconds that a child gets to end by itself before it is killed; the runner has to give up its flow runs first.
GRACE = 6.0
#: A log is begun anew when it has grown beyond this many bytes.
LONGEST_LOG = 5_000_000
#: Seconds between two looks at the children.
LOOK = 0.5
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LINUX = sys.platform == "linux"


def prctl(option: int, value: int) -> None:
    """Ask the Linux kernel for a favour; elsewhere process groups have to do."""
    if _LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _follow_parent() -> None:
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Keeper:
    """The children, in the order in which they were started."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, order: dict[str, Any]) -> None:
        """Start one child, writing to its log."""
        path = Path(order["log"])
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.exists() and path.stat().st_size > LONGEST_LOG
        with path.open("wb" if fresh else "ab") as log:
            child = subprocess.Popen(  # noqa: S603  `up` says what to start
                order["argv"],
                env=order["env"],
                cwd=order["cwd"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_follow_parent,  # noqa: PLW1509  this process has one thread
            )
        self._children[order["name"]] = child
        say(started=order["name"], pid=child.pid)

    def reap(self) -> None:
        """Tell which children have ended."""
        for name, child in list(self._children.items()):
            if child.poll() is not None:
                del self._children[name]
                say(ended=name, code=child.returncode)

    def bury_orphans(self) -> None:
        """Bury what fell to this process because its parent ended."""
        own = {child.pid for child in self._children.values()}
        for pid in descendants(os.getpid(), deep=False) - own:
            _bury(pid)

    def stop(self) -> None:
        """End the children, the last started first, then whatever came from them."""
        for child in reversed(list(self._children.values())):
            _send(child.pid, signal.SIGTERM)
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                _send_group(child.pid, signal.SIGKILL)
                child.wait(GRACE)
            _send_group(child.pid, signal.SIGTERM)
        for signum in (signal.SIGTERM, signal.SIGKILL):
            end = time.monotonic() + 2
            while (left := descendants(os.getpid())) and time.monotonic() < end:
                for pid in left:
                    _send(pid, signum)
                    _bury(pid)
                time.sleep(0.05)
        for child in self._children.values():
            _send_group(child.pid, signal.SIGKILL)


def descendants(root: int, *, deep: bool = True) -> set[int]:
    """Processes that come from this one, by the kernel's own list; empty where there is none."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat") if _LINUX else ():
        try:
            words = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found: set[int] = set()
    wave = parents.get(root, [])
    while wave:
        found.update(wave)
        wave = [one for pid in wave for one in parents.get(pid, [])] if deep else []
    return found


def _send(pid: int, signum: int) -> None:
    try:
        os.kill(pid, signum)
    except OSError:
        return


def _send_group(pid: int, signum: int) -> None:
    try:
        os.killpg(pid, signum)
    except OSError:
        return


def _bury(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except OSError:
        return


def say(**words: object) -> None:
    """One line to `up`; nobody may be listening any more."""
    try:
        os.write(1, json.dumps(words).encode() + b"\n")
    except OSError:
        return


def main() -> None:
    """Carry out orders until the input ends."""
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(signum, signal.SIG_IGN)
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, _frame: stopping.append(signum))
    os.umask(0o077)
    prctl(_PR_SET_CHILD_SUBREAPER, 1)
    keeper, waiting, looks = Keeper(), b"", 0
    while not stopping:
        ready, _, _ = select.select([0], [], [], LOOK)
        if ready:
            heard = os.read(0, 65536)
            if not heard:
                break
            *orders, waiting = (waiting + heard).split(b"\n")
            for order in orders:
                keeper.start(json.loads(order))
        keeper.reap()
        looks += 1
        # Reading the whole process table costs; orphans can wait.
        if looks % 40 == 0:
            keeper.bury_orphans()
    keeper.stop()
    # What `up` told others about itself is not true any more; it may be too dead to say so.
    for path in sys.argv[1:]:
        Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
