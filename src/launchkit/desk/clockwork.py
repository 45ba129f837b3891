"""What happens without anybody asking: advance a case, sweep them all, adopt a calendar year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from launchkit.desk.calls import Call, Decision, Outcome
from launchkit.desk.chain import Chain
from launchkit.desk.issuing import Issued, Issuer
from launchkit.desk.ports import Clock, Ids, PressFailed, Store
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import CalendarYear
from launchkit.domain.entries import CalendarAdopted
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import Draft, Json, Notice
from launchkit.domain.rules import advance as rules
from launchkit.domain.rules import documents, standing_in
from launchkit.domain.rules.advance import Step
from launchkit.domain.rules.documents import Wanted
from launchkit.domain.times import deadlines_of

Steps = Callable[[Case, Ask], Iterable[Step]]
Drafts = Callable[[Case, Ask], Iterable[Draft]]
#: After so many failures of the press in a row the rest of a batch is left for the next time: each may have cost half a minute.
PATIENCE = 2
#: Before anybody is told anything: everything open has somebody who answers for it.
_STANDING_IN: tuple[Drafts, ...] = (
    standing_in.hand_back,
    standing_in.hand_on,
    standing_in.see_deciders,
)
_ROUNDS: tuple[Steps, ...] = (rules.open_periods, rules.assign_ready, rules.queue_notices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A case or document that could not be advanced; the rest went on."""

    case: str
    document: str | None
    zh: str
    en: str
    #: the press stands still; the next sweep tries again
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """What an advance did."""

    case: Case
    entries: int
    issued: tuple[Issued, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did."""

    advanced: tuple[Advanced, ...]
    troubles: tuple[Trouble, ...]


class Clockwork:
    """Advances cases; every step follows from the state, so that a repeat writes nothing."""

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        writer: Writer,
        issuer: Issuer,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._writer = writer
        self._issuer = issuer
        self._clock = clock
        self._ids = ids

    def advance(self, case: str, *, channel: str = "flow", issue: bool = True) -> Advanced:
        """Open periods, give ready tasks their owner, queue notices, issue documents whose facts are complete."""
        known = self._shelf.warm(case).case
        if known.closed_at is not None:
            self._store.note_advance(case, known.seq)
            return Advanced(case=known, entries=0)
        outcome = self._writer.act(self._call(channel), case, {"action": "advance"}, self._decide)
        issued, troubles = self._issue_ready(outcome.case, channel) if issue else ((), ())
        now = self._shelf.warm(case).case
        left = any(one.later for one in troubles) if issue else bool(_to_issue(now))
        if not left:
            # Left without its documents, the case is not advanced to its end: the sweep takes it up.
            self._store.note_advance(case, now.seq)
        return Advanced(case=now, entries=len(outcome.recorded), issued=issued, troubles=troubles)

    def sweep(
        self, *, channel: str = "flow", told: Callable[[Advanced], None] | None = None
    ) -> Swept:
        """Advance every case in which something has become due or that nobody advanced since its last entry."""
        done: list[Advanced] = []
        troubles: list[Trouble] = []
        for case in self._to_sweep():
            try:
                advanced = self.advance(case, channel=channel)
            except LaunchkitError as error:
                troubles.append(Trouble(case=case, document=None, zh=error.zh, en=error.en))
                continue
            done.append(advanced)
            troubles.extend(advanced.troubles)
            if told is not None:
                told(advanced)
        self._store.note_sweep(self._clock())
        return Swept(advanced=tuple(done), troubles=tuple(troubles))

    def _to_sweep(self) -> list[str]:
        """Cases by the clock, and those in which somebody whose rights are suspended still answers for something.

        The house took those rights away; no entry of the case tells the sweep.
        """
        found = dict.fromkeys(self._store.cases_to_sweep(self._clock()))
        roster = self._shelf.house().roster()
        if roster.suspended:
            opened = {row.case for row in self._store.cases(states=("open",))}
            found |= dict.fromkeys(
                row.case
                for row in self._store.tasks()
                if row.case in opened and row.owner and roster.is_suspended(row.owner)
            )
        return list(found)

    def adopt_calendar(self, call: Call, case: str, year: CalendarYear, digest: str) -> Outcome:
        """A year's notice is known: deadlines of the case are computed anew, with an entry that names those that moved."""

        def decide(known: Case, ask: Ask) -> Decision:
            if year.year in known.adopted and known.adopted[year.year] == year:
                return Decision(drafts=())
            entry = CalendarAdopted(
                year=year.year,
                digest=digest,
                body=calendar_body(year),
                moved=_moved_by(call, known, ask, year),
            )
            return Decision(drafts=(ask.draft(entry),))

        return self._writer.act(call, case, {"action": "adopt", "digest": digest}, decide)

    def would_move(self, call: Call, case: str, year: CalendarYear) -> tuple[dict[str, Json], ...]:
        """Deadlines of the case that a year would move; nothing is written."""
        known = self._shelf.warm(case).case
        return _moved_by(call, known, self._writer.ask(call), year)

    def _decide(self, case: Case, ask: Ask) -> Decision:
        chain = Chain(self._call("flow"), case, ask)
        notices: list[Notice] = []
        for hand in _STANDING_IN:
            chain.add(tuple(hand(chain.case, ask)))
        for round_ in _ROUNDS:
            steps = tuple(round_(chain.case, ask))
            chain.add(step.draft for step in steps)
            notices.extend(notice for step in steps for notice in step.notices)
        return chain.decision(notices)

    def _issue_ready(
        self, case: Case, channel: str
    ) -> tuple[tuple[Issued, ...], tuple[Trouble, ...]]:
        issued: list[Issued] = []
        troubles: list[Trouble] = []
        for one in _to_issue(case):
            if sum(trouble.later for trouble in troubles) == PATIENCE:
                break
            try:
                issued.append(self._issuer.issue(self._call(channel), case.id, one.key))
            except (LaunchkitError, PressFailed) as error:
                later = isinstance(error, PressFailed) and error.later
                troubles.append(
                    Trouble(case=case.id, document=one.key, zh=error.zh, en=error.en, later=later)
                )
        return tuple(issued), tuple(troubles)

    def _call(self, channel: str) -> Call:
        return Call(actor=SYSTEM, request=self._ids(), channel=channel)


def _to_issue(case: Case) -> tuple[Wanted, ...]:
    return (*documents.unfinished(case), *documents.ready_to_issue(case))


def _moved_by(
    call: Call, known: Case, ask: Ask, year: CalendarYear
) -> tuple[dict[str, Json], ...]:
    chain = Chain(call, known, ask)
    entry = CalendarAdopted(year=year.year, digest="", body=calendar_body(year))
    chain.add((ask.draft(entry),))
    return tuple(_moved(known, chain.case))


def _moved(before: Case, after: Case) -> Iterable[dict[str, Json]]:
    """Deadlines whose last day or plan date the year changed; both dates, so that a page can show them."""
    for key, task in before.tasks.items():
        if task.closed:
            continue
        old = {one.about: one.deadline for one in deadlines_of(before, task)}
        for one in deadlines_of(after, after.tasks[key]):
            was = old.get(one.about)
            new = one.deadline
            if was is None or (was.last_day, was.plan_by) == (new.last_day, new.plan_by):
                continue
            yield {
                "task": key,
                "due": one.about,
                "last_day": [_iso(was.last_day), _iso(new.last_day)],
                "plan_by": [_iso(was.plan_by), _iso(new.plan_by)],
            }


def _iso(day: date) -> str:
    return day.isoformat()


def calendar_body(year: CalendarYear) -> dict[str, Json]:
    """Calendar year as an entry carries it."""
    return {
        "year": year.year,
        "status": year.status,
        "notices": list(year.notices),
        "rest": [{"day": one.day, "name": one.name} for one in year.rest],
        "make_up": [{"day": one.day, "name": one.name} for one in year.make_up],
        "statutory": list(year.statutory),
        "tax_filing": list(year.tax_filing),
        "tax_notice": year.tax_notice,
    }
