"""How people are reached: whose channels and calendars somebody may set."""

from __future__ import annotations

import pytest

from launchkit.desk import Opening
from launchkit.desk.reach import Feeds
from launchkit.domain.entries import AccountAdded
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.feeds import FeedKind
from launchkit.testing import TestDesk

KEY = b"k" * 32


def set_channel(
    desk: TestDesk, by: str, person: str = "P1", address: str = "a@example.com"
) -> None:
    desk.desk.reach.set_channel(desk.call(by), person=person, channel="email", address=address)


def test_a_channel_is_set_and_taken_back(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    set_channel(desk, "P1")
    assert desk.desk.house().addresses("P1") == {"email": "a@example.com"}
    set_channel(desk, "P1", address=" ")
    assert desk.desk.house().addresses("P1") == {}
    with pytest.raises(BadValue, match="there are: wecom"):
        desk.desk.reach.set_channel(desk.call("P1"), person="P1", channel="fax", address="1")
    with pytest.raises(NotFound):
        set_channel(desk, "P1", person="P9")


def test_nobody_moves_the_notices_of_another(desk: TestDesk) -> None:
    """
    items: [{id: visit}]
    """
    with pytest.raises(Refused) as refused:
        set_channel(desk, "P2")
    assert refused.value.code == "not_yours"
    desk.desk.registry.add(desk.call("H1"), AccountAdded(account="zhang.wei", person="P1"))
    set_channel(desk, "zhang.wei")
    desk.desk.registry.give_branch_roles(
        desk.call("H1"), branch="SY", person="H1", roles=("hq_lead",)
    )
    set_channel(desk, "H1", address="b@example.com")
    assert desk.desk.house().addresses("P1") == {"email": "b@example.com"}
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="核查")
    with pytest.raises(Refused):
        set_channel(desk, "P1")


def test_a_feed_has_an_address_that_can_be_renewed(desk: TestDesk) -> None:
    """
    items: [{id: visit, due: [{id: P1, after: {case: start}, within: 10}]}]
    """
    feeds = Feeds(desk.store, desk.desk.shelf, KEY)
    for kind, of in ((FeedKind.PERSON, "P1"), (FeedKind.CASE, desk.id)):
        token = feeds.token(kind, of)
        assert feeds.find(token) == (kind, of)
        desk.desk.reach.see_feed(desk.call("P1"), kind, of)
        desk.desk.reach.renew_feed(desk.call("P1"), kind, of)
        desk.desk.reach.renew_feed(desk.call("P1"), kind, of)
        assert feeds.find(token) is None
        assert feeds.find(feeds.token(kind, of)) == (kind, of)
    assert feeds.find("x" * 43) is None
    assert feeds.find("专案") is None
    assert Feeds(desk.store, desk.desk.shelf, b"z" * 32).find(feeds.token(kind, of)) is None


def test_a_feed_shows_the_open_deadlines_and_nobody_elses(desk: TestDesk) -> None:
    """
    statutes: [{id: DL35}]
    facts: [{id: seen_at, type: instant}]
    items:
      - {id: visit, due: [{id: P1, after: {case: start}, within: 10}]}
      - {id: file, owner: mate, due: [{id: DL35, after: {case: start}, within: 400, basis: [DL35]}]}
      - {id: report, optional_facts: [seen_at], due: [{id: DL36, after: {fact: seen_at}, within: 24, unit: hour}]}
      - {id: hold, due: [{id: P1, after: {case: start}, within: 10}]}
    """
    feeds = Feeds(desk.store, desk.desk.shelf, KEY)
    desk.state("P1", seen_at="2026-03-02T10:00:00+08:00")
    desk.desk.suspend(desk.call("H1"), desk.id, "hold", since="2026-03-02", reason="补正")
    mine = feeds.events(FeedKind.PERSON, "P1")
    assert [(one.title, str(one.day), one.at is not None) for one in mine] == [
        ("内部期限：T-03 report", "2026-03-03", True),
        ("内部期限：T-01 visit", "2026-03-12", False),
    ]
    every = feeds.events(FeedKind.CASE, desk.id)
    assert [one.title for one in every][2:] == [
        "宜办日（暂定）：T-02 file",
        "法定最后一天（暂定）：T-02 file",
    ]
    uid = mine[1].uid
    desk.desk.extend(desk.call("H1"), desk.id, "visit", to="2026-03-20", reason="房东出差")
    (moved,) = [one for one in feeds.events(FeedKind.PERSON, "P1") if one.uid == uid]
    assert (str(moved.day), moved.sequence > mine[1].sequence) == ("2026-03-20", True)
    desk.done("P1", "visit")
    assert uid not in [one.uid for one in feeds.events(FeedKind.PERSON, "P1")]
    desk.desk.change_team(desk.call("H1"), desk.id, person="P2", roles=())
    assert feeds.events(FeedKind.PERSON, "P2") == []


def test_a_closed_case_has_an_empty_calendar(desk: TestDesk) -> None:
    """
    items: [{id: visit, due: [{id: P1, after: {case: start}, within: 10}]}]
    """
    feeds = Feeds(desk.store, desk.desk.shelf, KEY)
    desk.done("P1", "visit")
    desk.desk.close(desk.call("H1"), desk.id)
    assert feeds.events(FeedKind.CASE, desk.id) == []


def test_whoever_loses_their_rights_loses_their_calendar(desk: TestDesk) -> None:
    """
    items: [{id: visit, due: [{id: P1, after: {case: start}, within: 10}]}]
    """
    feeds = Feeds(desk.store, desk.desk.shelf, KEY)
    token = feeds.token(FeedKind.PERSON, "P1")
    with pytest.raises(Refused):
        desk.desk.reach.see_feed(desk.call("P2"), FeedKind.PERSON, "P1")
    desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="核查")
    assert feeds.find(token) is None
    with pytest.raises(Refused):
        desk.desk.reach.see_feed(desk.call("P1"), FeedKind.PERSON, "P1")


def test_a_restricted_case_is_in_the_calendars_of_its_people_only(unopened) -> None:  # type: ignore[no-untyped-def]
    desk = unopened("items: [{id: visit, due: [{id: P1, after: {case: start}, within: 10}]}]")
    desk.open()
    opening = Opening(
        checklist="test",
        name="测试专案",
        branch="SY",
        start="2026-03-02",
        target="2026-05-01",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
        restricted=True,
    )
    desk.id = desk.desk.open(desk.call("H1"), opening).case.id
    feeds = Feeds(desk.store, desk.desk.shelf, KEY)
    with pytest.raises(Refused) as refused:
        desk.desk.reach.see_feed(desk.call("P1"), FeedKind.CASE, desk.id)
    assert refused.value.code == "restricted_feed"
    with pytest.raises(NotFound):
        desk.desk.reach.see_feed(desk.call("X9"), FeedKind.CASE, desk.id)
    assert feeds.find(feeds.token(FeedKind.CASE, desk.id)) is None
    titles = [one.title for one in feeds.events(FeedKind.PERSON, "P1")]
    assert sorted(titles) == ["内部期限：T-01", "内部期限：T-01 visit"], "of it not even the title"
