"""A case file held against its checklist: people, dates, facts, and every step of its script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from launchkit.domain.checklist import Definition, FactSpec, Item
from launchkit.domain.errors import BadValue
from launchkit.domain.linting.remarks import near
from launchkit.domain.linting.typed_conditions import is_date
from launchkit.domain.problems import Problem
from launchkit.domain.roles import ROLES
from launchkit.domain.telling.words import PARTIES
from launchkit.domain.values import normal_value
from launchkit.library.case_file import CaseFile, ScriptStep
from launchkit.library.complaints import not_one_of
from launchkit.library.identifiers import checked_identifier
from launchkit.library.loading import Loaded
from launchkit.library.yaml_reader import Path_, Source

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
#: those who act in a script without being in the team
SYSTEM = "system"
#: arguments of a step that are dates
_DATES_OF_STEP = ("since", "to", "on", "due_on", "until", "again_on", "begins", "ends", "by")
NEEDED_ROLES = ("lead", "hq_lead")


def case_problems(case: Loaded[CaseFile]) -> Iterator[Problem]:
    """What is wrong with a case file by itself."""
    value, source = case.value, case.source
    yield from _people(value, source)
    yield from _dates(value, source)
    try:
        ZoneInfo(value.branch.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield source.problem(("branch", "zone"), "no-such-zone", name=value.branch.zone)
    code = value.branch.division_code
    if not (code.isdecimal() and len(code) == 6):
        yield source.problem(
            ("branch", "division_code"),
            "wrong-shape",
            value=code,
            wanted_zh="六位数字，例如 210106",
            wanted="six digits, for instance 210106",
        )


def _people(case: CaseFile, source: Source) -> Iterator[Problem]:
    seen: set[str] = set()
    given: set[str] = set()
    for number, member in enumerate(case.team):
        if member.person in seen:
            yield source.problem(("team", number, "person"), "person-twice", name=member.person)
        seen.add(member.person)
        given.update(member.roles)
        if member.deputy is not None and member.deputy not in {one.person for one in case.team}:
            known = {one.person for one in case.team}
            yield _unknown(source, ("team", number, "deputy"), "not-in-team", member.deputy, known)
        for inner, role in enumerate(member.roles):
            if role not in ROLES:
                yield _unknown(
                    source, ("team", number, "roles", inner), "no-such-role", role, ROLES
                )
    for role in NEEDED_ROLES:
        if role not in given:
            yield source.problem(("team",), "no-lead", key=True, role=role)
    yield from _actors(case, source, seen)


def _actors(case: CaseFile, source: Source, team: set[str]) -> Iterator[Problem]:
    for number, step in enumerate(case.script):
        # A stranger may act in a step that has to be refused: that is what such a step shows.
        actor = step.as_ if step.expect is None else None
        people: tuple[tuple[Path_, str | None], ...] = (
            (("as",), actor),
            (("for",), step.for_),
            (("to",), step.to),
            (("with", "deputy"), step.with_.deputy),
            (("with", "giver"), step.with_.giver),
        )
        for path, name in people:
            if name is not None and name not in team and name != SYSTEM:
                yield _unknown(source, ("script", number, *path), "not-in-team", name, team)
        if step.with_.party not in PARTIES:
            yield not_one_of(source, ("script", number, "with", "party"), PARTIES)


def _dates(case: CaseFile, source: Source) -> Iterator[Problem]:
    places: list[tuple[Path_, str | None]] = [(("start",), case.start), (("target",), case.target)]
    for number, step in enumerate(case.script):
        here = ("script", number)
        places.extend((((*here, "on"), step.on), ((*here, "happened"), step.happened)))
        places.extend(
            ((*here, "with", name), getattr(step.with_, name)) for name in _DATES_OF_STEP
        )
    wrong = {path: value for path, value in places if value is not None and not is_date(value)}
    for path, value in wrong.items():
        yield source.problem(path, "no-such-date", value=value)
    for number, step in enumerate(case.script):
        if not _TIME.fullmatch(step.at):
            yield source.problem(("script", number, "at"), "no-such-time", value=step.at)
    if not wrong:
        yield from _order(case, source)


def _order(case: CaseFile, source: Source) -> Iterator[Problem]:
    if date.fromisoformat(case.target) < date.fromisoformat(case.start):
        yield source.problem(("target",), "out-of-order", value=case.target, before=case.start)
    moments = [f"{step.on} {step.at}" for step in case.script]
    for number in range(1, len(moments)):
        if moments[number] < moments[number - 1]:
            yield source.problem(
                ("script", number, "on"),
                "out-of-order",
                value=moments[number],
                before=moments[number - 1],
            )


def case_problems_with(case: Loaded[CaseFile], definition: Definition) -> Iterator[Problem]:
    """What does not fit between a case file and its definition."""
    facts = {fact.id: fact for fact in definition.facts}
    items = {item.id: item for stage in definition.stages for item in stage.items}
    items.update({item.code: item for item in tuple(items.values())})
    yield from _facts(case.source, ("facts",), case.value.facts, facts)
    for number, step in enumerate(case.value.script):
        yield from _facts(case.source, ("script", number, "facts"), step.facts, facts)
        yield from _task(case.source, ("script", number), step, items)


def _task(
    source: Source, here: Path_, step: ScriptStep, items: dict[str, Item]
) -> Iterator[Problem]:
    if step.task is None:
        return
    # `hire#hire-2` is one of several, `close_cash@2026-05-06` one day; ad-hoc tasks begin with a plus sign.
    name = re.split("[#@]", step.task, maxsplit=1)[0]
    item = items.get(name)
    if item is None:
        if not name.startswith("+"):
            yield _unknown(source, (*here, "task"), "no-such-task", name, items)
        return
    rules = [rule.id for rule in item.evidence]
    for number, wanted in enumerate(step.evidence):
        if wanted not in rules:
            yield _unknown(
                source, (*here, "evidence", number), "no-such-evidence", wanted, rules, task=name
            )


def _facts(
    source: Source, here: Path_, values: dict[str, object], facts: dict[str, FactSpec]
) -> Iterator[Problem]:
    for key, value in values.items():
        # `hire-2.first_day_on` is the fact of one instance.
        spec = facts.get(key.rpartition(".")[2])
        if spec is None:
            yield _unknown(source, (*here, key), "no-such-fact", key, facts, key=True)
        else:
            yield from value_problems(source, (*here, key), spec, value)


def value_problems(
    source: Source, path: Path_, spec: FactSpec, value: object
) -> Iterator[Problem]:
    """A problem when the value is none that the fact can have; the value itself is not repeated."""
    try:
        normal_value(spec, value, checked_identifier)
    except BadValue as error:
        yield source.problem(path, "bad-value", reason_zh=error.zh, reason=error.en)


def _unknown(
    source: Source,
    path: Path_,
    code: str,
    name: str,
    known: Iterable[str],
    *,
    key: bool = False,
    **more: str,
) -> Problem:
    names = list(known)
    near_zh, near_en = near(name, names)
    return source.problem(
        path,
        code,
        key=key,
        name=name,
        near_zh=near_zh,
        near=near_en,
        known=", ".join(names),
        **more,
    )
