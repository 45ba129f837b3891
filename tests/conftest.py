"""What tests of all parts share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import settings

from launchkit.documents import fonts as faces
from launchkit.domain import failpoints
from launchkit.store import SqlStore
from tests.databases import KINDS, Databases, Kind, opened
from tests.quicker import kept_faces, work_in_memory

# Nothing is judged by how long it took: the machine has other work too.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


work_in_memory()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make browser` asks for beyond the default run."""
    parser.addoption(
        "--whole",
        action="store_true",
        help="walk the pages in both languages, both themes and all sizes, with every hostile string",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Files of one folder stand together, in whatever order they were typed.

    pytest 9.1 shows the fixtures of a folder to the first visit to it alone, and reports them as not found at the second.
    """
    config.args.sort(key=lambda one: Path(one.partition("::")[0]).parts)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one file run in one process, so that what they share is made once; unless a file says otherwise."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            own = item.path.relative_to(Path(__file__).parent).with_suffix("")
            item.add_marker(pytest.mark.xdist_group(own.as_posix()))


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether everything is wanted and not the short form."""
    return bool(request.config.getoption("--whole"))


@pytest.fixture(scope="session", autouse=True)
def _kept_faces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every home is given the faces of its documents; they are taken out of the collections once for all."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    (folder / "faces").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "_face_bytes", kept_faces(folder / "faces"))
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Gives out fresh databases; a PostgreSQL server starts when a test first needs it."""
    found = Databases(tmp_path_factory.mktemp("databases"))
    yield found
    found.close()


@pytest.fixture(
    params=[
        pytest.param(kind, marks=pytest.mark.pg if kind == "postgresql" else ()) for kind in KINDS
    ]
)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of database in turn."""
    return cast("Kind", request.param)


@pytest.fixture
def store(databases: Databases, kind: Kind, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store, on each kind of database in turn."""
    yield from _store(databases, kind, tmp_path)


@pytest.fixture
def sqlite_store(databases: Databases, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store on SQLite."""
    yield from _store(databases, "sqlite", tmp_path)


@pytest.fixture
def postgresql_store(databases: Databases, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store on PostgreSQL."""
    yield from _store(databases, "postgresql", tmp_path)


def _store(databases: Databases, kind: Kind, folder: Path) -> Iterator[SqlStore]:
    url = databases.fresh(kind)
    found = opened(url, folder / "keys")
    yield found
    found.close()
    databases.give_back(url)


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    """No test leaves a failpoint armed for the next."""
    yield
    failpoints.arm({})
