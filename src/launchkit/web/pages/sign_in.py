"""Signing in and out, and the language and colours of the pages."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from launchkit.domain.accounts import (
    BY_COMPANY,
    MOST_TRIES,
    TRY_WINDOW,
    Account,
    Origin,
    account_name,
)
from launchkit.domain.checklist import Text
from launchkit.web.page import KEYS, LANGUAGE, THEME, THEMES, Page, PageOf, Trouble, own_path
from launchkit.web.security import second_factor, sessions
from launchkit.web.security.passwords import check_password
from launchkit.web.sent import Sent, SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

KEY: Final = "accounts.key"
_A_YEAR: Final = 365 * 24 * 3600
#: The same words whatever was wrong: name, password, code, a closed account, a suspended person.
_WRONG: Final = Text(zh="登录名、密码或动态口令不对。", en="Name, password or code is not right.")
WAIT: Final = Text(
    zh="试得太多次了，请 15 分钟后再试；忘记密码的请联系管理员。",
    en="Too many tries; try again in 15 minutes. If the password is forgotten, ask an administrator.",
)


@router.get("/sign-in")
def sign_in_page(page: PageOf) -> Response:
    """Where to sign in."""
    asked, company = page.request.query_params, page.site.company
    leaving = asked.get("left") == "company"
    way_out = company.way_out(f"{base_of(page)}/sign-in") if company and leaving else None
    return _drawn(page, own_path(asked.get("next", "/")), way_out=way_out)


@router.post("/sign-in")
def sign_in(page: PageOf, form: SentForm, site: SiteOf) -> Response:
    """Sign in: five tries in fifteen minutes for a name and for an address, known or not."""
    name = account_name(form.text("name", longest=60))
    rows = site.office.store.accounts
    keys = (f"account:{name}", f"address:{sessions.address_of(page.request)}")
    now = site.office.clock()
    if not rows.take_try(keys, now=now, window=TRY_WINDOW, most=MOST_TRIES):
        return _refused(page, form, Trouble(status=429, text=WAIT))
    account = _account(site, name, form)
    if account is None:
        return _refused(page, form, Trouble(status=403, text=_WRONG))
    rows.forgive_tries(cleared=keys[0], one_back=keys[1])
    answer = page.go(own_path(form.text("next")))
    sessions.begin(
        site,
        page.request,
        answer,
        person=account.person,
        account=account,
        origin=Origin.PASSWORD,
    )
    return answer


def _refused(page: Page, form: Sent, trouble: Trouble) -> Response:
    answer = _drawn(page, own_path(form.text("next")), status=trouble.status, trouble=trouble)
    if trouble.status == 429:
        answer.headers["Retry-After"] = str(int(TRY_WINDOW.total_seconds()))
    return answer


def _drawn(page: Page, wanted: str, *, way_out: str | None = None, **more: Any) -> Response:
    company = page.site.company
    return page.show(
        "sign_in.html",
        next=wanted,
        way_out=way_out,
        company=None if company is None else company.settings,
        **more,
    )


def base_of(page: Page) -> str:
    """Where this installation is reached, as others have to write it."""
    url = page.request.url
    return page.site.web_url or f"{url.scheme}://{url.netloc}"


def _account(site: Site, name: str, form: Sent) -> Account | None:
    """The account, if everything about it is right; every answer takes the time of one password."""
    found = site.office.store.accounts.account(name)
    usable = found is not None and not found.disabled
    kept = found.password if found is not None and usable else None
    if not check_password(form.secret("password"), kept, site.cost) or found is None:
        return None
    suspended = site.office.desk.house().roster().is_suspended(found.person)
    if suspended or not second_is_right(site, found, form.text("code", longest=20)):
        return None
    return found


def second_is_right(site: Site, account: Account, code: str) -> bool:
    """Whether the code of the second factor is right and new; yes, where none was set up."""
    if account.totp is None:
        return True
    key = second_factor.opened(account.totp, site.office.secret(KEY), account.name)
    if key is None:
        return False
    step = second_factor.step_of_code(key, code, site.office.clock())
    return step is not None and site.office.store.accounts.use_totp(account.name, step)


@router.post("/sign-out")
def sign_out(page: PageOf, site: SiteOf) -> Response:
    """Sign out in this browser."""
    viewer = page.viewer
    by_company = viewer is not None and viewer.session.origin in BY_COMPANY
    path = "/sign-in?left=company" if by_company else "/sign-in"
    answer = page.go(path, Text(zh="已退出登录。", en="You are signed out."))
    sessions.end(site, page.request, answer)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.post("/preferences")
def preferences(page: PageOf, form: SentForm) -> Response:
    """Language, colours and keys, kept in this browser."""
    answer: Response = RedirectResponse(own_path(form.text("next")), status_code=303)
    for cookie, name, allowed in (
        (LANGUAGE, "lang", ("zh", "en")),
        (THEME, "theme", THEMES),
        (KEYS, "keys", ("on", "off")),
    ):
        chosen = form.text(name, longest=10)
        if chosen in allowed:
            _keep(page, answer, cookie, chosen)
    return answer


def _keep(page: Page, answer: Response, cookie: str, chosen: str) -> None:
    answer.set_cookie(
        cookie,
        chosen,
        max_age=_A_YEAR,
        path="/",
        secure=page.site.is_secure(page.request),
        httponly=True,
        samesite="lax",
    )
