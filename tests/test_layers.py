"""The shape of the house: what may import what, what may be written where, what a wheel carries."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "launchkit"
LONGEST_FILE = 500
HEAVY = (
    "prefect",
    "weasyprint",
    "fastapi",
    "starlette",
    "alembic",
    "sqlalchemy",
    "ruamel",
    "apprise",
)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "."


def below(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in SOURCE.glob(pattern))


def strangers(paths: list[Path], own: tuple[str, ...]) -> list[str]:
    """Imports that are neither the standard library nor one of the allowed packages of ours."""
    return [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in paths
        for line, name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in own)
    ]


def test_domain_is_standard_library_only() -> None:
    assert strangers(below("domain/**/*.py"), ("launchkit.domain",)) == []


def test_desk_is_standard_library_and_domain_only() -> None:
    found = below("desk.py", "desk/**/*.py")
    assert strangers(found, ("launchkit.domain", "launchkit.desk")) == []


def test_the_import_check_sees_a_stranger(tmp_path: Path) -> None:
    planted = ROOT / "tests" / "test_layers.py"
    assert any(line.endswith(": pytest") for line in strangers([planted], ("launchkit",)))


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


# Written in pieces, so that this file does not find itself.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "deb." + "debian.org",
    "archive." + "ubuntu.com",
    "mirrors" + r"\.\w+",
)
PLACES = ("work", "root", "tmp", r"home/\w+", r"Users/\w+", "opt/wheels", "opt/py" + "pi")
FORBIDDEN = re.compile(
    "|".join(name if "\\" in name else re.escape(name) for name in REGISTRIES)
    + r"|(?<![\w.~$}*\]>-])/(?:"
    + "|".join(PLACES)
    + r")/[\w.{<]"
)


@pytest.mark.parametrize(
    "line",
    [
        "see https://" + "pypi" + ".org/simple",
        "open('/" + "tmp/x')",
        "cd /" + "home/li/launchkit",
        '"/' + 'work/main"',
    ],
)
def test_the_address_check_sees_a_planted_line(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize(
    "line", ["home/keys", "src/work/plan.py", "https://example.cn/tmp/a", "{root}/tmp/a"]
)
def test_the_address_check_lets_relative_paths_pass(line: str) -> None:
    assert not FORBIDDEN.search(line)


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in tracked()
        if (text := text_of(path)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert found == []


def test_no_source_file_outgrows_a_reader() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(text.splitlines())
        for path in tracked()
        if path.is_relative_to(SOURCE) and (text := text_of(path)) is not None
    }
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE} == {}


def test_requirements_carry_digests_only() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"(?m)^[a-z0-9][\w.\[\],-]*==\S+.*$", text)
        assert pins
        assert all(pin.endswith("\\") for pin in pins), f"{path.name}: a pin without a digest"
        assert not re.search(r"https?://|^-|--(?:extra-)?index-url|file:", text, re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            ".",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "--wheel-dir",
            str(folder),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("launchkit-*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


@pytest.mark.parametrize("folder", ["checklists", "templates", "flows", "examples"])
def test_a_wheel_carries_what_people_edit(wheel: zipfile.ZipFile, folder: str) -> None:
    inside = {
        name.removeprefix("launchkit/_shipped/")
        for name in wheel.namelist()
        if name.startswith(f"launchkit/_shipped/{folder}/")
    }
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.is_relative_to(ROOT / folder)
    }
    assert wanted
    assert wanted <= inside


def test_a_wheel_carries_the_command_and_nothing_compiled(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "launchkit = launchkit.cli:main" in wheel.read(entry_points).decode()
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
