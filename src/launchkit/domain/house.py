"""The house: people, companies, branches, keys and adopted calendars, as its stream says they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from launchkit.domain import entries as kinds
from launchkit.domain.accounts import AskedChange, SignInChange
from launchkit.domain.ask import Roster
from launchkit.domain.entries import Entry, entry_of
from launchkit.domain.errors import NotFound
from launchkit.domain.recorded import Erased, Json, Recorded

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """People, companies and branches as they stand, by their codes."""

    people: Mapping[str, kinds.PersonAdded] = field(default_factory=dict)
    companies: Mapping[str, kinds.CompanyAdded] = field(default_factory=dict)
    branches: Mapping[str, kinds.BranchAdded] = field(default_factory=dict)
    keys: Mapping[str, kinds.KeyAdded] = field(default_factory=dict)
    calendars: Mapping[int, kinds.CalendarAdopted] = field(default_factory=dict)
    #: other names under which people sign in
    accounts: Mapping[str, str] = field(default_factory=dict)
    #: people who look after accounts and settings
    administrators: frozenset[str] = frozenset()
    #: changes that wait for a second administrator, by the entry that asked for them; the clock ends them as well
    changes: Mapping[int, AskedChange] = field(default_factory=dict)
    #: those that were made or dropped: whoever sends an answer once more is told what became of it
    decided: Mapping[int, AskedChange] = field(default_factory=dict)
    #: administrators whom one alone made so, because nobody else could agree then, and when
    named_alone: Mapping[str, str] = field(default_factory=dict)
    #: code -> code under which the human being counts
    joined: Mapping[str, str] = field(default_factory=dict)
    #: webhooks that were removed, each with the entry of that
    webhooks_gone: Mapping[str, kinds.WebhookChanged] = field(default_factory=dict)
    #: people without any right
    suspended: frozenset[str] = frozenset()
    #: (branch, person) -> roles in every case of the branch
    branch_roles: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    #: (person, channel) -> address
    channels: Mapping[tuple[str, str], Json] = field(default_factory=dict)
    #: (person or case, its code or id) -> how often the address of its calendar feed was renewed
    feeds: Mapping[tuple[str, str], int] = field(default_factory=dict)
    #: where each value in force was recorded: (`person`, code) -> position in the house stream
    origins: Mapping[tuple[str, str], int] = field(default_factory=dict)
    seq: int = 0

    def name(self, person: str) -> str:
        """Name of a person for people to read; the code where it is unknown or erased."""
        found = self.people.get(person)
        return person if found is None or isinstance(found.name, Erased) else str(found.name)

    def acting(self, account: str) -> str:
        """Person behind the name somebody signed in with."""
        return self.accounts.get(account, account)

    def roster(self) -> Roster:
        """What the rules of a case have to know of the people of the house."""
        return Roster(same=self.joined, suspended=self.suspended)

    def roles_at(self, branch: str) -> dict[str, tuple[str, ...]]:
        """Roles that people have in every case of a branch."""
        return {
            person: roles
            for (where, person), roles in self.branch_roles.items()
            if where == branch and roles and person not in self.suspended
        }

    def addresses(self, person: str) -> dict[str, str]:
        """How a person is reached: channel -> address; erased and taken-back ones are not there."""
        return {
            channel: str(address)
            for (who, channel), address in self.channels.items()
            if who == person and address and not isinstance(address, Erased)
        }

    def person(self, code: str) -> kinds.PersonAdded:
        """A person; raises `NotFound`."""
        return _found(self.people, code, "人员", "person")

    def company(self, code: str) -> kinds.CompanyAdded:
        """A company; raises `NotFound`."""
        return _found(self.companies, code, "公司", "company")

    def branch(self, code: str) -> kinds.BranchAdded:
        """A branch; raises `NotFound`."""
        return _found(self.branches, code, "分公司", "branch")


def _found(known: Mapping[str, T], code: str, zh: str, en: str) -> T:
    if code in known:
        return known[code]
    shown = "、".join(known) or "—"
    raise NotFound(f"没有{zh} {code}；已登记：{shown}", f"There is no {en} {code}; known: {shown}")


def fold_house(recorded: Iterable[Recorded], start: House | None = None) -> House:
    """House from its entries; later entries of the same code replace earlier ones."""
    house = start or House()
    for one in recorded:
        seq = one.envelope.stream_seq
        entry = entry_of(one)
        house = replace(_changed(_put(house, entry, seq), house, entry, one), seq=seq)
    return house


def _changed(house: House, before: House, entry: Entry, recorded: Recorded) -> House:
    """What waits for a second administrator, or had none; who asked, and when, stands around the entry and not in it."""
    changes = dict(house.changes)
    if isinstance(entry, kinds.AdministratorNamed):
        alone = {who: at for who, at in house.named_alone.items() if who in house.administrators}
        only = len(before.roster().humans(before.administrators)) == 1
        if entry.administrator and only and entry.person not in before.administrators:
            alone[entry.person] = recorded.envelope.recorded_at
        return replace(house, named_alone=alone)
    if isinstance(entry, kinds.ChangeAsked):
        seq = recorded.envelope.stream_seq
        changes[seq] = AskedChange(
            seq=seq,
            change=SignInChange(entry.change),
            person=entry.person,
            account=entry.account,
            by=recorded.envelope.actor,
            asked_at=recorded.envelope.recorded_at,
        )
    elif isinstance(entry, kinds.ChangeAgreed | kinds.ChangeDropped):
        settled = {seq: one for seq, one in changes.items() if seq == entry.asked}
        changes.pop(entry.asked, None)
        house = replace(house, decided={**house.decided, **settled})
    else:
        return house
    return replace(house, changes=changes)


def with_entries(house: House, entries: Iterable[Entry]) -> House:
    """The house as it would stand, were these entries recorded next."""
    for number, entry in enumerate(entries, start=house.seq + 1):
        house = replace(_put(house, entry, number), seq=number)
    return house


def _put(house: House, entry: Entry, seq: int) -> House:
    for kind, name, key in _PLACES:
        if isinstance(entry, kind):
            code = getattr(entry, key)
            changed: dict[str, Any] = {
                name: {**getattr(house, name), code: entry},
                "origins": {**house.origins, (key, str(code)): seq},
            }
            return replace(house, **changed)
    return _people(house, entry)


def _people(house: House, entry: Entry) -> House:
    changed: dict[str, Any] = {}
    match entry:
        case kinds.AccountAdded() | kinds.AccountClosed() | kinds.AdministratorNamed():
            changed = _accounts(house, entry)
        case kinds.PersonsJoined(person=person, same_as=same_as):
            changed = {"joined": _joined(house.joined, person, same_as)}
        case kinds.RightsSuspended(person=person):
            changed = {"suspended": house.suspended | {person}}
        case kinds.RightsRestored(person=person):
            changed = {"suspended": house.suspended - {person}}
        case kinds.BranchRolesGiven(branch=branch, person=person, roles=roles):
            changed = {"branch_roles": {**house.branch_roles, (branch, person): roles}}
        case kinds.WebhookChanged(webhook=webhook, change="removed"):
            changed = {"webhooks_gone": {**house.webhooks_gone, webhook: entry}}
        case kinds.ChannelSet() | kinds.FeedRenewed():
            changed = _reached(house, entry)
        case _:
            pass
    return replace(house, **changed)


def _accounts(
    house: House, entry: kinds.AccountAdded | kinds.AccountClosed | kinds.AdministratorNamed
) -> dict[str, Any]:
    """Who signs in under which name, and who looks after that."""
    if isinstance(entry, kinds.AdministratorNamed):
        others = house.administrators - {entry.person}
        return {"administrators": others | {entry.person} if entry.administrator else others}
    kept = {name: who for name, who in house.accounts.items() if name != entry.account}
    if isinstance(entry, kinds.AccountAdded):
        kept[entry.account] = entry.person
    return {"accounts": kept}


def _reached(house: House, entry: kinds.ChannelSet | kinds.FeedRenewed) -> dict[str, Any]:
    """How people are reached, and where their calendars are."""
    if isinstance(entry, kinds.ChannelSet):
        return {"channels": {**house.channels, (entry.person, entry.channel): entry.address}}
    return {"feeds": {**house.feeds, (entry.feed, entry.of): entry.issue}}


def _joined(joined: Mapping[str, str], person: str, same_as: str) -> dict[str, str]:
    """Every code of the two human beings under one code from now on."""
    old, new = joined.get(person, person), joined.get(same_as, same_as)
    found = {code: new if human == old else human for code, human in joined.items()}
    return {**found, person: new, old: new, same_as: new, new: new}


_PLACES: tuple[tuple[type[Entry], str, str], ...] = (
    (kinds.PersonAdded, "people", "person"),
    (kinds.CompanyAdded, "companies", "company"),
    (kinds.BranchAdded, "branches", "branch"),
    (kinds.KeyAdded, "keys", "name"),
    (kinds.CalendarAdopted, "calendars", "year"),
)
