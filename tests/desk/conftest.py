from __future__ import annotations

from collections.abc import Callable

import pytest

from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> TestDesk:
    """A desk over the definition in the test's docstring, with an open case."""
    made = desk_for(definition(request.function.__doc__ or ""))
    made.open()
    return made


@pytest.fixture
def unopened() -> Callable[[str], TestDesk]:
    """A desk over YAML given by the test, without a case."""
    return lambda text: desk_for(definition(text))
