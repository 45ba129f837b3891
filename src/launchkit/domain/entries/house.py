"""Entries of the house: people, companies, branches, keys and erasures."""

from __future__ import annotations

from dataclasses import dataclass

from launchkit.domain.entries.base import Entry
from launchkit.domain.recorded import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Entry):
    """A person, known by a short code; the same code again replaces the values."""

    KIND = "person_added"
    PERSONAL = frozenset({"name", "phone", "id_number", "email"})
    person: str
    name: Json
    phone: Json = None
    id_number: Json = None
    email: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyAdded(Entry):
    """A legal entity; the same code again replaces the values."""

    KIND = "company_added"
    PERSONAL = frozenset({"legal_representative"})
    company: str
    name: str
    short_name: str
    uscc: str
    address: str = ""
    legal_representative: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchAdded(Entry):
    """A branch, existing or planned; the same code again replaces the values."""

    KIND = "branch_added"
    branch: str
    company: str
    name: str
    city: str
    division_code: str = ""
    zone: str = "Asia/Shanghai"
    address: str = ""
    uscc: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAdded(Entry):
    """A public key that signs checkpoints from now on (`name`, base64)."""

    KIND = "key_added"
    name: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalErased(Entry):
    """A personal value is gone from the side table; `seq` is the position in `stream`."""

    KIND = "personal_erased"
    stream: str
    seq: int
    path: str
    on: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAdded(Entry):
    """Another name under which a person signs in; what is done under it is done by the person."""

    KIND = "account_added"
    account: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Entry):
    """Nobody signs in under this name any more."""

    KIND = "account_closed"
    account: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLinked(Entry):
    """Whoever signs in with the company as this person acts under the account from now on (`provider`: its issuer)."""

    KIND = "company_linked"
    account: str
    person: str
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyUnlinked(Entry):
    """Signing in with the company no longer leads to this account."""

    KIND = "company_unlinked"
    account: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorNamed(Entry):
    """A person looks after accounts and settings of the whole house from now on, or no more; it gives no right in a case."""

    KIND = "administrator_named"
    person: str
    administrator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAsked(Entry):
    """An administrator wants a change to how another one signs in, or to who is one: a second one has to agree."""

    KIND = "change_asked"
    #: add, link, forget, invite, unlink, name, end
    change: str
    person: str
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAgreed(Entry):
    """A second administrator agreed, and the change was made (`asked`: the entry of the house by which it was asked for)."""

    KIND = "change_agreed"
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDropped(Entry):
    """A change will not be made: another administrator did not agree, or whoever asked took it back."""

    KIND = "change_dropped"
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsJoined(Entry):
    """Two codes turned out to be one human being: where two people are asked for, they count as one."""

    KIND = "persons_joined"
    person: str
    same_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsSuspended(Entry):
    """A person has no right in any case from now on, not even to read, e.g. while an inquiry runs."""

    KIND = "rights_suspended"
    PERSONAL = frozenset({"reason"})
    person: str
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRestored(Entry):
    """A suspended person may be given roles again; those lost come back only by a new decision."""

    KIND = "rights_restored"
    PERSONAL = frozenset({"reason"})
    person: str
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRolesGiven(Entry):
    """The roles a person has in every case of a branch, unless the case names somebody else; none: no more."""

    KIND = "branch_roles_given"
    branch: str
    person: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSet(Entry):
    """How a person is reached beside the morning notice: the address of a channel; empty: not by this channel any more."""

    KIND = "channel_set"
    PERSONAL = frozenset({"address"})
    person: str
    #: wecom, dingtalk, feishu, email, other, file, console
    channel: str
    address: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRenewed(Entry):
    """The address of a calendar feed is another one from now on; the old one leads nowhere."""

    KIND = "feed_renewed"
    #: person, case
    feed: str
    of: str
    issue: int
