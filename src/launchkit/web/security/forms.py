"""Whether a form was sent from a page of ours: by its token, and by where the browser says it comes from."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from fastapi import Request

from launchkit.domain.checklist import Text
from launchkit.web.security.sessions import BEFORE, COOKIE, read_cookie
from launchkit.web.site import Site, site_of

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD: Final = "csrf"
HEADER: Final = "x-csrf"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class ForeignForm(Exception):
    """A request that changes something and does not come from a page of ours."""

    text: Final = Text(
        zh="这个表单不是从本站当前的页面提交的，或页面已经过期。什么都没有改；请刷新页面再做一次。",
        en="This form was not sent from a current page of this site. Nothing was changed; load the page again and repeat.",
    )


def form_token(word: str) -> str:
    """The token for forms of whoever holds this cookie: only we and their own pages can know it."""
    return hmac.digest(word.encode(), b"launchkit form", hashlib.sha256).hex()


async def own_form(request: Request) -> None:
    """Let through what changes nothing, what a program sends with its own token, and forms of our own pages.

    It stands before every route of the application, so that none can be forgotten.
    """
    if request.method in SAFE or is_program(request) or request.url.path.startswith("/api/"):
        return  # under /api/ no cookie counts, so nobody's browser can be made to act there
    site = site_of(request)
    if not _from_here(site, request) or not await _has_token(site, request):
        raise ForeignForm


def is_program(request: Request) -> bool:
    """Whether a request brings a token of its own; no browser adds that by itself, as it adds cookies."""
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _from_here(site: Site, request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is not None:
        return origin in site.origins(request)
    # Browsers leave out `Origin` only where they say the same by other words.
    return request.headers.get("sec-fetch-site") == "same-origin"


async def _has_token(site: Site, request: Request) -> bool:
    given = request.headers.get(HEADER)
    if given is None and request.headers.get("content-type", "").startswith(_FORMS):
        field = (await request.form()).get(FIELD)
        given = field if isinstance(field, str) else None
    if given is None:
        return False
    words = (read_cookie(site, request, name) for name in (COOKIE, BEFORE))
    sent = given.encode("utf-8", "surrogatepass")
    return any(
        hmac.compare_digest(form_token(word).encode(), sent) for word in words if word is not None
    )
