"""What waits for one person's decision: the question, who did the work, what it rests on, and what happens without an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, EvidenceHeld, Task
from launchkit.domain.checklist import Personal, Text
from launchkit.domain.deciding import Ground, ground_of, involved
from launchkit.domain.errors import Refused
from launchkit.domain.house import House
from launchkit.domain.matrix import Operation
from launchkit.domain.occasions import NoticeKind, of_decisions
from launchkit.domain.presence import deputy_of
from launchkit.domain.rights import principals, require
from launchkit.domain.rules.people import BREAK_GLASS
from launchkit.domain.telling.tasks import TaskLine, task_line, task_title
from launchkit.domain.telling.words import local_time, role_text, typed, value_text

#: Cases that were never graded come after the mildest degree.
_UNGRADED = 5
#: What stands where a personal value is: a decision seldom turns on it, and seeing it leaves an entry elsewhere.
_COVERED = Text(zh="已遮盖", en="masked")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLine:
    """A fact that finished work stated, as whoever decides reads it; `covered`: personal, its value is not shown."""

    fact: str
    title: Text
    value: Text
    covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One pending decision, for one person who may take it now."""

    number: str
    case_name: str
    #: last entry of the case, for `expect`
    seq: int
    #: how severe the case is, 1 the worst; None: never graded
    level: int | None
    task: TaskLine
    #: `done` or `waive`
    subject: str
    question: Text
    #: who did the work or asked for the waiver, in whose place, and since when it waits on the clock of the branch
    by: str | None
    behalf: str | None
    since: str
    #: why a waiver is asked for
    reason: Text
    role: Text
    ground: Ground
    #: the person in whose place it would be decided
    principal: str | None
    facts: tuple[StatedLine, ...]
    evidence: tuple[EvidenceHeld, ...]
    #: what happens, and when, if nobody answers
    without: Text
    #: who can be asked to decide instead: the deputy of whoever holds the role
    deputy: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """An erasure that somebody asked for and that waits for agreement."""

    case: str
    number: str
    seq: int
    erasure: str
    title: Text
    instance: str | None
    by: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassLine:
    """An emergency right that another person of headquarters has to review."""

    case: str
    number: str
    seq: int
    finding: str
    by: str
    task: str
    title: Text
    until: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """Everything that waits for one person's decision, the most severe case first."""

    decisions: tuple[DecisionLine, ...]
    erasures: tuple[ErasureLine, ...]
    glasses: tuple[GlassLine, ...]

    @property
    def count(self) -> int:
        """How many answers are asked for."""
        return len(self.decisions) + len(self.erasures) + len(self.glasses)


def desktop(cases: Iterable[Case], ask: Ask, house: House) -> Desktop:
    """What the asker can decide now in these cases; closed ones ask for nothing any more."""
    known = [case for case in cases if case.closed_at is None]
    decisions = [line for case in known for line in _decisions(case, ask, house)]
    return Desktop(
        decisions=tuple(sorted(decisions, key=_urgency)),
        erasures=tuple(line for case in known for line in _erasures(case, ask)),
        glasses=tuple(line for case in known for line in _glasses(case, ask)),
    )


def _urgency(line: DecisionLine) -> tuple[int, str, str]:
    plan = line.task.deadlines[0].plan_by if line.task.deadlines else "9999"
    return line.level or _UNGRADED, plan, line.since


# --- tasks -----------------------------------------------------------------------------------------------


def _decisions(case: Case, ask: Ask, house: House) -> Iterator[DecisionLine]:
    pending = [task for task in case.tasks.values() if task.pending is not None]
    asks = (ask, *(replace(ask, behalf=one) for one in principals(case, ask))) if pending else ()
    for task in pending:
        for one in asks:
            found = None if one.hands & involved(case, one, task) else _right(case, one, task)
            if found is not None:
                yield _decision(case, one, task, found, house)
                break


def _right(case: Case, ask: Ask, task: Task) -> tuple[str, Ground] | None:
    """The role and the ground by which the asker decides, where the matrix lets them at all."""
    allowed = _allowed(case, ask, Operation.APPROVE, task)
    return ground_of(case, ask, task) if allowed else None


def _allowed(case: Case, ask: Ask, operation: Operation, task: Task | None = None) -> bool:
    try:
        require(case, ask, operation, task)
    except Refused:
        return False
    return True


def _decision(
    case: Case, ask: Ask, task: Task, found: tuple[str, Ground], house: House
) -> DecisionLine:
    role, ground = found
    waiver = task.pending == "waive"
    own = ask.behalf is None and ground is Ground.ROLE
    return DecisionLine(
        number=case.number,
        case_name=case.name,
        seq=case.seq,
        level=case.level,
        task=task_line(case, task, house, ask.now),
        subject=task.pending or "",
        question=_question(case, task),
        by=task.waiver_by if waiver else task.done_by,
        behalf=task.waiver_for if waiver else task.done_for,
        since=local_time(task.pending_at or "", case.zone),
        reason=typed(task.waiver_reason if waiver else None),
        role=role_text(role),
        ground=ground,
        principal=ask.behalf,
        facts=tuple(_stated(case, task)),
        evidence=task.evidence,
        without=_without(case, ask, task),
        deputy=deputy_of(case, ask.actor, case.local_day(ask.now)) if own else None,
    )


def _question(case: Case, task: Task) -> Text:
    title = task_title(task, case)
    if task.pending == "waive":
        return Text(
            zh=f"“{title.zh}”可以不办吗？", en=f"May “{title.en}” be left undone in this case?"
        )
    return Text(zh=f"“{title.zh}”可以算办结吗？", en=f"May “{title.en}” count as done?")


def _stated(case: Case, task: Task) -> Iterator[StatedLine]:
    for fact in (*task.item.facts, *task.item.optional_facts):
        held = case.held(fact, task.instance)
        if held is None:
            continue
        spec = case.book.facts[fact]
        covered = spec.personal is not Personal.NONE
        shown = _COVERED if covered else value_text(spec, held.value)
        yield StatedLine(fact=fact, title=spec.title, value=shown, covered=covered)


def _without(case: Case, ask: Ask, task: Task) -> Text:
    """The next rungs of the ladder of reminders, and what being late costs."""
    late = task.item.if_late
    rungs = {
        one.kind: one.at.astimezone(case.zone)
        for ladder in of_decisions(case, task)
        for one in ladder
    }
    last = rungs[NoticeKind.UNDECIDED_LONG]
    if last.astimezone(UTC) <= ask.now:
        return Text(
            zh=f"提醒已用完，还没有人答复，事情停在这里。{late.zh}",
            en=f"Every reminder has gone out and nothing moves until somebody answers. {late.en}",
        )
    first, then = _minute(rungs[NoticeKind.UNDECIDED]), _minute(last)
    return Text(
        zh=f"{first} 仍未答复会告知代理人和总部负责人，{then} 再报总部。没有默认同意。{late.zh}",
        en=f"At {first} the deputy and headquarters are told, at {then} headquarters again. Silence is no consent. {late.en}",
    )


def _minute(instant: datetime) -> str:
    return f"{instant:%m-%d %H:%M}"


# --- erasures and emergency rights ---------------------------------------------------------------------------


def _erasures(case: Case, ask: Ask) -> Iterator[ErasureLine]:
    if not _allowed(case, ask, Operation.AGREE_ERASURE):
        return
    for one in case.erasures.values():
        if one.agreed is not None or ask.hands & ask.people.humans(one.asked_by):
            continue
        yield ErasureLine(
            case=case.id,
            number=case.number,
            seq=case.seq,
            erasure=one.id,
            title=case.book.facts[one.fact].title,
            instance=one.instance,
            by=one.asked_by,
            reason=typed(one.reason),
        )


def _glasses(case: Case, ask: Ask) -> Iterator[GlassLine]:
    if not _allowed(case, ask, Operation.REVIEW_GLASS):
        return
    for finding in case.findings.values():
        glass = case.glasses.get(finding.finding.partition(":")[2])
        if finding.about != BREAK_GLASS or finding.answered or glass is None:
            continue
        if ask.people.human(glass.person) in ask.hands:
            continue
        yield GlassLine(
            case=case.id,
            number=case.number,
            seq=case.seq,
            finding=finding.finding,
            by=glass.person,
            task=glass.task,
            title=case.tasks[glass.task].item.title,
            until=local_time(glass.until, case.zone),
            reason=typed(glass.reason),
        )
