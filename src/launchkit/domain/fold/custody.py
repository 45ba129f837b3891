"""How custody, promises, papers out for signature and hand-overs change a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from launchkit.domain import entries as kinds
from launchkit.domain.custody import (
    Custody,
    Handover,
    HandoverSignature,
    Promise,
    RecordedPlace,
    SentOut,
)
from launchkit.domain.fold.pen import Pen, on


@on
def _(entry: kinds.CustodyTaken, pen: Pen) -> None:
    pen.map("custody")[entry.thing] = Custody(
        thing=entry.thing,
        kind=entry.kind,
        label=entry.label,
        holder=entry.holder,
        since=pen.day(),
        source=entry.source,
        place=entry.place,
        amount=entry.amount,
        quantity=entry.quantity,
        seq=pen.seq,
    )


@on
def _(entry: kinds.CustodyCounted, pen: Pen) -> None:
    _change(pen, "custody", entry.thing, amount=entry.amount, quantity=entry.quantity, seq=pen.seq)


@on
def _(entry: kinds.CustodyMoved, pen: Pen) -> None:
    _change(
        pen,
        "custody",
        entry.thing,
        holder=entry.holder_to,
        since=pen.day(),
        amount=entry.amount,
        quantity=entry.quantity,
        seq=pen.seq,
    )


@on
def _(entry: kinds.CustodyEnded, pen: Pen) -> None:
    _change(
        pen,
        "custody",
        entry.thing,
        ended=entry.outcome,
        ended_on=pen.day(),
        to=entry.to,
        amount=entry.amount,
        quantity=entry.quantity,
        seq=pen.seq,
    )


@on
def _(entry: kinds.PromiseMade, pen: Pen) -> None:
    pen.map("promises")[entry.promise] = Promise(
        promise=entry.promise,
        to=entry.to,
        what=entry.what,
        by=date.fromisoformat(entry.by),
        made_on=pen.day(),
        keeper=entry.keeper,
        task=entry.task,
        contact=entry.contact,
        seq=pen.seq,
    )


@on
def _(entry: kinds.PromiseMoved, pen: Pen) -> None:
    moved = pen.map("promises")[entry.promise].moved + 1
    by = date.fromisoformat(entry.by)
    _change(pen, "promises", entry.promise, by=by, moved=moved, note=entry.note, seq=pen.seq)


@on
def _(entry: kinds.PromiseSettled, pen: Pen) -> None:
    _change(
        pen,
        "promises",
        entry.promise,
        outcome=entry.outcome,
        settled_on=pen.day(),
        note=entry.note,
        seq=pen.seq,
    )


@on
def _(entry: kinds.PlaceRecorded, pen: Pen) -> None:
    pen.map("places")[entry.place] = RecordedPlace(
        place=entry.place,
        kind=entry.kind,
        name=entry.name,
        address=entry.address,
        phone=entry.phone,
        note=entry.note,
        hours=entry.hours,
        holidays=entry.holidays,
        items=entry.items,
        in_use=entry.in_use,
        said_on=pen.day(),
        by=pen.actor,
        seq=pen.seq,
    )


@on
def _(entry: kinds.DocumentSentOut, pen: Pen) -> None:
    pen.map("sent_out")[entry.document] = SentOut(
        document=entry.document,
        prepared=entry.prepared,
        to=entry.to,
        sent_on=pen.day(),
        expected=date.fromisoformat(entry.expected) if entry.expected else None,
        keeper=pen.behalf or pen.actor,
        seq=pen.seq,
    )


@on
def _(entry: kinds.DocumentReturned, pen: Pen) -> None:
    _change(
        pen,
        "sent_out",
        entry.document,
        back_on=pen.day(),
        signed=entry.signed,
        file=next(iter(pen.recorded.files), None),
        seq=pen.seq,
    )


@on
def _(entry: kinds.HandoverBegun, pen: Pen) -> None:
    pen.map("handovers")[entry.handover] = Handover(
        handover=entry.handover,
        giver=entry.giver,
        receiver=entry.receiver,
        stays=entry.stays,
        reason=entry.reason,
        begun_by=pen.actor,
        begun_at=pen.at,
        seq=pen.seq,
    )


@on
def _(entry: kinds.HandoverSigned, pen: Pen) -> None:
    signature = HandoverSignature(
        side=entry.side,
        person=pen.actor,
        hands=pen.hands,
        digest=entry.digest,
        day=date.fromisoformat(entry.day),
        counted=entry.counted,
        notes=entry.notes,
        at=pen.at,
        seq=pen.seq,
    )
    signed = {**pen.map("handovers")[entry.handover].signed, entry.side: signature}
    _change(pen, "handovers", entry.handover, signed=signed, seq=pen.seq)


@on
def _(entry: kinds.HandoverCompleted, pen: Pen) -> None:
    handover: Handover = pen.map("handovers")[entry.handover]
    for name in ("promises", "sent_out"):
        kept = pen.map(name)
        mine = [key for key, one in kept.items() if one.keeper == handover.giver]
        for key in mine:
            kept[key] = replace(kept[key], keeper=handover.receiver)
    _change(pen, "handovers", entry.handover, pack=entry.pack, completed_at=pen.at, seq=pen.seq)


@on
def _(entry: kinds.HandoverCancelled, pen: Pen) -> None:
    _change(pen, "handovers", entry.handover, cancelled_at=pen.at, seq=pen.seq)


def _change(pen: Pen, name: str, key: str, **values: Any) -> None:
    kept = pen.map(name)
    kept[key] = replace(kept[key], **values)
