"""People: who they are, how they sign in, how they are reached, what they may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.desk.administration import Changed
from launchkit.desk.reach import CHANNELS
from launchkit.domain.accounts import SignInChange
from launchkit.domain.checklist import FactType, Text
from launchkit.domain.entries import PersonAdded
from launchkit.domain.errors import Refused
from launchkit.domain.recorded import Erased
from launchkit.domain.roles import ROLES, Authority
from launchkit.domain.rules.administration import WHO, needs_second
from launchkit.domain.telling import role_text
from launchkit.domain.telling.sign_in import CHANGES
from launchkit.web.house_fields import code_of, identifier
from launchkit.web.objects import PersonOf, find_case
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.pages.sign_in import base_of
from launchkit.web.security.registrars import (
    may_administer,
    may_register,
    require_administrator,
    require_other,
    require_registrar,
)
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import Site, SiteOf
from launchkit.web.templating import segment

router = APIRouter()

#: values of a person that pages cover
FIELDS: Final[Mapping[str, Text]] = {
    "phone": Text(zh="电话", en="telephone"),
    "id_number": Text(zh="公民身份号码", en="identity number"),
    "email": Text(zh="邮箱", en="e-mail"),
}
#: roles that somebody can have at a branch for good
STANDING: Final = tuple(
    one.id
    for one in ROLES.values()
    if one.id != "everyone" and one.authority not in {Authority.SYSTEM, Authority.OUTSIDE}
)


@router.get("/people")
def people(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Everybody whom one may see."""
    return _people(page, viewer, site)


@router.post("/people")
def add_person(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Register somebody; a code that is taken is refused, because it is for good."""
    try:
        require_registrar(viewer)
        entry = _person(form, code_of(form, "person"))
        if entry.person in site.office.desk.house().people:
            raise BadField("person", "这个代码已经有人用了。", "This code is taken.")
        site.office.desk.registry.add(viewer.call(form.request), entry)
    except ANSWERS as fault:
        return _people(page, viewer, site, trouble_of(fault))
    said = Text(zh=f"已登记 {entry.person}", en=f"{entry.person} is registered")
    return page.go(f"/people/{segment(entry.person)}", said)


@router.get("/people/{person}")
def person_page(person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """One person."""
    return show_person(page, viewer, site, person)


@router.post("/people/{person}")
def change_person(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Other values of a person; what is left empty stays as it was."""

    def act() -> None:
        require_registrar(viewer)
        site.office.desk.registry.add(
            viewer.call(form.request), _person(form, person.person, person)
        )

    return carried_out(page, viewer, site, person, act)


@router.post("/people/{person}/show")
def show_value(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """A covered value, once, with an entry that says who looked and why."""
    try:
        name = form.one_of("field", FIELDS)
        reason = form.text("reason", required=True)
        value = site.office.desk.registry.show_personal(
            viewer.call(form.request), person=person.person, field=name, reason=reason
        )
    except ANSWERS as fault:
        return show_person(page, viewer, site, person, trouble_of(fault))
    return show_person(page, viewer, site, person, shown={name: value})


@router.post("/people/{person}/rights")
def change_rights(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """All rights of a person go at once, with their sessions, or come back."""

    def act() -> None:
        require_registrar(viewer)
        registry, call = site.office.desk.registry, viewer.call(form.request)
        reason = form.text("reason", required=True)
        if form.one_of("to", ("suspended", "restored")) == "restored":
            registry.restore_rights(call, person=person.person, reason=reason)
            return
        registry.suspend_rights(call, person=person.person, reason=reason)
        site.office.store.accounts.end_sessions(person=person.person)

    return carried_out(page, viewer, site, person, act)


@router.post("/people/{person}/same")
def join_person(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Two codes are one human being."""

    def act() -> None:
        require_registrar(viewer)
        other = form.text("same_as", longest=40, required=True)
        if other == person.person:
            raise BadField("same_as", "请写另一个代码。", "Name another code.")
        site.office.desk.registry.join_persons(
            viewer.call(form.request), person=person.person, same_as=other
        )

    return carried_out(page, viewer, site, person, act)


@router.post("/people/{person}/roles")
def give_roles(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Standing roles at a branch; none: no more."""

    def act() -> None:
        require_registrar(viewer)
        require_other(viewer, person.person)
        house = site.office.desk.house()
        branch = form.one_of("branch", house.branches)
        roles = tuple(one for one in STANDING if one in form.many("roles"))
        site.office.desk.registry.give_branch_roles(
            viewer.call(form.request), branch=branch, person=person.person, roles=roles
        )

    return carried_out(page, viewer, site, person, act)


@router.post("/people/{person}/deputy")
def name_deputy(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Who stands in for a person in one case; the desk says who may name one."""

    def act() -> None:
        row = find_case(viewer, form.text("case", longest=64, required=True))
        site.office.desk.people.name_deputy(
            viewer.call(form.request),
            row.case,
            person=person.person,
            deputy=form.text("deputy", longest=40) or None,
        )

    return carried_out(page, viewer, site, person, act)


@router.post("/people/{person}/channels")
def set_channel(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """How a person is reached; no address: by this channel no more."""

    def act() -> None:
        site.office.desk.reach.set_channel(
            viewer.call(form.request),
            person=person.person,
            channel=form.one_of("channel", CHANNELS),
            address=form.text("address", longest=500),
        )

    return carried_out(page, viewer, site, person, act)


@router.post("/people/{person}/channels/test")
def try_channels(person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """One message by each channel of a person; what each said is shown."""
    if not (may_register(viewer) or person.person == viewer.person):
        fault = Refused(
            "not_yours",
            "渠道只能由本人或管理员试发。",
            "Channels are tried by the person or an administrator.",
        )
        return show_person(page, viewer, site, person, trouble_of(fault))
    ways = site.office.desk.house().addresses(person.person) or {"file": person.person}
    sender = site.office.sender
    tried = {name: sender.test(person.person, name, at) for name, at in ways.items()}
    return show_person(page, viewer, site, person, tried=tried)


# --- accounts ---------------------------------------------------------------------------------------------------


@router.post("/people/{person}/accounts")
def account_action(
    person: PersonOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """An account is added, gets a new link, is closed or loses its second factor; sessions end; administrators are named."""
    try:
        require_administrator(viewer)
        what = form.one_of("what", (*_ACTS, *_CHANGES))
        done = _ACTS[what](person.person, viewer, site, form) if what in _ACTS else None
        done = done or _change(what, person.person, viewer, site, form)
    except ANSWERS as fault:
        return show_person(page, viewer, site, person, trouble_of(fault))
    if done.word is None:
        said = _DONE if done.waits is None else WAITS
        return page.go(f"/people/{segment(person.person)}", said)
    link = f"{base_of(page)}/link/{done.word}"
    return show_person(page, viewer, site, person, link=link, invited=what == "invite")


def _change(what: str, person: str, viewer: Viewer, site: Site, form: Sent) -> Changed:
    """What a second administrator may have to agree to."""
    change = SignInChange(what)
    account = ""
    if change is SignInChange.ADD:
        account = form.text("account", longest=60, required=True)
    elif change not in WHO:
        account = _own(person, site, form)
    return site.office.administration.change(
        viewer.call(form.request), change, person=person, account=account
    )


def _close(person: str, viewer: Viewer, site: Site, form: Sent) -> Changed:
    site.office.accounts.close(viewer.call(form.request), _own(person, site, form))
    return Changed()


def _sign_out(person: str, viewer: Viewer, site: Site, form: Sent) -> Changed:  # noqa: ARG001  all have one shape
    site.office.store.accounts.end_sessions(person=person)
    site.office.store.accounts.end_tokens(person=person)
    return Changed()


def _own(person: str, site: Site, form: Sent) -> str:
    """An account of this person and nobody else's."""
    return form.one_of("account", [a.name for a in site.office.store.accounts.accounts_of(person)])


_ACTS: Final[Mapping[str, Callable[[str, Viewer, Site, Sent], Changed]]] = {
    "close": _close,
    "sign_out": _sign_out,
}
_CHANGES: Final = frozenset(one.value for one in SignInChange)
_DONE: Final = Text(zh="已办。", en="Done.")
WAITS: Final = Text(
    zh="已提请第二位管理员确认，24 小时内有效；确认后才办理。",
    en="A second administrator has to agree within 24 hours; it is done then.",
)


# --- drawing ----------------------------------------------------------------------------------------------------


def carried_out(
    page: Page, viewer: Viewer, site: Site, person: PersonAdded, act: Callable[[], object]
) -> Response:
    """Back to the page of the person after an action; what is refused is said on it."""
    try:
        act()
    except ANSWERS as fault:
        return show_person(page, viewer, site, person, trouble_of(fault))
    return page.go(f"/people/{segment(person.person)}", _DONE)


def show_person(
    page: Page,
    viewer: Viewer,
    site: Site,
    person: PersonAdded,
    trouble: Trouble | None = None,
    **shown: Any,
) -> Response:
    """The page of a person; `shown`: values uncovered now, a link, what channels said."""
    house = site.office.desk.house()
    code = person.person
    cases = [row for row in viewer.cases if code in site.office.desk.case(row.case).team]
    return page.show(
        "person.html",
        status=200 if trouble is None else trouble.status,
        person=house.people[code],
        house=house,
        cases=[(row, site.office.desk.case(row.case)) for row in cases],
        fields=FIELDS,
        erased=Erased,
        accounts=site.office.store.accounts.accounts_of(code) if may_administer(viewer) else (),
        linked=_linked(site, code),
        company=site.company is not None,
        second=needs_second(house, SignInChange.LINK, code),
        changes=[one for one in site.office.administration.waiting() if one.person == code],
        change_text=CHANGES,
        sessions=site.office.store.accounts.session_count(code),
        channels=sorted(house.addresses(code)),
        known_channels=CHANNELS,
        roles={where: given for (where, who), given in house.branch_roles.items() if who == code},
        standing=STANDING,
        role_text=role_text,
        same=sorted(one for one, human in house.joined.items() if _same(house, one, code)),
        registrar=may_register(viewer),
        administrator=may_administer(viewer),
        trouble=trouble,
        shown=shown.get("shown", {}),
        link=shown.get("link"),
        invited=shown.get("invited", False),
        tried=shown.get("tried"),
    )


def _linked(site: Site, person: str) -> frozenset[str]:
    """Accounts of a person that they sign in to with the company."""
    rows = site.office.store.accounts
    names = (one.name for one in rows.accounts_of(person))
    return frozenset(name for name in names if rows.identity_of(name) is not None)


def _same(house: Any, one: str, code: str) -> bool:
    return bool(one != code and house.roster().human(one) == house.roster().human(code))


def _people(page: Page, viewer: Viewer, site: Site, trouble: Trouble | None = None) -> Response:
    house = site.office.desk.house()
    codes = list(house.people)
    if not viewer.wide:
        teams = [site.office.desk.case(row.case).team for row in viewer.cases]
        codes = [one for one in codes if one == viewer.person or any(one in t for t in teams)]
    standing: dict[str, dict[str, tuple[str, ...]]] = {}
    for (branch, who), roles in house.branch_roles.items():
        if roles:
            standing.setdefault(who, {})[branch] = roles
    signs_in = set(house.accounts.values())
    return page.show(
        "people.html",
        status=200 if trouble is None else trouble.status,
        codes=codes,
        house=house,
        standing=standing,
        signs_in=signs_in,
        alone=house.named_alone,
        waiting=len(site.office.administration.waiting()) if viewer.administrator else 0,
        role_text=role_text,
        registrar=may_register(viewer),
        trouble=trouble,
    )


# --- reading forms ----------------------------------------------------------------------------------------------


def _person(form: Sent, code: str, known: PersonAdded | None = None) -> PersonAdded:
    name = form.text("name", longest=60, required=known is None)
    entry = known or PersonAdded(person=code, name=name)
    return replace(
        entry,
        name=name or entry.name,
        phone=form.text("phone", longest=40) or _kept(entry.phone),
        id_number=identifier(form, "id_number", FactType.ID_NUMBER) or _kept(entry.id_number),
        email=form.text("email", longest=120) or _kept(entry.email),
    )


def _kept(value: Any) -> Any:
    """A value as it stands; one that was erased does not come back as words about that."""
    return None if isinstance(value, Erased) else value
