"""What was sent to whom, by which channel, and what became of it; texts are not kept anywhere."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final, get_args

from fastapi import APIRouter, Response

from launchkit.domain.calendar import ZONE
from launchkit.domain.house_notices import OF_HOUSE
from launchkit.domain.occasions import NoticeKind
from launchkit.domain.outbox import Delivery, NoticeState, QueuedNotice
from launchkit.domain.telling.deliveries import REASONS, STATES
from launchkit.domain.telling.notices import notice_words
from launchkit.web.page import PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import Site, SiteOf

router = APIRouter()

SHOWN: Final = 60
#: Where what is told of the house is looked after.
_OF_HOUSE: Final[Mapping[str, str]] = {
    NoticeKind.WEBHOOK_OFF: "/webhooks",
    NoticeKind.SECOND_ASKED: "/administrators",
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
        if _is_of(one, case, seen, viewer) and to in ("", one.to)
    ]
    wanted.sort(key=lambda one: one.changed_at, reverse=True)
    typed = query.get("page", "1")
    pages = max(1, -(-len(wanted) // SHOWN))
    number = min(pages, max(1, int(typed) if typed.isascii() and typed.isdecimal() else 1))
    rows = wanted[(number - 1) * SHOWN : number * SHOWN]
    attempts: dict[str, list[Delivery]] = {}
    for one in site.office.store.outbox.deliveries([row.key for row in rows]):
        attempts.setdefault(one.key, []).append(one)
    cases = {row.case for row in rows if row.kind not in OF_HOUSE}
    known = {one: site.office.desk.case(one) for one in cases}
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
        of_house=_OF_HOUSE,
        zone=ZONE,
        people=sorted({one.to for one in wanted}) if viewer.wide else [],
        chosen={"state": state, "case": case, "to": to},
        number=number,
        pages=pages,
    )


def _is_of(one: QueuedNotice, case: str, seen: Container[str], viewer: Viewer) -> bool:
    """Whether a notice is of a case, or of any that is seen; what is about the house is of none, and for administrators."""
    if one.kind in OF_HOUSE:
        return viewer.administrator and not case
    return one.case in seen and case in ("", one.case)


def _notices(site: Site, viewer: Viewer, state: str) -> list[QueuedNotice]:
    states: list[NoticeState] = [one for one in get_args(NoticeState) if one == state]
    found = site.office.store.outbox.notices(states=states)
    return [one for one in found if viewer.wide or one.to == viewer.person]
