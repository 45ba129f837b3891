"""What is in whose hands, what outsiders count on, and which papers are out, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.custody import ENDS, SETTLED_AS, THINGS, Custody, Promise, SentOut
from launchkit.domain.house import House
from launchkit.domain.telling.words import count_text, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyLine:
    """A thing, in whose hands it is or was."""

    thing: str
    kind: str
    kind_text: Text
    label: Text
    holder: str
    holder_name: str
    since: str
    source: Text
    place: Text
    amount: int | None
    quantity: int | None
    count_text: Text
    #: how it left our hands; None while somebody holds it
    ended: str | None
    ended_text: Text | None
    ended_on: str | None
    to: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """A promise, with the days that are left."""

    promise: str
    to: Text
    what: Text
    by: str
    days_left: int
    moved: int
    keeper: str
    keeper_name: str
    task: str | None
    contact: Text
    outcome: str | None
    outcome_text: Text | None
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """A document that went out for signature."""

    document: str
    title: Text
    to: Text
    sent_on: str
    #: days since it went out, to the day it came back
    days: int
    expected: str | None
    keeper: str
    keeper_name: str
    back_on: str | None
    signed: bool


def custody_line(one: Custody, house: House) -> CustodyLine:
    """A thing as told."""
    return CustodyLine(
        thing=one.thing,
        kind=one.kind,
        kind_text=THINGS[one.kind],
        label=typed(one.label),
        holder=one.holder,
        holder_name=house.name(one.holder),
        since=one.since.isoformat(),
        source=typed(one.source),
        place=typed(one.place),
        amount=one.amount,
        quantity=one.quantity,
        count_text=count_text(one.kind, one.amount, one.quantity),
        ended=one.ended,
        ended_text=None if one.ended is None else ENDS[one.ended],
        ended_on=None if one.ended_on is None else one.ended_on.isoformat(),
        to=typed(one.to),
    )


def promise_line(one: Promise, house: House, today: date) -> PromiseLine:
    """A promise as told."""
    return PromiseLine(
        promise=one.promise,
        to=typed(one.to),
        what=typed(one.what),
        by=one.by.isoformat(),
        days_left=(one.by - today).days,
        moved=one.moved,
        keeper=one.keeper,
        keeper_name=house.name(one.keeper),
        task=one.task,
        contact=typed(one.contact),
        outcome=one.outcome,
        outcome_text=None if one.outcome is None else SETTLED_AS[one.outcome],
        note=typed(one.note),
    )


def sent_line(case: Case, one: SentOut, house: House, today: date) -> SentLine:
    """A paper that went out, as told."""
    return SentLine(
        document=one.document,
        title=case.book.documents[one.document.partition("#")[0]].title,
        to=typed(one.to),
        sent_on=one.sent_on.isoformat(),
        days=((one.back_on or today) - one.sent_on).days,
        expected=None if one.expected is None else one.expected.isoformat(),
        keeper=one.keeper,
        keeper_name=house.name(one.keeper),
        back_on=None if one.back_on is None else one.back_on.isoformat(),
        signed=one.signed,
    )
