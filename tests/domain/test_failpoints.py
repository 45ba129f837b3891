from __future__ import annotations

from collections.abc import Iterator

import pytest

from launchkit.domain import failpoints


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.arm({})


def test_a_place_stops_the_program_only_while_it_is_armed() -> None:
    met: list[str] = []
    failpoints.arm({"before_commit": lambda: met.append("before_commit")})
    for place in failpoints.PLACES:
        failpoints.reach(place)
    assert met == ["before_commit"]
    failpoints.arm({})
    failpoints.reach("before_commit")
    assert met == ["before_commit"]


def test_a_place_that_does_not_exist_is_refused_and_changes_nothing() -> None:
    met: list[str] = []
    failpoints.arm({"after_lock": lambda: met.append("after_lock")})
    with pytest.raises(ValueError, match="no such place: after_lunch"):
        failpoints.arm({"after_lunch": lambda: None})
    failpoints.reach("after_lock")
    assert met == ["after_lock"]
