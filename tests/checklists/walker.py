"""Works a case of any checklist from its first task to its closing, answering every question from the samples.

Nothing is known here about a situation but the few answers a test gives; whatever a checklist asks for, needs or limits is
met, or the walk stops and says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Column, Definition, FactSpec, FactType
from launchkit.domain.roles import ROLES, Authority
from launchkit.domain.standing import Standing, standing, values_for
from launchkit.library.yaml_reader import Plain, read_file
from launchkit.testing import TestDesk, desk_for

ROOT = Path(__file__).parents[2]
Answers = Mapping[str, object]
#: everybody who can act, under the name of the role
TEAM = {
    role.id.upper(): (role.id,)
    for role in ROLES.values()
    if role.authority in {Authority.DOES, Authority.COUNSELS, Authority.AUDITS}
    and role.id != "everyone"
} | {"H1": ("hq_lead",)}
DEFAULTS: Mapping[FactType, object] = {
    FactType.LONG_TEXT: "示例",
    FactType.INTEGER: 1,
    FactType.DECIMAL: "1",
    FactType.MONEY: 100_000,
    FactType.YES_NO: True,
    FactType.PHONE: "13800000001",
    FactType.BANK_ACCOUNT: "6200000000000000",
    FactType.ID_NUMBER: "210106199001010002",
    FactType.USCC: "91210106MA00000000",
}
_MOST_DAYS = 200
#: a series by the week opens its last task on the morning after that week
_WEEK = timedelta(days=8)


@cache
def samples() -> Mapping[str, Plain]:
    """A value for each fact that some document prints, by fact."""
    found: dict[str, Plain] = {}
    for path in sorted(ROOT.glob("templates/documents/*/sample.yaml")):
        values = read_file(path).data
        fields = read_file(path.with_name("fields.yaml")).data["fields"]
        assert isinstance(fields, list)
        for field in fields:
            assert isinstance(field, dict)
            value = values.get(str(field["name"]))
            if "fact" in field and value is not None:
                found.setdefault(str(field["fact"]), value)
            for row in value if "collection" in field and isinstance(value, list) else ():
                assert isinstance(row, dict)
                for name, one in row.items():
                    found.setdefault(name, one)
    return found


class Walk:
    """A case that is worked until nothing is left; `given` overrides the samples."""

    def __init__(
        self, definition: Definition, given: Answers, instances: Mapping[str, int]
    ) -> None:
        self.definition = definition
        self.given = given
        self.desk: TestDesk = desk_for(
            definition, start=datetime.fromisoformat("2026-12-01T00:30Z")
        )
        house = (fact.id for fact in definition.facts if fact.house is not None)
        self.desk.open(TEAM, facts={fact: samples()[fact] for fact in house if fact in samples()})
        for collection in definition.collections:
            for _ in range(instances.get(collection.id, collection.min)):
                self.desk.desk.add_instance(self.desk.call("LEAD"), self.desk.id, collection.id)
            self.desk.desk.complete_collection(self.desk.call("LEAD"), self.desk.id, collection.id)

    @property
    def case(self) -> Case:
        """As it stands."""
        return self.desk.case

    def to_the_end(self, *, papers: bool = False) -> Case:
        """Everything done that can be, day after day, every paper issued if wanted, then closed.

        The closing is refused while anything is left.
        """
        for _ in range(_MOST_DAYS):
            self.desk.clock.forward(hours=12)
            self.desk.advance()
            # A layer a day, so that days and weeks pass and what recurs comes up.
            for task in self._ready():
                self._work(task)
            self.desk.clock.forward(hours=12)
            if not any(True for _ in self._left()):
                break
        for document in dict.fromkeys(issued_by(self.case)) if papers else ():
            self.desk.desk.issue(self.desk.call("LEAD"), self.desk.id, document)
        self._answer_findings()
        self.desk.desk.close(self.desk.call("H1"), self.desk.id, note="办结")
        return self.case

    def _ready(self) -> list[Task]:
        case = self.case
        return [task for task in case.tasks.values() if standing(case, task) is Standing.READY]

    def _left(self) -> Iterator[str]:
        """Tasks that are open, and series whose last week may still come up."""
        case = self.case
        settled = {Standing.DONE, Standing.NOT_APPLICABLE}
        yield from (key for key, one in case.tasks.items() if standing(case, one) not in settled)
        ends = {
            item.recurs.until.item
            for item in case.book.items.values()
            if item.recurs and item.recurs.until
        }
        for task in case.tasks.values():
            ended = task.done_on if task.item.id in ends else None
            if ended is not None and case.local_day(self.desk.clock()) < ended + _WEEK:
                yield f"the week after {task.key}"

    def _work(self, task: Task) -> bool:
        """The task is done by its owner and approved where it has to be; False once another made it needless."""
        if standing(self.case, self.case.tasks[task.key]) is not Standing.READY:
            return False
        # The lead answers for what an outside party does.
        outside = ROLES[task.item.owner].authority is Authority.OUTSIDE
        owner = "LEAD" if outside else task.item.owner.upper()
        files = [
            f"{rule.id}:{rule.id}-{n}.pdf" for rule in task.item.evidence for n in range(rule.min)
        ]
        facts: dict[str, Any] = dict(self._answers(task))
        self.desk.done(owner, task.key, *files, **facts)
        if self.case.tasks[task.key].pending:
            self.desk.approve("H1", task.key)
        return True

    def _answers(self, task: Task) -> Iterator[tuple[str, object]]:
        """Answers by fact; those of an instance are its own, as the desk reads them."""
        read = values_for(self.case, task)
        for fact in (*task.item.facts, *task.item.optional_facts):
            spec = self.case.book.facts[fact]
            if read(fact) is None or fact in self.given:
                value = self.answer(spec)
                if value is not None:
                    yield fact, value

    def answer(self, spec: FactSpec) -> object:
        """What is given, else what a sample shows, else something of the type."""
        if spec.type is FactType.PERSON:
            # Two people have to differ wherever two are asked for.
            return "MATE" if "second" in spec.id else "LEAD"
        known = self.given.get(spec.id, samples().get(spec.id))
        if known is not None:
            return known
        if spec.type is FactType.TABLE:
            return [{column.id: self._invented(column) for column in spec.columns}]
        return self._invented(spec)

    def _invented(self, spec: FactSpec | Column) -> object:
        if spec.type is FactType.CHOICE:
            return spec.options[0].id
        if spec.type is FactType.DATE:
            return self.case.local_day(self.desk.clock()).isoformat()
        if spec.type is FactType.INSTANT:
            return self.desk.clock().isoformat()
        return spec.title.zh if spec.type is FactType.TEXT else DEFAULTS[spec.type]

    def _answer_findings(self) -> None:
        for finding in self.case.findings.values():
            if not finding.answered:
                self.desk.desk.answer_finding(
                    self.desk.call("H1"), self.desk.id, finding.finding, answer="已知悉"
                )


def issued_by(case: Case) -> Iterator[str]:
    """Documents of tasks that are done, with their instance: `D61#concerned-1`."""
    specs = {one.code: one for one in case.book.definition.documents}
    for task in case.tasks.values():
        for code in task.item.documents if task.closed else ():
            yield f"{code}#{task.instance}" if specs[code].per else code
