"""A case on one page: how far it is, what is late, who is waited for, which decisions are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.deadlines import Lateness
from launchkit.domain.house import House
from launchkit.domain.rules.documents import all_wanted
from launchkit.domain.standing import Standing, standing
from launchkit.domain.telling.standing_in import standing_in_lines
from launchkit.domain.telling.tasks import DocumentLine, TaskLine, document_line, task_line
from launchkit.domain.telling.words import role_text, typed, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A person of the case with the roles held in it."""

    person: str
    name: str
    roles: tuple[str, ...]
    roles_text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """How far a stage is; tasks that do not apply are not counted."""

    stage: str
    title: Text
    closed: int
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """A fact as it stands."""

    fact: str
    instance: str | None
    title: Text
    value: Text
    by: str
    recorded_at: str
    happened: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding with its answer, if there is one."""

    finding: str
    said: Text
    task: str | None
    raised_at: str
    answered: bool
    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A case as it stands at an instant."""

    case: str
    number: str
    name: str
    checklist: str
    checklist_title: Text
    state: str
    branch: str
    branch_name: str
    company: str
    start: str
    target: str
    #: calendar days to the target day; negative once it has passed
    days_to_target: int
    opened_at: str
    closed_at: str | None
    restricted: bool
    #: last entry of the case, for `--expect`
    seq: int
    definition: str
    team: tuple[MemberLine, ...]
    #: who stands in for whom, now and soon
    standing_in: tuple[Text, ...]
    stages: tuple[StageLine, ...]
    #: number of tasks per standing
    standings: Mapping[str, int]
    tasks: tuple[TaskLine, ...]
    documents: tuple[DocumentLine, ...]
    findings: tuple[FindingLine, ...]
    facts: tuple[FactLine, ...]

    @property
    def counted(self) -> tuple[TaskLine, ...]:
        """Tasks that apply."""
        return tuple(one for one in self.tasks if one.standing is not Standing.NOT_APPLICABLE)

    @property
    def closed(self) -> int:
        """Tasks done or waived."""
        return sum(1 for one in self.counted if one.closed)

    @property
    def late(self) -> tuple[TaskLine, ...]:
        """Open tasks of which a last day has passed."""
        return tuple(one for one in self.tasks if is_late(one))

    @property
    def waiting(self) -> tuple[TaskLine, ...]:
        """Blocked tasks, the longest wait first."""
        found = (one for one in self.tasks if one.wait is not None and not one.closed)
        return tuple(sorted(found, key=lambda one: -(one.wait.days if one.wait else 0)))

    @property
    def decisions(self) -> tuple[TaskLine, ...]:
        """Tasks on which somebody has to decide."""
        return tuple(one for one in self.tasks if one.pending is not None)


def is_late(line: TaskLine) -> bool:
    """Whether one of its last days has passed."""
    return any(one.lateness == Lateness.LATE for one in line.deadlines)


def case_summary(case: Case, house: House, now: datetime) -> CaseSummary:
    """Everything that one page shows of a case."""
    branch = house.branches.get(case.branch)
    lines = tuple(task_line(case, task, house, now) for task in case.tasks.values())
    standings: dict[str, int] = {}
    for line in lines:
        standings[line.standing.value] = standings.get(line.standing.value, 0) + 1
    return CaseSummary(
        case=case.id,
        number=case.number,
        name=case.name,
        checklist=case.checklist,
        checklist_title=case.book.definition.title,
        state=case.state,
        branch=case.branch,
        branch_name=case.branch if branch is None else branch.name,
        company=case.company,
        start=case.start.isoformat(),
        target=case.target.isoformat(),
        days_to_target=(case.target - case.local_day(now)).days,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        restricted=case.restricted,
        seq=case.seq,
        definition=case.book.digest,
        team=team_lines(case, house),
        standing_in=standing_in_lines(case, house, now),
        stages=_stages(case),
        standings=standings,
        tasks=lines,
        documents=tuple(
            document_line(case, one) for one in all_wanted(case) if case.document(one.key)
        ),
        findings=_findings(case),
        facts=_facts(case),
    )


def team_lines(case: Case, house: House) -> tuple[MemberLine, ...]:
    """The people of a case by name and role."""
    return tuple(
        MemberLine(
            person=person,
            name=house.name(person),
            roles=tuple(roles),
            roles_text=Text(
                zh="、".join(role_text(role).zh for role in roles),
                en=", ".join(role_text(role).en for role in roles),
            ),
        )
        for person, roles in case.team.items()
    )


def _stages(case: Case) -> tuple[StageLine, ...]:
    found = []
    for stage in case.book.definition.stages:
        tasks = [task for item in stage.items for task in case.tasks_of(item.id)]
        counted = [one for one in tasks if standing(case, one) is not Standing.NOT_APPLICABLE]
        closed = sum(1 for one in counted if one.closed)
        found.append(
            StageLine(stage=stage.id, title=stage.title, closed=closed, tasks=len(counted))
        )
    return tuple(found)


_FINDINGS = {
    "entered_late": Text(
        zh="补记：发生后超过 3 天才登记", en="entered more than 3 days after it happened"
    ),
    "after_milestone": Text(
        zh="里程碑已过又增加了对象", en="an instance was added after a milestone had passed"
    ),
    "break_glass": Text(
        zh="应急越权，待总部另一人复核",
        en="an emergency right was taken; another at headquarters reviews it",
    ),
    "no_decider": Text(
        zh="没有人能批准：请总部加派", en="nobody can decide: headquarters has to add somebody"
    ),
    "count_differs": Text(
        zh="清点数与登记不符，差额见同时的记录",
        en="a count is not what was on record; the entry beside it has the number",
    ),
    "custody_lost": Text(zh="保管物遗失", en="a thing in custody is lost"),
    "held_together": Text(
        zh="应分开保管的印章与U盾、证照由一人保管",
        en="one person holds a seal together with a token or licence that another should hold",
    ),
    "handover_without_giver": Text(
        zh="移交人未能到场，由总部代签移交",
        en="the giver could not sign a hand-over; headquarters signed in their place",
    ),
}


def _findings(case: Case) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(
            finding=one.finding,
            said=finding_text(one.about),
            task=one.task,
            raised_at=one.raised_at,
            answered=one.answered,
            answer=typed(one.answer),
        )
        for one in case.findings.values()
    )


def finding_text(about: str) -> Text:
    """What a finding says."""
    return _FINDINGS.get(about, Text(zh=about, en=about))


def _facts(case: Case) -> tuple[FactLine, ...]:
    return tuple(
        FactLine(
            fact=fact,
            instance=instance,
            title=case.book.facts[fact].title,
            value=value_text(case.book.facts[fact], held.value),
            by=held.by,
            recorded_at=held.recorded_at,
            happened=held.happened,
        )
        for (fact, instance), held in case.facts.items()
        if fact in case.book.facts
    )
