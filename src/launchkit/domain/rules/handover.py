"""Handing over on rotation: begun for two named people, signed by both over the same list, and then everything moves at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.custody import GIVER, RECEIVER, Handover, HandoverSignature
from launchkit.domain.entries import (
    DelegationEnded,
    DeputyNamed,
    FindingRaised,
    HandoverBegun,
    HandoverCancelled,
    HandoverCompleted,
    HandoverSigned,
    TaskAssigned,
    TeamChanged,
)
from launchkit.domain.errors import Lack, NotFound, Refused
from launchkit.domain.handover_pack import Row, digest_of, giver_tasks, pack
from launchkit.domain.matrix import Operation
from launchkit.domain.people import DECIDER, authorities_of_roles, require_member
from launchkit.domain.presence import is_present
from launchkit.domain.recorded import Draft, Erased, Json
from launchkit.domain.rights import require, require_not_suspended
from launchkit.domain.rules.cases import require_staffed, suspended
from launchkit.domain.rules.common import require_open, require_reason
from launchkit.domain.rules.custody import (
    count_of,
    counted,
    differs,
    held_by,
    held_together,
    moved,
)

#: What a finding is called when headquarters signed because the giver could not.
WITHOUT_GIVER = "handover_without_giver"
#: How long the first signature waits for the second: after that the days in the list are no longer true.
SIGNATURE_HOLDS = timedelta(days=3)


# --- begin and cancel -----------------------------------------------------------------------------------------------------


def begin_handover(
    case: Case, ask: Ask, *, giver: str, receiver: str, stays: bool, reason: str
) -> Draft:
    """One person is to hand over to another: begun by the giver or by headquarters.

    Who comes new into the case, or comes to rights of another kind, does so by a decision of headquarters.
    """
    require_open(case)
    require(case, ask, Operation.HAND_OVER)
    require_member(case, giver)
    decides = ask.person in case.people_with(DECIDER)
    if ask.person != giver and not decides:
        raise Refused(
            "not_giver",
            f"移交由移交人 {giver} 或总部负责人开始。",
            f"A hand-over is begun by the giver {giver} or by hq_lead.",
        )
    _require_receiver(ask, giver, receiver)
    running = [one.handover for one in case.handovers.values() if one.open and one.giver == giver]
    if running:
        raise Refused(
            "already",
            f"{giver} 的移交 {running[0]} 已经开始。",
            f"The hand-over {running[0]} of {giver} has begun already.",
        )
    gained = authorities_of_roles(case.team[giver]) - authorities_of_roles(
        case.team.get(receiver, ())
    )
    if gained and not decides:
        raise Refused(
            "needs_decider",
            f"{receiver} 由此进入本案或取得另一类权限，须由总部负责人开始移交。",
            f"{receiver} comes into the case, or to other rights, by this: hq_lead has to begin it.",
            (
                Lack(
                    zh="请总部负责人开始",
                    en="have hq_lead begin it",
                    command=f"launchkit handover begin {case.number} --from {giver} --to {receiver} --as HQ_LEAD",
                ),
            ),
        )
    require_staffed(_team_after(case, giver, receiver, stays=stays), ask.people)
    entry = HandoverBegun(
        handover=f"handover-{len(case.handovers) + 1}",
        giver=giver,
        receiver=receiver,
        stays=stays,
        reason=reason,
    )
    return ask.draft(entry)


def cancel_handover(case: Case, ask: Ask, handover: str, *, reason: str) -> Draft:
    """A hand-over that was begun does not take place: said by either side, or by headquarters."""
    require_open(case)
    found = _open_handover(case, ask, handover)
    if ask.person not in (found.giver, found.receiver, *case.people_with(DECIDER)):
        raise Refused(
            "not_party",
            f"移交 {handover} 由双方之一或总部负责人取消。",
            f"The hand-over {handover} is cancelled by either side or by hq_lead.",
        )
    require_reason(reason, f"launchkit handover cancel {case.number} {handover}")
    return ask.draft(HandoverCancelled(handover=handover, reason=reason))


def handover_of(case: Case, name: str | None) -> Handover:
    """A hand-over by its id; without one the only open one, else the newest. Raises `NotFound` with those there are."""
    known = "、".join(case.handovers) or "—"
    if name is not None:
        if name in case.handovers:
            return case.handovers[name]
        raise NotFound(
            f"没有移交 {name}；有：{known}", f"There is no hand-over {name}; there are: {known}"
        )
    running = [one for one in case.handovers.values() if one.open]
    if len(running) == 1:
        return running[0]
    if running or not case.handovers:
        raise NotFound(
            f"请写明是哪一次移交；有：{known}", f"Say which hand-over; there are: {known}"
        )
    return list(case.handovers.values())[-1]


# --- sign -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """The list that a signature stands under: on which day, which content, which digest."""

    day: date
    pack: Row
    digest: str


def list_to_sign(case: Case, handover: Handover, today: date) -> SignedList:
    """The list that is put before the next signer.

    While a first signature holds, it is the list signed then: the same content, with days counted from that day.
    """
    for first in handover.signed.values():
        if today - first.day <= SIGNATURE_HOLDS:
            listed = _listed(case, handover, first.day)
            if listed.digest == first.digest:
                return listed
    return _listed(case, handover, today)


def list_to_show(case: Case, handover: Handover, today: date) -> SignedList:
    """The list for whoever looks: of a completed hand-over the one both signed, else the one to sign."""
    signed = handover.signed.get(RECEIVER)
    if handover.completed_at is None or signed is None:
        return list_to_sign(case, handover, today)
    found = {} if isinstance(handover.pack, Erased) else handover.pack
    return SignedList(day=signed.day, pack=found, digest=signed.digest)


def _listed(case: Case, handover: Handover, day: date) -> SignedList:
    found = pack(case, handover, day)
    return SignedList(day=day, pack=found, digest=digest_of(found))


def sign_handover(
    case: Case,
    ask: Ask,
    handover: str,
    *,
    counts: Mapping[str, Json],
    seen: str | None,
    notes: str,
) -> Iterator[Draft]:
    """One side signs the list. With the second signature everything moves in the same write, or nothing does."""
    require_open(case)
    found = _open_handover(case, ask, handover)
    side = _side(case, ask, found)
    other = found.signed.get(RECEIVER if side == GIVER else GIVER)
    listed = list_to_sign(case, found, case.local_day(ask.now))
    if seen is not None and not listed.digest.startswith(seen.lower()):
        raise _changed(case, found, "您看的清单已经变了", "The list is not the one you saw")
    if other is not None:
        _require_joint(case, ask, found, other, listed.digest)
    own = _counts(case, found, counts)
    entry = HandoverSigned(
        handover=handover,
        side=side,
        digest=listed.digest,
        day=listed.day.isoformat(),
        counted=own,
        notes=notes,
    )
    yield ask.draft(entry)
    if other is not None:
        _require_counted(case, found, other.counted, own)
        both = {**other.counted, **own}
        giver = ask.person if side == GIVER else other.person
        yield from _complete(case, ask, found, both, listed.pack)
        if giver != found.giver:
            yield ask.draft(
                FindingRaised(finding=f"{WITHOUT_GIVER}:{handover}", about=WITHOUT_GIVER)
            )


def _open_handover(case: Case, ask: Ask, handover: str) -> Handover:
    """An open hand-over for somebody who may act on it; its receiver may before they are in the team."""
    found = case.handovers.get(handover)
    joins = found is not None and found.receiver == ask.actor and ask.actor not in case.team
    if joins:
        require_not_suspended(ask)
    else:
        require(case, ask, Operation.HAND_OVER)
    found = handover_of(case, handover)
    if not found.open:
        zh, en = ("已完成", "completed") if found.completed_at else ("已取消", "cancelled")
        raise Refused("already", f"移交 {handover} {zh}。", f"The hand-over {handover} is {en}.")
    return found


def _side(case: Case, ask: Ask, found: Handover) -> str:
    """On which side the asker signs; headquarters in the place of a giver who cannot."""
    if ask.person == found.receiver:
        _require_receiver(ask, found.giver, found.receiver)
        return RECEIVER
    if ask.person == found.giver:
        return GIVER
    if ask.person not in case.people_with(DECIDER):
        raise Refused(
            "not_party",
            f"移交 {found.handover} 由 {found.giver} 和 {found.receiver} 签字。",
            f"The hand-over {found.handover} is signed by {found.giver} and {found.receiver}.",
        )
    if is_present(case, ask.people, found.giver, case.local_day(ask.now)):
        raise Refused(
            "giver_present",
            f"{found.giver} 在岗，须本人签字；总部负责人只在其不能签字时代签。",
            f"{found.giver} is there and signs; headquarters signs only where the giver cannot.",
            (
                Lack(
                    zh="其不能到场的，先登记不在岗",
                    en="if they cannot come, state their absence first",
                    command=f"launchkit absent {case.number} {found.giver}",
                ),
            ),
        )
    return GIVER


def _require_receiver(ask: Ask, giver: str, receiver: str) -> None:
    if ask.people.human(giver) == ask.people.human(receiver):
        raise Refused(
            "same_person",
            f"{giver} 与 {receiver} 是同一人，不能自己向自己移交。",
            f"{giver} and {receiver} are one person; nobody hands over to themselves.",
        )
    if ask.people.is_suspended(receiver):
        raise suspended(receiver)


def _require_joint(
    case: Case, ask: Ask, found: Handover, other: HandoverSignature, digest: str
) -> None:
    """Both signatures are of two human beings, close in time, and under the same list."""
    if ask.hands & ask.people.humans(other.hands):
        raise Refused(
            "same_person",
            "移交双方须由两个人签字。",
            "The two sides of a hand-over are signed by two people.",
        )
    if digest != other.digest:
        raise _changed(
            case,
            found,
            f"{other.person} 签字后清单已经变了，或已过 3 天",
            f"The list has changed since {other.person} signed, or 3 days have passed",
        )


def _changed(case: Case, found: Handover, zh: str, en: str) -> Refused:
    signers = [
        Lack(
            zh=f"{one.person} 重新签字",
            en=f"have {one.person} sign anew",
            command=f"launchkit handover sign {case.number} {found.handover} --as {one.person}",
        )
        for one in found.signed.values()
    ]
    look = Lack(
        zh="看现在的清单",
        en="look at the list as it is",
        command=f"launchkit handover show {case.number} {found.handover}",
    )
    return Refused("list_changed", f"{zh}，请重新核对。", f"{en}; look again.", (look, *signers))


# --- counts ---------------------------------------------------------------------------------------------------------------


def _counts(case: Case, found: Handover, counts: Mapping[str, Json]) -> dict[str, int]:
    held = {one.thing: one for one in held_by(case, found.giver)}
    read: dict[str, int] = {}
    for thing, count in counts.items():
        if thing not in held:
            raise NotFound(
                f"{found.giver} 手中没有 {thing}；有：{'、'.join(held) or '—'}",
                f"{found.giver} does not hold {thing}; held are: {', '.join(held) or '—'}",
            )
        one = count_of(held[thing].kind, count)
        if one is not None:
            read[thing] = one
    return read


def _require_counted(
    case: Case, found: Handover, other: Mapping[str, int], own: Mapping[str, int]
) -> None:
    """Both counted the same where both counted, and every cash box was counted by one of them."""
    for thing in own.keys() & other.keys():
        if own[thing] != other[thing]:
            raise Refused(
                "counts_differ",
                f"{thing} 双方清点数不一致，请当面重新清点。",
                f"The two sides counted {thing} differently; count it together once more.",
            )
    lacks = tuple(
        Lack(
            zh=f"{one.thing} 现金清点数",
            en=f"the count of {one.thing}",
            command=f"launchkit handover sign {case.number} {found.handover} --count {one.thing}=1904.00",
        )
        for one in held_by(case, found.giver)
        if one.kind == "cash" and one.thing not in {**other, **own}
    )
    if lacks:
        raise Refused(
            "count_missing",
            "现金须当面清点后才能移交。",
            "Cash is counted before it is handed over.",
            lacks,
        )


# --- everything moves -----------------------------------------------------------------------------------------------------


def _complete(
    case: Case, ask: Ask, found: Handover, counts: Mapping[str, int], listed: Row
) -> Iterator[Draft]:
    team = _team_after(case, found.giver, found.receiver, stays=found.stays)
    require_staffed(team, ask.people)
    yield ask.draft(HandoverCompleted(handover=found.handover, pack=listed))
    roles = team[found.receiver]
    if roles != case.team.get(found.receiver):
        yield ask.draft(TeamChanged(person=found.receiver, roles=roles, reason=found.handover))
    yield from _tasks_move(case, ask, found)
    yield from _custody_moves(case, ask, found, counts, team)
    if not found.stays and found.giver in case.team:
        yield from _leaves(case, ask, found)


def _team_after(
    case: Case, giver: str, receiver: str, *, stays: bool
) -> dict[str, tuple[str, ...]]:
    team = dict(case.team)
    given = team.get(giver, ())
    team[receiver] = tuple(dict.fromkeys((*team.get(receiver, ()), *given)))
    if not stays:
        team.pop(giver, None)
    return team


def _tasks_move(case: Case, ask: Ask, found: Handover) -> Iterator[Draft]:
    mine = {task.key for task in giver_tasks(case, found.giver)}
    for task in case.tasks.values():
        if task.key in mine:
            # Who only stood in for the giver gives it back to who comes after; who the giver stood in for keeps the claim.
            absence = None if task.back_to == found.giver else task.absence
            entry = TaskAssigned(
                task=task.key,
                owner=found.receiver,
                helpers=_helpers(task, found, leaves=found.receiver),
                reason=found.handover,
                absence=absence,
            )
            yield ask.draft(entry)
        elif _is_helped(task, found):
            entry = TaskAssigned(
                task=task.key,
                owner=str(task.owner),
                helpers=_helpers(task, found, leaves=task.owner),
                reason=found.handover,
                absence=task.absence,
            )
            yield ask.draft(entry)


def _is_helped(task: Task, found: Handover) -> bool:
    """Whether the giver, who goes, is named as a helper of somebody else's task."""
    named = task.owner is not None and found.giver in task.helpers
    return named and not found.stays and not task.closed


def _helpers(task: Task, found: Handover, *, leaves: str | None) -> tuple[str, ...]:
    """Helpers with the receiver in the place of a giver who goes, and without the owner."""
    named = (
        found.receiver if one == found.giver and not found.stays else one for one in task.helpers
    )
    return tuple(one for one in dict.fromkeys(named) if one != leaves)


def _custody_moves(
    case: Case,
    ask: Ask,
    found: Handover,
    counts: Mapping[str, int],
    team: Mapping[str, tuple[str, ...]],
) -> Iterator[Draft]:
    held = held_by(case, found.giver)
    findings: list[Draft] = []
    for one in held:
        count = counted(one, counts.get(one.thing))
        yield ask.draft(moved(one, found.receiver, count, handover=found.handover))
        findings.extend(differs(case, ask, one.thing, count))
    yield from findings
    yield from held_together(case, ask, found.receiver, [one.kind for one in held], team)


def _leaves(case: Case, ask: Ask, found: Handover) -> Iterator[Draft]:
    """Rights the giver lent or held go back, nobody counts on them as a deputy, and they leave the team."""
    for one in case.delegations.values():
        if not one.ended and found.giver in (one.principal, one.deputy):
            yield ask.draft(DelegationEnded(delegation=one.id, reason=found.handover))
    for person, deputy in case.deputies.items():
        if found.giver in (person, deputy):
            yield ask.draft(DeputyNamed(person=person, deputy=None))
    yield ask.draft(TeamChanged(person=found.giver, roles=(), reason=found.handover))
