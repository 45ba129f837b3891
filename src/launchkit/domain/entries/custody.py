"""Entries of what is in whose hands and what was promised: custody, promises, papers out for signature, hand-overs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from launchkit.domain.entries.base import Entry
from launchkit.domain.recorded import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyTaken(Entry):
    """A thing (`seal-1`) is in a person's hands from now on; `source` is where it came from.

    Cash has an amount in fen, what is counted in pieces a quantity.
    """

    KIND = "custody_taken"
    PERSONAL = frozenset({"label", "source", "place"})
    thing: str
    kind: str
    label: Json
    holder: str
    source: Json = ""
    place: Json = ""
    amount: int | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyCounted(Entry):
    """Its holder's thing was counted; `difference` is what was counted less what was on record."""

    KIND = "custody_counted"
    PERSONAL = frozenset({"reason"})
    thing: str
    difference: int
    amount: int | None = None
    quantity: int | None = None
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyMoved(Entry):
    """A thing went from one person's hands into another's, as counted then; `handover` names the hand-over it was part of."""

    KIND = "custody_moved"
    PERSONAL = frozenset({"reason"})
    thing: str
    holder_from: str
    holder_to: str
    difference: int = 0
    amount: int | None = None
    quantity: int | None = None
    handover: str | None = None
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEnded(Entry):
    """A thing is in nobody's hands here any more: returned, deposited, destroyed or lost; `to` is who has it now."""

    KIND = "custody_ended"
    PERSONAL = frozenset({"to", "reason"})
    thing: str
    outcome: str
    difference: int = 0
    amount: int | None = None
    quantity: int | None = None
    to: Json = ""
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade(Entry):
    """An outsider was told to count on something by a local day."""

    KIND = "promise_made"
    PERSONAL = frozenset({"to", "what", "contact"})
    promise: str
    to: Json
    what: Json
    by: str
    keeper: str
    task: str | None = None
    contact: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved(Entry):
    """The outsider was told another day."""

    KIND = "promise_moved"
    PERSONAL = frozenset({"note"})
    promise: str
    by: str
    note: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSettled(Entry):
    """Nothing is expected any more: the promise was kept, broken or withdrawn."""

    KIND = "promise_settled"
    PERSONAL = frozenset({"note"})
    promise: str
    outcome: str
    note: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSentOut(Entry):
    """An issued document went to somebody outside for their signature; `prepared` tells which version."""

    KIND = "document_sent_out"
    PERSONAL = frozenset({"to"})
    document: str
    prepared: int
    to: Json
    expected: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReturned(Entry):
    """A document came back; signed, its scan is in the envelope."""

    KIND = "document_returned"
    PERSONAL = frozenset({"note"})
    document: str
    prepared: int
    signed: bool
    note: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverBegun(Entry):
    """One person is to hand over to another; with `stays` the giver keeps their roles."""

    KIND = "handover_begun"
    PERSONAL = frozenset({"reason"})
    handover: str
    giver: str
    receiver: str
    stays: bool = False
    reason: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSigned(Entry):
    """One side (giver or receiver) signed the list by its digest, as it was on a local day; `counted` by thing: fen or pieces."""

    KIND = "handover_signed"
    PERSONAL = frozenset({"notes"})
    handover: str
    side: str
    digest: str
    day: str
    counted: Mapping[str, int]
    notes: Json = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCompleted(Entry):
    """Both have signed; what moves stands beside it in the same write, and `pack` is the list they signed."""

    KIND = "handover_completed"
    PERSONAL = frozenset({"pack"})
    handover: str
    pack: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCancelled(Entry):
    """A hand-over that was begun does not take place."""

    KIND = "handover_cancelled"
    PERSONAL = frozenset({"reason"})
    handover: str
    reason: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecorded(Entry):
    """Where tasks are done in this case, and when it is open; the same place again replaces what was recorded.

    `kind` is a kind of place of the checklist, or its words where it names none; with `items` it is meant for these alone.
    """

    KIND = "place_recorded"
    PERSONAL = frozenset({"name", "address", "phone", "note"})
    place: str
    kind: str
    name: Json
    address: Json = ""
    phone: Json = ""
    note: Json = ""
    #: by day: `{"mon": "09:00-12:00 13:30-17:00"}`; empty: not known
    hours: Mapping[str, str]
    #: closed on the rest days of the official calendar
    holidays: bool = True
    items: tuple[str, ...] = ()
    #: nobody goes there any more: no
    in_use: bool = True
