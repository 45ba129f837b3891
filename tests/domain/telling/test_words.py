"""Small words: how long something lasted is said in the unit that a person would choose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from launchkit.domain.telling.words import lasted


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(seconds=59), "0 分钟", "0 minutes"),
        (timedelta(minutes=1, seconds=30), "1 分钟", "1 minute"),
        (timedelta(minutes=119), "119 分钟", "119 minutes"),
        (timedelta(hours=2), "2 小时", "2 hours"),
        (timedelta(minutes=1229), "20 小时", "20 hours"),
        (timedelta(hours=47, minutes=59), "47 小时", "47 hours"),
        (timedelta(days=2), "2 天", "2 days"),
    ],
)
def test_a_span_is_said_in_the_unit_that_says_it_best(span: timedelta, zh: str, en: str) -> None:
    assert (lasted(span).zh, lasted(span).en) == (zh, en)
