"""Working days and deadlines, one day after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from launchkit.domain.checklist import Anchor, CasePoint, Due, Each, Roll, Unit
from tests.model.standing import applies, holds, seen
from tests.model.world import Job, World

DAY = timedelta(days=1)
Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a deadline ends, and from when on it is at risk, missed by plan, and late."""

    last: date
    plan: date
    soon_at: datetime
    missed_at: datetime
    late_at: datetime
    stands: bool


def is_workday(world: World, day: date) -> bool:
    """Whether offices are open."""
    text = day.isoformat()
    return text not in world.rest and (day.weekday() < 5 or text in world.make_up)


def workdays_on(world: World, day: date, count: int) -> date:
    """So many working days later, or earlier."""
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= is_workday(world, day)
    return day


def months_on(day: date, count: int) -> date:
    """The same day of a later month, or its last."""
    year, month, number = day.year, day.month, day.day
    for _ in range(count):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def midnight(world: World, day: date) -> datetime:
    """When a local day begins."""
    return datetime.combine(day, time(), UTC) - world.ahead


def anchored(world: World, anchor: Anchor, instance: str | None) -> date | datetime | None:
    """What is counted from."""
    if anchor.case is not None:
        return world.start if anchor.case is CasePoint.START else world.target
    if anchor.fact is not None:
        spec = world.spec(anchor.fact)
        per = instance if spec is not None and spec.per else None
        if (anchor.fact, per) not in world.facts:
            return None
        text = str(world.facts[anchor.fact, per][0])
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    return _finished(world, anchor.item or "", instance)


def _finished(world: World, item: str, instance: str | None) -> date | None:
    jobs = [job for job in world.jobs_of(item) if instance and job.instance == instance]
    last: date | None = None
    for job in jobs or world.jobs_of(item):
        if applies(world, job) is False:
            continue
        if job.done_on is None:
            return None
        last = job.done_on if last is None or job.done_on > last else last
    return last


def counted(world: World, due: Due, began: date, spans: list[Span]) -> tuple[date, bool]:
    """The last day before any roll, and whether the clock stands still on the way there."""
    if due.before is not None:
        by = 1 if due.by is None else due.by
        back = workdays_on(world, began, -by) if due.unit is Unit.WORKING else began - by * DAY
        return back, False
    within = due.within or 0
    if due.unit is Unit.MONTH:
        return months_on(began, within), False
    day, left = began, within
    while left:
        day += DAY
        for since, until in spans:
            if until is None and day >= since:
                return _without(world, due, began, [one for one in spans if one[1] is not None])
        stands = any(until is not None and since <= day < until for since, until in spans)
        left -= not stands and (due.unit is not Unit.WORKING or is_workday(world, day))
    return day, False


def _without(world: World, due: Due, began: date, spans: list[Span]) -> tuple[date, bool]:
    return counted(world, due, began, spans)[0], True


def limit_of(world: World, job: Job, due: Due, instance: str | None) -> Limit | None:
    """One deadline of a task; None while nothing is known that it could be counted from."""
    began = job.period[1] if due.each and job.period else None
    if began is None:
        anchor = due.after or due.before
        value = None if anchor is None else anchored(world, anchor, instance)
        if value is None:
            return None
        if due.unit is Unit.HOUR:
            return _hours(world, due, value)
        began = world.local(value) if isinstance(value, datetime) else value
    last, stands = counted(world, due, began, job.stood.get(due.id, []))
    step = {Roll.FORWARD: DAY, Roll.BACKWARD: -DAY}.get(due.roll)
    while step is not None and not is_workday(world, last):
        last += step
    at = _by_time(world, job, last)
    if due.id in job.moved and not due.basis:
        last, at = job.moved[due.id], None
    late = at or midnight(world, last + DAY)
    plan = _plan(world, due, began, last)
    return Limit(
        last=last,
        plan=plan,
        soon_at=midnight(world, workdays_on(world, plan, -3)),
        missed_at=min(midnight(world, plan + DAY), late),
        late_at=late,
        stands=stands,
    )


def _by_time(world: World, job: Job, last: date) -> datetime | None:
    recurs = job.item.recurs
    if recurs is None or not recurs.by:
        return None
    hour, minute = recurs.by.split(":")
    return midnight(world, last) + timedelta(hours=int(hour), minutes=int(minute))


def _plan(world: World, due: Due, began: date, last: date) -> date:
    """A rule of law is planned for the working day before; a rule of the house for its day, if that is worked."""
    plan = last - DAY if due.basis else last
    while not is_workday(world, plan):
        plan -= DAY
    if due.basis:
        return began if plan < began < last else plan
    return plan if due.before is not None or began > last else max(plan, began)


def _hours(world: World, due: Due, value: date | datetime) -> Limit:
    began = value.astimezone(UTC) if isinstance(value, datetime) else midnight(world, value)
    at = began + timedelta(hours=due.within or 0)
    last = world.local(at)
    soon = min(began, midnight(world, last))
    return Limit(last=last, plan=last, soon_at=soon, missed_at=at, late_at=at, stands=False)


def limits_of(world: World, job: Job) -> dict[str, Limit]:
    """All deadlines of a task whose clock has begun, by their names."""
    dues = list(job.item.due)
    if job.item.recurs is not None and not dues:
        each = job.item.recurs.each
        longer = each is not Each.DAY  # opens the morning after its period
        unit = Unit.WORKING if longer else Unit.CALENDAR
        dues = [Due(id="P1", each=each, within=int(longer), unit=unit)]
    found: dict[str, Limit] = {}
    for due in dues:
        if due.when is not None and holds(due.when, seen(world, job)) is not True:
            continue
        for instance in _instances(world, job, due):
            limit = limit_of(world, job, due, instance)
            if limit is not None:
                own = job.instance is not None or instance is None
                found[due.id if own else f"{due.id}#{instance}"] = limit
    return found


def _instances(world: World, job: Job, due: Due) -> list[str | None]:
    if job.instance is not None:
        return [job.instance]
    for anchor in (due.after, due.before):
        spec = world.spec(anchor.fact) if anchor is not None and anchor.fact else None
        if spec is not None and spec.per:
            return list(world.groups[spec.per])
    return [None]


def period_of(each: Each, day: date) -> tuple[str, date, date]:
    """Name, first and last day of the day's, week's or month's period."""
    first = last = day
    if each is Each.WEEK:
        while first.weekday() != 0:
            first -= DAY
        last = first + 6 * DAY
        year, week, _ = first.isocalendar()
        return f"{year}-w{week:02}", first, last
    if each is Each.MONTH:
        while first.day != 1:
            first -= DAY
        while (last + DAY).month == day.month:
            last += DAY
        return day.isoformat()[:7], first, last
    return day.isoformat(), first, last
