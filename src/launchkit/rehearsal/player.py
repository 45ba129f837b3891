"""Plays a scripted case from its first day to its last, through the real desk, store and documents, with a virtual clock.

The days between the steps pass as they would in use: the clockwork sweeps every morning and evening, documents are issued as soon
as their facts are there. What the rules refuse is written down; a refusal that the script does not expect ends as a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from launchkit.bootstrap import Office
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.index import is_stale
from launchkit.domain.standing import standing
from launchkit.library.case_file import CaseFile, ScriptStep
from launchkit.rehearsal.actions import ACTIONS
from launchkit.rehearsal.case_files import decider_of, opening_of, register
from launchkit.rehearsal.clock import VirtualClock
from launchkit.rehearsal.report import (
    Refusal,
    Report,
    date_lines,
    notice_counts,
    waived,
)
from launchkit.rehearsal.scene import Scene
from launchkit.rehearsal.script import day_by_day

#: Local times at which the clockwork runs between the steps.
_SWEEPS = (time(8, 30), time(18, 40))
_DAY = timedelta(days=1)

Told = Callable[[int, int, str], None]


class Rehearsal:
    """One run of a script in an empty home."""

    def __init__(
        self, office: Office, clock: VirtualClock, case_file: CaseFile, told: Told | None = None
    ) -> None:
        self._scene = Scene(office, clock)
        self._clock = clock
        self._file = case_file
        self._told = told or (lambda _done, _all, _what: None)
        self._zone = ZoneInfo(case_file.branch.zone)
        self._refusals: list[Refusal] = []
        self._faults: list[str] = []

    def play(self) -> Report:
        """Open the case, play every step at its time, and report."""
        self._clock.to(self._at(date.fromisoformat(self._file.start), time(8)))
        self._open()
        steps = day_by_day(self._file.script)
        for done, (number, step) in enumerate(steps, start=1):
            when = self._at(date.fromisoformat(step.on), time.fromisoformat(step.at))
            self._pass_until(when)
            self._scene.sweep_at(when)
            self._told(done, len(steps), f"{step.on} {step.do} {step.task or ''}".strip())
            self._play(number, step)
        return self._report(len(steps))

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self._zone)

    def _open(self) -> None:
        office = self._scene.office
        call = self._scene.call(decider_of(self._file) or "")
        register(office, self._file, call)
        outcome = office.desk.open(call, opening_of(office, self._file))
        self._scene.case_id = outcome.case.id
        self._scene.advance()

    def _pass_until(self, when: datetime) -> None:
        """Let the clockwork run at its times of the days between."""
        day = self._clock.instant.astimezone(self._zone).date()
        while day <= when.astimezone(self._zone).date():
            for at in _SWEEPS:
                instant = self._at(day, at)
                if self._clock.instant < instant < when:
                    self._scene.sweep_at(instant)
            day += _DAY

    def _play(self, number: int, step: ScriptStep) -> None:
        try:
            ACTIONS[step.do](self._scene, step)
        except LaunchkitError as error:
            self._refused(number, step, error)
            return
        if step.expect is not None:
            self._faults.append(
                f"step {number} ({step.on} {step.do} {step.task}): was not refused"
            )
        self._scene.advance()

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
            says_en=" ".join((error.en, *(f"({one.en})" for one in lacks))),
        )
        self._refusals.append(refusal)
        if not refusal.expected:
            self._faults.append(
                f"step {number} ({step.on} {step.do} {step.task}): {refusal.says_zh}"
            )

    # --- the end ------------------------------------------------------------------------------------------------------------

    def _report(self, steps: int) -> Report:
        case, office = self._scene.case, self._scene.office
        store = office.store
        verdict = store.verify(file_state=office.vault.state)
        if not verdict.ok:
            self._faults.append(f"trail: {verdict.first_wrong}")
        same = not office.desk.differences(case.id)
        if not same:
            self._faults.append("derived rows differ from a replay")
        if case.state != "closed":
            self._faults.append("the case was not closed")
        notices = store.outbox.notices(case=case.id)
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
            troubles=tuple(sorted(set(self._scene.troubles))),
            notices=notice_counts(one.kind for one in notices),
            trail_verified=verdict.ok,
            rows_equal_replay=same,
            faults=tuple(self._faults),
        )
