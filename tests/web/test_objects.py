"""The object check: whatever somebody may not see is answered as what does not exist."""

from __future__ import annotations

import pytest

from launchkit.desk import Attachment
from launchkit.domain.accounts import Origin, Session
from launchkit.domain.entries import BranchRolesGiven, PersonAdded
from launchkit.domain.trail import instant_text
from launchkit.web import objects
from launchkit.web.objects import Absent, find_case
from launchkit.web.security.viewer import Viewer
from tests.web.conftest import Site

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def viewer(site: Site, person: str) -> Viewer:
    at = instant_text(site.clock())
    session = Session(
        digest="d",
        person=person,
        account=None,
        origin=Origin.EXAMPLES,
        created_at=at,
        seen_at=at,
    )
    return Viewer(site.app.state.site, session)


def seen(site: Site, person: str) -> set[str]:
    return {row.checklist for row in viewer(site, person).cases}


def lead_of(site: Site, checklist: str) -> str:
    case = site.office.desk.case(site.cases[checklist])
    return case.people_with("lead")[0]


def test_who_is_dispatched_sees_the_cases_of_their_own_team(site: Site) -> None:
    for checklist in site.cases:
        assert seen(site, lead_of(site, checklist)) == {checklist}


def test_headquarters_sees_every_case_that_is_not_restricted(site: Site) -> None:
    opening = site.office.desk.case(site.cases["open_branch"])
    takeover = site.office.desk.case(site.cases["take_over_branch"])
    assert takeover.restricted
    for person in opening.team:
        mine = {c for c, i in site.cases.items() if person in site.office.desk.case(i).team}
        roles = opening.team[person]
        wide = any(role.startswith("hq_") or role == "auditor" for role in roles)
        open_to_all = {c for c, i in site.cases.items() if not site.office.desk.case(i).restricted}
        assert seen(site, person) == (mine | open_to_all if wide else mine)


def test_a_stranger_sees_nothing(site: Site) -> None:
    site.office.desk.registry.add(site.call("H1"), PersonAdded(person="X1", name="外人"))
    assert seen(site, "X1") == set()
    browser = site.as_("X1")
    assert "没有您能看到的专案" in browser.get("/cases").text


def test_an_administrator_and_standing_headquarters_see_what_is_open_to_all(site: Site) -> None:
    registry = site.office.desk.registry
    for code in ("X1", "X2", "X3"):
        registry.add(site.call("H1"), PersonAdded(person=code, name=code))
    site.make_administrator("X1")
    branch = site.office.desk.case(site.cases["open_branch"]).branch
    registry.add(site.call("H1"), BranchRolesGiven(branch=branch, person="X2", roles=("hq_fin",)))
    registry.add(site.call("H1"), BranchRolesGiven(branch=branch, person="X3", roles=("manager",)))
    assert seen(site, "X1") == seen(site, "X2") == {"open_branch", "relieve_branch"}
    assert seen(site, "X3") == set()


def test_a_new_member_sees_the_case_at_once_and_a_former_one_no_more(site: Site) -> None:
    case = site.cases["relieve_branch"]
    person = lead_of(site, "open_branch")
    decider = site.office.desk.case(case).people_with("hq_lead")[0]
    assert seen(site, person) == {"open_branch"}
    change = site.office.desk.change_team
    change(site.call(decider), case, person=person, roles=("mate",), reason="增援")
    assert seen(site, person) == {"open_branch", "relieve_branch"}
    change(site.call(decider), case, person=person, roles=(), reason="返回")
    assert seen(site, person) == {"open_branch"}


def test_who_is_named_to_take_over_sees_the_case(site: Site) -> None:
    case = site.cases["relieve_branch"]
    known = site.office.desk.case(case)
    taker = lead_of(site, "open_branch")
    decider = known.people_with("hq_lead")[0]
    site.office.desk.handovers.begin(
        site.call(decider), case, giver=known.people_with("lead")[0], receiver=taker, reason="轮换"
    )
    assert seen(site, taker) == {"open_branch", "relieve_branch"}


@pytest.mark.parametrize("by", ["case", "number", "name"])
def test_a_case_is_found_by_what_people_call_it(site: Site, by: str) -> None:
    who = viewer(site, lead_of(site, "open_branch"))
    (row,) = who.cases
    assert find_case(who, getattr(row, by)) == row
    serial = row.number.partition("〕")[2].removesuffix("号")
    assert find_case(who, serial) == row


def test_a_case_of_others_is_not_there(site: Site) -> None:
    who = viewer(site, lead_of(site, "open_branch"))
    for name in (site.cases["take_over_branch"], "nothing", "", "99"):
        with pytest.raises(Absent):
            find_case(who, name)


def case_of(site: Site, person: str, checklist: str = "open_branch"):  # type: ignore[no-untyped-def]
    return objects.case_of(site.cases[checklist], viewer(site, person), site.app.state.site)


def test_a_task_is_found_by_its_key_or_code(site: Site) -> None:
    case = case_of(site, "P1")
    key, task = next(iter(case.tasks.items()))
    assert objects.task_of(key, case).task == task
    assert objects.task_of(task.item.code, case).task == task
    with pytest.raises(Absent):
        objects.task_of("nothing", case)


def test_a_document_is_found_by_its_key(site: Site) -> None:
    case = case_of(site, "P1")
    whole = next(code for code, spec in case.book.documents.items() if spec.per is None)
    each = next(code for code, spec in case.book.documents.items() if spec.per is not None)
    assert objects.document_of(whole, case).newest is None
    assert objects.document_of(whole, case).wanted.key == whole
    for name in ("D999", f"{whole}#hire-1", each, f"{each}#never"):
        with pytest.raises(Absent):
            objects.document_of(name, case)


def test_a_document_of_an_instance_is_found(site: Site) -> None:
    case = case_of(site, "P1")
    each, spec = next((c, s) for c, s in case.book.documents.items() if s.per in case.groups)
    assert spec.per is not None
    decider = case.people_with("hq_lead")[0]
    site.office.desk.add_instance(site.call(decider), case.id, spec.per, label="一")
    case = case_of(site, "P1")
    (instance,) = case.groups[spec.per].instances
    assert objects.document_of(f"{each}#{instance}", case).wanted.instance == instance
    there = objects.instance_of(spec.per, instance, case)
    assert (there.collection, there.instance) == (spec.per, instance)
    for collection, name in ((spec.per, "never"), ("never", "never")):
        with pytest.raises(Absent):
            objects.instance_of(collection, name, case)


def test_evidence_is_found_by_its_entry_and_its_task(site: Site) -> None:
    case = case_of(site, "H2")
    task = next(
        one
        for one in case.tasks.values()
        if one.item.evidence and case.people_with(one.item.owner) == ("H2",)
    )
    site.office.desk.attach(
        site.call("H2"),
        case.id,
        task.key,
        [Attachment(content=PNG, name="a.png", media="image/png")],
    )
    there = objects.task_of(task.key, case_of(site, "H2"))
    (held,) = there.task.evidence
    assert objects.evidence_of(held.seq, there).evidence == held
    with pytest.raises(Absent):
        objects.evidence_of(held.seq + 1, there)


def test_an_entry_is_found_by_its_place(site: Site) -> None:
    case = case_of(site, "P1")
    who, state = viewer(site, "P1"), site.app.state.site
    assert objects.entry_of(1, case, who, state).envelope.kind == "case_opened"
    for place in (0, -1, 10_000):
        with pytest.raises(Absent):
            objects.entry_of(place, case, who, state)


def test_a_question_to_counsel_is_there_for_those_it_is_for(site: Site) -> None:
    case = site.cases["take_over_branch"]
    lead = lead_of(site, "take_over_branch")
    site.office.desk.crisis.ask_counsel(site.call(lead), case, text="可以更换锁吗？")
    known = site.office.desk.case(case)
    (question,) = known.questions
    assert objects.question_of(question, known, viewer(site, lead)).id == question
    auditors = known.people_with("auditor") or known.people_with("mate")
    for who, name in ((lead, "never"), (auditors[0], question)):
        with pytest.raises(Absent):
            objects.question_of(name, known, viewer(site, who))


def test_what_a_case_does_not_have_is_not_there(site: Site) -> None:
    case = case_of(site, "P1")
    for check in (
        objects.finding_of,
        objects.custody_of,
        objects.promise_of,
        objects.handover_of,
        objects.happening_of,
        objects.report_of,
        objects.fact_of,
    ):
        with pytest.raises(Absent):
            check("never", case)


def test_a_fact_is_one_of_the_definition(site: Site) -> None:
    case = case_of(site, "P1")
    name = next(iter(case.book.facts))
    assert objects.fact_of(name, case).id == name


def test_people_branches_and_companies_are_those_of_ones_own_cases(site: Site) -> None:
    state = site.app.state.site
    lead, hq = viewer(site, "P1"), viewer(site, "H2")
    other = lead_of(site, "take_over_branch")
    mine = site.office.desk.case(site.cases["open_branch"])
    theirs = site.office.desk.case(site.cases["take_over_branch"])
    assert objects.person_of("P1", lead, state).person == "P1"
    assert objects.person_of("P2", lead, state).person == "P2"
    assert objects.person_of(other, hq, state).person == other
    assert objects.branch_of(mine.branch, lead, state).branch == mine.branch
    assert objects.branch_of(theirs.branch, hq, state).branch == theirs.branch
    assert objects.company_of(mine.company, lead, state).company == mine.company
    with pytest.raises(Absent):
        objects.person_of(other, lead, state)
    with pytest.raises(Absent):
        objects.branch_of(theirs.branch, lead, state)
    with pytest.raises(Absent):
        objects.person_of("never", hq, state)
    with pytest.raises(Absent):
        objects.company_of("never", hq, state)


def test_an_account_is_ones_own_or_an_administrators_business(site: Site) -> None:
    site.account("P1", "zhang.chi")
    site.make_administrator("H3")
    state = site.app.state.site
    assert objects.account_of("Zhang.Chi", viewer(site, "P1"), state).person == "P1"
    assert objects.account_of("zhang.chi", viewer(site, "H3"), state).person == "P1"
    for who, name in (("P2", "zhang.chi"), ("H3", "never")):
        with pytest.raises(Absent):
            objects.account_of(name, viewer(site, who), state)


def test_a_viewer_acts_by_their_own_name(site: Site) -> None:
    call = viewer(site, "P1").call("r1", expect=3, happened="2026-03-02")
    assert (call.actor, call.request, call.channel) == ("P1", "r1", "web")
    assert (call.expect, call.happened) == (3, "2026-03-02")
