"""The glossary is kept: every public class of the domain stands in it, and no class bears a rejected word."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOMAIN = ROOT / "src" / "launchkit" / "domain"
ROW = re.compile(
    r"^\|\s*(?P<words>`[^|]+`)\s*\|\s*(?P<chinese>[^|]+?)\s*\|\s*(?P<meaning>[^|]+?)\s*\|\s*(?P<rejected>[^|]*?)\s*\|$"
)


def rows() -> list[re.Match[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := ROW.match(line))]
    assert len(found) == sum(line.startswith("| `") for line in lines), (
        "a row does not have four cells"
    )
    return found


def words() -> list[str]:
    return [word for row in rows() for word in re.findall(r"`([^`]+)`", row["words"])]


def public_classes(source: str) -> list[str]:
    """Top-level classes whose name does not begin with an underscore."""
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def domain_files() -> list[Path]:
    return sorted(DOMAIN.rglob("*.py"))


@pytest.mark.parametrize(
    "path", domain_files(), ids=lambda path: path.relative_to(DOMAIN).as_posix()
)
def test_every_public_class_of_the_domain_is_explained(path: Path) -> None:
    missing = set(public_classes(path.read_text(encoding="utf-8"))) - set(words())
    assert missing == set(), f"docs/glossary.md does not explain {sorted(missing)}"


def test_a_word_is_explained_once() -> None:
    names = words()
    assert sorted({word for word in names if names.count(word) > 1}) == []


def test_no_class_bears_a_rejected_word() -> None:
    rejected = {
        word.strip().casefold()
        for row in rows()
        for word in row["rejected"].split(",")
        if re.fullmatch(r"\s*[a-z]+\s*", word)
    } - {word.casefold() for word in words()}
    found = {
        name
        for path in (ROOT / "src" / "launchkit").rglob("*.py")
        for name in public_classes(path.read_text(encoding="utf-8"))
        if name.casefold() in rejected
    }
    assert found == set()


def test_the_check_sees_a_class_nobody_explained() -> None:
    assert set(public_classes("class Playbook: ...\nclass _Private: ...")) - set(words()) == {
        "Playbook"
    }
