"""What to try next: mostly what the model thinks allowed, often with one thing wrong, sometimes anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from launchkit.domain.checklist import FactType, Unit
from tests.model.actions import Action
from tests.model.rights import able, forbidden, helpers, is_worker, mandates, owner
from tests.model.standing import next_roles, where
from tests.model.world import Hand, Job, World
from tests.model.worlds import Setting

T = TypeVar("T")
DAY = timedelta(days=1)
ROLES = ("lead", "mate", "hq_lead", "hq_fin", "hq_leg", "auditor", "landlord", "administrator")


class Chooser:
    """Draws actions by chance; the same chance draws the same ones."""

    def __init__(self, setting: Setting, world: World, chance: Random) -> None:
        self.setting = setting
        self.world = world
        self.chance = chance

    def action(self) -> Action:
        """The next thing somebody tries."""
        families = list(self.setting.weights)
        (family,) = self.chance.choices(families, list(self.setting.weights.values()))
        found: Action = getattr(self, f"_{family}")()
        if found.who and self.chance.random() < 0.25:
            found = self._spoilt(found)
        return found

    def _spoilt(self, action: Action) -> Action:
        """The same by somebody else, on another task, in another's place, or without its reason."""
        args = dict(action.args)
        how = self.chance.randrange(4)
        if how == 0:
            return Action(action.what, self._anybody(), args)
        if how == 1 and "job" in args and "due" not in args:
            other = self._one(list(self.world.jobs))
            args["job"] = self._one((other, f"{other.partition('#')[0]}#hire-9"))
        elif how == 2 and action.what not in ("extend", "stand", "resume"):
            return Action(action.what, action.who, args, behalf=self._anybody())
        elif args.get("reason"):
            args["reason"] = ""
        return Action(action.what, action.who, args, action.behalf)

    # --- who and what ----------------------------------------------------------------------------

    def _one(self, found: Sequence[T]) -> T:
        return self.chance.choice(found)

    def _anybody(self) -> str:
        return self._one(self.setting.people)

    def _allowed(self, what: str, job: Job | None = None) -> str:
        """Somebody who may do it, in their own place or another's; anybody if nobody may."""
        found = []
        for person in self.setting.people:
            hands = [
                Hand(person),
                *(Hand(person, one.principal) for one in mandates(self.world, person)),
            ]
            if any(forbidden(self.world, hand, what, job) is None for hand in hands):
                found.append(person)
        return self._one(found) if found else self._anybody()

    def _worker(self, job: Job) -> str:
        """Somebody whose task it is, more often than somebody who may."""
        first = owner(self.world, job)
        special = self._deputies(job)
        if special and self.chance.random() < 0.4:
            return self._one(special)
        others = [one for one in helpers(self.world, job) if one in self.world.team]
        if first is not None and self.chance.random() < 0.6:
            return first
        return self._one(others) if others else self._allowed("done", job)

    def _deputies(self, job: Job) -> list[str]:
        """Whoever has, had or will have a right on the task that is not their own."""
        found = [one.person for one in self.world.emergencies if one.task == job.key]
        found += [
            one.deputy for one in self.world.lendings if not one.tasks or job.key in one.tasks
        ]
        found += [one.deputy for one in self.world.absences if one.deputy is not None]
        return found

    def _second(self, person: str) -> str:
        """Somebody who could stand in for a person, as a rule."""
        workers = [
            one
            for one, roles in self.world.team.items()
            if one != person and any(is_worker(role) for role in roles)
        ]
        return self._one(workers) if workers and self.chance.random() < 0.85 else self._anybody()

    def _job(self, *states: str) -> Job:
        found = [job for job in self.world.jobs.values() if where(self.world, job) in states]
        return self._one(found or list(self.world.jobs.values()))

    # --- families --------------------------------------------------------------------------------

    def _work(self) -> Action:
        what = self._one(
            (
                "start",
                "done",
                "done",
                "done",
                "done",
                "block",
                "unblock",
                "attach",
                "assign",
                "reopen",
            )
        )
        act: Callable[[], Action] = getattr(self, f"_to_{what}")
        return act()

    def _to_start(self) -> Action:
        job = self._job("ready", "optional")
        return Action("start", self._worker(job), {"job": job.key})

    def _to_done(self) -> Action:
        job = self._job("ready", "started", "optional")
        asked = {fact: self._value(fact) for fact in job.item.facts}
        if job.period is not None and self.chance.random() < 0.5:
            asked |= {one: self._value(one) for one in job.item.optional_facts if one == "cash"}
        stated = {
            (fact, job.instance if self._is_per(fact) else None): value
            for fact, value in asked.items()
            if self.chance.random() < 0.9
        }
        for rule in job.item.evidence:
            if job.proofs.count(rule.id) < rule.min and self.chance.random() < 0.8:
                return Action("attach", self._worker(job), {"job": job.key, "rule": rule.id})
        args: dict[str, Any] = {"job": job.key, "stated": stated}
        if self.chance.random() < 0.3:
            args["on"] = self.world.today + self._one((-6, -4, -3, -1, 0, 1)) * DAY
        return Action("done", self._worker(job), args)

    def _to_block(self) -> Action:
        job = self._job("ready", "started", "waiting")
        return Action("block", self._worker(job), {"job": job.key, "reason": "等回复"})

    def _to_unblock(self) -> Action:
        job = self._job("blocked")
        return Action("unblock", self._worker(job), {"job": job.key})

    def _to_attach(self) -> Action:
        job = self._job("ready", "started")
        rules = [*(one.id for one in job.item.evidence), "other", "stamp"]
        return Action("attach", self._worker(job), {"job": job.key, "rule": self._one(rules)})

    def _to_assign(self) -> Action:
        job = self._job("ready", "started", "submitted")
        others = [one for one in self.setting.people if self.chance.random() < 0.2]
        args = {"job": job.key, "to": self._anybody(), "others": others}
        return Action("assign", self._allowed("assign", job), args)

    def _to_reopen(self) -> Action:
        job = self._job("done", "waived", "submitted")
        return Action("reopen", self._worker(job), {"job": job.key, "reason": "有误"})

    def _decide(self) -> Action:
        waiting = [job for job in self.world.jobs.values() if job.pending is not None]
        if not waiting or self.chance.random() < 0.2:
            job = self._job("ready", "started", "waiting")
            return Action("waive", self._worker(job), {"job": job.key, "reason": "不用"})
        job = self._one(waiting)
        candidates = [one for one, _ in able(self.world, job)]
        candidates += [
            p for role in next_roles(self.world, job) for p in self.world.with_role(role)
        ]
        if not candidates or self.chance.random() < 0.2:
            candidates = list(self.setting.people)
        if self._deputies(job) and self.chance.random() < 0.4:
            candidates = self._deputies(job)
        who = self._one(candidates)
        if self.chance.random() < 0.25:
            return Action("reject", who, {"job": job.key, "reason": "缺章"})
        return Action("approve", who, {"job": job.key})

    def _is_per(self, fact: str) -> bool:
        spec = self.world.spec(fact)
        return spec is not None and spec.per is not None

    def _value(self, fact: str) -> object:
        spec = self.world.spec(fact)
        assert spec is not None
        day = self.world.today + self._one((-9, -2, 0, 1, 4, 20)) * DAY
        match spec.type:
            case FactType.DATE:
                return day.isoformat()
            case FactType.INSTANT:
                return f"{day.isoformat()}T{self._one((1, 9, 23)):02}:30:00+08:00"
            case FactType.MONEY:
                return self._one((99_999, 100_000, 100_001, 1_000_000, 1_000_001, 5_000_001))
            case FactType.YES_NO:
                return self._one((True, False))
            case FactType.INTEGER:
                return self._one((299, 300, 301))
            case _:
                return self._one(("甲", "乙"))

    def _facts(self) -> Action:
        spec = self._one(self.world.definition.facts)
        known = [] if spec.per is None else self.world.groups[spec.per]
        instance = self._one(known) if known else None
        args: dict[str, Any] = {
            "fact": spec.id,
            "instance": instance,
            "value": self._value(spec.id),
            "on": None,
        }
        if self.chance.random() < 0.05:
            args |= self._one(({"fact": "no_such"}, {"instance": "hire-9"}))
        if spec.type is FactType.DATE and self.chance.random() < 0.05:
            args["value"] = "2026-13-01x"
        if self.chance.random() < 0.3:
            args["on"] = self.world.today + self._one((-3, -1, 0, 1)) * DAY
        return Action("state", self._allowed("state"), args)

    def _groups(self) -> Action:
        name = self._one(list(self.world.groups))
        if len(self.world.groups[name]) < 3 and self.chance.random() < 0.6:
            return Action("add_instance", self._allowed("add_instance"), {"collection": name})
        return Action("complete", self._allowed("complete"), {"collection": name})

    def _people(self) -> Action:
        what = self._one(
            (
                "delegate",
                "delegate",
                "lending",
                "absence",
                "absence",
                "back",
                "name_deputy",
                "glass",
                "team",
                "answer",
            )
        )
        act: Callable[[], Action] = getattr(self, f"_to_{what}")
        return act()

    def _to_delegate(self) -> Action:
        who = self._allowed("delegate")
        held = self.world.team.get(who, [])
        roles = [one for one in held if self.chance.random() < 0.7]
        if self.chance.random() < 0.1:
            roles.append(self._one(ROLES))
        jobs = list(self.world.jobs)
        tasks = [self._one(jobs)] if not roles or self.chance.random() < 0.3 else []
        begins = self.world.today + self._one((-1, 0, 0, 1, 2)) * DAY
        args = {
            "to": self._second(who),
            "begins": begins,
            "ends": begins + self._one((-1, 0, 0, 1, 1, 1, 2, 3, 92, 93)) * DAY,
            "roles": roles,
            "tasks": tasks if self.chance.random() < 0.95 else [],
            "reason": "出差",
        }
        return Action("delegate", who, args)

    def _to_lending(self) -> Action:
        running = [one for one in self.world.lendings if not one.ended]
        if not running or self.chance.random() < 0.1:
            return Action("end_delegation", self._anybody(), {"name": "d-1"})
        found = self._one(running)
        who = self._one((found.principal, found.principal, found.deputy, self._anybody()))
        return Action("end_delegation", who, {"name": found.id})

    def _to_absence(self) -> Action:
        owners = [job.owner for job in self.world.jobs.values() if job.owner is not None]
        person = self._one(owners) if owners and self.chance.random() < 0.5 else self._anybody()
        begins = self.world.today + self._one((-1, 0, 0, 1, 2)) * DAY
        args = {
            "person": person,
            "begins": begins,
            "ends": self._one((None, begins + self._one((-1, 0, 1, 2, 4)) * DAY)),
            "second": self._one((None, self._second(person))),
        }
        return Action("absence", self._one((person, person, self._allowed("absence"))), args)

    def _to_back(self) -> Action:
        away = [one.person for one in self.world.absences] or [self._anybody()]
        return Action("back", self._allowed("absence"), {"person": self._one(away)})

    def _to_name_deputy(self) -> Action:
        person = self._anybody()
        args = {"person": person, "second": self._one((None, *[self._second(person)] * 3))}
        return Action("name_deputy", self._one((person, "H1", self._anybody())), args)

    def _to_glass(self) -> Action:
        job = self._job("ready", "started", "submitted", "waiting")
        return Action("glass", self._allowed("glass"), {"job": job.key, "reason": "失联"})

    def _to_team(self) -> Action:
        person = self._anybody()
        roles = [one for one in ROLES if self.chance.random() < 0.2]
        leaves = self.chance.random() < 0.3
        if leaves:
            roles = []
        elif person in self.world.team and self.chance.random() < 0.6:
            roles = list(self.setting.team.get(person, ("mate",)))
        return Action("team", self._allowed("team"), {"person": person, "roles": roles})

    def _to_answer(self) -> Action:
        finding = self._one([*self.world.findings, "break_glass:g-1"])
        return Action("answer", self._allowed("answer"), {"finding": finding})

    def _house(self) -> Action:
        if self.world.suspended and self.chance.random() < 0.7:
            return Action("restore_rights", "", {"person": self.world.suspended[0]})
        if self.chance.random() < 0.5 and not self.world.twins:
            pair = ("D1", self._one(list(self.setting.team)))
            if "D1" in self.setting.people:
                return Action("join", "", {"person": pair[0], "same_as": pair[1]})
        return Action("suspend_rights", "", {"person": self._anybody()})

    def _erasures(self) -> Action:
        specs = [one for one in self.world.definition.facts if one.personal.value != "none"]
        number = self.chance.randint(1, len(self.world.wishes) + 1)
        what = self._one(("ask_erasure", "decide_erasure", "decide_erasure", "erase", "erase"))
        if what == "ask_erasure" or not self.world.wishes:
            args: dict[str, Any] = {"fact": self._one(specs).id, "instance": None}
            return Action("ask_erasure", self._allowed("ask_erasure"), args)
        if what == "erase":
            return Action("erase", self._allowed("erase"), {"number": number})
        agreed = self.chance.random() < 0.7
        who = self._allowed("agree_erasure")
        return Action("decide_erasure", who, {"number": number, "agreed": agreed})

    def _clocks(self) -> Action:
        ticking = [
            (job, due)
            for job in self.world.jobs.values()
            for due in job.item.due
            if due.unit in (Unit.CALENDAR, Unit.WORKING) and due.after is not None
        ]
        job, due = self._one(ticking)
        spans = job.stood.get(due.id, [])
        args: dict[str, Any] = {"job": job.key, "due": due.id}
        if self.chance.random() < 0.3:
            args["to"] = self.world.today + self._one((1, 6, 15)) * DAY
            return Action("extend", self._allowed("extend"), args)
        if spans and spans[-1][1] is None:
            args["on"] = spans[-1][0] + self._one((-1, 0, 1, 3)) * DAY
            return Action("resume", self._allowed("resume"), args)
        since = self.world.today + self._one((-1, 0, 1)) * DAY
        ended = [until for _, until in spans if until is not None]
        args["since"] = max([since, *ended])
        return Action("stand", self._allowed("suspend"), args)

    def _clock(self) -> Action:
        if self.chance.random() < 0.4:
            return Action("advance")
        return Action("clock", "", {"hours": self._one((1, 3, 5, 8, 11, 23, 24, 25, 30, 49))})
