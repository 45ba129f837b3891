"""What will be late, and why: open deadlines that press, each with its cause and its consequence in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.case import Case, Task, Wait
from launchkit.domain.checklist import Text
from launchkit.domain.deadlines import Deadline, Lateness, lateness
from launchkit.domain.people import owner_of
from launchkit.domain.places import TaskPlace, place_of
from launchkit.domain.standing import (
    Standing,
    missing_evidence,
    missing_facts,
    standing,
    unmet,
)
from launchkit.domain.telling.places import Chance, chance_of, is_near
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.telling.words import typed
from launchkit.domain.times import nearest

#: So many things that are missing are named; the task's own page has all of them.
_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """An open task with the deadline to plan by first; nothing in it depends on the clock."""

    case: str
    task: str
    code: str
    title: Text
    owner: str | None
    deadline: Deadline
    wait: Wait | None
    #: why it is not finished yet, where nobody outside is waited for
    cause: Text
    #: what happens if it is late
    consequence: Text
    #: open tasks that wait for this one
    holds_up: int
    #: where it is done
    place: TaskPlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """A risk at an instant."""

    case: str
    key: str
    code: str
    title: Text
    owner: str | None
    last_day: str
    #: local time of day of hour clocks
    at: str | None
    #: calendar days to the last day; negative once it has passed
    days_left: int
    #: working days to the last day, likewise
    workdays_left: int
    lateness: str
    statutory: bool
    provisional: bool
    suspended: bool
    cause: Text
    consequence: Text
    holds_up: int

    @property
    def late(self) -> bool:
        """The last day has passed."""
        return self.lateness == Lateness.LATE


def risks_of(case: Case) -> tuple[Risk, ...]:
    """Every open task whose clock runs, the earliest last day first; none once the case is closed."""
    if case.closed_at is not None:
        return ()
    where = {key: standing(case, task) for key, task in case.tasks.items()}
    holds = _holds_up(case, where)
    found = []
    for key, task in case.tasks.items():
        first = nearest(case, task)
        if first is not None and not first.deadline.suspended:
            found.append(_risk(case, task, where[key], first.deadline, holds[key]))
    return tuple(
        sorted(found, key=lambda one: (one.deadline.last_day, one.deadline.plan_by, one.code))
    )


def pressing(risks: Iterable[Risk], calendar: WorkCalendar, now: datetime) -> tuple[RiskLine, ...]:
    """The risks that press at an instant, least slack first; a place that closes before the last day presses too."""
    found = []
    for one in risks:
        how = lateness(one.deadline, now)
        local = now.astimezone(one.deadline.zone)
        chance = chance_of(one.place, one.deadline.last_day, calendar, local)
        if chance is not None and not is_near(chance, local.date()):
            chance = None
        if how is not Lateness.OK or chance is not None:
            found.append(_line(one, calendar, now, (how, chance)))
    return tuple(found)


def _risk(case: Case, task: Task, where: Standing, found: Deadline, holds_up: int) -> Risk:
    return Risk(
        case=case.id,
        task=task.key,
        code=task.item.code,
        title=task_title(task, case),
        owner=owner_of(case, task),
        deadline=found,
        wait=task.wait,
        cause=_cause(case, task, where),
        consequence=task.item.if_late,
        holds_up=holds_up,
        place=place_of(case, task.item),
    )


def _holds_up(case: Case, where: Mapping[str, Standing]) -> Counter[str]:
    """How many tasks wait for each task."""
    found: Counter[str] = Counter()
    for key, task in case.tasks.items():
        if where[key] is Standing.WAITING:
            found.update({one.task for one in unmet(case, task) if one.task})
    return found


def _line(
    risk: Risk, calendar: WorkCalendar, now: datetime, pressed: tuple[Lateness, Chance | None]
) -> RiskLine:
    found = risk.deadline
    how, chance = pressed
    today = now.astimezone(found.zone).date()
    cause = risk.cause if risk.wait is None else _waits(risk.wait, today)
    if chance is not None:
        cause = Text(zh=f"{chance.said.zh}；{cause.zh}", en=f"{chance.said.en}; {cause.en}")
    return RiskLine(
        case=risk.case,
        key=risk.task,
        code=risk.code,
        title=risk.title,
        owner=risk.owner,
        last_day=found.last_day.isoformat(),
        at=None if found.at is None else f"{found.at.astimezone(found.zone):%H:%M}",
        days_left=(found.last_day - today).days,
        workdays_left=calendar.workdays_between(today, found.last_day),
        lateness=how.value,
        statutory=found.statutory,
        provisional=found.provisional,
        suspended=found.suspended,
        cause=cause,
        consequence=risk.consequence,
        holds_up=risk.holds_up,
    )


def _waits(wait: Wait, today: date) -> Text:
    who = typed(wait.waiting_on)
    days = (today - date.fromisoformat(wait.since[:10])).days
    zh, en = f"等{who.zh} {days} 天", f"waiting for {who.en}, {days} day{'' if days == 1 else 's'}"
    if not days:
        zh, en = f"今天起等{who.zh}", f"waiting for {who.en} since today"
    if wait.nudges:
        zh, en = f"{zh}，催过 {wait.nudges} 次", f"{en}, reminded {wait.nudges}×"
    return Text(zh=zh, en=en)


def _cause(case: Case, task: Task, where: Standing) -> Text:
    if where is Standing.WAITING:
        return _needs(case, task)
    if where is Standing.UNANSWERED:
        return Text(zh="有一项要素还没有答", en="a fact it depends on is not stated")
    lacks = [
        *(case.book.facts[one].title for one in missing_facts(case, task)),
        *(one.title for one in missing_evidence(case, task)),
    ]
    begun = (
        Text(zh="在办", en="under way")
        if where is Standing.STARTED
        else Text(zh="可办，还没有开始", en="could be done, not begun")
    )
    if not lacks:
        return begun
    more = len(lacks) - _NAMED
    zh = "、".join(one.zh for one in lacks[:_NAMED]) + (f"等 {len(lacks)} 项" if more > 0 else "")
    en = ", ".join(one.en for one in lacks[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return Text(zh=f"{begun.zh}；还缺{zh}", en=f"{begun.en}; lacks {en}")


def _needs(case: Case, task: Task) -> Text:
    """The first need by name, the others by number."""
    needs = list(unmet(case, task))
    first = needs[0]
    other = case.tasks.get(first.task or "")
    title = case.book.items[first.item].title if other is None else task_title(other, case)
    code = case.book.items[first.item].code if other is None else other.item.code
    more = len(needs) - 1
    zh = f"要先办 {code} {title.zh}" + (f"等 {more + 1} 项" if more else "")
    en = f"first needs {code} {title.en}" + (f" and {more} more" if more else "")
    return Text(zh=zh, en=en)
