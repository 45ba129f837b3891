"""The people of a case: who has which role, who is away, who stands in for whom."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.roles import ROLES, Authority
from launchkit.domain.telling import role_text, say, team_lines
from launchkit.domain.telling.standing_in import standing_in_lines
from launchkit.web.case_pages import CasePage, day_in, everybody, members
from launchkit.web.objects import CaseOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()

#: Roles that a person can be given in a case.
GIVEN: Final = tuple(
    one.id
    for one in ROLES.values()
    if one.authority not in {Authority.OUTSIDE, Authority.SYSTEM} and one.id != "everyone"
)


@router.get("/cases/{case}/team")
def team(page: PageOf, viewer: SignedIn, case: CaseOf, person: str = "") -> Response:
    """The team, with the forms for who may change it."""
    return _section(page, viewer, case, person if person in case.team else "").draw()


@router.post("/cases/{case}/team")
def change(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """Somebody joins, gets other roles, or leaves."""
    people = site.office.desk.house().people

    def action(call: Call) -> Outcome:
        leaves = form.flag("leaves")
        roles = tuple(one for one in GIVEN if one in form.many("role")) if not leaves else ()
        return site.office.desk.change_team(
            call,
            case.id,
            person=form.one_of("person", people),
            roles=roles,
            reason=form.text("reason"),
        )

    said = Text(zh="成员已变更。", en="The team is changed.")
    return _section(page, viewer, case, "").act(form, action, said)


@router.post("/cases/{case}/team/absence")
def absence(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm
) -> Response:
    """Somebody is away."""

    def action(call: Call) -> Outcome:
        return site.office.desk.people.state_absence(
            call,
            case.id,
            person=form.one_of("away", case.team),
            begins=day_in(form, "begins"),
            ends=form.day("ends"),
            deputy=form.one_of("deputy", ("", *case.team)) or None,
            reason=form.text("away_reason"),
        )

    said = Text(zh="已登记不在岗。", en="The absence is stated.")
    return _section(page, viewer, case, "").act(form, action, said)


@router.post("/cases/{case}/team/deputy")
def deputy(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """Who is told when somebody does not act, and stands in while they are away; nobody: no more."""

    def action(call: Call) -> Outcome:
        return site.office.desk.people.name_deputy(
            call,
            case.id,
            person=form.one_of("deputised", case.team),
            deputy=form.one_of("named", ("", *case.team)) or None,
        )

    said = Text(zh="代理人已登记。", en="The deputy is on record.")
    return _section(page, viewer, case, "").act(form, action, said)


@router.post("/cases/{case}/team/back")
def back(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """Somebody is back."""

    def action(call: Call) -> Outcome:
        return site.office.desk.people.end_absence(call, case.id, form.one_of("person", case.team))

    said = Text(zh="已登记返岗。", en="They are back.")
    return _section(page, viewer, case, "").act(form, action, said)


@router.post("/cases/{case}/team/lend")
def lend(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """Somebody lends rights of their own to another, for some days."""

    def action(call: Call) -> Outcome:
        role = form.one_of("lent_role", ("", *case.team.get(viewer.person, ())))
        return site.office.desk.people.delegate(
            call,
            case.id,
            to=form.one_of("lent_to_whom", site.office.desk.house().people),
            begins=day_in(form, "lent_from"),
            ends=day_in(form, "lent_to"),
            roles=(role,) if role else (),
            reason=form.text("lent_reason"),
        )

    said = Text(zh="委托已登记。", en="The rights are lent.")
    return _section(page, viewer, case, "").act(form, action, said)


@router.post("/cases/{case}/team/lend/end")
def take_back(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm
) -> Response:
    """Lent rights go back."""

    def action(call: Call) -> Outcome:
        return site.office.desk.people.end_delegation(
            call, case.id, form.one_of("delegation", case.delegations)
        )

    said = Text(zh="委托已收回。", en="The rights are taken back.")
    return _section(page, viewer, case, "").act(form, action, said)


def _section(page: Page, viewer: Viewer, case: Case, person: str) -> CasePage:
    office = page.site.office

    def values(known: Case) -> dict[str, Any]:
        house, now = office.desk.house(), office.clock()
        today = known.local_day(now)
        return {
            "lines": team_lines(known, house),
            "standing_in": standing_in_lines(known, house, now),
            "away": {one.person for one in known.absences.values() if one.covers(today)},
            "lent": [
                one for one in known.delegations.values() if not one.ended and one.ends >= today
            ],
            "roles": [(one, say(role_text(one), page.lang)) for one in GIVEN],
            "own_roles": [
                (one, say(role_text(one), page.lang)) for one in known.team.get(viewer.person, ())
            ],
            "everybody": everybody(page),
            "members": members(page, known),
            "deputies": known.deputies,
            "chosen": person,
            "chosen_roles": known.team.get(person, ()),
        }

    return CasePage(
        page=page, viewer=viewer, case=case.id, template="team.html", path="team", values=values
    )
