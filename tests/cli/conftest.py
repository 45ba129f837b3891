"""A case opened once; each test gets a copy of its home."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.house import Terminal, furnish


@pytest.fixture(scope="session")
def opened_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the tiny case has just been opened."""
    home = tmp_path_factory.mktemp("cli") / "home"
    case_file = furnish(home)
    Terminal(home).type("open", str(case_file))
    return home


@pytest.fixture
def terminal(opened_home: Path, tmp_path: Path) -> Terminal:
    """Commands in a home of one's own with the tiny case in it."""
    shutil.copytree(opened_home, tmp_path / "home")
    return Terminal(tmp_path / "home")


@pytest.fixture
def fresh(tmp_path: Path) -> Terminal:
    """Commands in a home that does not exist yet."""
    return Terminal(tmp_path / "fresh")


@pytest.fixture
def quotes(tmp_path: Path) -> Path:
    """Rows of a table as people write them."""
    path = tmp_path / "quotes.yaml"
    path.write_text('- firm: 甲公司\n  amount: 3600\n- firm: 乙公司\n  amount: "12.50"\n', "utf-8")
    return path


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file that proves something."""
    path = tmp_path / "合同.pdf"
    path.write_bytes(b"%PDF-1.7 lease")
    return path


@pytest.fixture
def leased(terminal: Terminal, quotes: Path, scan: Path) -> Terminal:
    """The site is found and the lease handed in, waiting for its approval."""
    terminal.type("done", "1", "T-1", "--fact", f"quotes=@{quotes}", "--as", "P1")
    terminal.type(
        *("done", "1", "T-2", "--as", "P1", "--fact", "lease_signed_on=2026-03-05"),
        *("--fact", "monthly_rent=36000", "--fact", "landlord_name=赵六"),
        *("--evidence", f"lease={scan}"),
    )
    return terminal
