"""Where a task stands: does it apply, what does it wait for, what is missing."""

from __future__ import annotations

from collections.abc import Callable

from launchkit.domain.checklist import (
    AllOf,
    Answered,
    AnyOf,
    ApprovalMode,
    Compare,
    Condition,
    Not,
    PartialNeed,
)
from tests.model.world import Job, World

Seen = Callable[[str], object]


def seen(world: World, job: Job) -> Seen:
    """Facts as the task sees them: its own instance's, and for a period only what was stated since it began."""

    def value(fact: str) -> object:
        spec = world.spec(fact)
        key = (fact, job.instance if spec is not None and spec.per else None)
        if key not in world.facts:
            return None
        stated, day = world.facts[key]
        asked = fact in job.item.facts or fact in job.item.optional_facts
        if job.period is not None and asked and day < job.period[0]:
            return None
        return stated

    return value


def holds(condition: Condition, value: Seen) -> bool | None:
    """Yes, no, or nobody knows yet."""
    if isinstance(condition, Answered):
        return value(condition.answered) is not None
    if isinstance(condition, Not):
        inner = holds(condition.not_, value)
        return None if inner is None else not inner
    if isinstance(condition, AllOf | AnyOf):
        wins = isinstance(condition, AnyOf)
        answers = [holds(one, value) for one in (condition.any if wins else condition.all)]  # type: ignore[union-attr]
        if any(one is wins for one in answers):
            return wins
        return None if any(one is None for one in answers) else not wins
    found = value(condition.fact)
    return None if found is None else _compared(condition, found)


def _compared(condition: Compare, found: object) -> bool:
    if condition.eq is not None:
        return found == condition.eq
    assert isinstance(condition.gt, int)
    assert isinstance(found, int)
    return found > condition.gt


def applies(world: World, job: Job) -> bool | None:
    """The answer to the task's condition."""
    return True if job.item.when is None else holds(job.item.when, seen(world, job))


def is_met(world: World, job: Job) -> bool:
    """Whether others may count on the task."""
    return job.closed or (job.state == "open" and applies(world, job) is False)


def item_is_met(world: World, job: Job, needed: str) -> bool:
    """Whether a need of the task is met: by the same instance inside a collection, by all of them from outside."""
    per = world.item(needed).per
    others = world.jobs_of(needed)
    if per is None:
        return is_met(world, others[0])
    if per == job.item.per:
        own = [other for other in others if other.instance == job.instance]
        return bool(own) and is_met(world, own[0])
    if per not in world.complete or len(world.groups[per]) < world.collection(per).min:
        return False
    return all(is_met(world, other) for other in others)


def needs_met(world: World, job: Job) -> bool:
    """Whether the task may begin."""
    for need in job.item.needs:
        if isinstance(need, PartialNeed):
            met = [one for one in need.of if item_is_met(world, job, one)]
            if len(met) < need.any:
                return False
        elif not item_is_met(world, job, need):
            return False
    return True


def may_be_left(world: World, job: Job) -> bool:
    """Whether everything that joins the task with others has enough of the others."""
    joins = [
        need
        for item in world.items()
        for need in item.needs
        if isinstance(need, PartialNeed) and job.item.id in need.of
    ]
    for need in joins:
        others = [one for one in need.of if one != job.item.id and item_is_met(world, job, one)]
        if len(others) < need.any:
            return False
    return bool(joins)


def where(world: World, job: Job) -> str:
    """The one word for where it stands."""
    if job.state != "open":
        return job.state
    answer = applies(world, job)
    if answer is None:
        return "unanswered"
    if answer is False:
        return "not_applicable"
    if may_be_left(world, job):
        return "optional"
    return "ready" if needs_met(world, job) else "waiting"


def is_settled(world: World, job: Job) -> bool:
    """Whether nobody has to do anything about it."""
    return where(world, job) in ("not_applicable", "optional", "done", "waived")


def is_complete(world: World, job: Job) -> bool:
    """Whether all that it asks for is there."""
    value = seen(world, job)
    if any(value(fact) is None for fact in job.item.facts):
        return False
    for rule in job.item.evidence:
        asked = rule.when is None or holds(rule.when, value) is not False
        if asked and job.proofs.count(rule.id) < rule.min:
            return False
    for check in job.item.checks:
        if (check.when is None or holds(check.when, value) is True) and holds(
            check.must, value
        ) is False:
            return False
    return True


def wanted(world: World, job: Job) -> list[list[str]]:
    """For each approval rule that applies, the roles any of which may agree next; a satisfied rule is not there."""
    value = seen(world, job)
    given = [role for _, role, _ in job.agreed]
    found: list[list[str]] = []
    rule = job.item.approval
    if rule is not None and (rule.when is None or holds(rule.when, value) is not False):
        left = [role for role in rule.by if role not in given]
        if rule.mode is ApprovalMode.ANY and len(left) < len(rule.by):
            left = []
        found.append(left[:1] if rule.mode is ApprovalMode.SEQUENCE else left)
    money = job.item.money
    if money is not None:
        amount = value(money.fact)
        if (not isinstance(amount, int) or amount > money.limit) and money.by not in given:
            found.append([money.by])
    return [left for left in found if left]


def next_roles(world: World, job: Job) -> list[str]:
    """Roles any of which may decide now on what is pending."""
    if job.pending == "waive":
        return ["hq_lead"]
    found: list[str] = []
    for left in wanted(world, job):
        found.extend(role for role in left if role not in found)
    return found
