"""Whether everything runs: clockwork, outbox, Prefect, disk, fonts, calendars, database; in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Response

from launchkit.bootstrap import Office
from launchkit.checkup import SWEEP_AGE, Look, looked
from launchkit.domain.checklist import Text
from launchkit.notify.prefect_api import nudge_state
from launchkit.settings import Settings
from launchkit.web.objects import Absent
from launchkit.web.page import PageOf
from launchkit.web.security.viewer import SignedIn
from launchkit.web.site import SiteOf

router = APIRouter()

#: What each look is called.
NAMES: Final = {
    "python": Text(zh="Python", en="Python"),
    "pango": Text(zh="排版库", en="Layout"),
    "harfbuzz": Text(zh="字体子集", en="Font subsetting"),
    "fonts": Text(zh="中文字体", en="Chinese fonts"),
    "calendars": Text(zh="工作日历", en="Calendars"),
    "database": Text(zh="数据库", en="Database"),
    "rows": Text(zh="派生数据", en="Derived rows"),
    "vault": Text(zh="凭证库", en="Vault"),
    "keys": Text(zh="密钥", en="Keys"),
    "disk": Text(zh="磁盘", en="Disk"),
    "sweep": Text(zh="推进", en="Sweep"),
    "prefect": Text(zh="Prefect", en="Prefect"),
    "nudge": Text(zh="通知 Prefect", en="Telling Prefect"),
    "notices": Text(zh="通知", en="Notices"),
    "channels": Text(zh="渠道", en="Channels"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The machine that serves this page, as a check-up looks at it."""

    office: Office
    begun: bool = True

    @property
    def settings(self) -> Settings:
        """Where things are kept."""
        return self.office.settings


@router.get("/health")
def health(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """For headquarters, auditors and administrators; addresses and folders of this machine for administrators only."""
    if not viewer.wide:
        raise Absent
    looks = looked(Running(office=site.office))
    states = [one.state for one in looks]
    return page.show(
        "health.html",
        looks=looks,
        names=NAMES,
        delays=list(delays(site.office)),
        waiting=len(site.office.store.notices(states=["waiting", "sending"])),
        failed=len(site.office.store.notices(states=["failed"])),
        last=site.office.store.last_sweep(),
        whole="missing" not in states,
        warned=_warned(looks),
    )


def delays(office: Office) -> list[Text]:
    """What is kept and comes later, because something stands still; nothing where all runs."""
    found = []
    last = office.store.last_sweep()
    if last is None or office.clock() - last > SWEEP_AGE:
        found.append(_late(last, office.clock()))
    if nudge_state(office.settings.home, office.settings.prefect_api).failures:
        found.append(
            Text(
                zh="Prefect 现在通知不到：您做的事都已保存，提醒和文书由下一次推进补上。",
                en="Prefect cannot be told right now: everything done is kept; reminders and documents follow with the next sweep.",
            )
        )
    return found


def _late(last: datetime | None, now: datetime) -> Text:
    if last is None:
        return Text(
            zh="还没有推进过：提醒、升级和自动出具的文书会晚到；办理照常。",
            en="No sweep has run: reminders, escalations and automatic documents come late; work goes on.",
        )
    zh, en = _ago(now - last)
    return Text(
        zh=f"上次推进在 {zh}前：提醒、升级和自动出具的文书会晚到；办理照常。",
        en=f"The last sweep was {en} ago: reminders, escalations and automatic documents come late; work goes on.",
    )


def _ago(age: timedelta) -> tuple[str, str]:
    """How long ago, in the unit that says it best."""
    if age.days > 1:
        return f"{age.days} 天", f"{age.days} days"
    hours = int(age.total_seconds() // 3600)
    if hours > 1:
        return f"{hours} 小时", f"{hours} hours"
    minutes = int(age.total_seconds() // 60)
    return f"{minutes} 分钟", f"{minutes} minutes"


def _warned(looks: list[Look]) -> int:
    return sum(1 for one in looks if one.state == "warning")
