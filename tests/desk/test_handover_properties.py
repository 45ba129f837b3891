"""Whatever happened before a hand-over: afterwards nothing is left with the giver, and nothing is without a holder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchkit.domain.errors import Refused
from launchkit.domain.index import all_rows
from launchkit.domain.people import owner_of
from launchkit.domain.standing import SETTLED, standing
from launchkit.testing import TestDesk
from tests.desk.handing import begin, opened, sign, take

STEPS = st.lists(
    st.sampled_from(
        [
            ("take", "seal"),
            ("take", "cash"),
            ("take", "parts"),
            ("take_p2", "key"),
            ("done", "find_site"),
            ("start", "fit_out"),
            ("big", "yes"),
            ("hire", ""),
            ("assign", "fit_out"),
            ("promise", ""),
            ("advance", ""),
        ]
    ),
    max_size=12,
)


def play(desk: TestDesk, what: str, of: str) -> None:
    inner, day = desk.desk, date(2026, 3, 9)
    steps: dict[str, Callable[[], object]] = {
        "take": lambda: take(desk, of, "7"),
        "take_p2": lambda: take(desk, of, holder="P2"),
        "done": lambda: desk.done("P1", of, area=3),
        "start": lambda: inner.start(desk.call("P2"), desk.id, of),
        "big": lambda: desk.state("P1", big=True),
        "hire": lambda: inner.add_instance(desk.call("P1"), desk.id, "hire"),
        "assign": lambda: inner.assign(desk.call("P2"), desk.id, of, to="P1", helpers=("P2",)),
        "promise": lambda: inner.holdings.promise(
            desk.call("P1"), desk.id, to="房东", what="x", by=day
        ),
        "advance": desk.advance,
    }
    steps[what]()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, stays=st.booleans(), receiver=st.sampled_from(["P2", "P9"]))
def test_afterwards_nothing_is_left_with_the_giver_and_nothing_without_a_holder(
    steps: list[tuple[str, str]], stays: bool, receiver: str
) -> None:
    desk = opened()
    for what, of in steps:
        try:
            play(desk, what, of)
        except Refused:
            continue
    held = {one.thing for one in desk.case.custody.values()}
    begin(desk, "H1", receiver, giver="P1", stays=stays)
    counts = {one: "7" for one in held if desk.case.custody[one].kind == "cash"}
    sign(desk, "P1", counts=counts)
    case = sign(desk, receiver)

    left = [
        key
        for key, task in case.tasks.items()
        if standing(case, task) not in SETTLED and owner_of(case, task) == "P1"
    ]
    assert left == []
    holders = {one.holder for one in case.custody.values()}
    assert "P1" not in holders
    assert holders <= case.team.keys()
    assert set(case.custody) == held
    assert all(one.keeper != "P1" for one in case.promises.values())
    assert ("P1" in case.team) is stays
    assert desk.desk.differences(desk.id) == ()
    stored = desk.store.derived_rows(desk.id)
    assert set(stored.tasks) == set(all_rows(case).tasks)
