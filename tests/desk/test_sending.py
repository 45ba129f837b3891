"""Sending: once by each channel, whatever dies, is down, jumps or repeats; and never what is not true any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchkit.domain.outbox import LONGEST_RETRY, TRY_FOR
from launchkit.domain.recorded import Notice
from launchkit.domain.trail import instant_text
from launchkit.store import SqlStore
from tests.databases import Databases, Kind, opened
from tests.desk.made import definition
from tests.desk.post import PostDesk

YAML = """
statutes: [{id: DL35}]
facts: [{id: signed_on, type: date}, {id: robbed_at, type: instant}]
items:
  - {id: visit, optional_facts: [signed_on, robbed_at], due: [{id: P1, after: {case: start}, within: 10}]}
  - {id: report, due: [{id: DL35, after: {fact: robbed_at}, within: 24, unit: hour, basis: [DL35]}]}
  - {id: file, needs: [visit], due: [{id: DL35, after: {fact: signed_on}, within: 9, basis: [DL35]}]}
  - {id: sign, owner: mate, approval: {by: [hq_lead]}}
"""
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "H2": ("hq_ops",)}


def made(
    store: SqlStore, folder: Path, *, team: dict[str, tuple[str, ...]] | None = None
) -> PostDesk:
    desk = PostDesk(definition(YAML), store, folder)
    desk.open(team or TEAM)
    return desk


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[PostDesk]:
    """A case of which everybody was told what is ready, on 2026-03-03 at 09:00."""
    store = opened(databases.sqlite(), tmp_path / "keys")
    found = made(store, tmp_path)
    found.sweep()
    found.at("2026-03-03T09:00")
    found.sweep()
    yield found
    store.close()


def late(desk: PostDesk) -> None:
    """The visit is late; nobody was told yet. P1 and H1 shall be, in the morning."""
    desk.at("2026-03-12T08:30")
    desk.sweep()
    desk.at("2026-03-13T00:15")
    desk.desk.clockwork.sweep()


def test_the_morning_notice_is_one_message_over_all_cases(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    first = desk.id
    second = made_again(desk)
    desk.at("2026-03-12T00:15")
    desk.sweep()
    assert box.taken == []
    desk.at("2026-03-12T08:30")
    desk.sweep()
    (text,) = box.texts
    title, *lines = text.splitlines()
    assert title == f"晨报 2026-03-12：{len(lines)} 项"
    for case in (first, second):
        number = desk.desk.case(case).number
        assert any(number in line and "T-01 visit：今天应办妥" in line for line in lines)
    desk.at("2026-03-12T08:45")
    assert desk.sweep().messages == 0


def made_again(desk: PostDesk) -> str:
    """One more case with the same people."""
    first = desk.id
    desk.at("2026-03-02T09:00")
    second = desk.open(TEAM).id
    desk.id = first
    return second


def test_nothing_due_is_no_message(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    for day in ("2026-03-04", "2026-03-05"):
        desk.at(f"{day}T08:30")
        desk.sweep()
    assert box.texts == []


def test_what_falls_due_today_is_told_today_the_rest_in_the_morning(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    desk.at("2026-03-03T14:00")
    desk.state("P1", signed_on="2026-02-23")
    desk.sweep()
    (text,) = box.texts
    assert "T-03 file：今天应办妥，法定最后一天 2026-03-04 周三，就是明天" in text
    desk.state("P1", signed_on="2026-02-02")
    desk.sweep()
    assert len(box.texts) == 1, "late for long: that waits for the morning"
    desk.at("2026-03-04T08:30")
    desk.sweep()
    assert "T-03 file：逾期仍未办结，法定最后一天 2026-02-11 周三，已过 21 天" in box.texts[1]


def test_what_missed_this_mornings_notice_comes_when_the_machine_is_on_again(
    desk: PostDesk,
) -> None:
    box = desk.reach("P1", "wecom")
    desk.at("2026-03-12T10:40")
    desk.sweep()
    assert ["今天应办妥" in text for text in box.texts] == [True]


def test_an_hour_clock_wakes_people_and_nothing_else_does(desk: PostDesk) -> None:
    boxes = {one: desk.reach(one, "wecom") for one in ("P1", "H1")}
    desk.at("2026-03-04T02:00")
    desk.done("P2", "sign", on="2026-03-03")
    desk.state("P1", robbed_at="2026-03-04T01:00:00+08:00")
    sent = desk.sweep()
    assert (sent.messages, sent.held) == (1, 1)
    assert [address for address, _ in boxes["P1"].taken] == ["P1@wecom"]
    assert (
        "T-02 report：临期，法定最后一天 2026-03-05 周四 01:00，就是明天" in boxes["P1"].texts[0]
    )
    assert desk.states()["decide", "H1"] == "waiting/quiet"
    desk.at("2026-03-04T07:00")
    assert desk.send().messages == 1
    for hour in ("2026-03-04T19:00", "2026-03-05T01:00", "2026-03-05T02:00"):
        desk.at(hour)
        desk.sweep()
    told = {
        (one.kind, one.to)
        for one in desk.sql.outbox.notices()
        if one.task == "report" and one.kind != "ready" and one.state == "sent"
    }
    assert told == {
        ("soon", "P1"),
        ("today", "P1"),
        ("late", "P1"),
        ("late", "H1"),
        ("escalated", "H1"),
        ("escalated", "H2"),
    }


# --- what is not true any more -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("done", "settled"),
        ("extended", "settled"),
        ("suspended_clock", "settled"),
        ("reassigned", "other_person"),
        ("left", "gone"),
        ("rights", "gone"),
    ],
)
def test_what_is_not_true_any_more_is_not_sent(desk: PostDesk, what: str, word: str) -> None:
    box = desk.reach("P1", "wecom")
    late(desk)
    assert desk.states()["late", "P1"] == "waiting"
    call, case = desk.call, desk.id
    if what == "done":
        desk.done("P1", "visit")
    elif what == "extended":
        desk.desk.extend(call("H1"), case, "visit", to="2026-03-20", reason="房东出差")
    elif what == "suspended_clock":
        desk.desk.suspend(call("H1"), case, "visit", since="2026-03-05", reason="补正")
    elif what == "reassigned":
        desk.desk.assign(call("H1"), case, "visit", to="P2", reason="轮换")
    elif what == "left":
        desk.desk.assign(call("H1"), case, "visit", to="P2", reason="轮换")
        desk.desk.change_team(call("H1"), case, person="P2", roles=("mate", "lead"))
        desk.desk.change_team(call("H1"), case, person="P1", roles=())
    else:
        desk.desk.registry.suspend_rights(call("H1"), person="P1", reason="核查")
    before = len(box.taken)
    desk.at("2026-03-13T08:30")
    desk.send()
    assert desk.states()["late", "P1"] == f"withdrawn/{word}"
    assert not any("逾期，" in text for text in box.texts[before:])


def test_a_newer_notice_speaks_for_an_older_one(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    box.word = "down"
    desk.at("2026-03-12T08:30")
    desk.sweep()
    box.word = None
    desk.at("2026-03-13T00:15")
    desk.desk.clockwork.sweep()
    desk.at("2026-03-13T08:30")
    desk.send()
    assert desk.states()["today", "P1"] == "withdrawn/newer"
    assert ["逾期" in text and "今天应办妥" not in text for text in box.texts] == [True]


def test_a_closed_case_is_silent(desk: PostDesk) -> None:
    late(desk)
    for task in ("report", "file"):
        desk.desk.waive(desk.call("P1"), desk.id, task, reason="不适用")
        desk.approve("H1", task)
    desk.done("P1", "visit")
    desk.done("P2", "sign")
    desk.approve("H1", "sign")
    desk.desk.close(desk.call("H1"), desk.id)
    desk.at("2026-03-13T08:30")
    assert desk.sweep().messages == 0
    assert {one.reason for one in desk.sql.outbox.notices(states=["withdrawn"])} == {"closed"}


@pytest.mark.parametrize("kind", ["soon", "lent", "of_another_program"])
def test_what_a_case_does_not_know_is_withdrawn(desk: PostDesk, kind: str) -> None:
    row = Notice(
        key=f"x:{kind}", case=desk.id, task="gone" if kind == "soon" else None, to="P1", kind=kind,
        not_before=instant_text(desk.clock()),
    )  # fmt: skip
    lost = Notice(
        key="y", case="nowhere", task=None, to="P1", kind="soon", not_before=row.not_before
    )
    desk.sql.outbox.queue([row, lost, row], now=desk.clock())
    desk.sql.outbox.queue([], now=desk.clock())
    assert desk.send().withdrawn == 2
    reasons = {one.key: one.reason for one in desk.sql.outbox.notices(states=["withdrawn"])}
    assert reasons == {row.key: "settled", "y": "no_case"}


# --- when the other side is down ------------------------------------------------------------------------------------------


def test_a_receiver_that_is_down_for_an_hour_loses_nothing_and_gets_it_once(
    desk: PostDesk,
) -> None:
    box = desk.reach("P1", "wecom")
    box.word = "down"
    desk.at("2026-03-12T08:30")
    desk.sweep()
    waits = []
    while desk.clock() < desk.clock.instant.replace(hour=1, minute=30):
        (waiting,) = [one for one in desk.sql.outbox.notices(states=["waiting"]) if one.to == "P1"]
        assert waiting.reason == "down"
        waits.append(waiting.not_before)
        desk.clock.forward(minutes=5)
        desk.send()
    assert len(set(waits)) > 4, "tried again, at growing distances"
    box.word = None
    desk.clock.forward(hours=2)
    desk.send()
    desk.clock.forward(hours=2)
    desk.send()
    assert len(box.texts) == 1
    keys = [
        one.key
        for one in desk.sql.outbox.notices(states=["sent"])
        if one.to == "P1" and one.kind == "today"
    ]
    outcomes = [one.outcome for one in desk.sql.outbox.deliveries(keys)]
    assert outcomes == ["down"] * (len(outcomes) - 1) + ["sent"]


def test_of_two_channels_only_the_one_that_failed_is_tried_again(desk: PostDesk) -> None:
    good, bad = desk.reach("P1", "wecom"), desk.reach("P1", "email")
    bad.word = "refused"
    desk.at("2026-03-12T08:30")
    assert desk.sweep().retried == 1
    bad.word = None
    desk.clock.forward(minutes=15)
    assert desk.sweep().messages == 1
    assert (len(good.texts), len(bad.texts)) == (1, 1)


def test_a_channel_that_breaks_stops_nobody_else(desk: PostDesk) -> None:
    box, other = desk.reach("P1", "wecom"), desk.reach("H1", "email")
    box.death = ValueError("https://robot.example/?key=SECRET")
    late(desk)
    desk.at("2026-03-13T08:30")
    desk.sweep()
    assert len(other.texts) == 1
    assert desk.states()["late", "P1"] == "waiting/valueerror", "a word, and not what it said"


def test_after_three_days_headquarters_reads_that_somebody_was_not_reached(desk: PostDesk) -> None:
    desk.reach("P1", "wecom").word = "down"
    boss = desk.reach("H1", "email")
    desk.at("2026-03-09T08:30")
    desk.sweep()
    for _ in range(80):
        desk.clock.forward(minutes=90)
        desk.send()
    assert desk.states()["soon", "P1"] == "failed/down"
    assert any(
        f"P1：有消息三天未能送达 → launchkit notices {desk.case.number}" in text
        for text in boss.texts
    )


def test_headquarters_that_cannot_be_reached_is_not_told_so_again_and_again(
    desk: PostDesk,
) -> None:
    for one in ("P1", "H1"):
        desk.reach(one, "wecom")
    desk.boxes["wecom"].word = "down"
    desk.at("2026-03-09T08:30")
    desk.sweep()
    for _ in range(240):
        desk.clock.forward(hours=2)
        desk.send()
    told = [one for one in desk.sql.outbox.notices() if one.kind == "undelivered"]
    assert {one.about for one in told} == {"P1"}
    assert {one.state for one in told} == {"failed"}


def test_a_message_that_is_given_up_is_told_of_once_a_day_for_each_person(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    box.word = "down"
    desk.done("P2", "sign")
    late(desk)
    desk.at("2026-03-13T08:30")
    desk.send()
    desk.clock.forward(days=4)
    desk.send()
    told = Counter(
        (one.about, one.to) for one in desk.sql.outbox.notices() if one.kind == "undelivered"
    )
    assert told == {("P1", "H1"): 1}


def test_a_chance_spreads_the_retries(desk: PostDesk) -> None:
    desk.reach("P1", "wecom").word = "down"
    desk.chance = 0.999
    desk.at("2026-03-12T08:30")
    desk.sweep()
    for _ in range(12):
        desk.clock.forward(hours=2)
        desk.send()
    (waiting,) = [
        one
        for one in desk.sql.outbox.notices(states=["waiting"])
        if one.to == "P1" and one.kind == "today"
    ]
    away = timedelta(hours=1, minutes=30)
    assert (
        instant_text(desk.clock() + away)
        < waiting.not_before
        < instant_text(desk.clock() + LONGEST_RETRY)
    )
    assert timedelta(days=3) == TRY_FOR


# --- a sender that dies --------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


def test_who_died_after_the_channel_had_it_does_not_send_it_twice(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    box.death = Killed()
    desk.at("2026-03-12T08:30")
    desk.desk.clockwork.sweep()
    with pytest.raises(Killed):
        desk.send()
    desk.restart()
    assert desk.send().messages == 0, "the lease runs"
    box.death = None
    desk.clock.forward(minutes=6)
    assert desk.send().messages == 1
    assert len(box.texts) == 1, "whether it arrived is not known: it does not come twice"
    assert desk.states()["today", "P1"] == "sent/uncertain"
    assert desk.written().endswith(box.texts[0] + "\n"), "and it is kept where nothing is lost"


def test_who_writes_into_the_file_needs_no_second_file(desk: PostDesk) -> None:
    desk.desk.reach.set_channel(desk.call("P1"), person="P1", channel="file", address="P1")
    box = desk.reach("P1", "wecom")
    box.death = Killed()
    desk.at("2026-03-12T08:30")
    desk.desk.clockwork.sweep()
    with pytest.raises(Killed):
        desk.send()
    desk.clock.forward(minutes=6)
    desk.send()
    assert desk.written().count("今天应办妥") == 1


def test_who_died_before_sending_is_followed_by_another(desk: PostDesk) -> None:
    desk.at("2026-03-12T08:30")
    desk.desk.clockwork.sweep()
    now = desk.clock()
    taken = desk.sql.outbox.claim(now=now, until=now + timedelta(minutes=5), to="P1")
    assert [one.to for one in taken] == ["P1"]
    assert desk.send().messages == 0
    desk.clock.forward(minutes=5)
    assert desk.send().messages == 1


def test_a_claim_in_between_is_nothing_to_do(desk: PostDesk) -> None:
    """Who asks for recipients may find that another sender has taken everything meanwhile."""
    desk.at("2026-03-12T08:30")
    desk.desk.clockwork.sweep()
    sender = desk.sender()
    outbox = desk.sql.outbox
    people = outbox.recipients(desk.clock())
    desk.send()
    outbox.recipients = lambda now: people  # type: ignore[method-assign]  # noqa: ARG005
    assert sender.send().messages == 0


def test_the_outbox_works_alike_on_each_database(
    databases: Databases, kind: Kind, tmp_path: Path
) -> None:
    url = databases.fresh(kind)
    store = opened(url, tmp_path / "keys")
    desk = made(store, tmp_path)
    desk.reach("P1", "wecom").word = "down"
    late(desk)
    desk.at("2026-03-13T08:30")
    desk.sweep()
    desk.boxes["wecom"].word = None
    desk.clock.forward(hours=1)
    desk.sweep()
    assert desk.states()["late", "P1"] == "sent"
    keys = [one.key for one in store.outbox.notices() if (one.kind, one.to) == ("late", "P1")]
    assert [(one.channel, one.attempt, one.outcome) for one in store.outbox.deliveries(keys)] == [
        ("wecom", 1, "down"),
        ("wecom", 2, "sent"),
    ]
    store.close()
    databases.give_back(url)


def test_a_test_message_says_for_whom_it_is(desk: PostDesk) -> None:
    box = desk.reach("P1", "wecom")
    assert desk.sender().test("P1", "wecom", "x") is None
    assert box.taken[0][1].title == "launchkit 测试消息，收到即可。 (P1)"


# --- whatever happens, each once -------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("forward"), st.sampled_from([1, 7, 15, 24, 72, 400])),
        st.tuples(st.just("back"), st.sampled_from([1, 25])),
        st.tuples(st.sampled_from(["sweep", "restart", "down", "up", "sign", "approve", "visit"]), st.just(0)),
        st.tuples(st.just("extend"), st.sampled_from([12, 20])),
        st.tuples(st.just("state"), st.sampled_from([1, 2])),
        st.tuples(st.just("reopen"), st.just(0)),
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_each_notice_arrives_once_and_none_after_completion(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Restarts, clock jumps, repeated sweeps, moved deadlines and corrected facts, in any order."""
    folder = tmp_path_factory.mktemp("post")
    store = opened(databases.sqlite(), folder / "keys")
    desk = made(store, folder)
    box = desk.reach("P1", "wecom")
    for step, much in [*steps, ("up", 0), ("forward", 24), ("sweep", 0)]:
        before = len(box.taken)
        play(desk, step, much)
        fresh = "".join(message.text for _, message in box.taken[before:])
        if desk.case.tasks["visit"].closed:
            assert "T-01 visit：" not in fresh.replace("T-01 visit：前置", ""), "it is done"
    rounds = Counter(
        (one["task"], one["about"], one["notice"], one["mark"])
        for entry in store.load(f"case:{desk.id}")
        if entry.envelope.kind == "notice_queued"
        for one in [entry.data]
    )
    assert set(rounds.values()) <= {1}, "recorded once for each round"
    logged = Counter(
        (one.key, one.channel)
        for one in store.outbox.deliveries([each.key for each in store.outbox.notices()])
        if one.outcome == "sent"
    )
    assert set(logged.values()) <= {1}, "taken once by each channel"
    seq = desk.case.seq
    desk.sweep()
    assert desk.case.seq == seq
    store.close()


def play(desk: PostDesk, step: str, much: int) -> None:
    box = desk.boxes["wecom"]
    if step == "forward":
        desk.clock.forward(hours=much)
        desk.sweep()
    elif step == "back":
        desk.clock.forward(hours=-much)
        desk.sweep()
    elif step == "restart":
        desk.restart()
    elif step in ("down", "up"):
        box.word = "down" if step == "down" else None
    elif step == "sweep":
        desk.sweep()
    else:
        act(desk, step, much)


def act(desk: PostDesk, step: str, much: int) -> None:
    from launchkit.domain.errors import LaunchkitError  # noqa: PLC0415

    try:
        if step == "sign":
            desk.done("P2", "sign")
        elif step == "approve":
            desk.approve("H1", "sign")
        elif step == "visit":
            desk.done("P1", "visit")
        elif step == "extend":
            desk.desk.extend(
                desk.call("H1"), desk.id, "visit", to=f"2026-03-{much}", reason="改期"
            )
        elif step == "state":
            desk.state("P1", signed_on=f"2026-03-0{much}")
        else:
            desk.desk.reopen(desk.call("P1"), desk.id, "visit", reason="补")
    except LaunchkitError:
        pass
