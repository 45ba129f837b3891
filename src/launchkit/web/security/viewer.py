"""Who looks: the person behind a session, and the cases they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request

from launchkit.desk import Call
from launchkit.domain.accounts import Origin, Session
from launchkit.domain.ask import Ask
from launchkit.domain.people import authorities_of_roles
from launchkit.domain.recorded import CaseRow
from launchkit.domain.roles import Authority
from launchkit.web.security.forms import is_program
from launchkit.web.security.sessions import current, is_idle
from launchkit.web.site import Site, SiteOf, site_of

#: Paths that whoever still has to set up a second factor can reach.
SET_UP = "/me/second-factor"
_WITHOUT_SECOND = frozenset({SET_UP, "/sign-out", "/preferences"})


class NotSignedIn(Exception):
    """Nobody is signed in, or not any more."""


class SecondFactorMissing(Exception):
    """Headquarters, auditors and administrators sign in with a second factor; this one has still to be set up."""


class Viewer:
    """A person who is signed in, for the time of one request."""

    def __init__(self, site: Site, session: Session) -> None:
        self.site = site
        self.session = session
        self.person = session.person

    @cached_property
    def name(self) -> str:
        """Their name, or their code where it is unknown."""
        return self.site.office.desk.house().name(self.person)

    @cached_property
    def ask(self) -> Ask:
        """Who looks, and when, as the rules want it."""
        return self.site.office.desk.reading.ask(self.person)

    @cached_property
    def administrator(self) -> bool:
        """Whether they look after accounts and settings of the house."""
        return self.person in self.site.office.desk.house().administrators

    @cached_property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Their roles by case, for the cases in whose team they are."""
        found = {
            row.case: _people(self.site, row)[0].get(self.person, ()) for row in self._readable
        }
        return {case: roles for case, roles in found.items() if roles}

    @cached_property
    def wide(self) -> bool:
        """Whether they see every case that is not restricted: headquarters, auditors, administrators."""
        if self.administrator:
            return True
        house = self.site.office.desk.house()
        standing = (given for (_, who), given in house.branch_roles.items() if who == self.person)
        held = {role for roles in (*self.roles.values(), *standing) for role in roles}
        audits = Authority.AUDITS in authorities_of_roles(held)
        return audits or any(role.startswith("hq_") for role in held)

    @cached_property
    def cases(self) -> Sequence[CaseRow]:
        """The cases they may see, newest first; whatever is not here is not there for them."""
        if self.wide:
            return self._readable
        return [
            row
            for row in self._readable
            if row.case in self.roles or self.person in _people(self.site, row)[1]
        ]

    def call(
        self, request: str, *, expect: int | None = None, happened: str | None = None
    ) -> Call:
        """An action of theirs, for the desk."""
        return Call(
            actor=self.person,
            request=request,
            channel="web",
            expect=expect,
            happened=happened,
        )

    @cached_property
    def _readable(self) -> Sequence[CaseRow]:
        """What the desk lets them read at all: restricted cases are only there for those concerned."""
        return self.site.office.desk.reading.cases(self.person)


def _people(site: Site, row: CaseRow) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """The team of a case, and who was named to take over; kept until the case has a new entry."""
    found = site.teams.get(row.case)
    if found is None or found[0] != row.stream_seq:
        case = site.office.desk.case(row.case)
        taking = frozenset(one.receiver for one in case.handovers.values() if one.open)
        found = (row.stream_seq, dict(case.team), taking)
        site.teams[row.case] = found
    return found[1], found[2]


def viewer_of(request: Request) -> Viewer | None:
    """Who is signed in, if anybody; looked up once for each request."""
    if not hasattr(request.state, "viewer"):
        request.state.viewer = _look_up(request)
    found: Viewer | None = request.state.viewer
    return found


def _look_up(request: Request) -> Viewer | None:
    site = site_of(request)
    # Where a program shows a token no cookie counts; else a foreign form could pass for a program's.
    session = None if is_program(request) else current(site, request)
    if session is None:
        return None
    viewer = Viewer(site, session)
    rows, now = site.office.store.accounts, site.office.clock()
    if viewer.wide and is_idle(session, now):
        rows.end_session(session.digest)
        return None
    rows.see_session(session, now)
    return viewer


def signed_in(request: Request, site: SiteOf) -> Viewer:
    """Who is signed in; everybody else is sent to sign in first."""
    viewer = viewer_of(request)
    if viewer is None:
        raise NotSignedIn
    if request.url.path not in _WITHOUT_SECOND and _lacks_second(site, viewer):
        raise SecondFactorMissing
    return viewer


def _lacks_second(site: Site, viewer: Viewer) -> bool:
    """Where the company asked for a second factor, or at the examples on this machine, ours is not needed."""
    name = viewer.session.account
    ours = viewer.session.origin in {Origin.PASSWORD, Origin.OIDC}
    if not ours or name is None or not viewer.wide:
        return False
    account = site.office.store.accounts.account(name)
    return account is None or account.totp is None


SignedIn = Annotated[Viewer, Depends(signed_in)]
