"""The list that passes with a person: everything that has to be known on the next morning, as plain data that two people sign.

It is computed from the case and one local day, never from a clock, so that a signature can be checked later. What was typed
stands in it as typed; what was erased leaves its mark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from launchkit.domain.book import anchors_of
from launchkit.domain.case import Case, Held, Task
from launchkit.domain.checklist import FactSpec, FactType, Item, Personal
from launchkit.domain.conditions import facts_of
from launchkit.domain.custody import Handover, Promise, SentOut
from launchkit.domain.entries import plain
from launchkit.domain.index import is_stale
from launchkit.domain.people import owner_of, person_for
from launchkit.domain.recorded import Erased, Json
from launchkit.domain.recurrence import to_open
from launchkit.domain.standing import SETTLED, Standing, day_of, standing
from launchkit.domain.times import nearest, running_deadlines
from launchkit.domain.trail import canonical

#: How far ahead the list looks, in days.
AHEAD = timedelta(days=7)
#: A fact that was stated longer ago, and is still used, is asked again by whoever takes over.
FRESH = timedelta(days=14)

#: What can be worked on now; the rest of the open tasks waits for something.
_NOW = frozenset({Standing.READY, Standing.STARTED, Standing.BLOCKED, Standing.SUBMITTED})

Row = dict[str, Json]


def pack(case: Case, handover: Handover, day: date) -> Row:
    """The list of a hand-over as it stands, with days counted from `day`."""
    giver = handover.giver
    tasks = giver_tasks(case, giver)
    rows = [_task_row(case, task, day) for task in tasks]
    promises = [one for one in case.promises.values() if one.open and _keeps(case, giver, one)]
    papers = [one for one in case.sent_out.values() if one.out and _keeps(case, giver, one)]
    found: Row = {
        "handover": handover.handover,
        "number": case.number,
        "day": day.isoformat(),
        "giver": giver,
        "roles": list(case.team.get(giver, ())),
        "receiver": handover.receiver,
        "stays": handover.stays,
        "open_items": [row for row in rows if Standing(row["standing"]) in _NOW],
        "later_items": [row for row in rows if Standing(row["standing"]) not in _NOW],
        "promises": [_promise_row(case, one) for one in promises],
        "custody": [
            {
                "thing": one.thing,
                "kind": one.kind,
                "label": _said(one.label),
                "place": _said(one.place),
                "amount": one.amount,
                "quantity": one.quantity,
                "since": one.since.isoformat(),
            }
            for one in case.custody.values()
            if one.held and one.holder == giver
        ],
        "week": sorted(
            (
                *_task_days(case, tasks, day),
                *_recurring_days(case, giver, day),
                *_outside_days(case, promises, papers, day),
            ),
            key=lambda one: (one["day"], one["what"], one["code"], one["zh"]),
        ),
        "contacts": _contacts(tasks, promises, papers),
        "to_check": list(_to_check(case, tasks, day)),
        "sent_out": [_sent_row(case, one) for one in papers],
        "stale": [
            {**_document(case, key), "document": key}
            for key in case.documents
            if is_stale(case, key)
        ],
        "findings": [
            {
                "finding": one.finding,
                "about": one.about,
                "task": one.task,
                "raised_on": case.local_day(datetime.fromisoformat(one.raised_at)).isoformat(),
            }
            for one in case.findings.values()
            if not one.answered
        ],
        # What was asked stays between the asker, counsel and headquarters; that an answer is awaited does not.
        "counsel": [
            {"question": one.id, "due": _iso(one.due)}
            for one in case.questions.values()
            if giver in one.asked_by and not one.answered
        ],
        "lent": _lent(case, giver, day),
        "away": _away(case, giver, day),
    }
    return dict(plain(found))


def digest_of(found: Json) -> str:
    """SHA-256 (64 hex) of the canonical bytes of a list: what is signed."""
    return hashlib.sha256(canonical(found)).hexdigest()


def pack_of(case: Case, handover: Handover) -> Json:
    """The list to print: the one both signed, else as it stands at the last entry; None for one that was cancelled."""
    if handover.completed_at is not None:
        return None if isinstance(handover.pack, Erased) else handover.pack
    if not handover.open:
        return None
    return pack(case, handover, case.local_day(datetime.fromisoformat(case.last_at)))


def giver_tasks(case: Case, giver: str) -> list[Task]:
    """Tasks that a person answers for and that somebody else has to answer for after them, in the order of the checklist.

    One that was handed on only for the time of their absence is theirs.
    """
    return [
        task
        for task in case.tasks.values()
        if not task.closed
        and giver in (owner_of(case, task), task.back_to)
        and (task.owner == giver or standing(case, task) not in SETTLED)
    ]


def _keeps(case: Case, person: str, one: Promise | SentOut) -> bool:
    """Whether a person answers for it; what somebody who has left kept, the lead keeps."""
    keeper = one.keeper if one.keeper in case.team else person_for(case, "lead")
    return keeper == person


def _said(value: Json) -> str:
    if isinstance(value, Erased):
        return f"〔已清除 {value.on}·{value.basis}〕"
    return "" if value is None else str(value)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _title(task: Task) -> Row:
    """Title without the name of whom it is for: the instance tells."""
    which = task.instance or task.key.partition("@")[2]
    zh, en = task.item.title.zh, task.item.title.en
    if which:
        zh, en = f"{zh}（{which}）", f"{en} ({which})"
    return {"code": task.item.code, "zh": zh, "en": en}


# --- open items ---------------------------------------------------------------------------------------------------------


def _task_row(case: Case, task: Task, day: date) -> Row:
    first = nearest(case, task)
    last = None if first is None else first.deadline.last_day
    return {
        **_title(task),
        "task": task.key,
        "standing": standing(case, task).value,
        "last_day": _iso(last),
        "plan_by": None if first is None else _iso(first.deadline.plan_by),
        "slack": None if last is None else (last - day).days,
        "statutory": first is not None and first.deadline.statutory,
        "sent_back": _said(task.sent_back),
        "wait": _wait_row(task, day),
    }


def _wait_row(task: Task, day: date) -> Row | None:
    wait = task.wait
    if wait is None:
        return None
    return {
        "who": _said(wait.waiting_on),
        "party": wait.party,
        "contact": _said(wait.contact),
        "since": wait.since,
        "days": (day - date.fromisoformat(wait.since[:10])).days,
        "reason": _said(wait.reason),
        "nudges": wait.nudges,
        "again_on": _iso(wait.again_on),
    }


# --- promises and papers --------------------------------------------------------------------------------------------------


def _promise_row(case: Case, one: Promise) -> Row:
    task = case.tasks.get(one.task or "")
    return {
        "promise": one.promise,
        "to": _said(one.to),
        "what": _said(one.what),
        "by": one.by.isoformat(),
        "moved": one.moved,
        "code": "" if task is None else task.item.code,
        "contact": _said(one.contact),
    }


def _document(case: Case, key: str) -> Row:
    code, _, instance = key.partition("#")
    title = case.book.documents[code].title
    of = f"（{instance}）" if instance else ""
    of_en = f" ({instance})" if instance else ""
    document = case.document(key)
    number = None if document is None else document.number
    return {"code": code, "zh": f"{title.zh}{of}", "en": f"{title.en}{of_en}", "number": number}


def _sent_row(case: Case, one: SentOut) -> Row:
    return {
        **_document(case, one.document),
        "document": one.document,
        "to": _said(one.to),
        "sent_on": one.sent_on.isoformat(),
        "expected": _iso(one.expected),
    }


def _contacts(
    tasks: Iterable[Task], promises: Iterable[Promise], papers: Iterable[SentOut]
) -> list[Row]:
    """Everybody outside whom the next person will have to reach, with what about."""
    found: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        if task.wait is not None:
            who = (_said(task.wait.waiting_on), _said(task.wait.contact))
            found.setdefault(who, []).append(task.item.code)
    for promise in promises:
        found.setdefault((_said(promise.to), _said(promise.contact)), []).append(promise.promise)
    for paper in papers:
        found.setdefault((_said(paper.to), ""), []).append(paper.document)
    return [
        {"who": who, "contact": contact, "about": about} for (who, contact), about in found.items()
    ]


# --- the next days --------------------------------------------------------------------------------------------------------


def _on(day: date, what: str, row: Row) -> Row:
    return {"day": day.isoformat(), "what": what, **row}


def _task_days(case: Case, tasks: Iterable[Task], day: date) -> Iterator[Row]:
    """Deadlines up to the last day looked at, those already missed in front, and days on which to ask again."""
    for task in tasks:
        for one in running_deadlines(case, task):
            last = one.deadline.last_day
            if not one.deadline.suspended and last <= day + AHEAD:
                yield _on(last, "late" if last < day else "deadline", _title(task))
        again = None if task.wait is None else task.wait.again_on
        if again is not None and again <= day + AHEAD:
            yield _on(again, "ask_again", _title(task))


def _recurring_days(case: Case, giver: str, day: date) -> Iterator[Row]:
    """Recurring duties whose next period opens within the days looked at."""
    end = datetime.combine(day + AHEAD, time(23, 59), case.zone)
    for period in to_open(case, end):
        item = case.book.items[period.item]
        if person_for(case, item.owner) == giver:
            title = {"code": item.code, "zh": item.title.zh, "en": item.title.en}
            yield _on(case.local_day(period.opens_at), "recurring", title)


def _outside_days(
    case: Case, promises: Iterable[Promise], papers: Iterable[SentOut], day: date
) -> Iterator[Row]:
    for promise in promises:
        if promise.by <= day + AHEAD:
            what = _said(promise.what)
            row = {"code": promise.promise, "zh": what, "en": what}
            yield _on(promise.by, "promise", row)
    for paper in papers:
        if paper.expected is not None and paper.expected <= day + AHEAD:
            row = _document(case, paper.document)
            del row["number"]
            yield _on(paper.expected, "expected", row)


# --- facts to check again -------------------------------------------------------------------------------------------------


def _to_check(case: Case, tasks: Iterable[Task], day: date) -> Iterator[Row]:
    """Facts that open tasks use and that were stated more than `FRESH` ago, the oldest first.

    Left out is what cannot have changed: a day that lies behind, and what the house knows. Personal ones by title only.
    """
    used: dict[tuple[str, str | None], list[str]] = {}
    for task in tasks:
        for fact in dict.fromkeys(used_facts(case, task)):
            spec = case.book.facts[fact]
            for instance in _instances(case, task, spec):
                if spec.house is None:
                    used.setdefault((fact, instance), []).append(task.item.code)
    found = [(key, case.facts[key], codes) for key, codes in used.items() if key in case.facts]
    found.sort(key=lambda one: (day_of(case, one[1]), one[0][0], one[0][1] or ""))
    for (fact, instance), held, codes in found:
        stated = day_of(case, held)
        if day - stated > FRESH and not _is_past(case, fact, held, day):
            yield _fact_row(case, fact, instance, held, codes) | {
                "stated_on": stated.isoformat(),
                "age": (day - stated).days,
            }


def _instances(case: Case, task: Task, spec: FactSpec) -> tuple[str | None, ...]:
    if spec.per is None:
        return (None,)
    return case.groups[spec.per].instances if task.instance is None else (task.instance,)


def _fact_row(case: Case, fact: str, instance: str | None, held: Held, codes: list[str]) -> Row:
    spec = case.book.facts[fact]
    personal = spec.personal is not Personal.NONE or isinstance(held.value, Erased)
    return {
        "fact": fact,
        "instance": instance,
        "zh": spec.title.zh,
        "en": spec.title.en,
        "personal": personal,
        "value": None if personal or spec.type is FactType.TABLE else held.value,
        "tasks": list(dict.fromkeys(codes)),
    }


def _is_past(case: Case, fact: str, held: Held, day: date) -> bool:
    if case.book.facts[fact].type not in (FactType.DATE, FactType.INSTANT):
        return False
    return str(held.value)[:10] < day.isoformat()


def used_facts(case: Case, task: Task) -> Iterator[str]:
    """Facts that a task looks at: that it asks for, that its condition and deadlines rest on, that its documents print."""
    item: Item = task.item
    yield from (*item.facts, *item.optional_facts)
    if item.when is not None:
        yield from facts_of(item.when)
    for check in item.checks:
        yield from facts_of(check.must)
    for anchor in anchors_of(item):
        if anchor.fact is not None:
            yield anchor.fact
    for code in item.documents:
        spec = case.book.documents.get(code)
        for field in () if spec is None else spec.fields:
            yield from (field.columns if field.fact is None else (field.fact,))


# --- who stands in --------------------------------------------------------------------------------------------------------


def _lent(case: Case, giver: str, day: date) -> list[Row]:
    """Delegations that run and that the giver gave or holds, and who stands in for whom."""
    found: list[Row] = [
        {
            "id": one.id,
            "principal": one.principal,
            "deputy": one.deputy,
            "begins": one.begins.isoformat(),
            "ends": one.ends.isoformat(),
            "roles": list(one.roles),
            "tasks": list(one.tasks),
        }
        for one in case.delegations.values()
        if not one.ended and one.ends >= day and giver in (one.principal, one.deputy)
    ]
    found.extend(
        {
            "id": None,
            "principal": person,
            "deputy": deputy,
            "begins": None,
            "ends": None,
            "roles": [],
            "tasks": [],
        }
        for person, deputy in case.deputies.items()
        if giver in (person, deputy)
    )
    return found


def _away(case: Case, giver: str, day: date) -> list[Row]:
    return [
        {"id": one.id, "begins": one.begins.isoformat(), "ends": _iso(one.ends)}
        for one in case.absences.values()
        if one.person == giver
        and (one.ends is None or one.ends >= day)
        and (one.back_on is None or one.back_on > day)
    ]
