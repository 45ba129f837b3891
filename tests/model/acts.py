"""What people do with tasks and facts: each function says why it is refused, or changes the world."""

from __future__ import annotations

from datetime import date

from launchkit.domain.checklist import FactType
from tests.model.rights import (
    deciding_role,
    forbidden,
    had_a_hand,
    has_emergency,
)
from tests.model.standing import is_complete, needs_met, wanted, where
from tests.model.world import Hand, Job, World

Refusal = str | None


# --- work ----------------------------------------------------------------------------------------


def _at_work(world: World, hand: Hand, what: str, job: Job, on: date | None) -> Refusal:
    why = forbidden(world, hand, what, job)
    if why is None and on is not None and on > world.today:
        why = "future_day"
    if why is None and (job.closed or job.state == "submitted"):
        why = "already"
    if why is None and where(world, job) == "not_applicable":
        why = "not_applicable"
    return why


def _in_turn(world: World, hand: Hand, job: Job) -> bool:
    """Whether what comes before is done; in an emergency the order gives way."""
    if has_emergency(world, hand, job):
        return True
    return where(world, job) != "unanswered" and needs_met(world, job)


def start(world: World, hand: Hand, job: Job) -> Refusal:
    if why := _at_work(world, hand, "start", job, None):
        return why
    if job.state in ("started", "blocked"):
        return "already"
    if not _in_turn(world, hand, job):
        return "needs_unmet"
    job.state, job.ever_started = "started", True
    return None


def _did_the_other(world: World, hand: Hand, job: Job) -> bool:
    """Whether somebody did what is to be kept apart from this, whichever of the two says so."""
    for other in world.jobs.values():
        apart = other.item.id in job.item.apart_from or job.item.id in other.item.apart_from
        did = world.humans([one for one in (other.done_by, other.done_for) if one])
        if apart and did & set(hand.both):
            return True
    return False


def done(world: World, hand: Hand, job: Job, on: date | None = None) -> Refusal:
    if why := _at_work(world, hand, "done", job, on):
        return why
    if _did_the_other(world, hand, job):
        return "duties_apart"
    ready = job.state != "blocked" and _in_turn(world, hand, job)
    if not ready or not is_complete(world, job):
        return "incomplete"
    job.agreed, job.waiver = [], None
    job.state = "submitted" if wanted(world, job) else "done"
    job.done_on, job.done_by, job.done_for = on or world.today, hand.actor, hand.behalf
    world.entered_late += on is not None and (world.today - on).days > 3
    return None


def block(world: World, hand: Hand, job: Job, reason: str) -> Refusal:
    why = _at_work(world, hand, "block", job, None)
    if why is None and job.state == "blocked":
        why = "already"
    if why is None and not reason:
        why = "reason_missing"
    if why is None:
        job.state = "blocked"
    return why


def unblock(world: World, hand: Hand, job: Job) -> Refusal:
    why = _at_work(world, hand, "unblock", job, None)
    if why is None and job.state != "blocked":
        why = "not_blocked"
    if why is None:
        job.state = "started" if job.ever_started else "open"
    return why


def reopen(world: World, hand: Hand, job: Job, reason: str) -> Refusal:
    why = forbidden(world, hand, "reopen", job)
    if why is None and not job.closed and job.state != "submitted":
        why = "not_done"
    if why is None and not reason:
        why = "reason_missing"
    if why is None:
        _undone(job)
        job.state = "started" if job.ever_started else "open"
        job.waiver = None
        job.reopened += 1
    return why


def _undone(job: Job) -> None:
    job.agreed = []
    job.done_on = job.done_by = job.done_for = None


def assign(world: World, hand: Hand, job: Job, to: str, others: list[str]) -> Refusal:
    why = forbidden(world, hand, "assign", job)
    if why is None and any(one not in world.team for one in [to, *others]):
        why = "no_right"
    if why is None and job.closed:
        why = "already"
    if why is None:
        job.owner, job.helpers, job.lent_from = to, list(others), None
    return why


def attach(world: World, hand: Hand, job: Job, rule: str) -> Refusal:
    why = forbidden(world, hand, "attach", job)
    if why is None and rule not in ["other", *(one.id for one in job.item.evidence)]:
        why = "not_found"
    if why is None:
        job.proofs.append(rule)
    return why


# --- decisions -----------------------------------------------------------------------------------


def waive(world: World, hand: Hand, job: Job, reason: str) -> Refusal:
    why = forbidden(world, hand, "waive", job)
    if why is None and (job.closed or job.pending is not None):
        why = "already"
    if why is None and not reason:
        why = "reason_missing"
    if why is None:
        job.waiver, job.agreed = (hand.actor, hand.behalf), []
    return why


def _decides(world: World, hand: Hand, what: str, job: Job) -> tuple[Refusal, str]:
    if why := forbidden(world, hand, what, job):
        return why, ""
    if job.pending is None:
        return "nothing_pending", ""
    if set(hand.both) & had_a_hand(world, job):
        return "own_work", ""
    role = deciding_role(world, hand, job)
    return (None, role) if role else ("no_right", "")


def approve(world: World, hand: Hand, job: Job) -> Refusal:
    why, role = _decides(world, hand, "approve", job)
    if why is not None:
        return why
    what = job.pending
    job.agreed.append((hand.actor, role, hand.behalf))
    if what == "waive":
        job.state, job.done_on = "waived", world.today
    elif not wanted(world, job):
        job.state = "done"
    return None


def reject(world: World, hand: Hand, job: Job, reason: str) -> Refusal:
    why, _ = _decides(world, hand, "reject", job)
    if why is None and not reason:
        why = "reason_missing"
    if why is None and job.pending == "waive":
        job.waiver, job.agreed = None, []
    elif why is None:
        _undone(job)
        job.state = "started"
    return why


# --- facts and collections -----------------------------------------------------------------------


def state(
    world: World, hand: Hand, fact: str, instance: str | None, value: object, on: date | None
) -> Refusal:
    if why := _no_such_fact(world, hand, fact, instance, on):
        return why
    if why := forbidden(world, hand, "state", _answering(world, fact, instance)):
        return why
    spec = world.spec(fact)
    if spec is not None and spec.type is FactType.DATE and len(str(value)) != 10:
        return "bad_value"
    if str(value) > world.today.isoformat() and _starts_a_legal_clock(world, fact):
        return "not_happened_yet"
    day = on or world.today
    held = world.facts.get((fact, instance))
    daily = [item for item in world.items() if item.recurs is not None]
    anew = any(fact in (*item.facts, *item.optional_facts) for item in daily)
    if held is None or held[0] != value or (anew and held[1] < day):
        world.facts[fact, instance] = (value, day)
    return None


def _starts_a_legal_clock(world: World, fact: str) -> bool:
    """Whether days that the law counts begin with this one, which then cannot lie ahead."""
    spec = world.spec(fact)
    dues = [due for item in world.items() for due in item.due if due.basis and due.after]
    counted = {due.after.fact for due in dues if due.after}
    return spec is not None and not spec.planned and fact in counted


def _no_such_fact(
    world: World, hand: Hand, fact: str, instance: str | None, on: date | None
) -> Refusal:
    """Whoever has no role at all is told so before anything else."""
    spec, why = world.spec(fact), None
    if hand.person not in world.team:
        why = "no_right"
    elif on is not None and on > world.today:
        why = "future_day"
    elif spec is None:
        why = "not_found"
    elif spec.per is None and instance is not None:
        why = "no_instance"
    elif spec.per is not None and instance not in world.groups[spec.per]:
        why = "which_instance"
    return why


def _answering(world: World, fact: str, instance: str | None) -> Job | None:
    for item in world.items():
        if fact in (*item.facts, *item.optional_facts):
            jobs = world.jobs_of(item.id)
            own = [job for job in jobs if job.instance == instance] or jobs
            return own[-1] if own else None
    return None


def add_instance(world: World, hand: Hand, collection: str) -> Refusal:
    if why := forbidden(world, hand, "add_instance"):
        return why
    name = f"{collection}-{len(world.groups[collection]) + 1}"
    world.groups[collection].append(name)
    for item in world.items():
        if item.per == collection:
            key = f"{item.id}#{name}"
            world.jobs[key] = Job(key=key, item=item, instance=name)
        passed = item.milestone and any(job.closed for job in world.jobs_of(item.id))
        if passed and collection in world.complete:
            world.findings[f"after_milestone:{name}"] = False
    return None


def complete(world: World, hand: Hand, collection: str) -> Refusal:
    why = forbidden(world, hand, "complete")
    if why is None and len(world.groups[collection]) < world.collection(collection).min:
        why = "too_few"
    if why is None:
        world.complete.append(collection)
    return why
