"""The other administrators hear of a change that waits for one of them: once, and not when it was decided before the message went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from launchkit.desk import Call
from launchkit.domain.accounts import Account, SignInChange
from launchkit.domain.entries import AdministratorNamed, PersonAdded, PersonsJoined
from launchkit.domain.errors import Refused
from launchkit.domain.house_notices import of_webhook_off
from launchkit.domain.occasions import NoticeKind
from launchkit.domain.telling.notices import house_line
from tests.databases import Databases, opened
from tests.desk.made import definition
from tests.desk.post import PostDesk

KIND = NoticeKind.SECOND_ASKED.value


def house(databases: Databases, folder: Path, *, with_case: bool) -> Iterator[PostDesk]:
    store = opened(databases.sqlite(), folder / "keys")
    desk = PostDesk(definition("items: [{id: visit}]"), store, folder)
    if with_case:
        desk.open({"P1": ("lead",), "H1": ("hq_lead",)})
    people = ("A1", "A2", "A3", "P9")
    desk.desk.registry.add(desk.call("A1"), *(PersonAdded(person=one, name=one) for one in people))
    for one in people[:3]:
        entry = AdministratorNamed(person=one, administrator=True)
        desk.desk.registry.add(desk.call("A1"), entry)
    store.accounts.keep_account(Account(name="account.a2", person="A2", password="old"))
    yield desk
    store.close()


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[PostDesk]:
    yield from house(databases, tmp_path, with_case=True)


@pytest.fixture
def young(databases: Databases, tmp_path: Path) -> Iterator[PostDesk]:
    """A house that has administrators and no case yet."""
    yield from house(databases, tmp_path, with_case=False)


def asked(desk: PostDesk, request: str | None = None) -> int:
    call = Call(actor="A1", request=request or desk.fresh(), channel="test")
    done = desk.administration().change(call, SignInChange.FORGET, account="account.a2")
    assert done.waits is not None
    return done.waits


def told(desk: PostDesk) -> dict[str, str]:
    return {to: state for (kind, to), state in desk.states().items() if kind == KIND}


def test_every_other_administrator_is_told_at_once_what_waits_and_not_about_whom(
    desk: PostDesk,
) -> None:
    box = desk.reach("A2", "wecom")
    number = asked(desk)
    assert desk.send().notices == 2
    assert told(desk) == {"A2": "sent", "A3": "sent"}
    (text,) = box.texts
    line = (
        f"登录变更 {number}（重置动态口令）：等您以第二位管理员的身份确认，24 小时内有效"
        " → launchkit account waiting"
    )
    assert line in text
    assert "account.a2" not in text
    assert "A1" not in text
    (notice, _) = (one for one in desk.sql.outbox.notices() if one.kind == KIND)
    assert house_line(notice).said.en == (
        f"sign-in change {number} (reset the second factor): waits for you to agree as the second"
        " administrator, for 24 hours → launchkit account waiting"
    )


def test_asked_again_nobody_is_told_again(desk: PostDesk) -> None:
    number = asked(desk, "once")
    desk.send()
    before = desk.written()
    assert [asked(desk, "once"), asked(desk)] == [number, number]
    desk.restart()
    assert [asked(desk, "once"), desk.sweep().notices] == [number, 0]
    assert desk.written() == before
    assert len([one for one in desk.sql.outbox.notices() if one.kind == KIND]) == 2


@pytest.mark.parametrize(
    "decide",
    [
        lambda desk, number: desk.administration().agree(desk.call("A3"), number),
        lambda desk, number: desk.administration().drop(desk.call("A3"), number),
        lambda desk, number: desk.administration().drop(desk.call("A1"), number),
        lambda desk, _: desk.clock.forward(hours=24),
    ],
    ids=["agreed", "not_agreed", "taken_back", "too_old"],
)
def test_what_was_decided_before_it_went_is_not_told(
    desk: PostDesk, decide: Callable[[PostDesk, int], None]
) -> None:
    number = asked(desk)
    decide(desk, number)
    sent = desk.send()
    assert (sent.messages, sent.withdrawn) == (0, 2)
    assert told(desk) == {"A2": "withdrawn/settled", "A3": "withdrawn/settled"}


def test_who_cannot_agree_is_not_told(desk: PostDesk) -> None:
    """A2 turns out to be the one who asked, A3 loses every right."""
    asked(desk)
    desk.desk.registry.add(desk.call("A1"), PersonsJoined(person="A2", same_as="A1"))
    desk.desk.registry.suspend_rights(desk.call("A1"), person="A3", reason="调查")
    assert desk.send().withdrawn == 2
    assert told(desk) == {"A2": "withdrawn/other_person", "A3": "withdrawn/gone"}


def test_what_one_alone_may_do_is_told_to_nobody(desk: PostDesk) -> None:
    with pytest.raises(Refused):
        desk.administration().change(desk.call("A1"), SignInChange.END, person="A1")
    desk.sql.accounts.keep_account(Account(name="account.p9", person="P9", password="old"))
    done = desk.administration().change(desk.call("A1"), SignInChange.LINK, account="account.p9")
    assert done.word is not None
    assert told(desk) == {}


def test_a_house_without_any_case_tells_them_all_the_same(young: PostDesk) -> None:
    asked(young)
    assert young.send().notices == 2
    assert told(young) == {"A2": "sent", "A3": "sent"}
    assert "即时通知：1 项" in young.written()


def test_at_night_it_waits_for_the_morning(young: PostDesk) -> None:
    young.at("2026-03-02T23:30")
    asked(young)
    assert young.send().held == 2
    young.at("2026-03-03T07:00")
    assert young.send().notices == 2


def test_what_reaches_nobody_for_three_days_is_given_up_where_no_headquarters_could_call(
    young: PostDesk,
) -> None:
    young.reach("A2", "wecom").word = "down"
    now = young.clock()
    notices = of_webhook_off(young.desk.house(), "wh-1", "failing", "", now)
    young.sql.outbox.queue(notices, now=now)
    assert young.send().retried == 1
    young.clock.instant = now + timedelta(days=3)
    assert young.send().failed == 1
    assert {one.kind for one in young.sql.outbox.notices()} == {NoticeKind.WEBHOOK_OFF.value}
