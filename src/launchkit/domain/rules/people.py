"""Who stands in for whom: delegations, absences, deputies, emergency rights, nudges of outside parties, erasures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from launchkit.domain.ask import Ask
from launchkit.domain.case import Absence, Case, Erasure, TaskStatus
from launchkit.domain.entries import (
    AbsenceEnded,
    AbsenceStated,
    Delegated,
    DelegationEnded,
    DeputyNamed,
    ErasureAsked,
    ErasureDecided,
    FindingRaised,
    GlassBroken,
    Nudged,
    PersonalShown,
    WatchingChanged,
)
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import DECIDER, owner_of, require_member
from launchkit.domain.presence import leads_on_site
from launchkit.domain.recorded import Draft, Erased
from launchkit.domain.rights import require
from launchkit.domain.roles import ROLES
from launchkit.domain.rules.common import (
    day_asked,
    require_day,
    require_open,
    require_reason,
    task_of,
)
from launchkit.domain.rules.facts import split_fact
from launchkit.domain.trail import instant_text

#: A delegation that runs longer is a change of the team, and is made as one.
LONGEST_DELEGATION = timedelta(days=92)
#: An emergency right goes out by itself after this time.
GLASS_LASTS = timedelta(hours=24)
#: How an outside party can be reminded.
NUDGES = ("phone", "message", "visit", "letter", "mail")
#: What a finding about an emergency right is called.
BREAK_GLASS = "break_glass"


def delegate(  # noqa: PLR0913  the parts of a delegation
    case: Case,
    ask: Ask,
    *,
    to: str,
    begins: date,
    ends: date,
    roles: tuple[str, ...],
    tasks: tuple[str, ...],
    reason: str,
) -> Iterator[Draft]:
    """The asker lends rights of their own: to a named person, between two dates, for named roles or tasks."""
    require_open(case)
    require(case, ask, Operation.DELEGATE)
    require_reason(reason, f"launchkit delegate {case.number} --to {to}")
    _require_deputy(case, ask, ask.actor, to)
    if not begins <= ends <= begins + LONGEST_DELEGATION:
        raise BadValue(
            f"委托期限 {begins} 至 {ends} 不成立：起止有序，且不超过 92 天。",
            f"A delegation from {begins} to {ends} cannot be: in order, and 92 days at most.",
        )
    if ends < case.local_day(ask.now):
        raise BadValue(f"委托截止日 {ends} 已过。", f"The last day {ends} has passed.")
    if not roles and not tasks:
        raise Refused(
            "scope_missing",
            "委托须写明范围：哪些角色（--role）或哪些任务（--task）。",
            "A delegation names its scope: roles (--role) or tasks (--task).",
        )
    held = case.team.get(ask.actor, ())
    for role in roles:
        if role not in held:
            raise Refused(
                "not_held",
                f"{ask.actor} 自己没有角色 {role}，不能委托；受托得来的权限不能转委托。",
                f"{ask.actor} does not hold {role} and cannot lend it; lent rights are not lent on.",
            )
    if DECIDER in (roles or held) and leads_on_site(case, ask.people, to):
        raise Refused(
            "decider_on_site",
            "总部负责人的决定权不能委托给派驻负责人。",
            "The dispatched lead cannot decide for headquarters, not as a deputy either.",
        )
    yield ask.draft(
        Delegated(
            delegation=f"d-{len(case.delegations) + 1}",
            principal=ask.actor,
            deputy=to,
            begins=begins.isoformat(),
            ends=ends.isoformat(),
            roles=roles,
            tasks=tuple(task_of(case, one).key for one in tasks),
            reason=reason,
        )
    )


def end_delegation(case: Case, ask: Ask, delegation: str, *, reason: str) -> Draft:
    """A delegation ends early: by the principal, the deputy, or headquarters."""
    require_open(case)
    require(case, ask, Operation.END_DELEGATION)
    found = case.delegations.get(delegation)
    if found is None or found.ended:
        running = "、".join(one.id for one in case.delegations.values() if not one.ended) or "—"
        raise NotFound(
            f"没有生效的委托 {delegation}；有：{running}",
            f"There is no delegation {delegation} in force; there are: {running}",
        )
    concerned = (found.principal, found.deputy, *case.people_with(DECIDER))
    if ask.actor not in concerned:
        raise Refused(
            "not_yours",
            f"委托 {delegation} 由委托人、受托人或总部负责人收回。",
            f"Delegation {delegation} is ended by its principal, its deputy or hq_lead.",
        )
    return ask.draft(DelegationEnded(delegation=delegation, reason=reason))


def state_absence(  # noqa: PLR0913  the parts of an absence
    case: Case,
    ask: Ask,
    *,
    person: str,
    begins: date,
    ends: date | None,
    deputy: str | None,
    reason: str,
) -> Draft:
    """A person is away; the clockwork hands their open tasks on when the first day has come."""
    require_open(case)
    require(case, ask, Operation.STATE_ABSENCE)
    require_member(case, person)
    if ends is not None and ends < begins:
        raise BadValue(
            f"结束日 {ends} 早于开始日 {begins}。", f"The end {ends} lies before {begins}."
        )
    if deputy is not None:
        # Anybody may say that a colleague has fallen ill; who then acts with the colleague's rights is not theirs to say.
        _require_names(case, ask, person)
        _require_deputy(case, ask, person, deputy)
    if _overlapping(case, person, begins, ends):
        raise Refused(
            "already",
            f"{person} 这段时间已登记不在岗。",
            f"An absence of {person} in this time is recorded already.",
        )
    entry = AbsenceStated(
        absence=f"a-{len(case.absences) + 1}",
        person=person,
        begins=begins.isoformat(),
        ends=None if ends is None else ends.isoformat(),
        deputy=deputy,
        reason=reason,
    )
    return ask.draft(entry)


def _overlapping(case: Case, person: str, begins: date, ends: date | None) -> bool:
    far = date.max
    for one in case.absences.values():
        last = one.ends or far
        if one.back_on is not None:
            last = min(last, one.back_on - timedelta(days=1))
        # Who was back before it began was not away for a single day.
        taken_back = last < one.begins
        meets = one.begins <= (ends or far) and begins <= last
        if one.person == person and meets and not taken_back:
            return True
    return False


def end_absence(case: Case, ask: Ask, person: str) -> Draft:
    """A person is back, today or on the day told; what was handed on for the time goes back to them."""
    require_open(case)
    require(case, ask, Operation.STATE_ABSENCE)
    require_day(case, ask)
    on = day_asked(case, ask)
    found = _running(case, person, on)
    if found is None:
        raise NotFound(
            f"{person} 没有登记不在岗。", f"No absence of {person} is recorded for {on}."
        )
    return ask.draft(AbsenceEnded(absence=found.id, on=max(on, found.begins).isoformat()))


def _running(case: Case, person: str, on: date) -> Absence | None:
    open_ones = [
        one
        for one in case.absences.values()
        if one.person == person and one.back_on is None and (one.ends is None or on <= one.ends)
    ]
    return open_ones[0] if open_ones else None


def name_deputy(case: Case, ask: Ask, *, person: str, deputy: str | None) -> Draft:
    """Who is told when a person does not act, and stands in when they are away: named by themselves or by headquarters."""
    require_open(case)
    require(case, ask, Operation.NAME_DEPUTY)
    require_member(case, person)
    _require_names(case, ask, person)
    if deputy is not None:
        _require_deputy(case, ask, person, deputy)
    return ask.draft(DeputyNamed(person=person, deputy=deputy))


def _require_names(case: Case, ask: Ask, person: str) -> None:
    """Refuse whoever would give a person's rights away: a deputy is named by that person or by headquarters."""
    if ask.actor != person and ask.actor not in case.people_with(DECIDER):
        raise Refused(
            "not_yours",
            f"{person} 的代理人由本人或总部负责人指定。",
            f"The deputy of {person} is named by that person or by hq_lead.",
        )


def opening_deputy(case: Case, ask: Ask, *, person: str, deputy: str) -> Draft:
    """A deputy named in the case file."""
    require_member(case, person)
    _require_deputy(case, ask, person, deputy)
    return ask.draft(DeputyNamed(person=person, deputy=deputy))


def _require_deputy(case: Case, ask: Ask, person: str, deputy: str) -> None:
    require_member(case, deputy)
    if ask.people.human(person) == ask.people.human(deputy):
        raise Refused(
            "same_person",
            f"{deputy} 与 {person} 是同一人，不能互为代理。",
            f"{deputy} and {person} are one person; nobody stands in for themselves.",
        )
    if ask.people.is_suspended(deputy):
        raise Refused(
            "rights_suspended",
            f"{deputy} 的权限已全部暂停，不能代理。",
            f"All rights of {deputy} are suspended; they cannot stand in.",
        )
    working = [role for role in case.team[deputy] if role in ROLES and ROLES[role].can_approve]
    if not working:
        raise Refused(
            "reads_only",
            f"{deputy} 在本案中只有查阅权，不能代理。",
            f"{deputy} may only read in this case and cannot stand in.",
        )


def break_glass(case: Case, ask: Ask, name: str, *, reason: str) -> Iterator[Draft]:
    """In an emergency the asker takes a right on one task for 24 hours; headquarters is told at once and reviews it.

    It opens what rights and the order of needs close. It never opens the approval of one's own work, nor what an item asks for.
    """
    require_open(case)
    require(case, ask, Operation.BREAK_GLASS)
    task = task_of(case, name)
    require_reason(reason, f"launchkit break-glass {case.number} {task.key}")
    glass = f"g-{len(case.glasses) + 1}"
    entry = GlassBroken(
        glass=glass,
        person=ask.actor,
        task=task.key,
        until=instant_text(ask.now + GLASS_LASTS),
        reason=reason,
    )
    yield ask.draft(entry)
    yield ask.draft(
        FindingRaised(finding=f"{BREAK_GLASS}:{glass}", about=BREAK_GLASS, task=task.key)
    )


def nudge(
    case: Case, ask: Ask, name: str, *, how: str, again_on: date | None, note: str
) -> Iterator[Draft]:
    """The outside party on whom a task waits is reminded; counted."""
    require_open(case)
    task = task_of(case, name)
    require(case, ask, Operation.NUDGE, task)
    require_day(case, ask)
    if task.status is not TaskStatus.BLOCKED:
        raise Refused(
            "not_blocked",
            f"{task.item.code} 没有在等待谁，先登记等待。",
            f"{task.item.code} is not waiting on anybody; say first on whom it waits.",
            (
                Lack(
                    zh="登记在等谁",
                    en="say on whom it waits",
                    command=f"launchkit block {case.number} {task.key} --waiting-on … --reason …",
                ),
            ),
        )
    if how not in NUDGES:
        raise BadValue(
            f"催办方式是 {'、'.join(NUDGES)} 之一。", f"One reminds by one of {', '.join(NUDGES)}."
        )
    if again_on is not None and again_on <= case.local_day(ask.now):
        raise BadValue(
            f"下次催办日 {again_on} 应在今天之后。",
            f"The next day {again_on} has to be after today.",
        )
    again = None if again_on is None else again_on.isoformat()
    yield ask.draft(Nudged(task=task.key, how=how, again_on=again, note=note))


def watch(case: Case, ask: Ask, name: str, *, person: str, watching: bool) -> Iterator[Draft]:
    """A person is told about a task without working on it: by their own wish, its owner's or headquarters'."""
    require_open(case)
    require(case, ask, Operation.WATCH)
    task = task_of(case, name)
    require_member(case, person)
    if ask.person not in (person, owner_of(case, task), *case.people_with(DECIDER)):
        raise Refused(
            "not_yours",
            f"替别人关注 {task.item.code}，须由其负责人或总部负责人登记。",
            f"Only its owner or hq_lead lets others watch {task.item.code}.",
        )
    if (person in task.watchers) is watching:
        raise Refused(
            "already",
            f"{person} {'已在' if watching else '没有'}关注 {task.item.code}。",
            f"{person} {'watches' if watching else 'does not watch'} {task.item.code} already.",
        )
    yield ask.draft(WatchingChanged(task=task.key, person=person, watching=watching))


# --- erasure: one asks, another agrees, a third carries it out ------------------------------------------------------------


def ask_erasure(case: Case, ask: Ask, fact: str, *, reason: str) -> Draft:
    """A personal fact shall go; asked also of a closed case, because retention runs from its closing."""
    require(case, ask, Operation.ASK_ERASURE)
    spec, instance = split_fact(case, fact)
    require_reason(reason, f"launchkit erase ask {case.number} {fact}")
    waiting = [one for one in case.erasures.values() if one.agreed is not False and not one.done]
    if (spec.id, instance) in [(one.fact, one.instance) for one in waiting]:
        raise Refused(
            "already",
            f"{spec.title.zh}的清除已有人申请。",
            f"The erasure of {spec.title.en} has been asked for already.",
        )
    number = len(case.erasures) + 1
    return ask.draft(
        ErasureAsked(erasure=f"e-{number}", fact=spec.id, instance=instance, reason=reason)
    )


def show_personal(case: Case, ask: Ask, fact: str, *, reason: str) -> Draft:
    """Somebody looks at a personal fact that pages cover; also in a closed case, where auditors do."""
    require(case, ask, Operation.SHOW_PERSONAL)
    spec, instance = split_fact(case, fact)
    require_reason(reason, f"launchkit show {case.number} --facts")
    held = case.held(spec.id, instance)
    if held is None or held.value is None or isinstance(held.value, Erased):
        raise NotFound(
            f"{spec.title.zh}没有填报，或已清除。",
            f"{spec.title.en} is not stated, or erased.",
        )
    return ask.draft(PersonalShown(fact=spec.id, instance=instance, reason=reason))


def decide_erasure(case: Case, ask: Ask, erasure: str, *, agreed: bool, reason: str) -> Draft:
    """Headquarters agrees or refuses; never the one who asked."""
    require(case, ask, Operation.AGREE_ERASURE)
    found = erasure_of(case, erasure)
    if found.agreed is not None:
        raise Refused("already", f"{erasure} 已有决定。", f"{erasure} has been decided already.")
    if ask.hands & ask.people.humans(found.asked_by):
        raise Refused(
            "own_work",
            f"不能批准自己申请的清除（{erasure}）。",
            f"Nobody agrees to an erasure they asked for ({erasure}).",
        )
    if not agreed:
        require_reason(reason, f"launchkit erase refuse {case.number} {erasure}")
    return ask.draft(ErasureDecided(erasure=erasure, agreed=agreed, reason=reason))


def require_executor(case: Case, ask: Ask, erasure: str) -> Erasure:
    """The erasure, if the asker may carry it out: agreed, not done, and by a third person."""
    require(case, ask, Operation.ERASE)
    found = erasure_of(case, erasure)
    if found.done:
        raise Refused("already", f"{erasure} 已经清除。", f"{erasure} has been carried out.")
    if not found.agreed:
        raise Refused(
            "not_agreed",
            f"{erasure} 还没有获得批准。",
            f"{erasure} has not been agreed to.",
            (
                Lack(
                    zh="请总部负责人批准",
                    en="ask headquarters to agree",
                    command=f"launchkit erase agree {case.number} {erasure} --as HQ_LEAD",
                ),
            ),
        )
    if ask.hands & ask.people.humans((*found.asked_by, *found.decided_by)):
        raise Refused(
            "own_work",
            f"清除的申请、批准和执行须是三个人（{erasure}）。",
            f"An erasure is asked for, agreed to and carried out by three people ({erasure}).",
        )
    return found


def erasure_of(case: Case, erasure: str) -> Erasure:
    """An erasure by its id; raises `NotFound` with those there are."""
    if erasure not in case.erasures:
        known = "、".join(case.erasures) or "—"
        raise NotFound(
            f"没有清除申请 {erasure}；有：{known}",
            f"There is no erasure {erasure}; there are: {known}",
        )
    return case.erasures[erasure]
