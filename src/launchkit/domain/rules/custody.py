"""Who holds what: a thing is taken, counted, moved to another person, and given out of our hands. Nothing is without a holder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import FactSpec, FactType, Text
from launchkit.domain.custody import ENDS, THINGS, Custody
from launchkit.domain.entries import (
    CustodyCounted,
    CustodyEnded,
    CustodyMoved,
    CustodyTaken,
    FindingRaised,
)
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import DECIDER, require_member
from launchkit.domain.recorded import Draft, Json
from launchkit.domain.rights import require
from launchkit.domain.rules.common import require_day, require_open
from launchkit.domain.values import normal_value

#: What a finding is called when a count is not what was on record: a number, and nobody accused.
COUNT_DIFFERS = "count_differs"
#: … when a thing is lost.
CUSTODY_LOST = "custody_lost"
#: … when one person holds what two should hold.
HELD_TOGETHER = "held_together"
#: What one person should not hold together where there are two on site.
APART = (frozenset({"seal", "token"}), frozenset({"seal", "licence"}))

_ON_SITE = ("lead", "mate", "manager")
_AMOUNT = FactSpec(id="amount", title=Text(zh="金额", en="amount"), type=FactType.MONEY)
_QUANTITY = FactSpec(id="quantity", title=Text(zh="数量", en="quantity"), type=FactType.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a count gave, beside what was on record before it."""

    amount: int | None
    quantity: int | None
    #: counted less recorded: fen of cash, pieces of anything else
    difference: int = 0


def take_custody(  # noqa: PLR0913  the parts of a custody
    case: Case,
    ask: Ask,
    *,
    kind: str,
    label: str,
    holder: str,
    source: str,
    place: str,
    count: Json,
) -> Iterator[Draft]:
    """A thing is in somebody's hands from now on; cash is counted when it is taken."""
    require_open(case)
    require(case, ask, Operation.KEEP_CUSTODY)
    require_day(case, ask)
    if kind not in THINGS:
        raise BadValue(
            f"保管物的种类是 {'、'.join(THINGS)} 之一。",
            f"What is held is one of {', '.join(THINGS)}.",
        )
    if not label.strip():
        raise Refused(
            "label_missing",
            "须写明是什么，如“公章”“店门钥匙”。",
            "Say what it is, like “company seal” or “key to the shop door”.",
        )
    require_holder(case, ask, holder)
    counted = count_of(kind, count)
    if kind == "cash" and counted is None:
        raise _not_counted(f"launchkit custody take {case.number} --kind cash --count 1904.00 …")
    entry = CustodyTaken(
        thing=_next_id(case, kind),
        kind=kind,
        label=label,
        holder=holder,
        source=source,
        place=place,
        amount=counted if kind == "cash" else None,
        quantity=None if kind == "cash" else counted,
    )
    yield ask.draft(entry)
    yield from held_together(case, ask, holder, (kind,), case.team)


def count_custody(
    case: Case, ask: Ask, thing: str, *, count: Json, reason: str
) -> Iterator[Draft]:
    """The thing was counted where it is. A difference without a reason is a finding the same day."""
    require_open(case)
    require(case, ask, Operation.KEEP_CUSTODY)
    require_day(case, ask)
    held = held_thing(case, thing)
    if count is None:
        raise _not_counted(f"launchkit custody count {case.number} {thing} COUNT")
    found = counted(held, count)
    entry = CustodyCounted(
        thing=thing,
        amount=found.amount,
        quantity=found.quantity,
        difference=found.difference,
        reason=reason,
    )
    yield ask.draft(entry)
    if not reason.strip():
        yield from differs(case, ask, thing, found)


def move_custody(
    case: Case, ask: Ask, thing: str, *, to: str, count: Json, reason: str
) -> Iterator[Draft]:
    """One thing goes from its holder to another person; the holder gives it, or headquarters has it given."""
    require_open(case)
    require(case, ask, Operation.KEEP_CUSTODY)
    require_day(case, ask)
    held = held_thing(case, thing)
    _require_giver(case, ask, held, f"launchkit custody move {case.number} {thing} --to {to}")
    require_holder(case, ask, to)
    if to == held.holder:
        raise Refused(
            "already", f"{thing} 已在 {to} 手中。", f"{thing} is in the hands of {to} already."
        )
    if held.kind == "cash" and count is None:
        raise _not_counted(
            f"launchkit custody move {case.number} {thing} --to {to} --count 1904.00"
        )
    found = counted(held, count)
    yield ask.draft(moved(held, to, found, reason=reason))
    yield from differs(case, ask, thing, found)
    yield from held_together(case, ask, to, (held.kind,), case.team)


def end_custody(  # noqa: PLR0913  how a custody ends
    case: Case, ask: Ask, thing: str, *, outcome: str, to: str, count: Json, reason: str
) -> Iterator[Draft]:
    """A thing leaves our hands: returned, deposited or destroyed by somebody named, or lost."""
    require_open(case)
    require(case, ask, Operation.KEEP_CUSTODY)
    require_day(case, ask)
    held = held_thing(case, thing)
    command = f"launchkit custody end {case.number} {thing} --outcome {outcome}"
    _require_giver(case, ask, held, command)
    if outcome not in ENDS:
        raise BadValue(f"去向是 {'、'.join(ENDS)} 之一。", f"It ends as one of {', '.join(ENDS)}.")
    if outcome != "lost" and not to.strip():
        raise Refused(
            "to_missing",
            "须写明交给了谁、存到哪里或由谁销毁。",
            "Say to whom it went, where it was deposited, or who destroyed it.",
            (Lack(zh="写明去向", en="say where it went", command=f"{command} --to …"),),
        )
    if held.kind == "cash" and outcome != "lost" and count is None:
        raise _not_counted(f"{command} --count 1904.00")
    found = counted(held, count)
    entry = CustodyEnded(
        thing=thing,
        outcome=outcome,
        amount=found.amount,
        quantity=found.quantity,
        difference=found.difference,
        to=to,
        reason=reason,
    )
    yield ask.draft(entry)
    if outcome == "lost":
        yield ask.draft(
            FindingRaised(finding=f"{CUSTODY_LOST}:{thing}:{case.seq}", about=CUSTODY_LOST)
        )
    yield from differs(case, ask, thing, found)


# --- what hand-overs ask as well ----------------------------------------------------------------------------------------


def held_thing(case: Case, thing: str) -> Custody:
    """A thing in somebody's hands by its id; raises `NotFound` with those there are."""
    found = case.custody.get(thing)
    if found is None or not found.held:
        known = "、".join(key for key, one in case.custody.items() if one.held) or "—"
        raise NotFound(
            f"没有在管的 {thing}；在管的有：{known}",
            f"Nobody holds a {thing}; held are: {known}",
        )
    return found


def held_by(case: Case, person: str) -> tuple[Custody, ...]:
    """What is in a person's hands, in the order in which it was taken."""
    return tuple(one for one in case.custody.values() if one.held and one.holder == person)


def require_holder(case: Case, ask: Ask, person: str) -> None:
    """Refuse as a holder who is not in the team, or has lost all rights."""
    require_member(case, person)
    if ask.people.is_suspended(person):
        raise Refused(
            "rights_suspended",
            f"{person} 的权限已全部暂停，不能保管任何物品。",
            f"All rights of {person} are suspended; nothing can be put into their hands.",
        )


def require_nothing_held(case: Case, person: str) -> None:
    """Refuse that a person leaves the team while something is in their hands."""
    held = held_by(case, person)
    if not held:
        return
    shown = [one.thing for one in held]
    raise Refused(
        "holds_custody",
        f"{person} 手中还有 {'、'.join(shown)}，不能退出本案。",
        f"{person} still holds {', '.join(shown)} and cannot leave the case.",
        (
            Lack(
                zh="先办理轮换移交",
                en="hand over first",
                command=f"launchkit handover begin {case.number} --from {person} --to PERSON",
            ),
        ),
    )


def count_of(kind: str, count: Json) -> int | None:
    """A count as it is kept: fen of cash (text is yuan), pieces of anything else; None where none was given."""
    if count is None:
        return None
    spec = _AMOUNT if kind == "cash" else _QUANTITY
    found = int(normal_value(spec, count, lambda _kind, text: text))
    if found < 0:
        raise BadValue("数量不能是负数。", "A quantity cannot be negative.")
    return found


def counted(held: Custody, count: Json) -> Counted:
    """A count beside what was on record; without a count, what was on record stays."""
    found = count_of(held.kind, count)
    if found is None:
        return Counted(amount=held.amount, quantity=held.quantity)
    difference = 0 if held.counted is None else found - held.counted
    if held.kind == "cash":
        return Counted(amount=found, quantity=None, difference=difference)
    return Counted(amount=None, quantity=found, difference=difference)


def moved(
    held: Custody, to: str, found: Counted, *, reason: str = "", handover: str | None = None
) -> CustodyMoved:
    """The entry by which a thing goes to another person as counted."""
    return CustodyMoved(
        thing=held.thing,
        holder_from=held.holder,
        holder_to=to,
        amount=found.amount,
        quantity=found.quantity,
        difference=found.difference,
        handover=handover,
        reason=reason,
    )


def differs(case: Case, ask: Ask, thing: str, found: Counted) -> Iterator[Draft]:
    """A finding where a count is not what was on record: the entry beside it has the number."""
    if found.difference:
        yield ask.draft(
            FindingRaised(finding=f"{COUNT_DIFFERS}:{thing}:{case.seq}", about=COUNT_DIFFERS)
        )


def held_together(
    case: Case,
    ask: Ask,
    person: str,
    kinds: Iterable[str],
    team: Mapping[str, tuple[str, ...]],
) -> Iterator[Draft]:
    """A finding where a person comes to hold together what two should hold, and there are two on site."""
    before = {one.kind for one in held_by(case, person)}
    after = before | set(kinds)
    if not any(pair <= after and not pair <= before for pair in APART):
        return
    on_site = [
        one
        for one, roles in team.items()
        if set(roles) & set(_ON_SITE) and not ask.people.is_suspended(one)
    ]
    if len(ask.people.humans((*on_site, person))) > 1:
        yield ask.draft(
            FindingRaised(finding=f"{HELD_TOGETHER}:{person}:{case.seq}", about=HELD_TOGETHER)
        )


def left_open(case: Case) -> Iterator[Lack]:
    """What stands between the case and its end: things in hand, promises, papers out, hand-overs begun."""
    for thing in case.custody.values():
        if thing.held:
            yield Lack(
                zh=f"{thing.thing} 还在 {thing.holder} 手中",
                en=f"{thing.thing} is still in the hands of {thing.holder}",
                command=f"launchkit custody end {case.number} {thing.thing} --outcome returned --to …",
            )
    for promise in case.promises.values():
        if promise.open:
            yield Lack(
                zh=f"对外承诺 {promise.promise}（{promise.by}）未了结",
                en=f"the promise {promise.promise} (by {promise.by}) is open",
                command=f"launchkit promise keep {case.number} {promise.promise}",
            )
    yield from _not_back(case)


def _not_back(case: Case) -> Iterator[Lack]:
    for paper in case.sent_out.values():
        if paper.out:
            yield Lack(
                zh=f"文书 {paper.document} 自 {paper.sent_on} 起在外签署，未收回",
                en=f"document {paper.document} is out for signature since {paper.sent_on}",
                command=f"launchkit sent back {case.number} {paper.document} --file FILE",
            )
    for handover in case.handovers.values():
        if handover.open:
            yield Lack(
                zh=f"轮换移交 {handover.handover} 已开始未完成",
                en=f"the hand-over {handover.handover} has begun and is not completed",
                command=f"launchkit handover sign {case.number} {handover.handover}",
            )


# --- inside ---------------------------------------------------------------------------------------------------------------


def _next_id(case: Case, kind: str) -> str:
    number = sum(1 for one in case.custody.values() if one.kind == kind) + 1
    return f"{kind}-{number}"


def _require_giver(case: Case, ask: Ask, held: Custody, command: str) -> None:
    """What is in somebody's hands, they give themselves; headquarters can have it given."""
    if ask.person == held.holder or ask.person in case.people_with(DECIDER):
        return
    raise Refused(
        "not_holder",
        f"{held.thing} 在 {held.holder} 手中，由本人或总部负责人办理。",
        f"{held.thing} is in the hands of {held.holder}; they or hq_lead do this.",
        (
            Lack(
                zh="请保管人本人办理",
                en="have the holder do it",
                command=f"{command} --as {held.holder}",
            ),
        ),
    )


def _not_counted(command: str) -> Refused:
    return Refused(
        "count_missing",
        "须先清点：写明清点的数目。",
        "Count it first, and say how much it was.",
        (Lack(zh="写明清点数", en="say what was counted", command=command),),
    )
