"""Who is there on a day, who stands in for whom, and who takes over what an absent person leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from launchkit.domain.ask import Roster
from launchkit.domain.case import Absence, Case, Task
from launchkit.domain.people import DECIDER, helpers_of, owner_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What a deputy may do in the place of a principal: rights of `roles`, on `tasks` (none: on all)."""

    #: the delegation or absence it comes from
    id: str
    principal: str
    roles: tuple[str, ...]
    tasks: tuple[str, ...] = ()

    def covers(self, task: Task | None) -> bool:
        """Whether it reaches to a task; lent for named tasks, it reaches nothing else."""
        return not self.tasks or (task is not None and task.key in self.tasks)


def absence_of(case: Case, person: str, day: date) -> Absence | None:
    """The absence of a person on a local day; the one stated last where there are several."""
    found = [one for one in case.absences.values() if one.person == person and one.covers(day)]
    return found[-1] if found else None


def is_present(case: Case, roster: Roster, person: str, day: date) -> bool:
    """Whether a person can be counted on: in the team, not away, not suspended."""
    return (
        person in case.team
        and absence_of(case, person, day) is None
        and not roster.is_suspended(person)
    )


def deputy_of(case: Case, person: str, day: date) -> str | None:
    """Who stands in for a person: named for the absence, else named for all absences."""
    absence = absence_of(case, person, day)
    named = absence.deputy if absence is not None else None
    return named or case.deputies.get(person)


def mandates(case: Case, roster: Roster, deputy: str, day: date) -> Iterator[Mandate]:
    """The mandates a deputy holds on a local day: delegations that run, and absences of those they stand in for.

    What somebody holds as a deputy cannot be lent on: a mandate gives the principal's own roles and nothing else.
    Nobody who leads on site decides for headquarters, not as a deputy either. Who has left the case holds nothing in it.
    """
    if deputy not in case.team:
        return
    for one in case.delegations.values():
        if one.deputy == deputy and not one.ended and one.begins <= day <= one.ends:
            roles = one.roles or case.team.get(one.principal, ())
            yield from _mandate(case, roster, deputy, one.id, one.principal, roles, one.tasks)
    for person in case.team:
        absence = absence_of(case, person, day)
        if absence is not None and person != deputy and deputy_of(case, person, day) == deputy:
            roles = case.team[person]
            yield from _mandate(case, roster, deputy, absence.id, person, roles, ())


def _mandate(  # noqa: PLR0913, PLR0917  the parts of one mandate
    case: Case,
    roster: Roster,
    deputy: str,
    source: str,
    principal: str,
    roles: Iterable[str],
    tasks: tuple[str, ...],
) -> Iterator[Mandate]:
    """The mandate as far as the principal still has the roles; none from somebody who has lost all rights."""
    if roster.is_suspended(principal):
        return
    held = case.team.get(principal, ())
    on_site = leads_on_site(case, roster, deputy)
    lent = tuple(one for one in roles if one in held and not (on_site and one == DECIDER))
    if lent:
        yield Mandate(id=source, principal=principal, roles=lent, tasks=tasks)


def leads_on_site(case: Case, roster: Roster, person: str) -> bool:
    """Whether a human being is the dispatched lead, under whichever code."""
    return roster.human(person) in roster.humans(case.people_with("lead"))


def next_hand_over(case: Case) -> datetime | None:
    """When the clock next hands tasks on or back (UTC): an absence of an owner begins, or one that a task goes back after ends.

    Only what lies after the last entry is named: whatever came before it, the advance that follows every entry has seen.
    """
    if not case.absences:
        return None
    today = case.local_day(datetime.fromisoformat(case.last_at))
    open_ones = [task for task in case.tasks.values() if not task.closed]
    owners = {task.owner for task in open_ones}
    lent = {task.absence for task in open_ones}
    days = [one.begins for one in case.absences.values() if one.person in owners]
    days.extend(_back_on(one) for one in case.absences.values() if one.id in lent)
    day = min((one for one in days if one > today), default=date.max)
    if day == date.max:
        return None
    return datetime.combine(day, time(), case.zone).astimezone(UTC)


def _back_on(one: Absence) -> date:
    """The first day after an absence, as far as it is known."""
    if one.back_on is not None:
        return one.back_on
    return date.max if one.ends is None else one.ends + timedelta(days=1)


def stand_in(case: Case, roster: Roster, task: Task, day: date) -> str | None:
    """Who answers for a task whose owner is away, has left or lost all rights.

    In this order, the first who is present: the named deputy; the next with the item's role; its helpers; the lead, the
    mate and headquarters. Somebody at headquarters answers in the end even if nobody is present.
    """
    owner = task.owner or owner_of(case, task)
    named = None if owner is None else deputy_of(case, owner, day)
    others = (
        *case.people_with(task.item.owner),
        *helpers_of(case, task),
        *(one for role in ("lead", "mate", DECIDER) for one in case.people_with(role)),
    )
    candidates = dict.fromkeys(one for one in (named, *others) if one is not None)
    present = [one for one in candidates if is_present(case, roster, one, day)]
    return next(iter(present), None) or next(iter(case.people_with(DECIDER)), None)
