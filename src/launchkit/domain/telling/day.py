"""A person's day: one thing on top with its reason, then what is due, what lies on one way, what comes back daily, what was promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Each, Text
from launchkit.domain.house import House
from launchkit.domain.people import helpers_of, owner_of
from launchkit.domain.standing import Standing, standing, unmet
from launchkit.domain.telling.custody import PromiseLine, promise_line
from launchkit.domain.telling.deadlines import DeadlineLine
from launchkit.domain.telling.order import Agenda, agenda
from launchkit.domain.telling.places import PlaceLine
from launchkit.domain.telling.tasks import DocumentLine, PaperLine, TaskLine, task_line
from launchkit.domain.telling.words import days_left

#: Promises whose day is at most so many days away are shown.
PROMISES_AHEAD = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Things to do at one place of one case, so that one way does for all of them."""

    case: str
    place: Text
    at: PlaceLine
    lines: tuple[TaskLine, ...]

    @property
    def papers(self) -> tuple[PaperLine, ...]:
        """What has to be in the bag; what several tasks ask for is said once."""
        found = [paper for line in self.lines for paper in line.papers]
        return tuple({paper.said.zh: paper for paper in found}.values())

    @property
    def documents(self) -> tuple[DocumentLine, ...]:
        """The documents that go there."""
        return tuple({one.key: one for line in self.lines for one in line.documents}.values())

    @property
    def unready(self) -> tuple[DocumentLine, ...]:
        """Those of them that are not printed yet, or say what is no longer so."""
        return tuple(one for one in self.documents if one.state != "issued")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDue:
    """A promise of the person that falls due soon, and its case."""

    case: str
    number: str
    line: PromiseLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a person has before them today; nothing of `doable` is said twice, but the first may lie on a trip."""

    agenda: Agenda
    first: TaskLine | None
    #: why this comes first, in one sentence
    reason: Text | None
    #: the way to the first thing's place, where more lies on it, and what that is
    way: Trip | None
    along: tuple[TaskLine, ...]
    #: late, or to be finished today by its plan or its last day
    due: tuple[TaskLine, ...]
    trips: tuple[Trip, ...]
    then: tuple[TaskLine, ...]
    #: what comes back every day: open ones of today or before, and those of today that are done
    daily: tuple[TaskLine, ...]
    promises: tuple[PromiseDue, ...]


def day_of_person(cases: Iterable[Case], house: House, now: datetime, *, person: str) -> Day:
    """The day of a person over their open cases."""
    known = {case.id: case for case in cases if case.closed_at is None}
    found = agenda(known.values(), house, now, person=person)
    first = found.doable[0] if found.doable else None
    rest = [line for line in found.doable[1:] if not _is_daily(known, line)]
    trips = [trip for trip in _trips(found.doable, known) if len(trip.lines) > 1]
    way = next((trip for trip in trips if first in trip.lines), None)
    along = () if way is None else tuple(line for line in way.lines if line is not first)
    trips = sorted(
        (trip for trip in trips if first is None or first not in trip.lines),
        key=lambda trip: _when(trip, now.astimezone(known[trip.case].zone).date()),
    )
    told = {(line.case, line.key) for trip in trips for line in trip.lines}
    told.update((line.case, line.key) for line in along)
    left = [line for line in rest if (line.case, line.key) not in told]
    return Day(
        agenda=found,
        first=first,
        reason=None if first is None else why_first(known[first.case], first, found.passed),
        way=way,
        along=along,
        due=tuple(line for line in left if is_due(line)),
        trips=tuple(trips),
        then=tuple(line for line in left if not is_due(line)),
        daily=tuple(_daily(known.values(), house, now, person)),
        promises=tuple(_promises(known.values(), house, now, person)),
    )


def is_due(line: TaskLine) -> bool:
    """Late, its plan missed, or to be finished today."""
    return any(
        one.lateness in {"late", "plan_missed"} or one.days_left <= 0
        for one in line.deadlines
        if not one.suspended
    )


def waiting_for(case: Case, key: str) -> int:
    """How many open tasks cannot be taken up before this one is done."""
    item = case.tasks[key].item.id
    return sum(
        any(need.task == key for need in unmet(case, task))
        for other in case.book.dependants.get(item, ())
        for task in case.tasks_of(other)
        if standing(case, task) is Standing.WAITING
    )


def why_first(case: Case, line: TaskLine, passed: TaskLine | None = None) -> Text:
    """The reason for which a task is on top: its day, what it holds up, and the hours of places."""
    parts = [_by_day(line), _held_up(case, line), _by_place(line), _instead(passed)]
    said = [one for one in parts if one is not None]
    if not said:
        return Text(
            zh="现在就能办，没有别的更急。", en="It can be done now, and nothing is more urgent."
        )
    en = "; ".join(one.en for one in said)
    return Text(zh="；".join(one.zh for one in said) + "。", en=f"{en[0].upper()}{en[1:]}.")


def _by_day(line: TaskLine) -> Text | None:
    running = [one for one in line.deadlines if not one.suspended]
    if not running:
        return None
    # A legal day that presses outweighs any day of the house.
    pressing = [one for one in running if one.statutory and one.lateness != "ok"]
    return _said_of(min(pressing or running, key=lambda one: (one.plan_by, one.due)))


def _said_of(one: DeadlineLine) -> Text:
    law = Text(zh="法定期限", en="the statutory deadline") if one.statutory else Text(zh="内部期限", en="the house deadline")  # fmt: skip
    away = days_left(one.days_left)
    at = f" {one.at}" if one.at else ""
    if one.lateness == "late":
        when = f"{away.zh}" if one.days_left < 0 else f"今天{at} 已过"
        past = (
            f"passed {away.en}" if one.days_left < 0 else f"passed today{' at' + at if at else ''}"
        )
        return Text(zh=f"{law.zh}{when}", en=f"{law.en} {past}")
    zh, en = (
        f"{law.zh} {one.last_day}{at}，{away.zh}",
        f"{law.en} is {one.last_day}{at}, {away.en}",
    )
    if one.lateness == "plan_missed":
        zh, en = f"{zh}，宜办日 {one.plan_by} 已过", f"{en}, and the day to plan by has passed"
    return Text(zh=zh, en=en)


def _held_up(case: Case, line: TaskLine) -> Text | None:
    number = waiting_for(case, line.key)
    if number == 0:
        return None
    tasks = "1 task waits" if number == 1 else f"{number} tasks wait"
    return Text(zh=f"后面有 {number} 项等着它", en=f"{tasks} for it")


def _by_place(line: TaskLine) -> Text | None:
    """How its place stands today."""
    if line.at is None or line.at.state is None:
        return None
    if line.chance is not None and line.chance.only_today:
        return line.chance.said
    return Text(
        zh=f"{line.at.title.zh}{line.at.now.zh}", en=f"{line.at.title.en} {_is(line.at.now.en)}"
    )


def _is(now: str) -> str:
    return now if now.startswith("opens") else f"is {now}"


def _instead(passed: TaskLine | None) -> Text | None:
    """What would have been first."""
    if passed is None or passed.at is None:
        return None
    return Text(
        zh=f"更急的“{passed.title.zh}”现在去不了：{passed.at.title.zh}{passed.at.now.zh}",
        en=f"“{passed.title.en}” is more urgent, but {passed.at.title.en} is {passed.at.now.en}",
    )


def _task(known: dict[str, Case], line: TaskLine) -> Task:
    return known[line.case].tasks[line.key]


def _is_daily(known: dict[str, Case], line: TaskLine) -> bool:
    recurs = _task(known, line).item.recurs
    return recurs is not None and recurs.each is Each.DAY


def _trips(lines: Sequence[TaskLine], known: dict[str, Case]) -> list[Trip]:
    """Doable tasks by case and place, in the order in which the first of each comes."""
    groups: dict[tuple[str, str], list[tuple[PlaceLine, TaskLine]]] = defaultdict(list)
    for line in lines:
        if line.at is not None and not _is_daily(known, line):
            groups[line.case, line.at.key].append((line.at, line))
    return [
        Trip(
            case=case,
            place=found[0][0].title,
            at=found[0][0],
            lines=tuple(line for _, line in found),
        )
        for (case, _), found in groups.items()
    ]


def _when(trip: Trip, today: date) -> tuple[bool, bool, str, str]:
    """The order of ways: those still open today, of these what is due today first, then what closes first, then by day."""
    plan_by = min(
        (one.plan_by for line in trip.lines for one in line.deadlines if not one.suspended),
        default="9999",
    )
    pressing = plan_by <= today.isoformat() or any(
        line.chance is not None and line.chance.only_today for line in trip.lines
    )
    return trip.at.shut, not pressing, trip.at.closes or "99:99", plan_by


def _daily(cases: Iterable[Case], house: House, now: datetime, person: str) -> Iterable[TaskLine]:
    for case in cases:
        today = case.local_day(now)
        for item in case.book.recurring:
            if case.book.items[item].recurs.each is not Each.DAY:  # type: ignore[union-attr]
                continue
            for task in case.tasks_of(item):
                mine = person in (owner_of(case, task), *helpers_of(case, task))
                todays = task.period is not None and task.period[1] >= today
                if mine and (todays or not task.closed):
                    yield task_line(case, task, house, now)


def _promises(
    cases: Iterable[Case], house: House, now: datetime, person: str
) -> Iterable[PromiseDue]:
    found = [
        PromiseDue(
            case=case.id, number=case.number, line=promise_line(one, house, case.local_day(now))
        )
        for case in cases
        for one in case.promises.values()
        if one.open and one.keeper == person
    ]
    soon = [one for one in found if one.line.days_left <= PROMISES_AHEAD]
    return sorted(soon, key=lambda one: one.line.by)
