"""From a deadline rule and the dates known so far to the last day, the day to plan by, and why.

Statutory last days are never moved later by guess: what a missing notice may still change is marked provisional, and the
day to plan by lies before anything the law leaves in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from launchkit.domain.calendar import WorkCalendar
from launchkit.domain.checklist import Anchor, Due, DueKind, Roll, Unit
from launchkit.domain.limits import End, Frame, Moment, Resolve, Suspension, end_of, limits_of

__all__ = [
    "SOON_WORKDAYS",
    "Deadline",
    "Lateness",
    "Moment",
    "Resolve",
    "Suspension",
    "deadline",
    "lateness",
    "next_change",
]

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
#: A task is at risk from this many working days before the day to plan by.
SOON_WORKDAYS = 3


class Lateness(StrEnum):
    """How a deadline stands at an instant."""

    OK = "ok"
    SOON = "soon"
    PLAN_MISSED = "plan_missed"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The computed end of one rule; days are local to `zone`, instants are UTC."""

    #: id of the Due it comes from
    id: str
    kind: DueKind
    #: a law backs the limit that won
    statutory: bool
    #: statute ids, those of the local or outer rule that won included
    basis: tuple[str, ...]
    #: what the winning limit is counted from; None: a period given by the caller
    anchor: Anchor | None
    #: the anchor's value; an instant in `zone` for hour clocks, else a day
    began: Moment
    #: length of the winning limit in `unit`; negative: counted back; None: a window
    count: int | None
    unit: Unit
    roll: Roll
    zone: tzinfo
    #: first day of a window
    opens: date | None
    #: last day before any roll
    counted_day: date
    last_day: date
    #: exact end, for hour clocks and for daily tasks with a time
    at: datetime | None
    #: statutory: the working day before the last day; house rules: the last day, or the working day before a rest day
    plan_by: date
    soon_at: datetime
    #: start of the day to plan by; of an hour clock, a quarter of its length before the end
    today_at: datetime
    plan_missed_at: datetime
    late_at: datetime
    #: a whole working day after the last day has passed too; of an hour clock, an hour after its end
    escalated_at: datetime
    #: festivals that moved the last day, in Chinese; empty also when only a weekend did
    rolled_over: tuple[str, ...]
    #: years whose missing notice may still move a day
    provisional_years: tuple[int, ...]
    #: the filing day was derived because no table is published
    tax_derived: bool
    #: the clock stands now; the last day shown is the earliest possible
    suspended: bool
    #: days (working days for working units) added for past suspensions
    suspended_days: int
    #: a decision's date; moves the last day of house rules only
    extended_to: date | None
    #: leading digits of the place whose stricter rule won
    local_place: str | None
    outer_won: bool

    @property
    def provisional(self) -> bool:
        """Whether an official notice still missing may change a day."""
        return bool(self.provisional_years) or self.tax_derived

    @property
    def last_day_provisional(self) -> bool:
        """Whether it may change the last day too, and not only the day to plan by."""
        asked = self.unit is Unit.WORKING or self.roll is not Roll.NONE
        return self.provisional and asked


# The facts of one deadline belong together; a caller names each of them.
def deadline(  # noqa: PLR0913
    due: Due,
    *,
    calendar: WorkCalendar,
    resolve: Resolve,
    zone: tzinfo,
    place_code: str | None = None,
    suspensions: Sequence[Suspension] = (),
    extended_to: date | None = None,
    period: tuple[date, date] | None = None,
    by_time: time | None = None,
) -> Deadline | None:
    """Compute the deadline of a rule; None while what it is counted from has no value.

    `place_code` is the administrative division code of the branch; `period` the first and last day of a recurring
    period; `by_time` the local time by which a daily task has to be done. Instants must carry a zone, else ValueError.
    """
    frame = Frame(
        calendar=calendar,
        resolve=resolve,
        zone=zone,
        suspensions=tuple(sorted(suspensions, key=lambda s: (s[0], s[1] or date.max))),
        period=period,
    )
    ends = [
        end for limit in limits_of(due, place_code) if (end := end_of(limit, frame)) is not None
    ]
    if not ends:
        return None
    won = min(ends, key=lambda end: end.at or frame.midnight(end.last + _DAY))
    if by_time is not None and won.at is None:
        won = replace(won, at=datetime.combine(won.last, by_time, zone).astimezone(UTC))
    if extended_to is not None and not won.limit.basis:
        won = replace(
            won, counted=extended_to, last=extended_to, safe=extended_to, at=None, festivals=()
        )
    return _deadline(due, won, frame, extended_to)


def lateness(found: Deadline, now: datetime) -> Lateness:
    """How the deadline stands at an instant; a suspended clock is never late."""
    if found.suspended or now < found.soon_at:
        return Lateness.OK
    if now >= found.late_at:
        return Lateness.LATE
    return Lateness.PLAN_MISSED if now >= found.plan_missed_at else Lateness.SOON


def next_change(found: Deadline, now: datetime) -> datetime | None:
    """The next instant (UTC) at which `lateness` changes by the clock alone; None: it does not any more."""
    if found.suspended:
        return None
    later = (at for at in (found.soon_at, found.plan_missed_at, found.late_at) if at > now)
    return min(later, default=None)


def _deadline(due: Due, won: End, frame: Frame, extended_to: date | None) -> Deadline:
    limit = won.limit
    plan_by = _plan_by(won, frame)
    late_at = won.at or frame.midnight(won.last + _DAY)
    soon_day = frame.calendar.add_workdays(plan_by, -SOON_WORKDAYS)
    soon_at = frame.midnight(soon_day)
    if limit.unit is Unit.HOUR and isinstance(won.began, datetime):
        soon_at = min(won.began.astimezone(UTC), frame.midnight(won.last))
    today_at = frame.midnight(plan_by)
    plan_end = frame.midnight(plan_by + _DAY)
    escalated_at = frame.midnight(frame.calendar.add_workdays(won.last, 1) + _DAY)
    if limit.unit is Unit.HOUR:
        today_at = late_at - timedelta(hours=limit.count) / 4
        plan_end, escalated_at = late_at, late_at + _HOUR
    return Deadline(
        id=due.id,
        kind=due.kind,
        statutory=bool(limit.basis),
        basis=limit.basis,
        anchor=limit.anchor,
        began=won.began,
        count=None if limit.window is not None else (-limit.count if limit.back else limit.count),
        unit=limit.unit,
        roll=limit.roll,
        zone=frame.zone,
        opens=won.opens,
        counted_day=won.counted,
        last_day=won.last,
        at=won.at,
        plan_by=plan_by,
        soon_at=soon_at,
        today_at=today_at,
        plan_missed_at=min(plan_end, late_at),
        late_at=late_at,
        escalated_at=escalated_at,
        rolled_over=won.festivals,
        provisional_years=_provisional_years(won, plan_by, frame.calendar),
        tax_derived=won.tax_derived,
        suspended=won.suspended,
        suspended_days=won.suspended_days,
        extended_to=extended_to,
        local_place=limit.place,
        outer_won=limit.outer,
    )


def _plan_by(won: End, frame: Frame) -> date:
    """The working day before a statutory last day, never before the event that starts the clock unless it is that day."""
    if won.limit.unit is Unit.HOUR:
        return won.last
    began = frame.local_day(won.began)
    if not won.limit.basis:
        plan_by = frame.calendar.workday_on_or_before(won.last)
        return plan_by if won.limit.back or began > won.last else max(plan_by, began)
    plan_by = frame.calendar.last_workday_before(won.safe)
    return began if plan_by < began < won.last else plan_by


def _provisional_years(won: End, plan_by: date, calendar: WorkCalendar) -> tuple[int, ...]:
    if won.limit.unit is Unit.HOUR:
        return ()
    low = min(won.looked_from, plan_by, won.last)
    return calendar.provisional_years(low, won.last)
