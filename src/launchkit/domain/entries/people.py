"""Entries of the people of a case: who stands in for whom, who is away, who acted in an emergency."""

from __future__ import annotations

from dataclasses import dataclass

from launchkit.domain.entries.base import Entry
from launchkit.domain.recorded import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated(Entry):
    """A person lends rights of their own to a deputy, from one local day to another.

    Lent are the rights of `roles` (none: all the principal has) on `tasks` (none: all tasks); one of the two is named.
    """

    KIND = "delegated"
    PERSONAL = frozenset({"reason"})
    delegation: str
    principal: str
    deputy: str
    begins: str
    ends: str
    roles: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded(Entry):
    """Lent rights go back before their last day."""

    KIND = "delegation_ended"
    PERSONAL = frozenset({"reason"})
    delegation: str
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceStated(Entry):
    """A person is away from a local day on; why is nobody's business but theirs. Without `ends` until they are back."""

    KIND = "absence_stated"
    PERSONAL = frozenset({"reason"})
    absence: str
    person: str
    begins: str
    ends: str | None = None
    #: who stands in; none: the rule finds somebody for each task
    deputy: str | None = None
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded(Entry):
    """The person is back from this local day on."""

    KIND = "absence_ended"
    absence: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyNamed(Entry):
    """Who is told when a person does not act, and stands in when they are away; none: nobody any more."""

    KIND = "deputy_named"
    person: str
    deputy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken(Entry):
    """In an emergency a person takes a right on one task that they do not have, until an instant; it is reviewed later."""

    KIND = "glass_broken"
    PERSONAL = frozenset({"reason"})
    glass: str
    person: str
    task: str
    until: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudged(Entry):
    """Somebody reminded the outside party on whom a task waits; again on a local day if one is named."""

    KIND = "nudged"
    PERSONAL = frozenset({"note"})
    task: str
    #: phone, message, visit, letter, mail
    how: str
    again_on: str | None = None
    note: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchingChanged(Entry):
    """A person is told about a task without working on it, from now on or no more."""

    KIND = "watching_changed"
    task: str
    person: str
    watching: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked(Entry):
    """Somebody asks that a personal fact be erased."""

    KIND = "erasure_asked"
    PERSONAL = frozenset({"reason"})
    erasure: str
    fact: str
    instance: str | None = None
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDecided(Entry):
    """Another person agrees to an erasure or refuses it; a third carries it out."""

    KIND = "erasure_decided"
    PERSONAL = frozenset({"reason"})
    erasure: str
    agreed: bool
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDone(Entry):
    """The erasure was carried out; the house stream names each value that went."""

    KIND = "erasure_done"
    erasure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalShown(Entry):
    """Somebody looked at a personal value that is covered by default: a fact of the case, or in the house a value of a person."""

    KIND = "personal_shown"
    PERSONAL = frozenset({"reason"})
    fact: str
    instance: str | None = None
    #: whose value it is, in the house
    person: str | None = None
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFetched(Entry):
    """Somebody fetched a file that holds sensitive personal data: a version of a document, or a proof of a task."""

    KIND = "file_fetched"
    PERSONAL = frozenset({"reason"})
    #: key of the document, with the entry that numbered the version in `of`; else the task of the proof
    document: str | None = None
    task: str | None = None
    #: entry by which the version was numbered, or the proof attached
    of: int
    reason: Json = ""
