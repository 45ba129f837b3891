"""A case before it is opened: what there will be to do, by when, on which papers, and on which rules it all rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from launchkit.domain.ask import Roster
from launchkit.domain.book import Book, anchors_of
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import (
    Anchor,
    CasePoint,
    Definition,
    DocumentSpec,
    Due,
    FactSpec,
    FactType,
    Item,
    Personal,
    Statute,
    Text,
    Unit,
)
from launchkit.domain.conditions import facts_of
from launchkit.domain.forms import missing
from launchkit.domain.house import House
from launchkit.domain.people import owner_of
from launchkit.domain.roles import ROLES, Authority
from launchkit.domain.rules.documents import all_wanted
from launchkit.domain.standing import Standing, standing
from launchkit.domain.telling.deadlines import DeadlineLine, deadline_lines
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.telling.words import role_text

#: So many questions are put before whoever opens a case; the others are asked by the tasks.
MOST_ASKED = 12
#: Where something has to happen inside so many hours, the order of the first stage is shown apart.
FIRST_HOURS = 24
_UNITS = {
    Unit.CALENDAR: ("天", "day", "days"),
    Unit.WORKING: ("个工作日", "working day", "working days"),
    Unit.MONTH: ("个月", "month", "months"),
    Unit.HOUR: ("小时", "hour", "hours"),
}
_POINTS = {
    CasePoint.START: Text(zh="专案开始日", en="the start of the case"),
    CasePoint.TARGET: Text(zh="目标日", en="the target day"),
}
_SIMPLE = frozenset(
    {
        FactType.TEXT,
        FactType.INTEGER,
        FactType.DECIMAL,
        FactType.MONEY,
        FactType.DATE,
        FactType.INSTANT,
        FactType.YES_NO,
        FactType.CHOICE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A clock that has not begun to run: how long, and what it will be counted from."""

    said: Text
    statutory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """A task as it will be: who, by when, and whether it depends on an answer."""

    key: str
    code: str
    title: Text
    role: Text
    person: str | None
    deadlines: tuple[DeadlineLine, ...]
    clocks: tuple[ClockLine, ...]
    documents: tuple[str, ...]
    #: its condition has no answer yet
    depends: bool
    milestone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStage:
    """A stage with its tasks, and how many items come once there is somebody or something to do them for."""

    title: Text
    tasks: tuple[PlannedLine, ...]
    later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDocument:
    """A document of the checklist, and how many of its blanks are still open."""

    spec: DocumentSpec
    open_blanks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LawLine:
    """A law with the articles that the checklist cites, when they were checked, and how many could not be."""

    law: str
    articles: tuple[str, ...]
    verified_on: str
    unverified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Everything that is shown before a case is opened."""

    stages: tuple[PlannedStage, ...]
    #: the first stage where hours count in it, each task with its short clocks
    first_hours: tuple[tuple[PlannedLine, Text], ...]
    documents: tuple[PlannedDocument, ...]
    laws: tuple[LawLine, ...]

    @property
    def tasks(self) -> int:
        """How many tasks there are at once."""
        return sum(len(stage.tasks) for stage in self.stages)

    @property
    def statutory(self) -> int:
        """How many last days that a law sets are known already."""
        return sum(
            line.statutory
            for stage in self.stages
            for task in stage.tasks
            for line in task.deadlines
        )


def preview_of(case: Case, house: House, now: datetime) -> Preview:
    """What there will be, told from a case that was made for looking at it only."""
    found = {key: _planned(case, task, house, now) for key, task in case.tasks.items()}
    return Preview(
        stages=tuple(
            PlannedStage(
                title=stage.title,
                tasks=tuple(
                    found[key]
                    for item in stage.items
                    for key in case.keys.get(item.id, ())
                    if standing(case, case.tasks[key]) is not Standing.NOT_APPLICABLE
                ),
                later=sum(1 for item in stage.items if not case.keys.get(item.id)),
            )
            for stage in case.book.definition.stages
        ),
        first_hours=tuple(_first_hours(case, found)),
        documents=tuple(_documents(case)),
        laws=laws_of(case.book),
    )


def _planned(case: Case, task: Task, house: House, now: datetime) -> PlannedLine:
    owner = owner_of(case, task)
    lines = deadline_lines(case, task, now)
    running = {line.due.partition("#")[0] for line in lines}
    waiting = [due for due in task.item.due if due.id not in running]
    return PlannedLine(
        key=task.key,
        code=task.item.code,
        title=task_title(task, case),
        role=role_text(task.item.owner),
        person=None if owner is None else house.name(owner),
        deadlines=lines,
        clocks=tuple(line for due in waiting for line in _clock(case.book, due)),
        documents=task.item.documents,
        depends=standing(case, task) is Standing.UNANSWERED,
        milestone=task.item.milestone,
    )


# --- clocks ------------------------------------------------------------------------------------------------


def _clock(book: Book, due: Due) -> Iterator[ClockLine]:
    """A period counted from something that has no day yet; windows and series speak for themselves once they run."""
    if due.after is not None and due.within is not None:
        span = _span(due.within, due.unit)
        began = _began(book, due.after)
        said = Text(zh=f"{began.zh}起 {span.zh}内", en=f"within {span.en} of {began.en}")
        if due.within == 0:
            said = Text(zh=f"与{began.zh}同时", en=f"at the same time as {began.en}")
        yield ClockLine(said=said, statutory=bool(due.basis))
    elif due.before is not None and due.by is not None:
        span = _span(due.by, due.unit)
        began = _began(book, due.before)
        said = Text(zh=f"{began.zh}前 {span.zh}", en=f"{span.en} before {began.en}")
        yield ClockLine(said=said, statutory=bool(due.basis))


def _span(count: int, unit: Unit) -> Text:
    zh, one, many = _UNITS[unit]
    return Text(zh=f"{count} {zh}", en=f"{count} {one if count == 1 else many}")


def _began(book: Book, anchor: Anchor) -> Text:
    if anchor.case is not None:
        return _POINTS[anchor.case]
    if anchor.fact is not None:
        title = book.facts[anchor.fact].title
        return Text(zh=f"“{title.zh}”", en=f"“{title.en}”")
    title = book.items[anchor.item or ""].title
    return Text(zh=f"“{title.zh}”办结", en=f"“{title.en}”")


def _first_hours(case: Case, found: dict[str, PlannedLine]) -> Iterator[tuple[PlannedLine, Text]]:
    """The first stage in its own order, where hours count in it; each with the clocks that are shorter than a day."""
    first = case.book.definition.stages[0]
    tasks = [task for item in first.items for task in case.tasks_of(item.id)]
    if not any(_short(task) for task in tasks):
        return
    for task in tasks:
        lines = [line.said for due in _short(task) for line in _clock(case.book, due)]
        said = Text(zh="；".join(one.zh for one in lines), en="; ".join(one.en for one in lines))
        yield found[task.key], said


def _short(task: Task) -> list[Due]:
    return [
        due
        for due in task.item.due
        if due.unit is Unit.HOUR and due.within is not None and due.within <= FIRST_HOURS
    ]


# --- papers and rules ----------------------------------------------------------------------------------------


def _documents(case: Case) -> Iterator[PlannedDocument]:
    """Each document once; those for a hire or a hand-over have no blanks before there is one."""
    wanted = {one.spec.code: one for one in all_wanted(case)}
    for spec in case.book.definition.documents:
        one = wanted.get(spec.code)
        blanks = 0 if one is None else len(missing(case, one.spec, one.instance))
        yield PlannedDocument(spec=spec, open_blanks=blanks)


def laws_of(book: Book) -> tuple[LawLine, ...]:
    """The laws that a checklist cites, each with its articles; the day is that of the check longest ago."""
    laws: dict[str, list[Statute]] = {}
    for one in book.definition.statutes:
        laws.setdefault(one.law, []).append(one)
    return tuple(
        LawLine(
            law=law,
            articles=tuple(dict.fromkeys(one.article for one in cited)),
            verified_on=min(one.verified_on for one in cited),
            unverified=sum(1 for one in cited if one.unverified is not None),
        )
        for law, cited in laws.items()
    )


# --- what is asked ---------------------------------------------------------------------------------------------


def asked_at_opening(definition: Definition) -> tuple[FactSpec, ...]:
    """Facts worth knowing before anything else: those that start clocks or decide what applies, asked by the first stage or by nobody.

    What the house knows, what belongs to one of several, and what concerns a person is not asked here.
    """
    first = {
        fact for item in definition.stages[0].items for fact in (*item.facts, *item.optional_facts)
    }
    by_items = {
        fact
        for stage in definition.stages
        for item in stage.items
        for fact in (*item.facts, *item.optional_facts)
    }
    telling = set(_telling(item for stage in definition.stages for item in stage.items))
    found = [
        spec
        for spec in definition.facts
        if spec.type in _SIMPLE
        and spec.house is None
        and spec.per is None
        and spec.personal is Personal.NONE
        and (spec.id not in by_items or (spec.id in first and spec.id in telling))
    ]
    return tuple(sorted(found, key=lambda spec: spec.id not in telling)[:MOST_ASKED])


def _telling(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield from (anchor.fact for anchor in anchors_of(item) if anchor.fact)
        conditions = [
            one for one in (item.when, *(due.when for due in item.due)) if one is not None
        ]
        for condition in conditions:
            yield from facts_of(condition)


def roles_wanted(definition: Definition) -> tuple[str, ...]:
    """Roles for which the checklist has work, and the two without whom no case begins; parties outside are not filled."""
    named = {"lead", "mate", "hq_lead", "auditor"}
    for stage in definition.stages:
        for item in stage.items:
            named.update(
                (item.owner, *item.helpers, *(() if item.approval is None else item.approval.by))
            )
    inside = {Authority.DOES, Authority.DECIDES, Authority.COUNSELS, Authority.AUDITS}
    return tuple(
        role.id
        for role in ROLES.values()
        if role.id in named and role.authority in inside and role.id != "everyone"
    )


def people_offered(house: House, roster: Roster) -> tuple[tuple[str, str], ...]:
    """People who can be given a role, by code and name; whoever is suspended is not offered."""
    return tuple(
        (code, house.name(code)) for code in house.people if not roster.is_suspended(code)
    )
