"""Whether everything runs: clockwork, outbox, Prefect, disk, fonts, calendars, database; in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response

from launchkit.bootstrap import Office
from launchkit.checkup import Look, looked
from launchkit.domain.calendar import ZONE
from launchkit.domain.checklist import Text
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
    "offline": Text(zh="离线使用", en="Working offline"),
    "trust": Text(zh="局域网证书", en="Certificate"),
    "proxies": Text(zh="反向代理", en="Proxies"),
    "sweep": Text(zh="推进", en="Sweep"),
    "prefect": Text(zh="Prefect", en="Prefect"),
    "nudge": Text(zh="通知 Prefect", en="Telling Prefect"),
    "notices": Text(zh="通知", en="Notices"),
    "webhooks": Text(zh="Webhook", en="Webhooks"),
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
        delays=[one.text for one in site.delays.fresh()],
        waiting=len(site.office.store.outbox.notices(states=["waiting", "sending"])),
        failed=len(site.office.store.outbox.notices(states=["failed"])),
        last=site.office.store.last_sweep(),
        zone=ZONE,
        whole="missing" not in states,
        warned=_warned(looks),
    )


def _warned(looks: list[Look]) -> int:
    return sum(1 for one in looks if one.state == "warning")
