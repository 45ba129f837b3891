"""The facts of a case on one page: by the stage that asks for them and by instance, with who stated them and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import FactSpec, Text
from launchkit.domain.errors import Refused
from launchkit.domain.house import House
from launchkit.domain.matrix import Operation
from launchkit.domain.rights import require
from launchkit.domain.rules.common import task_for
from launchkit.domain.telling.covering import FactTold, is_masked, shown_value
from launchkit.domain.telling.words import typed

_WITHOUT_TASK = Text(zh="不随任务填报的要素", en="Facts that no task asks for")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow(FactTold):
    """A fact that the case can hold."""

    #: as it is named to state it: `branch_name`, `hire-2.first_day_on`
    name: str
    instance: str | None
    #: key of the task that asks for it
    task: str | None
    #: whether whoever asks may state it
    may: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSection:
    """Facts that one stage asks for, of the case itself or of one instance."""

    #: empty for facts that no task asks for
    stage: str
    title: Text
    instance: str | None
    label: Text
    rows: tuple[FactRow, ...]

    @property
    def stated(self) -> int:
        """How many of them are known."""
        return sum(1 for one in self.rows if one.held is not None)


def fact_sections(case: Case, house: House, ask: Ask) -> tuple[FactSection, ...]:
    """Every fact that the case can hold, in the order of the checklist, for whoever asks."""
    titles = {one.id: one.title for one in case.book.definition.stages}
    found: dict[tuple[str, str | None], list[FactRow]] = {}
    for spec in case.book.facts.values():
        stage = case.book.stage_of.get(case.book.asked_by.get(spec.id, ""), "")
        for instance in _instances(case, spec):
            found.setdefault((stage, instance), []).append(_row(case, house, ask, spec, instance))
    order = [*titles, ""]
    ordered = sorted(found.items(), key=lambda one: order.index(one[0][0]))
    return tuple(
        FactSection(
            stage=stage,
            title=titles.get(stage, _WITHOUT_TASK),
            instance=instance,
            label=_label(case, rows[0].spec, instance),
            rows=tuple(rows),
        )
        for (stage, instance), rows in ordered
    )


def _instances(case: Case, spec: FactSpec) -> Iterator[str | None]:
    if spec.per is None:
        yield None
    else:
        yield from case.groups[spec.per].instances


def _label(case: Case, spec: FactSpec, instance: str | None) -> Text:
    if spec.per is None or instance is None:
        return Text(zh="", en="")
    return typed(case.groups[spec.per].labels.get(instance))


def _row(case: Case, house: House, ask: Ask, spec: FactSpec, instance: str | None) -> FactRow:
    held = case.held(spec.id, instance)
    task = task_for(case, case.book.asked_by.get(spec.id), instance)
    masked = is_masked(spec)
    return FactRow(
        name=spec.id if instance is None else f"{instance}.{spec.id}",
        spec=spec,
        instance=instance,
        held=held,
        masked=masked,
        shown=shown_value(spec, held, masked=masked),
        by_name="" if held is None else house.name(held.by),
        task=None if task is None else task.key,
        may=_may(case, ask, task),
    )


def _may(case: Case, ask: Ask, task: Task | None) -> bool:
    """Whether it may be stated, as the rule judges it when it is."""
    if case.closed_at is not None:
        return False
    try:
        require(case, ask, Operation.STATE, task)
    except Refused:
        return False
    return True
