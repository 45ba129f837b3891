"""Webhooks: who may have one, what it is told, once and in order, whatever dies, is down, or repeats."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook as Oracle

from launchkit.desk import Opening
from launchkit.desk.announcing import KEEP, LEASE
from launchkit.desk.webhooks import EditedWebhook, WantedWebhook
from launchkit.domain.entries import (
    AdministratorNamed,
    ItemAdded,
    PersonAdded,
    RightsSuspended,
    entry_of,
)
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.telling.trail import sentence
from launchkit.domain.trail import HOUSE, case_stream, instant_text
from launchkit.domain.webhook_events import event_type
from launchkit.domain.webhooks import TRY_FOR, Webhook, WhyOff
from launchkit.store import SqlStore
from launchkit.vault import SecretBox
from tests.databases import Databases, opened
from tests.desk.made import definition
from tests.desk.post import Heard, PostDesk

YAML = """
facts: [{id: rent, type: money}, {id: landlord, type: text, personal: sensitive}]
items:
  - {id: visit, optional_facts: [rent, landlord], due: [{id: P1, after: {case: start}, within: 10}]}
  - {id: sign, owner: mate, approval: {by: [hq_lead]}, documents: [D1]}
documents:
  - {code: D1, name: lease, series: 租, fields: []}
"""
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",)}
URL = "https://hooks.example.org/launchkit?key=1"
DOWN = Heard(word="refused", status=None)


def made(store: SqlStore, folder: Path) -> PostDesk:
    desk = PostDesk(definition(YAML), store, folder)
    desk.open(TEAM)
    desk.desk.registry.add(desk.call("H1"), AdministratorNamed(person="H1", administrator=True))
    return desk


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[PostDesk]:
    store = opened(databases.sqlite(), tmp_path / "keys")
    yield made(store, tmp_path)
    store.close()


def hook(desk: PostDesk, *events: str, cases: Sequence[str] = (), url: str = URL) -> Webhook:
    wanted = WantedWebhook(url=url, description="报表", events=events, cases=tuple(cases))
    return desk.webhooks().add(desk.call("H1"), wanted)[1]


def another_case(desk: PostDesk, *, restricted: bool = False) -> str:
    start = desk.clock().date()
    wanted = Opening(
        checklist="test",
        name="另一个专案",
        branch="SY",
        start=start.isoformat(),
        target=(start + timedelta(days=60)).isoformat(),
        team=TEAM,
        restricted=restricted,
    )
    return desk.desk.open(desk.call("H1"), wanted).case.id


def states(desk: PostDesk, webhook: Webhook) -> list[tuple[int, str, str | None]]:
    rows = desk.sql.webhooks.events(webhook.webhook)
    return [(one.seq, one.state, one.reason) for one in reversed(rows)]


# --- what is told ---------------------------------------------------------------------------------------------


def test_what_happens_from_now_on_is_told_with_codes_and_nothing_else(desk: PostDesk) -> None:
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    hook(desk)
    assert desk.announce().sent == 0
    desk.done("P1", "visit", rent=360000, landlord="欧阳锋")
    assert desk.announce().sent == 3
    assert [one["type"] for one in desk.ear.said] == [
        "fact.stated",
        "fact.stated",
        "task.completed",
    ]
    last = desk.ear.said[-1]
    seq = desk.case.seq
    assert last == {
        "type": "task.completed",
        "timestamp": "2026-03-02T01:00:00.000000Z",
        "data": {
            "case": desk.id,
            "seq": seq,
            "kind": "task_done",
            "task": "visit",
            "code": "T-01",
            "document": None,
            "actor": "P1",
            "links": {
                "entry": f"https://launchkit.example.org/api/v1/cases/{desk.id}/entries/{seq}",
                "page": f"https://launchkit.example.org/cases/{desk.id}/tasks/visit",
            },
        },
    }
    assert desk.announce().sent == 0
    assert "欧阳锋" not in json.dumps(desk.ear.said, ensure_ascii=False)


def test_the_library_takes_what_was_sent(desk: PostDesk) -> None:
    secret, _ = desk.webhooks().add(desk.call("H1"), WantedWebhook(url=URL))
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.announce()
    ((url, headers, body),) = desk.ear.heard
    assert url == URL
    when = desk.clock().timestamp()
    assert headers["webhook-timestamp"] == str(int(when))
    signed = Oracle(secret).sign(headers["webhook-id"], desk.clock(), body.decode())
    assert headers["webhook-signature"] == signed


def test_only_what_was_asked_for_is_told(desk: PostDesk) -> None:
    other = another_case(desk)
    hook(desk, "task.started", cases=[other])
    for case in (desk.id, other):
        desk.desk.start(desk.call("P1"), case, "visit")
        desk.desk.done(desk.call("P1"), case, "visit")
    assert desk.announce().sent == 1
    (said,) = desk.ear.said
    assert (said["type"], said["data"]["case"]) == ("task.started", other)


def test_what_the_clock_brings_about_is_told_as_well(desk: PostDesk) -> None:
    hook(desk, "decision.asked", "deadline.missed")
    desk.done("P2", "sign")
    for time in ("2026-03-02T09:15", "2026-03-13T00:15"):
        desk.at(time)
        desk.desk.clockwork.sweep()
    desk.announce()
    assert [(one["type"], one["data"]["task"], one["data"]["actor"]) for one in desk.ear.said] == [
        ("decision.asked", "sign", "system"),
        ("deadline.missed", "visit", "system"),
    ]


def test_a_document_is_named_by_its_code(desk: PostDesk) -> None:
    hook(desk, "document.issued")
    desk.desk.issue(desk.call("P2"), desk.id, "D1")
    desk.announce()
    (said,) = desk.ear.said
    assert said["data"]["document"] == "D1"
    assert said["data"]["links"]["page"].endswith(f"/cases/{desk.id}")


def test_words_that_people_typed_do_not_leave_the_house(desk: PostDesk) -> None:
    """Ids of added tasks are typed, and so may be codes of people."""
    hook(desk)
    desk.desk.registry.add(
        desk.call("H1"), PersonAdded(person="linghu@example.org", name="令狐冲")
    )
    desk.desk.change_team(
        desk.call("H1"), desk.id, person="linghu@example.org", roles=("mate",), reason="增援"
    )
    desk.desk.add_item(
        desk.call("H1"),
        desk.id,
        ItemAdded(item="call_ouyang", title="打电话给欧阳锋", owner="lead", reason="追债"),
    )
    desk.desk.start(desk.call("P1"), desk.id, "call_ouyang")
    desk.desk.start(desk.call("linghu@example.org"), desk.id, "sign")
    desk.desk.block(
        desk.call("P1"),
        desk.id,
        "visit",
        waiting_on="黄药师",
        reason="桃花岛",
        contact="13912345678",
    )
    desk.announce()
    assert len(desk.ear.heard) == 5
    text = json.dumps(desk.ear.said, ensure_ascii=False) + str([h for _, h, _ in desk.ear.heard])
    for secret in ("令狐冲", "linghu", "call_ouyang", "欧阳锋", "追债", "黄药师", "桃花岛", "13912345678", "增援",
                   "测试专案", "姓名"):  # fmt: skip
        assert secret not in text
    started = [one for one in desk.ear.said if one["type"] == "task.started"]
    assert [
        (one["data"]["task"], one["data"]["code"], one["data"]["actor"]) for one in started
    ] == [
        (None, None, "P1"),
        ("sign", "T-02", None),
    ]


def test_the_house_is_nobody_elses_business(desk: PostDesk) -> None:
    hook(desk)
    desk.webhooks().rotate(desk.call("H1"), desk.webhooks().all_webhooks()[0].webhook)
    assert desk.announce().sent == 0


# --- restricted cases -----------------------------------------------------------------------------------------


def test_a_restricted_case_is_told_only_where_it_was_asked_for(desk: PostDesk) -> None:
    closed = another_case(desk, restricted=True)
    wide, named = hook(desk), hook(desk, cases=[closed, desk.id])
    assert desk.webhooks().restricted(wide) == ()
    assert desk.webhooks().restricted(named) == (closed,)
    desk.desk.start(desk.call("P1"), closed, "visit")
    desk.announce()
    assert [row[1] for row in states(desk, wide)] == []
    assert [row[1] for row in states(desk, named)] == ["sent"]


def test_nobody_asks_for_a_restricted_case_they_may_not_read(desk: PostDesk) -> None:
    closed = another_case(desk, restricted=True)
    desk.desk.registry.add(desk.call("H1"), AdministratorNamed(person="A1", administrator=True))
    wanted = WantedWebhook(url=URL, cases=(closed,))
    with pytest.raises(NotFound):
        desk.webhooks().add(desk.call("A1"), wanted)
    with pytest.raises(NotFound):
        desk.webhooks().add(desk.call("H1"), WantedWebhook(url=URL, cases=("nothing",)))


def test_what_waits_is_withdrawn_when_whoever_asked_loses_their_rights(desk: PostDesk) -> None:
    closed = another_case(desk, restricted=True)
    named = hook(desk, cases=[closed])
    desk.ear.answer = lambda _: DOWN
    desk.desk.start(desk.call("P1"), closed, "visit")
    desk.announce()
    desk.ear.answer = lambda _: Heard()
    desk.desk.registry.add(desk.call("P1"), RightsSuspended(person="H1", reason="调查"))
    desk.desk.done(desk.call("P1"), closed, "visit")
    desk.clock.forward(minutes=1)
    assert desk.announce().withdrawn == 1
    assert desk.ear.heard == []
    assert [row[1:] for row in states(desk, named)] == [("withdrawn", "not_allowed")]


# --- once, in order, whatever happens --------------------------------------------------------------------------


def test_of_a_case_the_next_waits_for_the_one_before_and_another_case_does_not(
    desk: PostDesk,
) -> None:
    other = another_case(desk)
    hook(desk, "task.started", "task.completed")

    def picky(said: dict[str, Any]) -> Heard:
        """The first of the one case is not taken; whatever came after it would be."""
        first = (said["type"], said["data"]["case"]) == ("task.started", desk.id)
        return DOWN if first else Heard()

    desk.ear.answer = picky
    for case in (desk.id, other):
        desk.desk.start(desk.call("P1"), case, "visit")
        desk.desk.done(desk.call("P1"), case, "visit")
    for _ in range(4):
        desk.announce()
    assert [one["data"]["case"] for one in desk.ear.said] == [other, other]
    desk.ear.answer = lambda _: Heard()
    desk.clock.forward(minutes=1)
    desk.announce()
    assert [one["type"] for one in desk.ear.said[2:]] == ["task.started", "task.completed"]


def test_a_round_ends_with_the_first_that_does_not_arrive(desk: PostDesk) -> None:
    """Else one that hangs would cost its patience for every case."""
    other = another_case(desk)
    hook(desk, "task.started")
    desk.ear.answer = lambda _: DOWN
    for case in (desk.id, other):
        desk.desk.start(desk.call("P1"), case, "visit")
    assert [desk.announce().failed for _ in range(3)] == [1, 1, 0]


def test_what_was_taken_by_a_sender_that_died_comes_again_under_the_same_id(
    desk: PostDesk,
) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.ear.death = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        desk.announce()
    desk.ear.death = None
    desk.restart()
    assert desk.announce().sent == 0
    desk.clock.instant += LEASE
    assert desk.announce().sent == 1
    assert len(desk.ear.ids) == 2
    assert len(set(desk.ear.ids)) == 1
    rows = desk.sql.webhooks.attempts(desk.sql.webhooks.events(webhook.webhook))
    assert [(one.attempt, one.outcome) for one in rows] == [(1, "uncertain"), (2, "sent")]


def test_two_that_look_at_the_log_at_once_queue_an_event_once(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    first, second = desk.announcer(), desk.announcer()
    (seen,) = desk.sql.webhooks.all_webhooks()
    end = desk.sql.webhooks.last_entry()
    assert first.take_up() == 1
    assert second._take_up(seen, end) == 0
    assert second.take_up() == 0
    assert len(states(desk, webhook)) == 1


def test_a_webhook_that_is_being_served_is_left_alone(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    announcer = desk.announcer()
    announcer._busy.add(webhook.webhook)
    assert announcer.start() == []
    announcer._busy.clear()
    assert announcer.send().sent == 1


def test_what_another_takes_meanwhile_is_left_to_them(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    announcer = desk.announcer()
    announcer.take_up()
    now = desk.clock()
    assert desk.sql.webhooks.claim(webhook.webhook, now=now, until=now + LEASE) is not None
    assert announcer._one(webhook.webhook) is None
    desk.webhooks().remove(desk.call("H1"), webhook.webhook)
    assert announcer._one(webhook.webhook) is None


def test_a_round_that_takes_long_ends(desk: PostDesk) -> None:
    hook(desk)
    desk.done("P1", "visit", rent=1)

    def slow(_said: dict[str, Any]) -> Heard:
        desk.clock.forward(minutes=2)
        return Heard()

    desk.ear.answer = slow
    assert [desk.announce().sent for _ in range(3)] == [1, 1, 0]


def test_more_entries_than_one_look_takes_are_all_told(
    desk: PostDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launchkit.desk.announcing.PORTION", 2)
    hook(desk)
    for number in range(7):
        desk.state("P1", rent=number)
    assert desk.announce().sent == 7
    assert [one["data"]["seq"] for one in desk.ear.said] == sorted(
        one["data"]["seq"] for one in desk.ear.said
    )


class Gone(Exception):
    """Stands for the end of a process."""


ACTS = st.lists(
    st.sampled_from(
        ["state", "other", "send", "die", "down", "picky", "up", "restart", "wait", "race"]
    ),
    min_size=5,
    max_size=30,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_whatever_happens_every_event_arrives_once_by_its_id_and_in_order(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, acts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    store = opened(databases.sqlite(), folder / "keys")
    desk = made(store, folder)
    other = another_case(desk)
    webhook = hook(desk)
    from_seq = {one: desk.desk.case(one).seq for one in (desk.id, other)}
    for number, act in enumerate(acts):
        _play(desk, other, act, number)
    desk.ear.death, desk.ear.answer = None, lambda _: Heard()
    for _ in range(3):
        desk.clock.forward(hours=30)
        desk.announce()
    expected = {
        (case, one.envelope.stream_seq)
        for case, seq in from_seq.items()
        for one in store.load(case_stream(case), after=seq)
        if event_type(one) is not None
    }
    first: dict[str, tuple[str, int]] = {}
    for ident, said in zip(desk.ear.ids, desk.ear.said, strict=True):
        place = (said["data"]["case"], said["data"]["seq"])
        assert first.setdefault(ident, place) == place, "one id is one event"
    assert set(first.values()) == expected
    assert len(first) == len(expected), "one event has one id"
    order: dict[str, list[int]] = defaultdict(list)
    for case, seq in first.values():
        order[case].append(seq)
    assert all(seqs == sorted(seqs) for seqs in order.values()), "of a case in order"
    assert all(one[1] == "sent" for one in states(desk, webhook))
    store.close()


MOODS: dict[str, Callable[[dict[str, Any]], Heard]] = {
    "down": lambda _said: Heard(word="status", status=500),
    "picky": lambda said: Heard() if said["data"]["seq"] % 3 else DOWN,
    "up": lambda _said: Heard(),
}


def _play(desk: PostDesk, other: str, act: str, number: int) -> None:
    if act in MOODS:
        desk.ear.answer = MOODS[act]
    elif act in {"state", "other"}:
        case = desk.id if act == "state" else other
        desk.desk.state(desk.call("P1"), case, {"rent": number})
    elif act in {"send", "die"}:
        desk.ear.death = Gone() if act == "die" else None
        _round(desk)
        desk.ear.death = None
    elif act == "restart":
        desk.restart()
    elif act == "wait":
        desk.clock.forward(minutes=40)
    else:
        one, two = desk.announcer(), desk.announcer()
        begun = [*one.start(), *two.start()]
        assert all(each.exception() is None for each in begun)


def _round(desk: PostDesk) -> None:
    try:
        desk.announce()
    except Gone:
        desk.restart()


# --- when the other side is busy ----------------------------------------------------------------------------------


def test_one_that_is_busy_is_left_alone_with_all_its_events_until_it_said(desk: PostDesk) -> None:
    other = another_case(desk)
    webhook = hook(desk, "task.started", "fact.stated")
    desk.ear.answer = lambda _: Heard(word="status", status=429, retry_after="900")
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    assert desk.announce().failed == 1
    (event,) = desk.sql.webhooks.events(webhook.webhook)
    assert (event.state, event.reason) == ("waiting", "busy")
    assert event.not_before == instant_text(desk.clock() + timedelta(minutes=15))
    (attempt,) = desk.sql.webhooks.attempts([event])
    assert (attempt.outcome, attempt.status) == ("busy", 429)
    desk.ear.answer = lambda _: Heard()
    # Neither the event nor one of another case, until the time has come.
    desk.desk.start(desk.call("P1"), other, "visit")
    desk.clock.forward(minutes=14)
    assert desk.announce().sent == 0
    assert desk.ear.heard == []
    # A test goes nevertheless: somebody wants to know.
    desk.webhooks().test(desk.call("H1"), webhook.webhook)
    assert desk.announce().sent == 1
    desk.clock.forward(minutes=1)
    assert desk.announce().sent == 2
    assert {row[1] for row in states(desk, webhook)} == {"sent"}


def test_one_that_is_busy_holds_up_no_other_webhook(desk: PostDesk) -> None:
    hook(desk, "task.started")
    other = hook(desk, "task.started", url="https://other.example.org/")
    post = desk.ear.post
    desk.ear.post = (  # type: ignore[method-assign]
        lambda url, headers, body: (
            Heard(word="status", status=503, retry_after="3600")
            if url == URL
            else post(url, headers, body)
        )
    )
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    done = desk.announce()
    assert (done.sent, done.failed) == (1, 1)
    assert [row[1] for row in states(desk, other)] == ["sent"]


def test_an_answer_that_says_nothing_readable_is_tried_by_the_schedule(desk: PostDesk) -> None:
    webhook = hook(desk, "task.started")
    desk.ear.answer = lambda _: Heard(word="status", status=503, retry_after="soon")
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.announce()
    (event,) = desk.sql.webhooks.events(webhook.webhook)
    assert event.reason == "status"
    assert event.not_before == instant_text(desk.clock() + timedelta(seconds=5))


# --- edited -------------------------------------------------------------------------------------------------------

ELSEWHERE = "https://new.example.org/launchkit?key=2"


def edited(desk: PostDesk, webhook: Webhook, actor: str = "H1", **parts: Any) -> Webhook:
    return desk.webhooks().edit(desk.call(actor), webhook.webhook, EditedWebhook(**parts))


def test_an_edited_webhook_keeps_its_secret_its_log_and_its_place(desk: PostDesk) -> None:
    webhook = hook(desk, "task.started")
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.announce()
    found = edited(
        desk,
        webhook,
        url=ELSEWHERE,
        description=" 新报表 ",
        events=("task.started", "fact.stated"),
    )
    assert (found.secret, found.person, found.created_at) == (
        webhook.secret,
        webhook.person,
        webhook.created_at,
    )
    assert (found.url, found.description, found.events) == (
        ELSEWHERE,
        "新报表",
        ("task.started", "fact.stated"),
    )
    assert [row[1] for row in states(desk, webhook)] == ["sent"]
    desk.state("P1", rent=1)
    desk.announce()
    assert [url for url, _, _ in desk.ear.heard] == [URL, ELSEWHERE]
    assert edited(desk, webhook, events=()).events == ()
    entries = [one for one in desk.sql.load(HOUSE) if one.envelope.kind == "webhook_changed"]
    assert [(one.data["change"], one.data["host"], one.data["parts"]) for one in entries] == [
        ("added", "hooks.example.org", []),
        ("edited", "new.example.org", ["address", "description", "events"]),
        ("edited", "new.example.org", ["events"]),
    ]
    said = sentence(entry_of(entries[1]), desk.case, desk.desk.house())
    assert said.zh == f"修改 Webhook {webhook.webhook} → new.example.org：接收地址、说明、事件"
    assert said.en.endswith("new.example.org: address, description, events")
    assert "key=2" not in json.dumps([one.envelope.data for one in entries])
    assert "新报表" not in json.dumps([one.envelope.data for one in entries], ensure_ascii=False)


def test_what_is_not_edited_writes_nothing(desk: PostDesk) -> None:
    webhook = hook(desk, "task.started")
    seq = desk.sql.head(HOUSE).seq
    for parts in ({}, {"url": f" {URL} "}, {"description": "报表", "events": ("task.started",)}):
        assert edited(desk, webhook, **parts) == desk.webhooks().webhook(webhook.webhook)
    assert desk.sql.head(HOUSE).seq == seq
    # Sent twice it is edited once.
    call = desk.call("H1")
    for _ in range(2):
        desk.webhooks().edit(call, webhook.webhook, EditedWebhook(description="别的"))
    assert desk.sql.head(HOUSE).seq == seq + 1


def test_what_waits_goes_to_the_other_address_at_once(desk: PostDesk) -> None:
    """Nothing arrived, somebody mends the address: nobody has to wait for the schedule."""
    webhook = hook(desk, "task.started")
    desk.ear.answer = lambda _: DOWN
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    for _ in range(3):
        desk.announce()
        desk.clock.forward(hours=1)
    desk.announce()
    assert desk.webhooks().webhook(webhook.webhook).failing_since is not None
    desk.ear.answer = lambda _: Heard()
    assert desk.announce().sent == 0
    assert edited(desk, webhook, description="只改说明").failing_since is not None
    assert desk.announce().sent == 0
    assert edited(desk, webhook, url=ELSEWHERE).failing_since is None
    assert desk.announce().sent == 1
    assert [url for url, _, _ in desk.ear.heard] == [ELSEWHERE]


def test_what_nobody_wants_any_more_is_withdrawn(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.announcer().take_up()
    edited(desk, webhook, events=("fact.stated",))
    assert desk.announce().withdrawn == 1
    assert states(desk, webhook) == [(desk.case.seq, "withdrawn", "not_allowed")]


def test_another_address_is_looked_at_like_the_first(desk: PostDesk) -> None:
    webhook = hook(desk)
    for url in (
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "http://hooks.example.org/",
        "",
        "x",
    ):
        with pytest.raises(BadValue):
            edited(desk, webhook, url=url)
    with pytest.raises(BadValue, match="no event type"):
        edited(desk, webhook, events=("case.exploded",))
    with pytest.raises(BadValue, match="at most"):
        edited(desk, webhook, description="x" * 201)
    with pytest.raises(Refused):
        edited(desk, webhook, "P1", description="别的")
    assert desk.webhooks().webhook(webhook.webhook) == webhook


def test_who_may_not_read_a_restricted_case_cannot_have_it_told_elsewhere(desk: PostDesk) -> None:
    desk.desk.registry.add(
        desk.call("H1"),
        PersonAdded(person="A9", name="管理员"),
        AdministratorNamed(person="A9", administrator=True),
    )
    case = another_case(desk, restricted=True)
    webhook = hook(desk, cases=[case])
    with pytest.raises(NotFound):
        edited(desk, webhook, "A9", url=ELSEWHERE)
    assert desk.webhooks().webhook(webhook.webhook).url == URL
    assert edited(desk, webhook, "A9", description="别的").description == "别的"
    assert edited(desk, webhook, url=ELSEWHERE).url == ELSEWHERE


def test_removed_by_the_same_request_twice_it_is_removed_once(desk: PostDesk) -> None:
    webhook, call = hook(desk), desk.call("H1")
    for _ in range(2):
        desk.webhooks().remove(call, webhook.webhook)
    with pytest.raises(NotFound):
        desk.webhooks().remove(desk.call("H1"), webhook.webhook)
    entries = [one for one in desk.sql.load(HOUSE) if one.envelope.kind == "webhook_changed"]
    assert [one.data["change"] for one in entries] == ["added", "removed"]


# --- when nothing arrives ------------------------------------------------------------------------------------------


def fail_for_five_days(desk: PostDesk, webhook: Webhook) -> int:
    desk.ear.answer = lambda _: DOWN
    tries = 0
    while desk.sql.webhooks.webhook(webhook.webhook).state == "on":  # type: ignore[union-attr]
        tries += desk.announce().failed
        waiting = desk.sql.webhooks.events(webhook.webhook, states=("waiting",))
        if waiting:
            desk.at_instant(min(one.not_before for one in waiting))
    return tries


def test_after_five_days_it_is_switched_off_and_the_administrator_told_once(
    desk: PostDesk,
) -> None:
    webhook = hook(desk)
    began = desk.clock()
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    assert fail_for_five_days(desk, webhook) == 12
    assert desk.clock() - began == TRY_FOR
    off = desk.webhooks().webhook(webhook.webhook)
    assert (off.state, off.reason) == ("off", "failing")
    told = [one for one in desk.sql.outbox.notices() if one.kind == "webhook_off"]
    assert [(one.to, one.about, one.mark) for one in told] == [("H1", webhook.webhook, "failing")]
    desk.send()
    assert (
        f"Webhook {webhook.webhook}：发不出去，已停用 → launchkit webhook show" in desk.written()
    )
    assert desk.id not in desk.written().split("Webhook")[1].splitlines()[0]
    desk.state("P1", rent=1)
    assert desk.announce() == desk.announce()
    assert desk.ear.heard == []


def test_switched_on_again_it_goes_on_where_it_stopped(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    fail_for_five_days(desk, webhook)
    desk.state("P1", rent=1)
    desk.ear.answer = lambda _: Heard()
    on = desk.webhooks().enable(desk.call("H1"), webhook.webhook)
    assert (on.state, on.reason, on.failing_since) == ("on", None, None)
    assert desk.announce().sent == 2
    assert [one["type"] for one in desk.ear.said] == ["task.started", "fact.stated"]


def test_or_leaves_out_what_happened_meanwhile(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.ear.answer = lambda _: DOWN
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.announce()
    desk.webhooks().disable(desk.call("H1"), webhook.webhook)
    desk.state("P1", rent=1)
    assert desk.announce().failed == 0
    desk.ear.answer = lambda _: Heard()
    desk.webhooks().enable(desk.call("H1"), webhook.webhook, skip=True)
    desk.state("P1", rent=2)
    desk.announce()
    assert [row[1] for row in states(desk, webhook)] == ["withdrawn", "sent"]
    assert [one["data"]["seq"] for one in desk.ear.said] == [desk.case.seq]


def test_one_that_is_gone_is_switched_off_at_once(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.ear.answer = lambda _: Heard(word="gone", status=410)
    desk.done("P1", "visit", rent=1)
    desk.announce()
    off = desk.webhooks().webhook(webhook.webhook)
    assert (off.state, off.reason) == ("off", "gone")
    assert [row[1] for row in states(desk, webhook)] == ["failed", "waiting"]
    assert [one.mark for one in desk.sql.outbox.notices() if one.kind == "webhook_off"] == ["gone"]


def test_one_event_that_is_never_taken_holds_its_case_for_five_days_and_no_longer(
    desk: PostDesk,
) -> None:
    """Other events arrive, so the webhook stays on."""
    other = another_case(desk)
    webhook = hook(desk, "task.started", "fact.stated")
    bad = Heard(word="status", status=400)
    desk.ear.answer = lambda said: bad if said["type"] == "task.started" else Heard()
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.state("P1", rent=0)
    for number in range(8):
        desk.desk.state(desk.call("P1"), other, {"rent": number + 1})
        for _ in range(20):
            desk.announce()
            desk.clock.forward(hours=1)
    assert {one["data"]["case"] for one in desk.ear.said} == {desk.id, other}
    assert desk.webhooks().webhook(webhook.webhook).state == "on"
    assert [row[1:] for row in states(desk, webhook) if row[1] != "sent"] == [("failed", "status")]


def test_the_administrators_of_a_house_without_open_cases_find_it_by_looking(
    databases: Databases, tmp_path: Path
) -> None:
    store = opened(databases.sqlite(), tmp_path / "keys")
    desk = PostDesk(definition(YAML), store, tmp_path)
    webhook = hook(desk)
    desk.webhooks().test(desk.call("H1"), webhook.webhook)
    desk.ear.answer = lambda _: Heard(word="gone", status=410)
    desk.announce()
    assert desk.webhooks().webhook(webhook.webhook).reason == "gone"
    assert desk.sql.outbox.notices() == []
    # Switched off by two at once, it is told of once.
    desk.announcer()._switch_off(webhook, WhyOff.GONE, desk.clock())
    store.close()


def test_without_the_key_of_the_home_nothing_is_sent(desk: PostDesk) -> None:
    webhook = hook(desk)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    desk.box = SecretBox(bytes(31) + b"1", random=bytes)
    assert desk.announce().failed == 1
    assert desk.ear.heard == []
    assert states(desk, webhook)[0][1:] == ("waiting", "no_key")


# --- looking after them ------------------------------------------------------------------------------------------


def test_only_an_administrator_looks_after_them(desk: PostDesk) -> None:
    webhook = hook(desk).webhook
    hooks, call = desk.webhooks(), desk.call("P1")
    for act in (
        lambda: hooks.add(call, WantedWebhook(url=URL)),
        lambda: hooks.rotate(call, webhook),
        lambda: hooks.disable(call, webhook),
        lambda: hooks.enable(call, webhook),
        lambda: hooks.remove(call, webhook),
        lambda: hooks.test(call, webhook),
        lambda: hooks.resend(call, webhook, "msg_1"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "needs_administrator"


def test_an_administrator_without_rights_is_none(desk: PostDesk) -> None:
    webhook = hook(desk).webhook
    registry = desk.desk.registry
    registry.add(desk.call("H1"), AdministratorNamed(person="P2", administrator=True))
    hooks = desk.webhooks()
    hooks.test(desk.call("P2"), webhook)
    registry.suspend_rights(desk.call("H1"), person="P2", reason="核查")
    with pytest.raises(Refused, match="Webhooks are looked after by an administrator"):
        hooks.test(desk.call("P2"), webhook)


def test_what_is_asked_for_is_checked(desk: PostDesk) -> None:
    hooks = desk.webhooks()
    for wanted in (
        WantedWebhook(url="https://10.0.0.1/"),
        WantedWebhook(url=URL, events=("case.exploded",)),
        WantedWebhook(url=URL, description="长" * 201),
        WantedWebhook(url=URL, cases=("x",) * 201),
    ):
        with pytest.raises(BadValue):
            hooks.add(desk.call("H1"), wanted)
    assert desk.webhooks("10.0.0.0/8").add(desk.call("H1"), WantedWebhook(url="https://10.0.0.1/"))


def test_there_are_not_many(desk: PostDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launchkit.desk.webhooks.MOST_WEBHOOKS", 3)
    for _ in range(3):
        hook(desk)
    with pytest.raises(Refused) as refused:
        hook(desk)
    assert refused.value.code == "too_many_webhooks"


def test_a_secret_is_shown_once_and_never_kept_in_clear(desk: PostDesk, tmp_path: Path) -> None:
    call = desk.call("H1")
    secret, webhook = desk.webhooks().add(call, WantedWebhook(url=URL))
    with pytest.raises(Refused) as refused:
        desk.webhooks().add(call, WantedWebhook(url=URL))
    assert refused.value.code == "secret_shown"
    assert len(desk.webhooks().all_webhooks()) == 1
    assert secret.startswith("whsec_")
    assert secret not in repr(webhook)
    raw = Oracle(secret)._whsecret
    kept = desk.sql.webhooks.webhook(webhook.webhook)
    assert kept is not None
    assert raw not in kept.secret
    assert desk.box.opened(kept.secret, webhook.webhook) == raw
    assert desk.box.opened(kept.secret, "wh-other") is None


def test_after_a_rotation_both_secrets_sign_for_a_day(desk: PostDesk) -> None:
    old, webhook = desk.webhooks().add(desk.call("H1"), WantedWebhook(url=URL))
    call = desk.call("H1")
    new = desk.webhooks().rotate(call, webhook.webhook)
    with pytest.raises(Refused):
        desk.webhooks().rotate(call, webhook.webhook)
    desk.state("P1", rent=1)
    desk.announce()
    desk.clock.forward(hours=24)
    desk.state("P1", rent=2)
    desk.announce()
    both, alone = ([headers["webhook-signature"].split()] for _, headers, _ in desk.ear.heard)
    assert (len(both[0]), len(alone[0])) == (2, 1)
    for secret, place in ((new, 0), (old, 1)):
        _, headers, body = desk.ear.heard[0]
        when = desk.clock() - timedelta(hours=24)
        signed = Oracle(secret).sign(headers["webhook-id"], when, body.decode())
        assert both[0][place] == signed


def test_who_did_what_with_a_webhook_is_in_the_trail(desk: PostDesk) -> None:
    webhook = hook(desk, "case.closed").webhook
    hooks = desk.webhooks()
    hooks.rotate(desk.call("H1"), webhook)
    hooks.disable(desk.call("H1"), webhook)
    hooks.disable(desk.call("H1"), webhook)
    hooks.enable(desk.call("H1"), webhook)
    hooks.enable(desk.call("H1"), webhook)
    hooks.remove(desk.call("H1"), webhook)
    found = [one for one in desk.sql.load(HOUSE) if one.envelope.kind == "webhook_changed"]
    assert [one.data["change"] for one in found] == [
        "added",
        "rotated",
        "disabled",
        "enabled",
        "removed",
    ]
    assert all(one.data["host"] == "hooks.example.org" for one in found)
    text = json.dumps([one.envelope.data for one in found])
    assert "whsec_" not in text
    assert "key=1" not in text
    with pytest.raises(NotFound):
        hooks.webhook(webhook)
    assert desk.sql.webhooks.events(webhook) == []


def test_a_test_event_tells_nothing(desk: PostDesk) -> None:
    webhook = hook(desk, "case.closed").webhook
    for number in (1, 2):
        assert desk.webhooks().test(desk.call("H1"), webhook).seq == number
    assert desk.announce().sent == 2
    assert [one["type"] for one in desk.ear.said] == ["webhook.test"] * 2
    assert desk.ear.said[0]["data"] == {
        "links": {"page": "https://launchkit.example.org/webhooks"}
    }
    desk.webhooks().disable(desk.call("H1"), webhook)
    with pytest.raises(Refused) as refused:
        desk.webhooks().test(desk.call("H1"), webhook)
    assert refused.value.code == "webhook_off"


def test_an_event_is_sent_once_more_under_its_own_id(desk: PostDesk) -> None:
    webhook = hook(desk).webhook
    desk.state("P1", rent=1)
    desk.announce()
    (first,) = desk.ear.ids
    desk.webhooks().resend(desk.call("H1"), webhook, first)
    desk.announce()
    assert desk.ear.ids == [first, first]
    with pytest.raises(NotFound):
        desk.webhooks().resend(desk.call("H1"), webhook, "msg_none")
    now = desk.clock()
    desk.webhooks().resend(desk.call("H1"), webhook, first)
    desk.sql.webhooks.claim(webhook, now=now, until=now + LEASE)
    with pytest.raises(Refused) as refused:
        desk.webhooks().resend(desk.call("H1"), webhook, first)
    assert refused.value.code == "being_sent"


def test_what_was_sent_is_forgotten_after_a_while(desk: PostDesk) -> None:
    webhook = hook(desk).webhook
    desk.state("P1", rent=1)
    desk.announce()
    desk.clock.instant += KEEP
    assert desk.announcer().tidy() == 0
    desk.clock.forward(minutes=1)
    desk.state("P1", rent=2)
    desk.announcer().take_up()
    assert desk.announcer().tidy() == 1
    (left,) = desk.sql.webhooks.events(webhook)
    assert left.state == "waiting"
    assert desk.sql.webhooks.attempts([left]) == []


def test_on_either_database(store: SqlStore, tmp_path: Path) -> None:
    desk = made(store, tmp_path)
    webhook = hook(desk, "fact.stated")
    desk.state("P1", rent=1)
    desk.ear.answer = lambda _: Heard(word="status", status=503, milliseconds=7)
    assert desk.announce().failed == 1
    desk.ear.answer = lambda _: Heard()
    desk.clock.forward(minutes=1)
    assert desk.announce().sent == 1
    (event,) = store.webhooks.events(webhook.webhook, limit=5)
    assert store.webhooks.event(webhook.webhook, event.case, event.seq) == event
    assert store.webhooks.event(webhook.webhook, event.case, 0) is None
    found = [(a.outcome, a.status, a.milliseconds) for a in store.webhooks.attempts([event])]
    assert found == [("status", 503, 7), ("sent", 200, 1)]
    desk.webhooks().rotate(desk.call("H1"), webhook.webhook)
    desk.webhooks().disable(desk.call("H1"), webhook.webhook)
    desk.webhooks().enable(desk.call("H1"), webhook.webhook)
    desk.webhooks().test(desk.call("H1"), webhook.webhook)
    assert desk.announce().sent == 1
    desk.clock.instant += KEEP + timedelta(minutes=1)
    assert desk.announcer().tidy() == 2
    desk.webhooks().remove(desk.call("H1"), webhook.webhook)
