"""A desk over memory, with short calls for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from launchkit.desk import Attachment, Call, Desk, Opening, Outcome, Ports
from launchkit.desk.intake import PER_DAY
from launchkit.domain.case import Case
from launchkit.domain.checklist import Definition, FactType
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.testing.memory import MemoryStore, MemoryVault
from launchkit.testing.stand_ins import FixedClock, OneDefinition, PlainPress


class TestDesk:
    """A desk over memory with short calls for tests; `P1` leads, `H1` decides unless told otherwise."""

    __test__ = False

    def __init__(self, definition: Definition, start: datetime, *, per_day: int = PER_DAY) -> None:
        self.clock = FixedClock(start)
        self.store = MemoryStore()
        self.vault = MemoryVault()
        self.press = PlainPress()
        self._numbers = count(1)
        self.desk = Desk(
            Ports(
                store=self.store,
                vault=self.vault,
                library=OneDefinition(definition),
                press=self.press,
                clock=self.clock,
                ids=self.fresh,
                seal=lambda content: hashlib.sha256(content).hexdigest(),
                check=_any_identifier,
                per_day=per_day,
            )
        )
        self.id = ""

    def fresh(self) -> str:
        """Next number as an id."""
        return f"t{next(self._numbers):06d}"

    def call(self, actor: str, **more: str | int | None) -> Call:
        """A call under a fresh request id."""
        return Call(actor=actor, request=self.fresh(), channel="test", **more)  # type: ignore[arg-type]

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.desk.case(self.id)

    def open(
        self,
        team: Mapping[str, tuple[str, ...]] | None = None,
        *,
        days: int = 60,
        facts: Mapping[str, object] | None = None,
    ) -> Case:
        """Register the house and open a case that starts today and aims at `days` from now."""
        people = team or {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",)}
        self.desk.registry.add(
            self.call("H1"),
            CompanyAdded(
                company="RX", name="锐修科技有限公司", short_name="锐修", uscc="91210106MA00000000"
            ),
            BranchAdded(branch="SY", company="RX", name="沈阳分公司", city="沈阳"),
            *(PersonAdded(person=one, name=f"姓名{one}") for one in people),
        )
        start = self.clock().astimezone(UTC).date()
        outcome = self.desk.open(
            self.call("H1"),
            Opening(
                checklist="test",
                name="测试专案",
                branch="SY",
                start=start.isoformat(),
                target=(start + timedelta(days=days)).isoformat(),
                team=people,
                facts=facts or {},
            ),
        )
        self.id = outcome.case.id
        return outcome.case

    def done(
        self, actor: str, task: str, *files: str, on: str | None = None, **facts: object
    ) -> Outcome:
        """A task is done with facts and, by name, files."""
        return self.desk.done(
            self.call(actor, happened=on),
            self.id,
            task,
            stated=facts,
            files=[paper(one) for one in files],
        )

    def state(self, actor: str, **facts: object) -> Outcome:
        """Facts are stated."""
        return self.desk.state(self.call(actor), self.id, facts)

    def approve(self, actor: str, task: str) -> Outcome:
        """What is pending is approved."""
        return self.desk.approve(self.call(actor), self.id, task)

    def agree_erasure(self, fact: str) -> str:
        """`P1` asks for an erasure and `H1` agrees; its id, for somebody else to carry out."""
        number = len(self.case.erasures) + 1
        self.desk.people.ask_erasure(self.call("P1"), self.id, fact, reason="到期")
        self.desk.people.decide_erasure(self.call("H1"), self.id, f"e-{number}", agreed=True)
        return f"e-{number}"

    def advance(self) -> int:
        """The clockwork runs; number of entries it wrote."""
        return self.desk.clockwork.advance(self.id).entries


def paper(name: str) -> Attachment:
    """A file for a test; the name may say the rule: `signed:scan.pdf`."""
    rule, mark, rest = name.partition(":")
    return Attachment(
        content=f"%PDF {name}".encode(),
        name=rest if mark else name,
        media="application/pdf",
        rule=rule if mark else None,
    )


def _any_identifier(kind: FactType, text: str) -> str:  # noqa: ARG001  the shape is the library's matter
    return text


def desk_for(
    definition: Definition, *, start: datetime | None = None, per_day: int = PER_DAY
) -> TestDesk:
    """A desk in memory over a definition; the clock stands at 2026-03-02 09:00 in Shanghai unless told otherwise."""
    return TestDesk(definition, start or datetime(2026, 3, 2, 1, 0, tzinfo=UTC), per_day=per_day)
