"""Administrators: who they are, for everybody to see, and what waits for a second one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response

from launchkit.domain.accounts import AGREE_WITHIN, AskedChange
from launchkit.domain.checklist import Text
from launchkit.domain.rules.administration import administering
from launchkit.domain.telling.sign_in import CHANGES
from launchkit.web.objects import AskedOf
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.pages.sign_in import base_of
from launchkit.web.security.registrars import require_administrator
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

_AGREED: Final = Text(zh="已确认并办理。", en="Agreed, and done.")
_DROPPED: Final = Text(zh="已撤回，不办理。", en="It will not be done.")


@router.get("/administrators")
def administrators(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Who looks after accounts; for administrators, what waits for one of them."""
    return _shown(page, viewer, site)


@router.post("/administrators/{asked}")
def decide(
    asked: AskedOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """A second administrator agrees or not; whoever asked takes it back."""
    administration = site.office.administration
    try:
        require_administrator(viewer)
        call = viewer.call(form.request)
        if form.one_of("to", ("agree", "drop")) == "drop":
            administration.drop(call, asked.seq)
            return page.go("/administrators", _DROPPED)
        done = administration.agree(call, asked.seq)
    except ANSWERS as fault:
        return _shown(page, viewer, site, trouble_of(fault))
    if done.word is None:
        return page.go("/administrators", _AGREED)
    link = f"{base_of(page)}/link/{done.word}"
    return _shown(page, viewer, site, link=link, for_whom=asked.account)


def _hours_left(asked: AskedChange, now: datetime) -> int:
    """Whole hours in which a second administrator can still agree; the last one counts as one."""
    left = datetime.fromisoformat(asked.asked_at) + AGREE_WITHIN - now
    return max(1, int(left.total_seconds() // 3600))


def _shown(
    page: Page,
    viewer: Viewer,
    site: Site,
    trouble: Trouble | None = None,
    *,
    link: str | None = None,
    for_whom: str = "",
) -> Response:
    house = site.office.desk.house()
    roster = house.roster()
    waiting = site.office.administration.waiting() if viewer.administrator else ()
    return page.show(
        "administrators.html",
        status=200 if trouble is None else trouble.status,
        people=sorted(house.administrators),
        alone=house.named_alone,
        suspended=house.suspended,
        only=len(administering(house)) == 1,
        waiting=waiting,
        own={one.seq for one in waiting if roster.human(one.by) == roster.human(viewer.person)},
        change_text=CHANGES,
        left={one.seq: _hours_left(one, viewer.ask.now) for one in waiting},
        link=link,
        for_whom=for_whom,
        trouble=trouble,
    )
