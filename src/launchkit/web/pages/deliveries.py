"""What was sent to whom, by which channel, and what became of it; texts are not kept anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from fastapi import APIRouter, Response

from launchkit.domain.checklist import Text
from launchkit.domain.outbox import Delivery, NoticeState, QueuedNotice
from launchkit.domain.telling.notices import notice_words
from launchkit.web.page import PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import Site, SiteOf

router = APIRouter()

SHOWN: Final = 60
STATES: Final[Mapping[str, Text]] = {
    "waiting": Text(zh="待发", en="waits"),
    "sending": Text(zh="正在发", en="being sent"),
    "sent": Text(zh="已发", en="sent"),
    "failed": Text(zh="未送达", en="failed"),
    "withdrawn": Text(zh="已撤回", en="withdrawn"),
}
REASONS: Final[Mapping[str, Text]] = {
    "closed": Text(zh="专案已结", en="the case is closed"),
    "gone": Text(zh="已不在本案或权限暂停", en="not in the case any more, or without rights"),
    "settled": Text(zh="已办或已改期", en="done, or another date"),
    "newer": Text(zh="有更新的通知", en="a newer notice speaks for it"),
    "other_person": Text(zh="已由别人负责", en="somebody else answers for it"),
    "quiet": Text(zh="夜间不打扰", en="held back at night"),
    "uncertain": Text(zh="可能已送达，不重发", en="may have arrived; not sent again"),
    "down": Text(zh="对方不在线", en="the other side is down"),
    "no_address": Text(zh="地址不对", en="not an address"),
    "no_server": Text(zh="没有设置邮件服务器", en="no mail server is set"),
    "trying": Text(zh="没有回音", en="no answer yet"),
    "sent": Text(zh="已发", en="sent"),
}


@router.get("/deliveries")
def deliveries(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """The delivery log: of the cases one may see for headquarters and auditors, else of what went to oneself."""
    query = page.request.query_params
    state = query.get("state", "")
    case, to = query.get("case", ""), query.get("to", "")
    seen = {row.case: row for row in viewer.cases}
    wanted = [
        one
        for one in _notices(site, viewer, state)
        if one.case in seen and case in ("", one.case) and to in ("", one.to)
    ]
    wanted.sort(key=lambda one: one.changed_at, reverse=True)
    typed = query.get("page", "1")
    pages = max(1, -(-len(wanted) // SHOWN))
    number = min(pages, max(1, int(typed) if typed.isascii() and typed.isdecimal() else 1))
    rows = wanted[(number - 1) * SHOWN : number * SHOWN]
    attempts: dict[str, list[Delivery]] = {}
    for one in site.office.store.outbox.deliveries([row.key for row in rows]):
        attempts.setdefault(one.key, []).append(one)
    known = {row.case: site.office.desk.case(row.case) for row in rows}
    return page.show(
        "deliveries.html",
        rows=rows,
        count=len(wanted),
        cases=seen,
        known=known,
        attempts=attempts,
        states=STATES,
        reasons=REASONS,
        notice_words=notice_words,
        people=sorted({one.to for one in wanted}) if viewer.wide else [],
        chosen={"state": state, "case": case, "to": to},
        number=number,
        pages=pages,
    )


def _notices(site: Site, viewer: Viewer, state: str) -> list[QueuedNotice]:
    states: list[NoticeState] = [one for one in get_args(NoticeState) if one == state]
    found = site.office.store.outbox.notices(states=states)
    return [one for one in found if viewer.wide or one.to == viewer.person]
