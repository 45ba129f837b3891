"""One task as a person has to see it: why, by when, where, with which papers, what is missing, and the command that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Bring, Text
from launchkit.domain.deciding import deciders
from launchkit.domain.errors import Lack
from launchkit.domain.forms import missing
from launchkit.domain.house import House
from launchkit.domain.index import is_stale
from launchkit.domain.people import SYSTEM, helpers_of, owner_of
from launchkit.domain.places import place_of
from launchkit.domain.rules.documents import Wanted, wanted
from launchkit.domain.rules.tasks import lacking
from launchkit.domain.standing import (
    STANDINGS,
    Standing,
    missing_evidence,
    missing_facts,
    standing,
    unmet,
)
from launchkit.domain.telling.deadlines import DeadlineLine, deadline_lines
from launchkit.domain.telling.places import Chance, PlaceLine, chance_for, place_line
from launchkit.domain.telling.words import NOTHING, PAPER_FORMS, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A paper for the counter: `said` is the whole line."""

    paper: Text
    form: str
    count: int
    seal: Text | None
    whose: Text | None
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document of a task: none yet (`lacking` or `ready`), `prepared`, `issued` or `stale`."""

    key: str
    title: Text
    state: str
    number: str | None
    #: labels of the fields without a value
    missing: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitLine:
    """On whom a task waits, since when, for how many days."""

    party: str
    who: Text
    reason: Text
    since: str
    days: int
    #: how to reach them; empty where nobody wrote it down
    contact: Text
    #: how often they were reminded, when last, and when to ask again
    nudges: int
    nudged_on: str | None
    again_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task as it stands at an instant."""

    case: str
    number: str
    key: str
    code: str
    title: Text
    stage: Text
    standing: Standing
    standing_text: Text
    owner: str | None
    owner_name: str | None
    helpers: tuple[str, ...]
    why: Text
    if_late: Text
    place: Text | None
    #: where that is and when it is open; None where it is done anywhere
    at: PlaceLine | None
    #: that the place closes before the last day
    chance: Chance | None
    risk: Text | None
    waits_on: Text | None
    deadlines: tuple[DeadlineLine, ...]
    papers: tuple[PaperLine, ...]
    documents: tuple[DocumentLine, ...]
    #: facts, evidence and limits that stand between the task and done
    lacks: tuple[Lack, ...]
    #: needs that are not met, as `NB-16 签订租赁合同`
    needs: tuple[Text, ...]
    wait: WaitLine | None
    #: what waits for a decision: `done`, `waive` or nothing
    pending: str | None
    #: people who may decide it
    deciders: tuple[str, ...]
    optional: bool
    milestone: bool
    done_on: str | None
    done_by: str | None
    #: the command that takes the task a step further; None where there is nothing to do
    command: str | None

    @property
    def closed(self) -> bool:
        """Nothing more is needed."""
        return self.standing in (Standing.DONE, Standing.WAIVED, Standing.NOT_APPLICABLE)


def task_title(task: Task, case: Case) -> Text:
    """Title with the instance or period it is for: `签订劳动合同（hire-2 张伟）`."""
    title = task.item.title
    if task.instance is not None:
        label = _label(case, task)
        return Text(zh=f"{title.zh}（{label.zh}）", en=f"{title.en} ({label.en})")
    if task.period is not None:
        period = task.key.partition("@")[2]
        return Text(zh=f"{title.zh}（{period}）", en=f"{title.en} ({period})")
    return title


def _label(case: Case, task: Task) -> Text:
    instance = task.instance or ""
    group = case.groups.get(task.item.per or "")
    label = typed(group.labels.get(instance)) if group is not None else NOTHING
    return Text(zh=f"{instance} {label.zh}".strip(), en=f"{instance} {label.en}".strip())


def task_line(case: Case, task: Task, house: House, now: datetime) -> TaskLine:
    """Everything that is to be said of a task."""
    where = standing(case, task)
    owner = owner_of(case, task)
    item = task.item
    open_ = not task.closed and where is not Standing.NOT_APPLICABLE
    at = place_of(case, item)
    return TaskLine(
        case=case.id,
        number=case.number,
        key=task.key,
        code=item.code,
        title=task_title(task, case),
        stage=stage_title(case, task),
        standing=where,
        standing_text=STANDINGS[where],
        owner=owner,
        owner_name=None if owner is None else house.name(owner),
        helpers=tuple(one for one in helpers_of(case, task) if one != owner),
        why=item.why,
        if_late=item.if_late,
        place=item.place,
        at=None if at is None else place_line(case, at, now),
        chance=chance_for(case, task, at, now) if open_ else None,
        risk=item.risk,
        waits_on=item.waits_on,
        deadlines=deadline_lines(case, task, now),
        papers=tuple(paper_line(one) for one in item.bring),
        documents=tuple(document_lines(case, task)),
        lacks=lacking(case, task) if open_ else (),
        needs=tuple(_needs(case, task)) if open_ else (),
        wait=_wait(case, task, now),
        pending=task.pending,
        deciders=_deciders(case, task, house, now),
        optional=item.optional or where is Standing.OPTIONAL,
        milestone=item.milestone,
        done_on=None if task.done_on is None else task.done_on.isoformat(),
        done_by=task.done_by,
        command=_command(case, task, where),
    )


def stage_title(case: Case, task: Task) -> Text:
    """Title of the stage a task belongs to; ad-hoc items have none of their own."""
    wanted_id = case.book.stage_of.get(task.item.id)
    for stage in case.book.definition.stages:
        if stage.id == wanted_id:
            return stage.title
    return Text(zh="本案增加", en="added to this case")


def paper_line(one: Bring) -> PaperLine:
    """`营业执照 复印件 2 份，盖公章`."""
    form = PAPER_FORMS[one.form]
    zh = f"{one.paper.zh} {form.zh} {one.count} 份"
    en = f"{one.paper.en}, {one.count} {form.en}{'' if one.count == 1 else 's'}"
    en = en.replace("copys", "copies")
    if one.seal is not None:
        zh, en = f"{zh}，盖{one.seal.zh}", f"{en}, with {one.seal.en}"
    if one.whose is not None:
        zh, en = f"{zh}（{one.whose.zh}）", f"{en} ({one.whose.en})"
    return PaperLine(
        paper=one.paper,
        form=one.form.value,
        count=one.count,
        seal=one.seal,
        whose=one.whose,
        said=Text(zh=zh, en=en),
    )


def document_lines(case: Case, task: Task) -> Iterator[DocumentLine]:
    """Documents that the task names, per instance where there are several."""
    for code in task.item.documents:
        spec = case.book.documents.get(code)
        if spec is None:
            continue
        for one in _wanted(case, task, code):
            yield document_line(case, one)


def _wanted(case: Case, task: Task, code: str) -> Iterator[Wanted]:
    spec = case.book.documents[code]
    if spec.per is None:
        yield wanted(case, code)
    elif task.instance in case.groups[spec.per].instances:
        yield Wanted(spec=spec, instance=task.instance)
    else:
        for instance in case.groups[spec.per].instances:
            yield Wanted(spec=spec, instance=instance)


def document_line(case: Case, one: Wanted) -> DocumentLine:
    """How far a document is."""
    document = case.document(one.key)
    lacks = missing(case, one.spec, one.instance)
    if document is None:
        state = "lacking" if lacks else "ready"
    elif document.issued is None:
        state = "prepared"
    else:
        state = "stale" if is_stale(case, one.key) else "issued"
    return DocumentLine(
        key=one.key,
        title=one.spec.title,
        state=state,
        number=None if document is None else document.number,
        missing=tuple(field.label for field in lacks) if state == "lacking" else (),
    )


def _needs(case: Case, task: Task) -> Iterator[Text]:
    for need in unmet(case, task):
        other = case.tasks.get(need.task) if need.task else None
        if other is not None:
            title = task_title(other, case)
            code = other.item.code
        else:
            item = case.book.items[need.item]
            title, code = item.title, item.code
        yield Text(zh=f"{code} {title.zh}", en=f"{code} {title.en}")


def _wait(case: Case, task: Task, now: datetime) -> WaitLine | None:
    if task.wait is None:
        return None
    since = date.fromisoformat(task.wait.since[:10])
    return WaitLine(
        party=task.wait.party,
        who=typed(task.wait.waiting_on),
        reason=typed(task.wait.reason),
        since=task.wait.since,
        days=(case.local_day(now) - since).days,
        contact=typed(task.wait.contact),
        nudges=task.wait.nudges,
        nudged_on=_iso(task.wait.nudged_on),
        again_on=_iso(task.wait.again_on),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _deciders(case: Case, task: Task, house: House, now: datetime) -> tuple[str, ...]:
    if task.pending is None:
        return ()
    looking = Ask(actor=SYSTEM, now=now, people=house.roster())
    return tuple(dict.fromkeys(one.person for one in deciders(case, looking, task)))


def _command(case: Case, task: Task, where: Standing) -> str | None:
    here = f"{case.number} {task.key}"
    if task.pending is not None:
        return f"launchkit approve {here}"
    if where in (Standing.READY, Standing.STARTED, Standing.OPTIONAL):
        return f"launchkit done {here}" + _blanks(case, task)
    if where is Standing.BLOCKED:
        return f"launchkit unblock {here}"
    return None


def _blanks(case: Case, task: Task) -> str:
    """The options that a `done` still needs, ready to be filled in."""
    words = [f" --fact {name}=…" for name in missing_facts(case, task)]
    words.extend(f" --evidence {rule.id}=…" for rule in missing_evidence(case, task))
    return "".join(words)
