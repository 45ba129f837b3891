"""The paper pack: for every place where something is done, what goes into the bag, which documents are filled, and who owes what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from launchkit.domain.case import Case, CaseDocument, Task
from launchkit.domain.checklist import DocumentSpec, Text
from launchkit.domain.custody import SentOut
from launchkit.domain.forms import missing
from launchkit.domain.house import House
from launchkit.domain.people import owner_of
from launchkit.domain.places import place_of
from launchkit.domain.rules.common import task_for
from launchkit.domain.rules.documents import all_wanted, may_reissue, wanted
from launchkit.domain.standing import SETTLED, Standing, standing
from launchkit.domain.telling.deadlines import DeadlineLine
from launchkit.domain.telling.places import PlaceLine, place_line
from launchkit.domain.telling.tasks import (
    DocumentLine,
    PaperLine,
    TaskLine,
    document_line,
    task_line,
)
from launchkit.domain.telling.words import typed

#: Standings at which somebody can go to the counter now.
_NOW = frozenset(
    {Standing.READY, Standing.STARTED, Standing.BLOCKED, Standing.SUBMITTED, Standing.OPTIONAL}
)
_NOBODY = Text(zh="尚未指定", en="nobody yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """One thing that keeps a bag from being complete, and the task at which it is supplied."""

    what: Text
    document: str | None
    task: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedLine:
    """Everything that one person still owes a bag; None: nobody answers for it yet."""

    person: str | None
    name: Text
    gaps: tuple[GapLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A document with all its versions: how far it is, what changed since it was printed, and where it is now."""

    line: DocumentLine
    spec: DocumentSpec
    newest: CaseDocument | None
    #: facts stated anew since it was printed
    changed: tuple[Text, ...]
    #: printing it again would say something else than what is there
    reprint: bool
    #: with whom outside it is for signature, None when it is here
    out: SentOut | None
    out_to: Text
    #: back and signed
    signed: bool
    #: older and void versions that were printed, newest first
    older: tuple[CaseDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLine:
    """One place: what is done there, the papers in the bag, the documents, and who owes what."""

    place: Text | None
    #: where that is and when it is open
    at: PlaceLine | None
    #: what can be done there now
    tasks: tuple[TaskLine, ...]
    #: what follows there once its needs are met
    later: tuple[TaskLine, ...]
    #: each with how often it is wanted: every new person brings their own
    papers: tuple[tuple[PaperLine, int], ...]
    documents: tuple[FormLine, ...]
    owed: tuple[OwedLine, ...]

    @property
    def ready(self) -> bool:
        """Somebody can go: there is something to do there, and nothing is owed."""
        return bool(self.tasks) and not self.owed

    @property
    def deadline(self) -> DeadlineLine | None:
        """The deadline there to plan by first."""
        found = [line for task in self.tasks for line in task.deadlines[:1]]
        return min(found, key=lambda line: line.plan_by, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """All counters of a case, those where something can be done now in front, and the documents that belong to none."""

    counters: tuple[CounterLine, ...]
    later: tuple[CounterLine, ...]
    #: documents that no open task takes anywhere
    others: tuple[FormLine, ...]


def bag_of(case: Case, house: House, now: datetime) -> Bag:
    """What has to be carried where."""
    places: dict[str, list[Task]] = {}
    shown: set[str] = set()
    for task in case.tasks.values():
        if standing(case, task) not in SETTLED and (task.item.bring or task.item.documents):
            place = place_of(case, task.item)
            places.setdefault("" if place is None else place.key, []).append(task)
    found = [_counter(case, tasks, house, now) for tasks in places.values()]
    for one in found:
        shown.update(form.line.key for form in one.documents)
    others = [
        form_line(case, one.key)
        for one in all_wanted(case)
        if one.key not in shown and case.documents.get(one.key)
    ]
    return Bag(
        counters=tuple(sorted((one for one in found if one.tasks), key=_first)),
        later=tuple(one for one in found if not one.tasks),
        others=tuple(others),
    )


def _first(counter: CounterLine) -> tuple[bool, str]:
    """Places first, by the day to plan by; what is done at no place comes last."""
    line = counter.deadline
    return counter.place is None, "9999" if line is None else line.plan_by


def _counter(case: Case, tasks: list[Task], house: House, now: datetime) -> CounterLine:
    going = [task for task in tasks if standing(case, task) in _NOW]
    # Where nothing can be done yet, the bag is shown as it will be needed.
    packed = going or tasks
    lines = [(task, task_line(case, task, house, now)) for task in packed]
    keys = dict.fromkeys(one.key for _, line in lines for one in line.documents)
    forms = tuple(form_line(case, key) for key in keys)
    place = place_of(case, tasks[0].item)
    at = None if place is None else place_line(case, place, now)
    return CounterLine(
        place=None if at is None else at.title,
        at=at,
        tasks=tuple(line for _, line in lines) if going else (),
        later=tuple(task_line(case, one, house, now) for one in tasks if one not in going),
        papers=_together(paper for _, line in lines for paper in line.papers),
        documents=forms,
        owed=_owed(case, forms, house),
    )


def form_line(case: Case, key: str) -> FormLine:
    """A document as the paper pack shows it."""
    one = wanted(case, key)
    newest, out = case.document(key), case.sent_out.get(key)
    current = None if out is None or newest is None or out.prepared != newest.prepared else out
    printed = [each for each in case.documents.get(key, ()) if each.issued is not None]
    return FormLine(
        line=document_line(case, one),
        spec=one.spec,
        newest=newest,
        changed=() if newest is None else tuple(_changed(case, newest)),
        reprint=may_reissue(case, key),
        out=current if current is not None and current.out else None,
        out_to=typed(None if current is None else current.to),
        signed=current is not None and current.signed,
        older=tuple(
            each
            for each in reversed(printed)
            if newest is None or each.prepared != newest.prepared
        ),
    )


def _changed(case: Case, document: CaseDocument) -> Iterator[Text]:
    """Titles of the facts that say something else than they did when the document was numbered."""
    for name, seq in document.facts.items():
        fact, _, instance = name.partition("#")
        held = case.facts.get((fact, instance or None))
        if held is not None and held.seq != seq:
            title = case.book.facts[fact].title
            yield Text(zh=f"{title.zh} {instance}".strip(), en=f"{title.en} {instance}".strip())


# --- gaps --------------------------------------------------------------------------------------------------


def _owed(case: Case, forms: Iterable[FormLine], house: House) -> tuple[OwedLine, ...]:
    """What is missing, by the person who has to supply it."""
    by_person: dict[str | None, list[GapLine]] = {}
    for form in forms:
        for person, gap in _gaps(case, form):
            by_person.setdefault(person, []).append(gap)
    return tuple(
        OwedLine(person=person, name=_name(house, person), gaps=tuple(gaps))
        for person, gaps in by_person.items()
    )


def _name(house: House, person: str | None) -> Text:
    if person is None:
        return _NOBODY
    return Text(zh=house.name(person), en=house.name(person))


def _together(papers: Iterable[PaperLine]) -> tuple[tuple[PaperLine, int], ...]:
    """The same paper of several tasks once, with their number."""
    return tuple(Counter(papers).items())


def _gaps(case: Case, form: FormLine) -> Iterator[tuple[str | None, GapLine]]:
    key, title = form.line.key, form.line.title
    keeper = _owner_for(case, case.book.item_of_document.get(form.spec.code), key)
    if form.out is not None:
        said = Text(
            zh=f"收回在外签署的{title.zh}", en=f"get {title.en} back, which is out for signature"
        )
        yield form.out.keeper, GapLine(what=said, document=key, task=None)
    if form.line.state == "lacking":
        yield from _blanks(case, key)
    elif form.line.state == "stale":
        said = Text(
            zh=f"重印{title.zh}：要素已变", en=f"print {title.en} again: a fact has changed"
        )
        yield keeper[0], GapLine(what=said, document=key, task=keeper[1])
    elif form.line.state in {"ready", "prepared"}:
        said = Text(zh=f"出具{title.zh}", en=f"issue {title.en}")
        yield keeper[0], GapLine(what=said, document=key, task=keeper[1])


def _blanks(case: Case, key: str) -> Iterator[tuple[str | None, GapLine]]:
    """Blanks of a document, together where one task asks for them, with that task and who does it."""
    one = wanted(case, key)
    own = case.book.item_of_document.get(one.spec.code)
    together: dict[tuple[str | None, str | None], list[Text]] = {}
    for field in missing(case, one.spec, one.instance):
        # What no task asks for is stated by whoever needs the document.
        asker = _owner_for(case, case.book.asked_by.get(field.fact or "", own), key)
        together.setdefault(asker, []).append(field.label)
    title, whose = one.spec.title, f" {one.instance}" if one.instance else ""
    for (person, task), labels in together.items():
        what = Text(
            zh=f"{title.zh}{whose}：{'、'.join(label.zh for label in labels)}",
            en=f"{title.en}{whose}: {', '.join(label.en for label in labels)}",
        )
        yield person, GapLine(what=what, document=key, task=task)


def _owner_for(case: Case, item: str | None, key: str) -> tuple[str | None, str | None]:
    """Who does the item, and the key of its task."""
    task = task_for(case, item, key.partition("#")[2] or None)
    return (None, None) if task is None else (owner_of(case, task), task.key)
