"""Plays a scripted case from its first day to its last, through the real desk, store and documents, with a virtual clock.

The days between the steps pass as they would in use: the clockwork sweeps every morning and evening, documents are issued as soon
as their facts are there. What the rules refuse is written down; a refusal that the script does not expect ends as a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from launchkit.bootstrap import Office
from launchkit.desk import Attachment, Call
from launchkit.domain.case import Case, Task
from launchkit.domain.entries import ItemAdded
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.index import is_stale
from launchkit.domain.people import helpers_of, owner_of
from launchkit.domain.standing import Standing, standing
from launchkit.library.case_file import CaseFile, ScriptStep, StepKind
from launchkit.rehearsal.case_files import decider_of, opening_of, register
from launchkit.rehearsal.clock import VirtualClock
from launchkit.rehearsal.report import (
    Refusal,
    Report,
    date_lines,
    notice_counts,
    waived,
)

#: Local times at which the clockwork runs between the steps.
_SWEEPS = (time(8, 30), time(18, 40))
_DAY = timedelta(days=1)

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
        steps = day_by_day(self._file.script)
        for done, (number, step) in enumerate(steps, start=1):
            when = self._at(date.fromisoformat(step.on), time.fromisoformat(step.at))
            self._pass_until(when)
            self._sweep_at(when)
            self._told(done, len(steps), f"{step.on} {step.do} {step.task or ''}".strip())
            self._play(number, step)
        return self._report(len(steps))

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self._zone)

    def _open(self) -> None:
        call = self._call(decider_of(self._file) or "")
        register(self._office, self._file, call)
        outcome = self._desk.open(call, opening_of(self._office, self._file))
        self._case = outcome.case.id
        self._advance()

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
                    self._sweep_at(instant)
            day += _DAY

    def _sweep_at(self, instant: datetime) -> None:
        self._clock.to(instant)
        swept = self._desk.clockwork.sweep(channel="rehearsal")
        self._troubles.extend(_trouble(one.document, one.zh) for one in swept.troubles)

    def _advance(self, _step: ScriptStep | None = None) -> None:
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
        lacks = error.lacks if isinstance(error, Refused) else ()
        refusal = Refusal(
            step=number,
            on=step.on,
            do=step.do,
            task=step.task,
            code=error.code if isinstance(error, Refused) else type(error).__name__,
            expected=step.expect is not None,
            says_zh=error.zh + "；".join(one.zh for one in lacks),
            says_en=" ".join((error.en, "; ".join(one.en for one in lacks))).strip(),
        )
        self._refusals.append(refusal)
        if not refusal.expected:
            self._faults.append(
                f"step {number} ({step.on} {step.do} {step.task}): {refusal.says_zh}"
            )

    # --- the actions of a script ------------------------------------------------------------------------------------------

    def _done(self, step: ScriptStep) -> None:
        self._desk.done(
            self._by(step),
            self._case,
            _name(step),
            stated=step.facts,
            files=sample_files(step),
        )

    def _attach(self, step: ScriptStep) -> None:
        self._desk.attach(self._by(step), self._case, _name(step), sample_files(step))

    def _start(self, step: ScriptStep) -> None:
        self._desk.start(self._by(step), self._case, _name(step))

    def _state(self, step: ScriptStep) -> None:
        self._desk.state(self._by(step), self._case, step.facts)

    def _block(self, step: ScriptStep) -> None:
        self._desk.block(
            self._by(step),
            self._case,
            _name(step),
            waiting_on=step.with_.waiting_on or "",
            party=step.with_.party,
            since=step.with_.since,
            reason=step.reason or "",
        )

    def _unblock(self, step: ScriptStep) -> None:
        self._desk.unblock(self._by(step), self._case, _name(step))

    def _waive(self, step: ScriptStep) -> None:
        self._desk.waive(self._by(step), self._case, _name(step), reason=step.reason or "")

    def _approve(self, step: ScriptStep) -> None:
        self._desk.approve(self._by(step), self._case, _name(step), note=step.reason or "")

    def _reject(self, step: ScriptStep) -> None:
        self._desk.reject(self._by(step), self._case, _name(step), reason=step.reason or "")

    def _reopen(self, step: ScriptStep) -> None:
        self._desk.reopen(self._by(step), self._case, _name(step), reason=step.reason or "")

    def _assign(self, step: ScriptStep) -> None:
        self._desk.assign(
            self._by(step),
            self._case,
            _name(step),
            to=step.to or "",
            helpers=step.with_.helpers,
            reason=step.reason or "",
        )

    def _extend(self, step: ScriptStep) -> None:
        self._desk.extend(
            self._by(step),
            self._case,
            _name(step),
            to=step.with_.to or "",
            due=step.with_.due,
            reason=step.reason or "",
        )

    def _suspend(self, step: ScriptStep) -> None:
        self._desk.suspend(
            self._by(step),
            self._case,
            _name(step),
            since=step.with_.since or step.on,
            due=step.with_.due,
            reason=step.reason or "",
        )

    def _resume(self, step: ScriptStep) -> None:
        self._desk.resume(
            self._by(step),
            self._case,
            _name(step),
            on=step.with_.on or step.on,
            due=step.with_.due,
        )

    def _instance(self, step: ScriptStep) -> None:
        collection = step.with_.collection or ""
        if step.with_.complete:
            self._desk.complete_collection(self._by(step), self._case, collection)
            return
        self._desk.add_instance(self._by(step), self._case, collection, label=step.with_.label)

    def _team(self, step: ScriptStep) -> None:
        self._desk.change_team(
            self._by(step),
            self._case,
            person=step.to or "",
            roles=step.with_.roles,
            reason=step.reason or "",
        )

    def _add(self, step: ScriptStep) -> None:
        entry = ItemAdded(
            item=_name(step),
            title=step.with_.title,
            owner=step.to or "lead",
            reason=step.reason or "",
            needs=step.with_.needs,
            needed_by=step.with_.needed_by,
            due_on=step.with_.due_on,
        )
        self._desk.add_item(self._by(step), self._case, entry)

    def _answer(self, step: ScriptStep) -> None:
        """Answer the findings named, or all open ones."""
        open_ones = [key for key, one in self._now().findings.items() if not one.answered]
        for finding in step.with_.findings or open_ones:
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
        """Finish the recurring tasks that are open now and that the actor answers for; with `task`, only those of that item."""
        case = self._now()
        item = case.book.item_id(step.task) if step.task else None
        for task in list(case.tasks.values()):
            if item in (None, task.item.id) and _falls_to(case, task, step.as_):
                self._finish(step, task)

    def _finish(self, step: ScriptStep, task: Task) -> None:
        asked = {*task.item.facts, *task.item.optional_facts}
        rules = [one.id for one in task.item.evidence for _ in range(one.min) if one.when is None]
        self._desk.done(
            self._by(step),
            self._case,
            task.key,
            stated={key: value for key, value in step.facts.items() if key in asked},
            files=_samples(rules, task.key),
        )

    def _sweep(self, _step: ScriptStep) -> None:
        self._sweep_at(self._clock.instant)

    def _close(self, step: ScriptStep) -> None:
        self._desk.close(self._by(step), self._case, note=step.reason or "")

    def _by(self, step: ScriptStep) -> Call:
        return self._call(step.as_, step.happened)

    # --- the end ------------------------------------------------------------------------------------------------------------

    def _now(self) -> Case:
        return self._desk.case(self._case)

    def _report(self, steps: int) -> Report:
        case = self._now()
        store = self._office.store
        verdict = store.verify(file_state=self._office.vault.state)
        if not verdict.ok:
            self._faults.append(f"trail: {verdict.first_wrong}")
        same = not self._desk.differences(case.id)
        if not same:
            self._faults.append("derived rows differ from a replay")
        if case.state != "closed":
            self._faults.append("the case was not closed")
        notices = store.notices(case=case.id)
        return Report(
            case=case.id,
            number=case.number,
            name=case.name,
            state=case.state,
            first_day=case.local_day(datetime.fromisoformat(case.opened_at)).isoformat(),
            last_day=case.local_day(datetime.fromisoformat(case.last_at)).isoformat(),
            entries=case.seq,
            steps=steps,
            tasks={key: standing(case, task).value for key, task in sorted(case.tasks.items())},
            waived=tuple(waived(case)),
            findings={key: one.answered for key, one in case.findings.items()},
            dates=tuple(date_lines(case)),
            documents={
                key: document.number or ""
                for key in sorted(case.documents)
                if (document := case.document(key)) is not None and document.issued
            },
            stale=tuple(key for key in sorted(case.documents) if is_stale(case, key)),
            refusals=tuple(self._refusals),
            troubles=tuple(sorted(set(self._troubles))),
            notices=notice_counts(one.kind for one in notices),
            trail_verified=verdict.ok,
            rows_equal_replay=same,
            faults=tuple(self._faults),
        )


_ACTIONS: Mapping[StepKind, Callable[[Rehearsal, ScriptStep], None]] = {
    action: getattr(Rehearsal, f"_{action.value}") for action in StepKind
}


def day_by_day(script: tuple[ScriptStep, ...]) -> list[tuple[int, ScriptStep]]:
    """Steps with their number in the file; one with `until` is there once for each day up to that day, in order of time."""
    found: list[tuple[int, ScriptStep]] = []
    for number, step in enumerate(script, start=1):
        day, until = (date.fromisoformat(one) for one in (step.on, step.with_.until or step.on))
        while day <= until:
            found.append((number, _on_day(step, day.isoformat())))
            day += _DAY
    return sorted(found, key=lambda one: (one[1].on, one[1].at, one[0]))


def _on_day(step: ScriptStep, day: str) -> ScriptStep:
    """The step on a later day; a fact that names the step's own day moves along."""
    facts = {key: day if value == step.on else value for key, value in step.facts.items()}
    return replace(step, on=day, facts=facts)


def _falls_to(case: Case, task: Task, person: str) -> bool:
    """Whether a recurring task waits for this person now."""
    if task.period is None or standing(case, task) not in (Standing.READY, Standing.STARTED):
        return False
    return person in (owner_of(case, task), *helpers_of(case, task))


def _name(step: ScriptStep) -> str:
    """Name of the task; the plus sign that marks an ad-hoc one in a script is not part of it."""
    return (step.task or "").removeprefix("+")


def _trouble(document: str | None, says: str) -> str:
    return f"{document}: {says}" if document else says


def sample_files(step: ScriptStep) -> list[Attachment]:
    """One small sample file for each evidence rule named by the step."""
    return _samples(step.evidence, _name(step))


def _samples(rules: Iterable[str], task: str) -> list[Attachment]:
    return [
        Attachment(
            content=f"sample {number} of evidence {rule} for {task}\n".encode(),
            name=f"{rule}-{number}.txt",
            media="text/plain",
            rule=rule,
        )
        for number, rule in enumerate(rules, start=1)
    ]
