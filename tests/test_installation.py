"""What happens on a bare machine, played with stand-ins for the machine's own commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-cjk",
    "qpdf",
    "poppler-utils",
)
PLAIN_TOOLS = (
    "basename",
    "env",
    "find",
    "grep",
    "head",
    "printf",
    "sh",
    "cat",
    "make",
    "touch",
    "awk",
)


class Machine:
    """A folder of stand-in commands that is the whole search path; what they are asked is written down."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "bin"
        self.home = folder / "home"
        self.calls = folder / "calls"
        self.commands.mkdir(parents=True)
        self.home.mkdir()
        self.calls.touch()
        for name in PLAIN_TOOLS:
            if found := shutil.which(name):
                (self.commands / name).symlink_to(found)
        self.command("python3", "exit 0")

    def command(self, name: str, body: str) -> None:
        path = self.commands / name
        path.write_text(
            f'#!/bin/sh\necho "{name} $*" >> "{self.calls}"\n{body}\n', encoding="utf-8"
        )
        path.chmod(0o755)

    def debian(self, *, installed: tuple[str, ...], user: int = 0, listed: bool = True) -> None:
        wanted = " ".join(installed)
        self.command(
            "dpkg-query",
            f'for word in {wanted} ""; do for asked; do [ "$asked" = "$word" ] && printf installed; done; done; exit 0',
        )
        self.command("id", f"echo {user}")
        self.command(
            "apt-cache", 'echo "  Candidate: 1.0"' if listed else 'echo "  Candidate: (none)"'
        )
        self.command("apt-get", "exit 0")

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(words),
            cwd=ROOT,
            env={"PATH": str(self.commands), "HOME": str(self.home), **environment},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def system(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("/bin/sh", "scripts/system.sh", **environment)

    def asked(self, name: str) -> list[str]:
        lines = self.calls.read_text(encoding="utf-8").splitlines()
        return [line.removeprefix(f"{name} ") for line in lines if line.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_complete_machine_is_left_alone(machine: Machine) -> None:
    machine.debian(installed=PACKAGES)
    done = machine.system()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked("apt-get") == []


def test_root_installs_what_is_missing_and_nothing_else(machine: Machine) -> None:
    machine.debian(installed=PACKAGES[:4])
    assert machine.system().returncode == 0
    (call,) = machine.asked("apt-get")
    assert call.startswith("install --yes")
    assert call.endswith("qpdf poppler-utils")


def test_package_lists_are_fetched_only_when_there_are_none(machine: Machine) -> None:
    machine.debian(installed=PACKAGES[:5], listed=False)
    assert machine.system().returncode == 0
    first, second = machine.asked("apt-get")
    assert first.startswith("update")
    assert second.endswith("poppler-utils")


def test_old_package_lists_are_fetched_again_after_a_failure(machine: Machine) -> None:
    machine.debian(installed=PACKAGES[:5])
    machine.command(
        "apt-get",
        f'[ "$(grep -c "apt-get install" "{machine.calls}")" -gt 1 ] || [ "$1" = update ]',
    )
    assert machine.system().returncode == 0
    assert [call.split()[0] for call in machine.asked("apt-get")] == [
        "install",
        "update",
        "install",
    ]


def test_a_user_is_told_why_before_sudo_is_asked(machine: Machine) -> None:
    machine.debian(installed=(), user=1000)
    machine.command("sudo", 'echo "sudo was asked" >&2; [ "$1" = -n ] && shift; "$@"')
    done = machine.system()
    assert done.returncode == 0
    assert done.stderr.index("administrator") < done.stderr.index("sudo was asked")
    assert "libharfbuzz-subset0" in machine.asked("apt-get")[0]


def test_without_sudo_the_installation_goes_on_and_says_what_to_ask_for(machine: Machine) -> None:
    machine.debian(installed=PACKAGES[1:], user=1000)
    done = machine.system()
    assert done.returncode == 0
    assert "apt-get install libpango-1.0-0" in done.stderr
    assert machine.asked("apt-get") == []


def test_a_failed_installation_does_not_stop_the_rest(machine: Machine) -> None:
    machine.debian(installed=PACKAGES[1:])
    machine.command("apt-get", "exit 100")
    done = machine.system()
    assert done.returncode == 0
    assert "Going on" in done.stderr


def test_asked_to_leave_the_system_alone_it_only_says(machine: Machine) -> None:
    machine.debian(installed=PACKAGES[1:])
    done = machine.system(LAUNCHKIT_SKIP_SYSTEM="1")
    assert done.returncode == 0
    assert "libpango-1.0-0" in done.stderr
    assert machine.asked("apt-get") == []


def test_debian_without_venv_gets_the_package_of_that_interpreter(machine: Machine) -> None:
    machine.debian(installed=PACKAGES)
    machine.command("python3.12", "exit 1")
    assert machine.system(PYTHON="python3.12").returncode == 0
    (call,) = machine.asked("apt-get")
    assert call.endswith(" python3.12-venv")


def test_elsewhere_the_missing_parts_are_named(machine: Machine) -> None:
    machine.command("ldconfig", 'echo "libpango-1.0.so.0 (libc6)"')
    done = machine.system()
    assert done.returncode == 0
    assert "not Debian or Ubuntu" in done.stderr
    assert re.search(r"manager:.* pangoft2 harfbuzz-subset.* qpdf poppler", done.stderr)


def test_an_old_python_is_refused_in_a_sentence(machine: Machine, tmp_path: Path) -> None:
    """Make runs on a copy, so that the environment of this checkout is never touched."""
    copy = tmp_path / "copy"
    for name in ("Makefile", "pyproject.toml", "requirements/dev.txt", "scripts/system.sh"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    machine.command("python3", "exit 1")
    done = machine.run("make", "--directory", str(copy), "install")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (copy / ".venv").exists()


def test_make_alone_lists_every_target_with_a_sentence() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"(?m)^\.PHONY: (.+)$", makefile)
    environment = {"PATH": os.environ["PATH"]}
    shown = subprocess.run(
        ["make"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    listed = dict(re.findall(r"(?m)^  make (\w+) +(\S.*\.)$", shown.stdout))
    assert set(listed) == set(phony.split())
