"""Engine and model agree on what is allowed and on everything that follows, whatever people try.

Here are short plays; `make faults` plays for a long time. A play that fails is told as the shortest one that still does.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model import stories
from tests.model.playing import Played, play, shortest
from tests.model.worlds import SETTINGS, Setting

#: each number draws one action, so that a shorter list is a shorter play
CHANCES = st.lists(st.integers(0, 2**40), min_size=20, max_size=60)


def agreed(played: Played) -> bool:
    if played.wrong is not None:
        pytest.fail(shortest(played).told())
    return True


@pytest.mark.parametrize("setting", SETTINGS, ids=[one.name for one in SETTINGS])
def test_engine_and_model_agree_after_every_action(setting: Setting) -> None:
    # Where one play goes wrong the shortest is looked for by `agreed`, which knows what an action is.
    @settings(
        max_examples=18,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(CHANCES)
    def plays(chances: list[int]) -> None:
        assert agreed(play(setting, chances))

    plays()


def test_nothing_is_written_on_rights_taken_back() -> None:
    stories.rights_taken_back_before_the_write()


def test_what_a_fact_says_of_a_person_is_not_in_the_trail() -> None:
    stories.nothing_personal_in_clear()
