"""What is in whose hands, what was promised to outsiders, which papers are out, and how all of it passes to the next person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from launchkit.domain.checklist import Text
from launchkit.domain.recorded import FileRef, Json

#: What can be in somebody's hands; ids are `seal-1`, `cash-2`.
THINGS: Mapping[str, Text] = MappingProxyType(
    {
        "seal": Text(zh="印章", en="seal"),
        "licence": Text(zh="证照", en="licence"),
        "key": Text(zh="钥匙", en="key"),
        "token": Text(zh="U盾", en="token"),
        "cash": Text(zh="现金", en="cash"),
        "machine": Text(zh="设备", en="machine"),
        "parts": Text(zh="备件", en="parts"),
        "document": Text(zh="文件资料", en="papers"),
        "other": Text(zh="其他", en="other"),
    }
)

#: How a custody can end.
ENDS: Mapping[str, Text] = MappingProxyType(
    {
        "returned": Text(zh="归还", en="returned"),
        "deposited": Text(zh="存缴", en="deposited"),
        "destroyed": Text(zh="销毁", en="destroyed"),
        "lost": Text(zh="遗失", en="lost"),
    }
)

#: How a promise can end.
SETTLED_AS: Mapping[str, Text] = MappingProxyType(
    {
        "kept": Text(zh="已兑现", en="kept"),
        "broken": Text(zh="未兑现", en="broken"),
        "withdrawn": Text(zh="已撤回", en="withdrawn"),
    }
)

#: Who signs a hand-over.
GIVER, RECEIVER = "giver", "receiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """A thing and the person in whose hands it is, or last was; cash is counted in fen, the rest in pieces."""

    thing: str
    kind: str
    label: Json
    holder: str
    #: local day from which this person holds it
    since: date
    source: Json
    place: Json
    amount: int | None
    quantity: int | None
    #: entry that said last in whose hands it is, or how much of it there is
    seq: int
    #: one of `ENDS` once nobody here holds it any more
    ended: str | None = None
    ended_on: date | None = None
    to: Json = None

    @property
    def held(self) -> bool:
        """Still in somebody's hands."""
        return self.ended is None

    @property
    def counted(self) -> int | None:
        """How much there was at the last count: fen of cash, pieces of anything else; None where nothing is counted."""
        return self.amount if self.kind == "cash" else self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something an outsider was told to count on, by a day; `keeper` answers for it."""

    promise: str
    to: Json
    what: Json
    by: date
    made_on: date
    keeper: str
    task: str | None
    contact: Json
    seq: int
    #: how often another day was named
    moved: int = 0
    #: one of `SETTLED_AS` once nothing is expected any more
    outcome: str | None = None
    settled_on: date | None = None
    note: Json = None

    @property
    def open(self) -> bool:
        """Somebody still counts on it."""
        return self.outcome is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPlace:
    """A place where tasks of the case are done, as somebody recorded it; newest record only."""

    place: str
    #: a kind of place of the checklist, or its words where it names none
    kind: str
    name: Json
    address: Json
    phone: Json
    note: Json
    #: by day in one form; empty: nobody knows
    hours: Mapping[str, str]
    holidays: bool
    #: meant for these items alone; none: for all of the kind
    items: tuple[str, ...]
    in_use: bool
    #: local day on which somebody said so
    said_on: date
    by: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOut:
    """A document with somebody outside for their signature; `keeper` sees that it comes back."""

    document: str
    prepared: int
    to: Json
    sent_on: date
    expected: date | None
    keeper: str
    seq: int
    back_on: date | None = None
    signed: bool = False
    #: the signed paper as it came back
    file: FileRef | None = None

    @property
    def out(self) -> bool:
        """Not back yet."""
        return self.back_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSignature:
    """What one side of a hand-over signed: the pack as it was on a day, by its digest, and what they counted."""

    side: str
    person: str
    #: the human beings behind it, by code
    hands: tuple[str, ...]
    digest: str
    day: date
    counted: Mapping[str, int]
    notes: Json
    at: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What passes from one person to the next, once both have signed the same list."""

    handover: str
    giver: str
    receiver: str
    #: the giver keeps their roles
    stays: bool
    reason: Json
    begun_by: str
    begun_at: str
    #: last entry of the hand-over
    seq: int
    signed: Mapping[str, HandoverSignature] = field(default_factory=dict)
    #: the list that both signed
    pack: Json = None
    completed_at: str | None = None
    cancelled_at: str | None = None

    @property
    def open(self) -> bool:
        """Begun, and neither completed nor cancelled."""
        return self.completed_at is None and self.cancelled_at is None

    @property
    def state(self) -> str:
        """`begun`, `completed` or `cancelled`."""
        if self.open:
            return "begun"
        return "cancelled" if self.completed_at is None else "completed"
