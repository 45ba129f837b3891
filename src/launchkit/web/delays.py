"""What is kept and comes later because something stands still: what that is, and when it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from launchkit.bootstrap import PRESS_FILE, Office
from launchkit.checkup import SWEEP_AGE
from launchkit.domain.calendar import ZONE
from launchkit.domain.checklist import Text
from launchkit.domain.outbox import QueuedNotice
from launchkit.domain.telling.words import lasted
from launchkit.notify.counts import failures
from launchkit.notify.prefect_api import COUNT_FILE, nudge_state

#: How often the clockwork sweeps.
SWEEP_EVERY: Final = timedelta(minutes=15)
#: Words of the outbox for what waits as it should.
_AS_IT_SHOULD: Final = frozenset({None, "quiet", "trying"})
#: On which pages each is said, by what their address contains.
_PAGES: Final = {
    "press": ("/papers", "/documents/", "/tasks/"),
    "notices": ("/today", "/deliveries"),
    "prefect": ("/today", "/deliveries"),
    "sweep": ("/today", "/deliveries"),
    # A home in which nothing has begun to run yet: for the page of health alone.
    "unswept": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Something that stands still."""

    #: press, notices, prefect, sweep or unswept
    what: str
    text: Text
    #: whom it concerns; None: everybody
    people: frozenset[str] | None = None

    def concerns(self, person: str, *, wide: bool) -> bool:
        """Whether somebody waits for this."""
        return wide or self.people is None or person in self.people


class Delays:
    """Looks at what stands still, at most once a minute unless a try has failed or worked again."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: tuple[object, tuple[Delay, ...]] | None = None

    def now(self) -> tuple[Delay, ...]:
        """What stands still, as of this minute."""
        key = self.key()
        if self._seen is None or self._seen[0] != key:
            self._seen = (key, self.fresh())
        return self._seen[1]

    def key(self) -> tuple[object, ...]:
        """Changes with the minute, and whenever a try has failed or worked again."""
        home = self._office.settings.home
        minute = self._office.clock().replace(second=0, microsecond=0)
        return (minute, _stamp(home / PRESS_FILE), _stamp(home / COUNT_FILE))

    def fresh(self) -> tuple[Delay, ...]:
        """What stands still, looked at anew."""
        office = self._office
        last, now = office.store.last_sweep(), office.clock()
        found: list[Delay] = []
        if failures(office.settings.home / PRESS_FILE):
            found.append(Delay(what="press", text=_press(last, now)))
        late = [
            one
            for one in office.store.outbox.notices(states=["waiting"])
            if one.reason not in _AS_IT_SHOULD
        ]
        if late:
            people = frozenset(one.to for one in late)
            found.append(Delay(what="notices", text=_notices(late), people=people))
        if nudge_state(office.settings.home, office.settings.prefect_api).failures:
            found.append(Delay(what="prefect", text=_prefect(last, now)))
        if last is None or now - last > SWEEP_AGE:
            what = "unswept" if last is None else "sweep"
            found.append(Delay(what=what, text=_sweep(last, now)))
        return tuple(found)

    def on(self, path: str, person: str, *, wide: bool) -> list[Delay]:
        """What is said on one page to one person."""
        return [
            one
            for one in self.now()
            if one.concerns(person, wide=wide) and any(part in path for part in _PAGES[one.what])
        ]


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _press(last: datetime | None, now: datetime) -> Text:
    zh, en = _next_sweep(last, now)
    return Text(
        zh=f"文书排版停了：已经编号的文书都留着，要素也都在，会补出。{zh}也可以稍后自己再按“出具”。",
        en=f"Printing stands still: documents that have a number are kept, so are all facts, and they follow. {en} You can also press “Print” again later.",
    )


def _notices(late: Sequence[QueuedNotice]) -> Text:
    again = _clock(datetime.fromisoformat(min(one.not_before for one in late)))
    return Text(
        zh=f"有 {len(late)} 条通知现在送不出去（邮箱或群机器人没有接）：都留着，北京时间 {again} 再试，三天内不断重试；要紧的事请直接打电话。",
        en=f"{len(late)} notices cannot be delivered right now (mail or a group robot does not take them): they are kept and tried again at {again} Beijing time, and for three days; call people where it is urgent.",
    )


def _prefect(last: datetime | None, now: datetime) -> Text:
    zh, en = _next_sweep(last, now)
    return Text(
        zh=f"后台（Prefect）现在联系不上：您做的事都已保存，提醒和文书由下一次推进补上。{zh}",
        en=f"Prefect cannot be told right now: everything done is kept; reminders and documents follow with the next sweep. {en}",
    )


def _sweep(last: datetime | None, now: datetime) -> Text:
    zh, en = _next_sweep(last, now)
    if last is None:
        return Text(
            zh=f"还没有推进过：提醒、升级和自动出具的文书会晚到；办理照常。{zh}",
            en=f"No sweep has run: reminders, escalations and automatic documents come late; work goes on. {en}",
        )
    ago = lasted(now - last)
    return Text(
        zh=f"上次推进在 {ago.zh}前：提醒、升级和自动出具的文书会晚到；办理照常。{zh}",
        en=f"The last sweep was {ago.en} ago: reminders, escalations and automatic documents come late; work goes on. {en}",
    )


def _next_sweep(last: datetime | None, now: datetime) -> tuple[str, str]:
    """When the next sweep is due, or that nobody makes one."""
    if last is None or now - last > SWEEP_AGE:
        return (
            "现在没有定时推进在运行，请管理员启动（launchkit up），启动后几分钟内补上。",
            "No clockwork is running; ask an administrator to start it (launchkit up), and it catches up within minutes.",
        )
    at = _clock(max(last + SWEEP_EVERY, now))
    return f"北京时间 {at} 前后再试。", f"The next try is at about {at} Beijing time."


def _clock(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%H:%M}"
