"""What was done without signal and is sent later: when it happened, by a telephone whose clock may be wrong."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from launchkit.domain.checklist import Text
from launchkit.domain.errors import BadValue, Refused

#: The way in of what waited on a telephone; how far its clock was off stands behind it: `offline.fast-7m`.
OFFLINE = "offline"
#: A clock may be so far off before it is corrected and spoken of.
SKEW = timedelta(minutes=5)
_CLOCK = re.compile(rf"{OFFLINE}(?:\.(fast|slow)-([0-9]+)m)?(?::.*)?")
_MINUTE = timedelta(minutes=1)


def instant_of(text: str, zh: str, en: str) -> datetime:
    """An instant with its offset as a telephone writes it; `zh` and `en` say whose it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadValue(f"{zh}不是一个时刻。", f"{en} is no instant.")
    return found


def skew_of(phone: datetime, ours: datetime) -> timedelta:
    """How far a telephone's clock is ahead of ours, by what both said at one moment; nothing where it hardly is."""
    ahead = phone - ours
    return ahead if abs(ahead) > SKEW else timedelta()


def happened_at(captured: datetime, skew: timedelta, *, now: datetime, zone: tzinfo) -> str:
    """When it happened, on the clock of the branch, with what the telephone's clock was off taken away.

    A little later than now is now; much later is refused: the clock was set back between doing and sending.
    """
    moment = captured - skew
    if moment > now + SKEW:
        raise Refused(
            "future_moment",
            f"手机记下的时间 {moment.astimezone(zone):%Y-%m-%d %H:%M} 还没有到，手机的时钟可能改过。请打开修改，再交一次。",
            f"By the telephone this happened at {moment.astimezone(zone):%Y-%m-%d %H:%M}, which is not yet; its clock may have been changed. Edit it and hand it in again.",
        )
    return min(moment, now).astimezone(zone).isoformat(timespec="seconds")


def channel_of(skew: timedelta) -> str:
    """By which way it came in, with how far the telephone's clock was off where that had to be corrected."""
    if not skew:
        return OFFLINE
    minutes = round(abs(skew) / _MINUTE)
    return f"{OFFLINE}.{'fast' if skew > timedelta() else 'slow'}-{minutes}m"


def way_text(channel: str) -> Text | None:
    """What is said of an entry that waited on a telephone; None for every other way in."""
    found = _CLOCK.fullmatch(channel)
    if found is None:
        return None
    if found[1] is None:
        return Text(zh="离线时在手机上记下", en="noted offline on a telephone")
    zh, en = ("快", "fast") if found[1] == "fast" else ("慢", "slow")
    return Text(
        zh=f"离线时在手机上记下；手机时钟{zh} {found[2]} 分钟，时间已校正",
        en=f"noted offline on a telephone whose clock was {found[2]} min {en}; the time is corrected",
    )
