"""What an auditor looks through: the trail by kind, person, task and day, and where the case left the checklist in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from launchkit.domain import entries as kinds
from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import Personal, Text
from launchkit.domain.entries import Entry, entry_of
from launchkit.domain.house import House
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import Erased, Recorded
from launchkit.domain.standing import unmet
from launchkit.domain.telling.tasks import task_title
from launchkit.domain.telling.trail import EntryLine, entry_line

#: Stands where a personal value is that a page covers.
COVERED = Text(zh="〔已遮盖〕", en="[covered]")

#: Groups of kinds by which a trail is looked through.
GROUPS: Mapping[str, Text] = {
    "task": Text(zh="任务", en="tasks"),
    "decision": Text(zh="决定", en="decisions"),
    "fact": Text(zh="要素", en="facts"),
    "evidence": Text(zh="凭证", en="evidence"),
    "document": Text(zh="文书", en="documents"),
    "deadline": Text(zh="期限", en="deadlines"),
    "people": Text(zh="人员与权限", en="people and rights"),
    "custody": Text(zh="保管、承诺与移交", en="custody, promises, hand-overs"),
    "crisis": Text(zh="危机", en="crisis"),
    "finding": Text(zh="审计发现", en="findings"),
    "notice": Text(zh="提醒", en="notices"),
    "case": Text(zh="专案", en="the case"),
}

_KINDS: Mapping[str, tuple[type[Entry], ...]] = {
    "task": (
        kinds.TaskStarted,
        kinds.TaskDone,
        kinds.TaskBlocked,
        kinds.TaskUnblocked,
        kinds.TaskReopened,
        kinds.TaskAssigned,
        kinds.OccurrenceOpened,
        kinds.ItemAdded,
        kinds.InstanceAdded,
        kinds.CollectionCompleted,
        kinds.Nudged,
        kinds.WatchingChanged,
    ),
    "decision": (kinds.WaiverAsked, kinds.Approved, kinds.Rejected, kinds.GlassBroken),
    "fact": (kinds.FactStated,),
    "evidence": (kinds.EvidenceAttached,),
    "document": (
        kinds.DocumentPrepared,
        kinds.DocumentIssued,
        kinds.DocumentVoided,
        kinds.DocumentSentOut,
        kinds.DocumentReturned,
    ),
    "deadline": (
        kinds.DeadlineExtended,
        kinds.DeadlineSuspended,
        kinds.DeadlineResumed,
        kinds.CalendarAdopted,
    ),
    "people": (
        kinds.TeamChanged,
        kinds.Delegated,
        kinds.DelegationEnded,
        kinds.AbsenceStated,
        kinds.AbsenceEnded,
        kinds.DeputyNamed,
        kinds.ErasureAsked,
        kinds.ErasureDecided,
        kinds.ErasureDone,
        kinds.PersonalShown,
        kinds.FileFetched,
    ),
    "custody": (
        kinds.CustodyTaken,
        kinds.CustodyCounted,
        kinds.CustodyMoved,
        kinds.CustodyEnded,
        kinds.PromiseMade,
        kinds.PromiseMoved,
        kinds.PromiseSettled,
        kinds.PlaceRecorded,
        kinds.HandoverBegun,
        kinds.HandoverSigned,
        kinds.HandoverCompleted,
        kinds.HandoverCancelled,
    ),
    "crisis": (
        kinds.SeveritySet,
        kinds.HappeningNoted,
        kinds.HappeningWithdrawn,
        kinds.CounselAsked,
        kinds.CounselAnswered,
        kinds.ReportFiled,
    ),
    "finding": (kinds.FindingRaised, kinds.FindingAnswered),
    "notice": (kinds.NoticeQueued,),
}
_GROUP_OF = {kind.KIND: group for group, some in _KINDS.items() for kind in some}


def group_of(kind: str) -> str:
    """The group a kind of entry belongs to; those about the case as a whole are `case`."""
    return _GROUP_OF.get(kind, "case")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which entries of a trail are wanted; nothing named: all that people did."""

    group: str | None = None
    #: who acted, or in whose place it was done
    person: str | None = None
    task: str | None = None
    #: local days on which it was recorded
    since: date | None = None
    until: date | None = None
    #: reminders and assignments of the system too
    system: bool = False

    def wants(self, line: EntryLine) -> bool:
        """Whether an entry is one of those wanted."""
        day = date.fromisoformat(line.local[:10])
        return (
            (self.system or line.actor != SYSTEM or self.group == "notice")
            and self.group in (None, group_of(line.kind))
            and (self.person is None or self.person in (line.actor, line.behalf))
            and self.task in (None, line.task)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )


def audited(
    recorded: Iterable[Recorded], case: Case, house: House, wanted: TrailFilter
) -> list[EntryLine]:
    """The entries wanted, oldest first, with personal facts covered."""
    lines = (_covered(one, entry_line(one, case, house), case) for one in recorded)
    return [line for line in lines if wanted.wants(line)]


def is_covered(case: Case, fact: str) -> bool:
    """Whether pages cover the value of a fact by default: it is personal."""
    spec = case.book.facts.get(fact)
    return spec is not None and spec.personal is not Personal.NONE


def _covered(recorded: Recorded, line: EntryLine, case: Case) -> EntryLine:
    """The same line without the value of a personal fact."""
    if line.kind != kinds.FactStated.KIND:
        return line
    entry = entry_of(recorded)
    assert isinstance(entry, kinds.FactStated)  # noqa: S101  the kind says so; this only narrows the type
    if not is_covered(case, entry.fact) or isinstance(entry.value, Erased):
        return line
    title = case.book.facts[entry.fact].title
    of, of_en = (f"{entry.instance} 的", f" of {entry.instance}") if entry.instance else ("", "")
    verb, verb_en = ("填报", "stated") if entry.corrects is None else ("更正", "corrected")
    said = Text(
        zh=f"{verb}{of}{title.zh}：{COVERED.zh}", en=f"{verb_en} {title.en}{of_en}: {COVERED.en}"
    )
    return replace(line, said=said)


# --- deviations ---------------------------------------------------------------------------------------------------------

#: The ways in which a case can leave its checklist.
DEVIATIONS: Mapping[str, Text] = {
    "waived": Text(zh="豁免", en="waived"),
    "out_of_order": Text(zh="先后颠倒", en="out of order"),
    "ad_hoc": Text(zh="另加任务", en="added to this case"),
    "reopened": Text(zh="办结后重开", en="reopened"),
    "glass": Text(zh="应急越权", en="emergency right"),
    "fallback": Text(zh="总部代批", en="decided by fallback"),
    "late_entry": Text(zh="补记", en="entered later"),
    "moved": Text(zh="期限改动", en="deadline moved"),
    "corrected": Text(zh="更正", en="corrected"),
    "void": Text(zh="文书作废", en="document void"),
    "rebased": Text(zh="清单定义更换", en="other definition"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One way in which the case left its checklist, with the entry that says so."""

    #: one of `DEVIATIONS`
    sort: str
    said: Text
    task: str | None
    #: entry; None where it follows from several
    seq: int | None
    local: str
    actor_name: str


_PLAIN_SORTS: Mapping[type[Entry], str] = {
    kinds.TaskReopened: "reopened",
    kinds.ItemAdded: "ad_hoc",
    kinds.GlassBroken: "glass",
    kinds.DeadlineExtended: "moved",
    kinds.DeadlineSuspended: "moved",
    kinds.DocumentVoided: "void",
    kinds.DefinitionRebased: "rebased",
}


def deviations(recorded: Sequence[Recorded], case: Case, house: House) -> tuple[Deviation, ...]:
    """Everything that did not go as the checklist in force has it, in the order of the sorts and then of the trail."""
    lines = [_covered(one, entry_line(one, case, house), case) for one in recorded]
    days = {line.seq: line.local[:10] for line in lines}
    anew = _asked_anew(case)
    found = [
        Deviation(
            sort=sort,
            said=line.said,
            task=line.task,
            seq=line.seq,
            local=line.local,
            actor_name=line.actor_name,
        )
        for one, line in zip(recorded, lines, strict=True)
        for entry in (entry_of(one),)
        for sort in _sorts(entry, line)
        if sort != "corrected" or _is_correction(entry, line, days, anew)
    ]
    found.extend(_out_of_order(case))
    order = tuple(DEVIATIONS)
    return tuple(sorted(found, key=lambda one: order.index(one.sort)))


def _sorts(entry: Entry, line: EntryLine) -> Iterator[str]:
    if type(entry) in _PLAIN_SORTS:
        yield _PLAIN_SORTS[type(entry)]
    if isinstance(entry, kinds.FactStated) and entry.corrects is not None:
        yield "corrected"
    if isinstance(entry, kinds.Approved):
        if entry.subject == "waive":
            yield "waived"
        if entry.ground in ("fallback", "glass"):
            yield entry.ground
    if (
        line.happened is not None
        and line.actor != SYSTEM
        and line.happened[:10] != line.local[:10]
    ):
        yield "late_entry"


def _asked_anew(case: Case) -> frozenset[str]:
    """Facts that recurring items ask for again and again."""
    items = (case.book.items[one] for one in case.book.recurring)
    return frozenset(fact for one in items for fact in (*one.facts, *one.optional_facts))


def _is_correction(
    entry: Entry, line: EntryLine, days: Mapping[int, str], anew: frozenset[str]
) -> bool:
    """Today's count of the till does not correct yesterday's; another one on the same day does."""
    fact, corrects = getattr(entry, "fact", ""), getattr(entry, "corrects", None)
    return fact not in anew or days.get(corrects or 0) == line.local[:10]


def _out_of_order(case: Case) -> Iterator[Deviation]:
    """Finished tasks one of whose needs is not met, or was met on a later day."""
    for task in case.tasks.values():
        if task.status is not TaskStatus.DONE or task.done_on is None:
            continue
        title = _name(case, task)
        needs = dict.fromkeys(one.item for one in unmet(case, task))
        for item in needs:
            needed = case.book.items.get(item)
            name = Text(zh=item, en=item) if needed is None else needed.title
            code = "" if needed is None else needed.code
            yield _disorder(
                task,
                Text(
                    zh=f"{title.zh} 已办结，而前置 {code} {name.zh} 未完成",
                    en=f"{title.en} is done, its need {code} {name.en} is not",
                ),
            )
        for other in _later(case, task):
            name = _name(case, other)
            yield _disorder(
                task,
                Text(
                    zh=f"{title.zh}（{task.done_on}）早于前置 {name.zh}（{other.done_on}）",
                    en=f"{title.en} ({task.done_on}) came before its need {name.en} ({other.done_on})",
                ),
            )


def _later(case: Case, task: Task) -> Iterator[Task]:
    """Needs of a finished task that were finished on a later day."""
    for need in task.item.needs:
        if not isinstance(need, str):
            continue
        for other in case.tasks_of(need):
            same = other.instance in (None, task.instance)
            if same and other.done_on and task.done_on and other.done_on > task.done_on:
                yield other


def _disorder(task: Task, said: Text) -> Deviation:
    return Deviation(
        sort="out_of_order", said=said, task=task.key, seq=None, local="", actor_name=""
    )


def _name(case: Case, task: Task) -> Text:
    title = task_title(task, case)
    return Text(zh=f"{task.item.code} {title.zh}", en=f"{task.item.code} {title.en}")
