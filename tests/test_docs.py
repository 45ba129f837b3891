"""What the pages say is so: links lead somewhere, decisions are listed, sizes are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launchkit.cli.table import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    listed = LINK.findall((ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert listed == [path.name for path in DECISIONS]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_half_a_page_and_bears_its_number(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    assert "**Decided.**" in text
    assert len(text.split()) < 400


def test_make_targets_that_pages_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?m)(?:`|^    )make ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= targets


def test_commands_that_pages_name_exist() -> None:
    named = {
        word
        for page in PAGES
        for word in re.findall(
            r"(?m)(?:`|^    )launchkit ([a-z-]+)", page.read_text(encoding="utf-8")
        )
    }
    assert named
    assert named <= set(COMMANDS)
