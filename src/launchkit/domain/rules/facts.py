"""Stating and correcting facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Held
from launchkit.domain.checklist import FactSpec, FactType, Personal
from launchkit.domain.entries import FactStated
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import require_member
from launchkit.domain.recorded import Draft, Json
from launchkit.domain.rights import require
from launchkit.domain.rules.common import day_asked, require_day, require_open, task_for, task_of
from launchkit.domain.standing import day_of
from launchkit.domain.values import IdentifierCheck, normal_value

#: Source of the facts that a case is opened with.
OPENING: Final = "case_file"


def split_fact(case: Case, name: str) -> tuple[FactSpec, str | None]:
    """Fact and instance from `fact` or `hire-2.fact`; raises `NotFound` with the nearest names."""
    instance, _, fact = name.rpartition(".")
    spec = case.book.facts.get(fact)
    if spec is None:
        near = get_close_matches(fact, case.book.facts, n=3)
        hint_zh = (
            f"；是不是 {'、'.join(near)}？"
            if near
            else "；本案的要素：launchkit show 专案 --facts。"
        )
        hint_en = (
            f"; did you mean {', '.join(near)}?" if near else "; see launchkit show CASE --facts."
        )
        raise NotFound(f"没有要素 {fact}{hint_zh}", f"There is no fact {fact}{hint_en}")
    if spec.per is None and instance:
        raise Refused(
            "no_instance",
            f"{spec.title.zh}（{fact}）属于整个专案，不分对象。",
            f"{fact} belongs to the whole case, not to an instance.",
        )
    if spec.per is not None and instance not in case.groups[spec.per].instances:
        known = "、".join(case.groups[spec.per].instances) or "—"
        raise Refused(
            "which_instance",
            f"{spec.title.zh}（{fact}）要写明对象，如 {spec.per}-1.{fact}；已有：{known}",
            f"{fact} needs its instance, like {spec.per}-1.{fact}; known: {known}",
        )
    return spec, instance or None


def state(
    case: Case,
    ask: Ask,
    facts: Mapping[str, object],
    check: IdentifierCheck,
    source: str = "person",
) -> Iterator[Draft]:
    """One draft per fact whose value is new; a value that already stands is not written again.

    Unless a recurring task asks for it and it stands since an earlier day: then it is an answer of its own. What is stated
    with the opening comes from whoever may open the case, which is more than having a role in it.
    """
    require_open(case)
    opening = source == OPENING
    if not opening:
        require_member(case, ask.person)
    require_day(case, ask)
    for name, raw in facts.items():
        spec, instance = split_fact(case, name)
        if not opening:
            asked_by = task_for(case, case.book.asked_by.get(spec.id), instance)
            require(case, ask, Operation.STATE, asked_by)
        value = _known(case, ask, spec, normal_value(spec, raw, check))
        _require_not_ahead(case, ask, spec, value)
        held = case.held(spec.id, instance)
        if held is not None and held.value == value and not _asked_anew(case, ask, held, spec.id):
            continue
        entry = FactStated(
            fact=spec.id,
            value=value,
            instance=instance,
            source=source,
            corrects=None if held is None else held.seq,
        )
        yield ask.draft(entry, personal=personal_keys(spec, value))


def _require_not_ahead(case: Case, ask: Ask, spec: FactSpec, value: Json) -> None:
    """Refuse a day to come from which a clock of the law would run: what has not happened starts none."""
    if spec.planned or spec.id not in case.book.starts_clock or value in (None, ""):
        return
    text = str(value)
    day = (
        case.local_day(datetime.fromisoformat(text))
        if spec.type is FactType.INSTANT
        else date.fromisoformat(text)
    )
    today = case.local_day(ask.now)
    if day > today:
        raise Refused(
            "not_happened_yet",
            f"{spec.title.zh}（{spec.id}）是法定期限的起算日，不能晚于今天（{today}）：还没有发生的事不起算。"
            "请核对日期；计划中的日子等发生了再填。",
            f"A statutory clock runs from {spec.id} ({spec.title.en}), so it cannot lie after today ({today}): "
            "what has not happened starts no clock. Check the day; state it once it has come.",
        )


def _known(case: Case, ask: Ask, spec: FactSpec, value: Json) -> Json:
    """The value; a person is somebody of the team, under the one code of the human being."""
    if spec.type is not FactType.PERSON:
        return value
    require_member(case, str(value))
    human = ask.people.human(str(value))
    return human if human in case.team else value


def _asked_anew(case: Case, ask: Ask, held: Held, fact: str) -> bool:
    recurring = (case.book.items[item] for item in case.book.recurring)
    if not any(fact in (*item.facts, *item.optional_facts) for item in recurring):
        return False
    return day_of(case, held) < day_asked(case, ask)


def personal_keys(spec: FactSpec, value: Json) -> frozenset[str]:
    """Keys of the entry that may not stand in the trail in clear."""
    if spec.personal is Personal.NONE or value in (None, ""):
        return frozenset()
    return frozenset({"value"})


def own_names(case: Case, task: str, stated: Mapping[str, object]) -> dict[str, object]:
    """Facts given with a task: a per-instance fact without its instance is meant for the task's own."""
    instance = task_of(case, task).instance
    named: dict[str, object] = {}
    for name, value in stated.items():
        spec = case.book.facts.get(name)
        own = spec is not None and spec.per is not None and instance is not None
        named[f"{instance}.{name}" if own else name] = value
    return named
