"""The shipped checklist, resolved once for all tests of this folder."""

from __future__ import annotations

import pytest

from launchkit.domain.checklist import Definition, Item
from launchkit.library.resolve import resolve


@pytest.fixture(scope="session")
def opening() -> Definition:
    """The checklist for opening a branch, with its parts, documents and statutes."""
    return resolve("open_branch").definition


@pytest.fixture(scope="session")
def items(opening: Definition) -> dict[str, Item]:
    """Items of that checklist by code."""
    return {item.code: item for stage in opening.stages for item in stage.items}
