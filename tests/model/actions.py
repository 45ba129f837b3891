"""An action as data: what the model makes of it, and what the engine does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from launchkit.domain.errors import BadValue, LaunchkitError, NotFound, Refused
from launchkit.testing import TestDesk, paper
from tests.model import acts, clockwork, people_acts
from tests.model.rights import mandates
from tests.model.world import Hand, World
from tests.model.worlds import KEEPER

#: What the rules call the different ways of having no right; who may act instead is the same question for all.
NO_RIGHT = {
    "not_yours",
    "wrong_role",
    "needs_decider",
    "needs_other_role",
    "reads_only",
    "unknown_person",
}


@dataclass(frozen=True, slots=True)
class Action:
    """Who tries what; `args` are those of the model's function, tasks by their keys."""

    what: str
    who: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    behalf: str | None = None

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.args.items())
        place = f" for {self.behalf}" if self.behalf else ""
        return f"{self.who or '-'}{place}: {self.what}({said})"


# --- in the model ----------------------------------------------------------------------------------


def foretell(world: World, action: Action) -> str | None:
    """What the model says: the kind of refusal, or None; then the world has changed."""
    if action.what in _WORLD:
        _WORLD[action.what](world, action)
        return None
    why = _tried(world, Hand(action.who, action.behalf), action)
    if why != "no_right" or action.behalf is not None:
        return why
    for principal in dict.fromkeys(one.principal for one in mandates(world, action.who)):
        lent = _tried(world, Hand(action.who, principal), action)
        # A value that does not fit is told to whoever had the right to give it.
        if lent in (None, "not_found", "bad_value"):
            return lent
    return why


def _tried(world: World, hand: Hand, action: Action) -> str | None:
    args = dict(action.args)
    if "job" in args:
        if args["job"] not in world.jobs:
            return "not_found"
        args["job"] = world.jobs[args["job"]]
    if action.what != "done":
        place = acts if hasattr(acts, action.what) else people_acts
        found: str | None = getattr(place, action.what)(world, hand, **args)
        return found
    before = dict(world.facts)
    stated = args.pop("stated", {})
    why: str | None = None
    for (fact, instance), value in stated.items():
        why = why or acts.state(world, hand, fact, instance, value, args.get("on"))
    why = why or acts.done(world, hand, **args)
    if why is not None:
        world.facts = before
    return why


def _clock(world: World, action: Action) -> None:
    world.now += timedelta(hours=action.args["hours"])


def _join(world: World, action: Action) -> None:
    world.twins.append((action.args["person"], action.args["same_as"]))


def _suspend(world: World, action: Action) -> None:
    if action.args["person"] not in world.suspended:
        world.suspended.append(action.args["person"])


def _restore(world: World, action: Action) -> None:
    world.suspended.remove(action.args["person"])


_WORLD: dict[str, Callable[[World, Action], None]] = {
    "clock": _clock,
    "advance": lambda world, _action: clockwork.advance(world),
    "join": _join,
    "suspend_rights": _suspend,
    "restore_rights": _restore,
}


# --- in the engine ---------------------------------------------------------------------------------


def carry_out(desk: TestDesk, action: Action) -> str | None:
    """What the engine says: the kind of refusal, or None."""
    try:
        _ENGINE[action.what](desk, action)
    except Refused as refused:
        return "no_right" if refused.code in NO_RIGHT else refused.code
    except LaunchkitError as error:
        return {NotFound: "not_found", BadValue: "bad_value"}.get(type(error), str(type(error)))
    return None


def _on_task(name: str, **fixed: Any) -> Callable[[TestDesk, Action], object]:
    def act(desk: TestDesk, action: Action) -> object:
        more = {key: value for key, value in action.args.items() if key not in ("job", "on")}
        call = _call(desk, action)
        return getattr(desk.desk, name)(call, desk.id, action.args["job"], **more, **fixed)

    return act


def _call(desk: TestDesk, action: Action) -> Any:
    on: date | None = action.args.get("on")
    day = None if on is None else on.isoformat()
    return desk.call(action.who, behalf=action.behalf, happened=day)


def _of_people(name: str, *order: str, **fixed: Any) -> Callable[[TestDesk, Action], object]:
    """A method of the people of a case; `order` are the arguments given by place."""

    def act(desk: TestDesk, action: Action) -> object:
        given = [action.args[one] for one in order]
        more = {key: value for key, value in action.args.items() if key not in order}
        method = getattr(desk.desk.people, name)
        return method(_call(desk, action), desk.id, *given, **more, **fixed)

    return act


def fact_name(fact: str, instance: str | None) -> str:
    """A fact as people write it."""
    return fact if instance is None else f"{instance}.{fact}"


def _state(desk: TestDesk, action: Action) -> object:
    args = action.args
    stated = {fact_name(args["fact"], args["instance"]): args["value"]}
    return desk.desk.state(_call(desk, action), desk.id, stated)


def _done(desk: TestDesk, action: Action) -> object:
    stated = {fact_name(*key): value for key, value in action.args.get("stated", {}).items()}
    return desk.desk.done(_call(desk, action), desk.id, action.args["job"], stated=stated)


def _attach(desk: TestDesk, action: Action) -> object:
    file = paper(f"{action.args['rule']}:{desk.fresh()}.pdf")
    return desk.desk.attach(_call(desk, action), desk.id, action.args["job"], [file])


def _assign(desk: TestDesk, action: Action) -> object:
    args = action.args
    return desk.desk.assign(
        _call(desk, action), desk.id, args["job"], to=args["to"], helpers=tuple(args["others"])
    )


def _block(desk: TestDesk, action: Action) -> object:
    return desk.desk.block(
        _call(desk, action),
        desk.id,
        action.args["job"],
        waiting_on="房东",
        reason=action.args["reason"],
    )


def _team(desk: TestDesk, action: Action) -> object:
    args = action.args
    return desk.desk.change_team(
        _call(desk, action), desk.id, person=args["person"], roles=tuple(args["roles"])
    )


def _absence(desk: TestDesk, action: Action) -> object:
    args = {**action.args, "deputy": action.args["second"]}
    del args["second"]
    return desk.desk.people.state_absence(_call(desk, action), desk.id, **args)


def _deputy(desk: TestDesk, action: Action) -> object:
    args = action.args
    return desk.desk.people.name_deputy(
        _call(desk, action), desk.id, person=args["person"], deputy=args["second"]
    )


def _answer(desk: TestDesk, action: Action) -> object:
    finding = action.args["finding"]
    return desk.desk.answer_finding(_call(desk, action), desk.id, finding, answer="已核")


def _clocks(name: str) -> Callable[[TestDesk, Action], object]:
    def act(desk: TestDesk, action: Action) -> object:
        method = getattr(desk.desk, name)
        args: dict[str, Any] = {"due": action.args["due"]}
        for day in ("to", "since", "on"):
            if day in action.args:
                args[day] = action.args[day].isoformat()
        if name != "resume":
            args["reason"] = "补正"
        return method(desk.call(action.who), desk.id, action.args["job"], **args)

    return act


def _ask_erasure(desk: TestDesk, action: Action) -> object:
    name = fact_name(action.args["fact"], action.args["instance"])
    return desk.desk.people.ask_erasure(_call(desk, action), desk.id, name, reason="到期")


def _decide_erasure(desk: TestDesk, action: Action) -> object:
    return desk.desk.people.decide_erasure(
        _call(desk, action),
        desk.id,
        f"e-{action.args['number']}",
        agreed=action.args["agreed"],
        reason="已核",
    )


def _house(name: str, **more: str) -> Callable[[TestDesk, Action], object]:
    def act(desk: TestDesk, action: Action) -> object:
        method = getattr(desk.desk.registry, name)
        return method(desk.call(KEEPER), **action.args, **more)

    return act


_ENGINE: dict[str, Callable[[TestDesk, Action], object]] = {
    "clock": lambda desk, action: desk.clock.forward(hours=action.args["hours"]),
    "advance": lambda desk, _action: desk.advance(),
    "join": _house("join_persons"),
    "suspend_rights": _house("suspend_rights", reason="调查"),
    "restore_rights": _house("restore_rights", reason="查清"),
    "start": _on_task("start"),
    "done": _done,
    "block": _block,
    "unblock": _on_task("unblock"),
    "reopen": _on_task("reopen"),
    "waive": _on_task("waive"),
    "approve": _on_task("approve"),
    "reject": _on_task("reject"),
    "assign": _assign,
    "attach": _attach,
    "state": _state,
    "add_instance": lambda desk, action: desk.desk.add_instance(
        _call(desk, action), desk.id, action.args["collection"]
    ),
    "complete": lambda desk, action: desk.desk.complete_collection(
        _call(desk, action), desk.id, action.args["collection"]
    ),
    "team": _team,
    "delegate": _of_people("delegate"),
    "end_delegation": _of_people("end_delegation", "name"),
    "absence": _absence,
    "back": _of_people("end_absence", "person"),
    "name_deputy": _deputy,
    "glass": _of_people("break_glass", "job"),
    "answer": _answer,
    "extend": _clocks("extend"),
    "stand": _clocks("suspend"),
    "resume": _clocks("resume"),
    "ask_erasure": _ask_erasure,
    "decide_erasure": _decide_erasure,
    "erase": lambda desk, action: desk.desk.registry.erase(
        _call(desk, action), desk.id, f"e-{action.args['number']}"
    ),
}
