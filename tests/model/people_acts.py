"""What people do about each other, about clocks and about what is known of them: why it is refused, or how the world changes."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from tests.model.acts import Refusal
from tests.model.rights import forbidden, is_worker, leads_on_site
from tests.model.world import Away, Emergency, Hand, Job, Lending, Wish, World

DAY = timedelta(days=1)


# --- people --------------------------------------------------------------------------------------


def team(world: World, hand: Hand, person: str, roles: list[str]) -> Refusal:
    if why := forbidden(world, hand, "team"):
        return why
    if roles and world.is_suspended(person):
        return "rights_suspended"
    after = {one: has for one, has in world.team.items() if one != person or roles}
    if roles:
        after[person] = roles
    leads = [one for one, has in after.items() if "lead" in has]
    deciders = [one for one, has in after.items() if "hq_lead" in has]
    if not leads or not deciders or world.humans(leads) & set(deciders):
        return "team_incomplete"
    world.team = after
    return None


def _no_deputy(world: World, person: str, other: str) -> Refusal:
    if other not in world.team:
        return "no_right"
    if world.same(person, other):
        return "same_person"
    if world.is_suspended(other):
        return "rights_suspended"
    return None if any(is_worker(role) for role in world.team[other]) else "no_right"


def delegate(
    world: World,
    hand: Hand,
    to: str,
    begins: date,
    ends: date,
    roles: list[str],
    tasks: list[str],
    reason: str,
) -> Refusal:
    why = forbidden(world, hand, "delegate")
    if why is None and not reason:
        why = "reason_missing"
    why = why or _no_deputy(world, hand.actor, to)
    if why is None and (ends < begins or (ends - begins).days > 92 or ends < world.today):
        why = "bad_value"
    if why is None and not roles and not tasks:
        why = "scope_missing"
    held = world.team.get(hand.actor, [])
    if why is None and any(role not in held for role in roles):
        why = "not_held"
    if why is None and "hq_lead" in (roles or held) and leads_on_site(world, to):
        why = "decider_on_site"
    if why is None and any(task not in world.jobs for task in tasks):
        why = "not_found"
    if why is None:
        name = f"d-{len(world.lendings) + 1}"
        lent = Lending(name, hand.actor, to, begins, ends, tuple(roles), tuple(tasks))
        world.lendings.append(lent)
    return why


def end_delegation(world: World, hand: Hand, name: str) -> Refusal:
    if why := forbidden(world, hand, "end_delegation"):
        return why
    found = [one for one in world.lendings if one.id == name and not one.ended]
    if not found:
        return "not_found"
    concerned = [found[0].principal, found[0].deputy, *world.with_role("hq_lead")]
    if hand.actor not in concerned:
        return "no_right"
    found[0].ended = True
    return None


def absence(
    world: World, hand: Hand, person: str, begins: date, ends: date | None, second: str | None
) -> Refusal:
    why = forbidden(world, hand, "absence")
    if why is None and person not in world.team:
        why = "no_right"
    if why is None and ends is not None and ends < begins:
        why = "bad_value"
    if why is None and second is not None:
        named_by = [person, *world.with_role("hq_lead")]
        why = None if hand.actor in named_by else "no_right"
        why = why or _no_deputy(world, person, second)
    if why is None and any(_meet(one, person, begins, ends) for one in world.absences):
        why = "already"
    if why is None:
        world.absences.append(Away(person, begins, ends, second))
    return why


def _meet(one: Away, person: str, begins: date, ends: date | None) -> bool:
    """Whether there is a day on which the person would be away twice."""
    if one.person != person:
        return False
    day, end = begins, ends or begins + 400 * DAY
    while day <= end:
        if one.on(day):
            return True
        day += DAY
    return False


def back(world: World, hand: Hand, person: str) -> Refusal:
    if why := forbidden(world, hand, "absence"):
        return why
    for one in world.absences:
        over = one.back is not None or (one.ends is not None and one.ends < world.today)
        if one.person == person and not over:
            one.back = max(world.today, one.begins)
            return None
    return "not_found"


def name_deputy(world: World, hand: Hand, person: str, second: str | None) -> Refusal:
    why = forbidden(world, hand, "deputy")
    if why is None and person not in world.team:
        why = "no_right"
    if why is None and hand.actor not in [person, *world.with_role("hq_lead")]:
        why = "no_right"
    if why is None and second is not None:
        why = _no_deputy(world, person, second)
    if why is None and second is None:
        world.deputies.pop(person, None)
    elif why is None and second is not None:
        world.deputies[person] = second
    return why


def glass(world: World, hand: Hand, job: Job, reason: str) -> Refusal:
    why = forbidden(world, hand, "glass")
    if why is None and not reason:
        why = "reason_missing"
    if why is None:
        name = f"g-{len(world.emergencies) + 1}"
        until = world.now.astimezone(UTC) + timedelta(hours=24)
        world.emergencies.append(Emergency(name, hand.actor, job.key, until))
        world.findings[f"break_glass:{name}"] = False
    return why


def answer(world: World, hand: Hand, finding: str) -> Refusal:
    why = forbidden(world, hand, "answer")
    taken = [one for one in world.emergencies if f"break_glass:{one.id}" == finding]
    if why is None and taken:
        why = forbidden(world, hand, "review")
        if why is None and world.humans(hand.both) & {taken[0].person}:
            why = "own_work"
    if why is None and world.findings.get(finding) is not False:
        why = "not_found"
    if why is None:
        world.findings[finding] = True
    return why


# --- clocks and erasures -------------------------------------------------------------------------


def extend(world: World, hand: Hand, job: Job, due: str, to: date) -> Refusal:
    why = forbidden(world, hand, "extend")
    if why is None:
        job.moved[due] = to
    return why


def stand(world: World, hand: Hand, job: Job, due: str, since: date) -> Refusal:
    why = forbidden(world, hand, "suspend")
    spans = job.stood.setdefault(due, [])
    if why is None and spans and spans[-1][1] is None:
        why = "already"
    if why is None:
        spans.append((since, None))
    return why


def resume(world: World, hand: Hand, job: Job, due: str, on: date) -> Refusal:
    why = forbidden(world, hand, "resume")
    spans = job.stood.get(due, [])
    if why is None and (not spans or spans[-1][1] is not None):
        why = "not_suspended"
    if why is None and on < spans[-1][0]:
        why = "bad_value"
    if why is None:
        spans[-1] = (spans[-1][0], on)
    return why


def ask_erasure(world: World, hand: Hand, fact: str, instance: str | None) -> Refusal:
    why = forbidden(world, hand, "ask_erasure")
    running = [one.fact for one in world.wishes if one.agreed is not False]
    if why is None and (fact, instance) in running:
        why = "already"
    if why is None:
        world.wishes.append(Wish((fact, instance), hand.both))
    return why


def decide_erasure(world: World, hand: Hand, number: int, *, agreed: bool) -> Refusal:
    if why := forbidden(world, hand, "agree_erasure"):
        return why
    if number > len(world.wishes):
        return "not_found"
    wish = world.wishes[number - 1]
    if wish.agreed is not None:
        return "already"
    if world.humans(hand.both) & set(wish.asked):
        return "own_work"
    wish.agreed, wish.decided = agreed, hand.both
    return None


def erase(world: World, hand: Hand, number: int) -> Refusal:
    """Never carried out here: a case that is open keeps everything."""
    if why := forbidden(world, hand, "erase"):
        return why
    if number > len(world.wishes):
        return "not_found"
    wish = world.wishes[number - 1]
    if not wish.agreed:
        return "not_agreed"
    if world.humans(hand.both) & {*wish.asked, *wish.decided}:
        return "own_work"
    return "retention"
