"""Every kind of notice, from what happens in a case to a message that arrived: a rule without effect cannot exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from launchkit.desk.webhooks import WantedWebhook
from launchkit.domain.accounts import SignInChange
from launchkit.domain.addressees import _WHO, Addressee
from launchkit.domain.entries import AdministratorNamed, PersonAdded
from launchkit.domain.occasions import NoticeKind
from launchkit.domain.reminders import REMINDERS
from launchkit.domain.telling.notices import NOTICE_WORDS
from launchkit.store import SqlStore
from tests.databases import Databases, opened
from tests.desk.made import definition
from tests.desk.post import Heard, PostDesk

YAML = """
items:
  - {id: visit, due: [{id: P1, after: {case: start}, within: 10}]}
  - {id: sign, owner: mate, helpers: [lead], approval: {by: [hq_lead]}, documents: [D1]}
  - {id: pay, needs: [sign], owner: mate}
  - {id: close_cash, recurs: {each: day, since: {case: start}, by: "18:00"}}
documents:
  - {code: D1, name: lease, series: 租, fields: []}
"""
TEAM = {
    "P1": ("lead",),
    "P2": ("mate",),
    "H1": ("hq_lead",),
    "H2": ("hq_ops",),
    "L1": ("hq_leg",),
}


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[PostDesk]:
    store: SqlStore = opened(databases.sqlite(), tmp_path / "keys", fold_version=1)
    found = PostDesk(definition(YAML), store, tmp_path)
    found.open(TEAM)
    found.sweep()
    yield found
    store.close()


def handed_in(desk: PostDesk) -> None:
    desk.done("P2", "sign")


def until(desk: PostDesk, *times: str) -> None:
    """Sweep and send at each of these local times."""
    for one in times:
        desk.at(one)
        desk.sweep()


def reopened(desk: PostDesk) -> None:
    desk.done("P2", "sign")
    desk.approve("H1", "sign")
    desk.sweep()
    desk.done("P2", "pay")
    desk.desk.reopen(desk.call("P2"), desk.id, "sign", reason="补页")
    until(desk, "2026-03-02T09:30", "2026-03-03T08:30")


def lent(desk: PostDesk) -> None:
    desk.desk.people.delegate(
        desk.call("P1"),
        desk.id,
        to="P2",
        begins=date(2026, 3, 2),
        ends=date(2026, 3, 9),
        roles=["lead"],
        reason="出差",
    )
    desk.sweep()


def lent_back(desk: PostDesk) -> None:
    lent(desk)
    desk.desk.people.end_delegation(desk.call("P1"), desk.id, "d-1", reason="回来了")
    desk.sweep()


def nobody_decides(desk: PostDesk) -> None:
    desk.desk.people.state_absence(
        desk.call("H1"), desk.id, person="H1", begins=date(2026, 3, 2), reason="病假"
    )
    handed_in(desk)
    desk.sweep()


def emergency(desk: PostDesk) -> None:
    desk.desk.people.break_glass(desk.call("P1"), desk.id, "sign", reason="来不及")
    desk.sweep()


def waiting(desk: PostDesk) -> None:
    desk.desk.block(
        desk.call("P1"), desk.id, "visit", waiting_on="房东", reason="出差", again_on="2026-03-04"
    )
    until(desk, "2026-03-04T08:30")


def handed_on(desk: PostDesk) -> None:
    desk.desk.assign(desk.call("H1"), desk.id, "visit", to="P2", reason="轮换")
    until(desk, "2026-03-02T10:00", "2026-03-03T08:30")


def promised(desk: PostDesk) -> None:
    desk.desk.holdings.promise(
        desk.call("P2"), desk.id, to="客户", what="换屏", by=date(2026, 3, 4)
    )
    until(desk, "2026-03-04T08:00", "2026-03-04T08:30", "2026-03-05T00:15", "2026-03-05T08:30")


def sent_out(desk: PostDesk) -> None:
    desk.desk.issue(desk.call("P2"), desk.id, "D1")
    desk.desk.holdings.send_out(
        desk.call("P2"), desk.id, "D1", to="房东", expected=date(2026, 3, 4)
    )
    until(desk, "2026-03-05T00:15", "2026-03-05T08:30")


def asked_counsel(desk: PostDesk) -> None:
    desk.desk.crisis.ask_counsel(desk.call("P1"), desk.id, text="能否", due=date(2026, 3, 4))
    until(desk, "2026-03-05T00:15", "2026-03-05T08:30")


def half_signed(desk: PostDesk) -> None:
    desk.desk.handovers.begin(desk.call("P1"), desk.id, receiver="P2", stays=True)
    desk.sweep()
    desk.desk.handovers.sign(desk.call("P1"), desk.id, "handover-1")
    until(desk, "2026-03-02T09:15")


def half_signed_overnight(desk: PostDesk) -> None:
    half_signed(desk)
    until(desk, "2026-03-03T00:15", "2026-03-03T08:30")


def graded(desk: PostDesk) -> None:
    desk.desk.crisis.set_severity(desk.call("H1"), desk.id, 3, reason="停业")
    until(desk, "2026-03-02T18:30", "2026-03-02T19:30")


def unreachable(desk: PostDesk) -> None:
    box = desk.reach("P2", "wecom")
    box.word = "down"
    handed_on(desk)
    for day in range(4, 8):
        until(desk, f"2026-03-0{day}T08:30")


def nothing_arrives(desk: PostDesk) -> None:
    """A webhook that takes nothing for five days is switched off; that is for the administrator, who is in no case."""
    desk.desk.registry.add(
        desk.call("H1"),
        PersonAdded(person="A1", name="管理员"),
        AdministratorNamed(person="A1", administrator=True),
    )
    wanted = WantedWebhook(url="https://hooks.example.org/", events=("task.started",))
    _, webhook = desk.webhooks().add(desk.call("A1"), wanted)
    desk.ear.answer = lambda _said: Heard(word="refused", status=None)
    desk.desk.start(desk.call("P1"), desk.id, "visit")
    while desk.webhooks().webhook(webhook.webhook).state == "on":
        desk.announce()
        (event,) = desk.sql.webhooks.events(webhook.webhook)
        desk.at_instant(event.not_before)
    desk.send()
    until(desk, "2026-03-09T09:00")


def second_asked(desk: PostDesk) -> None:
    """One administrator asks for what a second one has to agree to; neither is in any case."""
    people = ("A1", "A2")
    desk.desk.registry.add(
        desk.call("H1"),
        *(PersonAdded(person=one, name="管理员") for one in people),
        *(AdministratorNamed(person=one, administrator=True) for one in people),
    )
    desk.administration().change(desk.call("A1"), SignInChange.NAME, person="P1")
    desk.send()


def visit_at(*times: str) -> Callable[[PostDesk], None]:
    return lambda desk: until(desk, *times)


def decide_until(*times: str) -> Callable[[PostDesk], None]:
    def play(desk: PostDesk) -> None:
        handed_in(desk)
        until(desk, *times)

    return play


def plan_missed(desk: PostDesk) -> None:
    """A house deadline that ends on a rest day is planned for the working day before."""
    desk.desk.extend(desk.call("H1"), desk.id, "visit", to="2026-03-14", reason="房东出差")
    until(desk, "2026-03-14T00:15", "2026-03-14T08:30")


#: kind -> what happens, and who has a message of it then
STORIES: Mapping[NoticeKind, tuple[Callable[[PostDesk], None], set[str]]] = {
    NoticeKind.READY: (visit_at("2026-03-03T08:30"), {"P1", "P2"}),
    NoticeKind.SOON: (visit_at("2026-03-09T00:15", "2026-03-09T08:30"), {"P1"}),
    NoticeKind.TODAY: (visit_at("2026-03-12T00:15", "2026-03-12T08:30"), {"P1"}),
    NoticeKind.PLAN_MISSED: (plan_missed, {"P1"}),
    NoticeKind.LATE: (visit_at("2026-03-13T00:15", "2026-03-13T08:30"), {"P1", "H1"}),
    NoticeKind.ESCALATED: (
        visit_at("2026-03-13T00:15", "2026-03-13T08:30", "2026-03-14T00:15", "2026-03-14T08:30"),
        # The owner hears of the daily tasks of the days between, of which nothing was told before.
        {"P1", "H1", "H2"},
    ),
    NoticeKind.DECIDE: (decide_until("2026-03-02T09:15"), {"H1"}),
    NoticeKind.UNDECIDED: (decide_until("2026-03-02T09:15", "2026-03-03T09:15"), {"H1"}),
    NoticeKind.UNDECIDED_LONG: (
        decide_until("2026-03-02T09:15", "2026-03-03T09:15", "2026-03-04T09:15"),
        {"H1", "H2"},
    ),
    NoticeKind.SILENT: (visit_at("2026-03-02T21:00"), {"H1", "H2"}),
    NoticeKind.ASK_AGAIN: (waiting, {"P1"}),
    NoticeKind.NO_DECIDER: (nobody_decides, {"H1"}),
    NoticeKind.EMERGENCY: (emergency, {"H1"}),
    NoticeKind.HANDED_ON: (handed_on, {"P2"}),
    NoticeKind.REOPENED: (reopened, {"P2"}),
    NoticeKind.LENT: (lent, {"P1", "P2"}),
    NoticeKind.LENT_BACK: (lent_back, {"P1", "P2"}),
    NoticeKind.PROMISE_DUE: (promised, {"P2"}),
    NoticeKind.PROMISE_PAST: (promised, {"P2", "H1"}),
    NoticeKind.PAPER_OUT: (sent_out, {"P2"}),
    NoticeKind.HANDOVER_SIGN: (half_signed, {"P2"}),
    NoticeKind.HANDOVER_PAST: (half_signed_overnight, {"P2", "H1"}),
    NoticeKind.QUESTION_PAST: (asked_counsel, {"L1", "H1"}),
    NoticeKind.REPORT_DUE: (graded, {"P1"}),
    NoticeKind.REPORT_PAST: (graded, {"P1", "H1", "H2"}),
    NoticeKind.UNDELIVERED: (unreachable, {"H1"}),
    NoticeKind.WEBHOOK_OFF: (nothing_arrives, {"A1"}),
    NoticeKind.SECOND_ASKED: (second_asked, {"A2"}),
}


def test_there_is_a_story_a_row_and_a_sentence_for_every_kind() -> None:
    assert set(STORIES) == set(NoticeKind) == set(REMINDERS) == set(NOTICE_WORDS)
    assert set(_WHO) == set(Addressee)
    meant = {who for row in REMINDERS.values() for who in row.to}
    assert meant == set(Addressee), "every word for people is used"


@pytest.mark.parametrize("kind", NoticeKind, ids=lambda kind: kind.value)
def test_a_notice_arrives(desk: PostDesk, kind: NoticeKind) -> None:
    play, people = STORIES[kind]
    play(desk)
    arrived = {
        one.to
        for one in desk.sql.outbox.notices()
        if (one.kind, one.state) == (kind.value, "sent")
    }
    assert arrived == people
    text = desk.written()
    assert f"{NOTICE_WORDS[kind].zh}" in text
    for person in people:
        assert any(
            NOTICE_WORDS[kind].zh in part
            for part in text.split("--- ")
            if part.split("\n")[0].endswith(f" {person}")
        )


@pytest.mark.parametrize("kind", NoticeKind, ids=lambda kind: kind.value)
def test_a_sweep_that_comes_again_tells_nobody_again(desk: PostDesk, kind: NoticeKind) -> None:
    STORIES[kind][0](desk)
    before, seq = desk.written(), desk.case.seq
    desk.restart()
    sent = desk.sweep()
    assert (sent.messages, desk.case.seq) == (0, seq)
    assert desk.written() == before


def test_what_leaves_the_house_names_nobody_and_quotes_nothing(desk: PostDesk) -> None:
    for play in (lent, waiting, promised):
        play(desk)
    text = desk.written()
    for secret in ("姓名", "房东", "出差", "客户", "换屏", "测试专案"):
        assert secret not in text


def test_who_has_signed_and_what_is_complete_is_reminded_no_more(desk: PostDesk) -> None:
    half_signed(desk)
    desk.desk.handovers.sign(desk.call("P2"), desk.id, "handover-1")
    until(desk, "2026-03-03T00:15", "2026-03-03T08:30")
    kinds = {one.kind for one in desk.sql.outbox.notices()}
    assert NoticeKind.HANDOVER_PAST.value not in kinds
    signed = [
        one for one in desk.sql.outbox.notices() if one.kind == NoticeKind.HANDOVER_SIGN.value
    ]
    assert [one.to for one in signed] == ["P2"]
