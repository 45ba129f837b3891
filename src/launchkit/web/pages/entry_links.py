"""Links that work once: to begin a home, to choose a password, to look at the examples on this machine.

Opening one changes nothing, because chat programs open links to show a preview; only its form uses it up.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from launchkit.desk import Call
from launchkit.desk.accounts import link_used
from launchkit.domain.accounts import (
    Account,
    LinkPurpose,
    OneTimeLink,
    Origin,
    digest_of,
)
from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.telling.words import NOTHING, role_text
from launchkit.web.house_fields import code_of
from launchkit.web.page import Page, PageOf, Trouble, trouble_of
from launchkit.web.security import sessions
from launchkit.web.security.passwords import digest_password, weakness
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import Site, SiteOf, is_here

router = APIRouter()

_LONGEST_WORD: Final = 100


@router.get("/link/{word}")
def link_page(word: str, page: PageOf, site: SiteOf) -> Response:
    """What a link is for, with the form that uses it."""
    found = _find(site, page, word)
    return _unusable(page) if found is None else _form(page, site, word, found)


@router.post("/link/{word}")
def use_link(word: str, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Use a link."""
    found = _find(site, page, word)
    if found is None:
        return _unusable(page)
    try:
        if found.purpose is LinkPurpose.COMPANY:
            return _form(page, site, word, found)
        if found.purpose is LinkPurpose.EXAMPLES:
            return _look_at_examples(page, site, word, form)
        account = (
            _begin(site, word, form)
            if found.purpose is LinkPurpose.FIRST
            else _choose(site, word, found, form)
        )
    except LaunchkitError as fault:
        return _form(page, site, word, found, trouble_of(fault))
    return _enter(page, site, account.person, account, Origin.PASSWORD)


@router.post("/examples/as")
def change_person(page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Look at the examples as somebody else of them: only who came in by the link for them, and on this machine."""
    viewer = page.viewer
    if viewer is None or viewer.session.origin is not Origin.EXAMPLES or not is_here(page.request):
        return _unusable(page)
    person = form.one_of("person", example_people(site))
    return _enter(page, site, person, None, Origin.EXAMPLES)


def example_people(site: Site) -> dict[str, Text]:
    """Whom one can look at the examples as, with a role of theirs: everybody who has no account of their own."""
    house = site.office.desk.house()
    own = set(house.accounts.values())
    roles: dict[str, Text] = {}
    for row in site.office.store.cases():
        for code, held in site.office.desk.case(row.case).team.items():
            roles.setdefault(code, role_text(held[0]) if held else NOTHING)
    return {code: roles.get(code, NOTHING) for code in house.people if code not in own}


def _find(site: Site, page: Page, word: str) -> OneTimeLink | None:
    if len(word) > _LONGEST_WORD:
        return None
    found = site.office.store.accounts.link(digest_of(word), site.office.clock())
    if found is not None and found.purpose is LinkPurpose.EXAMPLES and not is_here(page.request):
        return None
    return found


def _unusable(page: Page) -> Response:
    fault = link_used()
    trouble = Trouble(status=404, text=Text(zh=fault.zh, en=fault.en))
    return page.show("refused.html", status=trouble.status, trouble=trouble)


def _form(
    page: Page, site: Site, word: str, link: OneTimeLink, trouble: Trouble | None = None
) -> Response:
    return page.show(
        "entry_link.html",
        status=200 if trouble is None else trouble.status,
        word=word,
        purpose=link.purpose.value,
        account=link.account,
        company=None if site.company is None else site.company.settings,
        people=example_people(site) if link.purpose is LinkPurpose.EXAMPLES else {},
        trouble=trouble,
    )


def _look_at_examples(page: Page, site: Site, word: str, form: Sent) -> Response:
    person = form.one_of("person", example_people(site))
    if site.office.store.accounts.use_link(digest_of(word), site.office.clock()) is None:
        return _unusable(page)
    return _enter(page, site, person, None, Origin.EXAMPLES)


def _begin(site: Site, word: str, form: Sent) -> Account:
    person = code_of(form, "person")
    name = form.text("name", longest=60, required=True)
    account = form.text("account", longest=60, required=True)
    password = chosen_password(site, form, own=(person, name, account))
    call = Call(actor=person, request=form.request, channel="web:first")
    return site.office.accounts.begin(call, word, name=name, account=account, password=password)


def _choose(site: Site, word: str, link: OneTimeLink, form: Sent) -> Account:
    house = site.office.desk.house()
    account = link.account or ""
    person = house.acting(account)
    own = (account, person, house.name(person))
    return site.office.accounts.choose_password(word, chosen_password(site, form, own=own))


def chosen_password(site: Site, form: Sent, *, own: tuple[str, ...]) -> str:
    """Digest of a password that was typed twice; refused with the reason where it is weak or typed differently."""
    password = form.secret("password")
    why = weakness(password, own=own)
    if why is not None:
        raise BadField("password", why.zh, why.en)
    if password != form.secret("again"):
        raise BadField("again", "两次输入的密码不一样。", "The two passwords differ.")
    return digest_password(password, site.cost)


def _enter(
    page: Page, site: Site, person: str, account: Account | None, origin: Origin
) -> Response:
    answer = page.go("/")
    sessions.begin(site, page.request, answer, person=person, account=account, origin=origin)
    return answer
