"""State = fold(definition, entries): one function per kind of entry, no rule, no clock.

The fold trusts the trail: what it reads was allowed when it was written. It therefore never refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from launchkit.domain import entries as kinds
from launchkit.domain.book import Book
from launchkit.domain.case import Case, Group, Task
from launchkit.domain.entries import entry_of
from launchkit.domain.fold import cases, crisis, custody, people
from launchkit.domain.fold.pen import Pen, write
from launchkit.domain.fold.traces import trace
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import Recorded

#: Changes whenever the same entries fold to something else; derived rows carry it.
FOLD_VERSION = 3

#: The modules whose functions write the kinds; named so that importing the fold imports them.
WRITERS = (cases, people, custody, crisis)


def fold(book: Book, recorded: Iterable[Recorded]) -> Case:
    """Case from its entries; the first has to be `case_opened`."""
    items = iter(recorded)
    first = next(items)
    return apply(opened(book, first), items)


def apply(case: Case, recorded: Iterable[Recorded]) -> Case:
    """Next value of the case; the one given is not changed. Cost: one copy of each map that changes, plus the entries."""
    pen: Pen | None = None
    for one in recorded:
        if pen is None:
            pen = Pen(case, {}, one)
        pen.recorded = one
        entry = entry_of(one)
        write(entry, pen)
        trace(entry, pen)
        pen.fields["seq"] = one.envelope.stream_seq
        pen.fields["last_at"] = one.envelope.recorded_at
        if one.envelope.actor != SYSTEM:
            pen.fields["last_word"] = one.envelope.recorded_at
    return case if pen is None else replace(case, **pen.fields)


def opened(book: Book, first: Recorded) -> Case:
    """Case as it is right after `case_opened`."""
    entry = entry_of(first)
    assert isinstance(entry, kinds.CaseOpened)  # noqa: S101  the trail was verified; this only narrows the type
    envelope = first.envelope
    tasks: dict[str, Task] = {}
    for item in book.items.values():
        if item.per is None and item.recurs is None:
            tasks[item.id] = Task(key=item.id, item=item)
    return Case(
        id=envelope.stream.removeprefix("case:"),
        book=book,
        calendar=book.calendar,
        number=entry.number,
        series=entry.series,
        year=entry.year,
        serial=entry.serial,
        company=entry.company,
        branch=entry.branch,
        checklist=entry.checklist,
        name=entry.name,
        start=date.fromisoformat(entry.start),
        target=date.fromisoformat(entry.target),
        zone=ZoneInfo(entry.zone),
        division_code=entry.division_code,
        restricted=entry.restricted,
        opened_at=envelope.recorded_at,
        opened_by=envelope.actor,
        team={str(one["person"]): tuple(one["roles"]) for one in entry.team},
        links=entry.links,
        tasks=tasks,
        keys={key: (key,) for key in tasks},
        groups={name: Group() for name in book.collections},
        seq=envelope.stream_seq,
        last_at=envelope.recorded_at,
        last_word=envelope.recorded_at,
    )
