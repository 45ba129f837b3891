"""The command answers at once: what it imports before it knows what it was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import launchkit

HEAVY = (
    "alembic",
    "apprise",
    "fastapi",
    "jinja2",
    "prefect",
    "psycopg",
    "pydantic",
    "ruamel",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "weasyprint",
)
PROBE = """
import contextlib, json, os, sys
{preparation}
with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    import launchkit.cli
    sys.argv = {argv}
    try:
        {call}
    except SystemExit as left:
        assert not left.code, left.code
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


def roots_after(
    argv: list[str], *, call: str = "launchkit.cli.main()", preparation: str = ""
) -> set[str]:
    """Top-level packages that a new interpreter has imported once the command has ended well."""
    code = PROBE.format(argv=argv, call=call, preparation=preparation)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("argv", [["launchkit", "--help"], ["launchkit", "done", "--help"]])
def test_asking_for_help_imports_nothing_heavy(argv: list[str]) -> None:
    assert roots_after(argv) & set(HEAVY) == set()


def test_importing_the_command_imports_nothing_heavy() -> None:
    assert roots_after(["launchkit"], call="pass") & set(HEAVY) == set()


def test_the_probe_sees_a_heavy_import() -> None:
    assert "jinja2" in roots_after(["launchkit"], call="pass", preparation="import jinja2")


def test_the_version_is_the_one_of_the_project() -> None:
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{launchkit.__version__}"\n' in text
