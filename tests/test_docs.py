"""What the pages say is so: links lead somewhere, decisions are listed, sizes are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from launchkit.cli.app import app
from launchkit.cli.table import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
#: Pages that people wrote; the others are made from the source, or tell of the past.
GUIDES = [
    page for page in PAGES if page.parent.name != "reference" and page.name != "CHANGELOG.md"
]
#: A command as it is typed, in a block or within a line.
COMMAND = re.compile(r"(?m)(?:^    (?:\$ )?|`)(?:LAUNCHKIT\S+ )*launchkit ([^`#\n]+)")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
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


def test_options_that_pages_name_exist() -> None:
    wrong, named = [], 0
    for page in GUIDES:
        for typed in COMMAND.findall(page.read_text(encoding="utf-8")):
            words = QUOTED.sub("TEXT", typed).split()
            known = options_of(words)
            options = [word.partition("=")[0] for word in words if word.startswith("-")]
            named += len(options)
            wrong += [f"{page.name}: {typed}" for one in options if one not in known]
    assert named > 50
    assert wrong == []


def options_of(words: Sequence[str]) -> set[str]:
    """What may stand behind a command as it is typed; with its command inside a group."""
    found: click.Command = app
    context = click.Context(app)
    for word in words:
        inner = found.get_command(context, word) if isinstance(found, click.Group) else None
        found = inner or found
    return {"--help"} | {name for one in found.params for name in (*one.opts, *one.secondary_opts)}


def test_files_that_the_page_for_builders_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(
        re.findall(r"`((?:src|tests|docs|flows|examples|templates|checklists)/[\w./-]+)`", text)
    )
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []
