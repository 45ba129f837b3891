"""Who may do what, and who may decide: the tables of the design as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from tests.model.standing import next_roles
from tests.model.world import Hand, Job, World

WORK = ("start", "done", "block", "unblock", "attach", "waive", "reopen", "nudge")
SHARED = (
    "state",
    "add_instance",
    "complete",
    "answer",
    "approve",
    "reject",
    "delegate",
    "end_delegation",
    "absence",
    "deputy",
    "glass",
    "ask_erasure",
)
DECIDES = ("extend", "suspend", "resume", "team", "review", "agree_erasure")
NEVER_LENT = ("delegate", "glass", "team", "agree_erasure", "erase")
EMERGENCY = (
    "start",
    "done",
    "block",
    "unblock",
    "attach",
    "state",
    "assign",
    "approve",
    "reject",
)
#: roles without an account, and those that look or keep the system
OUTSIDE = ("landlord", "property", "contractor", "agent")


@dataclass(frozen=True, slots=True)
class Mandate:
    """Roles that somebody may use in another's place; on some tasks, or on all."""

    principal: str
    roles: tuple[str, ...]
    tasks: tuple[str, ...]

    def reaches(self, job: Job | None) -> bool:
        """Whether it is good for the task."""
        return not self.tasks or (job is not None and job.key in self.tasks)


def is_worker(role: str) -> bool:
    """Whether the role does work of its own."""
    return role not in (*OUTSIDE, "auditor", "administrator", "system")


def owner(world: World, job: Job) -> str | None:
    """Who answers for the task."""
    if job.owner is not None and job.owner in world.team:
        return job.owner
    found = world.with_role(job.item.owner) or world.with_role("lead")
    return found[0] if found else None


def helpers(world: World, job: Job) -> list[str]:
    """Who may act on it too."""
    if job.helpers:
        return list(job.helpers)
    if "everyone" in job.item.helpers:
        return list(world.team)
    found = world.with_role(job.item.owner)[1:]
    for role in job.item.helpers:
        found.extend(one for one in world.with_role(role) if one not in found)
    return found


def deputy(world: World, person: str) -> str | None:
    """Who stands in for somebody who is away."""
    away = world.away(person, world.today)
    if away is not None and away.deputy is not None:
        return away.deputy
    return world.deputies.get(person)


def leads_on_site(world: World, person: str) -> bool:
    """Whether a human being is the dispatched lead, under whichever code."""
    return any("lead" in world.team.get(one, []) for one in world.humans([person]))


def mandates(world: World, person: str) -> list[Mandate]:
    """In whose place somebody may act today, and with what."""
    found: list[Mandate] = []
    if person not in world.team:
        return found
    for one in world.lendings:
        if one.deputy == person and not one.ended and one.begins <= world.today <= one.ends:
            found.extend(_lent(world, person, one.principal, one.roles, one.tasks))
    for other in world.team:
        if other != person and world.away(other, world.today) and deputy(world, other) == person:
            found.extend(_lent(world, person, other, (), ()))
    return found


def _lent(
    world: World, person: str, principal: str, roles: tuple[str, ...], tasks: tuple[str, ...]
) -> list[Mandate]:
    if world.is_suspended(principal):
        return []
    kept = [
        role
        for role in world.team.get(principal, [])
        if (not roles or role in roles)
        and not (role == "hq_lead" and leads_on_site(world, person))
    ]
    return [Mandate(principal, tuple(kept), tasks)] if kept else []


def roles_used(world: World, hand: Hand, job: Job | None) -> list[str]:
    """With which roles somebody acts."""
    if hand.behalf is None:
        return world.team.get(hand.actor, [])
    return [
        role
        for one in mandates(world, hand.actor)
        if one.principal == hand.behalf and one.reaches(job)
        for role in one.roles
    ]


def has_emergency(world: World, hand: Hand, job: Job | None) -> bool:
    """Whether the actor broke the glass on the task less than a day ago."""
    if job is None:
        return False
    now = world.now.astimezone(UTC)
    return any(
        one.person == hand.actor and one.task == job.key and now < one.until
        for one in world.emergencies
    )


def forbidden(world: World, hand: Hand, what: str, job: Job | None = None) -> str | None:
    """Why somebody may not do it; None: they may."""
    if any(world.is_suspended(one) for one in hand.both):
        return "rights_suspended"
    if hand.behalf is not None:
        if what in NEVER_LENT:
            return "never_lent"
        mine = [one for one in mandates(world, hand.actor) if one.principal == hand.behalf]
        if not any(one.reaches(job) for one in mine):
            return "no_mandate"
    if hand.person not in world.team:
        return "no_right"
    if what in EMERGENCY and has_emergency(world, hand, job):
        return None
    roles = roles_used(world, hand, job)
    return None if _reaches(world, hand, what, job, roles) else "no_right"


def _reaches(world: World, hand: Hand, what: str, job: Job | None, roles: list[str]) -> bool:
    """Headquarters decides everything but its own erasures; workers work on what is theirs; auditors too, and no more."""
    worker = any(is_worker(role) for role in roles)
    decider = "hq_lead" in roles
    mine = job is not None and hand.person == owner(world, job)
    ours = job is not None and (mine or hand.person in helpers(world, job))
    looks = "auditor" in roles
    if what == "erase":
        return "administrator" in roles
    if what in DECIDES or decider:
        return decider
    if what in SHARED:
        return worker or (what == "state" and looks and ours)
    return (worker or looks) and (mine if what == "assign" else ours)


# --- deciding ------------------------------------------------------------------------------------


def had_a_hand(world: World, job: Job) -> set[str]:
    """All codes of the human beings who may not decide on what is pending."""
    if job.pending == "waive":
        assert job.waiver is not None
        own = [one for one in job.waiver if one]
    else:
        own = [one for one in (job.done_by, job.done_for, owner(world, job)) if one]
    agreed = [one for person, _, behalf in job.agreed for one in (person, behalf) if one]
    out = world.humans(own + agreed)
    days = [world.today] + ([job.done_on] if job.done_on else [])
    for one in world.lendings:
        pair = world.humans([one.principal, one.deputy])
        lent = job.key in one.tasks and any(one.begins <= day <= one.ends for day in days)
        if lent and pair & world.humans(own):
            out |= pair
    return out


def able(world: World, job: Job) -> list[tuple[str, bool]]:
    """Who can decide now, and whether only because nobody with the role can."""
    out = had_a_hand(world, job)
    found: list[str] = []
    for role in next_roles(world, job):
        for person in world.with_role(role):
            second = deputy(world, person)
            if world.is_there(person) and person not in out:
                found.append(person)
            elif (
                not world.is_there(person)
                and not world.is_suspended(person)
                and second is not None
                and world.is_there(second)
                and not out & {person, second}
            ):
                found.append(second)
    if found or not next_roles(world, job):
        return [(one, False) for one in found]
    return [
        (one, True) for one in world.with_role("hq_lead") if world.is_there(one) and one not in out
    ]


def deciding_role(world: World, hand: Hand, job: Job) -> str | None:
    """For which role somebody's decision counts; None: for none."""
    asked = next_roles(world, job)
    mine = roles_used(world, hand, job)
    for role in asked:
        if role in mine:
            return role
    if not asked:
        return None
    fallback = [one for one, last in able(world, job) if last]
    if has_emergency(world, hand, job) or ("hq_lead" in mine and hand.person in fallback):
        return asked[0]
    return None
