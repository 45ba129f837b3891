"""What was done without signal: when it happened, whatever the telephone's clock says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from launchkit.domain.errors import BadValue, Refused
from launchkit.domain.offline import (
    SKEW,
    channel_of,
    happened_at,
    instant_of,
    skew_of,
    way_text,
)

NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NONE = timedelta()


@pytest.mark.parametrize("text", ["", "yesterday", "2026-03-03T04:00:00", "2026-03-03"])
def test_an_instant_has_an_offset(text: str) -> None:
    with pytest.raises(BadValue, match="is no instant"):
        instant_of(text, "时间", "The time")


def test_an_instant_is_read_as_telephones_write_it() -> None:
    assert instant_of("2026-03-03T04:00:00.000Z", "时间", "The time") == NOW
    assert instant_of("2026-03-03T12:00:00+08:00", "时间", "The time") == NOW


def test_a_clock_that_is_hardly_off_is_left_alone() -> None:
    assert skew_of(NOW + SKEW, NOW) == NONE
    assert skew_of(NOW - SKEW, NOW) == NONE
    assert skew_of(NOW + timedelta(minutes=6), NOW) == timedelta(minutes=6)
    assert skew_of(NOW - timedelta(hours=9), NOW) == timedelta(hours=-9)


def test_it_happened_on_the_clock_of_the_branch() -> None:
    captured = NOW - timedelta(hours=2)
    assert happened_at(captured, NONE, now=NOW, zone=SHANGHAI) == "2026-03-03T10:00:00+08:00"
    late = captured + timedelta(days=30)
    off = timedelta(days=30)
    assert happened_at(late, off, now=NOW, zone=SHANGHAI) == "2026-03-03T10:00:00+08:00"


def test_a_little_later_than_now_is_now_and_much_later_is_refused() -> None:
    now = "2026-03-03T12:00:00+08:00"
    assert happened_at(NOW + SKEW, NONE, now=NOW, zone=SHANGHAI) == now
    with pytest.raises(Refused) as refused:
        happened_at(NOW + SKEW + timedelta(seconds=1), NONE, now=NOW, zone=SHANGHAI)
    assert refused.value.code == "future_moment"
    assert "2026-03-03 12:05" in refused.value.zh


@pytest.mark.parametrize(
    ("skew", "channel", "said"),
    [
        (NONE, "offline", "离线时在手机上记下"),
        (
            timedelta(minutes=7),
            "offline.fast-7m",
            "离线时在手机上记下；手机时钟快 7 分钟，时间已校正",
        ),
        (
            timedelta(minutes=-412),
            "offline.slow-412m",
            "离线时在手机上记下；手机时钟慢 412 分钟，时间已校正",
        ),
    ],
)
def test_the_way_in_tells_how_far_the_clock_was_off(
    skew: timedelta, channel: str, said: str
) -> None:
    assert channel_of(skew) == channel
    for way in (channel, f"{channel}:an.account"):
        told = way_text(way)
        assert told is not None
        assert told.zh == said


@pytest.mark.parametrize("channel", ["web", "cli", "offline.fast", "offlines", "web:offline"])
def test_of_every_other_way_in_nothing_is_said(channel: str) -> None:
    assert way_text(channel) is None
