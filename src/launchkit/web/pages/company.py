"""Signing in with the company: to the provider and back, with our own second factor where the company did not ask for one.

Nobody signs up here: whoever the company knows and nobody invited is told so, calmly, and nothing else.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from launchkit.desk import Call
from launchkit.domain.accounts import MOST_TRIES, TRY_WINDOW, Account, Origin
from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError
from launchkit.web.company.provider import (
    STALE,
    CompanyFault,
    Known,
    Provider,
    cancelled,
    reference,
)
from launchkit.web.page import Page, PageOf, Trouble, own_path, trouble_of
from launchkit.web.pages.sign_in import WAIT, base_of, second_is_right
from launchkit.web.security import sessions
from launchkit.web.security.sealing import seal, unseal
from launchkit.web.sent import SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()
_log = logging.getLogger(__name__)

#: the key of this home that seals what a browser keeps between the steps
KEY: Final = "company.key"
#: Our cookies between the steps, which are also the purposes they are sealed for.
UNDER_WAY: Final = "launchkit-company"
ASKED_CODE: Final = "launchkit-company-code"
#: So long somebody may take at the provider, and for the six digits.
LIFE: Final = timedelta(minutes=15)
BACK: Final = "/sign-in/company/callback"
_LONGEST: Final = 1_000
_WRONG_CODE: Final = Text(zh="动态口令不对。", en="The code is not right.")


@router.get("/sign-in/company")
def to_the_company(page: PageOf, site: SiteOf) -> Response:
    """On to the provider; nothing is written but a cookie that only this browser has."""
    asked = page.request.query_params
    if site.company is None:
        return page.go("/sign-in")
    try:
        begun = site.company.begin(base_of(page) + BACK)
    except CompanyFault as fault:
        return _refused(page, fault)
    answer = RedirectResponse(begun.address, status_code=303)
    values = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "next": own_path(asked.get("next", "/"))[:_LONGEST],
        "word": asked.get("word", "")[:100],
    }
    _put(site, page.request, answer, UNDER_WAY, values)
    return answer


@router.get("/sign-in/company/callback")
def back_from_the_company(page: PageOf, site: SiteOf) -> Response:
    """Back from the provider, once; whatever is wrong, nobody's session changes."""
    provider = site.company
    if provider is None:
        return page.go("/sign-in")
    kept = _taken(site, page.request, UNDER_WAY)
    try:
        known = _known(page, provider, kept or {})
        answer = _welcome(page, site, known, kept or {})
    except CompanyFault as fault:
        answer = _refused(page, fault)
    except LaunchkitError as fault:
        answer = _shown(page, trouble_of(fault))
    _drop(site, page.request, answer, UNDER_WAY)
    return answer


@router.post("/sign-in/company/code")
def with_code(page: PageOf, form: SentForm, site: SiteOf) -> Response:
    """Our own second factor, after the company has said who it is."""
    kept = _taken(site, page.request, ASKED_CODE)
    if kept is None:
        return _refused(page, CompanyFault(STALE))
    known = Known(issuer=kept["issuer"], subject=kept["subject"])
    account = _account(site, known, kept["word"])
    if account is None:
        return _unknown(page, site, known)
    rows, now = site.office.store.accounts, site.office.clock()
    keys = (f"account:{account.name}", f"address:{sessions.address_of(page.request)}")
    if not rows.take_try(keys, now=now, window=TRY_WINDOW, most=MOST_TRIES):
        return _code(page, Trouble(status=429, text=WAIT))
    if not second_is_right(site, account, form.text("code", longest=20)):
        return _code(page, Trouble(status=403, text=_WRONG_CODE, field="code"))
    rows.forgive_tries(cleared=keys[0], one_back=keys[1])
    try:
        answer = _enter(page, site, known, account, kept)
    except LaunchkitError as fault:
        answer = _shown(page, trouble_of(fault))
    _drop(site, page.request, answer, ASKED_CODE)
    return answer


# --- the steps ---------------------------------------------------------------------------------------------------


def _known(page: Page, provider: Provider, kept: Mapping[str, str]) -> Known:
    """Who came back: only to the browser that went there, only with the answer to what it asked."""
    said = page.request.query_params
    state = said.get("state", "")
    if not kept or not hmac.compare_digest(state.encode(), kept["state"].encode()):
        raise CompanyFault(STALE, why="state")
    provider.require_from_here(said.get("iss"))
    if said.get("error"):
        raise cancelled(said["error"])
    code = said.get("code", "")
    if not 0 < len(code) <= _LONGEST * 2:
        raise CompanyFault(STALE, why="code")
    return provider.known(
        code, back=base_of(page) + BACK, nonce=kept["nonce"], verifier=kept["verifier"]
    )


def _welcome(page: Page, site: Site, known: Known, kept: Mapping[str, str]) -> Response:
    account = _account(site, known, kept["word"])
    if account is None:
        return _unknown(page, site, known)
    if account.totp is None or known.strong:
        return _enter(page, site, known, account, kept)
    answer = _code(page)
    values = {
        "issuer": known.issuer,
        "subject": known.subject,
        "next": kept["next"],
        "word": kept["word"],
    }
    _put(site, page.request, answer, ASKED_CODE, values)
    return answer


def _account(site: Site, known: Known, word: str) -> Account | None:
    """The account they belong to, or the one that an invitation is for."""
    company = site.office.company
    found = company.account_of(known.issuer, known.subject)
    return found or (company.invited(word) if word else None)


def _enter(
    page: Page, site: Site, known: Known, account: Account, kept: Mapping[str, str]
) -> Response:
    company = site.office.company
    if company.account_of(known.issuer, known.subject) is None:
        call = Call(
            actor=account.person, request=f"company-{site.office.ids()}", channel="web:company"
        )
        company.link(call, kept["word"], issuer=known.issuer, subject=known.subject)
    answer = page.go(own_path(kept["next"]))
    sessions.begin(
        site,
        page.request,
        answer,
        person=account.person,
        account=account,
        origin=Origin.OIDC_STRONG if known.strong else Origin.OIDC,
    )
    return answer


# --- pages -------------------------------------------------------------------------------------------------------


def _refused(page: Page, fault: CompanyFault) -> Response:
    return _shown(page, Trouble(status=fault.status, text=fault.text))


def _shown(page: Page, trouble: Trouble) -> Response:
    return page.show("company.html", status=trouble.status, trouble=trouble, reference=None)


def _unknown(page: Page, site: Site, known: Known) -> Response:
    """Nobody invited them, or their account is closed, or their rights are suspended: the same is said of all."""
    word = reference(site.office.secret(KEY), known.issuer, known.subject)
    _log.info("sign-in with the company without an account: %s", word)
    return page.show("company.html", status=403, reference=word)


def _code(page: Page, trouble: Trouble | None = None) -> Response:
    status = 200 if trouble is None else trouble.status
    return page.show("company_code.html", status=status, trouble=trouble)


# --- what the browser keeps ------------------------------------------------------------------------------------


def _put(
    site: Site, request: Request, answer: Response, purpose: str, values: Mapping[str, str]
) -> None:
    word = seal(site.office.secret(KEY), purpose, values, site.office.clock())
    sessions.set_cookie(site, request, answer, word, purpose)


def _taken(site: Site, request: Request, purpose: str) -> Mapping[str, str] | None:
    word = request.cookies.get(sessions.cookie_name(site, request, purpose), "")
    return unseal(site.office.secret(KEY), purpose, word, site.office.clock(), LIFE)


def _drop(site: Site, request: Request, answer: Response, purpose: str) -> None:
    answer.delete_cookie(
        sessions.cookie_name(site, request, purpose),
        path="/",
        secure=site.is_secure(request),
        httponly=True,
        samesite="lax",
    )
