"""Plays a scripted case from its first day to its last, through the real desk, store and documents, with a virtual clock.

The days between the steps pass as they would in use: the clockwork sweeps every morning and evening, documents are issued as soon
as their facts are there. What the rules refuse is written down; a refusal that the script does not expect ends as a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from launchkit.bootstrap import Office
from launchkit.desk import Attachment, Call, Opening
from launchkit.domain.case import Case, TaskStatus
from launchkit.domain.checklist import DueKind
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry, ItemAdded, PersonAdded
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.index import all_rows
from launchkit.domain.standing import standing
from launchkit.domain.times import deadlines_of, kept
from launchkit.library.case_file import CaseFile, ScriptStep

#: Local times at which the clockwork runs between the steps.
_SWEEPS = (time(8, 30), time(18, 40))
_DAY = timedelta(days=1)


class VirtualClock:
    """Stands where the script is."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant.astimezone(UTC)

    def __call__(self) -> datetime:
        """The instant of the rehearsal; every look moves it on a little, as real clocks do."""
        self.instant += timedelta(milliseconds=5)
        return self.instant

    def to(self, instant: datetime) -> None:
        """Move forward; never back."""
        self.instant = max(self.instant, instant.astimezone(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """One deadline of the rehearsed case and how it ended."""

    task: str
    due: str
    statutory: bool
    last_day: str
    plan_by: str
    done_on: str | None
    #: kept, missed, waived, open
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A step that the rules refused."""

    step: int
    on: str
    do: str
    task: str | None
    code: str
    expected: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a rehearsal ended."""

    case: str
    number: str
    state: str
    first_day: str
    last_day: str
    entries: int
    steps: int
    tasks: Mapping[str, str]
    dates: tuple[DateLine, ...]
    documents: Mapping[str, str]
    refusals: tuple[Refusal, ...]
    troubles: tuple[str, ...]
    notices: int
    trail_verified: bool
    rows_equal_replay: bool
    faults: tuple[str, ...] = field(default=())

    @property
    def went_well(self) -> bool:
        """Closed, verified, and nothing happened that the script did not expect."""
        return not self.faults and self.state == "closed" and self.trail_verified

    def as_dict(self) -> dict[str, Any]:
        """Plain data without what differs from run to run (ids)."""
        plain = asdict(self)
        del plain["case"]
        return plain


Told = Callable[[int, int, str], None]


class Rehearsal:
    """One run of a script in an empty home."""

    def __init__(
        self, office: Office, clock: VirtualClock, case_file: CaseFile, told: Told | None = None
    ) -> None:
        self._office = office
        self._desk = office.desk
        self._clock = clock
        self._file = case_file
        self._told = told or (lambda _done, _all, _what: None)
        self._zone = ZoneInfo(case_file.branch.zone)
        self._case = ""
        self._refusals: list[Refusal] = []
        self._troubles: list[str] = []
        self._faults: list[str] = []

    def play(self) -> Report:
        """Open the case, play every step at its time, and report."""
        self._clock.to(self._at(date.fromisoformat(self._file.start), time(8)))
        self._open()
        script = self._file.script
        for number, step in enumerate(script, start=1):
            when = self._at(date.fromisoformat(step.on), time.fromisoformat(step.at))
            self._pass_until(when)
            self._clock.to(when)
            self._told(number, len(script), f"{step.on} {step.do} {step.task or ''}".strip())
            self._play(number, step)
        return self._report()

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self._zone)

    def _open(self) -> None:
        register(self._office, self._file, self._call)
        outcome = self._desk.open(self._call(self._first("hq_lead")), opening_of(self._file))
        self._case = outcome.case.id
        self._advance()

    def _first(self, role: str) -> str:
        return next(one.person for one in self._file.team if role in one.roles)

    def _call(self, actor: str, happened: str | None = None) -> Call:
        return Call(
            actor=actor, request=self._office.ids(), channel="rehearsal", happened=happened
        )

    def _pass_until(self, when: datetime) -> None:
        """Let the clockwork run at its times of the days between."""
        day = self._clock.instant.astimezone(self._zone).date()
        while day <= when.astimezone(self._zone).date():
            for at in _SWEEPS:
                instant = self._at(day, at)
                if self._clock.instant < instant < when:
                    self._clock.to(instant)
                    swept = self._desk.clockwork.sweep(channel="rehearsal")
                    self._troubles.extend(_trouble(one.document, one.zh) for one in swept.troubles)
            day += _DAY

    def _advance(self) -> None:
        advanced = self._desk.clockwork.advance(self._case, channel="rehearsal")
        self._troubles.extend(_trouble(one.document, one.zh) for one in advanced.troubles)

    def _play(self, number: int, step: ScriptStep) -> None:
        try:
            _ACTIONS[step.do](self, step)
        except LaunchkitError as error:
            self._refused(number, step, error)
            return
        if step.expect is not None:
            self._faults.append(
                f"step {number} ({step.on} {step.do} {step.task}): was not refused"
            )
        self._advance()

    def _refused(self, number: int, step: ScriptStep, error: LaunchkitError) -> None:
        code = error.code if isinstance(error, Refused) else type(error).__name__
        lacks = "；".join(one.zh for one in error.lacks) if isinstance(error, Refused) else ""
        said = f"{error.zh}{lacks}"
        self._refusals.append(
            Refusal(
                step=number,
                on=step.on,
                do=step.do,
                task=step.task,
                code=code,
                expected=step.expect is not None,
                says=said,
            )
        )
        if step.expect is None:
            self._faults.append(f"step {number} ({step.on} {step.do} {step.task}): {said}")

    # --- the actions of a script ------------------------------------------------------------------------------------------

    def _done(self, step: ScriptStep) -> None:
        self._desk.done(
            self._by(step),
            self._case,
            step.task or "",
            stated=step.facts,
            files=sample_files(step),
        )

    def _attach(self, step: ScriptStep) -> None:
        self._desk.attach(self._by(step), self._case, step.task or "", sample_files(step))

    def _start(self, step: ScriptStep) -> None:
        self._desk.start(self._by(step), self._case, step.task or "")

    def _state(self, step: ScriptStep) -> None:
        self._desk.state(self._by(step), self._case, step.facts)

    def _block(self, step: ScriptStep) -> None:
        self._desk.block(
            self._by(step),
            self._case,
            step.task or "",
            waiting_on=str(step.with_.get("waiting_on", "")),
            party=str(step.with_.get("party", "other")),
            reason=step.reason or "",
        )

    def _unblock(self, step: ScriptStep) -> None:
        self._desk.unblock(self._by(step), self._case, step.task or "")

    def _waive(self, step: ScriptStep) -> None:
        self._desk.waive(self._by(step), self._case, step.task or "", reason=step.reason or "")

    def _approve(self, step: ScriptStep) -> None:
        self._desk.approve(self._by(step), self._case, step.task or "", note=step.reason or "")

    def _reject(self, step: ScriptStep) -> None:
        self._desk.reject(self._by(step), self._case, step.task or "", reason=step.reason or "")

    def _reopen(self, step: ScriptStep) -> None:
        self._desk.reopen(self._by(step), self._case, step.task or "", reason=step.reason or "")

    def _assign(self, step: ScriptStep) -> None:
        self._desk.assign(
            self._by(step), self._case, step.task or "", to=step.to or "", reason=step.reason or ""
        )

    def _extend(self, step: ScriptStep) -> None:
        self._desk.extend(
            self._by(step),
            self._case,
            step.task or "",
            to=str(step.with_.get("to", "")),
            due=step.with_.get("due"),
            reason=step.reason or "",
        )

    def _suspend(self, step: ScriptStep) -> None:
        self._desk.suspend(
            self._by(step),
            self._case,
            step.task or "",
            since=str(step.with_.get("since", step.on)),
            due=step.with_.get("due"),
            reason=step.reason or "",
        )

    def _resume(self, step: ScriptStep) -> None:
        self._desk.resume(
            self._by(step),
            self._case,
            step.task or "",
            on=str(step.with_.get("on", step.on)),
            due=step.with_.get("due"),
        )

    def _instance(self, step: ScriptStep) -> None:
        collection = str(step.with_["collection"])
        if step.with_.get("complete"):
            self._desk.complete_collection(self._by(step), self._case, collection)
            return
        self._desk.add_instance(
            self._by(step), self._case, collection, label=str(step.with_.get("label", ""))
        )

    def _team(self, step: ScriptStep) -> None:
        self._desk.change_team(
            self._by(step),
            self._case,
            person=step.to or "",
            roles=tuple(step.with_.get("roles", ())),
            reason=step.reason or "",
        )

    def _add(self, step: ScriptStep) -> None:
        entry = ItemAdded(
            item=step.task or "",
            title=str(step.with_.get("title", "")),
            owner=step.to or "lead",
            reason=step.reason or "",
            needs=tuple(step.with_.get("needs", ())),
            needed_by=tuple(step.with_.get("needed_by", ())),
            due_on=step.with_.get("due"),
        )
        self._desk.add_item(self._by(step), self._case, entry)

    def _answer(self, step: ScriptStep) -> None:
        """Answer the findings named, or all open ones."""
        open_ones = [key for key, one in self._now().findings.items() if not one.answered]
        for finding in step.with_.get("findings", open_ones):
            self._desk.answer_finding(
                self._by(step), self._case, finding, answer=step.reason or ""
            )

    def _issue(self, step: ScriptStep) -> None:
        for document in step.documents:
            self._desk.issue(self._by(step), self._case, document)

    def _void(self, step: ScriptStep) -> None:
        for document in step.documents:
            self._desk.void(self._by(step), self._case, document, reason=step.reason or "")

    def _daily(self, step: ScriptStep) -> None:
        """Finish every recurring task that is open now: the daily closes of a quiet day."""
        for task in list(self._now().tasks.values()):
            if (
                task.period is not None
                and not task.closed
                and task.status is not TaskStatus.SUBMITTED
            ):
                rules = tuple(one.id for one in task.item.evidence for _ in range(one.min))
                self._desk.done(
                    self._by(step),
                    self._case,
                    task.key,
                    stated={
                        key: value for key, value in step.facts.items() if key in task.item.facts
                    },
                    files=[_sample(rule, task.key) for rule in rules],
                )

    def _close(self, step: ScriptStep) -> None:
        self._desk.close(self._by(step), self._case, note=step.reason or "")

    def _by(self, step: ScriptStep) -> Call:
        return self._call(step.as_, step.happened)

    # --- the end ------------------------------------------------------------------------------------------------------------

    def _now(self) -> Case:
        return self._desk.case(self._case)

    def _report(self) -> Report:
        case = self._now()
        store = self._office.store
        verdict = store.verify(file_state=self._office.vault.state)
        if not verdict.ok:
            self._faults.append(f"trail: {verdict.first_wrong}")
        same = _same_rows(case, store.derived_rows(case.id))
        if not same:
            self._faults.append("derived rows differ from a replay")
        if case.state != "closed":
            self._faults.append("the case was not closed")
        return Report(
            case=case.id,
            number=case.number,
            state=case.state,
            first_day=case.local_day(datetime.fromisoformat(case.opened_at)).isoformat(),
            last_day=case.local_day(datetime.fromisoformat(case.last_at)).isoformat(),
            entries=case.seq,
            steps=len(self._file.script),
            tasks={key: standing(case, task).value for key, task in sorted(case.tasks.items())},
            dates=tuple(date_lines(case)),
            documents={
                key: document.number or ""
                for key in sorted(case.documents)
                if (document := case.document(key)) is not None and document.issued
            },
            refusals=tuple(self._refusals),
            troubles=tuple(sorted(set(self._troubles))),
            notices=len(store.notices(case=case.id)),
            trail_verified=verdict.ok,
            rows_equal_replay=same,
            faults=tuple(self._faults),
        )


_ACTIONS: Mapping[str, Callable[[Rehearsal, ScriptStep], None]] = {
    name: getattr(Rehearsal, f"_{name}")
    for name in (
        "add", "answer", "approve", "assign", "attach", "block", "close", "daily", "done", "extend", "instance",
        "issue", "reject", "reopen", "resume", "start", "state", "suspend", "team", "unblock", "void", "waive",
    )
}  # fmt: skip


def date_lines(case: Case) -> Iterable[DateLine]:
    """Every deadline of the case, in the order of its tasks, and how it ended."""
    for key, task in case.tasks.items():
        for one in deadlines_of(case, task):
            answer = kept(case, task, one)
            if task.status is TaskStatus.WAIVED:
                end = "waived"
            else:
                end = "open" if answer is None else ("kept" if answer else "missed")
            done = task.done_on
            if one.due.kind is DueKind.START and task.started_at is not None:
                done = case.local_day(datetime.fromisoformat(task.started_at))
            yield DateLine(
                task=key,
                due=one.about,
                statutory=one.deadline.statutory,
                last_day=one.deadline.last_day.isoformat(),
                plan_by=one.deadline.plan_by.isoformat(),
                done_on=done.isoformat() if done else None,
                end=end,
            )


def _same_rows(case: Case, stored: Any) -> bool:  # noqa: ANN401
    fresh = all_rows(case)
    return (
        set(fresh.tasks) == set(stored.tasks)
        and fresh.cases == tuple(stored.cases)
        and set(fresh.documents)
        == {one for one in stored.documents if one.state != "void"}
        | {one for one in stored.documents if one.state == "void"}
    )


def _trouble(document: str | None, says: str) -> str:
    return f"{document}: {says}" if document else says


def sample_files(step: ScriptStep) -> list[Attachment]:
    """One small sample file per evidence rule named by the step."""
    return [_sample(rule, step.task or "") for rule in step.evidence]


def _sample(rule: str, task: str) -> Attachment:
    text = f"sample evidence {rule} of {task}\n"
    return Attachment(content=text.encode(), name=f"{rule}.txt", media="text/plain", rule=rule)


def opening_of(case_file: CaseFile) -> Opening:
    """What the desk is told when a case file is opened."""
    return Opening(
        checklist=case_file.checklist,
        name=case_file.name,
        branch=case_file.branch.code,
        start=case_file.start,
        target=case_file.target,
        team={one.person: one.roles for one in case_file.team},
        facts=case_file.facts,
        restricted=case_file.restricted,
        links=tuple({"kind": one.kind.value, "case": one.case} for one in case_file.links),
    )


def register(office: Office, case_file: CaseFile, call: Callable[[str], Call]) -> None:
    """Put the people, the company and the branch of a case file into the house, where they are new or different."""
    house = office.desk.house()
    known: dict[tuple[str, str], Entry] = {
        **{("person", code): one for code, one in house.people.items()},
        **{("company", code): one for code, one in house.companies.items()},
        **{("branch", code): one for code, one in house.branches.items()},
    }
    wanted = house_entries(case_file)
    fresh = [entry for key, entry in wanted.items() if known.get(key) != entry]
    if fresh:
        first = next(one.person for one in case_file.team)
        office.desk.registry.add(call(first), *fresh)


def house_entries(case_file: CaseFile) -> dict[tuple[str, str], Entry]:
    """House entries that a case file speaks of, by kind and code."""
    company, branch = case_file.company, case_file.branch
    code = company.code or "CO"
    found: dict[tuple[str, str], Entry] = {
        ("company", code): CompanyAdded(
            company=code,
            name=company.name,
            short_name=company.short_name or company.name[:2],
            uscc=company.uscc,
            address=company.address or "",
            legal_representative=company.legal_representative,
        ),
        ("branch", branch.code): BranchAdded(
            branch=branch.code,
            company=code,
            name=branch.name,
            city=branch.city,
            division_code=branch.division_code,
            zone=branch.zone,
            address=branch.address or "",
            uscc=branch.uscc or "",
            parent=branch.parent,
        ),
    }
    for one in case_file.team:
        found["person", one.person] = PersonAdded(
            person=one.person, name=one.name, phone=one.phone, email=one.mail
        )
    return found
