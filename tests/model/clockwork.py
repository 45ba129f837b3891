"""What happens without anybody asking."""

from __future__ import annotations

from datetime import timedelta

from tests.model.days import anchored, is_workday, limits_of, midnight, period_of
from tests.model.rights import able, deputy, helpers, owner
from tests.model.standing import is_settled, where
from tests.model.world import Job, World

DAY = timedelta(days=1)


def advance(world: World) -> None:
    """One round: give back, hand on, see that somebody can decide, open periods, give ready tasks their owner."""
    _give_back(world)
    _hand_on(world)
    for job in world.jobs.values():
        if job.pending is not None and not able(world, job):
            world.findings.setdefault(f"no_decider:{job.key}:{job.reopened}", False)
    _open_periods(world)
    _give_owners(world)


def _give_back(world: World) -> None:
    for job in world.jobs.values():
        first = job.lent_from
        if first is not None and world.is_there(first) and not is_settled(world, job):
            # The helpers written down stay, even where they were none.
            job.owner, job.lent_from = first, None


def _hand_on(world: World) -> None:
    for job in world.jobs.values():
        # What was handed in waits for others: its owner has nothing to do.
        if job.owner is None or job.state == "submitted" or is_settled(world, job):
            continue
        _pass_on(world, job)


def _pass_on(world: World, job: Job) -> None:
    """A job whose owner is not there goes to a second, and comes back unless the first is gone for good."""
    if job.owner is None or world.is_there(job.owner):
        return
    second = stand_in(world, job)
    if second is None or second == job.owner:
        return
    first = job.lent_from or job.owner
    others = [one for one in helpers(world, job) if one not in (second, job.owner)]
    gone = first not in world.team or world.is_suspended(first)
    job.owner, job.helpers, job.lent_from = second, others, None if gone else first


def stand_in(world: World, job: Job) -> str | None:
    """Who takes over: the deputy, the role's others, the helpers, the lead, the mate, headquarters, whoever is there first."""
    first = job.owner or owner(world, job)
    asked = [deputy(world, first) if first else None]
    asked += world.with_role(job.item.owner)
    asked += helpers(world, job)
    for role in ("lead", "mate", "hq_lead"):
        asked += world.with_role(role)
    for one in asked:
        if one is not None and world.is_there(one):
            return one
    last = world.with_role("hq_lead")
    return last[0] if last else None


def _open_periods(world: World) -> None:
    for item in world.items():
        recurs = item.recurs
        if recurs is None:
            continue
        since = anchored(world, recurs.since, None)
        if since is None:
            continue
        ends = [job.period[1] for job in world.jobs_of(item.id) if job.period]
        day = max(ends) + DAY if ends else since
        hour, minute = recurs.opens.split(":")
        while True:
            name, first, last = period_of(recurs.each, day)
            morning = last if first == last else last + DAY
            opens = midnight(world, morning) + timedelta(hours=int(hour), minutes=int(minute))
            skipped = first == last and recurs.workdays_only and not is_workday(world, day)
            if opens > world.now:
                break
            if not skipped:
                key = f"{item.id}@{name}"
                world.jobs[key] = Job(key=key, item=item, period=(first, last))
            day = last + DAY


def _give_owners(world: World) -> None:
    for job in world.jobs.values():
        if where(world, job) != "ready" or (job.owner is not None and job.owner in world.team):
            continue
        found = owner(world, job)
        if found is not None:
            job.helpers = [one for one in helpers(world, job) if one != found]
            job.owner, job.lent_from = found, None
            _pass_on(world, job)


def late(world: World, job: Job) -> set[str]:
    """Deadlines of the task whose last day has passed while it still had to be kept."""
    if job.state == "submitted" or is_settled(world, job):
        return set()
    found = limits_of(world, job)
    kinds = {due.id: due.kind.value for due in job.item.due}
    return {
        name
        for name, one in found.items()
        if one.late_at <= world.now
        and not one.stands
        and not (kinds.get(name.partition("#")[0]) == "start" and job.ever_started)
    }
