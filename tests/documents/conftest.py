"""Fonts are taken out of the collections once for all tests; a worker is shared by those that only print."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from launchkit.documents import Fonts, Press, Renderer, Templates, extract_fonts
from tests.documents.made import TEMPLATES


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fonts]:
    folder = tmp_path_factory.mktemp("fonts")
    yield extract_fonts(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shipped() -> Templates:
    return Templates(TEMPLATES)


@pytest.fixture(scope="session")
def worker(fonts: Fonts, shipped: Templates) -> Iterator[Renderer]:
    with Renderer(fonts, shipped.assets()) as renderer:
        yield renderer


@pytest.fixture
def press(fonts: Fonts, shipped: Templates, worker: Renderer) -> Press:
    return Press(shipped, fonts, worker)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder
