"""The desk as the one who dies: it opens a case, takes in evidence and finishes tasks."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from launchkit.desk import Attachment, Call, Desk, Opening, Ports
from launchkit.domain.checklist import (
    Anchor,
    CasePoint,
    Definition,
    Due,
    Estimate,
    Item,
    Stage,
    Text,
)
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.testing import FixedClock, OneDefinition, PlainPress
from tests.faults.harness import ACTIONS_OF_A_LIFE, LIVES_OF_A_HOME
from tests.faults.writer import START, Home, StoreWriter, content_of, request_of

#: two actions each, and as many as one home lives to see
TASKS = ACTIONS_OF_A_LIFE * LIVES_OF_A_HOME // 2
TEAM = {"P1": ("lead",), "H1": ("hq_lead",)}
WORD = Text(zh="项", en="item")


def definition() -> Definition:
    """Tasks that wait for nothing, each with a date."""
    due = (Due(id="P1", after=Anchor(case=CasePoint.START), within=10),)
    items = tuple(
        Item(
            id=f"i{number}",
            code=f"F-{number}",
            title=WORD,
            owner="lead",
            why=WORD,
            if_late=WORD,
            effort=Estimate(likely=1),
            due=due,
        )
        for number in range(TASKS)
    )
    return Definition(
        format=1,
        id="faults",
        title=WORD,
        stages=(Stage(id="only", title=WORD, items=items),),
        facts=(),
        collections=(),
        documents=(),
        statutes=(),
        retentions=(),
        calendars=(),
    )


class DeskWriter(StoreWriter):
    """Action 0 opens a case; then each odd action hands in evidence and each even one finishes."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.clock = FixedClock(START)
        self.desk = Desk(
            Ports(
                store=self.store,
                vault=self.vault,
                library=OneDefinition(definition()),
                press=PlainPress(),
                clock=self.clock,
                ids=lambda: os.urandom(16).hex(),
                seal=lambda content: hashlib.sha256(content).hexdigest(),
                check=lambda _kind, text: text,
            )
        )

    def act(self, number: int) -> None:
        self.clock.forward(minutes=number)
        if number == 0:
            self._open()
            return
        task, (case,) = f"i{(number - 1) // 2 % TASKS}", self._cases()
        if number % 2:
            scan = Attachment(content=content_of(number), name=f"{number}.jpg", media="image/jpeg")
            self.desk.attach(call(number), case, task, [scan])
        else:
            self.desk.done(call(number), case, task)

    def carried_out(self) -> int:
        return len(self._requests())

    def _open(self) -> None:
        self.desk.registry.add(
            Call(actor="P1", request="house", channel="faults"),
            CompanyAdded(company="RX", name="公司", short_name="公司", uscc="91"),
            BranchAdded(branch="SY", company="RX", name="分公司", city="沈阳"),
            *(PersonAdded(person=one, name=one) for one in TEAM),
        )
        opening = Opening(
            checklist="faults",
            name="案",
            branch="SY",
            start=START.date().isoformat(),
            target=(START + timedelta(days=60)).date().isoformat(),
            team=TEAM,
        )
        self.desk.open(call(0), opening)

    def _cases(self) -> list[str]:
        return [name.removeprefix("case:") for name in self.store.streams("case:")]

    def _requests(self) -> set[str]:
        entries = self.store.tail(after=0, limit=1_000_000)
        return {each.envelope.request for each in entries} - {"house"}

    def _wrong(self, acknowledged: set[int]) -> Iterator[str]:
        kept = self._requests()
        for number in sorted(acknowledged):
            if request_of(number) not in kept or self.store.answered(request_of(number)) is None:
                yield f"action {number} is lost"
        yield from (
            f"trail: {each.en}" for each in self.store.verify(file_state=self.vault.state).remarks
        )
        yield from (f"table: {each.en}" for each in self.store.damages())
        yield from self._half_files()
        cases = self._cases()
        if len(cases) > 1:
            yield "the case was opened twice"
        for case in cases:
            yield from self._wrong_in(case, acknowledged)

    def _wrong_in(self, case: str, acknowledged: set[int]) -> Iterator[str]:
        if differences := self.desk.differences(case):
            yield f"the derived rows are not those of a replay: {differences[0]}"
        handed_in = Counter(
            each.envelope.request for each in self.store.load(f"case:{case}") for _ in each.files
        )
        yield from (f"{request} is there {n} times" for request, n in handed_in.items() if n > 1)
        done = {each.task for each in self.store.tasks(case=case) if each.state == "done"}
        for number in acknowledged:
            if number and number % 2 == 0 and f"i{(number - 1) // 2 % TASKS}" not in done:
                yield f"task of action {number} is not done"


def call(number: int) -> Call:
    return Call(actor="P1" if number else "H1", request=request_of(number), channel="faults")
