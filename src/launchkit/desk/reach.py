"""How people are reached outside the program: the channels of their notices, and the calendars they subscribe to."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from typing import Final

from launchkit.desk.calls import Call
from launchkit.desk.ports import Store
from launchkit.desk.reading import Reading
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.entries import ChannelSet, FeedRenewed
from launchkit.domain.errors import BadValue, Refused
from launchkit.domain.feeds import FeedEvent, FeedKind, events_of, feed_token
from launchkit.domain.recorded import Receipt

#: What a notice can go out by.
CHANNELS: Final = ("wecom", "dingtalk", "feishu", "email", "other", "console", "file")
#: Who, beside the person, may say how a person is reached: those with such a role at a branch.
_MAY_SET: Final = frozenset({"hq_lead", "administrator"})


class Reach:
    """Channels and addresses of feeds, as the house records them."""

    def __init__(self, registry: Registry, reading: Reading, shelf: Shelf) -> None:
        self._registry = registry
        self._reading = reading
        self._shelf = shelf

    def set_channel(self, call: Call, *, person: str, channel: str, address: str) -> Receipt:
        """A person is reached by this channel at this address from now on; no address: by this channel no more."""
        self._shelf.house().person(person)
        self._require_own(call, person)
        if channel not in CHANNELS:
            raise BadValue(
                f"没有渠道 {channel}；有：{'、'.join(CHANNELS)}",
                f"There is no channel {channel}; there are: {', '.join(CHANNELS)}",
            )
        entry = ChannelSet(person=person, channel=channel, address=address.strip())
        return self._registry.add(call, entry)

    def see_feed(self, call: Call, kind: FeedKind, of: str) -> None:
        """Refuse to whoever may not have the address of a feed: it shows its deadlines to anybody who has it."""
        if kind is FeedKind.PERSON:
            self._shelf.house().person(of)
            self._require_own(call, of)
            return
        self._reading.find_case(of, viewer=self._shelf.acting(call).actor)
        if self._shelf.warm(of).case.restricted:
            raise Refused(
                "restricted_feed",
                "涉密专案没有整案日历，只出现在各成员自己的日历里。",
                "A restricted case has no calendar of its own; its members find it in theirs.",
            )

    def renew_feed(self, call: Call, kind: FeedKind, of: str) -> Receipt:
        """The feed gets another address; the old one leads nowhere from now on."""
        self.see_feed(call, kind, of)
        issue = self._shelf.house().feeds.get((kind.value, of), 0) + 1
        return self._registry.add(call, FeedRenewed(feed=kind.value, of=of, issue=issue))

    def _require_own(self, call: Call, person: str) -> None:
        house = self._shelf.house()
        roster, actor = house.roster(), house.acting(call.actor)
        roles = {
            role
            for (_, who), given in house.branch_roles.items()
            if who == actor
            for role in given
        }
        if roster.is_suspended(actor) or not (
            roster.human(actor) == roster.human(person) or roles & _MAY_SET
        ):
            raise Refused(
                "not_yours",
                f"{person} 的通知渠道和日历只由本人，或分公司常设的总部负责人、系统管理员设置。",
                f"Channels and calendar of {person} are for that person, or for somebody with the standing "
                "role hq_lead or administrator at a branch.",
            )


class Feeds:
    """Calendar feeds by the secret word in their address."""

    def __init__(self, store: Store, shelf: Shelf, key: bytes) -> None:
        self._store = store
        self._shelf = shelf
        self._key = key

    def token(self, kind: FeedKind, of: str) -> str:
        """The word that leads to a feed."""
        issue = self._shelf.house().feeds.get((kind.value, of), 0)
        return feed_token(self._key, kind, of, issue)

    def find(self, token: str) -> tuple[FeedKind, str] | None:
        """The feed that a word leads to; None for any other word.

        Every feed is compared, in a time that does not tell how much of the word was right.
        """
        found = None
        given = token.encode("utf-8", "surrogateescape")
        for kind, of in self._all():
            if hmac.compare_digest(self.token(kind, of).encode(), given):
                found = (kind, of)
        return found

    def events(self, kind: FeedKind, of: str) -> Sequence[FeedEvent]:
        """The events of a feed, by day: a person's own open tasks, or everything in a case."""
        if kind is FeedKind.CASE:
            return _in_order(events_of(self._shelf.warm(of).case))
        found: list[FeedEvent] = []
        for row in self._store.cases(states=("open",)):
            case = self._shelf.warm(row.case).case
            if of in case.team:
                found.extend(events_of(case, owner=of))
        return _in_order(iter(found))

    def _all(self) -> Iterator[tuple[FeedKind, str]]:
        house = self._shelf.house()
        roster = house.roster()
        for person in house.people:
            if not roster.is_suspended(person):
                yield FeedKind.PERSON, person
        for row in self._store.cases():
            if not row.restricted:
                yield FeedKind.CASE, row.case


def _in_order(events: Iterator[FeedEvent]) -> Sequence[FeedEvent]:
    return sorted(events, key=lambda one: (one.day, one.uid))
