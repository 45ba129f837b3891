"""Whatever people do, in whatever order: rows equal a replay, refusals write nothing, erasure changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchkit.domain.entries import ItemAdded
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.fold import fold
from launchkit.domain.index import all_rows
from launchkit.domain.recorded import Erased, Recorded
from launchkit.domain.standing import Standing, standing
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

RICH = definition(
    """
    statutes: [{id: DL35}, {id: DL21}]
    collections: [{id: hire}, {id: licence, min: 0}]
    facts:
      - {id: signed_on, type: date}
      - {id: review, type: yes_no}
      - {id: landlord, type: text, personal: ordinary}
      - {id: open_from, type: date}
      - {id: first_day_on, type: date, per: hire}
      - {id: pay, type: money, per: hire, personal: sensitive}
    items:
      - {id: sign, facts: [signed_on], optional_facts: [landlord, review], approval: {by: [hq_lead]}, documents: [D02]}
      - {id: file, needs: [sign], due: [{id: DL35, after: {fact: signed_on}, within: 30, basis: [DL35]}]}
      - {id: design, when: {fact: review, eq: true}, needs: [sign]}
      - {id: works, needs: [design], due: [{id: P1, after: {item: design}, within: 5, unit: working}]}
      - {id: quote_a}
      - {id: quote_b}
      - {id: quote_c, due: [{id: P1, kind: start, after: {case: start}, within: 4}]}
      - {id: choose, needs: [{any: 2, of: [quote_a, quote_b, quote_c]}]}
      - {id: offer, per: hire, owner: mate, documents: [D29]}
      - {id: onboard, per: hire, owner: mate, needs: [offer], facts: [first_day_on], optional_facts: [pay]}
      - {id: fund, due: [{id: DL21, after: {fact: first_day_on}, within: 30, basis: [DL21]}]}
      - {id: check, per: licence}
      - {id: gate, needs: [works, choose, onboard, check], milestone: true, optional_facts: [open_from]}
      - {id: close_cash, recurs: {each: day, since: {fact: open_from}, workdays_only: true, by: "18:00"}}
    documents:
      - {code: D02, series: 授, fields: [{name: a, fact: landlord}, {name: b, fact: signed_on}]}
      - {code: D29, per: hire, fields: [{name: pay, fact: pay}]}
    """
)
PEOPLE = ("P1", "P2", "H1", "X9")
TASKS = (
    "sign", "file", "design", "works", "quote_a", "quote_b", "quote_c", "choose", "offer#hire-1", "offer#hire-2",
    "onboard#hire-1", "onboard#hire-2", "fund", "check#licence-1", "gate", "extra_1", "close_cash@2026-03-03",
)  # fmt: skip
FACTS = (
    ("signed_on", "2026-03-02"), ("signed_on", "2026-02-10"), ("review", True), ("review", False),
    ("landlord", "李房东"), ("landlord", "王房东"), ("open_from", "2026-03-03"), ("hire-1.first_day_on", "2026-03-01"),
    ("hire-2.first_day_on", "2026-03-03"), ("hire-1.pay", 500000), ("hire-2.pay", 600000),
)  # fmt: skip

Step = Callable[[TestDesk], object]


def _with_task(name: str, **more: object) -> st.SearchStrategy[Step]:
    def step(who: str, task: str) -> Step:
        return lambda desk: getattr(desk.desk, name)(desk.call(who), desk.id, task, **more)

    return st.builds(step, st.sampled_from(PEOPLE), st.sampled_from(TASKS))


def _fact(who: str, fact: tuple[str, object]) -> Step:
    return lambda desk: desk.desk.state(desk.call(who), desk.id, {fact[0]: fact[1]})


def _clock(days: int, hours: int) -> Step:
    return lambda desk: desk.clock.forward(days=days, hours=hours)


def _assign(who: str, task: str, to: str) -> Step:
    return lambda desk: desk.desk.assign(desk.call(who), desk.id, task, to=to, reason="换人")


def _extra(number: int) -> Step:
    entry = ItemAdded(
        item=f"extra_{number}",
        title="加项",
        owner="mate",
        reason="要",
        needs=("quote_a",),
        needed_by=("choose",),
        due_on="2026-03-09",
    )
    return lambda desk: desk.desk.add_item(desk.call("P1"), desk.id, entry)


def _team(roles: tuple[str, ...]) -> Step:
    return lambda desk: desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=roles)


def _collection(name: str, *, complete: bool) -> Step:
    if complete:
        return lambda desk: desk.desk.complete_collection(desk.call("P1"), desk.id, name)
    return lambda desk: desk.desk.add_instance(desk.call("P1"), desk.id, name, label="甲")


def _forward(which: int) -> Step:
    """One of the tasks that are ready, done by its owner with whatever it asks for; else what is pending, approved."""

    def step(desk: TestDesk) -> object:
        case = desk.case
        ready = [task for task in case.tasks.values() if standing(case, task) in WORKABLE]
        if not ready or which % 3 == 0:
            pending = [task for task in case.tasks.values() if task.pending]
            return desk.approve("H1", pending[which % len(pending)].key) if pending else None
        task = ready[which % len(ready)]
        given = {name.rpartition(".")[2]: value for name, value in FACTS}
        stated = {fact: given[fact] for fact in task.item.facts}
        return desk.desk.done(desk.call("H1"), desk.id, task.key, stated=stated)

    return step


WORKABLE = (Standing.READY, Standing.STARTED, Standing.OPTIONAL)
FORWARD = st.builds(_forward, st.integers(0, 40))

STEPS = st.one_of(
    FORWARD,
    FORWARD,
    FORWARD,
    FORWARD,
    FORWARD,
    FORWARD,
    _with_task("start"),
    _with_task("done"),
    _with_task("done"),
    _with_task("approve"),
    _with_task("approve"),
    _with_task("reject", reason="缺章"),
    _with_task("waive", reason="不用"),
    _with_task("reopen", reason="错了"),
    _with_task("block", waiting_on="房东", reason="出差"),
    _with_task("unblock"),
    _with_task("extend", to="2026-04-20", reason="改期"),
    _with_task("suspend", since="2026-03-04", reason="补正"),
    _with_task("resume", on="2026-03-08"),
    st.builds(_fact, st.sampled_from(PEOPLE), st.sampled_from(FACTS)),
    st.builds(_fact, st.sampled_from(PEOPLE), st.sampled_from(FACTS)),
    st.builds(_clock, st.integers(0, 6), st.integers(0, 23)),
    st.builds(_assign, st.sampled_from(PEOPLE), st.sampled_from(TASKS), st.sampled_from(PEOPLE)),
    st.builds(_extra, st.integers(1, 2)),
    st.builds(_team, st.sampled_from([(), ("mate",), ("mate", "hq_lead")])),
    st.builds(_collection, st.sampled_from(["hire", "licence"]), complete=st.booleans()),
    st.just(lambda desk: desk.desk.clockwork.advance(desk.id)),
    st.just(lambda desk: desk.desk.issue(desk.call("P1"), desk.id, "D02")),
    st.just(lambda desk: desk.desk.issue(desk.call("P1"), desk.id, "D29#hire-1")),
    st.just(lambda desk: desk.desk.void(desk.call("H1"), desk.id, "D02", reason="错")),
    st.just(lambda desk: desk.desk.close(desk.call("H1"), desk.id)),
)


def play(steps: list[Step]) -> TestDesk:
    desk = desk_for(RICH)
    desk.open()
    for step in steps:
        before = desk.store.head(f"case:{desk.id}").seq
        try:
            step(desk)
        except LaunchkitError:
            assert desk.store.head(f"case:{desk.id}").seq == before, "a refusal writes nothing"
    return desk


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=5, max_size=45))
def test_stored_rows_always_equal_a_replay(steps: list[Step]) -> None:
    desk = play(steps)
    assert desk.desk.differences(desk.id) == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=5, max_size=45))
def test_advancing_twice_writes_once(steps: list[Step]) -> None:
    desk = play(steps)
    desk.advance()
    assert desk.advance() == 0
    assert list(desk.store.cases_to_sweep(desk.clock())) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=5, max_size=45))
def test_erasing_every_personal_value_changes_nothing_else(steps: list[Step]) -> None:
    desk = play(steps)
    entries = desk.store.load(f"case:{desk.id}")
    gone = Erased(on="2030-01-01", basis="case_file")

    def erased(one: Recorded) -> Recorded:
        return replace(one, data={**one.data, **dict.fromkeys(one.envelope.personal, gone)})

    whole = fold(desk.case.book, entries)
    bare = fold(desk.case.book, [erased(one) for one in entries])
    assert all_rows(bare) == all_rows(whole)
