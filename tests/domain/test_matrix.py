"""The authorisation matrix, walked cell by cell: every role, every operation, every relation to the task, open and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.crisis import ReportForm
from launchkit.domain.entries import ItemAdded
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.matrix import MATRIX, TITLES, Operation, Right, right_of
from launchkit.domain.people import SYSTEM
from launchkit.domain.rights import require
from launchkit.domain.roles import ROLES, Authority
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
collections: [{id: hire}]
facts: [{id: rent, type: money}, {id: phone, type: text, personal: ordinary}]
items:
  - {id: mine, owner: lead, optional_facts: [rent, phone], documents: [D1], due: [{id: P1, after: {case: start}, within: 9}]}
  - {id: ours, owner: lead, helpers: [mate]}
  - {id: theirs, owner: hq_leg}
documents: [{code: D1, fields: [{name: rent, fact: rent}]}]
"""
RELATIONS = ("owner", "helper", "other", "other case")
#: Roles that a person of a test may have alone; `everyone` is no role of a person.
PERSONS = [role for role in ROLES if role not in ("everyone", "system")]
CELLS = [
    (operation, role, relation)
    for operation, role, relation in product(Operation, PERSONS, RELATIONS)
]


@pytest.fixture(scope="module")
def case() -> Case:
    desk = desk_for(definition(YAML))
    desk.open({"P1": ("lead",), "H1": ("hq_lead",), "X1": ("mate",)})
    return desk.case


def _without(case: Case, person: str) -> dict[str, tuple[str, ...]]:
    return {one: roles for one, roles in case.team.items() if one != person}


def ask(person: str) -> Ask:
    return Ask(actor=person, now=datetime(2026, 3, 2, 2, tzinfo=UTC))


def _task(case: Case, relation: str) -> Task:
    """A task that X1 owns, helps with, or has nothing to do with."""
    task = case.tasks["theirs"]
    if relation == "owner":
        return replace(task, owner="X1", helpers=())
    return replace(task, owner="P1", helpers=("X1",) if relation == "helper" else ())


def _expected(operation: Operation, role: str, relation: str) -> bool:
    if relation == "other case":
        return False
    right = MATRIX[operation][ROLES[role].authority]
    return {
        Right.NONE: False,
        Right.ASKED: True,
        Right.OWNER: relation == "owner",
        Right.OWN: relation in ("owner", "helper"),
        Right.ANY: True,
    }[right]


@pytest.mark.parametrize("operation", Operation)
def test_every_cell_for_every_role_and_relation(case: Case, operation: Operation) -> None:
    wrong = []
    for role, relation in product(PERSONS, RELATIONS):
        # Roles in another case are none in this one.
        roles = {} if relation == "other case" else {"X1": (role,)}
        staffed = replace(case, team={**_without(case, "X1"), **roles})
        try:
            require(staffed, ask("X1"), operation, _task(case, relation))
            allowed = True
        except Refused:
            allowed = False
        if allowed is not _expected(operation, role, relation):
            wrong.append((role, relation, allowed))
    assert wrong == []


def test_there_are_more_than_a_thousand_cells() -> None:
    assert len(CELLS) > 1_000
    assert {operation for operation, _, _ in CELLS} == set(MATRIX) == set(TITLES)
    assert all(set(row) == set(Authority) for row in MATRIX.values())


def test_nobody_outside_the_case_may_do_anything(case: Case) -> None:
    for operation in Operation:
        with pytest.raises(Refused, match="not a member"):
            require(case, ask("Z9"), operation, case.tasks["mine"])


def test_the_system_issues_and_does_nothing_else(case: Case) -> None:
    allowed = []
    for operation in Operation:
        try:
            require(case, ask(SYSTEM), operation, case.tasks["mine"])
            allowed.append(operation)
        except Refused:
            continue
    assert allowed == [Operation.ISSUE]


def test_several_roles_give_the_widest_right() -> None:
    assert right_of(Operation.DONE, [Authority.OUTSIDE, Authority.AUDITS]) is Right.OWN
    assert right_of(Operation.DONE, [Authority.DOES, Authority.DECIDES]) is Right.ANY
    assert right_of(Operation.DONE, []) is Right.NONE


def test_a_right_on_own_tasks_gives_nothing_where_there_is_no_task(case: Case) -> None:
    auditing = replace(case, team={**case.team, "X1": ("auditor",)})
    with pytest.raises(Refused, match="only read"):
        require(auditing, ask("X1"), Operation.STATE, None)


# --- the desk asks the matrix: every use case, by somebody who may not ------------------------------------------------------

Use = Callable[[TestDesk, str], object]


def _uses() -> Iterator[tuple[Operation, Use]]:
    def simple(name: str, task: str = "mine", **more: object) -> Use:
        return lambda desk, who: getattr(desk.desk, name)(desk.call(who), desk.id, task, **more)

    entry = ItemAdded(item="buy", title="买", owner="P1", reason="要")
    yield Operation.START, simple("start")
    yield Operation.DONE, simple("done")
    yield Operation.BLOCK, simple("block", waiting_on="房东", reason="出差")
    yield Operation.UNBLOCK, simple("unblock")
    yield Operation.ATTACH, lambda desk, who: desk.desk.attach(desk.call(who), desk.id, "mine", [])
    yield Operation.WAIVE, simple("waive", reason="不用")
    yield Operation.REOPEN, simple("reopen", reason="错了")
    yield Operation.ASSIGN, simple("assign", to="P1")
    yield Operation.STATE, lambda desk, who: desk.state(who, rent=1)
    yield Operation.ADD_ITEM, lambda desk, who: desk.desk.add_item(desk.call(who), desk.id, entry)
    yield Operation.ADD_INSTANCE, simple("add_instance", "hire")
    yield Operation.COMPLETE_COLLECTION, simple("complete_collection", "hire")
    yield Operation.ANSWER_FINDING, simple("answer_finding", "x", answer="y")
    yield Operation.ISSUE, simple("issue", "D1")
    yield Operation.APPROVE, simple("approve")
    yield Operation.REJECT, simple("reject", reason="不行")
    yield Operation.EXTEND, simple("extend", to="2026-05-01", reason="改")
    yield Operation.SUSPEND, simple("suspend", since="2026-03-02", reason="补正")
    yield Operation.RESUME, simple("resume", on="2026-03-02")
    yield Operation.VOID, simple("void", "D1", reason="错")
    yield (
        Operation.CHANGE_TEAM,
        lambda desk, who: desk.desk.change_team(
            desk.call(who), desk.id, person="P2", roles=("mate",)
        ),
    )
    yield Operation.CLOSE, lambda desk, who: desk.desk.close(desk.call(who), desk.id)
    yield (
        Operation.ERASE,
        lambda desk, who: desk.desk.registry.erase(desk.call(who), desk.id, "e-1"),
    )
    yield from _people_uses()
    yield from _crisis_uses()
    yield from _holding_uses()


def _people_uses() -> Iterator[tuple[Operation, Use]]:
    def of(name: str, *words: object, **more: object) -> Use:
        return lambda desk, who: getattr(desk.desk.people, name)(
            desk.call(who), desk.id, *words, **more
        )

    day = date(2026, 3, 2)
    yield Operation.WATCH, of("watch", "mine", person="P2")
    yield Operation.NUDGE, of("nudge", "mine", how="phone")
    yield (
        Operation.DELEGATE,
        of("delegate", to="P2", begins=day, ends=day, roles=["lead"], reason="出差"),
    )
    yield Operation.END_DELEGATION, of("end_delegation", "d-1")
    yield Operation.STATE_ABSENCE, of("state_absence", person="P1", begins=day)
    yield Operation.NAME_DEPUTY, of("name_deputy", person="P1", deputy="P2")
    yield Operation.BREAK_GLASS, of("break_glass", "mine", reason="急")
    yield (
        Operation.REVIEW_GLASS,
        lambda desk, who: desk.desk.answer_finding(
            desk.call(who), desk.id, "break_glass:g-1", answer="看过"
        ),
    )
    yield Operation.ASK_ERASURE, of("ask_erasure", "phone", reason="到期")
    yield Operation.AGREE_ERASURE, of("decide_erasure", "e-1", agreed=True)
    yield Operation.SHOW_PERSONAL, of("show_personal", "phone", reason="核对")


def _holding_uses() -> Iterator[tuple[Operation, Use]]:
    def of(part: str, name: str, *words: object, **more: object) -> Use:
        return lambda desk, who: getattr(getattr(desk.desk, part), name)(
            desk.call(who), desk.id, *words, **more
        )

    day = date(2026, 3, 9)
    yield Operation.KEEP_CUSTODY, of("holdings", "take", kind="seal", label="公章", holder="P1")
    yield Operation.PROMISE, of("holdings", "promise", to="房东", what="付押金", by=day)
    yield Operation.SEND_OUT, of("holdings", "send_out", "D1", to="房东")
    yield Operation.HAND_OVER, of("handovers", "begin", giver="P1", receiver="P2")


def _crisis_uses() -> Iterator[tuple[Operation, Use]]:
    def of(name: str, *words: object, **more: object) -> Use:
        return lambda desk, who: getattr(desk.desk.crisis, name)(
            desk.call(who), desk.id, *words, **more
        )

    yield Operation.SET_SEVERITY, of("set_severity", 2, reason="停业")
    yield Operation.NOTE_HAPPENING, of("note_happening", at="2026-03-01", what="甲", source="乙")
    yield Operation.ASK_COUNSEL, of("ask_counsel", text="能否停职")
    yield Operation.ANSWER_COUNSEL, of("answer_counsel", "q-1", answer="可以")
    yield Operation.FILE_REPORT, of("file_report", ReportForm.SITUATION)


USES = dict(_uses())
ONLY_READS = {"reads_only", "unknown_person"}


def test_every_operation_has_a_use_case_here() -> None:
    assert set(USES) == set(Operation)


@pytest.mark.parametrize("operation", [one for one in Operation if one is not Operation.ATTACH])
@pytest.mark.parametrize("who", ["L1", "Z9"])
def test_who_may_not_is_refused_before_anything_else(operation: Operation, who: str) -> None:
    desk = desk_for(definition(YAML))
    desk.open({"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "L1": ("landlord",)})
    before = desk.case.seq
    with pytest.raises(Refused) as refused:
        USES[operation](desk, who)
    assert refused.value.code in ONLY_READS
    assert desk.case.seq == before


@pytest.mark.parametrize("operation", [one for one in Operation if one is not Operation.ERASE])
def test_nobody_changes_a_closed_case(operation: Operation) -> None:
    desk = desk_for(definition("items: [{id: mine, optional: true}]"))
    desk.open()
    desk.desk.close(desk.call("H1"), desk.id)
    before = desk.case.seq
    if operation is Operation.ATTACH:
        return
    with pytest.raises(LaunchkitError):
        USES[operation](desk, "H1")
    assert desk.case.seq == before
