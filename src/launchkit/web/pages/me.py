"""One's own account: sessions, password, second factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response

from launchkit.domain.accounts import Account, Origin, Scope, Session
from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.feeds import FeedKind
from launchkit.web.page import Page, PageOf, Trouble, trouble_of
from launchkit.web.pages.entry_links import chosen_password, example_people
from launchkit.web.pages.sign_in import KEY, base_of
from launchkit.web.qr import qr
from launchkit.web.security import second_factor, sessions
from launchkit.web.security.passwords import check_password
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

#: what a token can be for, in words
SCOPES: Final = {
    Scope.READ: Text(zh="查看", en="read"),
    Scope.ACT: Text(zh="办理", en="act"),
    Scope.DECIDE: Text(zh="决定", en="decide"),
    Scope.ADMINISTER: Text(zh="管理", en="administer"),
}
#: so many devices are listed, the newest first; who is signed in at more places sees how many
LISTED: Final = 20
_NO_ACCOUNT: Final = Text(
    zh="以示例身份查看时没有账号可改。",
    en="While looking at the examples there is no account to change.",
)


@router.get("/me")
def me(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Who one is here, and where one is signed in."""
    return own_page(page, viewer, site)


@router.post("/me/sign-out-everywhere")
def sign_out_everywhere(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """All sessions of the person end, this one too."""
    site.office.store.accounts.end_sessions(person=viewer.person)
    answer = page.go(
        "/sign-in", Text(zh="所有设备上都已退出。", en="You are signed out on every device.")
    )
    sessions.end(site, page.request, answer)
    return answer


@router.post("/me/password")
def change_password(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Another password, by whoever knows the present one; every other session of the account ends."""
    account = _account(site, viewer)
    if account is None:
        return own_page(page, viewer, site, Trouble(status=409, text=_NO_ACCOUNT))
    try:
        if not check_password(form.secret("present"), account.password, site.cost):
            raise BadField("present", "现在的密码不对。", "The present password is not right.")
        own = (account.name, viewer.person, viewer.name)
        digest = chosen_password(site, form, own=own)
    except LaunchkitError as fault:
        return own_page(page, viewer, site, trouble_of(fault))
    changed = site.office.accounts.keep_password(account, digest)
    answer = page.go(
        "/me",
        Text(
            zh="密码已改，其他设备已退出。",
            en="The password is changed; other devices are signed out.",
        ),
    )
    sessions.begin(
        site,
        page.request,
        answer,
        person=viewer.person,
        account=changed,
        origin=Origin.PASSWORD,
    )
    return answer


@router.get("/me/second-factor")
def second_factor_page(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """The key to put into a telephone."""
    return _second(page, viewer, site)


@router.post("/me/second-factor")
def set_second_factor(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Set up by the first code that is right; from then on it is asked for at every sign-in."""
    account = _account(site, viewer)
    if account is None or account.totp is not None:
        return _second(page, viewer, site)
    secret = site.office.secret(KEY)
    key = second_factor.key_for(secret, viewer.session.digest)
    step = second_factor.step_of_code(key, form.text("code", longest=20), site.office.clock())
    if step is None:
        wrong = Text(
            zh="口令不对；请看手机上现在的六位数字，并核对手机的时间。",
            en="The code is not right; look at the six digits now, and at the clock of the telephone.",
        )
        return _second(page, viewer, site, Trouble(status=422, text=wrong, field="code"))
    kept = second_factor.sealed(key, secret, account.name)
    site.office.store.accounts.keep_account(replace(account, totp=kept, totp_step=step))
    return page.go("/", Text(zh="动态口令已启用。", en="The second factor is set up."))


def _account(site: Site, viewer: Viewer) -> Account | None:
    name = viewer.session.account
    return None if name is None else site.office.store.accounts.account(name)


def _newest(found: Sequence[Session], viewer: Viewer) -> list[Session]:
    """The newest of one's sessions, and the one that looks at them in any case."""
    others = [one for one in found if one.digest != viewer.session.digest]
    return [viewer.session, *others[: LISTED - 1]]


def own_page(
    page: Page,
    viewer: Viewer,
    site: Site,
    trouble: Trouble | None = None,
    token: str | None = None,
) -> Response:
    """The page of one's own account; `token` is shown this once."""
    looking = viewer.session.origin is Origin.EXAMPLES
    office, rows = site.office, site.office.store.accounts
    word = office.feeds.token(FeedKind.PERSON, viewer.person)
    account = _account(site, viewer)
    return page.show(
        "me.html",
        status=200 if trouble is None else trouble.status,
        account=account,
        linked=account is not None and rows.identity_of(account.name) is not None,
        sessions=_newest(rows.sessions_of(viewer.person, most=LISTED), viewer),
        signed_in=rows.session_count(viewer.person),
        people=example_people(site) if looking else {},
        feed=f"{base_of(page)}/feeds/{word}.ics",
        tokens=rows.tokens_of(viewer.person),
        scopes=SCOPES,
        channels=sorted(office.desk.house().addresses(viewer.person)),
        today=office.clock().isoformat(),
        token=token,
        trouble=trouble,
    )


def _second(page: Page, viewer: Viewer, site: Site, trouble: Trouble | None = None) -> Response:
    account = _account(site, viewer)
    key = second_factor.key_for(site.office.secret(KEY), viewer.session.digest)
    name = "" if account is None else account.name
    address = second_factor.address_of(key, name)
    return page.show(
        "second_factor.html",
        status=200 if trouble is None else trouble.status,
        account=account,
        key=second_factor.as_typed(key),
        address=address,
        # Drawn into the page and nowhere else: the key is in no address and in no log.
        code=qr(address, page.say("动态口令的二维码", "Code of the second factor")),
        trouble=trouble,
    )
