"""What one sets up for oneself beside the account: calendar, and tokens for programs."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from launchkit.desk.accounts import LONGEST_TOKEN_DAYS
from launchkit.domain.accounts import Scope
from launchkit.domain.checklist import Text
from launchkit.domain.feeds import FeedKind
from launchkit.web.page import ANSWERS, PageOf, trouble_of
from launchkit.web.pages.me import own_page
from launchkit.web.security.viewer import SignedIn
from launchkit.web.sent import BadField, SentForm
from launchkit.web.site import SiteOf

router = APIRouter()

_NEW_FEED: Final = Text(
    zh="日历换了新地址，旧地址立即失效。",
    en="The calendar has a new address; the old one leads nowhere.",
)
_ENDED: Final = Text(zh="令牌已作废。", en="The token is worth nothing any more.")


@router.post("/me/feed")
def renew_feed(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """The own calendar gets another address."""
    site.office.desk.reach.renew_feed(viewer.call(form.request), FeedKind.PERSON, viewer.person)
    return page.go("/me", _NEW_FEED)


@router.post("/me/tokens")
def give_token(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """A token with which a program acts for whoever asks; shown this once."""
    try:
        label = form.text("label", longest=60, required=True)
        scopes = [one.value for one in Scope if one.value in form.many("scopes")]
        if not scopes:
            raise BadField("scopes", "至少选一项。", "Tick at least one.")
        days = form.number("days") or LONGEST_TOKEN_DAYS
        word, _ = site.office.accounts.give_token(
            viewer.call(form.request), label=label, scopes=scopes, days=days
        )
    except ANSWERS as fault:
        return own_page(page, viewer, site, trouble_of(fault))
    return own_page(page, viewer, site, token=word)


@router.post("/me/tokens/end")
def end_token(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """One of one's own tokens is worth nothing any more."""
    digest = form.text("token", longest=64, required=True)
    site.office.store.accounts.end_tokens(person=viewer.person, digest=digest)
    return page.go("/me", _ENDED)
