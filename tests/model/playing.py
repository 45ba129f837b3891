"""The same play before the engine and before the model, held against each other after every action."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.deciding import deciders
from launchkit.domain.people import owner_of
from launchkit.domain.rights import may_read
from launchkit.domain.standing import standing
from launchkit.domain.times import deadlines_of
from launchkit.testing import TestDesk
from tests.model.actions import Action, carry_out, foretell
from tests.model.choosing import Chooser
from tests.model.clockwork import late
from tests.model.days import limits_of
from tests.model.rights import able, mandates, owner
from tests.model.standing import where
from tests.model.world import World
from tests.model.worlds import Setting, opened

#: A notice of one of these says that a last day has passed; the newest speaks for those before it.
_TOLD_LATE = ("late", "escalated")
#: Rows are held against a replay after every so many actions; a replay costs more than an action.
REPLAY_EVERY = 12


@dataclass(slots=True)
class Played:
    """What was tried, how it was answered, and where engine and model parted, if they did."""

    setting: Setting
    actions: list[Action] = field(default_factory=list)
    answers: list[str | None] = field(default_factory=list)
    wrong: str | None = None

    def told(self) -> str:
        """The whole play, one action a line, with where they parted."""
        lines = [
            f"{one} -> {said or 'done'}"
            for one, said in zip(self.actions, self.answers, strict=False)
        ]
        return "\n".join([f"in “{self.setting.name}”:", *lines, f"WRONG: {self.wrong}"])


Next = Callable[[World], Action | None]


def play(setting: Setting, chances: Iterable[int]) -> Played:
    """A play in which each number draws one action."""
    numbers = iter(chances)

    def following(world: World) -> Action | None:
        number = next(numbers, None)
        return None if number is None else Chooser(setting, world, Random(number)).action()  # noqa: S311  it has to be repeatable

    return _play(setting, following)


def replay(setting: Setting, actions: Iterable[Action]) -> Played:
    """A play of actions that are known."""
    coming = iter(actions)
    return _play(setting, lambda _world: next(coming, None))


def shortest(played: Played) -> Played:
    """The play without the actions that its end does not need: what a person wants to read."""
    best = replay(played.setting, played.actions)
    place = len(best.actions) - 1
    while best.wrong is not None and place >= 0:
        shorter = replay(played.setting, best.actions[:place] + best.actions[place + 1 :])
        if shorter.wrong is not None:
            best = shorter
        place = min(place, len(best.actions)) - 1
    return best


def _play(setting: Setting, following: Next) -> Played:
    desk, world = opened(setting)
    played = Played(setting)
    while played.wrong is None and (action := following(world)) is not None:
        before = desk.store.head(f"case:{desk.id}").seq
        request = desk.fresh()
        foretold = foretell(world, action)
        said = carry_out(desk, action)
        played.actions.append(action)
        played.answers.append(said)
        played.wrong = _wrong(desk, world, foretold, said, before)
        if played.wrong is None and said is None and action.who:
            played.wrong = _repeated(desk, action, request)
        if played.wrong is None and action.what == "advance":
            played.wrong = _after_advance(desk, world)
        if played.wrong is None and len(played.actions) % REPLAY_EVERY == 0:
            played.wrong = _rows(desk)
    played.wrong = played.wrong or _rows(desk)
    return played


def _wrong(
    desk: TestDesk, world: World, foretold: str | None, said: str | None, before: int
) -> str | None:
    if foretold != said:
        return f"the model says “{foretold or 'allowed'}”, the engine “{said or 'allowed'}”"
    if said is not None and desk.store.head(f"case:{desk.id}").seq != before:
        return "a refusal wrote something"
    mine, theirs = modelled(world), found(desk)
    parted = [
        f"{key}: the model has {mine.get(key)}, the engine {theirs.get(key)}"
        for key in dict.fromkeys((*mine, *theirs))
        if mine.get(key) != theirs.get(key)
    ]
    return "; ".join(parted[:3]) or None


def _repeated(desk: TestDesk, action: Action, request: str) -> str | None:
    """The same request again is answered as before and writes nothing."""
    before = desk.store.head(f"case:{desk.id}").seq
    following = int(desk.fresh()[1:]) + 1
    desk._numbers = count(int(request[1:]) + 1)
    said = carry_out(desk, action)
    desk._numbers = count(following)
    if said is not None:
        return f"repeated, it is refused: {said}"
    written = desk.store.head(f"case:{desk.id}").seq - before
    return f"repeated, it was carried out again: {written} entries" if written else None


def _rows(desk: TestDesk) -> str | None:
    differences = desk.desk.differences(desk.id)
    return f"rows are not those of a replay: {differences}" if differences else None


def _after_advance(desk: TestDesk, world: World) -> str | None:
    """Asked again, the clockwork writes nothing; and of what is late somebody was told."""
    if again := desk.advance():
        return f"a second advance wrote {again} entries"
    for job in world.jobs.values():
        told = {one[0] for one in desk.case.tasks[job.key].noticed if one[1] in _TOLD_LATE}
        if untold := late(world, job) - told:
            return f"nobody was told that {job.key} is late: {sorted(untold)}"
    return None


# --- the two sides in the same words ----------------------------------------------------------------


def modelled(world: World) -> dict[str, Any]:
    """The model's world."""
    seen: dict[str, Any] = {
        "team": world.team,
        "facts": {key: value for key, (value, _) in world.facts.items()},
        "groups": {name: (one, name in world.complete) for name, one in world.groups.items()},
        "findings": world.findings,
        "entered late": world.entered_late,
        "erasures": [(one.agreed, one.asked, one.decided) for one in world.wishes],
        "readers": [one for one in _everybody(world) if _reads(world, one)],
    }
    for key, job in world.jobs.items():
        seen[key] = (
            where(world, job),
            owner(world, job),
            job.lent_from,
            job.agreed,
            (job.done_on, job.done_by, job.done_for),
            job.waiver,
            job.proofs,
            job.reopened,
            job.state == "blocked",
        )
        seen[f"deadlines of {key}"] = {
            name: (one.last, one.plan, one.soon_at, one.missed_at, one.late_at, one.stands)
            for name, one in limits_of(world, job).items()
        }
        if job.pending:
            seen[f"deciders of {key}"] = {one for one, _ in able(world, job)}
    return seen


def _everybody(world: World) -> list[str]:
    return sorted({*world.team, "X1", "D1", "P2", "H2"})


def _reads(world: World, person: str) -> bool:
    if world.is_suspended(person):
        return False
    return not world.restricted or person in world.team or bool(mandates(world, person))


def found(desk: TestDesk) -> dict[str, Any]:
    """The engine's case."""
    case = desk.case
    ask = _ask(desk, "system")
    late_ones = [one for one in case.findings.values() if one.about == "entered_late"]
    people = sorted({*case.team, "X1", "D1", "P2", "H2"})
    seen: dict[str, Any] = {
        "team": {person: list(roles) for person, roles in case.team.items()},
        "facts": {key: held.value for key, held in case.facts.items()},
        "groups": {name: (list(one.instances), one.complete) for name, one in case.groups.items()},
        "findings": {
            name: one.answered
            for name, one in case.findings.items()
            if one.about in ("break_glass", "no_decider", "after_milestone")
        },
        "entered late": len(late_ones),
        "erasures": [
            (one.agreed, list(one.asked_by), list(one.decided_by))
            for one in case.erasures.values()
        ],
        "readers": [one for one in people if may_read(case, _ask(desk, one))],
    }
    for key in case.tasks:
        seen |= _task(case, key, ask)
    return seen


def _ask(desk: TestDesk, person: str) -> Ask:
    now: datetime = desk.clock()
    return Ask(actor=person, now=now, people=desk.desk.house().roster())


def _task(case: Case, key: str, ask: Ask) -> dict[str, Any]:
    task = case.tasks[key]
    asked_not_to = None if task.waiver_by is None else (task.waiver_by, task.waiver_for)
    seen: dict[str, Any] = {
        key: (
            standing(case, task).value,
            owner_of(case, task),
            task.back_to,
            [(one.person, one.role, one.behalf) for one in task.agreed],
            (task.done_on, task.done_by, task.done_for),
            asked_not_to,
            [one.rule for one in task.evidence],
            task.reopened,
            task.wait is not None,
        ),
        f"deadlines of {key}": {
            one.about: (
                one.deadline.last_day,
                one.deadline.plan_by,
                one.deadline.soon_at,
                one.deadline.plan_missed_at,
                one.deadline.late_at,
                one.deadline.suspended,
            )
            for one in deadlines_of(case, task)
        },
    }
    if task.pending:
        seen[f"deciders of {key}"] = {one.person for one in deciders(case, ask, task)}
    return seen
