"""To whom a notice goes: each word of the table of reminders, and the people it means in a case today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.custody import GIVER, RECEIVER
from launchkit.domain.deciding import deciders, wanted_roles
from launchkit.domain.occasions import Occasion
from launchkit.domain.people import DECIDER, helpers_of, owner_of
from launchkit.domain.presence import deputy_of


class Addressee(StrEnum):
    """Who is told."""

    OWNER = "owner"
    HELPERS = "helpers"
    #: who asked to be told about the task
    WATCHERS = "watchers"
    #: who is named to stand in for the owner
    DEPUTY = "deputy"
    #: everybody who can decide now on what is pending
    DECIDERS = "deciders"
    #: who is named to stand in for those whose decision is asked
    DECIDERS_DEPUTIES = "deciders_deputies"
    #: the owner of the task that the occasion is about
    DEPENDANT = "dependant"
    #: who lends and who is lent a right
    PARTIES = "parties"
    #: who answers for a promise, or for a paper that is out
    KEEPER = "keeper"
    #: who has not signed a hand-over yet
    UNSIGNED = "unsigned"
    LEAD = "lead"
    COUNSEL = "counsel"
    HQ_LEAD = "hq_lead"
    HQ_OPS = "hq_ops"


def people_for(
    case: Case, ask: Ask, occasion: Occasion, to: Iterable[Addressee]
) -> tuple[str, ...]:
    """The people meant, each once: only of the case, and nobody without rights. Headquarters if nobody is left."""
    found = [person for one in to for person in _WHO[one](case, ask, occasion)]
    told = _fit(case, ask, found)
    return told or _fit(case, ask, case.people_with(DECIDER))


def _fit(case: Case, ask: Ask, people: Iterable[str | None]) -> tuple[str, ...]:
    known = (one for one in people if one is not None and one in case.team)
    return tuple(dict.fromkeys(one for one in known if not ask.people.is_suspended(one)))


_Who = Callable[[Case, Ask, Occasion], Iterable[str | None]]


def _task(case: Case, occasion: Occasion) -> Task:
    return case.tasks[occasion.task]


def _owner(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    return (owner_of(case, _task(case, occasion)),)


def _helpers(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    return helpers_of(case, _task(case, occasion))


def _watchers(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    return _task(case, occasion).watchers


def _deputy(case: Case, ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    owner = owner_of(case, _task(case, occasion))
    return (deputy_of(case, owner or "", case.local_day(ask.now)),)


def _deciders(case: Case, ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    return (one.person for one in deciders(case, ask, _task(case, occasion)))


def _deciders_deputies(case: Case, ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    day = case.local_day(ask.now)
    holders = (
        person
        for role in wanted_roles(case, _task(case, occasion))
        for person in case.people_with(role)
    )
    return (deputy_of(case, one, day) for one in holders)


def _dependant(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    return (owner_of(case, case.tasks[occasion.about]),)


def _parties(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    one = case.delegations[occasion.about]
    return (one.principal, one.deputy)


def _keeper(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    found = case.promises.get(occasion.about) or case.sent_out.get(occasion.about)
    return () if found is None else (found.keeper,)


def _unsigned(case: Case, _ask: Ask, occasion: Occasion) -> Iterable[str | None]:
    one = case.handovers[occasion.about]
    sides = {GIVER: one.giver, RECEIVER: one.receiver}
    return [person for side, person in sides.items() if side not in one.signed]


def _with_role(role: str) -> _Who:
    return lambda case, _ask, _occasion: case.people_with(role)


_WHO: Mapping[Addressee, _Who] = {
    Addressee.OWNER: _owner,
    Addressee.HELPERS: _helpers,
    Addressee.WATCHERS: _watchers,
    Addressee.DEPUTY: _deputy,
    Addressee.DECIDERS: _deciders,
    Addressee.DECIDERS_DEPUTIES: _deciders_deputies,
    Addressee.DEPENDANT: _dependant,
    Addressee.PARTIES: _parties,
    Addressee.KEEPER: _keeper,
    Addressee.UNSIGNED: _unsigned,
    Addressee.LEAD: _with_role("lead"),
    Addressee.COUNSEL: _with_role("hq_leg"),
    Addressee.HQ_LEAD: _with_role("hq_lead"),
    Addressee.HQ_OPS: _with_role("hq_ops"),
}
